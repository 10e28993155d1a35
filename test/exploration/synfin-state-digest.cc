/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-state-digest.h"

#include "ns3/synfin-syn-cookie.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// The finaliser of SplitMix64.
uint64_t
Mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

} // namespace

StateDigest::Hash
StateDigest::GetHash() const
{
    Hash hash{0x9e3779b97f4a7c15ULL, 0x2545f4914f6cdd1dULL};
    for (const uint64_t word : m_words)
    {
        hash.low = Mix(hash.low ^ word) + 0x9e3779b97f4a7c15ULL;
        hash.high = Mix(hash.high + word * 0xd1342543de82ef95ULL) ^ hash.low;
    }
    return hash;
}

StateDigest::StateDigest(const ExploredWorld& world)
{
    m_words.reserve(192);
    m_clocks = {world.m_hosts[0].clock, world.m_hosts[1].clock};
    CollectTimestamps(world);
    for (const uint32_t left : {world.m_loss, world.m_duplicate, world.m_reorder, world.m_late})
    {
        Add(left);
    }
    for (const uint32_t host : {0U, 1U})
    {
        AddHost(world, host);
    }
    for (const uint32_t to : {0U, 1U})
    {
        for (const auto* segments : {&world.m_hosts[to].coming, &world.m_hosts[to].aside})
        {
            Add(segments->size());
            for (const SegmentOut& segment : *segments)
            {
                AddSegment(1 - to, segment);
            }
        }
    }
    if (!world.IsQuiet())
    {
        AddLives(world);
        Add(static_cast<uint64_t>((m_clocks[0] - m_clocks[1]).GetTimeStep()));
    }
    for (const uint32_t host : {0U, 1U})
    {
        AddNextIsn(world, host);
    }
}

// ---- Relative values ----

void
StateDigest::AddSequence(uint32_t space, SequenceNumber32 number)
{
    // Zero is what a field holds before it means anything, and what a RST in answer to no ACK has.
    if (number.GetValue() == 0)
    {
        Add(UINT64_MAX);
        return;
    }
    if (!m_bases[space])
    {
        m_bases[space] = number;
    }
    Add(static_cast<uint32_t>(number - *m_bases[space]));
}

void
StateDigest::AddTimer(Time deadline)
{
    Add(deadline == Time::Max()
            ? UINT64_MAX
            : static_cast<uint64_t>((deadline - m_clocks[m_host]).GetTimeStep()));
}

void
StateDigest::AddUntil(Time end)
{
    Add(static_cast<uint64_t>(std::max(Time(0), end - m_clocks[m_host]).GetTimeStep()));
}

void
StateDigest::CollectTimestamps(const World& world)
{
    for (const uint32_t host : {0U, 1U})
    {
        const Stack& stack = *world.m_hosts[host].stack;
        m_timestamps[host].push_back(static_cast<uint32_t>(m_clocks[host].GetMilliSeconds()) +
                                     stack.m_host.isn.TimestampOffset(world.m_hosts[host].tuple));
        if (const Connection* connection = ConnectionOf(stack))
        {
            m_timestamps[1 - host].push_back(connection->m_timestamps.Recent());
        }
        if (stack.m_timeWait.First() != TimeWaitTable::NONE)
        {
            m_timestamps[1 - host].push_back(
                stack.m_timeWait.At(stack.m_timeWait.First()).tsRecent);
        }
        for (const auto& [id, record] : stack.m_reopened)
        {
            m_timestamps[1 - host].push_back(record.tsRecent);
        }
        if (const auto stamp = stack.m_peers.Find(world.m_hosts[host].tuple))
        {
            m_timestamps[1 - host].push_back(stamp->value);
        }
        for (const auto* segments : {&world.m_hosts[host].coming, &world.m_hosts[host].aside})
        {
            for (const SegmentOut& out : *segments)
            {
                if (out.segment.timestamps)
                {
                    m_timestamps[1 - host].push_back(out.segment.timestamps->value);
                }
            }
        }
    }
    for (auto& values : m_timestamps)
    {
        // PAWS asks only which of two is older.
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
    }
}

void
StateDigest::AddTimestamp(uint32_t clock, uint32_t value)
{
    const auto& values = m_timestamps[clock];
    const auto place = std::lower_bound(values.begin(), values.end(), value);
    Add(static_cast<uint64_t>(values.end() - place)); // the clock itself, the newest, is 1
}

// ---- One connection ----

const Connection*
StateDigest::ConnectionOf(const Stack& stack)
{
    for (std::size_t slot = 0; slot < stack.m_connections.Size(); ++slot)
    {
        if (stack.m_connections[slot].connection)
        {
            return &*stack.m_connections[slot].connection;
        }
    }
    return nullptr;
}

bool
StateDigest::HasAcceptable(const Stack& stack)
{
    const Connection* connection = ConnectionOf(stack);
    return connection && (IsSynchronized(connection->GetState()) || connection->IsFastOpen()) &&
           stack.m_connections[connection->Id().slot].parent.IsValid();
}

void
StateDigest::Identify(const Connection& connection, uint32_t host, Observer& observer)
{
    observer.Identify(host, connection.m_iss.GetValue(), connection.m_irs.GetValue());
}

void
StateDigest::AddConnection(uint32_t host, const Connection& c)
{
    Add(static_cast<uint64_t>(c.m_state) << 16 | c.m_passive << 0 | c.m_reopened << 1 |
        c.m_orphan << 2 | c.m_closing << 3 | c.m_synAcknowledged << 4 | c.m_acking.IsDue() << 5 |
        c.m_timestamps.IsInUse() << 6 | c.m_isRecord << 8 | c.m_lastAckSeen << 9 |
        static_cast<uint64_t>(c.m_fastOpen) << 24);
    Add(c.m_incarnation);
    Add(c.m_peerIncarnation);
    AddSending(host, c);
    if (c.m_state != State::SYN_SENT)
    {
        AddReceiving(1 - host, c);
    }
    for (std::size_t timer = 0; timer < TIMER_COUNT; ++timer)
    {
        AddTimer(c.m_timers.Deadline(static_cast<Timer>(timer)));
    }
    AddUntil(c.m_acking.AnswerAgainAt());
    Add(static_cast<uint64_t>(c.m_timeouts) << 32 | c.m_probes);
    Add(static_cast<uint64_t>(c.m_probeInterval.GetTimeStep()));
    Add(c.m_timeouts == 0
            ? 0
            : static_cast<uint64_t>((m_clocks[host] - c.m_retransmittingSince).GetTimeStep()));
    if (c.Policy().keepalive_user_timeout && c.m_timers.IsArmed(Timer::KEEPALIVE))
    {
        Add(static_cast<uint64_t>((m_clocks[host] - c.m_aliveAt).GetTimeStep()));
    }
    if (c.Policy().tail_loss_probe)
    {
        const bool isArmed = c.m_timers.IsArmed(Timer::RETRANSMIT);
        AddTimer(isArmed ? c.m_lossProbe.RtoAt() : Time::Max());
        Add(static_cast<uint64_t>(isArmed ? c.m_lossProbe.GetNext() : LossProbe::Next::TIMEOUT)
                << 1 |
            c.m_lossProbe.IsSent());
        AddSequence(host, c.m_lossProbe.Tail());
    }
    if (c.Policy().quick_acks > 0)
    {
        // After an RTO without data they begin anew.
        const AcknowledgementPolicy& acking = c.m_acking;
        const Time silence = m_clocks[host] - acking.DataAt();
        const bool isOld = !acking.HasData() || silence > c.Rto();
        Add(static_cast<uint64_t>(isOld) << 1 | acking.IsInteractive());
        Add(isOld ? 0 : acking.QuickAcks());
        Add(isOld ? 0 : static_cast<uint64_t>(silence.GetTimeStep()));
    }
    Add(c.m_ecn.IsInUse() << 0 | c.m_ecn.HasAsked() << 1 | c.m_ecn.IsEchoing() << 2 |
        c.m_ecn.OwesCwr() << 3 | c.m_ecn.HasSeenEct() << 4 | c.m_ecn.IsReducing() << 5 |
        static_cast<uint64_t>(c.m_ecn.GetMode()) << 6 |
        static_cast<uint64_t>(c.m_ecn.Accurate().Digest()) << 8);
    if (c.m_ecn.IsReducing())
    {
        AddSequence(host, c.m_ecn.ReducedAt());
    }
    if (c.Policy().fin_ack_waits)
    {
        Add(static_cast<uint64_t>(c.m_acking.HasData()));
    }
    NS_ASSERT(c.Rto() == c.Policy().rto_initial);
}

void
StateDigest::AddSending(uint32_t host, const Connection& c)
{
    for (const SequenceNumber32& number :
         {c.m_iss, c.m_sndUna, c.m_sndNxt, c.m_streamEnd, c.m_sndWl2})
    {
        AddSequence(host, number);
    }
    Add(static_cast<uint64_t>(c.m_sndWnd) << 32 | c.m_maxSndWnd);
    Add(c.m_ackedOctets);
    Add(static_cast<uint64_t>(c.m_sending != nullptr));
    if (c.m_sending)
    {
        AddSending(host, *c.m_sending, c.Policy());
    }
}

uint64_t
StateDigest::AgeOf(uint32_t host, Time when) const
{
    // Round trips are below a second here: what is much older is as late as can be.
    return static_cast<uint64_t>(std::min(m_clocks[host] - when, Seconds(4)).GetTimeStep());
}

void
StateDigest::AddSending(uint32_t host, const SendControl& c, const Profile& profile)
{
    AddSequence(host, c.Recover());
    AddSequence(host, c.Board().Highest());
    AddSequence(host, profile.nagle_minshall ? c.SmallEnd() : SequenceNumber32(0));
    Add(static_cast<uint64_t>(c.GetState()));
    Add(std::min(c.DuplicateAcks(), profile.dupack_threshold + 1));
    Add(c.Arrived());
    Add(static_cast<uint64_t>(c.m_asksForNew) << 3 | c.m_watchesTimeout << 2 |
        c.m_isProbeAgain << 1 | c.m_spurious.m_isOpen);
    AddSequence(host, c.m_probeEnd.value_or(SequenceNumber32(0)));
    AddSequence(host, c.m_markedUntil.value_or(SequenceNumber32(0)));
    if (c.m_spurious.m_isOpen)
    {
        // Only whether each of them was a duplicate counts.
        const int64_t sent = c.m_spurious.m_sent;
        Add(static_cast<uint64_t>(std::clamp<int64_t>(sent - c.m_spurious.m_duplicates, -1, 8)));
        Add(AgeOf(host, c.m_spurious.m_first.value_or(m_clocks[host])));
    }
    if (const MtuSearch* search = c.m_search.get())
    {
        Add(static_cast<uint64_t>(search->m_told) << 32 | search->m_suspected);
        Add(search->m_base);
        const Time left =
            search->m_told < search->m_most ? search->m_until - m_clocks[host] : Time(0);
        Add(static_cast<uint64_t>(std::max(Time(0), left).GetTimeStep()));
    }
    if (profile.rack && c.m_rack.m_isSet)
    {
        Add(AgeOf(host, c.m_rack.m_sentAt));
        AddSequence(host, c.m_rack.m_end);
        Add(static_cast<uint64_t>(std::min(c.m_rack.m_rtt, Seconds(4)).GetTimeStep()));
        Add(static_cast<uint64_t>(std::min(c.m_minRtt, Seconds(4)).GetTimeStep()));
        Add(static_cast<uint64_t>(c.m_rack.m_steps) << 1 | c.m_rack.m_hasReordering);
    }
    for (const Stretch& stretch : c.Board())
    {
        AddSequence(host, stretch.end);
        Add(static_cast<uint64_t>(stretch.fate) << 1 | stretch.isAgain);
        if (profile.rack)
        {
            Add(AgeOf(host, stretch.sentAt) << 1 | (stretch.sentAt <= c.m_rack.m_sentAt ? 1 : 0));
        }
    }
}

void
StateDigest::AddReceiving(uint32_t peer, const Connection& c)
{
    for (const SequenceNumber32& number :
         {c.m_irs, c.m_rcvNxt, c.m_rcvEdge, c.m_lastAckSent, c.m_sndWl1})
    {
        AddSequence(peer, number);
    }
    AddSequence(peer, c.m_peerFin.value_or(SequenceNumber32(0)));
    AddBlocks(peer, c.m_reassembly.Blocks());
    AddBlocks(peer, c.m_reassembly.Reported());
    if (c.m_reassembly.Duplicate())
    {
        AddBlocks(peer, {*c.m_reassembly.Duplicate()});
    }
    Add(static_cast<uint64_t>(c.m_unread) << 32 | c.m_acking.Segments());
    Add(c.m_rcvBuffer);
    if (c.m_tuning)
    {
        Add(c.m_tuning->m_since ? AgeOf(1 - peer, *c.m_tuning->m_since) + 1 : 0);
        Add(c.m_tuning->m_octets);
    }
    Add(c.m_rcvOctets);
    if (c.m_timestamps.IsInUse())
    {
        AddTimestamp(peer, c.m_timestamps.Recent());
    }
}

void
StateDigest::AddBlocks(uint32_t peer, const std::vector<SackBlock>& blocks)
{
    for (const SackBlock& block : blocks)
    {
        AddSequence(peer, block.left);
        AddSequence(peer, block.right);
    }
    Add(blocks.size());
}

void
StateDigest::AddRecord(uint32_t host, const Profile& profile, const TimeWaitRecord& record)
{
    AddSequence(host, SequenceNumber32(record.sndNxt));
    AddSequence(1 - host, SequenceNumber32(record.rcvNxt));
    AddTimer(TimeStep(record.expires));
    Add(record.recycled);
    const Time answered = TimeStep(record.entered) + MilliSeconds(record.lastAckMs - 1);
    AddUntil(record.lastAckMs == 0 ? Time(0) : answered + profile.invalid_ratelimit);
    Add(static_cast<uint64_t>(record.window) << 1 | (record.timestamps ? 1 : 0));
    Add(record.incarnation);
    if (record.timestamps)
    {
        AddTimestamp(1 - host, record.tsRecent);
    }
    if (record.timestamps && profile.tw_rst_paws)
    {
        AddUntil(TimeStep(record.entered) + Seconds(record.recentS + 60));
    }
}

// ---- The world ----

void
StateDigest::AddHost(const World& world, uint32_t i)
{
    const World::Host& host = world.m_hosts[i];
    const Stack& stack = *host.stack;
    const Profile& profile = stack.GetProfile();
    m_host = i;
    Add(static_cast<uint64_t>(world.StateOf(i)));
    Add(host.connects);
    if (!world.IsQuiet() || host.connects > 0)
    {
        const bool hasUser = stack.Find(host.connection) != nullptr;
        Add((hasUser && host.hasClosed) << 0 | (hasUser && host.hasLeft) << 1 | hasUser << 2 |
            HasAcceptable(stack) << 3);
        Add(host.octets);
    }
    if (const Connection* connection = ConnectionOf(stack))
    {
        AddConnection(i, *connection);
    }
    if (stack.m_timeWait.First() != TimeWaitTable::NONE)
    {
        AddRecord(i, profile, stack.m_timeWait.At(stack.m_timeWait.First()));
    }
    for (const auto& [id, record] : stack.m_reopened)
    {
        AddRecord(i, profile, record);
    }
    const auto stamp = stack.m_peers.Find(host.tuple);
    if (stamp && stamp->IsValid(m_clocks[i]))
    {
        AddTimestamp(1 - i, stamp->value);
        AddUntil(stamp->since + Seconds(60));
    }
    AddFastOpen(world, i);
    AddCookies(world, i);
    // RFC 5961 7: how many challenges there are left in this interval.
    const Time end = stack.m_host.challengeSince + profile.challenge_ack_interval;
    if (profile.challenge_ack_limit != UINT32_MAX && end > m_clocks[i])
    {
        AddUntil(end);
        Add(stack.m_host.challenges);
    }
}

void
StateDigest::AddFastOpen(const World& world, uint32_t i)
{
    // Nobody pauses: fastopen_blackhole_timeout is 0. Cookies are always the same two.
    const World::Host& host = world.m_hosts[i];
    const FastOpen& fastOpen = host.stack->m_host.fastOpen;
    NS_ASSERT(fastOpen.m_pauses == 0);
    const FastOpen::Server server = fastOpen.Recall(host.tuple);
    Add(static_cast<uint64_t>(server.refusals) << 40 |
        static_cast<uint64_t>(server.cookie.size) << 32 | server.mss);
    Add(server.cookie.octets[0]);
    Add(fastOpen.m_connections.size());
    const auto pending = fastOpen.m_listeners.find(host.listener.Key());
    if (pending == fastOpen.m_listeners.end())
    {
        return;
    }
    Add(pending->second.count);
    for (const Time& reset : pending->second.resets)
    {
        AddUntil(reset);
    }
}

void
StateDigest::AddCookies(const World& world, uint32_t i)
{
    const World::Host& host = world.m_hosts[i];
    const World::Host& peer = world.m_hosts[1 - i];
    const Stack& stack = *host.stack;
    const Listener* listener = stack.m_connections.FindListener(host.listener);
    if (stack.GetProfile().syncookies == 0 || !listener)
    {
        return;
    }
    // The explorer's are Linux's, and there is no cache to rest.
    NS_ASSERT(!stack.GetProfile().bsd_cookies && stack.m_host.synCache.Size() == 0);
    if (listener->m_overflowAt)
    {
        AddUntil(*listener->m_overflowAt + Seconds(1));
        AddUntil(*listener->m_overflowAt + LinuxCookie::Valid());
    }
    if (const Connection* connection = ConnectionOf(*peer.stack))
    {
        AddCookie(stack, host.tuple, connection->m_iss, connection->m_irs);
    }
    for (const auto* segments : {&host.coming, &host.aside})
    {
        for (const SegmentOut& out : *segments)
        {
            AddCookie(stack, host.tuple, out.segment.seq - 1, out.segment.ack - 1);
        }
    }
}

void
StateDigest::AddCookie(const Stack& stack,
                       const FourTuple& tuple,
                       SequenceNumber32 irs,
                       SequenceNumber32 iss)
{
    // How many more whole seconds it is good for: so long are timeouts.
    Time end = m_clocks[m_host];
    while (LinuxCookie::Mss(stack.m_host.isn, tuple, irs, iss, end))
    {
        end += Seconds(1);
    }
    AddUntil(end);
}

void
StateDigest::AddSegment(uint32_t from, const SegmentOut& out)
{
    const Segment& s = out.segment;
    AddSequence(from, s.seq);
    const bool hasAck = s.Has(Segment::ACK);
    if (hasAck)
    {
        AddSequence(1 - from, s.ack);
    }
    const auto flags = static_cast<uint64_t>(s.flags & ~Segment::PSH);
    Add(flags << 55 | static_cast<uint64_t>(s.timestamps.has_value()) << 54 |
        static_cast<uint64_t>(s.ecn) << 52 | static_cast<uint64_t>(s.window) << 32 | s.payload);
    Add(static_cast<uint64_t>(s.incarnation) << 32 | static_cast<uint32_t>(out.streamOffset));
    if (s.timestamps)
    {
        AddTimestamp(from, s.timestamps->value);
    }
    Add(static_cast<uint64_t>(s.Cookie().octets[0]) << 16 | static_cast<uint64_t>(s.fastOpen) << 8 |
        s.sackCount);
    for (std::size_t i = 0; i < s.sackCount; ++i)
    {
        AddSequence(1 - from, s.sack[i].right);
    }
}

void
StateDigest::AddLives(const World& world)
{
    // What the properties ask of the past.
    for (const Life& life : world.m_observer.Lives())
    {
        Add(static_cast<uint64_t>(life.facts) << 32 | static_cast<uint64_t>(life.state) << 24 |
            static_cast<uint64_t>(life.hasEnded ? life.how + 1 : 0) << 16 | life.host);
        AddSequence(life.host, SequenceNumber32(life.iss));
        AddSequence(1 - life.host, SequenceNumber32(life.irs));
        Add(life.sent);
        Add(life.acknowledged);
        Add(life.readable);
        Add(life.unread);
        Add(life.got);
    }
}

void
StateDigest::AddNextIsn(const World& world, uint32_t i)
{
    // The initial sequence number of a connection to come counts while one may come.
    const World::Host& host = world.m_hosts[i];
    const World::Host& peer = world.m_hosts[1 - i];
    const auto isSyn = [](const SegmentOut& out) {
        return out.segment.Has(Segment::SYN) && !out.segment.Has(Segment::ACK);
    };
    const bool mayAccept =
        host.listener.IsValid() && (peer.connects > 0 || world.StateOf(1 - i) == State::SYN_SENT ||
                                    std::any_of(host.coming.begin(), host.coming.end(), isSyn) ||
                                    std::any_of(host.aside.begin(), host.aside.end(), isSyn));
    const bool isClocked = i == 0 || host.stack->GetProfile().syncookies != 2;
    if ((mayAccept && isClocked) || host.connects > 0)
    {
        AddSequence(i, host.stack->m_host.isn.Next(host.tuple, host.clock));
    }
}

} // namespace synfin
} // namespace ns3
