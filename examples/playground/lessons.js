// Copyright (c) 2026 The synfin authors
//
// SPDX-License-Identifier: GPL-2.0-only

/* Lessons: texts beside prepared exchanges, and questions that are answered by running. lessons.json is a list of

   {
     "id": "handshake",                    // in links; its title is the string lesson.handshake.title
     "situation": [["scenario", "normal"]],  // what is played: pairs of option and value, as everywhere
     "steps": [                            // pages, one after the other
       { "text": "lesson.handshake.1",     // key of its text; {{term}} in a text is a link to glossary.term
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
     { "dropped": { "side": "server", "reason": "..." } }                   a host rejects a segment; any part may be left out
     { "situation": { "delay": "50ms", "lose": null } }                     options as they are; null: left at its default */
