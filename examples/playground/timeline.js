// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* Time runs, steps and goes back. It runs evenly along the ladder's axis, so that silence takes no longer than it is drawn. */

const PACE = 85; // pixels a second
const SCRUB = 1000; // positions of the slider

const timeline = { isRunning: false, until: null, y: 0, before: 0, speed: 1, timer: null, frame: null };
const frameTimes = []; // milliseconds of script of each frame while time runs

function wantsLessMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/* @param until nanoseconds, where it stops */
function run(until = page.play.end_ns) {
  timeline.isRunning = true;
  timeline.until = until;
  if (page.cursor >= until && until === page.play.end_ns) moveTo(0);
  timeline.y = ladder.scale.end(page.cursor);
  timeline.before = null;
  showRunning();
  halt();
  if (wantsLessMotion()) timeline.timer = setTimeout(hop, 700);
  else timeline.frame = requestAnimationFrame(frame);
}

/* What was to come next does not come: time runs once. */
function halt() {
  clearTimeout(timeline.timer);
  cancelAnimationFrame(timeline.frame);
}

function stop() {
  timeline.isRunning = false;
  halt();
  showRunning();
  remember();
}

/* There is another play, or another axis, while time runs. */
function goOn() {
  timeline.y = ladder.scale.end(page.cursor);
  timeline.until = Math.min(timeline.until ?? Infinity, page.play.end_ns);
}

function frame(now) {
  if (!timeline.isRunning) return;
  const begun = performance.now();
  const passed = timeline.before === null ? 0 : Math.min(100, now - timeline.before);
  timeline.before = now;
  timeline.y += passed / 1000 * PACE * timeline.speed;
  const end = ladder.scale.end(timeline.until);
  if (timeline.y >= end) {
    moveTo(timeline.until);
    stop();
  } else {
    moveTo(Math.max(page.cursor, ladder.scale.time(timeline.y)));
    timeline.frame = requestAnimationFrame(frame);
  }
  frameTimes.push(performance.now() - begun);
  if (frameTimes.length > 5000) frameTimes.shift();
}

/* Instead of frames, for those who want less motion: from step to step. */
function hop() {
  if (!timeline.isRunning) return;
  step(1, timeline.until);
  if (page.cursor >= timeline.until) stop();
  else timeline.timer = setTimeout(hop, 1200 / timeline.speed);
}

/* To the next instant at which something happens, or back to the one before.
   @param last nanoseconds, beyond which it does not go */
function step(direction, last = Infinity) {
  const moments = momentsOf(page.play).map((time) => Math.min(time, last));
  const found = direction > 0 ? moments.find((time) => time > page.cursor) : moments.reverse().find((time) => time < page.cursor);
  if (found !== undefined) moveTo(found);
}

function showRunning() {
  const button = document.getElementById("run");
  button.dataset.tLabel = timeline.isRunning ? "time.pause" : "time.run";
  button.classList.toggle("running", timeline.isRunning);
  button.setAttribute("aria-label", t(button.dataset.tLabel));
  button.title = t(button.dataset.tLabel);
}

/* The slider and the clock follow the cursor. */
function moveTimeline() {
  const { start, end } = ladder.scale;
  const slider = document.getElementById("scrub");
  const share = (end(page.cursor) - start(0)) / Math.max(1, end(page.play.end_ns) - start(0));
  slider.value = Math.round(share * SCRUB);
  slider.style.setProperty("--done", `${share * 100}%`);
  slider.setAttribute("aria-valuetext", clockText(page.cursor));
  document.getElementById("clock").textContent = clockText(page.cursor);
  if (timeline.isRunning) follow(end(page.cursor));
}

/* Keeps the cursor in view while time runs. */
function follow(y) {
  const box = document.getElementById("ladder-scroll");
  if (box.scrollHeight > box.clientHeight + 1) {
    if (y > box.scrollTop + box.clientHeight * 0.7 || y < box.scrollTop) box.scrollTop = y - box.clientHeight * 0.35;
  }
}

function startTimeline() {
  const act = (id, does) => document.getElementById(id).addEventListener("click", does);
  const halted = (does) => () => {
    if (timeline.isRunning) stop();
    does();
    bringIntoView();
    remember();
  };
  act("run", () => (timeline.isRunning ? stop() : run()));
  act("to-start", halted(() => moveTo(0)));
  act("step-back", halted(() => step(-1)));
  act("step", halted(() => step(1)));
  act("to-end", halted(() => moveTo(page.play.end_ns)));
  const slider = document.getElementById("scrub");
  slider.addEventListener("input", () => {
    if (timeline.isRunning) stop();
    const { start, end, time } = ladder.scale;
    const share = slider.value / SCRUB;
    moveTo(share >= 1 ? page.play.end_ns : time(start(0) + share * (end(page.play.end_ns) - start(0))));
    bringIntoView();
  });
  slider.addEventListener("change", remember);
  document.getElementById("speed").addEventListener("change", (event) => (timeline.speed = Number(event.target.value)));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, #menu, dialog")) return;
    const does = { ArrowRight: "step", ArrowLeft: "step-back", Home: "to-start", End: "to-end" }[event.key];
    if (does) document.getElementById(does).click();
    else if (event.key === " " && !event.target.closest("button, a, summary, [role=button]")) document.getElementById("run").click();
    else return;
    event.preventDefault();
  });
}

function bringIntoView() {
  const box = document.getElementById("ladder-scroll");
  const y = ladder.scale.end(page.cursor);
  if (y > box.scrollTop + box.clientHeight - 40 || y < box.scrollTop + 40) box.scrollTop = y - box.clientHeight / 2;
}
