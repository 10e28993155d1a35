/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <ostream>
#include <string>

using namespace ns3;
using namespace ns3::synfin;

/*
 * The grid: one segment arrives in each state, of each kind, at each place; what is the reply, and
 * the next state? Derived by hand from RFC 9293 3.10.7, with the mitigations of RFC 5961 that it
 * quotes and with fix F1 of RFC 1337; never from what the code answers. All presets are held to the
 * same table; where they may differ, a row names the preset.
 *
 * A cell is "reply" or "reply>next state"; without ">" the state stays. The replies:
 *   -        nothing
 *   ACK      <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>
 *   ACK+n    the same, with RCV.NXT advanced by n
 *   RST      <SEQ=SEG.ACK><CTL=RST>
 *   RSTACK   <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>
 *   SYNACK   <SEQ=ISS><ACK=SEG.SEQ+1> (LISTEN, SYN_SENT, a new incarnation) or the same SYN-ACK
 *            again <SEQ=ISS><ACK=RCV.NXT> (SYN_RCVD)
 *
 * The places of SEG.SEQ, six of them, as the right edge has a number on either side:
 *   left     the segment ends right before RCV.NXT: outside
 *   edge     RCV.NXT, the left edge
 *   inside   RCV.NXT + 100
 *   last     RCV.NXT + RCV.WND - 1, the right edge
 *   beyond   RCV.NXT + RCV.WND, the first number outside
 *   far      RCV.NXT + RCV.WND + 1000
 */

namespace
{

constexpr std::size_t PLACES = 6;

/// A way to begin, and the numbers in which the peer speaks then.
struct Start
{
    const char* name;
    State state;
    uint32_t sndUna; //!< the oldest number that is not acknowledged
    uint32_t sndNxt;
    uint32_t rcvNxt;
};

// clang-format off
const Start STARTS[] = {
    {"CLOSED",             State::CLOSED,      101, 101, 301},
    {"LISTEN",             State::LISTEN,      101, 101, 301},
    {"SYN_SENT",           State::SYN_SENT,    100, 101, 301},
    {"SYN_RCVD",           State::SYN_RCVD,    100, 101, 301}, // after a passive open
    {"SYN_RCVD_active",    State::SYN_RCVD,    100, 101, 301}, // after a simultaneous open
    {"ESTABLISHED",        State::ESTABLISHED, 101, 101, 301},
    {"FIN_WAIT_1",         State::FIN_WAIT_1,  101, 102, 301}, // shutdown: the user still reads
    {"FIN_WAIT_1_orphan",  State::FIN_WAIT_1,  101, 102, 301}, // close: the user is gone
    {"FIN_WAIT_2",         State::FIN_WAIT_2,  102, 102, 301},
    {"FIN_WAIT_2_orphan",  State::FIN_WAIT_2,  102, 102, 301},
    {"CLOSE_WAIT",         State::CLOSE_WAIT,  101, 101, 302},
    {"CLOSING",            State::CLOSING,     101, 102, 302},
    {"LAST_ACK",           State::LAST_ACK,    101, 102, 302},
    {"TIME_WAIT",          State::TIME_WAIT,   102, 102, 302}, // nobody listens on this port
    {"TIME_WAIT_server",   State::TIME_WAIT,   102, 102, 302}, // somebody does
};

// clang-format on

/// One line of the grid.
struct Row
{
    const char* start;
    const char* segment;
    std::array<const char*, PLACES> cells;
    const char* rule;
    const char* preset{nullptr}; //!< every preset; "linux": those of Linux; "-linux": the others
};

void
PrintTo(const Row& row, std::ostream* os)
{
    *os << row.start << " " << row.segment << ": " << row.rule;
}

const char* const CHALLENGE = "RFC 5961 4.2: irrespective of the sequence number, MUST send a "
                              "challenge ACK";
const char* const EDGE_ACK = "Table 6; an ACK right at the edge comes from who filled the window: "
                             "valid, as for Linux's tcp_sequence()";
const char* const BLIND_RST = "RFC 5961 3.2: outside drop, exact reset, in the window challenge";
const char* const RST_AT_FIN = "tcp_reset_check(): the number of the peer's FIN resets, too";
const char* const NO_ACK_BIT = "first: Table 6; fifth: if the ACK bit is off, drop";
const char* const TEXT = "seventh: deliver, advance RCV.NXT, acknowledge; SHLD-31: hold what is "
                         "out of order, MAY-13: and acknowledge it";
const char* const NO_TEXT = "seventh: a FIN has been received, ignore the segment text";
const char* const HOLD_FIN = "eighth: advance RCV.NXT over the FIN; SHLD-31: out of order it waits";
const char* const REMAIN = "first: the FIN again is acknowledged; eighth: remain. A second FIN "
                           "behind the first cannot be: ignored, as by Linux";
const char* const LOST_DATA = "SHLD-3: new data after CLOSE is answered by RST";
const char* const RECORD = "tcp_timewait_state_process(), TCP_FIN_WAIT2; seen on a live 6.18";
const char* const IN_TIME_WAIT = "nothing follows the peer's FIN, so RCV.WND is 0 (Linux as well); "
                                 "Table 6";
const char* const RFC1337_F1 = "RFC 1337, F1: ignore RST in TIME-WAIT";
const char* const BAD_ACK = "any acknowledgment is bad here: <SEQ=SEG.ACK><CTL=RST>";

// clang-format off
const std::vector<Row> GRID = {
    //                            left      edge                inside       last         beyond       far
    // 3.10.7.1
    {"CLOSED", "SYN",            {"RSTACK", "RSTACK",           "RSTACK",    "RSTACK",    "RSTACK",    "RSTACK"},   "if the ACK bit is off"},
    {"CLOSED", "SYN-ACK",        {"RST",    "RST",              "RST",       "RST",       "RST",       "RST"},      "if the ACK bit is on"},
    {"CLOSED", "ACK",            {"RST",    "RST",              "RST",       "RST",       "RST",       "RST"},      "if the ACK bit is on"},
    {"CLOSED", "data",           {"RST",    "RST",              "RST",       "RST",       "RST",       "RST"},      "all data is discarded"},
    {"CLOSED", "FIN-ACK",        {"RST",    "RST",              "RST",       "RST",       "RST",       "RST"},      "if the ACK bit is on"},
    {"CLOSED", "RST",            {"-",      "-",                "-",         "-",         "-",         "-"},        "a segment containing a RST is discarded"},
    {"CLOSED", "RST-ACK",        {"-",      "-",                "-",         "-",         "-",         "-"},        "a segment containing a RST is discarded"},
    {"CLOSED", "no flags",       {"RSTACK", "RSTACK",           "RSTACK",    "RSTACK",    "RSTACK",    "RSTACK"},   "if the ACK bit is off"},
    // 3.10.7.2: no sequence number is wrong
    {"LISTEN", "SYN",            {"SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD"}, "third: SYN"},
    {"LISTEN", "SYN-ACK",        {"RST",    "RST",              "RST",       "RST",       "RST",       "RST"},      BAD_ACK, "-freebsd"},
    {"LISTEN", "SYN-ACK",        {"-",      "-",                "-",         "-",         "-",         "-"},        "tcp_input(), since 12/2025: ignored", "freebsd"},
    {"LISTEN", "ACK",            {"RST",    "RST",              "RST",       "RST",       "RST",       "RST"},      BAD_ACK},
    {"LISTEN", "data",           {"RST",    "RST",              "RST",       "RST",       "RST",       "RST"},      BAD_ACK},
    {"LISTEN", "FIN-ACK",        {"RST",    "RST",              "RST",       "RST",       "RST",       "RST"},      BAD_ACK},
    {"LISTEN", "RST",            {"-",      "-",                "-",         "-",         "-",         "-"},        "first: an incoming RST should be ignored"},
    {"LISTEN", "RST-ACK",        {"-",      "-",                "-",         "-",         "-",         "-"},        "first: an incoming RST should be ignored"},
    {"LISTEN", "no flags",       {"-",      "-",                "-",         "-",         "-",         "-"},        "fourth: drop the segment"},
    // 3.10.7.3: RCV.NXT is not known yet; the acknowledgment (101) is acceptable
    {"SYN_SENT", "SYN",          {"SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD"}, "fourth: otherwise enter SYN-RECEIVED (MUST-10)"},
    {"SYN_SENT", "ACK",          {"-",      "-",                "-",         "-",         "-",         "-"},        "fifth: neither SYN nor RST, drop"},
    {"SYN_SENT", "data",         {"-",      "-",                "-",         "-",         "-",         "-"},        "fifth: neither SYN nor RST, drop"},
    {"SYN_SENT", "FIN-ACK",      {"-",      "-",                "-",         "-",         "-",         "-"},        "3.10.7.4, eighth: do not process the FIN in SYN-SENT"},
    {"SYN_SENT", "RST",          {"-",      "-",                "-",         "-",         "-",         "-"},        "second: otherwise (no ACK), drop"},
    {"SYN_SENT", "RST-ACK",      {"->CLOSED", "->CLOSED", "->CLOSED", "->CLOSED", "->CLOSED", "->CLOSED"},          "second: if the ACK was acceptable, enter CLOSED"},
    {"SYN_SENT", "no flags",     {"-",      "-",                "-",         "-",         "-",         "-"},        "fifth: neither SYN nor RST, drop"},
    // 3.10.7.4, after a passive open
    {"SYN_RCVD", "SYN",          {"SYNACK", "->LISTEN",         "->LISTEN",  "->LISTEN",  "ACK",       "ACK"},      "fourth: passive OPEN, return to LISTEN; the SYN again (left): the SYN-ACK again, as by Linux's tcp_check_req()"},
    {"SYN_RCVD", "SYN-ACK",      {"ACK",    "->LISTEN",         "->LISTEN",  "->LISTEN",  "ACK",       "ACK"},      "fourth: passive OPEN, return to LISTEN"},
    {"SYN_RCVD", "ACK",          {"ACK",    "->ESTABLISHED", "->ESTABLISHED", "->ESTABLISHED", "->ESTABLISHED", "ACK"}, EDGE_ACK},
    {"SYN_RCVD", "data",         {"ACK",    "ACK+10>ESTABLISHED", "ACK>ESTABLISHED", "ACK>ESTABLISHED", "ACK", "ACK"}, "fifth: enter ESTABLISHED and continue processing"},
    {"SYN_RCVD", "FIN-ACK",      {"ACK",    "ACK+1>CLOSE_WAIT", "ACK>ESTABLISHED", "ACK>ESTABLISHED", "ACK", "ACK"},   "eighth: SYN-RECEIVED STATE, enter CLOSE-WAIT"},
    {"SYN_RCVD", "RST",          {"-",      "->LISTEN",         "ACK",       "ACK",       "-",         "-"},        "second: passive OPEN, return to LISTEN; RFC 5961 3.2"},
    {"SYN_RCVD", "RST-ACK",      {"-",      "->LISTEN",         "ACK",       "ACK",       "-",         "-"},        "second: passive OPEN, return to LISTEN; RFC 5961 3.2"},
    {"SYN_RCVD", "no flags",     {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_ACK_BIT},
    // 3.10.7.4, after a simultaneous open
    {"SYN_RCVD_active", "SYN",     {"SYNACK", "ACK",            "ACK",       "ACK",       "ACK",       "ACK"},      "fourth: as for synchronized states; the SYN again (left) asks for the SYN-ACK again, which acknowledges as well"},
    {"SYN_RCVD_active", "SYN-ACK", {"->ESTABLISHED", "ACK",     "ACK",       "ACK",       "ACK",       "ACK"},      "Figure 7, line 7: the peer's SYN-ACK repeats its SYN (left); else as for synchronized states"},
    {"SYN_RCVD_active", "ACK",     {"ACK",  "->ESTABLISHED", "->ESTABLISHED", "->ESTABLISHED", "->ESTABLISHED", "ACK"}, EDGE_ACK},
    {"SYN_RCVD_active", "data",    {"ACK",  "ACK+10>ESTABLISHED", "ACK>ESTABLISHED", "ACK>ESTABLISHED", "ACK", "ACK"}, "fifth: enter ESTABLISHED and continue processing"},
    {"SYN_RCVD_active", "FIN-ACK", {"ACK",  "ACK+1>CLOSE_WAIT", "ACK>ESTABLISHED", "ACK>ESTABLISHED", "ACK", "ACK"},   "eighth: SYN-RECEIVED STATE, enter CLOSE-WAIT"},
    {"SYN_RCVD_active", "RST",     {"-",    "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        "second: active OPEN, connection refused, CLOSED; RFC 5961 3.2"},
    {"SYN_RCVD_active", "RST-ACK", {"-",    "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        "second: active OPEN, connection refused, CLOSED; RFC 5961 3.2"},
    {"SYN_RCVD_active", "no flags", {"ACK", "-",                "-",         "-",         "ACK",       "ACK"},      NO_ACK_BIT},
    // 3.10.7.4, synchronized states
    {"ESTABLISHED", "SYN",       {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"ESTABLISHED", "SYN-ACK",   {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"ESTABLISHED", "ACK",       {"ACK",    "-",                "-",         "-",         "-",         "ACK"},      EDGE_ACK},
    {"ESTABLISHED", "data",      {"ACK",    "ACK+10",           "ACK",       "ACK",       "ACK",       "ACK"},      TEXT},
    {"ESTABLISHED", "FIN-ACK",   {"ACK",    "ACK+1>CLOSE_WAIT", "ACK",       "ACK",       "ACK",       "ACK"},      HOLD_FIN},
    {"ESTABLISHED", "RST",       {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST},
    {"ESTABLISHED", "RST-ACK",   {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST},
    {"ESTABLISHED", "no flags",  {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_ACK_BIT},
    {"FIN_WAIT_1", "SYN",        {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"FIN_WAIT_1", "SYN-ACK",    {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"FIN_WAIT_1", "ACK",        {"ACK",    "-",                "-",         "-",         "-",         "ACK"},      EDGE_ACK},
    {"FIN_WAIT_1", "data",       {"ACK",    "ACK+10",           "ACK",       "ACK",       "ACK",       "ACK"},      TEXT},
    {"FIN_WAIT_1", "FIN-ACK",    {"ACK",    "ACK+1>CLOSING",    "ACK",       "ACK",       "ACK",       "ACK"},      "eighth: our FIN has not been ACKed, enter CLOSING"},
    {"FIN_WAIT_1", "RST",        {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST},
    {"FIN_WAIT_1", "RST-ACK",    {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST},
    {"FIN_WAIT_1", "no flags",   {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_ACK_BIT},
    {"FIN_WAIT_2", "SYN",        {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"FIN_WAIT_2", "SYN-ACK",    {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"FIN_WAIT_2", "ACK",        {"ACK",    "-",                "-",         "-",         "-",         "ACK"},      EDGE_ACK},
    {"FIN_WAIT_2", "data",       {"ACK",    "ACK+10",           "ACK",       "ACK",       "ACK",       "ACK"},      TEXT},
    {"FIN_WAIT_2", "FIN-ACK",    {"ACK",    "ACK+1>TIME_WAIT",  "ACK",       "ACK",       "ACK",       "ACK"},      "eighth: enter the TIME-WAIT state"},
    {"FIN_WAIT_2", "RST",        {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST},
    {"FIN_WAIT_2", "RST-ACK",    {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST},
    {"FIN_WAIT_2", "no flags",   {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_ACK_BIT},
    // the user is gone
    {"FIN_WAIT_1_orphan", "data",    {"ACK", "RST>CLOSED", "RST>CLOSED", "RST>CLOSED", "ACK",    "ACK"},      LOST_DATA},
    {"FIN_WAIT_1_orphan", "FIN-ACK", {"ACK", "ACK+1>CLOSING",   "ACK",       "ACK",       "ACK",       "ACK"},      HOLD_FIN},
    {"FIN_WAIT_2_orphan", "data",    {"ACK", "RST>CLOSED", "RST>CLOSED", "RST>CLOSED", "ACK",    "ACK"},      LOST_DATA},
    {"FIN_WAIT_2_orphan", "FIN-ACK", {"ACK", "ACK+1>TIME_WAIT", "ACK",       "ACK",       "ACK",       "ACK"},      HOLD_FIN, "-linux"},
    // and Linux keeps a record only
    {"FIN_WAIT_2_orphan", "SYN",     {"ACK", "RSTACK>CLOSED", "RSTACK>CLOSED", "RSTACK>CLOSED", "ACK", "ACK"},    RECORD, "linux"},
    {"FIN_WAIT_2_orphan", "SYN-ACK", {"ACK", "RST>CLOSED",  "RST>CLOSED", "RST>CLOSED", "ACK",     "ACK"},      RECORD, "linux"},
    {"FIN_WAIT_2_orphan", "ACK",     {"ACK", "-",               "-",         "-",         "-",         "ACK"},      RECORD, "linux"},
    {"FIN_WAIT_2_orphan", "FIN-ACK", {"ACK", "ACK+1>TIME_WAIT", "RST>CLOSED", "RST>CLOSED", "ACK",     "ACK"},      RECORD, "linux"},
    {"FIN_WAIT_2_orphan", "RST",     {"ACK", "->CLOSED",        "->CLOSED",  "->CLOSED",  "->CLOSED",  "ACK"},      RECORD, "linux"},
    {"FIN_WAIT_2_orphan", "RST-ACK", {"ACK", "->CLOSED",        "->CLOSED",  "->CLOSED",  "->CLOSED",  "ACK"},      RECORD, "linux"},
    {"FIN_WAIT_2_orphan", "no flags", {"ACK", "-",              "-",         "-",         "-",         "ACK"},      RECORD, "linux"},
    // after the peer's FIN; left is the place of that FIN
    {"CLOSE_WAIT", "SYN",        {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"CLOSE_WAIT", "SYN-ACK",    {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"CLOSE_WAIT", "ACK",        {"ACK",    "-",                "-",         "-",         "-",         "ACK"},      EDGE_ACK},
    {"CLOSE_WAIT", "data",       {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_TEXT},
    {"CLOSE_WAIT", "FIN-ACK",    {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      REMAIN},
    {"CLOSE_WAIT", "RST",        {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST, "-linux"},
    {"CLOSE_WAIT", "RST",        {"->CLOSED", "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        RST_AT_FIN, "linux"},
    {"CLOSE_WAIT", "RST-ACK",    {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST, "-linux"},
    {"CLOSE_WAIT", "RST-ACK",    {"->CLOSED", "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        RST_AT_FIN, "linux"},
    {"CLOSE_WAIT", "no flags",   {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_ACK_BIT},
    {"CLOSING", "SYN",           {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"CLOSING", "SYN-ACK",       {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"CLOSING", "ACK",           {"ACK",    "-",                "-",         "-",         "-",         "ACK"},      "fifth: our FIN is not acknowledged, ignore the segment; Table 6"},
    {"CLOSING", "data",          {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_TEXT},
    {"CLOSING", "FIN-ACK",       {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      REMAIN},
    {"CLOSING", "RST",           {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST, "-linux"},
    {"CLOSING", "RST",           {"->CLOSED", "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        RST_AT_FIN, "linux"},
    {"CLOSING", "RST-ACK",       {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST, "-linux"},
    {"CLOSING", "RST-ACK",       {"->CLOSED", "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        RST_AT_FIN, "linux"},
    {"CLOSING", "no flags",      {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_ACK_BIT},
    {"LAST_ACK", "SYN",          {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"LAST_ACK", "SYN-ACK",      {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"LAST_ACK", "ACK",          {"ACK",    "-",                "-",         "-",         "-",         "ACK"},      EDGE_ACK},
    {"LAST_ACK", "data",         {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_TEXT},
    {"LAST_ACK", "FIN-ACK",      {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      REMAIN},
    {"LAST_ACK", "RST",          {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST, "-linux"},
    {"LAST_ACK", "RST",          {"->CLOSED", "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        RST_AT_FIN, "linux"},
    {"LAST_ACK", "RST-ACK",      {"-",      "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        BLIND_RST, "-linux"},
    {"LAST_ACK", "RST-ACK",      {"->CLOSED", "->CLOSED",         "ACK",       "ACK",       "-",         "-"},        RST_AT_FIN, "linux"},
    {"LAST_ACK", "no flags",     {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_ACK_BIT},
    // TIME_WAIT; left is the place of the peer's FIN
    {"TIME_WAIT", "SYN",         {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE, "-freebsd"},
    {"TIME_WAIT", "SYN",         {"-", "-", "RSTACK>CLOSED", "RSTACK>CLOSED", "RSTACK>CLOSED", "RSTACK>CLOSED"}, "tcp_twcheck(): a newer one finds nobody; else the ACK bit is off", "freebsd"},
    {"TIME_WAIT", "SYN-ACK",     {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
    {"TIME_WAIT", "ACK",         {"ACK",    "-",                "ACK",       "ACK",       "ACK",       "ACK"},      IN_TIME_WAIT},
    {"TIME_WAIT", "data",        {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      IN_TIME_WAIT},
    {"TIME_WAIT", "FIN-ACK",     {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      "fifth: a retransmission of the remote FIN, acknowledge it; Table 6"},
    {"TIME_WAIT", "RST",         {"-",      "-",                "-",         "-",         "-",         "-"},        RFC1337_F1, "-linux"},
    {"TIME_WAIT", "RST-ACK",     {"-",      "-",                "-",         "-",         "-",         "-"},        RFC1337_F1, "-linux"},
    {"TIME_WAIT", "RST",         {"-",      "->CLOSED",         "-",         "-",         "-",         "-"},        "second: enter the CLOSED state (tcp_rfc1337=0)", "linux"},
    {"TIME_WAIT", "RST-ACK",     {"-",      "->CLOSED",         "-",         "-",         "-",         "-"},        "second: enter the CLOSED state (tcp_rfc1337=0)", "linux"},
    {"TIME_WAIT", "no flags",    {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_ACK_BIT, "rfc9293"},
    {"TIME_WAIT", "no flags",    {"ACK",    "-",                "ACK",       "ACK",       "ACK",       "ACK"},      IN_TIME_WAIT, "linux"},
    {"TIME_WAIT", "no flags",    {"-",      "-",                "-",         "-",         "-",         "-"},        "tcp_twcheck(): if the ACK bit is off, drop", "freebsd"},
    {"TIME_WAIT", "FIN",         {"ACK",    "-",                "-",         "-",         "ACK",       "ACK"},      NO_ACK_BIT, "rfc9293"},
    {"TIME_WAIT", "FIN",         {"ACK",    "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      IN_TIME_WAIT, "linux"},
    {"TIME_WAIT", "FIN",         {"-",      "-",                "-",         "-",         "-",         "-"},        "tcp_twcheck(): if the ACK bit is off, drop", "freebsd"},
    {"TIME_WAIT_server", "SYN",  {"ACK",    "ACK", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD"}, "MAY-2: a sequence number larger than the old incarnation's; at RCV.NXT itself not yet, as Linux's after(seq, rcv_nxt)", "-freebsd"},
    {"TIME_WAIT_server", "SYN",  {"-",      "-",   "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD", "SYNACK>SYN_RCVD"}, "tcp_twcheck(): SEQ_GT(th_seq, rcv_nxt), else the ACK bit is off", "freebsd"},
    {"TIME_WAIT_server", "SYN-ACK", {"ACK", "ACK",              "ACK",       "ACK",       "ACK",       "ACK"},      CHALLENGE},
};

/*
 * The same for the acknowledgment, of a segment at RCV.NXT. The places of SEG.ACK:
 *   old      SND.UNA - MAX.SND.WND - 1
 *   oldest   SND.UNA - MAX.SND.WND
 *   una      SND.UNA
 *   next     SND.NXT
 *   unsent   SND.NXT + 1
 *   far      SND.NXT + 1000
 * MAX.SND.WND is 65535.
 */
const char* const RANGE = "MAY-12: SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.NXT, else MUST be discarded and an ACK sent";
const char* const SYN_SENT_ACK = "first: SEG.ACK =< ISS or SEG.ACK > SND.NXT: <SEQ=SEG.ACK><CTL=RST>";
const char* const SYN_RCVD_ACK = "fifth: SND.UNA < SEG.ACK =< SND.NXT, else <SEQ=SEG.ACK><CTL=RST>";

const std::vector<Row> ACK_GRID = {
    //                            old     oldest    una       next                unsent    far
    {"LISTEN", "ACK",            {"RST",  "RST",    "RST",    "RST",              "RST",    "RST"}, BAD_ACK},
    {"SYN_SENT", "SYN-ACK",      {"RST",  "RST",    "RST",    "ACK+1>ESTABLISHED", "RST",   "RST"}, SYN_SENT_ACK},
    {"SYN_SENT", "ACK",          {"RST",  "RST",    "RST",    "-",                "RST",    "RST"}, SYN_SENT_ACK},
    {"SYN_SENT", "data",         {"RST",  "RST",    "RST",    "-",                "RST",    "RST"}, SYN_SENT_ACK},
    {"SYN_SENT", "FIN-ACK",      {"RST",  "RST",    "RST",    "-",                "RST",    "RST"}, SYN_SENT_ACK},
    {"SYN_SENT", "RST-ACK",      {"-",    "-",      "-",      "->CLOSED",         "-",      "-"},   "first: unless the RST bit is set, if so drop"},
    {"SYN_RCVD", "ACK",          {"RST",  "RST",    "RST",    "->ESTABLISHED",    "RST",    "RST"}, SYN_RCVD_ACK},
    {"SYN_RCVD", "data",         {"RST",  "RST",    "RST",    "ACK+10>ESTABLISHED", "RST",  "RST"}, SYN_RCVD_ACK},
    {"SYN_RCVD", "FIN-ACK",      {"RST",  "RST",    "RST",    "ACK+1>CLOSE_WAIT", "RST",    "RST"}, SYN_RCVD_ACK},
    {"SYN_RCVD_active", "ACK",   {"RST",  "RST",    "RST",    "->ESTABLISHED",    "RST",    "RST"}, SYN_RCVD_ACK},
    {"SYN_RCVD_active", "data",  {"RST",  "RST",    "RST",    "ACK+10>ESTABLISHED", "RST",  "RST"}, SYN_RCVD_ACK},
    {"SYN_RCVD_active", "FIN-ACK", {"RST", "RST",   "RST",    "ACK+1>CLOSE_WAIT", "RST",    "RST"}, SYN_RCVD_ACK},
    {"ESTABLISHED", "ACK",       {"ACK",  "-",      "-",      "-",                "ACK",    "ACK"}, RANGE},
    {"ESTABLISHED", "data",      {"ACK",  "ACK+10", "ACK+10", "ACK+10",           "ACK",    "ACK"}, RANGE},
    {"ESTABLISHED", "FIN-ACK",   {"ACK",  "ACK+1>CLOSE_WAIT", "ACK+1>CLOSE_WAIT", "ACK+1>CLOSE_WAIT", "ACK", "ACK"}, RANGE},
    {"ESTABLISHED", "RST-ACK",   {"->CLOSED", "->CLOSED", "->CLOSED", "->CLOSED", "->CLOSED", "->CLOSED"}, "second, before fifth: the ACK of a RST is not checked"},
    {"FIN_WAIT_1", "ACK",        {"ACK",  "-",      "-",      "->FIN_WAIT_2",     "ACK",    "ACK"}, RANGE},
    {"FIN_WAIT_1", "data",       {"ACK",  "ACK+10", "ACK+10", "ACK+10>FIN_WAIT_2", "ACK",   "ACK"}, RANGE},
    {"FIN_WAIT_1", "FIN-ACK",    {"ACK",  "ACK+1>CLOSING", "ACK+1>CLOSING", "ACK+1>TIME_WAIT", "ACK", "ACK"}, "eighth: if our FIN has been ACKed (perhaps in this segment), TIME-WAIT, otherwise CLOSING"},
    {"FIN_WAIT_1_orphan", "FIN-ACK", {"ACK", "ACK+1>CLOSING", "ACK+1>CLOSING", "ACK+1>TIME_WAIT", "ACK", "ACK"}, "eighth: the same"},
    {"FIN_WAIT_2", "ACK",        {"ACK",  "-",      "-",      "-",                "ACK",    "ACK"}, RANGE},
    {"FIN_WAIT_2", "data",       {"ACK",  "ACK+10", "ACK+10", "ACK+10",           "ACK",    "ACK"}, RANGE},
    {"FIN_WAIT_2", "FIN-ACK",    {"ACK",  "ACK+1>TIME_WAIT", "ACK+1>TIME_WAIT", "ACK+1>TIME_WAIT", "ACK", "ACK"}, RANGE},
    {"CLOSE_WAIT", "ACK",        {"ACK",  "-",      "-",      "-",                "ACK",    "ACK"}, RANGE},
    {"CLOSE_WAIT", "data",       {"ACK",  "-",      "-",      "-",                "ACK",    "ACK"}, RANGE},
    {"CLOSING", "ACK",           {"ACK",  "-",      "-",      "->TIME_WAIT",      "ACK",    "ACK"}, "fifth: if the ACK acknowledges our FIN, then enter TIME-WAIT"},
    {"CLOSING", "data",          {"ACK",  "-",      "-",      "->TIME_WAIT",      "ACK",    "ACK"}, "fifth: if the ACK acknowledges our FIN, then enter TIME-WAIT"},
    {"LAST_ACK", "ACK",          {"ACK",  "-",      "-",      "->CLOSED",         "ACK",    "ACK"}, "fifth: if our FIN is now acknowledged, enter CLOSED"},
    {"LAST_ACK", "data",         {"ACK",  "-",      "-",      "->CLOSED",         "ACK",    "ACK"}, "fifth: if our FIN is now acknowledged, enter CLOSED"},
    {"TIME_WAIT", "ACK",         {"-",    "-",      "-",      "-",                "-",      "-"},   "fifth: only the FIN can arrive; no ACK is looked at, as by Linux's tcp_timewait_state_process()"},
};

// clang-format on

const Start&
Find(const std::string& name)
{
    for (const Start& start : STARTS)
    {
        if (name == start.name)
        {
            return start;
        }
    }
    ADD_FAILURE() << "no way to begin is called " << name;
    return STARTS[0];
}

/// The host of a row, before the segment.
Exchange
Begin(const Start& start, const Profile& profile)
{
    const std::string name = start.name;
    if (name == "CLOSED")
    {
        return Exchange::Closed(profile);
    }
    if (name == "LISTEN")
    {
        return Exchange::Listening(profile);
    }
    if (name == "SYN_RCVD_active")
    {
        Exchange tcp = Exchange::SynSent(profile);
        tcp.Receive(Syn(300));
        tcp.ExpectSent(SynAck(100, 301));
        return tcp;
    }
    if (name == "FIN_WAIT_1" || name == "FIN_WAIT_2")
    {
        Exchange tcp = Exchange::Established(profile);
        tcp.Shutdown();
        tcp.ExpectSent(FinAck(101, 301));
        if (name == "FIN_WAIT_2")
        {
            tcp.Receive(Ack(301, 102));
        }
        return tcp;
    }
    if (name == "TIME_WAIT_server")
    {
        Exchange tcp = Exchange::Accepted(profile);
        tcp.Shutdown();
        tcp.ExpectSent(FinAck(101, 301));
        tcp.Receive(FinAck(301, 102));
        tcp.ExpectSent(Ack(102, 302));
        return tcp;
    }
    return Exchange::In(start.state, profile);
}

Segment
Make(const std::string& kind, uint32_t seq, uint32_t ack)
{
    Segment none;
    none.seq = SequenceNumber32(seq);
    return kind == "SYN"       ? Syn(seq)
           : kind == "SYN-ACK" ? SynAck(seq, ack)
           : kind == "ACK"     ? Ack(seq, ack)
           : kind == "data"    ? Data(seq, ack, 10)
           : kind == "FIN-ACK" ? FinAck(seq, ack)
           : kind == "FIN"     ? Fin(seq)
           : kind == "RST"     ? Rst(seq)
           : kind == "RST-ACK" ? RstAck(seq, ack)
                               : none;
}

/// SEG.SEQ at each place.
std::array<uint32_t, PLACES>
SequencePlaces(const Start& start, const std::string& kind, uint32_t window)
{
    const uint32_t length = std::max(Make(kind, 0, 0).Length(), 1U);
    const uint32_t next = start.rcvNxt;
    return {next - length,
            next,
            next + 100,
            next + window - 1,
            next + window,
            next + window + 1000};
}

/// SEG.ACK at each place.
std::array<uint32_t, PLACES>
AckPlaces(const Start& start)
{
    const uint32_t oldest = start.sndUna - 65535;
    return {oldest - 1, oldest, start.sndUna, start.sndNxt, start.sndNxt + 1, start.sndNxt + 1000};
}

/// @return the only segment that a reply in words stands for
Segment
Reply(const std::string& reply, const Start& start, const Segment& segment)
{
    if (reply == "RST")
    {
        return Rst(segment.ack.GetValue());
    }
    if (reply == "RSTACK")
    {
        return RstAck(0, segment.End().GetValue());
    }
    if (reply == "SYNACK")
    {
        return SynAck(100, segment.seq.GetValue() + 1);
    }
    EXPECT_EQ(reply.substr(0, 3), "ACK") << "an unknown word";
    const auto advance = reply.size() > 4 ? std::stoul(reply.substr(4)) : 0UL;
    return Ack(start.sndNxt, start.rcvNxt + static_cast<uint32_t>(advance));
}

/// Does a row hold for a preset?
bool
Concerns(const Row& row, const std::string& preset)
{
    const std::string family = preset.rfind("linux", 0) == 0 ? "linux" : preset;
    return !row.preset || row.preset == family ||
           (row.preset[0] == '-' && family != row.preset + 1);
}

/// Receives one segment and compares with the cell.
void
Expect(Exchange& tcp, const Start& start, const Segment& segment, const std::string& cell)
{
    // "->CLOSED" is the reply "-" and the next state "CLOSED".
    const auto arrow = cell.find('>');
    const std::string reply = cell.substr(0, arrow);
    const std::string next =
        arrow == std::string::npos ? ToString(start.state) : cell.substr(arrow + 1);
    ASSERT_EQ(tcp.State(), start.state);
    tcp.Receive(segment);
    if (reply != "-")
    {
        tcp.ExpectSent(Reply(reply, start, segment));
    }
    tcp.ExpectNothingSent();
    EXPECT_STREQ(ToString(tcp.State()), next.c_str());
}

/// All cells of a row, for all presets that it concerns.
template <class PlacesOf>
void
Check(const Row& row, PlacesOf segmentAt)
{
    const Start& start = Find(row.start);
    for (const std::string& preset : STACKS)
    {
        for (std::size_t place = 0; place < PLACES && Concerns(row, preset); ++place)
        {
            Profile profile = Exchange::Common(preset.c_str());
            profile.delayed_ack = false;            // each answer at once
            profile.simultaneous_final_ack = false; // Linux: SimultaneousOpen.FinalAck
            Exchange tcp = Begin(start, profile);
            const Segment segment = segmentAt(start, tcp, place);
            SCOPED_TRACE(testing::Message() << preset << ", place " << place << ", " << segment
                                            << ": " << row.cells[place]);
            Expect(tcp, start, segment, row.cells[place]);
        }
    }
}

class SequenceGrid : public testing::TestWithParam<Row>
{
};

class AckGrid : public testing::TestWithParam<Row>
{
};

std::string
NameOf(const testing::TestParamInfo<Row>& info)
{
    std::string name = std::string(info.param.start) + "_" + info.param.segment +
                       (info.param.preset ? std::string("_") + info.param.preset : "");
    const auto notLinux = name.find("-linux");
    if (notLinux != std::string::npos)
    {
        name.replace(notLinux, 6, "others");
    }
    std::replace_if(
        name.begin(),
        name.end(),
        [](unsigned char c) { return !std::isalnum(c); },
        '_');
    return name;
}

} // namespace

/// RFC 9293 3.10.7 and RFC 5961, by the sequence number (MUST-10, MUST-11, MAY-2, MAY-13, SHLD-3,
/// SHLD-31).
TEST_P(SequenceGrid, Row)
{
    const std::string kind = GetParam().segment;
    Check(GetParam(), [&kind](const Start& start, const Exchange& tcp, std::size_t place) {
        // RCV.WND is what the host announced last; before it did, no place matters.
        const uint32_t window = tcp.LastSent().window;
        const uint32_t ack = start.sndUna == 100 ? 101 : start.sndUna;
        return Make(kind, SequencePlaces(start, kind, window)[place], ack);
    });
}

/// RFC 9293 3.10.7 and MAY-12 (RFC 5961 5), by the acknowledgment number.
TEST_P(AckGrid, Row)
{
    const std::string kind = GetParam().segment;
    Check(GetParam(), [&kind](const Start& start, const Exchange&, std::size_t place) {
        return Make(kind, start.rcvNxt, AckPlaces(start)[place]);
    });
}

INSTANTIATE_TEST_SUITE_P(Rfc9293, SequenceGrid, testing::ValuesIn(GRID), NameOf);
INSTANTIATE_TEST_SUITE_P(Rfc9293, AckGrid, testing::ValuesIn(ACK_GRID), NameOf);
