// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* What can be set: the scenario, the path between the ends, each end's profile; and what its user does. */

const VERBS = ["listen", "connect", "send", "close", "shutdown", "abort", "crash"];

/* Sliders: the values of an option from left to right, null for its default, and how a value is measured and said. */
const SLIDERS = {
  rtt: { option: "delay", values: [0.5, 1, 2.5, 5, 10, 25, 50, 75, 100, 150, 250, 500].map((ms) => timeValue(ms * 1e6)), measure: parseTime,
         text: (value) => timeText(2 * parseTime(value)) },
  loss: { option: "loss", values: [null, ...[1, 2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80].map((percent) => String(percent / 100))],
          measure: shareOf, text: (value) => `${+(100 * shareOf(value)).toFixed(2)} %` },
  msl: { option: "two-msl", values: [null, "1ms", "100ms", "200ms", "500ms", "1s", "2s", "5s", "10s", "30s", "60s", "120s", "240s"], measure: parseTime,
         text: () => [...new Set(page.play.ends.map((end) => timeText(end.two_msl_ns)))].join(", ") },
};

/* A probability as options have it: 0.05 or 5%. */
function shareOf(value) {
  return String(value).endsWith("%") ? parseFloat(value) / 100 : Number(value);
}

/* The place on a slider that is nearest to a value. */
function placeOf(value, { values, measure }) {
  if (values.includes(value)) return values.indexOf(value);
  const distance = (one) => (one === null ? Infinity : Math.abs(Math.log(measure(one) / measure(value))));
  return values.reduce((best, one, place) => (distance(one) < distance(values[best]) ? place : best), 0);
}

function startControls() {
  for (const [id, { option, values }] of Object.entries(SLIDERS)) {
    const slider = document.getElementById(id);
    slider.max = values.length - 1;
    slider.addEventListener("input", () => show(withOption(page.situation, option, values[slider.value])));
  }
  document.getElementById("scenario").addEventListener("change", (event) => show([["scenario", event.target.value], ...page.situation.filter(isOfPath)], { cursor: 0 }));
  document.getElementById("roll").addEventListener("click", () => show(withOption(page.situation, "seed", String(Number(valueOf(page.situation, "seed")) + 1))));
  document.getElementById("reset").addEventListener("click", () => show(DEFAULT_SITUATION, { cursor: 0 }));
  document.getElementById("isn").addEventListener("change", (event) => show(withOption(page.situation, "isn", event.target.value.trim() || null)));
  document.getElementById("absolute").addEventListener("change", (event) => show(withOption(page.situation, "numbers", event.target.checked ? "absolute" : null)));
  document.getElementById("language").addEventListener("change", (event) => speak(event.target.value));
  for (const side of SIDES) startEnd(side);
}

/* What a choice of another scenario leaves as it is: the path and the ends, not what happens on them. */
function isOfPath([option]) {
  return !["scenario", "closer", "at", "until", ...SEGMENT_OPTIONS].includes(option);
}

function startEnd(side) {
  const profile = document.getElementById("profile-" + side);
  profile.addEventListener("change", () => show(withProfile(side, profile.value)));
  for (const verb of VERBS) {
    const button = make("button", { type: "button", "data-verb": verb, "data-t": "verb." + verb });
    button.addEventListener("click", () => act(side, verb));
    document.getElementById("verbs-" + side).append(button);
  }
}

/* One profile for both ends becomes one for each. */
function withProfile(side, value) {
  const both = optionOf(page.situation, "profile");
  let situation = withOption(page.situation, "profile", null);
  if (both) for (const one of SIDES) if (!optionOf(situation, one + "-profile")) situation = withOption(situation, one + "-profile", both);
  return withOption(situation, side + "-profile", value);
}

/* A user calls, at the cursor; a call that TCP refuses is taken back. */
function act(side, verb) {
  if (timeline.isRunning) stop();
  const before = page.situation, time = Math.round(page.cursor);
  if (!show(withAction(before, page.play.actions, time, SIDES.indexOf(side), verb), { cursor: time })) return;
  const { result } = page.play.actions.filter((one) => one.time_ns === time && SIDES[one.side] === side && one.verb === verb).pop();
  if (result === "ok") return;
  show(before, { cursor: time });
  say(refusalText(verb, result));
}

/* Controls show what is played. */
function showControls() {
  const { situation, play } = page;
  for (const [id, slider] of Object.entries(SLIDERS)) {
    const input = document.getElementById(id);
    const { option, values, text } = slider;
    input.value = placeOf(values.includes(null) ? optionOf(situation, option) : valueOf(situation, option), slider);
    const shown = text(valueOf(situation, option));
    document.getElementById(id + "-value").textContent = shown;
    input.setAttribute("aria-valuetext", shown);
  }
  document.getElementById("scenario").value = valueOf(situation, "scenario");
  document.getElementById("roll").hidden = optionOf(situation, "loss") === null;
  document.getElementById("isn").value = optionOf(situation, "isn") || "";
  document.getElementById("absolute").checked = areAbsolute();
  SIDES.forEach((side, place) => {
    const { profile, isn } = play.ends[place];
    document.getElementById("profile-" + side).value = profile;
    const line = document.getElementById("isn-" + side);
    line.hidden = !areAbsolute() || isn === null;
    if (!line.hidden) line.replaceChildren(...pieces(t("settings.isn_of", { isn, next: (isn + 1) % 2 ** 32 })));
  });
  document.getElementById("reset").disabled = sameSituation(situation, DEFAULT_SITUATION) || !situation.length;
}

/* Lists of what there is, in the language. */
function fillChoices() {
  const fillList = (id, values, text) => {
    const list = document.getElementById(id);
    const chosen = list.value;
    list.replaceChildren(...values.map((value) => make("option", { value }, text(value))));
    if (chosen) list.value = chosen;
  };
  const { scenarios, profiles, formats } = page.described;
  fillList("scenario", scenarios.map((one) => one.name), (name) => t("scenario." + name));
  for (const side of SIDES) fillList("profile-" + side, profiles.map((one) => one.name), (name) => name);
  fillList("field-side", ["", ...SIDES], (side) => (side ? t("side." + side) : t("fields.both")));
  fillList("field-name", page.described.fields.map((one) => one.name).sort(), (name) => name);
  fillList("export-format", [...formats, ...(formats.includes("svg") ? ["png"] : [])], (format) => t("export." + format));
  fillList("language", Object.keys(LANGUAGES), (name) => LANGUAGES[name]);
  document.getElementById("language").value = i18n.language;
}
