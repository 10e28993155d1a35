// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* The state machine of RFC 9293, Figure 5, one for each end: where it is, the edge that it took last, and its past. */

/* Where the figure has each state; CLOSED stands at its top and, once more, at its foot. */
const PLACES = {
  CLOSED: [160, 20], LISTEN: [160, 72], SYN_RCVD: [56, 128], SYN_SENT: [264, 128], ESTABLISHED: [160, 184],
  FIN_WAIT_1: [56, 240], CLOSE_WAIT: [264, 240], FIN_WAIT_2: [56, 296], CLOSING: [160, 296], LAST_ACK: [264, 296],
  TIME_WAIT: [160, 352], END: [264, 352],
};
const BOX = { width: 88, height: 24 };

/* Edges that a straight line would lead through others: the point towards which they bend. */
const BENDS = {
  "CLOSED>SYN_SENT": [264, 30], "SYN_SENT>CLOSED": [290, 8], "LISTEN>CLOSED": [190, 46], "CLOSED>LISTEN": [130, 46],
  "FIN_WAIT_1>TIME_WAIT": [106, 300], "SYN_RCVD>LISTEN": [70, 84], "LISTEN>SYN_RCVD": [110, 110],
  "SYN_RCVD>FIN_WAIT_1": [40, 184], "FIN_WAIT_2>TIME_WAIT": [58, 350],
};

const machines = [];

/* Edges that end a life end at the figure's foot, but those of the opening. */
function endsBelow(edge) {
  return edge.to === "CLOSED" && !["LISTEN", "SYN_SENT"].includes(edge.from);
}

function pathOf(edge) {
  const from = PLACES[edge.from], to = PLACES[endsBelow(edge) ? "END" : edge.to];
  const bend = BENDS[`${edge.from}>${edge.to}`] || (endsBelow(edge) && !edge.in_figure ? [312, 300] : null);
  const towards = bend || [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const [a, b] = [border(from, towards), border(to, towards)];
  return bend ? `M${a} Q${bend} ${b}` : `M${a} L${b}`;
}

/* Where a line from the middle of a state's box leaves it. */
function border([x, y], [towardsX, towardsY]) {
  const dx = towardsX - x, dy = towardsY - y;
  const share = Math.min(BOX.width / 2 / Math.abs(dx || 1e-9), BOX.height / 2 / Math.abs(dy || 1e-9), 1);
  return [+(x + dx * share).toFixed(1), +(y + dy * share).toFixed(1)];
}

function drawMachine(side) {
  const machine = { edges: new Map(), states: new Map(), state: null, edge: null };
  const svg = makeSvg("svg", { viewBox: "0 0 320 374", role: "group", "aria-label": t("machine.name", { side: t("end." + SIDES[side]) }) });
  svg.append(makeSvg("defs", {}, ...["edge-head", "taken-head"].map((id) =>
    makeSvg("marker", { id: `${id}-${side}`, class: id, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 7, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" },
            makeSvg("path", { d: "M0 0.5 L10 5 L0 9.5 z" })))));
  for (const edge of page.described.edges) {
    const key = `${edge.from}>${edge.to}`;
    const d = pathOf(edge);
    const label = t("machine.edge", { from: edge.from, to: edge.to, when: t("edge." + key), section: edge.section });
    const one = makeSvg("g", { class: `edge${edge.in_figure ? "" : " aside"}`, "data-edge": key, role: edge.in_figure ? "button" : "img", "aria-label": label },
                        makeSvg("title", {}, label), makeSvg("path", { class: "line", d, "marker-end": `url(#edge-head-${side})` }), makeSvg("path", { class: "target", d }));
    machine.edges.set(key, one);
    svg.append(one);
  }
  for (const [name, [x, y]] of Object.entries(PLACES)) {
    const state = name === "END" ? "CLOSED" : name;
    const box = makeSvg("g", { class: `node s-${state}`, "data-state": state, role: "button", "aria-haspopup": "dialog", "aria-label": state },
                        makeSvg("rect", { x: x - BOX.width / 2, y: y - BOX.height / 2, width: BOX.width, height: BOX.height, rx: 6 }),
                        makeSvg("text", { x, y: y + 4, "text-anchor": "middle" }, state));
    machine.states.set(name, box);
    svg.append(box);
  }
  const inFigure = page.described.edges.filter((edge) => edge.in_figure).map((edge) => machine.edges.get(`${edge.from}>${edge.to}`));
  makeChoosable([...machine.states.values(), ...inFigure], (one) => (one.dataset.edge ? showEdge(one.dataset.edge) : openTerm(one.dataset.state, one)));
  machines[side] = machine;
  document.getElementById("machine-" + SIDES[side]).replaceChildren(svg);
}

/* A situation for each edge, among the shortest that take it; none for the one that no socket offers. */
function examples() {
  return (examples.all ??= dataOf("edges"));
}

function showEdge(key) {
  const situation = examples()[key];
  if (!situation) {
    say(t("machine.never"));
    return;
  }
  history.pushState(null, "", "#" + currentFragment()); // the browser's way back leads to what was shown
  if (show(situation, { cursor: 0 })) {
    moveTo(instantOf(page.play, key));
    bringIntoView();
    remember();
  }
}

/* Transitions that one end makes at one instant, up to a time, the latest ones. */
function latestSteps(play, side, time) {
  const steps = play.transitions.filter((one) => one.side === side && one.time_ns <= time);
  return steps.filter((one) => one.time_ns === steps[steps.length - 1].time_ns);
}

/* The edges that such steps take: a segment that acknowledges a FIN and brings one goes through two, which the figure has as one. */
function edgesOf(steps) {
  if (!steps.length) return [];
  const whole = `${steps[0].from}>${steps[steps.length - 1].to}`;
  const isInFigure = page.described.edges.some((edge) => edge.in_figure && `${edge.from}>${edge.to}` === whole);
  return isInFigure ? [whole] : steps.map((one) => `${one.from}>${one.to}`);
}

/* When a play first takes an edge. */
function instantOf(play, key) {
  const takes = (one) => `${one.from}>${one.to}` === key || edgesOf(latestSteps(play, one.side, one.time_ns)).includes(key);
  return play.transitions.find(takes)?.time_ns ?? 0;
}

function drawMachines() {
  for (const side of [0, 1]) drawMachine(side);
}

/* The cursor has moved, or there is another play. */
function moveMachines() {
  for (const side of [0, 1]) {
    const machine = machines[side];
    const steps = latestSteps(page.play, side, page.cursor);
    const shown = JSON.stringify(steps);
    const state = stateAt(page.play, side, page.cursor);
    if (machine.shown === shown && machine.state === state) continue;
    Object.assign(machine, { shown, state });
    const place = state === "CLOSED" && steps.length && endsBelow(steps[steps.length - 1]) ? "END" : state;
    for (const [name, box] of machine.states) box.classList.toggle("lit", name === place);
    const taken = edgesOf(steps);
    for (const [name, edge] of machine.edges) {
      edge.classList.toggle("taken", taken.includes(name));
      edge.querySelector(".line").setAttribute("marker-end", `url(#${taken.includes(name) ? "taken" : "edge"}-head-${side})`);
    }
    document.getElementById("taken-" + SIDES[side]).textContent = steps.length ? steps.map(transitionText).join(" · ") : t("machine.nothing_yet");
  }
}

/* A transition in words: its cause, and where the RFC says so. */
function transitionText(taken) {
  const words = { from: taken.from, to: taken.to, cause: t("cause." + taken.cause), section: taken.section };
  return t(taken.section ? "machine.taken" : "machine.taken_elsewhere", words);
}
