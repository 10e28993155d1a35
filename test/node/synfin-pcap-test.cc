/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "two-hosts.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"

#include <cstdio>
#include <gtest/gtest.h>
#include <memory>
#include <sstream>
#include <unistd.h>

using namespace ns3;
using namespace ns3::synfin;

using Lines = std::vector<std::string>;

namespace
{

/// What happens on the wire, written by ns-3 and read by tshark.
class Pcap : public testing::TestWithParam<bool>
{
  protected:
    void SetUp() override
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
        hosts = std::make_unique<TwoHosts>();
        hosts->wire.EnablePcap(prefix, hosts->devices);
        server = hosts->Listen(1, 80, GetParam());
        ear.Hear(server);
        client = hosts->MakeSocket(0);
    }

    void TearDown() override
    {
        client = nullptr;
        server = nullptr;
        ear.accepted.clear();
        hosts.reset();
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
        for (const std::string& file : {File(0), File(1)})
        {
            std::remove(file.c_str());
        }
    }

    void Connect(uint16_t port = 80)
    {
        ASSERT_EQ(client->Connect(TwoHosts::At(1, port, GetParam())), 0);
        TwoHosts::RunFor(Seconds(1));
    }

    /// Closes the client's side, then the server's.
    void Close()
    {
        client->Close();
        TwoHosts::RunFor(Seconds(1));
        ear.accepted.at(0)->Close();
        TwoHosts::RunFor(Minutes(5));
    }

    std::string File(uint32_t host) const
    {
        return prefix + (host == 0 ? "-0-" : "-1-") + "0.pcap";
    }

    /// @return what tshark prints of the client's device, a line a packet
    Lines Tshark(const std::string& arguments)
    {
        hosts.reset(); // closes the files
        const std::string command = "tshark -n -2 -r " + File(firstNode) +
                                    " -o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE " +
                                    arguments + " 2>&1";
        FILE* pipe = popen(command.c_str(), "r");
        EXPECT_NE(pipe, nullptr);
        Lines lines;
        char line[1000];
        while (std::fgets(line, sizeof line, pipe))
        {
            std::string text(line);
            if (text.find("Running as user") == std::string::npos)
            {
                lines.push_back(text.substr(0, text.find('\n')));
            }
        }
        EXPECT_EQ(pclose(pipe), 0)
            << "tshark (Debian: tshark): " << (lines.empty() ? "" : lines[0]);
        return lines;
    }

    std::string prefix{testing::TempDir() + "synfin-pcap-" + std::to_string(getpid())};
    uint32_t firstNode{0}; //!< id of the client's node
    std::unique_ptr<TwoHosts> hosts;
    Ptr<Socket> server;
    Ptr<Socket> client;
    Ear ear;
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Ip, Pcap, testing::Values(false, true), [](const auto& ip) {
    return ip.param ? "v6" : "v4";
});

TEST_P(Pcap, NothingIsMalformedAndAllChecksumsAreRight)
{
    hosts->Lose(0.05);
    Connect();
    TwoHosts::RunFor(Seconds(10));
    client->Send(Create<Packet>(100001));
    ear.accepted.at(0)->Send(Create<Packet>(99));
    TwoHosts::RunFor(Seconds(30));
    Close();
    const Lines bad =
        Tshark("-Y '_ws.malformed || tcp.checksum.status != \"Good\" || "
               "ip.checksum.status == \"Bad\" || tcp.options.unknown || _ws.expert.severity >= "
               "\"Error\"'");
    EXPECT_EQ(bad, Lines());
    const Lines good = Tshark("-Y 'tcp.checksum.status == \"Good\"'");
    EXPECT_GT(good.size(), 75u);
    EXPECT_GT(Tshark("-Y 'tcp.options.sack.count > 0'").size(), 0u);
}

TEST_P(Pcap, AFullConversationIsComplete)
{
    Connect();
    client->Send(Create<Packet>(1000));
    Close();
    const Lines seen = Tshark("-T fields -e tcp.completeness");
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back(), "31"); // SYN, SYN-ACK, ACK, data, FIN
}

TEST_P(Pcap, AConversationWithoutDataIsCompleteToo)
{
    Connect();
    Close();
    const Lines seen = Tshark("-T fields -e tcp.completeness");
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back(), "23"); // SYN, SYN-ACK, ACK, FIN
    EXPECT_EQ(Tshark("-Y tcp").size(), 7u);
}

TEST_P(Pcap, ARefusedConversationIsSynAndReset)
{
    Connect(81);
    const Lines seen = Tshark("-Y tcp -T fields -e tcp.completeness");
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(std::stoi(seen.back()) & ~4, 33); // SYN, RST; older versions count its ACK too
}

TEST_P(Pcap, TheSynCarriesEveryOption)
{
    Connect();
    Close();
    const Lines syn =
        Tshark("-Y 'tcp.flags.syn == 1 && tcp.flags.ack == 0 && tcp.options.sack_perm' -T fields "
               "-e tcp.options.mss_val -e tcp.options.wscale.shift "
               "-e tcp.options.timestamp.tsecr -e tcp.hdr_len");
    ASSERT_EQ(syn.size(), 1u);
    std::istringstream fields(syn[0]);
    uint32_t mss = 0;
    uint32_t shift = 0;
    uint32_t echo = 1;
    uint32_t length = 0;
    fields >> mss >> shift >> echo >> length;
    EXPECT_EQ(mss, GetParam() ? 1440u : 1460u);
    EXPECT_GT(shift, 0u);
    EXPECT_EQ(echo, 0u);
    EXPECT_EQ(length, 40u);
}
