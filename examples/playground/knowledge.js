// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* What each end knows by now, and what has just happened, in words: for the eye, and as a list for those who do not see a ladder. */

const told = { known: ["", ""], row: null, rows: [] };

function drawKnowledge() {
  told.known = [null, null];
  moveKnowledge();
}

/* What an end knows at a time: what it has learnt since it last forgot everything, by a crash or for a new connection. */
function knownAt(play, side, time) {
  const facts = play.knowledge.filter((fact) => fact.side === side && fact.time_ns <= time);
  return facts.slice(facts.map((fact) => fact.fact).lastIndexOf("forgets") + 1);
}

/* Fills in both lists up to the cursor. */
function moveKnowledge() {
  for (const side of [0, 1]) {
    const facts = knownAt(page.play, side, page.cursor);
    const latest = facts.length ? facts[facts.length - 1].time_ns : null;
    const shown = JSON.stringify(facts);
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

/* A row whose segment is under way: what has happened of it. */
function departureText(row) {
  const { time_ns, state } = row.cells[row.from];
  const end = [timeText(time_ns), t("side." + SIDES[row.from]), state].filter(Boolean).join(" ");
  return end + t("row.and") + t("row.departure", { label: row.label }) + t("row.end");
}

/* A user's call in words. */
function callText({ time_ns, side, verb, result }) {
  const call = t("verb." + verb);
  const said = result === "ok" ? call + t("row.end") : refusalText(verb, result);
  return [timeText(time_ns), t("side." + SIDES[side])].join(" ") + t("row.and") + said;
}

function refusalText(verb, result) {
  return t("page.refused", { verb: t("verb." + verb), why: t("result." + result) });
}

/* The ladder as a list of steps; the notes of each are what it proves. */
function drawSteps() {
  const { rows, actions } = page.play;
  const times = rows.map(timeOfRow);
  for (let place = 1; place < times.length; ++place) times[place] = Math.max(times[place], times[place - 1]);
  const items = rows.map((row, place) => make("li", {}, make("button", { type: "button", onclick: () => jump(times[place]) }, rowText(row))));
  document.getElementById("steps").replaceChildren(...items);
  const calls = actions.map((action) => ({ time: action.time_ns, item: null, text: callText(action) }));
  const isUnderWay = (row, place) => row.arrow === "whole" && row.cells[row.from].time_ns < times[place];
  const departures = rows.flatMap((row, place) =>
    (isUnderWay(row, place) ? [{ time: row.cells[row.from].time_ns, item: items[place], text: departureText(row) }] : []));
  const steps = rows.map((row, place) => ({ time: times[place], item: items[place], text: rowText(row) }));
  told.rows = [...calls, ...departures, ...steps].sort((one, other) => one.time - other.time); // what a segment brings is said last
  told.row = undefined;
}

function jump(time) {
  if (timeline.isRunning) stop();
  moveTo(time);
  bringIntoView();
  remember();
}

/* Says what has happened last. */
function moveSteps() {
  const past = told.rows.filter((one) => one.time <= page.cursor);
  const now = past[past.length - 1] || null;
  if (told.row === now) return;
  const step = past.filter((one) => one.item).pop()?.item;
  for (const item of document.querySelectorAll("#steps [aria-current]")) item.removeAttribute("aria-current");
  if (step) step.setAttribute("aria-current", "step");
  told.row = now;
  document.getElementById("said").textContent = now ? now.text : t("knowledge.before");
}
