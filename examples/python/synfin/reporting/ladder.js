/* The ladder of one connection: slanted arrows in true time, breaks in long silences. */

const LONGEST_GAP = 4; // delays between two events before the axis is broken
const BREAK = 26; // pixels on either side of what is cut out
const LINE = 15;
const LOST_SHARE = 0.7; // of the way that a lost segment is drawn

function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function duration(seconds) {
  for (const [unit, factor] of [["s", 1], ["ms", 1e3], ["µs", 1e6]]) {
    if (Math.abs(seconds) * factor >= 1) return `${Number((seconds * factor).toPrecision(3))} ${unit}`;
  }
  return `${Number((seconds * 1e9).toPrecision(3))} ns`;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor((sorted.length - 1) / 2)] : null;
}

/* Maps time to pixels: true to scale, but for breaks. */
function clockOf(times, delay, perDelay) {
  const moments = [...new Set(times)].sort((a, b) => a - b);
  const places = [0];
  const breaks = [];
  for (let i = 1; i < moments.length; ++i) {
    const gap = moments[i] - moments[i - 1];
    const before = places[i - 1];
    if (gap > LONGEST_GAP * delay) {
      breaks.push({ place: before + BREAK, gap });
      places.push(before + 2 * BREAK);
    } else {
      places.push(before + (gap / delay) * perDelay);
    }
  }
  const at = (time) => {
    let high = moments.findIndex((moment) => moment >= time);
    if (high < 0) return places[places.length - 1];
    if (high === 0 || moments[high] === time) return places[high];
    const share = (time - moments[high - 1]) / (moments[high] - moments[high - 1]);
    return places[high - 1] + share * (places[high] - places[high - 1]);
  };
  return { at, breaks, height: places[places.length - 1] };
}

/* Segments that leave at once share a place; those that also arrive at once share an arrow. */
function together(flights) {
  const near = (a, b) => (a === null || b === null ? a === b : Math.abs(a - b) < 1e-4);
  const places = [];
  for (const [sender, sent, received, label, kind] of flights) {
    let place = places.find((other) => other[0].sender === sender && near(other[0].sent, sent));
    if (!place) places.push((place = []));
    const arrow = place.find((other) => near(other.received, received));
    if (!arrow) {
      const texts = place.reduce((sum, other) => sum + other.labels.length, 0);
      place.push({ sender, sent, received, kind, labels: [label], texts });
    } else if (!arrow.labels.includes(label)) {
      arrow.labels.push(label);
    }
  }
  return places;
}

function drawBars(box, life, end, x, side, clock) {
  let last = -Infinity;
  const stays = life.stays.filter((stay) => stay[0] === end);
  const name = (place, text) => {
    const y = Math.max(place, last + LINE);
    last = y;
    box.append(svg("line", { x1: x + side * 6, y1: place, x2: x + side * 12, y2: y,
                             stroke: "currentColor", "stroke-width": 0.6 }));
    box.append(svg("text", { x: x + side * 15, y: y + 4, "text-anchor": side > 0 ? "start" : "end" },
                   text));
  };
  for (const [, state, begin, until] of stays) {
    const top = clock.at(begin);
    const bottom = until === null ? clock.height : clock.at(until);
    box.append(svg("rect", { x: x - 6, y: top, width: 12, height: Math.max(bottom - top, 0.5),
                             fill: content.stateColours[state], stroke: "currentColor",
                             "stroke-width": 0.5 }));
    name(top, state);
  }
  if (stays.length && stays.every((stay) => stay[3] !== null)) {
    name(clock.at(Math.max(...stays.map((stay) => stay[3]))), "CLOSED");
  }
}

function drawArrow(box, arrow, life, clock, ends, perDelay) {
  const begin = ends[arrow.sender];
  const target = ends[arrow.sender === "client" ? "server" : "client"];
  const top = clock.at(arrow.sent);
  const lost = arrow.received === null;
  const share = lost ? LOST_SHARE : 1;
  const x = begin + share * (target - begin);
  const y = top + (lost ? perDelay * share : clock.at(arrow.received) - top);
  const colour = lost ? "var(--lost)" : "currentColor";
  const again = arrow.kind === "retransmit" || arrow.kind === "probe";
  box.append(svg("line", { x1: begin, y1: top, x2: x, y2: y, stroke: colour, "stroke-width": 1.3,
                           "stroke-dasharray": again ? "5 3" : "none",
                           ...(lost ? {} : { "marker-end": "url(#head)" }) }));
  if (lost) {
    box.append(svg("path", { d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`, stroke: colour,
                             "stroke-width": 2.2 }));
  }
  const crosses = !lost && life.flights.some((other) => other[0] !== arrow.sender &&
      other[2] !== null && other[1] < arrow.received && other[2] > arrow.sent);
  const slope = (Math.atan2(y - top, x - begin) * 180) / Math.PI;
  const turn = target > begin ? slope : slope - 180;
  arrow.labels.forEach((label, place) => {
    const number = place + arrow.texts;
    const long = lost && label.length * 5.4 > Math.abs(x - begin);
    const along = long ? 0.04 : crosses ? 0.3 : 0.5;
    const at = [begin + along * (x - begin), top + along * (y - top)];
    const anchor = long ? (target > begin ? "start" : "end") : "middle";
    box.append(svg("text", {
      "text-anchor": anchor, fill: colour, class: lost ? "lost" : "",
      transform: `translate(${at[0]} ${at[1]}) rotate(${turn}) translate(0 ${number ? number * 12 + 1 : -4})`,
    }, label));
  });
}

function drawTimes(box, times, clock) {
  let last = -Infinity;
  for (const time of [...new Set(times)].sort((a, b) => a - b)) {
    const place = clock.at(time);
    if (place - last < LINE) continue;
    last = place;
    box.append(svg("text", { x: 44, y: place + 4, "text-anchor": "end", fill: "var(--soft)" },
                   time.toFixed(3)));
  }
}

function drawBreaks(box, life, clock, ends, narrow) {
  for (const { place, gap } of clock.breaks) {
    for (const [end, x] of Object.entries(ends)) {
      const lives = life.stays.some(([whose, , begin, until]) => whose === end &&
          clock.at(begin) < place && (until === null || clock.at(until) > place));
      if (!lives) continue;
      box.append(svg("rect", { x: x - 9, y: place - 4, width: 18, height: 8, fill: "var(--panel)" }));
      box.append(svg("path", { d: `M${x - 9} ${place - 2}l18 -4M${x - 9} ${place + 6}l18 -4`,
                               stroke: "currentColor", "stroke-width": 1 }));
    }
    const middle = (ends.client + ends.server) / 2;
    box.append(svg("text", { x: middle, y: place + 4, "text-anchor": "middle", fill: "var(--soft)" },
                   duration(gap) + (narrow || !life.flights.length ? "" : " without a segment")));
  }
}

function ladderTitle(life) {
  return `Connection ${life.conn}${life.runCount > 1 ? " of run " + life.run : ""}: ` +
         `${life.client} to ${life.server}`;
}

function ladderOf(whole, width) {
  // A phone has no room for numbers; they are in the text below.
  const narrow = width < 480;
  const short = ([sender, sent, received, label, kind]) =>
      [sender, sent, received, label.split(" seq=")[0], kind];
  const life = narrow ? { ...whole, flights: whole.flights.map(short) } : whole;
  const flying = life.flights.filter((flight) => flight[2] !== null)
      .map((flight) => flight[2] - flight[1]);
  const delay = median(flying) || 0.05;
  const places = together(life.flights);
  const texts = Math.max(1, ...places.map((p) => p.reduce((sum, a) => sum + a.labels.length, 0)));
  const perDelay = 52 + 13 * (Math.min(texts, 4) - 1);
  const times = life.stays.flatMap((stay) => [stay[2], stay[3]])
      .concat(life.flights.flatMap((flight) => [flight[1], flight[2]])).filter((t) => t !== null);
  const room = life.flights.filter((flight) => flight[2] === null)
      .map((flight) => flight[1] + LOST_SHARE * delay);
  const clock = clockOf([...times, ...room], delay, perDelay);
  const ends = narrow ? { client: 92, server: width - 92 } : { client: 140, server: width - 92 };
  const box = svg("g", { transform: "translate(0 44)" });
  if (!narrow) drawTimes(box, times, clock);
  for (const [end, side] of [["client", -1], ["server", 1]]) {
    drawBars(box, life, end, ends[end], side, clock);
    box.append(svg("text", { x: ends[end], y: -28, "text-anchor": "middle", "font-weight": 600 }, end));
    box.append(svg("text", { x: ends[end], y: -13, "text-anchor": "middle" }, life[end]));
  }
  const inner = { client: ends.client + 6, server: ends.server - 6 };
  for (const place of places) {
    for (const arrow of place) drawArrow(box, arrow, life, clock, inner, perDelay);
  }
  drawBreaks(box, life, clock, ends, narrow);
  const height = clock.height + 64;
  const head = svg("marker", { id: "head", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 8,
                               markerHeight: 8, orient: "auto", markerUnits: "userSpaceOnUse" },
                   svg("path", { d: "M0 0.8L8 4L0 7.2z", fill: "currentColor" }));
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "font-size": 11,
                               fill: "currentColor", "aria-label": ladderTitle(life) +
                               ". The same as text follows below." },
                      svg("title", {}, ladderTitle(life)), svg("defs", {}, head), box);
  return picture;
}

/* The same as rows, for those who read instead of look. */
function ladderRows(life) {
  const states = life.stays.map(([end, state, begin]) => [begin, end, "enters " + state, ""]);
  const segments = life.flights.map(([end, sent, received, label, kind]) =>
    [sent, end, "sends " + label + (kind === "new" ? "" : ` (${kind})`),
     received === null ? "lost" : `arrives at ${received.toFixed(6)}`]);
  return [...states, ...segments].sort((a, b) => a[0] - b[0]);
}
