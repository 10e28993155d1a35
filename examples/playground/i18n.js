// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* What people read: strings by key, in one language at a time. */

const LANGUAGES = { en: "English", zh: "中文" };
const i18n = { language: "en", missing: new Set() };

/* A data file that stands in the page. */
function dataOf(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/* The language of a link, or else the browser's first that there is. */
function chosenLanguage(asked) {
  const wanted = [asked, ...(navigator.languages || [navigator.language])];
  return wanted.map((one) => (one || "").slice(0, 2).toLowerCase()).find((one) => one in LANGUAGES) || "en";
}

function strings() {
  i18n.strings ??= Object.fromEntries(Object.keys(LANGUAGES).map((name) => [name, dataOf("strings-" + name)]));
  return i18n.strings[i18n.language];
}

function hasText(key) {
  return key in strings();
}

/* The text of a key, with {name} replaced by its value. */
function t(key, values = {}) {
  if (!hasText(key)) {
    i18n.missing.add(i18n.language + ": " + key);
    return key;
  }
  return strings()[key].replace(/(?<!\{)\{(\w+)\}(?!\})/g, (all, name) => values[name] ?? all);
}

/* Fills in what the page itself says: data-t is an element's text, data-t-label its name for those who do not see it. */
function translate(root) {
  document.documentElement.lang = i18n.language === "zh" ? "zh-CN" : i18n.language;
  document.title = t("page.title");
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of root.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.dataset.tLabel));
    if (element.matches("button")) element.title = t(element.dataset.tLabel);
  }
}

/* A time in nanoseconds as people read it. */
function timeText(ns) {
  if (ns !== 0 && Math.abs(ns) < 1e6) return `${+(ns / 1e3).toFixed(1)} µs`;
  if (Math.abs(ns) < 1e9) return `${+(ns / 1e6).toFixed(ns % 1e6 ? 1 : 0)} ms`;
  return `${+(ns / 1e9).toFixed(3)} s`;
}

/* How far a cursor has come: always of one width. */
function clockText(ns) {
  return `${(ns / 1e9).toFixed(3)} s`;
}
