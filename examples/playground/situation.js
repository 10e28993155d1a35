// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* A situation: ordered pairs of option and value, which are synfin-walkthrough's options, and what a link holds. Nothing here
   says what an option means or allows: the engine does. */

const DEFAULT_SITUATION = [["scenario", "normal"]];

/* What a link holds beside the situation: the page's own. */
const PAGE_KEYS = ["lang", "lesson", "step", "cursor"];

const UNITS = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, min: 6e10, h: 3.6e12 };

/* Nanoseconds of "50ms"; NaN when it is no time. */
function parseTime(text) {
  const match = /^\+?(\d+(?:\.\d+)?)(ns|us|ms|s|min|h)?$/.exec(String(text).trim());
  return match ? Math.round(match[1] * UNITS[match[2] || "s"]) : NaN;
}

/* A time in nanoseconds as an option's value: the largest unit in which it is whole. */
function timeValue(ns) {
  const unit = ["s", "ms", "us"].find((one) => ns % UNITS[one] === 0) || "ns";
  return ns / UNITS[unit] + unit;
}

/* The value of an option, the last one counts; null: its default. */
function optionOf(situation, name) {
  const found = situation.filter(([option]) => option === name);
  return found.length ? found[found.length - 1][1] : null;
}

/* The same, or else its default. */
function valueOf(situation, name) {
  return optionOf(situation, name) ?? page.described.options.find((option) => option.name === name).default;
}

function withOption(situation, name, value) {
  const rest = situation.filter(([option]) => option !== name);
  return value === null ? rest : [...rest, [name, value]];
}

/* What is asked of one segment: the values of lose, delay-segment, duplicate and reorder begin with its name. */
const SEGMENT_OPTIONS = ["lose", "delay-segment", "duplicate", "reorder"];

/* All that a segment can be called, the best name last. */
function namesOf(segment) {
  const ordinal = segment.ordinal ? [segment.ordinal] : [];
  return [...ordinal, ...(segment.copy === 1 ? [segment.name] : []), `${segment.name}:${segment.copy}`];
}

/* How options call a segment, by its name where they know it, for a name outlives a change of what went before; null: they
   cannot, for nobody sends it. */
function nameOf(segment) {
  if (!page.described.segments.includes(segment.name)) return segment.ordinal;
  return segment.name + (segment.copy > 1 ? ":" + segment.copy : "");
}

function isAbout(pair, segment) {
  return SEGMENT_OPTIONS.includes(pair[0]) && namesOf(segment).includes(pair[1].split("=")[0]);
}

/* The situation with this asked of a segment, and nothing else of it; option null: nothing. */
function withFate(situation, segment, option, time = "") {
  const rest = situation.filter((pair) => !isAbout(pair, segment));
  return option ? [...rest, [option, nameOf(segment) + (time ? "=" + time : "")]] : rest;
}

/* What a scenario asks of its ends besides its users' calls. */
const IMPLIED = { "keep-alive": [["set", "client:keepalive=true"]] };

/* The situation in which a user calls at a time, and nothing is called later: what the scenario's users did until then is
   spelled out, for from here on the reader is the user of both ends. */
function withAction(situation, actions, time, side, verb) {
  const rest = situation.filter(([option]) => option !== "at" && option !== "closer");
  const before = actions.filter((action) => action.time_ns <= time).map(atValue);
  return [...withOption(rest, "scenario", "manual"), ...(IMPLIED[optionOf(situation, "scenario")] || []),
          ...before.map((value) => ["at", value]), ["at", atValue({ time_ns: time, side, verb })]];
}

/* What is done by number; a play tells of other deeds, too, how many octets they brought. */
const COUNTED = ["send", "flood"];

function atValue({ time_ns, side, verb, octets }) {
  const amount = octets && COUNTED.includes(verb) ? ":" + octets : "";
  return `${timeValue(time_ns)}=${SIDES[side]}:${verb}${amount}`;
}

function sameSituation(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/* A link's part behind #. */
function fragmentOf(situation, own) {
  const parts = [...situation, ...PAGE_KEYS.filter((key) => own[key] != null).map((key) => [key, String(own[key])])];
  return parts.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replace(/%3A/g, ":")}`).join("&");
}

/* What a fragment holds: { situation, own }. */
function partsOf(fragment) {
  const pairs = [...new URLSearchParams(fragment.replace(/^#/, "").replace(/\+/g, "%2B"))];
  return {
    situation: pairs.filter(([name]) => !PAGE_KEYS.includes(name)),
    own: Object.fromEntries(pairs.filter(([name]) => PAGE_KEYS.includes(name))),
  };
}
