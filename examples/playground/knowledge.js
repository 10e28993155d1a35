// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* What each end knows by now, and what has just happened, in words: for the eye, and as a list for those who do not see a ladder. */

const told = { known: ["", ""], row: null, rows: [] };

function drawKnowledge() {
  told.known = [null, null];
  moveKnowledge();
}

/* Fills in both lists up to the cursor. */
function moveKnowledge() {
  for (const side of [0, 1]) {
    const facts = page.play.knowledge.filter((fact) => fact.side === side && fact.time_ns <= page.cursor);
    const latest = facts.length ? facts[facts.length - 1].time_ns : null;
    const shown = JSON.stringify([facts.length, latest]);
    if (told.known[side] === shown) continue;
    told.known[side] = shown;
    const items = facts.map((fact) => make("li", { class: `fact ${fact.fact}${fact.time_ns === latest ? " new" : ""}` },
                                           make("span", { class: "when" }, timeText(fact.time_ns)), " ", t("fact." + fact.fact)));
    document.getElementById("knows-" + SIDES[side]).replaceChildren(...(items.length ? items : [make("li", { class: "none" }, t("knowledge.nothing"))]));
  }
}

/* When a row of the ladder is over: the latest of its ends' times. */
function timeOfRow(row) {
  return Math.max(...row.cells.map((cell) => cell.time_ns ?? 0));
}

/* A row in words. */
function rowText(row) {
  const parts = [];
  const ends = row.from ? [1, 0] : [0, 1];
  const cell = (side) => {
    const { time_ns, state } = row.cells[side];
    if (time_ns === undefined && !state) return;
    parts.push([time_ns === undefined ? null : timeText(time_ns), t("side." + SIDES[side]), state].filter(Boolean).join(" "));
  };
  cell(ends[0]);
  if (row.label) parts.push(t("row." + row.arrow, { label: row.label }));
  cell(ends[1]);
  return parts.join(t("row.and")) + t("row.end") + row.notes.join(" ");
}

/* The ladder as a list of steps; the notes of each are what it proves. */
function drawSteps() {
  const times = page.play.rows.map(timeOfRow);
  for (let place = 1; place < times.length; ++place) times[place] = Math.max(times[place], times[place - 1]);
  told.rows = page.play.rows.map((row, place) => {
    const item = make("li", {}, make("button", { type: "button", onclick: () => jump(times[place]) }, rowText(row)));
    return { time: times[place], row, item };
  });
  document.getElementById("steps").replaceChildren(...told.rows.map(({ item }) => item));
  told.row = undefined;
}

function jump(time) {
  if (timeline.isRunning) stop();
  moveTo(time);
  bringIntoView();
  remember();
}

/* Says what the last step was. */
function moveSteps() {
  let now = null;
  for (const one of told.rows) if (one.time <= page.cursor) now = one;
  if (told.row === now) return;
  if (told.row) told.row.item.removeAttribute("aria-current");
  if (now) now.item.setAttribute("aria-current", "step");
  told.row = now;
  document.getElementById("said").textContent = now ? rowText(now.row) : t("knowledge.before");
}
