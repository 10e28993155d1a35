/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-socket-traces.h"

#include "synfin-stream-socket.h"

#include "ns3/pointer.h"
#include "ns3/synfin-congestion-ops.h"
#include "ns3/synfin-connection.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

static_assert(static_cast<int>(State::CLOSE_WAIT) == TcpSocket::CLOSE_WAIT &&
                  static_cast<int>(State::TIME_WAIT) == TcpSocket::TIME_WAIT,
              "State has the order of ns-3's states");

TcpSocket::TcpStates_t
ToStock(State state)
{
    return static_cast<TcpSocket::TcpStates_t>(state);
}

/// The source of a socket that has it only once somebody wants to hear it.
template <typename Source>
class SocketTraceAccessor : public TraceSourceAccessor
{
  public:
    explicit SocketTraceAccessor(Source SocketTraces::* source)
        : m_source(source)
    {
    }

    bool ConnectWithoutContext(ObjectBase* object, const CallbackBase& sink) const override
    {
        Source* source = Of(object);
        if (source)
        {
            source->ConnectWithoutContext(sink);
        }
        return source != nullptr;
    }

    bool Connect(ObjectBase* object, std::string context, const CallbackBase& sink) const override
    {
        Source* source = Of(object);
        if (source)
        {
            source->Connect(sink, context);
        }
        return source != nullptr;
    }

    bool DisconnectWithoutContext(ObjectBase* object, const CallbackBase& sink) const override
    {
        Source* source = Of(object);
        if (source)
        {
            source->DisconnectWithoutContext(sink);
        }
        return source != nullptr;
    }

    bool Disconnect(ObjectBase* object,
                    std::string context,
                    const CallbackBase& sink) const override
    {
        Source* source = Of(object);
        if (source)
        {
            source->Disconnect(sink, context);
        }
        return source != nullptr;
    }

  private:
    Source* Of(ObjectBase* object) const
    {
        auto* socket = dynamic_cast<StreamSocket*>(object);
        return socket ? &(socket->Traces().*m_source) : nullptr;
    }

    Source SocketTraces::* m_source; //!< which
};

template <typename Source>
Ptr<const TraceSourceAccessor>
MakeAccessor(Source SocketTraces::* source)
{
    return Ptr<const TraceSourceAccessor>(new SocketTraceAccessor<Source>(source), false);
}

} // namespace

TypeId
SocketBufferTraces::GetTypeId()
{
    constexpr const char* SEQUENCE = "ns3::TracedValueCallback::SequenceNumber32";
    static TypeId tid =
        TypeId("ns3::synfin::SocketBufferTraces")
            .SetParent<Object>()
            .SetGroupName("Synfin")
            .AddTraceSource("NextRxSequence",
                            "RCV.NXT.",
                            MakeTraceSourceAccessor(&SocketBufferTraces::nextRxSequence),
                            SEQUENCE)
            .AddTraceSource("UnackSequence",
                            "SND.UNA.",
                            MakeTraceSourceAccessor(&SocketBufferTraces::unackSequence),
                            SEQUENCE);
    return tid;
}

Ptr<SocketBufferTraces>
SocketTraces::Buffers()
{
    if (!m_buffers)
    {
        m_buffers = CreateObject<SocketBufferTraces>();
        m_buffers->nextRxSequence = m_nextRx;
        m_buffers->unackSequence = highestRxAck.Get();
    }
    return m_buffers;
}

void
SocketTraces::Start(State now, const Connection* connection)
{
    state = ToStock(now);
    if (connection)
    {
        OnChanged(*connection);
        highestRxSequence = connection->RcvNxt(); // as far as that is known
        m_hasHeard = true;
    }
}

void
SocketTraces::OnTransition(const Transition& transition)
{
    if (transition.from == State::CLOSED)
    {
        m_hasSent = false;
        m_hasHeard = false;
    }
    // Where a connection goes back to LISTEN, its listener's socket listens, not its own.
    const bool isGone = transition.to == State::LISTEN && transition.tuple.remotePort != 0;
    state = isGone ? TcpSocket::CLOSED : ToStock(transition.to);
}

void
SocketTraces::OnChanged(const Connection& connection)
{
    const ConnectionInfo info = connection.Info();
    if (const auto* congestion = dynamic_cast<const CongestionOps*>(info.congestion))
    {
        const TcpSocketState& values = *congestion->GetState();
        slowStartThreshold = values.m_ssThresh.Get();
        congestionWindow = values.m_cWnd.Get();
        inflatedCongestionWindow = values.m_cWndInfl.Get() + info.inflation;
        congestionState = values.m_congState.Get();
        pacingRate = values.m_pacingRate.Get();
    }
    rto = info.rto;
    lastRtt = info.latestRtt;
    rtt = info.srtt;
    nextTxSequence = connection.SndNxt();
    highestSequence =
        m_hasSent ? std::max(highestSequence.Get(), connection.SndNxt()) : connection.SndNxt();
    m_hasSent = true;
    highestRxAck = connection.SndUna();
    m_nextRx = connection.RcvNxt();
    if (m_buffers)
    {
        m_buffers->nextRxSequence = connection.RcvNxt();
        m_buffers->unackSequence = connection.SndUna();
    }
    bytesInFlight = info.bytesInFlight;
    advertisedWindow = connection.RcvWnd();
    remoteWindow = connection.SndWnd();
}

void
SocketTraces::OnSent(const SentPacket& sent)
{
    tx(sent.payload, sent.header, nullptr);
    if (sent.kind == SegmentKind::RETRANSMIT)
    {
        retransmission(sent.payload, sent.header, sent.local, sent.remote, nullptr);
    }
}

void
SocketTraces::OnReceived(const Ptr<const Packet>& payload, const TcpHeader& header)
{
    rx(payload, header, nullptr);
    const SequenceNumber32 seq = header.GetSequenceNumber();
    highestRxSequence = m_hasHeard ? std::max(highestRxSequence.Get(), seq) : seq;
    m_hasHeard = true;
}

TypeId
AddSocketTraces(TypeId tid)
{
    using T = SocketTraces;
    constexpr const char* COUNT = "ns3::TracedValueCallback::Uint32";
    constexpr const char* TIME = "ns3::TracedValueCallback::Time";
    constexpr const char* SEQUENCE = "ns3::TracedValueCallback::SequenceNumber32";
    constexpr const char* PACKET = "ns3::TcpSocketBase::TcpTxRxTracedCallback";
    // clang-format off
    return tid
        .AddAttribute("RxBuffer", "Its trace source NextRxSequence.", TypeId::ATTR_GET, PointerValue(),
                      MakePointerAccessor(&StreamSocket::GetBufferTraces), MakePointerChecker<SocketBufferTraces>())
        .AddAttribute("TxBuffer", "Its trace source UnackSequence.", TypeId::ATTR_GET, PointerValue(),
                      MakePointerAccessor(&StreamSocket::GetBufferTraces), MakePointerChecker<SocketBufferTraces>())
        .AddTraceSource("State", "TCP state; the last of it is CLOSED, after TIME_WAIT.",
                        MakeAccessor(&T::state), "ns3::TcpStatesTracedValueCallback")
        .AddTraceSource("CongState", "State of the congestion control (RFC 5681): open, recovery, loss.",
                        MakeAccessor(&T::congestionState), "ns3::TcpSocketState::TcpCongStatesTracedValueCallback")
        .AddTraceSource("CongestionWindow", "cwnd in octets, from the first data on (RFC 5681).",
                        MakeAccessor(&T::congestionWindow), COUNT)
        .AddTraceSource("CongestionWindowInflated", "cwnd in octets, with what duplicate ACKs add to it (RFC 5681 3.2).",
                        MakeAccessor(&T::inflatedCongestionWindow), COUNT)
        .AddTraceSource("SlowStartThreshold", "ssthresh in octets (RFC 5681).",
                        MakeAccessor(&T::slowStartThreshold), COUNT)
        .AddTraceSource("BytesInFlight", "Octets sent and not acknowledged, without SYN and FIN.",
                        MakeAccessor(&T::bytesInFlight), COUNT)
        .AddTraceSource("AdvWND", "Octets that we last let the peer send (RCV.WND).",
                        MakeAccessor(&T::advertisedWindow), COUNT)
        .AddTraceSource("RWND", "Octets that the peer lets us send (SND.WND).",
                        MakeAccessor(&T::remoteWindow), COUNT)
        .AddTraceSource("RTO", "Retransmission timeout, backoff included (RFC 6298).",
                        MakeAccessor(&T::rto), TIME)
        .AddTraceSource("RTT", "Smoothed round-trip time (RFC 6298).",
                        MakeAccessor(&T::rtt), TIME)
        .AddTraceSource("LastRTT", "Newest sample of the round-trip time.",
                        MakeAccessor(&T::lastRtt), TIME)
        .AddTraceSource("NextTxSequence", "SND.NXT.",
                        MakeAccessor(&T::nextTxSequence), SEQUENCE)
        .AddTraceSource("HighestSequence", "Highest SND.NXT so far.",
                        MakeAccessor(&T::highestSequence), SEQUENCE)
        .AddTraceSource("HighestRxSequence", "Highest sequence number that a segment from the peer had.",
                        MakeAccessor(&T::highestRxSequence), SEQUENCE)
        .AddTraceSource("HighestRxAck", "Highest acknowledgment from the peer (SND.UNA).",
                        MakeAccessor(&T::highestRxAck), SEQUENCE)
        .AddTraceSource("PacingRate", "Rate that the congestion control asks for.",
                        MakeAccessor(&T::pacingRate), "ns3::TracedValueCallback::DataRate")
        .AddTraceSource("Tx", "A segment goes to IP: payload and header; the third argument is nullptr.",
                        MakeAccessor(&T::tx), PACKET)
        .AddTraceSource("Rx", "A segment came from IP: payload and header; the third argument is nullptr.",
                        MakeAccessor(&T::rx), PACKET)
        .AddTraceSource("Retransmission", "A segment goes to IP again: payload, header, local and remote address; the last argument is nullptr.",
                        MakeAccessor(&T::retransmission), "ns3::TcpSocketBase::RetransmissionCallback");
    // clang-format on
}

} // namespace synfin
} // namespace ns3
