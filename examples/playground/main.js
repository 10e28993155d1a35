// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* Puts the parts together once the engine is there. */

/* Another language: everything that is written is written anew. */
function speak(language) {
  i18n.language = language;
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
  if (chosenLanguage(own.lang) !== i18n.language || !page.described) speak(chosenLanguage(own.lang));
  if (own.lesson && lessonsOf().some((lesson) => lesson.id === own.lesson)) {
    openLesson(own.lesson, Math.min(Number(own.step) || 0, pagesOf(lessonsOf().find((lesson) => lesson.id === own.lesson)) - 1));
    if (timeline.isRunning) stop();
  }
  const cursor = own.cursor ? parseTime(own.cursor) || 0 : own.lesson ? momentOfPage() : 0;
  const isShown = show(situation.length || own.lesson == null ? situation : page.situation, { cursor, quiet: true });
  if (!isShown && !page.play) {
    const { textContent } = document.getElementById("warning");
    show(DEFAULT_SITUATION, { cursor: 0, quiet: true });
    say(textContent);
  }
  tell("lesson");
  bringIntoView();
}

function start() {
  startMenu();
  startGlossary();
  startTimeline();
  startControls();
  startLessons();
  startExports();
  startStatistics();
  on("play", drawLadder);
  on("play", goOn);
  on("play", showControls);
  on("play", drawKnowledge);
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
