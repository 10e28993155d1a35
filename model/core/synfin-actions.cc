/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-actions.h"

namespace ns3
{
namespace synfin
{

const char*
ToString(DropReason reason)
{
    switch (reason)
    {
    case DropReason::CLOSED_PORT:
        return "closed_port";
    case DropReason::RST_TO_NOBODY:
        return "rst_to_nobody";
    case DropReason::LISTEN_NO_SYN:
        return "listen_no_syn";
    case DropReason::LISTEN_UNEXPECTED_ACK:
        return "listen_unexpected_ack";
    case DropReason::SYN_QUEUE_FULL:
        return "syn_queue_full";
    case DropReason::ACCEPT_QUEUE_FULL:
        return "accept_queue_full";
    case DropReason::DUPLICATE_SYN:
        return "duplicate_syn";
    case DropReason::UNACCEPTABLE_ACK:
        return "unacceptable_ack";
    case DropReason::OUT_OF_WINDOW:
        return "out_of_window";
    case DropReason::PAWS:
        return "paws";
    case DropReason::RST_OUT_OF_WINDOW:
        return "rst_out_of_window";
    case DropReason::RST_CHALLENGED:
        return "rst_challenged";
    case DropReason::SYN_CHALLENGED:
        return "syn_challenged";
    case DropReason::NO_ACK:
        return "no_ack";
    case DropReason::RST_IN_TIME_WAIT:
        return "rst_in_time_wait";
    case DropReason::OLD_SYN_IN_TIME_WAIT:
        return "old_syn_in_time_wait";
    case DropReason::TIME_WAIT_DUPLICATE:
        return "time_wait_duplicate";
    case DropReason::AFTER_CLOSE:
        return "after_close";
    case DropReason::MALFORMED:
        return "malformed";
    case DropReason::BAD_ADDRESS:
        return "bad_address";
    }
    return "?";
}

} // namespace synfin
} // namespace ns3
