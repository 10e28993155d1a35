// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* The exact law of a handshake's latency under independent loss, with exact timers: examples/python/synfin/theory/handshake.py
   says it with its sources, and doc/handshake-latency.rst derives it. All of it comes from the numbers of both profiles and
   shares nothing with the engine, so that each checks the other. Times are in nanoseconds. */

function timeoutOf(profile, doublings) {
  const backedOff = Math.min(profile.rto_initial * 2 ** doublings, profile.rto_max);
  return Math.min(backedOff + (doublings ? profile.rto_slop : 0), profile.rto_max);
}

/* When the client sends its SYNs while nothing answers, and when it gives up. */
function synTimes(profile) {
  const times = [];
  let now = 0;
  for (let attempt = 0; attempt <= profile.syn_retries + profile.syn_linear_timeouts; ++attempt) {
    if (now >= profile.connect_timeout) break;
    times.push(now);
    now += timeoutOf(profile, Math.max(0, attempt - profile.syn_linear_timeouts));
  }
  return { times, giveUp: Math.min(now, profile.connect_timeout) };
}

const FAINTEST = 1e-40; // of a handshake: what is rarer changes no digit that is shown
const MOST_STATES = 5000; // of a server between two SYNs

/* A server that has not answered, or has forgotten. */
const IDLE = { timer: null, timeouts: 0, answered: null, end: Infinity };

/* The server's timers up to a time, at which they go before what arrives.
   @param sends what it calls with the time of each SYN-ACK
   @return the server then */
function timersOf(server, until, profile, sends) {
  let { timer, timeouts } = server;
  while (timer !== null && Math.min(timer, server.end) <= until) {
    if (server.end <= timer || timeouts >= profile.synack_retries) return IDLE;
    sends(timer);
    timer += timeoutOf(profile, ++timeouts);
  }
  return { ...server, timer, timeouts };
}

/* A SYN arrives. */
function arrivalAt(server, now, profile, sends) {
  if (server.timer === null) {
    sends(now);
    return { timer: now + profile.rto_initial, timeouts: 0, answered: null, end: now + profile.connect_timeout };
  }
  if (server.answered !== null && now - server.answered < profile.synack_ratelimit) return server;
  sends(now);
  const timeouts = profile.duplicate_syn_restarts ? 0 : server.timeouts;
  return { ...server, timer: now + timeoutOf(profile, timeouts), timeouts, answered: now };
}

/* All states in which the server can be are followed from SYN to SYN, each with the probability of it and of a client that
   has heard nothing yet. What is the same from here on is one state, so that they are few.
   @param client, server numbers of both profiles; loss of a segment, in both directions
   @return [[latency, probability], ...] by latency; what is missing to 1 are handshakes that fail; null: there are too many
           states to follow */
function handshakeLaw(client, server, loss, roundTrip) {
  const { times, giveUp } = synTimes(client);
  const atoms = new Map();
  let states = new Map([["", { at: IDLE, weight: 1 }]]);
  for (const [place, now] of [...times, giveUp].entries()) {
    const isOver = place === times.length, next = new Map();
    const keep = (at, weight) => {
      if (weight < FAINTEST) return;
      const isFree = at.answered !== null && now - at.answered >= server.synack_ratelimit;
      const key = `${at.timer} ${at.timeouts} ${isFree ? null : at.answered} ${at.end}`;
      next.set(key, { at, weight: weight + (next.get(key)?.weight || 0) });
    };
    for (let { at, weight } of states.values()) {
      const sends = (time) => {
        if (time >= giveUp - roundTrip) return;
        atoms.set(time, (atoms.get(time) || 0) + weight * (1 - loss));
        weight *= loss;
      };
      at = timersOf(at, now, server, sends);
      if (isOver) continue;
      keep(at, weight * loss);
      weight *= 1 - loss;
      at = arrivalAt(at, now, server, sends);
      keep(at, weight);
    }
    if (next.size > MOST_STATES) return null;
    states = next;
  }
  return [...atoms].sort(([one], [other]) => one - other).map(([time, share]) => [time + roundTrip, share]);
}
