// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* Texts with terms that can be asked for: {{SYN}} or {{first segment|syn}} is a button that shows the string glossary.syn. */

/* A text as paragraphs, with `code`, **strong** and terms. */
function paragraphs(text) {
  return text.split("\n\n").map((one) => make("p", {}, ...pieces(one)));
}

function pieces(text) {
  return text.split(/(\{\{[^}]+\}\}|`[^`]+`|\*\*[^*]+\*\*)/).filter(Boolean).map((piece) => {
    if (piece.startsWith("{{")) return termButton(...piece.slice(2, -2).split("|"));
    if (piece.startsWith("`")) return make("code", {}, piece.slice(1, -1));
    if (piece.startsWith("**")) return make("strong", {}, piece.slice(2, -2));
    return piece;
  });
}

function termButton(shown, term = shown) {
  const button = make("button", { type: "button", class: "term", "aria-haspopup": "dialog" }, shown);
  button.onclick = () => openTerm(term, button);
  return button;
}

function openTerm(term, opener) {
  const key = "glossary." + term.toLowerCase();
  const box = document.getElementById("explained");
  box.replaceChildren(make("strong", {}, t(key + ".name")), ...paragraphs(t(key)),
                      make("button", { type: "button", class: "close", "aria-label": t("menu.close"), title: t("menu.close"), onclick: closeTerm }, "×"));
  closeTerm.opener = opener;
  box.hidden = false;
  place(box, opener.getBoundingClientRect());
  box.focus({ preventScroll: true });
}

function closeTerm() {
  const box = document.getElementById("explained");
  if (box.hidden) return;
  box.hidden = true;
  if (closeTerm.opener && closeTerm.opener.isConnected) closeTerm.opener.focus({ preventScroll: true });
}

/* All terms, beneath the page, in the order of the language. */
function drawGlossary() {
  const keys = Object.keys(strings()).filter((key) => /^glossary\.[^.]+$/.test(key));
  const terms = keys.map((key) => [t(key + ".name"), t(key)]).sort(([one], [other]) => one.localeCompare(other, i18n.language));
  document.getElementById("terms").replaceChildren(...terms.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, ...pieces(text))]));
}

function startGlossary() {
  const box = document.getElementById("explained");
  box.addEventListener("keydown", (event) => event.key === "Escape" && closeTerm());
  document.addEventListener("pointerdown", (event) => {
    if (!box.hidden && !box.contains(event.target)) closeTerm();
  });
}
