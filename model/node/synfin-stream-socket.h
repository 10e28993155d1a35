/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_STREAM_SOCKET_H
#define SYNFIN_STREAM_SOCKET_H

#include "synfin-l4-protocol.h"
#include "synfin-socket-traces.h"
#include "synfin-stream-buffers.h"
#include "synfin-tcp-settings.h"

#include "ns3/synfin-stack-user.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

/// How a socket's connection ended; ns-3's errno knows fewer ways.
enum class CloseCause : uint8_t
{
    NONE,        //!< it has not
    CLOSED,      //!< in order
    REFUSED,     //!< the peer answered the SYN by RST (ECONNREFUSED)
    TIMED_OUT,   //!< the peer did not answer (ETIMEDOUT)
    RESET,       //!< the peer sent RST (ECONNRESET)
    UNREACHABLE, //!< ICMP said so (EHOSTUNREACH)
    ABORTED,     //!< by this end
};

/// @return the cause in lower case, such as "timed_out"
const char* ToString(CloseCause cause);

/// Prints that name.
std::ostream& operator<<(std::ostream& os, CloseCause cause);

/**
 * @brief A TCP socket as ns-3's applications know it; the bytes of its streams are here, the rest
 * is in the Stack.
 *
 * As with ns3::TcpSocketBase, what was sent before Close or ShutdownSend arrives, also where the
 * handshake was under way; RFC 9293 3.10.4 and Linux would drop it. Differences from ns-3's own: a
 * connection request that the application refuses has passed the handshake and is reset;
 * BindToNetDevice chooses where segments leave, a listener accepts from every device.
 */
class StreamSocket : public TcpSettings, public StackUser
{
  public:
    /// @return the TypeId
    static TypeId GetTypeId();

    StreamSocket();
    ~StreamSocket() override;

    /// Sets whose socket it is; before anything else.
    void SetProtocol(Ptr<L4Protocol> protocol);

    /// The protocol is going: every later call fails.
    void Detach();

    /// @return how its last connection ended; the trace source Closed tells when it does
    CloseCause GetCloseCause() const;

    /// @return the sources of ns3::TcpSocketBase; made, and kept up to date, once somebody asks
    SocketTraces& Traces();

    /// @return those of ns3::TcpRxBuffer and ns3::TcpTxBuffer
    Ptr<SocketBufferTraces> GetBufferTraces() const;

    /// Signature of the trace source Closed.
    typedef void (*ClosedCallback)(CloseCause cause);

    // From Socket
    enum SocketErrno GetErrno() const override;
    enum SocketType GetSocketType() const override;
    Ptr<Node> GetNode() const override;
    int Bind() override;
    int Bind6() override;
    int Bind(const Address& address) override;
    int Connect(const Address& address) override;
    int Listen() override;
    int Close() override;
    int ShutdownSend() override;
    int ShutdownRecv() override;
    uint32_t GetTxAvailable() const override;
    int Send(Ptr<Packet> packet, uint32_t flags) override;
    int SendTo(Ptr<Packet> packet, uint32_t flags, const Address& address) override;
    uint32_t GetRxAvailable() const override;
    Ptr<Packet> Recv(uint32_t maxSize, uint32_t flags) override;
    Ptr<Packet> RecvFrom(uint32_t maxSize, uint32_t flags, Address& from) override;
    int GetSockName(Address& address) const override;
    int GetPeerName(Address& address) const override;
    bool SetAllowBroadcast(bool allowBroadcast) override;
    bool GetAllowBroadcast() const override;

    // From StackUser
    void Notify(const Notification& notification, const Ptr<const Packet>& payload) override;
    Ptr<Packet> Payload(uint64_t offset, uint32_t size) override;
    void Label(Ptr<Packet> packet, bool ipv6) override;
    std::shared_ptr<ConnectionWatcher> Watcher() const override;
    bool WantsHalfOpen() const override;
    StackUser* SeatHalfOpen(ConnectionId id, const FourTuple& tuple) override;
    Ptr<NetDevice> OutputDevice() const override;

  protected:
    void DoDispose() override;
    const Profile& HostProfile() const override;
    void Apply(const ConnectionOptions& options) override;

  private:
    /// Off the protocol's list of sockets.
    void Leave();

    /// The settings of a listener, and nothing else of it.
    StreamSocket(const StreamSocket& listener);

    /// How far this socket has come, as its application sees it.
    enum class Phase : uint8_t
    {
        IDLE,       //!< never used, or its connection ended
        LISTENING,  //!< Listen was called
        CONNECTING, //!< Connect was called
        HALF_OPEN,  //!< it has the connection of a listener, whose handshake is under way
        CONNECTED,  //!< there is a connection
        CLOSED,     //!< Close was called
    };

    /// @return ns-3's nearest to a cause that is a failure
    static SocketErrno ErrnoOf(CloseCause cause);

    /// @return true when the last connection ended, and not in order
    bool HasFailed() const
    {
        return m_closeCause != CloseCause::NONE && m_closeCause != CloseCause::CLOSED;
    }

    /// Sets errno. @return -1
    int Fail(SocketErrno error) const;
    int Fail(CallError error) const;
    /// Binds to an address and port; 0 is chosen when it is first needed
    int BindTo(AddressId address, uint16_t port);
    /// Chooses a port if none is. @return false when there is none free
    bool NeedPort() const;
    int ConnectTo(AddressId address, uint16_t port);
    /// Sends the SYN, with so many octets of what waits if that can be; nothing: no Fast Open.
    int SendSyn(std::optional<uint32_t> fastOpenData);
    /// TCP_FASTOPEN_CONNECT: the application may send, and what it sends first goes with the SYN.
    void Defer();
    int SendFirst(Ptr<Packet> packet);
    /// Hands the application the connection that the listener has ready.
    void AcceptOne();
    /// Keeps bytes that arrived.
    void Keep(const Notification& notification, const Ptr<const Packet>& payload);
    /// More bytes are in order.
    void Read(const Notification& notification);
    /// Says how much may be sent, if the application may.
    void TellWritable();
    /// Tells the application once that the peer, or the connection, is done.
    void NormalClose();
    /// There is a connection now: does what waited for it.
    void Connected();
    /// The connection ended: forgets it, and tells the application how.
    void End(Notification::Kind how);
    /// Gives back the port and the name of the connection; may drop the last pointer to this.
    void Forget();
    void TellDataSent();

    std::shared_ptr<AddressTable> m_addresses;   //!< m_protocol's, kept after Detach
    Ptr<L4Protocol> m_protocol;                  //!< whose socket it is; nullptr after Detach
    uint32_t m_number{0};                        //!< in m_protocol's SocketList
    std::shared_ptr<SocketTraces> m_traces;      //!< nullptr while nobody listens
    Phase m_phase{Phase::IDLE};                  //!< how far it has come
    ConnectionId m_id;                           //!< of its connection or listener
    mutable FourTuple m_tuple;                   //!< what it is bound and connected to
    AddressId m_boundAddress{ANY_ADDRESS};       //!< what it was bound to
    bool m_bound{false};                         //!< was Bind called?
    mutable bool m_reserved{false};              //!< was the local port taken by Bind?
    bool m_peerClosed{false};                    //!< did the peer's FIN arrive?
    bool m_sendClosed{false};                    //!< was ShutdownSend called?
    bool m_receiveClosed{false};                 //!< was ShutdownRecv called?
    bool m_closesWithPeer{false};                //!< is it of a listener that sends nothing?
    bool m_closesLater{false};                   //!< was Close called with data while connecting?
    bool m_isDeferred{false};                    //!< does the SYN wait for the first Send?
    bool m_isToldEarly{false};                   //!< was success told before the handshake?
    bool m_closeNotified{false};                 //!< does the application know of the end?
    CloseCause m_closeCause{CloseCause::NONE};   //!< how the last connection ended
    TracedCallback<CloseCause> m_closedTrace;    //!< told of it
    mutable SocketErrno m_errno{ERROR_NOTERROR}; //!< of the last call that failed
    SendBuffer m_sending;                        //!< bytes not acknowledged
    ReceiveBuffer m_received;                    //!< bytes not read
    uint64_t m_sentEnd{0};                       //!< right after the last byte sent once
    uint32_t m_newlySent{0};                     //!< bytes of which NotifyDataSent does not know
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_STREAM_SOCKET_H
