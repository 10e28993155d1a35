// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* A thousand handshakes at the chosen loss, each with a path of its own, beneath the exact law. Timers are exact here: a
   kernel's ticks would move each bar by some milliseconds. */

const HANDSHAKES = 1000;
const MOST_THOUSANDS = 4_000_000; // seeds have 32 bits
const PORTION = 20; // of one frame
const MOST_BARS = 20; // where there is no law
const FEWEST = 0.5; // expected handshakes of a bar of its own; what is rarer stands together

const statistics = { latencies: [], failed: 0, isRunning: false, asked: null, law: null, thousands: 0, first: null };

/* What is asked of handshakes: the path and the ends of what is shown. */
function statisticsSituation() {
  const kept = page.situation.filter(([option]) => ["delay", "loss", "profile", "client-profile", "server-profile", "set"].includes(option));
  return [["scenario", "normal"], ...kept, ["set", "timer_hz=0"]];
}

/* What the law is made of, and what matters only when a handshake is over, or is set for all that are counted. */
const LAW_FIELDS = ["syn_retries", "syn_linear_timeouts", "synack_retries", "rto_initial", "rto_max", "rto_slop", "synack_ratelimit",
                    "duplicate_syn_restarts", "connect_timeout"];
const LATER_FIELDS = ["timer_hz", "isn_tick", "msl", "time_wait", "fin_timeout", "tw_reuse", "rfc1337", "keepalive", "keepalive_time", "keepalive_intvl",
                      "keepalive_probes", "orphan_retries", "delayed_ack"];

/* Fields that are set, and of which the law knows nothing. */
function beyondLaw() {
  const isBeyond = (place) => ([name, value]) => ![...LAW_FIELDS, ...LATER_FIELDS].includes(name) && value !== presetOf(place)[name];
  return [...new Set([0, 1].flatMap((place) => Object.entries(fieldsSetOf(place)).filter(isBeyond(place)).map(([name]) => name)))];
}

/* The numbers of an end's profile that the law is made of, with what is set of it: times in nanoseconds. */
function numbersOfEnd(place) {
  const value = { ...presetOf(place), ...fieldsSetOf(place) };
  const isTrue = (text) => ["true", "1", "on", "yes"].includes(text);
  return {
    syn_retries: Number(value.syn_retries), syn_linear_timeouts: Number(value.syn_linear_timeouts), synack_retries: Number(value.synack_retries),
    rto_initial: parseTime(value.rto_initial), rto_max: parseTime(value.rto_max), rto_slop: parseTime(value.rto_slop),
    synack_ratelimit: parseTime(value.synack_ratelimit), duplicate_syn_restarts: isTrue(value.duplicate_syn_restarts),
    connect_timeout: parseTime(value.connect_timeout) || Infinity,
  };
}

/* null: there is none for what is set. */
function currentLaw() {
  const { situation } = page;
  return beyondLaw().length ? null : handshakeLaw(numbersOfEnd(0), numbersOfEnd(1), shareOf(valueOf(situation, "loss")), 2 * parseTime(valueOf(situation, "delay")));
}

/* Bars where there is no law: one for each latency that was seen. */
function barsSeen() {
  const counts = new Map();
  for (const latency of statistics.latencies) counts.set(Math.round(latency / 1e6), (counts.get(Math.round(latency / 1e6)) || 0) + 1);
  const often = [...counts].sort(([, one], [, other]) => other - one).slice(0, MOST_BARS).map(([ms]) => ms * 1e6).sort((one, other) => one - other);
  const bars = often.map((latency) => ({ from: latency - 5e5, to: latency + 5e5 - 1, name: timeText(latency) }));
  return [...bars, { isRest: true, name: t("statistics.rest") }, { isFailed: true, name: t("statistics.failed") }];
}

/* Bars: [{ from, to, share, name }], from one latency to another; the last two are what is later, and what fails. */
function barsOf(law) {
  if (!law) return barsSeen();
  const bars = [];
  let later = 0;
  for (const [latency, share] of law) {
    if (share * HANDSHAKES >= FEWEST) bars.push({ from: latency - 1e6, to: latency + 1e6, share, name: timeText(latency) });
    else later += share;
  }
  const established = law.reduce((sum, [, share]) => sum + share, 0);
  return [...bars, { isRest: true, share: later, name: t("statistics.rest") }, { isFailed: true, share: Math.max(0, 1 - established), name: t("statistics.failed") }];
}

function countBars(bars) {
  const isIn = (bar) => (latency) => bar.from <= latency && latency <= bar.to;
  const counted = bars.map((bar) => (bar.isFailed ? statistics.failed : bar.isRest ? 0 : statistics.latencies.filter(isIn(bar)).length));
  const rest = statistics.latencies.length + statistics.failed - counted.reduce((sum, count) => sum + count, 0);
  return counted.map((count, place) => (bars[place].isRest ? rest : count));
}

function drawStatistics() {
  const bars = barsOf(statistics.law), counts = countBars(bars);
  const done = statistics.latencies.length + statistics.failed;
  const width = Math.max(300, document.getElementById("histogram").clientWidth), height = 260;
  const left = 44, foot = 40, room = height - foot - 16;
  const y = (share) => 16 + room * (1 - Math.sqrt(share));
  const svg = makeSvg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": pictureText(done) });
  for (const share of [0.01, 0.05, 0.1, 0.25, 0.5, 1]) {
    svg.append(makeSvg("line", { class: "grid", x1: left, x2: width, y1: y(share), y2: y(share) }),
               makeSvg("text", { x: left - 6, y: y(share) + 4, "text-anchor": "end" }, `${share * 100} %`));
  }
  const pitch = (width - left) / bars.length;
  bars.forEach((bar, place) => {
    const x = left + place * pitch + pitch * 0.14, wide = pitch * 0.72;
    const share = done ? counts[place] / done : 0;
    svg.append(makeSvg("rect", { class: "seen", x, y: y(share), width: wide, height: 16 + room - y(share) }));
    if (statistics.law) svg.append(...lawMarks(bar, x, wide, y, done));
    const turn = pitch < 58 ? { transform: `rotate(-35 ${x + wide / 2} ${height - 22})`, "text-anchor": "end" } : { "text-anchor": "middle" };
    svg.append(makeSvg("text", { x: x + wide / 2, y: height - 22, ...turn }, bar.name));
  });
  document.getElementById("histogram").replaceChildren(svg);
  tabulate(bars, counts, done);
}

/* Where the law has a bar's end, and where 95 of 100 such bars end. */
function lawMarks(bar, x, wide, y, done) {
  const spread = done ? 1.96 * Math.sqrt(bar.share * (1 - bar.share) / done) : 0;
  const [most, least] = [y(Math.min(1, bar.share + spread)), y(Math.max(0, bar.share - spread))];
  return [makeSvg("rect", { class: "spread", x: x - 2, y: most, width: wide + 4, height: least - most }),
          makeSvg("line", { class: "law", x1: x - 4, x2: x + wide + 4, y1: y(bar.share), y2: y(bar.share) })];
}

/* The picture in words: whose handshakes they are; their numbers are in the table beneath it. */
function pictureText(done) {
  const { situation, play } = page;
  const words = { done, loss: SLIDERS.loss.text(valueOf(situation, "loss")), rtt: SLIDERS.rtt.text(valueOf(situation, "delay")),
                  client: play.ends[0].profile, server: play.ends[1].profile };
  return t(statistics.law ? "statistics.picture" : "statistics.picture_alone", words);
}

function tabulate(bars, counts, done) {
  const row = (kind, cells) => make("tr", {}, ...cells.map((cell) => make(kind, kind === "th" ? { scope: "col" } : {}, cell)));
  const expected = (bar) => (statistics.law ? [(bar.share * (done || HANDSHAKES)).toFixed(1)] : []);
  document.getElementById("statistics-table").replaceChildren(
    row("th", [t("statistics.latency"), ...(statistics.law ? [t("statistics.expected")] : []), t("statistics.seen")]),
    ...bars.map((bar, place) => row("td", [bar.name, ...expected(bar), done ? String(counts[place]) : ""])));
  const { first } = statistics;
  document.getElementById("statistics-count").textContent =
    t("statistics.count", { done, all: HANDSHAKES }) + (first ? t("statistics.seeds", { first, last: first + HANDSHAKES - 1 }) : "");
  const why = beyondLaw();
  const line = document.getElementById("statistics-law");
  line.hidden = statistics.law !== null;
  line.textContent = why.length ? t("statistics.no_law", { fields: why.join(", ") }) : t("statistics.too_long");
}

/* Another situation has other statistics. */
function showStatistics() {
  if (!document.getElementById("statistics").open) return;
  const asked = JSON.stringify(statisticsSituation());
  if (asked !== statistics.asked) Object.assign(statistics, { asked, latencies: [], failed: 0, isRunning: false, law: currentLaw(), first: null });
  drawStatistics();
}

/* Seeds of the next thousand: other ones each time, and for each seed of the situation; a link has the same ones again. */
function nextSeeds() {
  const thousand = Number(valueOf(page.situation, "seed")) - 1 + statistics.thousands++;
  return 1 + HANDSHAKES * (thousand % MOST_THOUSANDS);
}

function runStatistics() {
  const seeds = nextSeeds();
  Object.assign(statistics, { latencies: [], failed: 0, isRunning: true, first: seeds });
  const asked = statistics.asked;
  const portion = () => {
    const first = statistics.latencies.length + statistics.failed;
    if (!statistics.isRunning || statistics.asked !== asked || statistics.first !== seeds) return;
    const answer = ask({ do: "handshakes", situation: JSON.parse(asked), count: Math.min(PORTION, HANDSHAKES - first), first: seeds + first });
    if (answer.error) {
      say(answer.error);
      statistics.isRunning = false;
      return;
    }
    statistics.latencies.push(...answer.latency_ns);
    statistics.failed += answer.failed;
    drawStatistics();
    statistics.isRunning = first + PORTION < HANDSHAKES;
    requestAnimationFrame(portion);
  };
  requestAnimationFrame(portion);
}

function startStatistics() {
  document.getElementById("statistics").addEventListener("toggle", showStatistics);
  document.getElementById("statistics-run").addEventListener("click", runStatistics);
}
