// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* Puts the parts together once the engine is there. */

/* Another language: everything that is written is written anew. */
function speak(language) {
  i18n.language = language;
  closeMenu();
  closeTerm();
  page.described = ask({ do: "describe", lang: language });
  translate(document);
  fillChoices();
  drawMachines();
  drawGlossary();
  if (page.play) {
    show(page.situation);
    tell("lesson");
    showRunning();
  }
}

function openLink() {
  const { situation, own } = partsOf(location.hash);
  const language = own.lang || !page.described ? chosenLanguage(own.lang) : i18n.language;
  if (language !== i18n.language || !page.described) speak(language);
  const lesson = lessonsOf().find(({ id }) => id === own.lesson);
  if (timeline.isRunning) stop();
  if (lesson) {
    openLesson(lesson.id, Math.trunc(Math.min(Math.max(Number(own.step) || 0, 0), pagesOf(lesson) - 1)));
    if (timeline.isRunning) stop();
  } else Object.assign(page, { lesson: null, step: null });
  const cursor = own.cursor ? parseTime(own.cursor) || 0 : momentOfPage();
  const isShown = show(situation.length || !lesson ? situation : page.situation, { cursor, quiet: true });
  if (!isShown && !page.play) {
    const { textContent } = document.getElementById("warning");
    show(DEFAULT_SITUATION, { cursor: 0, quiet: true });
    say(textContent);
  }
  tell("lesson");
  bringIntoView();
}

function start() {
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // its address is not a situation's
    document.getElementById("ladder-scroll").focus();
  });
  startMenu();
  startGlossary();
  startTimeline();
  startControls();
  startFields();
  startLessons();
  startExports();
  startStatistics();
  on("play", drawLadder);
  on("play", goOn);
  on("play", showControls);
  on("play", showFields);
  on("play", drawKnowledge);
  on("play", forgetVerdict);
  on("play", drawSteps);
  on("play", showExport);
  on("play", showStatistics);
  on("cursor", moveLadder);
  on("cursor", moveTimeline);
  on("cursor", moveMachines);
  on("cursor", moveKnowledge);
  on("cursor", moveSteps);
  on("lesson", drawLesson);
  document.getElementById("path").open = innerWidth > 940; // where there is room
  openLink();
  addEventListener("hashchange", () => location.hash !== "#" + currentFragment() && openLink());
  let width = innerWidth;
  addEventListener("resize", () => {
    if (width === innerWidth) return;
    width = innerWidth;
    drawLadder();
    goOn();
    showStatistics();
  });
  document.documentElement.dataset.ready = "true";
}

window.synfin = { page, frameTimes, i18n, run, stop, moveTo, show, holds };
engineReady.then(start, (error) => say(String(error)));
