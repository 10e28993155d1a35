/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-stream-socket.h"

#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <string>

using namespace ns3;
using namespace ns3::synfin;

/// doc/scripts.rst names every trace source that a socket has, and none that it has not.
TEST(ScriptsDoc, TheTableOfTraceSourcesIsCurrent)
{
    std::set<std::string> sources;
    const auto add = [&sources](TypeId type, const std::string& before) {
        for (std::size_t i = 0; i < type.GetTraceSourceN(); ++i)
        {
            sources.insert(before + type.GetTraceSource(i).name);
        }
    };
    add(StreamSocket::GetTypeId(), "");
    sources.insert({"RxBuffer/NextRxSequence", "TxBuffer/UnackSequence"});
    EXPECT_EQ(SocketBufferTraces::GetTypeId().GetTraceSourceN(), 2U);

    std::set<std::string> documented;
    std::ifstream file(SYNFIN_SOURCE "/doc/scripts.rst");
    bool inTable = false;
    for (std::string line; std::getline(file, line);)
    {
        inTable = inTable || line.find("\"trace source\", \"type\"") != std::string::npos;
        if (inTable && line.empty())
        {
            break;
        }
        if (inTable && line.compare(0, 4, "   \"") == 0)
        {
            std::istringstream names(line.substr(4, line.find('"', 4) - 4));
            for (std::string name; names >> name;)
            {
                documented.insert(name.substr(0, name.find(',')));
            }
        }
    }
    documented.erase("trace");
    documented.erase("source");
    EXPECT_EQ(documented, sources);
}
