// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* Questions of lessons are answered by running: EVENTs and CHECKs as lessons.js defines them, asked of a play. */

/* When an event happens; null: it does not. */
function timeOf(play, event) {
  if (event === "start") return 0;
  if (event === "end") return play.end_ns;
  const state = /^(client|server)=([A-Z_0-9]+?)(?::(\d+))?$/.exec(event);
  if (state) {
    const found = play.transitions.filter((one) => SIDES[one.side] === state[1] && one.to === state[2]);
    return found[(state[3] || 1) - 1]?.time_ns ?? null;
  }
  const call = /^(client|server)!([a-z-]+)$/.exec(event);
  if (call) return play.actions.find((one) => SIDES[one.side] === call[1] && one.verb === call[2])?.time_ns ?? null;
  const time = parseTime(event);
  if (!Number.isNaN(time)) return time <= play.end_ns ? time : null;
  const [name, when] = event.split("@");
  const segment = play.segments.find((one) => namesOf(one).includes(name));
  if (!segment) return null;
  return when === "sent" ? segment.sent_ns : Math.min(...arrivalsOf(segment, flightTime(play)));
}

const CHECKS = {
  all: (play, parts) => parts.every((part) => holds(play, part)),
  any: (play, parts) => parts.some((part) => holds(play, part)),
  not: (play, part) => !holds(play, part),
  final: (play, ends) => Object.entries(ends).every(([side, states]) => [states].flat().includes(stateAt(play, SIDES.indexOf(side), play.end_ns))),
  happens: (play, event) => timeOf(play, event) !== null,
  order: (play, events) => {
    const times = events.map((event) => timeOf(play, event));
    return times.every((time, place) => time !== null && (place === 0 || times[place - 1] <= time));
  },
  sent: (play, { segment, ...bounds }) => isWithin(play.segments.filter((one) => one.name === segment).length, bounds),
  lost: (play, { segment, ...bounds }) => {
    const lost = play.segments.filter((one) => one.fate === "lost" && (!segment || one.name === segment)).length;
    return isWithin(lost, "at_least" in bounds || "at_most" in bounds ? bounds : { at_least: 1 });
  },
  between: (play, { from, to, ...bounds }) => {
    const [first, last] = [timeOf(play, from), timeOf(play, to)];
    return first !== null && last !== null && isWithin(last - first, { at_least: 0, ...bounds });
  },
  edge: (play, { side, ...wanted }) => play.transitions.some((one) => (!side || SIDES[one.side] === side) && isLike(one, wanted)),
  dropped: (play, { side, segment, ...wanted }) => play.drops.some((one) => (!side || SIDES[one.side] === side) &&
    (!segment || (one.segment !== null && namesOf(play.segments[one.segment]).includes(segment))) && isLike(one, wanted)),
  stays: (play, { side, state, ...bounds }) => staysOf(play, SIDES.indexOf(side), state).some((length) => isWithin(length, bounds)),
  profile: (play, ends) => Object.entries(ends).every(([side, names]) => [names].flat().includes(play.ends[SIDES.indexOf(side)].profile)),
  two_msl: (play, { side, ...bounds }) => isWithin(play.ends[SIDES.indexOf(side)].two_msl_ns, bounds),
  situation: (play, options) => Object.entries(options).every(([name, value]) => optionOf(play.situation, name) === value),
};

/* How long an end is in a state, each time: until it leaves it, or else until the end. */
function staysOf(play, side, state) {
  const steps = play.transitions.filter((one) => one.side === side);
  return steps.flatMap((step, place) => (step.to === state ? [(steps[place + 1]?.time_ns ?? play.end_ns) - step.time_ns] : []));
}

function isLike(one, wanted) {
  return Object.entries(wanted).every(([name, value]) => one[name] === value);
}

/* Bounds are numbers, or times as "1.2s". */
function isWithin(value, { at_least = -Infinity, at_most = Infinity }) {
  const number = (bound) => (typeof bound === "string" ? parseTime(bound) : bound);
  return number(at_least) <= value && value <= number(at_most);
}

/* Does a CHECK hold for a play? A word that is none is a mistake of the lesson's author. */
function holds(play, check) {
  return Object.entries(check).every(([word, asked]) => {
    if (!(word in CHECKS)) throw new Error("no such check: " + word);
    return CHECKS[word](play, asked);
  });
}
