// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* From time to the ladder's vertical axis and back. The axis is linear, but for silence: a stretch in which nothing happens for
   long is drawn short, and marked. What happens at one instant at one end is drawn one beneath the other. */

const FLIGHT = 64; // pixels of a segment's way
const LONGEST = 3 * FLIGHT; // of a stretch that is drawn in full
const SILENCE = 58; // what is drawn instead of a longer one
const LINE = 14; // of the texts beside the lifelines
const TOP = 30;

/* How long a segment is under way when nothing holds it up. */
function flightTime(play) {
  const ways = play.segments.filter((one) => one.fate === "arrives").map((one) => one.arrivals_ns[0] - one.sent_ns);
  ways.sort((a, b) => a - b);
  return ways[ways.length >> 1] || parseTime(valueOf(play.situation, "delay")) || 1;
}

/* When a segment arrives, each time; a lost one: when it would have. */
function arrivalsOf(segment, flight) {
  return segment.arrivals_ns.length ? segment.arrivals_ns : [segment.sent_ns + flight];
}

/* What happens at each instant: how many segments leave and arrive, and how many lines of text stand at each end. */
function instantsOf(play, texts) {
  const flight = flightTime(play);
  const instants = new Map();
  const at = (time) => {
    if (!instants.has(time)) instants.set(time, { time, leave: [0, 0], arrive: [0, 0], lines: [0, 0] });
    return instants.get(time);
  };
  at(0);
  at(play.end_ns);
  for (const segment of play.segments) {
    at(segment.sent_ns).leave[segment.from] += 1;
    for (const time of arrivalsOf(segment, flight)) at(time).arrive[1 - segment.from] += 1;
  }
  for (const { time, side, lines } of texts) at(time).lines[side] = lines.length;
  return [...instants.values()].sort((a, b) => a.time - b.time);
}

/* @param texts {time, side, lines} that stand beside the lifelines
   @param slot pixels between segments that leave or arrive at one instant, and that their labels need
   @return { height, breaks, flight, start(ns), end(ns), time(y) }: where an instant begins, where it ends, what is where */
function makeScale(play, texts, slot) {
  const instants = instantsOf(play, texts);
  const flight = flightTime(play);
  const perNanosecond = FLIGHT / flight;
  const busy = [0, 0]; // until where each end's texts reach
  const breaks = [];
  let before = null;
  for (const instant of instants) {
    let y = TOP;
    if (before) {
      const gap = (instant.time - before.time) * perNanosecond;
      const isSilence = gap > LONGEST;
      y = before.end + (isSilence ? SILENCE : Math.max(gap, 4));
      for (const side of [0, 1]) {
        if (instant.lines[side] || instant.leave[side]) y = Math.max(y, busy[side]);
      }
      if (isSilence) breaks.push({ from: before.end, to: y, gap: instant.time - before.time, time: (before.time + instant.time) / 2 });
    }
    instant.start = y;
    instant.end = y + (Math.max(1, ...instant.leave, ...instant.arrive) - 1) * slot;
    for (const side of [0, 1]) {
      const below = Math.max(instant.lines[side] * LINE + 4, instant.leave[side] ? instant.end - y + slot - 4 : 0);
      if (below) busy[side] = y + below;
    }
    before = instant;
  }
  const height = Math.max(before.end, ...busy) + 16;
  return { height, breaks, flight, ...conversions(instants) };
}

function conversions(instants) {
  const last = (isBefore) => { // the last instant for which it holds
    let low = 0, high = instants.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (isBefore(instants[middle])) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const between = (time, edge) => {
    const place = last((one) => one.time <= time);
    const here = instants[place], next = instants[place + 1];
    if (here.time === time || !next) return here[edge];
    return here.end + (next.start - here.end) * (time - here.time) / (next.time - here.time);
  };
  return {
    start: (time) => between(time, "start"),
    end: (time) => between(time, "end"),
    time: (y) => {
      const place = last((one) => one.start <= y);
      const here = instants[place], next = instants[place + 1];
      if (y <= here.end || !next) return here.time;
      return here.time + (next.time - here.time) * Math.min(1, (y - here.end) / (next.start - here.end));
    },
  };
}
