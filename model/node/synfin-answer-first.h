/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ANSWER_FIRST_H
#define SYNFIN_ANSWER_FIRST_H

#include "ns3/abort.h"
#include "ns3/node.h"
#include "ns3/tcp-socket-factory.h"

#include <cstdint>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

/**
 * @brief Makes a node's Factory the one that answers for ns3::TcpSocketFactory: of several objects
 * that fit, Object::GetObject finds the one that was asked for most often.
 */
template <typename Factory>
void
AnswerFirst(const Ptr<Node>& node)
{
    constexpr uint32_t ENOUGH = 1U << 24;
    uint32_t times = 1;
    while (!DynamicCast<Factory>(node->GetObject<TcpSocketFactory>()))
    {
        NS_ABORT_MSG_IF(times > ENOUGH, "node " << node->GetId() << " keeps its TcpSocketFactory");
        for (uint32_t i = 0; i < times; ++i)
        {
            node->GetObject<Factory>();
        }
        times *= 2; // each question counted for the other one
    }
}

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ANSWER_FIRST_H
