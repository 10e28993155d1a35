// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* Lessons: texts beside prepared exchanges, and questions that are answered by running. lessons.json is a list of

   {
     "id": "handshake",                    // in links; its title is the string lesson.handshake.title
     "situation": [["scenario", "normal"]],  // what is played: pairs of option and value, as everywhere
     "steps": [                            // pages, one after the other
       { "text": "lesson.handshake.1",     // key of its text: paragraphs apart by "\n\n", `code`, **strong**, and {{SYN}} or
                                           // {{first segment|syn}}: a link to the string glossary.syn
         "until": "syn",                   // the cursor runs to this EVENT when the page is shown
         "side": "server",                 // optional: the end that it is about is marked
         "situation": [...] } ],           // optional: another exchange, from this page on
     "questions": [                        // after the last page, one after the other
       { "text": "lesson.handshake.ask.1",
         "start": [["scenario", "normal"]],  // what the reader begins with, and changes with the page's means
         "check": CHECK,                   // holds for what the reader has made of it (and not for start)
         "answer": [["lose", "syn"]],      // one situation for which it holds, shown on demand
         "hint": "lesson.handshake.hint.1" } ]
   }

   EVENT, a moment of an exchange:
     "start", "end"             its first and its last instant
     "2.05s", "50ms"            a time
     "syn", "syn:2"             the arrival of a segment by its name, :N its N-th copy ("client.3": the third that the client
                                sends); when it is lost, the instant at which it would have arrived
     "syn@sent"                 its departure
     "client=TIME_WAIT"         an end enters a state, for the first time; "client=CLOSED:2": for the second
     "server!close"             a user's call, or "server!crash", the first time

   CHECK, what is asked of an exchange; one object may hold several, of which all must hold:
     { "all": [CHECK, ...] }, { "any": [CHECK, ...] }, { "not": CHECK }
     { "final": { "client": "CLOSED", "server": ["LISTEN", "CLOSED"] } }    states at the end, of the ends that are named
     { "happens": EVENT }                                                   it does; with "not": it never does
     { "order": [EVENT, EVENT, ...] }                                       all happen, in this order (at one instant: in order)
     { "sent": { "segment": "syn", "at_least": 2, "at_most": 3 } }          copies of a segment by its name; either bound
     { "lost": { "segment": "synack", "at_least": 1, "at_most": 1 } }       copies that do not arrive; "segment" may be left out
     { "between": { "from": EVENT, "to": EVENT, "at_least": "900ms", "at_most": "1.2s" } }   time from one to the other
     { "edge": { "side": "client", "from": "SYN_SENT", "to": "CLOSED", "cause": "refused" } }  a transition; any part may be left out
     { "dropped": { "side": "server", "segment": "old-data", "reason": "..." } }   a host rejects a segment; any part may be left out
     { "stays": { "side": "client", "state": "TIME_WAIT", "at_least": "60s", "at_most": "70s" } }   in a state at one stretch
     { "profile": { "client": "rfc9293", "server": ["linux", "freebsd"] } }  of the ends that are named
     { "two_msl": { "side": "client", "at_most": "1s" } }                   what 2MSL is at an end, however it was set
     { "situation": { "delay": "50ms", "lose": null } }                     options as they are; null: left at its default */

const lessonsOf = () => (lessonsOf.all ??= dataOf("lessons"));

function currentLesson() {
  return lessonsOf().find((lesson) => lesson.id === page.lesson) || null;
}

/* A page of a lesson: a step, or a question. */
function pageOf(lesson, number) {
  const { steps, questions } = lesson;
  return number < steps.length ? { step: steps[number] } : { question: questions[number - steps.length] };
}

function pagesOf(lesson) {
  return lesson.steps.length + lesson.questions.length;
}

/* The exchange of a step: that of the latest step that names one. */
function situationOf(lesson, number) {
  return lesson.steps.slice(0, number + 1).reduce((latest, step) => step.situation || latest, lesson.situation);
}

/* Opens a lesson at a page, and plays up to what the page is about. */
function openLesson(id, number = 0) {
  Object.assign(page, { lesson: id, step: number });
  const lesson = currentLesson();
  if (!lesson) return closeLesson();
  const { step, question } = pageOf(lesson, number);
  const isForward = step && number > 0 && !step.situation;
  if (timeline.isRunning) stop();
  const wanted = step ? situationOf(lesson, number) : question.start;
  const isThere = isForward && sameSituation(prepared.asked, wanted) && sameSituation(prepared.played, page.situation);
  if (!isThere) show(wanted, { cursor: 0, quiet: true });
  Object.assign(prepared, { asked: wanted, played: page.situation });
  tell("lesson");
  const until = momentOfPage();
  bringIntoView();
  if (until > page.cursor) run(until);
  else moveTo(until);
  remember();
}

/* Where the cursor is when a page of a lesson has been played. */
function momentOfPage() {
  const lesson = currentLesson();
  const { step } = lesson ? pageOf(lesson, page.step) : {};
  return (step && timeOf(page.play, step.until)) || 0;
}

const prepared = { asked: null, played: null }; // the exchange that the lesson has put on the ladder

function closeLesson() {
  Object.assign(page, { lesson: null, step: null });
  tell("lesson");
  remember();
  document.getElementById("lessons-list").focus({ preventScroll: true });
}

function drawLesson() {
  const lesson = currentLesson();
  document.getElementById("lesson").hidden = !lesson;
  const list = document.getElementById("lessons-list");
  list.replaceChildren(make("option", { value: "" }, t("lessons.none")),
                       ...lessonsOf().map(({ id }, place) => make("option", { value: id }, `${place + 1}. ${t(`lesson.${id}.title`)}`)));
  list.value = page.lesson || "";
  if (!lesson) return;
  const { step, question } = pageOf(lesson, page.step);
  document.getElementById("lesson-title").textContent = t(`lesson.${lesson.id}.title`);
  document.getElementById("lesson-place").textContent = t(step ? "lessons.page" : "lessons.question", { page: page.step + 1, pages: pagesOf(lesson) });
  document.getElementById("lesson-text").replaceChildren(...paragraphs(t((step || question).text)));
  document.getElementById("lesson-asks").hidden = !question;
  forgetVerdict();
  document.getElementById("lesson-back").disabled = page.step === 0;
  const isLast = page.step + 1 === pagesOf(lesson);
  const next = document.getElementById("lesson-next");
  next.textContent = t(isLast ? (nextLesson() ? "lessons.next_lesson" : "lessons.finish") : pageOf(lesson, page.step + 1).question && step ? "lessons.to_questions" : "lessons.next");
  for (const side of SIDES) document.getElementById("end-" + side).classList.toggle("about", Boolean(step) && step.side === side);
}

function nextLesson() {
  return lessonsOf()[lessonsOf().findIndex((lesson) => lesson.id === page.lesson) + 1] || null;
}

/* What was said of an answer is no longer true of another. */
function forgetVerdict() {
  const verdict = document.getElementById("lesson-verdict");
  verdict.textContent = "";
  verdict.className = "";
}

/* Asks the question of what the reader has made. */
function checkAnswer() {
  const { question } = pageOf(currentLesson(), page.step);
  const isRight = holds(page.play, question.check);
  const verdict = document.getElementById("lesson-verdict");
  verdict.className = isRight ? "right" : "wrong";
  verdict.replaceChildren(...(isRight ? [t("lessons.right")] : [t("lessons.wrong") + " ", ...pieces(t(question.hint))]));
}

function startLessons() {
  const act = (id, does) => document.getElementById(id).addEventListener("click", does);
  document.getElementById("lessons-list").addEventListener("change", (event) => (event.target.value ? openLesson(event.target.value) : closeLesson()));
  act("lesson-back", () => openLesson(page.lesson, page.step - 1));
  act("lesson-next", () => {
    if (page.step + 1 < pagesOf(currentLesson())) openLesson(page.lesson, page.step + 1);
    else if (nextLesson()) openLesson(nextLesson().id);
    else closeLesson();
  });
  act("lesson-close", closeLesson);
  act("lesson-check", checkAnswer);
  act("lesson-answer", () => show(pageOf(currentLesson(), page.step).question.answer, { cursor: 0 }) && run());
  act("lesson-again", () => show(pageOf(currentLesson(), page.step).question.start, { cursor: 0 }));
}
