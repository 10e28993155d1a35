// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* What can be taken away: a link, a command, texts and pictures. All but the PNG are the engine's, and what synfin-walkthrough
   prints; the PNG is its SVG, painted. */

/* The ends of files' names; what is not here has the format's own. */
const ENDINGS = { text: "txt", mermaid: "mmd", packetdrill: "pkt", command: "sh" };

function drawn(format) {
  const answer = ask({ do: "draw", format, situation: page.situation, lang: i18n.language });
  if (answer.error) say(answer.error);
  return answer.text ?? null;
}

/* A picture of an SVG, twice as fine as it is large. */
async function painted(svg) {
  const picture = new Image();
  picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
  await picture.decode();
  const canvas = make("canvas", { width: 2 * picture.naturalWidth, height: 2 * picture.naturalHeight });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

async function save(format) {
  const text = drawn(format === "png" ? "svg" : format);
  if (text === null) return;
  const blob = format === "png" ? await painted(text) : new Blob([text], { type: "text/plain;charset=utf-8" });
  const link = make("a", { href: URL.createObjectURL(blob), download: `ladder.${ENDINGS[format] || format}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/* Shows the chosen text, to be read and copied. */
function showExport() {
  const box = document.getElementById("export");
  if (!box.closest("details").open) return;
  const format = document.getElementById("export-format").value;
  box.textContent = drawn(format === "png" ? "svg" : format) ?? "";
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say(t("export.copied"));
  } catch {
    say(t("export.not_copied"));
  }
}

function startExports() {
  const list = document.getElementById("export-format");
  list.addEventListener("change", showExport);
  document.getElementById("export").closest("details").addEventListener("toggle", showExport);
  document.getElementById("save").addEventListener("click", () => save(list.value));
  document.getElementById("copy").addEventListener("click", () => copy(document.getElementById("export").textContent));
  document.getElementById("link").addEventListener("click", () => {
    remember();
    copy(location.href);
  });
}
