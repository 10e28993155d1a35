/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @defgroup synfin synfin: the life of TCP connections
 *
 * A TCP of its own for studying handshake, close and TIME_WAIT. A group for each room; each knows only
 * rooms that stand before it (test/check/includes.py has the plan).
 *
 * @defgroup synfin-core TCP itself
 * @ingroup synfin
 * RFC 9293 without clock, I/O and Simulator: the caller brings the time and takes the output.
 *
 * @defgroup synfin-link What happens to a segment between two hosts
 * @ingroup synfin
 * Delay, jitter, loss, duplication, reordering, corruption, rate and queue, in netem's words.
 *
 * @defgroup synfin-trace Trace records and the files that hold them
 * @ingroup synfin
 *
 * @defgroup synfin-agenda One order for what happens at one instant
 * @ingroup synfin
 *
 * @defgroup synfin-middlebox What stands between the hosts
 * @ingroup synfin
 *
 * @defgroup synfin-packet A segment as octets
 * @ingroup synfin
 *
 * @defgroup synfin-rank One simulation in several processes
 * @ingroup synfin
 *
 * @defgroup synfin-driver A Stack with its clock, its wire and its users
 * @ingroup synfin
 *
 * @defgroup synfin-node TCP on an ns-3 node
 * @ingroup synfin
 * The L4 protocol, the sockets, and the attributes by which ns-3's users set them.
 *
 * @defgroup synfin-device The link as an ns-3 NetDevice and Channel
 * @ingroup synfin
 *
 * @defgroup synfin-direct From Stack to Stack, without packets
 * @ingroup synfin
 *
 * @defgroup synfin-helper What an ns-3 script includes
 * @ingroup synfin
 *
 * @defgroup synfin-output Results that appear whole or not at all
 * @ingroup synfin
 *
 * @defgroup synfin-summary What a run came to
 * @ingroup synfin
 * Its numbers, and the files summary.json and provenance.json.
 *
 * @defgroup synfin-recording What TraceHelper does
 * @ingroup synfin
 * A run of any script becomes what synfin-run writes of its own.
 *
 * @defgroup synfin-ladder One connection as rows
 * @ingroup synfin
 * What a ladder draws, and what each step proves.
 *
 * @defgroup synfin-exchange One connection, played without ns-3
 * @ingroup synfin
 * Situations, and all that happens in them.
 *
 * @defgroup synfin-scenario The scenario engine
 * @ingroup synfin
 * Hosts, network and workload, made of parameters.
 */
