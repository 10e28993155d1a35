// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* A thousand handshakes at the chosen loss, each with a path of its own, beneath the exact law. Timers are exact here: a
   kernel's ticks would move each bar by some milliseconds. */

const HANDSHAKES = 1000;
const PORTION = 20; // of one frame
const FEWEST = 0.5; // expected handshakes of a bar of its own; what is rarer stands together

const statistics = { latencies: [], failed: 0, isRunning: false, asked: null };

/* What is asked of handshakes: the path and the ends of what is shown. */
function statisticsSituation() {
  const kept = page.situation.filter(([option]) => ["delay", "loss", "profile", "client-profile", "server-profile", "set"].includes(option));
  return [["scenario", "normal"], ...kept, ["set", "timer_hz=0"]];
}

/* The numbers of an end's profile that the law is made of, with what is set of it: times in nanoseconds. */
function numbersOfEnd(place) {
  const { fields } = page.described.profiles.find((one) => one.name === page.play.ends[place].profile);
  const value = { ...fields };
  for (const [option, setting] of page.situation) {
    const [, side, name, text] = (option === "set" && /^(?:(client|server):)?(\w+)=(.*)$/.exec(setting)) || [];
    if (name && (!side || side === SIDES[place])) value[name] = text;
  }
  const isTrue = (text) => text === "true" || text === "1";
  return {
    syn_retries: Number(value.syn_retries), syn_linear_timeouts: Number(value.syn_linear_timeouts), synack_retries: Number(value.synack_retries),
    rto_initial: parseTime(value.rto_initial), rto_max: parseTime(value.rto_max), rto_slop: parseTime(value.rto_slop),
    synack_ratelimit: parseTime(value.synack_ratelimit), duplicate_syn_restarts: isTrue(value.duplicate_syn_restarts),
    connect_timeout: parseTime(value.connect_timeout) || Infinity,
  };
}

function currentLaw() {
  const { situation } = page;
  return handshakeLaw(numbersOfEnd(0), numbersOfEnd(1), shareOf(valueOf(situation, "loss")), 2 * parseTime(valueOf(situation, "delay")));
}

/* Bars: [{ from, to, share, name }], from one latency to another; the last two are what is later, and what fails. */
function barsOf(law) {
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
  const bars = barsOf(currentLaw()), counts = countBars(bars);
  const done = statistics.latencies.length + statistics.failed;
  const width = Math.max(300, document.getElementById("histogram").clientWidth), height = 260;
  const left = 44, foot = 40, room = height - foot - 16;
  const y = (share) => 16 + room * (1 - Math.sqrt(share));
  const svg = makeSvg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": t("statistics.picture") });
  for (const share of [0.01, 0.05, 0.1, 0.25, 0.5, 1]) {
    svg.append(makeSvg("line", { class: "grid", x1: left, x2: width, y1: y(share), y2: y(share) }),
               makeSvg("text", { x: left - 6, y: y(share) + 4, "text-anchor": "end" }, `${share * 100} %`));
  }
  const pitch = (width - left) / bars.length;
  bars.forEach((bar, place) => {
    const x = left + place * pitch + pitch * 0.14, wide = pitch * 0.72;
    const share = done ? counts[place] / done : 0;
    const spread = done ? 1.96 * Math.sqrt(bar.share * (1 - bar.share) / done) : 0;
    const [most, least] = [y(Math.min(1, bar.share + spread)), y(Math.max(0, bar.share - spread))];
    svg.append(makeSvg("rect", { class: "seen", x, y: y(share), width: wide, height: 16 + room - y(share) }),
               makeSvg("rect", { class: "spread", x: x - 2, y: most, width: wide + 4, height: least - most }),
               makeSvg("line", { class: "law", x1: x - 4, x2: x + wide + 4, y1: y(bar.share), y2: y(bar.share) }));
    const turn = pitch < 58 ? { transform: `rotate(-35 ${x + wide / 2} ${height - 22})`, "text-anchor": "end" } : { "text-anchor": "middle" };
    svg.append(makeSvg("text", { x: x + wide / 2, y: height - 22, ...turn }, bar.name));
  });
  document.getElementById("histogram").replaceChildren(svg);
  const row = (kind, cells) => make("tr", {}, ...cells.map((cell) => make(kind, kind === "th" ? { scope: "col" } : {}, cell)));
  document.getElementById("statistics-table").replaceChildren(
    row("th", [t("statistics.latency"), t("statistics.expected"), t("statistics.seen")]),
    ...bars.map((bar, place) => row("td", [bar.name, (bar.share * (done || HANDSHAKES)).toFixed(1), done ? String(counts[place]) : ""])));
  document.getElementById("statistics-count").textContent = t("statistics.count", { done, all: HANDSHAKES });
}

/* Another situation has other statistics. */
function showStatistics() {
  if (!document.getElementById("statistics").open) return;
  const asked = JSON.stringify(statisticsSituation());
  if (asked !== statistics.asked) Object.assign(statistics, { asked, latencies: [], failed: 0, isRunning: false });
  drawStatistics();
}

function runStatistics() {
  Object.assign(statistics, { latencies: [], failed: 0, isRunning: true });
  const asked = statistics.asked;
  const portion = () => {
    const first = statistics.latencies.length + statistics.failed;
    if (!statistics.isRunning || statistics.asked !== asked) return;
    const answer = ask({ do: "handshakes", situation: JSON.parse(asked), count: Math.min(PORTION, HANDSHAKES - first), first: first + 1 });
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
