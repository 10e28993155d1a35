/* Where the texts along arrows go, as synfin.plotting.labels has it: beside their own arrow, on no other text. */

const HEIGHT = 11; // pixels of a text, its descenders included
const ROW = 13; // from one text to the next
const NEAR = 7.5; // from an arrow to the middle of its first text
const ENDS = 8; // that a text keeps from the ends of its arrow
const ROWS = 2; // more than there are texts at an arrow, where they may evade others
const PASSES = 3;
const BESIDE = 50; // between the beginnings of arrows of one end whose texts have an order

const textWidth = (() => {
  const widths = new Map();
  let pen = null;
  return (text) => {
    if (!pen) {
      pen = document.createElement("canvas").getContext("2d");
      pen.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    }
    if (!widths.has(text)) widths.set(text, pen.measureText(text).width);
    return widths.get(text);
  };
})();

/* A rectangle that may be turned. */
function boxOf(middle, way, half, across) {
  return { middle, way, half, across, reach: Math.hypot(half, across) };
}

/* A line as a thin one. */
function lineBox(begin, end) {
  const way = [end[0] - begin[0], end[1] - begin[1]];
  const size = Math.hypot(...way) || 1e-9;
  return boxOf([(begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2], [way[0] / size, way[1] / size], size / 2, 0.3);
}

function meet(one, other) {
  const apart = [other.middle[0] - one.middle[0], other.middle[1] - one.middle[1]];
  if (Math.hypot(...apart) > one.reach + other.reach) return false;
  const dot = (a, b) => Math.abs(a[0] * b[0] + a[1] * b[1]);
  const shadow = (box, axis) => box.half * dot(box.way, axis) + box.across * dot([-box.way[1], box.way[0]], axis);
  return [one.way, other.way].every((way) => [way, [-way[1], way[0]]].every((axis) =>
    dot(apart, axis) <= shadow(one, axis) + shadow(other, axis)));
}

/* How many texts of arrows beside it, in the order in which they leave, are on the wrong side of a text. */
function swapped(label, at, labels) {
  const down = at.way[0] > 0 ? [-at.way[1], at.way[0]] : [at.way[1], -at.way[0]];
  const index = labels.indexOf(label);
  return labels.filter((other, place) => {
    if (place === index || !other.at || other.arrow.sender !== label.arrow.sender ||
        Math.abs(other.arrow.begin[1] - label.arrow.begin[1]) > BESIDE) return false;
    const below = (other.at.middle[0] - at.middle[0]) * down[0] + (other.at.middle[1] - at.middle[1]) * down[1];
    return index < place ? below < 0 : below > 0;
  }).length;
}

/* Places for a text with their cost: above the arrow first, below it the next ones, in the middle or at an end. */
function candidates(arrow, number, text) {
  const whole = lineBox(arrow.begin, arrow.end);
  const half = textWidth(text) / 2;
  const down = whole.way[0] > 0 ? [-whole.way[1], whole.way[0]] : [whole.way[1], -whole.way[0]];
  const room = Math.max(0, whole.half - half - ENDS);
  let places = arrow.crosses ? [-room, -room / 2, 0, room / 2, room] : [0, -room / 2, -room, room / 2, room];
  if (half + ENDS > whole.half) places = [half + ENDS - whole.half]; // longer than its arrow: from the sender on
  const found = [];
  for (let row = -ROWS; row <= number + ROWS; ++row) {
    if (row === 0 && number !== 0) continue;
    const off = row <= 0 ? -NEAR + ROW * row : NEAR + ROW * (row - 1);
    places.forEach((along, order) => {
      const middle = [0, 1].map((i) => whole.middle[i] + along * whole.way[i] + off * down[i]);
      found.push({ cost: 3 * Math.abs(row - number) + order * (arrow.crosses ? 2.5 : 0.5),
                   box: boxOf(middle, whole.way, half, HEIGHT / 2) });
    });
  }
  return found;
}

function cheapest(choices, taken, marks, lines) {
  let best = null;
  let least = Infinity;
  for (const { cost, box } of choices) {
    if (cost >= least) continue;
    const count = (boxes) => boxes.reduce((sum, other) => sum + meet(box, other), 0);
    const whole = cost + 1000 * count(taken) + 30 * count(marks) + 2 * count(lines);
    if (whole < least) [best, least] = [box, whole];
  }
  return best;
}

/* The texts of arrows and where they go, and how many of them lie on another one or stand in the wrong order. */
function placeLabels(arrows, others, walls) {
  const lines = arrows.map((arrow) => lineBox(arrow.begin, arrow.end));
  const marks = [...walls, ...arrows.filter((a) => a.isLost).map((a) => boxOf(a.end, [1, 0], 6, 6))];
  const labels = arrows.flatMap((arrow, line) =>
    arrow.labels.map((text, place) => ({ arrow, line, text, number: place + arrow.texts, at: null })));
  let bad = 0;
  for (let pass = 0; pass < PASSES; ++pass) { // what came later may be in the way of what came first
    for (const label of labels) {
      const taken = [...others, ...labels.filter((other) => other !== label && other.at).map((other) => other.at)];
      const choices = candidates(label.arrow, label.number, label.text)
          .map(({ cost, box }) => ({ cost: cost + 300 * swapped(label, box, labels), box }));
      label.at = cheapest(choices, taken, marks,
                          lines.filter((_, index) => index !== label.line));
    }
    const all = [...others, ...labels.map((label) => label.at)];
    bad = labels.filter((label) => all.some((other) => other !== label.at && meet(label.at, other)) ||
        swapped(label, label.at, labels) > 0).length;
    if (bad === 0) break;
  }
  return { labels, bad };
}
