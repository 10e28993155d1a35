// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* The engine: synfin's core as WebAssembly, which the page carries. What is asked of it and what it answers are JSON. */

const engine = { module: null, exports: null };

/* Resolved once ask() may be called. */
const engineReady = (async () => {
  const base64 = document.getElementById("engine").textContent;
  engine.module = await WebAssembly.compile(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
  startEngine();
})();

function startEngine() {
  engine.exports = new WebAssembly.Instance(engine.module).exports;
  engine.exports._initialize();
}

/* @return a text of the engine, which ends with a NUL */
function engineText(begin) {
  const memory = new Uint8Array(engine.exports.memory.buffer);
  return new TextDecoder().decode(memory.subarray(begin, memory.indexOf(0, begin)));
}

/* @return the answer to a request, both texts */
function askText(request) {
  const { memory, synfin_alloc, synfin_release, synfin_ask, synfin_last_words } = engine.exports;
  const octets = new TextEncoder().encode(request);
  try {
    const place = synfin_alloc(octets.length);
    new Uint8Array(memory.buffer).set(octets, place);
    const answer = engineText(synfin_ask(place, octets.length));
    synfin_release(place);
    return answer;
  } catch (error) {
    // The instance ended in the middle of something: its last words are all it is good for.
    const words = engineText(synfin_last_words());
    startEngine();
    return JSON.stringify({ error: words || String(error) });
  }
}

/* @return the answer to a request, such as {do: "play", situation: [], lang: "en"}; {error: "..."} when there is none */
function ask(request) {
  return JSON.parse(askText(JSON.stringify(request)));
}
