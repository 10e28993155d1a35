// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* The ladder: two lifelines with their states, and each segment an arrow in true time. It is drawn once for each play, twice
   over: all of it faintly, and once more in full down to the cursor. A cursor that moves changes one height alone. */

const ladder = { svg: null, scale: null, left: 0, right: 0, width: 0, isNarrow: false };

const GLYPH = 5; // half the width of a lifeline's bar
const LOST_SHARE = 0.6; // of its way a lost segment is drawn

/* What stands beside the lifelines: when, what the user called, what was rejected, the new state. */
function besideOf(play) {
  const all = new Map();
  const at = (time, side) => {
    const key = `${time} ${side}`;
    if (!all.has(key)) all.set(key, { time, side, lines: [{ kind: "time", text: timeText(time) }] });
    return all.get(key).lines;
  };
  for (const one of play.actions) {
    const isRefused = one.result !== "ok";
    at(one.time_ns, one.side).push({ kind: isRefused ? "verb refused" : "verb", text: t("verb." + one.verb) });
    if (isRefused) at(one.time_ns, one.side).push({ kind: "drop", text: t("ladder.refused"), title: refusalText(one.verb, one.result) });
  }
  for (const one of play.drops) at(one.time_ns, one.side).push({ kind: "drop", text: t("ladder.dropped") });
  for (const one of play.transitions) at(one.time_ns, one.side).push({ kind: "state", text: one.to, state: one.to });
  for (const segment of play.segments) {
    at(segment.sent_ns, segment.from);
    for (const time of segment.arrivals_ns) at(time, 1 - segment.from);
  }
  return [...all.values()];
}

/* Where there is little room labels have two lines. */
function slotOf() {
  return ladder.isNarrow ? 44 : 22;
}

function drawLadder() {
  const box = document.getElementById("ladder");
  const width = Math.max(300, Math.floor(box.clientWidth));
  ladder.isNarrow = width < 560;
  ladder.width = width;
  const gutter = ladder.isNarrow ? 84 : 132;
  ladder.left = gutter;
  ladder.right = width - gutter;
  const texts = besideOf(page.play);
  const scale = ladder.scale = makeScale(page.play, texts, slotOf());
  const content = [drawBreaks(scale), drawTimers(scale), drawBars(scale), drawSegments(scale)];
  const past = makeSvg("g", { "clip-path": "url(#past)" }, ...content);
  const future = past.cloneNode(true);
  future.setAttribute("class", "future");
  future.removeAttribute("clip-path");
  future.setAttribute("aria-hidden", "true");
  ladder.clip = makeSvg("rect", { x: 0, y: 0, width, height: 0 });
  ladder.now = makeSvg("g", { class: "now", "aria-hidden": "true" }, makeSvg("line", { x1: ladder.left, x2: ladder.right }));
  ladder.dots = makeSvg("g", { class: "dots", "aria-hidden": "true" });
  ladder.svg = makeSvg("svg", { width, height: scale.height, viewBox: `0 0 ${width} ${scale.height}`, role: "group", class: ladder.isNarrow ? "narrow" : null, "aria-label": t("ladder.name") },
                       drawMarkers(), makeSvg("clipPath", { id: "past" }, ladder.clip), future, past, drawTexts(scale, texts), ladder.now, ladder.dots,
                       drawHandles());
  box.replaceChildren(ladder.svg);
  moveLadder();
}

function drawMarkers() {
  const head = (id, name) => makeSvg("marker", { id, class: name, viewBox: "0 0 10 10", refX: 10, refY: 5, markerWidth: 8, markerHeight: 8,
                                                 markerUnits: "userSpaceOnUse", orient: "auto" },
                                     makeSvg("path", { d: "M0 0.5 L10 5 L0 9.5 z" }));
  return makeSvg("defs", {}, head("head", "head"), head("head-again", "head again"));
}

function drawBreaks(scale) {
  const group = makeSvg("g", { class: "breaks" });
  for (const { from, to, gap, time } of scale.breaks) {
    const y = (from + to) / 2 + 6;
    for (const x of [ladder.left, ladder.right]) {
      group.append(makeSvg("path", { class: "zigzag", d: `M${x - 9} ${y + 3} l6 -6 l6 6 l6 -6` }));
    }
    const isCrossed = page.play.segments.some((one) => one.sent_ns < time && arrivalsOf(one, scale.flight).some((arrival) => arrival > time));
    const place = isCrossed ? { x: ladder.left + 18 } : { x: ladder.width / 2, "text-anchor": "middle" };
    group.append(makeSvg("line", { x1: ladder.left + 14, x2: ladder.right - 14, y1: y, y2: y }),
                 makeSvg("text", { ...place, y: y + 4 }, t("ladder.silence", { time: timeText(gap) })));
  }
  return group;
}

/* The states of both ends as bars. */
function drawBars(scale) {
  const group = makeSvg("g", { class: "bars" });
  for (const side of [0, 1]) {
    const x = side ? ladder.right : ladder.left;
    const first = firstState(page.play, side);
    let state = first, from = 8;
    const bar = (to) => group.append(makeSvg("rect", { class: "bar s-" + state, x: x - GLYPH, y: from, width: 2 * GLYPH, height: Math.max(0, to - from) }));
    for (const step of page.play.transitions.filter((one) => one.side === side)) {
      const y = scale.start(step.time_ns);
      bar(y);
      [state, from] = [step.to, y];
    }
    bar(scale.height - 6);
    const { x: place, anchor } = gutterOf(side);
    group.append(makeSvg("text", { class: "state t-" + first, x: place, y: 18, "text-anchor": anchor }, first));
  }
  return group;
}

function gutterOf(side) {
  return side ? { x: ladder.right + GLYPH + 6, anchor: "start" } : { x: ladder.left - GLYPH - 6, anchor: "end" };
}

/* Texts are not cut by the cursor: they are there from their instant on. */
function drawTexts(scale, texts) {
  const group = makeSvg("g", { class: "texts" });
  ladder.texts = texts.map(({ time, side, lines }) => {
    const { x, anchor } = gutterOf(side);
    const block = makeSvg("g", { class: "later" });
    lines.forEach(({ kind, text, state, title }, place) => {
      block.append(makeSvg("text", { class: kind + (state ? " t-" + state : ""), x, y: scale.start(time) + 4 + place * LINE, "text-anchor": anchor }, text, title ? makeSvg("title", {}, title) : null));
    });
    group.append(block);
    return { time, block, isLater: true };
  });
  return group;
}

/* Timers that ran out, as lines inside the lifelines. */
function drawTimers(scale) {
  const group = makeSvg("g", { class: "timers" });
  for (const timer of page.play.timers.filter((one) => one.expired && one.until_ns > one.from_ns)) {
    const x = timer.side ? ladder.right - 11 : ladder.left + 11;
    const from = scale.end(timer.from_ns), to = scale.start(timer.until_ns);
    if (to - from < 44) continue;
    const name = t("timer." + timer.kind, { time: timeText(timer.until_ns - timer.from_ns) });
    const place = { x: x + (timer.side ? -5 : 11), y: to - 8 };
    group.append(makeSvg("path", { d: `M${x - 3} ${from + 2} h6 M${x} ${from + 2} V${to} m-3 -4 l3 4 l3 -4` }));
    if (to - from > 80) group.append(makeSvg("text", { ...place, transform: `rotate(-90 ${place.x} ${place.y})` }, name));
  }
  return group;
}

/* Where a segment leaves and arrives: the ends of its arrows. Those of one instant stand one beneath the other. */
function placesOf(scale) {
  const taken = new Map();
  const slot = (key) => {
    taken.set(key, (taken.get(key) ?? -1) + 1);
    return taken.get(key) * slotOf();
  };
  return page.play.segments.map((segment) => {
    const from = segment.from ? ladder.right - GLYPH : ladder.left + GLYPH;
    const to = segment.from ? ladder.left + GLYPH : ladder.right - GLYPH;
    const leaves = scale.start(segment.sent_ns) + slot(`leave ${segment.sent_ns} ${segment.from}`);
    const ways = arrivalsOf(segment, scale.flight).map((time) => {
      const arrives = scale.start(time) + slot(`arrive ${time} ${segment.from}`);
      const share = segment.arrivals_ns.length ? 1 : LOST_SHARE;
      return { x1: from, y1: leaves, x2: from + (to - from) * share, y2: leaves + (arrives - leaves) * share };
    });
    return { segment, ways };
  });
}

function drawSegments(scale) {
  const group = makeSvg("g", { class: "segments" });
  ladder.places = placesOf(scale);
  for (const { segment, ways } of ladder.places) {
    const isAgain = segment.kind === "retransmit" || segment.kind === "probe";
    const isLost = segment.fate === "lost";
    const one = makeSvg("g", { class: `segment${isAgain ? " again" : ""}${segment.injected ? " injected" : ""} ${segment.fate}` });
    ways.forEach((way, copy) => {
      one.append(makeSvg("line", { ...way, class: copy ? "copy" : null, "marker-end": isLost ? null : `url(#head${isAgain ? "-again" : ""})` }));
    });
    if (isLost) one.append(makeSvg("path", { class: "cross", d: `M${ways[0].x2 - 6} ${ways[0].y2 - 6} l12 12 m0 -12 l-12 12` }));
    one.append(...labelsOf(segment, ways[0]));
    group.append(one);
  }
  return group;
}

function areAbsolute() {
  return valueOf(page.situation, "numbers") === "absolute";
}

/* The numbers of a segment in the chosen way. */
function numbersOf(segment) {
  const isAbsolute = areAbsolute();
  const seq = isAbsolute ? segment.absolute_seq : segment.seq;
  const ack = isAbsolute ? segment.absolute_ack : segment.ack;
  return `seq ${seq}${ack == null ? "" : `  ack ${ack}`}${segment.octets ? `  ${t("ladder.octets", { octets: segment.octets })}` : ""}`;
}

function titleOf(segment) {
  const name = segment.name ? segment.name + (segment.copy > 1 ? ":" + segment.copy : "") : segment.ordinal;
  return { name, flags: `[${segment.flags.join(", ")}]` };
}

/* The texts along an arrow, in its middle; where another crosses it, nearer to the end that sends. */
function labelsOf(segment, { x1, y1, x2, y2 }) {
  const angle = Math.atan2(y2 - y1, Math.abs(x2 - x1)) * 180 / Math.PI * (segment.from ? -1 : 1);
  const crossed = isCrossed(segment);
  const along = !crossed ? 0.5 : segment.arrivals_ns.length ? 0.25 : 0.25 / LOST_SHARE;
  const x = x1 + (x2 - x1) * along, y = y1 + (y2 - y1) * along;
  const line = (dy, ...children) => makeSvg("text", { x, y, dy, "text-anchor": "middle", transform: `rotate(${angle} ${x} ${y})` }, ...children);
  const { name, flags } = titleOf(segment);
  const head = [makeSvg("tspan", { class: "name" }, name), makeSvg("tspan", { dx: 6 }, flags)];
  if (ladder.isNarrow && crossed && areAbsolute()) return [line(-5, ...head)]; // there is no room for more
  const numbers = numbersOf(segment);
  if (ladder.isNarrow || (crossed && areAbsolute())) return [line(-5, ...head), line(13, makeSvg("tspan", { class: "numbers" }, numbers))];
  return [line(-5, ...head, makeSvg("tspan", { class: "numbers", dx: 7 }, numbers))];
}

/* Is a segment of the other direction under way at the same time? */
function isCrossed(segment) {
  const end = (one) => Math.max(...arrivalsOf(one, ladder.scale.flight));
  return page.play.segments.some((one) => one.from !== segment.from && one.sent_ns < end(segment) && segment.sent_ns < end(one));
}

/* What is clicked: wide, unseen lines over the arrows. */
function drawHandles() {
  const handles = ladder.places.map(({ segment, ways }) =>
    makeSvg("g", { class: "handle", role: "button", "aria-haspopup": "menu", "data-segment": segment.id, "aria-label": describeSegment(segment) },
            ...ways.map((way) => makeSvg("line", way))));
  makeChoosable(handles, (handle) => openMenu(page.play.segments[handle.dataset.segment], handle));
  return makeSvg("g", { class: "handles" }, ...handles);
}

/* A segment in words. */
function describeSegment(segment) {
  const { name, flags } = titleOf(segment);
  const fate = t("fate." + segment.fate + (segment.why === "loss" ? ".chance" : ""));
  const told = t("ladder.segment", { name, flags, numbers: numbersOf(segment), side: t("end." + SIDES[segment.from]),
                               sent: timeText(segment.sent_ns), fate });
  const drop = page.play.drops.find((one) => one.segment === segment.id);
  return drop ? t("ladder.rejected", { segment: told, why: t("drop." + drop.reason) }) : told;
}

/* The cursor has moved. */
function moveLadder() {
  const { scale, clip, now, dots } = ladder;
  const y = scale.end(page.cursor);
  clip.setAttribute("height", y + 0.5);
  now.setAttribute("transform", `translate(0 ${y})`);
  for (const text of ladder.texts) {
    const isLater = text.time > page.cursor;
    if (isLater !== text.isLater) text.block.setAttribute("class", isLater ? "later" : "");
    text.isLater = isLater;
  }
  const flying = [];
  for (const { segment, ways } of ladder.places) {
    if (segment.sent_ns > page.cursor) continue;
    for (const way of ways) {
      if (way.y1 <= y && y < way.y2) flying.push(way.x1 + (way.x2 - way.x1) * (y - way.y1) / (way.y2 - way.y1));
    }
  }
  while (dots.childElementCount < flying.length) dots.append(makeSvg("circle", { r: 5 }));
  [...dots.children].forEach((dot, place) => {
    dot.setAttribute("visibility", place < flying.length ? "visible" : "hidden");
    if (place < flying.length) dot.setAttribute("transform", `translate(${flying[place]} ${y})`);
  });
}
