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

/* When the server sends SYN-ACKs, if SYNs arrive then; at equal times its timer goes first. */
function synAckTimes(arrivals, profile) {
  const sent = [];
  let timer = null, timeouts = 0, answered = null, end = Infinity;
  for (const arrival of [...arrivals, Infinity]) {
    while (timer !== null && Math.min(timer, end) <= arrival) {
      if (end <= timer || timeouts >= profile.synack_retries) timer = null;
      else {
        sent.push(timer);
        timer += timeoutOf(profile, ++timeouts);
      }
    }
    if (arrival === Infinity) break;
    if (timer === null) {
      sent.push(arrival);
      [timer, timeouts, answered, end] = [arrival + profile.rto_initial, 0, null, arrival + profile.connect_timeout];
    } else if (answered === null || arrival - answered >= profile.synack_ratelimit) {
      sent.push(arrival);
      answered = arrival;
      if (profile.duplicate_syn_restarts) timeouts = 0;
      timer = arrival + timeoutOf(profile, timeouts);
    }
  }
  return sent;
}

/* @param client, server numbers of both profiles; loss of a segment, in both directions
   @return [[latency, probability], ...] by latency; what is missing to 1 are handshakes that fail */
function handshakeLaw(client, server, loss, roundTrip) {
  const { times, giveUp } = synTimes(client);
  const atoms = new Map();
  for (let pattern = 0; pattern < 2 ** times.length; ++pattern) {
    const arrivals = times.filter((_, place) => !(pattern >> place & 1));
    let weight = loss ** (times.length - arrivals.length) * (1 - loss) ** arrivals.length;
    for (const time of synAckTimes(arrivals, server)) {
      if (time >= giveUp - roundTrip || weight === 0) break;
      atoms.set(time, (atoms.get(time) || 0) + weight * (1 - loss));
      weight *= loss;
    }
  }
  return [...atoms].sort(([one], [other]) => one - other).map(([time, share]) => [time + roundTrip, share]);
}
