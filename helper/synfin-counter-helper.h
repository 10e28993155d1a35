/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_COUNTER_HELPER_H
#define SYNFIN_COUNTER_HELPER_H

#include "ns3/node-container.h"
#include "ns3/node.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-helper
/// @{

/**
 * @brief What Linux would have counted at nodes with synfin's TCP, to be read while a script runs.
 *
 * @code
 *   synfin::CounterHelper counters;
 *   counters.Install(nodes); // after their stack is there, before their first socket is bound
 *   ...
 *   counters.Get(server, "TcpExtListenOverflows");
 * @endcode
 *
 * It must not go before the simulation is over. TraceHelper::SetCounters writes the same to a file.
 */
class CounterHelper
{
  public:
    CounterHelper();
    ~CounterHelper();
    CounterHelper(const CounterHelper&) = delete;
    CounterHelper& operator=(const CounterHelper&) = delete;

    /// Counts on these nodes from now on; ends the program where one has not synfin's TCP.
    void Install(const NodeContainer& nodes);
    /// Counts on that node from now on.
    void Install(const Ptr<Node>& node);

    /**
     * @param node one that was installed on; of another, the program ends
     * @param name of a counter, as nstat or ss -s prints it; the program ends with a line when
     * there is none such
     * @return what it is now
     */
    uint64_t Get(const Ptr<Node>& node, const std::string& name) const;

    /// @return all counters of a node that was installed on, by their names
    std::map<std::string, uint64_t> GetAll(const Ptr<Node>& node) const;

  private:
    class Counted;

    std::map<uint32_t, std::unique_ptr<Counted>> m_nodes; //!< by the node's id
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_COUNTER_HELPER_H
