// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* What is shown: one situation as it was played, and how far the cursor has come. Everything else hears of its changes. */

const page = {
  situation: DEFAULT_SITUATION,
  play: null, // what the engine answered
  cursor: 0, // nanoseconds
  lesson: null, // id
  step: null,
  described: null, // what there is to choose
};

const heard = { play: [], cursor: [], language: [], lesson: [] };

function on(what, hear) {
  heard[what].push(hear);
}

function tell(what) {
  for (const hear of heard[what]) hear();
}

const SIDES = ["client", "server"];

/* Plays a situation and shows it; what cannot be played is said, and what was shown stays.
   @param cursor nanoseconds; left out: as it is */
function show(situation, { cursor = page.cursor, quiet = false } = {}) {
  const play = ask({ do: "play", situation, lang: i18n.language });
  if (play.error) {
    say(play.error);
    return false;
  }
  page.situation = play.situation;
  page.play = play;
  page.cursor = Math.min(Math.max(cursor, 0), play.end_ns);
  say(play.never_sent.length ? t("page.never_sent", { names: play.never_sent.join(", ") }) : "");
  tell("play");
  tell("cursor");
  if (!quiet) remember();
  return true;
}

function moveTo(ns) {
  page.cursor = Math.min(Math.max(ns, 0), page.play.end_ns);
  tell("cursor");
}

/* A line that warns. */
function say(text) {
  const line = document.getElementById("warning");
  line.textContent = text;
  line.hidden = !text;
}

/* The address holds what is shown. */
function remember() {
  const fragment = "#" + currentFragment();
  if (fragment !== location.hash) history.replaceState(null, "", fragment);
}

function currentFragment() {
  return fragmentOf(page.situation, {
    lang: i18n.language, lesson: page.lesson, step: page.lesson ? page.step : null, cursor: page.cursor ? timeValue(Math.round(page.cursor)) : null,
  });
}

/* The state of an end before anything happens. */
function firstState(play, side) {
  return play.transitions.find((step) => step.side === side)?.from ?? play.ends[side].initial_state;
}

/* The state of an end at a time. */
function stateAt(play, side, time) {
  let state = firstState(play, side);
  for (const step of play.transitions) if (step.side === side && step.time_ns <= time) state = step.to;
  return state;
}

/* The instants at which something happens, in order. */
function momentsOf(play) {
  const all = new Set([0, play.end_ns]);
  for (const segment of play.segments) [segment.sent_ns, ...segment.arrivals_ns].forEach((time) => all.add(time));
  for (const { time_ns } of [...play.transitions, ...play.actions]) all.add(time_ns);
  return [...all].filter((time) => time <= play.end_ns).sort((a, b) => a - b);
}

/* Of many things that can be chosen in a drawing one is reached by Tab, and the others from it by the arrows up and down.
   @param choose what Enter, the space bar and a click do, with the thing */
function makeChoosable(things, choose) {
  things.forEach((thing, place) => {
    thing.setAttribute("tabindex", place ? -1 : 0);
    thing.onclick = () => choose(thing);
    thing.onkeydown = (event) => {
      const next = things[place + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] || NaN)];
      if (event.key === "Enter" || event.key === " ") choose(thing);
      else if (next) {
        for (const one of things) one.setAttribute("tabindex", one === next ? 0 : -1);
        next.focus();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    };
  });
}

/* Makes an element with attributes, properties (those that begin with "on") and children. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  return fill(element, attributes, children);
}

function makeSvg(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    if (key.startsWith("on")) element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
