/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A Stack of profile linux that does what standard input says, a line each, for who plays the same
// to a kernel. Its arguments are fields of the profile, NAME=VALUE. It answers each line with the
// segments that it sends, then a line ".":
//
//   wait MS                                          time goes on
//   listen PORT BACKLOG DEFER_S                      a user listens
//   unlisten                                         and closes the listener
//   accept PORT, connect SPORT DPORT                 a user more, the N-th
//   read N OCTETS, send N OCTETS, shutdown N, close N, abort N
//   linger2 N S                                      TCP_LINGER2
//   segment SPORT DPORT FLAGS SEQ ACK LEN TSVAL TSECR SACK [ECN [WINDOW [MSS [WSCALE]]]]
//                                                    the peer sends; 0 of TSVAL, MSS: no option,
//                                                    of WSCALE: -1
//   counters                                         a line "NAME VALUE" for each
//
// A segment is SPORT DPORT FLAGS SEQ ACK LEN TSVAL ECN, then its options: TSECR MSS WSCALE SACK,
// which is how many blocks of SACK, or -1 for SACK-permitted.

#include "ns3/synfin-kernel-counters.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-stack.h"

#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

constexpr AddressId HOST = 1;
constexpr AddressId PEER = 2;

/// A Stack, its clock and its users.
class Host
{
  public:
    explicit Host(const Profile& profile)
        : m_stack(profile, IsnSecret{1, 2})
    {
    }

    /// Does what a line says.
    void Do(const std::string& line)
    {
        std::istringstream words(line);
        std::string verb;
        words >> verb;
        if (verb == "segment")
        {
            Receive(words);
        }
        else if (verb == "counters")
        {
            Print();
        }
        else if (verb == "connect")
        {
            Connect(words);
        }
        else if (verb == "unlisten")
        {
            m_stack.Close(m_listener, m_now, m_out);
        }
        else if (verb == "wait" || verb == "listen" || verb == "accept")
        {
            uint32_t first = 0;
            words >> first;
            verb == "wait"     ? Wait(MilliSeconds(first))
            : verb == "listen" ? Listen(static_cast<uint16_t>(first), words)
                               : Accept();
        }
        else
        {
            Use(verb, words);
        }
        Drain();
        std::cout << "." << std::endl;
    }

  private:
    void Wait(Time span)
    {
        const Time end = m_now + span;
        for (auto next = m_stack.NextDeadline(); next && *next <= end;
             next = m_stack.NextDeadline())
        {
            m_now = *next;
            m_stack.HandleDeadline(m_now, m_out);
            Drain();
        }
        m_now = end;
    }

    void Listen(uint16_t port, std::istream& words)
    {
        uint32_t backlog = 0;
        int deferred = 0;
        words >> backlog >> deferred;
        ConnectionOptions options;
        options.deferAccept = Seconds(deferred);
        m_listener = m_stack.Listen(HOST, port, backlog, options, m_now, m_out).id;
    }

    void Connect(std::istream& words)
    {
        uint16_t from = 0;
        uint16_t to = 0;
        words >> from >> to;
        m_accepted.push_back(m_stack.Connect({HOST, PEER, from, to}, {}, m_now, m_out).id);
    }

    void Accept()
    {
        m_accepted.push_back(m_stack.Accept(m_listener).id);
    }

    void Use(const std::string& verb, std::istream& words)
    {
        uint32_t number = 0;
        int amount = 0;
        words >> number >> amount;
        const ConnectionId id = m_accepted.at(number);
        ConnectionOptions options;
        options.linger2 = Seconds(amount);
        const CallError error =
            verb == "read"       ? m_stack.Receive(id, static_cast<uint32_t>(amount), m_now, m_out)
            : verb == "send"     ? m_stack.Send(id, static_cast<uint32_t>(amount), m_now, m_out)
            : verb == "shutdown" ? m_stack.Shutdown(id, m_now, m_out)
            : verb == "close"    ? m_stack.Close(id, m_now, m_out)
            : verb == "abort"    ? m_stack.Abort(id, m_now, m_out)
                                 : m_stack.SetOptions(id, options, m_now, m_out);
        if (error != CallError::NONE)
        {
            std::cerr << verb << ": " << ToString(error) << "\n";
        }
    }

    static int NextOr(std::istream& words, int other)
    {
        int number = 0;
        return words >> number ? number : other;
    }

    void Receive(std::istream& words)
    {
        uint16_t from = 0;
        uint16_t to = 0;
        uint32_t flags = 0;
        uint32_t seq = 0;
        uint32_t ack = 0;
        Timestamps timestamps;
        Segment segment;
        words >> from >> to >> flags >> seq >> ack >> segment.payload >> timestamps.value >>
            timestamps.echo >> segment.sackPermitted;
        segment.flags = static_cast<uint16_t>(flags);
        segment.seq = SequenceNumber32(seq);
        segment.ack = SequenceNumber32(ack);
        const int ecn = NextOr(words, 0);
        segment.ecn = EcnOf(static_cast<uint8_t>(ecn));
        segment.window = static_cast<uint16_t>(NextOr(words, 65535));
        const int mss = NextOr(words, 1460);
        const int scale = NextOr(words, -1);
        if (segment.Has(Segment::SYN) && mss != 0)
        {
            segment.mss = static_cast<uint16_t>(mss);
        }
        if (segment.Has(Segment::SYN) && scale >= 0)
        {
            segment.windowScale = static_cast<uint8_t>(scale);
        }
        if (timestamps.value != 0)
        {
            segment.timestamps = timestamps;
        }
        m_stack.SegmentArrives({HOST, PEER, to, from}, segment, m_now, m_out);
    }

    void Drain()
    {
        for (const Transition& transition : m_out.transitions)
        {
            m_counters.Record(transition);
        }
        for (const SegmentOut& out : m_out.segments)
        {
            m_counters.Record(out.tuple, out.segment, out.kind);
            const Segment& segment = out.segment;
            std::cout << out.tuple.localPort << ' ' << out.tuple.remotePort << ' '
                      << static_cast<unsigned>(segment.flags) << ' ' << segment.seq.GetValue()
                      << ' ' << segment.ack.GetValue() << ' ' << segment.payload << ' '
                      << (segment.timestamps ? segment.timestamps->value : 0) << ' '
                      << static_cast<int>(segment.ecn) << ' '
                      << (segment.timestamps ? segment.timestamps->echo : 0) << ' '
                      << segment.mss.value_or(0) << ' '
                      << (segment.windowScale ? int{*segment.windowScale} : -1) << ' '
                      << (segment.sackPermitted ? -1 : int{segment.sackCount}) << '\n';
        }
        m_out.Clear();
    }

    void Print()
    {
        const KernelValues values = m_counters.Values(m_stack.Counters(), m_stack.GetProfile());
        for (std::size_t i = 0; i < values.size(); ++i)
        {
            std::cout << KernelCounterList()[i].name << ' ' << values[i] << '\n';
        }
    }

    Stack m_stack;
    KernelCounters m_counters;
    Time m_now{Seconds(1000)};
    Actions m_out;
    ConnectionId m_listener;
    std::vector<ConnectionId> m_accepted;
};

} // namespace

int
main(int argc, char** argv)
{
    Profile profile = *Profile::Preset("linux");
    for (int i = 1; i < argc; ++i)
    {
        const std::string setting = argv[i];
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos)
        {
            std::cerr << setting << ": accepted is NAME=VALUE\n";
            return 2;
        }
        if (const auto problem = profile.Set(setting.substr(0, equals), setting.substr(equals + 1)))
        {
            std::cerr << *problem << "\n";
            return 2;
        }
    }
    Host host(profile);
    for (std::string line; std::getline(std::cin, line);)
    {
        host.Do(line);
    }
    return 0;
}
