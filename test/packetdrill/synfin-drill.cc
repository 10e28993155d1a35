/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-drill.h"

#include "synfin-socket-address.h"
#include "synfin-tcp-info.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

/// packetdrill sleeps so much less than it means to, and spends the rest looking at the clock.
constexpr useconds_t SPIN_US = 20;

} // namespace

std::optional<std::string>
DrillSettings::Parse(const std::string& flags)
{
    std::istringstream in(flags);
    std::vector<std::pair<std::string, std::string>> fields;
    for (std::string word; std::getline(in, word, ',');)
    {
        const auto equals = word.find('=');
        if (equals == std::string::npos)
        {
            return "'" + word + "' is not NAME=VALUE";
        }
        const std::string name = word.substr(0, equals);
        const std::string value = word.substr(equals + 1);
        if (name == "profile")
        {
            profile = value;
        }
        else if (name == "folder")
        {
            folder = value;
        }
        else if (name == "dialect")
        {
            if (value != "linux" && value != "freebsd")
            {
                return "dialect '" + value + "' is not linux or freebsd";
            }
            dialect = value == "freebsd" ? Dialect::FREEBSD : Dialect::LINUX;
        }
        else
        {
            fields.emplace_back(name, value);
        }
    }
    const auto preset = Profile::Preset(profile);
    if (!preset)
    {
        return "profile '" + profile + "' is none of the presets that synfin-run --help lists";
    }
    policies = *preset;
    for (const auto& field : fields)
    {
        if (const auto accepted = policies.Set(field.first, field.second))
        {
            return field.first + "=" + field.second + ": accepted is " + *accepted;
        }
    }
    return policies.Validate();
}

Drill::Drill(const DrillSettings& settings)
    : m_settings(settings),
      m_sysctls(settings.folder),
      m_clock(*this)
{
    m_sysctls.Write(m_settings.policies);
}

std::optional<Time>
Drill::NextEvent() const
{
    return m_host ? m_host->NextEvent() : std::nullopt;
}

void
Drill::HandleEvents(Time now)
{
    m_host->HandleEvents(now);
}

void
Drill::Prepare()
{
    if (!m_host)
    {
        if (const auto problem = m_sysctls.Read(m_settings.policies))
        {
            std::fprintf(stderr, "synfin: %s\n", problem->c_str());
            std::exit(2);
        }
        const bool isLinux = m_settings.profile.rfind("linux", 0) == 0;
        const HostSwitches switches{m_sysctls.Number("net/ipv4/tcp_min_tso_segs", 2),
                                    m_sysctls.Number("net/ipv4/tcp_notsent_lowat", UINT32_MAX)};
        m_host = std::make_unique<SimulatedHost>(m_settings.policies,
                                                 isLinux,
                                                 m_settings.dialect,
                                                 switches);
        if (const auto key = m_sysctls.ReadFastOpenKey())
        {
            m_host->Tcp().GetFastOpen().SetKey(*key);
        }
        m_calls = std::make_unique<SocketCalls>(*m_host, m_table, m_clock);
    }
    else if (m_sysctls.Follow(m_settings.policies))
    {
        m_host->Tcp().SetProfile(m_settings.policies);
    }
    Obey();
}

void
Drill::Settle(VirtualClock::Lock& lock)
{
    m_clock.Wake(lock);
    WriteState();
}

void
Drill::Inject(const void* octets, size_t size)
{
    VirtualClock::Lock lock = m_clock.Enter();
    Prepare();
    m_host->Receive(static_cast<const uint8_t*>(octets), size, m_clock.Now());
    Settle(lock);
}

size_t
Drill::Sniff(void* octets, size_t room, long long* timeUs)
{
    VirtualClock::Lock lock = m_clock.Enter();
    Prepare();
    m_clock.Wake(lock);
    while (!m_host->HasSent() && m_clock.AdvanceToNextEvent(lock))
    {
    }
    const std::optional<SentDatagram> sent = m_host->TakeSent();
    WriteState();
    if (!sent)
    {
        *timeUs = m_clock.Now().GetMicroSeconds();
        return 0;
    }
    const size_t size = std::min(sent->octets.size(), room);
    std::memcpy(octets, sent->octets.data(), size);
    *timeUs = sent->at.GetMicroSeconds();
    return size;
}

void
Drill::Sleep(useconds_t us)
{
    VirtualClock::Lock lock = m_clock.Enter();
    Obey();
    m_clock.AdvanceTo(m_clock.Now() + MicroSeconds(us + SPIN_US), lock);
    WriteState();
}

timeval
Drill::Look()
{
    VirtualClock::Lock lock = m_clock.Peek();
    const int64_t us = m_clock.Look(lock).GetMicroSeconds();
    timeval time;
    time.tv_sec = us / 1000000;
    time.tv_usec = us % 1000000;
    return time;
}

bool
Drill::Owns(int fd)
{
    VirtualClock::Lock lock = m_clock.Peek();
    return m_table.Find(fd) != nullptr;
}

void
Drill::WriteState() const
{
    if (m_settings.folder.empty() || !m_host)
    {
        return;
    }
    const AddressTable& addresses = Addresses();
    std::ofstream sockets(m_settings.folder + "/sockets");
    const auto write = [&](const FourTuple& tuple, uint64_t received, uint64_t sent) {
        sockets << ToString(m_host->Tcp().StateOf(tuple)) << " " << received << " " << sent << " "
                << addresses.ToText(tuple.localAddress) << " " << tuple.localPort << " "
                << addresses.ToText(tuple.remoteAddress) << " " << tuple.remotePort;
    };
    std::set<FourTuple, FourTupleOrder> ofNobody = m_host->Lives();
    for (const auto& entry : m_table.All())
    {
        if (const SimulatedHost::Socket& socket = entry.second.socket)
        {
            write(socket->tuple, socket->Readable(), socket->Queued());
            sockets << " packetdrill\n";
            ofNobody.erase(socket->tuple);
        }
    }
    for (const FourTuple& tuple : ofNobody) // half open, not accepted yet, or closed by its user
    {
        write(tuple, 0, 0);
        sockets << " ?\n";
    }
    const StackCounters& counters = m_host->Tcp().Counters();
    const Stack& tcp = m_host->Tcp();
    std::ofstream(m_settings.folder + "/counters")
        << "TcpInSegs " << counters.segmentsReceived << "\nTcpOutSegs " << counters.segmentsSent
        << "\nTcpRetransSegs "
        << counters.synRetransmitted + counters.synAckRetransmitted + counters.dataRetransmitted +
               counters.finRetransmitted
        << "\nTcpCurrEstab " << tcp.CountOf(State::ESTABLISHED) + tcp.CountOf(State::CLOSE_WAIT)
        << "\nTcpExtTW " << counters.timeWaitEntered << "\nTcpExtTCPChallengeACK "
        << counters.challengeAcks << "\n"
        << (m_host->StrayErrors() > 0
                ? "TcpExtOutOfWindowIcmps " + std::to_string(m_host->StrayErrors()) + "\n"
                : "");
}

void
Drill::DropIf(const std::function<bool(const FourTuple&)>& isMeant)
{
    const std::set<FourTuple, FourTupleOrder> lives = m_host->Lives();
    for (const FourTuple& tuple : lives)
    {
        if (!isMeant(tuple))
        {
            continue;
        }
        m_host->Do(
            [this, &tuple](Stack& stack, Actions& out) {
                const Connection* connection = stack.Find(tuple);
                if (!connection)
                {
                    stack.DropTimeWait(tuple, m_clock.Now(), out);
                    return CallError::NONE;
                }
                return stack.Abort(connection->Id(), m_clock.Now(), out);
            },
            m_clock.Now());
    }
}

void
Drill::Obey()
{
    if (m_host && !m_settings.folder.empty() &&
        std::remove((m_settings.folder + "/flush").c_str()) == 0)
    {
        m_host->Tcp().GetFastOpen().ForgetServers(); // ip tcp_metrics flush
    }
    const std::string path = m_settings.folder + "/drop";
    std::ifstream requests(m_settings.folder.empty() ? "" : path);
    if (!requests || !m_host)
    {
        return;
    }
    // tcpdrop LOCAL-ADDRESS LOCAL-PORT REMOTE-ADDRESS REMOTE-PORT, or tcpdrop -s STATE
    const AddressTable& addresses = Addresses();
    for (std::string line; std::getline(requests, line);)
    {
        std::istringstream words(line);
        std::string local;
        std::string remote;
        uint16_t localPort = 0;
        uint16_t remotePort = 0;
        words >> local;
        if (local == "-s")
        {
            words >> remote;
            DropIf([&](const FourTuple& tuple) {
                return ToString(m_host->Tcp().StateOf(tuple)) == remote;
            });
            continue;
        }
        words >> localPort >> remote >> remotePort;
        DropIf([&](const FourTuple& tuple) {
            return addresses.ToText(tuple.localAddress) == local &&
                   addresses.ToText(tuple.remoteAddress) == remote &&
                   tuple.localPort == localPort && tuple.remotePort == remotePort;
        });
    }
    std::remove(path.c_str());
}

} // namespace synfin
} // namespace ns3
