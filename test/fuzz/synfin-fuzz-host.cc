/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-fuzz-host.h"

#include <algorithm>
#include <array>
#include <iostream>

namespace ns3
{
namespace synfin
{

namespace
{

constexpr AddressId HOST = 1;
constexpr AddressId PEER = 2;
constexpr AddressId HOST6 = IPV6_ADDRESS | 1;
constexpr AddressId PEER6 = IPV6_ADDRESS | 2;
/// Octets that users send in one input: beyond it an input only takes longer.
constexpr uint64_t MOST_OCTETS = 100000;

} // namespace

FuzzHost::FuzzHost(FuzzInput& input)
    : m_input(input),
      m_now(Seconds(1)),
      m_show(std::getenv("SYNFIN_FUZZ_SHOW") != nullptr)
{
    m_stack = std::make_unique<Stack>(AnyProfile(input), IsnSecret{7, input.U8()});
    m_stack->GetFastOpen().SetKey(IsnSecret{7, 7});
    m_account = std::make_unique<Account>(*m_stack);
}

Profile
FuzzHost::AnyProfile(FuzzInput& input)
{
    const auto& names = Profile::PresetNames();
    const uint8_t choice = input.U8();
    Profile profile = *Profile::Preset(names[choice % names.size()]);
    const uint32_t queues = choice / static_cast<uint32_t>(names.size());
    profile.syncookies = queues % 3;
    profile.syn_queue_full = queues / 3 % 3;
    profile.syncache_hashsize = profile.syncache_hashsize != 0 ? 1 : 0;
    profile.syncache_bucketlimit = 2;
    const uint8_t switches = input.U8();
    profile.timestamps = (switches & 1) != 0;
    profile.window_scaling = (switches & 2) != 0;
    profile.sack = (switches & 4) != 0;
    profile.delayed_ack = (switches & 8) != 0;
    profile.nagle = (switches & 16) != 0;
    profile.keepalive = (switches & 32) != 0;
    profile.abort_on_overflow = (switches & 64) != 0;
    profile.mss = (switches & 128) != 0 ? 64 : 1460;
    const uint8_t sizes = input.U8();
    profile.rmem = std::array<uint32_t, 4>{256, 3000, 65536, 1U << 30}[sizes % 4];
    profile.ecn = (sizes >> 2) % 6;
    profile.fastopen = ((sizes & 16) != 0 ? FastOpen::CLIENT | FastOpen::SERVER : 0) |
                       ((sizes & 32) != 0 ? uint32_t{FastOpen::CLIENT_WITHOUT_COOKIE} : 0U) |
                       ((sizes & 64) != 0 ? uint32_t{FastOpen::SERVER_WITHOUT_COOKIE} : 0U) |
                       ((sizes & 128) != 0 ? uint32_t{FastOpen::SERVER_UNASKED} : 0U);
    profile.fastopen_blackhole_timeout = Seconds((sizes & 48) == 48 ? 10 : 0);
    const uint8_t limits = input.U8();
    profile.max_tw_buckets = (limits & 3) == 3 ? UINT32_MAX : limits & 3;
    profile.max_orphans = (limits & 4) != 0 ? 1 : UINT32_MAX;
    profile.max_syn_backlog = (limits & 8) != 0 ? 1 : 100;
    profile.tw_reuse = (limits & 16) != 0 ? 1 : 0;
    profile.tw_reopen_returns = (limits & 32) != 0;
    profile.rfc1337 = (limits & 64) != 0;
    profile.invalid_ratelimit = MilliSeconds((limits & 128) != 0 ? 500 : 0);
    profile.ip_local_port_range = {40000, 40003};
    // Something must end an orphan in FIN_WAIT_2.
    profile.keepalive = profile.keepalive || profile.fin_timeout.IsZero();
    return profile;
}

FourTuple
FuzzHost::AnyTuple()
{
    const uint8_t choice = m_input.U8();
    if (!m_tuples.empty() && choice % 8 != 0)
    {
        return m_tuples[m_tuples.size() - 1 - (choice >> 3) % m_tuples.size()];
    }
    const uint8_t ports = m_input.U8();
    const bool ipv6 = (ports & 0x80) != 0;
    return {ipv6 ? HOST6 : HOST,
            ipv6 ? PEER6 : PEER,
            static_cast<uint16_t>(80 + (ports & 1)),
            static_cast<uint16_t>(5000 + (ports >> 1 & 3))};
}

ConnectionId
FuzzHost::AnyConnection()
{
    const uint8_t choice = m_input.U8();
    return m_ids.empty() ? ConnectionId() : m_ids[m_ids.size() - 1 - choice % m_ids.size()];
}

ConnectionOptions
FuzzHost::AnyOptions()
{
    ConnectionOptions options;
    const uint8_t which = m_input.U8();
    if ((which & 1) != 0)
    {
        options.nagle = m_input.Bit();
    }
    if ((which & 2) != 0)
    {
        options.delayedAck = m_input.Bit();
    }
    if ((which & 4) != 0)
    {
        options.keepalive = true;
    }
    if ((which & 8) != 0)
    {
        options.userTimeout = MilliSeconds(m_input.U16());
    }
    if ((which & 16) != 0)
    {
        options.synRetries = m_input.U8() % 8;
    }
    if ((which & 32) != 0)
    {
        options.dataRetries = m_input.U8() % 8;
    }
    if ((which & 64) != 0)
    {
        options.mss = 64 + m_input.U16() % 65000;
    }
    if ((which & 128) != 0)
    {
        options.receiveBuffer = 256 + m_input.U16();
    }
    return options;
}

// ---- Segments ----

uint32_t
FuzzHost::Near(uint32_t base, uint32_t edge)
{
    const uint8_t choice = m_input.U8();
    switch (choice % 8)
    {
    case 0:
    case 1:
    case 2:
        return base;
    case 3:
        return base + static_cast<int8_t>(m_input.U8());
    case 4:
        return edge + static_cast<int8_t>(m_input.U8());
    case 5:
        return base + static_cast<int16_t>(m_input.U16());
    case 6:
        return base + 0x80000000U + static_cast<int8_t>(m_input.U8());
    default:
        return m_input.U32();
    }
}

Segment
FuzzHost::AnySegment(const FourTuple& tuple)
{
    const Connection* connection = nullptr;
    for (const ConnectionId id : m_ids)
    {
        const Connection* candidate = m_stack->Find(id);
        connection = candidate && candidate->Tuple() == tuple ? candidate : connection;
    }
    // Where there is none, the last SYN-ACK may be a cookie.
    const Segment cookie = m_cookies.count(tuple) != 0 ? m_cookies[tuple] : SynAck(1999, 1000);
    const uint32_t rcvNxt = (connection ? connection->RcvNxt() : cookie.ack).GetValue();
    const uint32_t rcvEdge = connection ? rcvNxt + connection->RcvWnd() : rcvNxt;
    const uint32_t sndUna = (connection ? connection->SndUna() : cookie.seq + 1).GetValue();
    const uint32_t sndNxt = (connection ? connection->SndNxt() : cookie.seq + 1).GetValue();
    constexpr std::array<uint8_t, 8> FLAGS{Segment::SYN,
                                           Segment::ACK,
                                           Segment::ACK,
                                           Segment::ACK | Segment::PSH,
                                           Segment::FIN | Segment::ACK,
                                           Segment::SYN | Segment::ACK,
                                           Segment::RST,
                                           Segment::RST | Segment::ACK};
    Segment segment;
    const uint8_t flags = m_input.U8();
    segment.flags = (flags & 0x80) != 0 ? m_input.U8() : FLAGS[flags % FLAGS.size()];
    segment.flags |= (flags & 0xa0) == 0x20 ? Segment::ECE | Segment::CWR : 0;
    segment.flags |= (flags & 0xb0) == 0x30 ? Segment::AE : 0;
    segment.ecn = EcnOf(flags >> 3);
    segment.seq = SequenceNumber32(Near(rcvNxt, rcvEdge));
    segment.ack = SequenceNumber32(Near(sndNxt, sndUna));
    const uint8_t window = m_input.U8();
    segment.window = static_cast<uint16_t>(window % 4 == 0   ? 0
                                           : window % 4 == 1 ? window
                                                             : window << 8);
    const uint8_t payload = m_input.U8();
    segment.payload = payload % 4 != 0 ? 0 : payload == 0 ? m_input.U16() : payload;
    if ((flags & 0x40) != 0)
    {
        AnyHeaderOptions(segment, connection);
    }
    return segment;
}

void
FuzzHost::AnyHeaderOptions(Segment& segment, const Connection*)
{
    const uint8_t which = m_input.U8();
    if ((which & 1) != 0)
    {
        // Peer's clock, and the echo of ours: most inputs keep them near the time.
        const auto now = static_cast<uint32_t>(m_now.GetMilliSeconds());
        segment.timestamps = Timestamps{Near(now, 0), Near(now, 0)};
    }
    if (segment.Has(Segment::SYN))
    {
        if ((which & 2) != 0)
        {
            segment.mss = m_input.U16();
        }
        if ((which & 4) != 0)
        {
            segment.windowScale = m_input.U8();
        }
        segment.sackPermitted = (which & 8) != 0;
        if ((which & 32) != 0 && m_stack->GetProfile().fastopen != 0)
        {
            segment.SetCookie(AnyCookie());
            return; // it is where SACK blocks would be
        }
    }
    if ((which & 16) != 0)
    {
        segment.sackCount = 1 + (which >> 5) % Segment::MAX_SACK_BLOCKS;
        for (uint8_t i = 0; i < segment.sackCount; ++i)
        {
            segment.sack[i] = {segment.ack + static_cast<int16_t>(m_input.U16()),
                               segment.ack + static_cast<int16_t>(m_input.U16())};
        }
    }
}

FastOpenCookie
FuzzHost::AnyCookie()
{
    FastOpenCookie cookie;
    const uint8_t which = m_input.U8();
    if (which % 4 == 0)
    {
        // The right one.
        const IsnGenerator isn(IsnSecret{7, 7}, MicroSeconds(4));
        cookie = m_stack->GetFastOpen().CookieOf(isn, {HOST, PEER, 0, 0});
    }
    else if (which % 4 == 1)
    {
        cookie.size = 4 + (which >> 3) % 7 * 2;
        cookie.octets[0] = which;
    }
    cookie.isExperimental = (which & 4) != 0;
    return cookie;
}

// ---- Steps ----

void
FuzzHost::Step()
{
    switch (m_input.U8() % 16)
    {
    case 0:
        Connect();
        break;
    case 1:
        Listen();
        break;
    case 2:
        Accept();
        break;
    case 3:
    case 4:
    case 5:
        Call();
        break;
    case 6:
        Icmp();
        break;
    case 7:
    case 8:
        Wait();
        break;
    default:
        Arrive();
        break;
    }
}

void
FuzzHost::Arrive()
{
    const FourTuple tuple = AnyTuple();
    const Segment segment = AnySegment(tuple);
    LetTimePass(Time(0)); // what was due before is not its doing
    if (m_show)
    {
        std::cerr << m_now.GetSeconds() << " s, port " << tuple.localPort << ", "
                  << m_stack->StateOf(tuple) << ": < " << segment << "\n";
    }
    // Linux tcp_timewait_state_process() looks at the window before it looks for a RST.
    const bool recordMayAnswer =
        m_stack->GetProfile().fin_wait_2_record && m_stack->StateOf(tuple) == State::FIN_WAIT_2;
    m_stack->SegmentArrives(tuple, segment, m_now, m_actions);
    CheckAnswer(segment, recordMayAnswer);
    Drain();
}

void
FuzzHost::CheckAnswer(const Segment& segment, bool recordMayAnswer) const
{
    // No amplification: one segment draws at most one that has neither text nor SYN nor FIN, and of
    // the others no more octets than its window allows beside one retransmission.
    std::size_t bare = 0;
    uint64_t octets = 0;
    for (const SegmentOut& out : m_actions.segments)
    {
        const bool isBare = out.segment.Length() == 0;
        bare += isBare ? 1 : 0;
        octets += out.segment.payload;
        Demand(!segment.Has(Segment::RST) || out.kind == SegmentKind::CHALLENGE ||
                   (recordMayAnswer && out.kind == SegmentKind::NEW),
               "an answer to a RST that is no challenge ACK");
    }
    Demand(bare <= 1, "two answers to one segment");
    Demand(octets <= MOST_OCTETS, "more octets than there are");
}

void
FuzzHost::Connect()
{
    const FourTuple tuple =
        AnyTuple().localPort % 2 == 0
            ? FourTuple{HOST, PEER, 0, 80}
            : FourTuple{HOST, PEER, 80, static_cast<uint16_t>(5000 + m_input.U8() % 4)};
    ConnectionOptions options = AnyOptions();
    if ((m_stack->GetProfile().fastopen & FastOpen::CLIENT) != 0)
    {
        options.fastOpenData = m_input.U16() % (MOST_OCTETS - m_sent + 1);
    }
    const Stack::Opened opened = m_stack->Connect(tuple, options, m_now, m_actions);
    if (m_show)
    {
        std::cerr << m_now.GetSeconds() << " s, port " << opened.tuple.localPort << ": connect, "
                  << ToString(opened.error) << "\n";
    }
    if (opened.error == CallError::NONE)
    {
        const uint32_t octets = options.fastOpenData.value_or(0);
        m_account->Open(opened.id).sent += octets;
        m_sent += octets;
        m_ids.push_back(opened.id);
        m_tuples.push_back(opened.tuple);
    }
    Drain();
}

void
FuzzHost::Listen()
{
    const uint8_t choice = m_input.U8();
    const Stack::Opened opened = m_stack->Listen((choice & 4) != 0   ? HOST
                                                 : (choice & 8) != 0 ? IPV6_ADDRESS
                                                                     : ANY_ADDRESS,
                                                 static_cast<uint16_t>(80 + (choice & 1)),
                                                 choice >> 6,
                                                 AnyOptions(),
                                                 m_now,
                                                 m_actions);
    if (m_show)
    {
        std::cerr << m_now.GetSeconds() << " s, port " << opened.tuple.localPort << ": listen, "
                  << ToString(opened.error) << "\n";
    }
    if (opened.error == CallError::NONE)
    {
        m_account->AddListener(opened.id);
        m_listens.push_back(opened.id);
    }
    Drain();
}

void
FuzzHost::Accept()
{
    const uint8_t choice = m_input.U8();
    if (m_listens.empty())
    {
        return;
    }
    const Stack::Opened opened = m_stack->Accept(m_listens[choice % m_listens.size()]);
    if (m_show)
    {
        std::cerr << m_now.GetSeconds() << " s, port " << opened.tuple.localPort << ": accept, "
                  << ToString(opened.error) << "\n";
    }
    if (opened.error == CallError::NONE)
    {
        m_account->Open(opened.id);
        m_ids.push_back(opened.id);
    }
}

void
FuzzHost::Call()
{
    const uint8_t what = m_input.U8() % 8;
    constexpr std::array<const char*, 8>
        NAMES{"send", "read", "shutdown", "close", "abort", "options", "close listener", "send"};
    const ConnectionId id = AnyConnection();
    if (m_show)
    {
        std::cerr << m_now.GetSeconds() << " s: " << NAMES[what] << "\n";
    }
    if (what == 6)
    {
        if (!m_listens.empty())
        {
            m_stack->Close(m_listens.back(), m_now, m_actions);
            m_listens.pop_back();
            Drain();
        }
        return;
    }
    if (!m_stack->Find(id))
    {
        Demand(m_stack->Send(id, 1, m_now, m_actions) == CallError::NO_CONNECTION, "a stale id");
        Drain();
        return;
    }
    Account::End& end = m_account->Open(id);
    switch (what)
    {
    case 0:
    case 7: {
        const uint32_t octets = m_input.U16() % (MOST_OCTETS - m_sent + 1);
        if (m_stack->Send(id, octets, m_now, m_actions) == CallError::NONE)
        {
            end.sent += octets;
            m_sent += octets;
        }
        break;
    }
    case 1:
        m_stack->Receive(id, m_input.U16(), m_now, m_actions);
        break;
    case 2:
        end.finSent = true;
        m_stack->Shutdown(id, m_now, m_actions);
        break;
    case 3:
        end.finSent = true;
        m_stack->Close(id, m_now, m_actions);
        break;
    case 4:
        m_stack->Abort(id, m_now, m_actions);
        break;
    case 5:
        m_stack->SetOptions(id, AnyOptions(), m_now, m_actions);
        break;
    }
    Drain();
}

void
FuzzHost::Icmp()
{
    const FourTuple tuple = AnyTuple();
    const Segment about = AnySegment(tuple);
    const auto kind = static_cast<IcmpKind>(m_input.U8() % 6);
    const uint32_t mtu = kind == IcmpKind::TOO_LARGE ? 8U * m_input.U8() : 0;
    m_stack->IcmpError(tuple, about.ack, kind, m_now, m_actions, mtu);
    Drain();
}

void
FuzzHost::Wait()
{
    const uint8_t choice = m_input.U8();
    if (choice % 2 == 0)
    {
        if (const auto next = m_stack->NextDeadline())
        {
            LetTimePass(std::max(Time(0), *next - m_now));
        }
        return;
    }
    LetTimePass(MilliSeconds(choice % 4 == 1 ? choice : choice * choice * 4));
}

void
FuzzHost::LetTimePass(Time span)
{
    const Time end = m_now + span;
    int steps = 0;
    for (auto next = m_stack->NextDeadline(); next && *next <= end; next = m_stack->NextDeadline())
    {
        Demand(++steps < 100000, "deadlines without end");
        m_now = std::max(m_now, *next);
        m_stack->HandleDeadline(m_now, m_actions);
        if (m_show)
        {
            std::cerr << m_now.GetSeconds() << " s: deadline\n";
        }
        Drain();
    }
    m_now = end;
}

void
FuzzHost::Drain()
{
    for (const SegmentOut& out : m_actions.segments)
    {
        const bool known = std::find(m_tuples.begin(), m_tuples.end(), out.tuple) != m_tuples.end();
        if (!known && m_tuples.size() < 20)
        {
            m_tuples.push_back(out.tuple);
        }
        if (out.connection.IsValid() &&
            std::find(m_ids.begin(), m_ids.end(), out.connection) == m_ids.end())
        {
            m_ids.push_back(out.connection);
        }
        if (!out.connection.IsValid() && out.segment.Has(Segment::SYN | Segment::ACK))
        {
            m_cookies[out.tuple] = out.segment;
        }
        if (m_show)
        {
            std::cerr << "    > " << out.segment << "\n";
        }
    }
    if (m_show)
    {
        for (const Transition& t : m_actions.transitions)
        {
            std::cerr << "    port " << t.tuple.localPort << ": " << t.from << " -> " << t.to
                      << ", " << t.cause << "\n";
        }
    }
    try
    {
        m_account->Take(m_actions, m_now, nullptr);
    }
    catch (const Violation& violation)
    {
        Demand(false, violation.what());
    }
    m_actions.Clear();
}

void
FuzzHost::End()
{
    for (const ConnectionId id : m_listens)
    {
        m_stack->Close(id, m_now, m_actions);
        Drain();
    }
    for (std::size_t i = 0; i < m_ids.size(); ++i)
    {
        if (m_stack->Find(m_ids[i]))
        {
            m_account->Open(m_ids[i]).finSent = true;
            m_stack->Close(m_ids[i], m_now, m_actions);
            Drain();
        }
    }
    LetTimePass(Hours(24 * 30));
    try
    {
        m_account->CheckGone();
    }
    catch (const Violation& violation)
    {
        Demand(false, violation.what());
    }
}

} // namespace synfin
} // namespace ns3
