/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_SCENARIO_HOST_H
#define SYNFIN_SCENARIO_HOST_H

#include "ns3/synfin-counters.h"
#include "ns3/synfin-ecn-counts.h"
#include "ns3/synfin-forgery-witness.h"
#include "ns3/synfin-four-tuple.h"
#include "ns3/synfin-segment-ear.h"
#include "ns3/synfin-trace-sink.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-scenario
/// @{

/// How an end of a connection ended, for its user.
enum class EndReason : uint8_t
{
    CLOSED,    //!< in order
    RESET,     //!< by the peer's RST, or an abort
    REFUSED,   //!< RST in answer to the SYN
    TIMED_OUT, //!< the peer did not answer
    CRASHED,   //!< its own host crashed
};

/**
 * @brief The TCP of one host, as the workload uses it, whichever stack it is.
 *
 * The workload names an end of a connection by an integer of its own; the host hands it back with
 * each event.
 */
class ScenarioHost
{
  public:
    /// The host's name of an end of a connection; valid until the end has ended.
    using Handle = uint64_t;

    /// Whoever uses the hosts' connections. Events may come while a call into the host is under
    /// way.
    class User
    {
      public:
        virtual ~User() = default;

        /**
         * @brief A listener has a new connection; OnConnected follows.
         * @param host the listener's
         * @param handle of the connection
         * @param number of the connection, 0 when it is not known
         * @param application whose the listener is
         * @return the user's number for this end
         */
        virtual uint32_t OnAccepted(ScenarioHost& host,
                                    Handle handle,
                                    uint32_t number,
                                    uint32_t application) = 0;

        /// @return whether an application's listener shall accept one more connection now; if not,
        /// AcceptOne() follows
        virtual bool MayAccept(ScenarioHost& host, uint32_t application) = 0;

        /// The connection is established.
        virtual void OnConnected(uint32_t end) = 0;

        /// @return whether octets that arrived in order are taken now; if not, Take() follows, or
        /// not
        virtual bool TakesAtOnce(uint32_t end, uint32_t octets) = 0;

        /// Octets arrived in order and were taken.
        virtual void OnReceived(uint32_t end, uint32_t octets) = 0;

        /// The peer will send no more.
        virtual void OnPeerClosed(uint32_t end) = 0;

        /// The connection has ended (TIME_WAIT may go on); its handle is invalid.
        virtual void OnEnded(uint32_t end, EndReason reason) = 0;
    };

    /// What Connect is asked for.
    struct Opening
    {
        AddressId from;           //!< one of Addresses()
        AddressId server;         //!< where to
        uint16_t port{0};         //!< where to
        uint16_t fromPort{0};     //!< bound before; 0: the host chooses
        bool reuseAddress{false}; //!< SO_REUSEADDR, before that
        uint32_t end{0};          //!< the user's number for this end
        uint32_t number{0};       //!< of the connection, the same at both ends
        std::optional<uint32_t>
            fastOpen{}; //!< octets to send, in the SYN if that can be; synfin only
    };

    /// What Listen is asked for.
    struct Listening
    {
        uint16_t port{0};        //!< where
        uint32_t backlog{0};     //!< of listen(2)
        bool fastOpen{false};    //!< connections are accepted with their SYNs, if that can be
        bool isShared{false};    //!< other applications may listen there, too (SO_REUSEPORT)
        uint32_t application{0}; //!< whose it is, from 0
    };

    /// What Connect returns.
    struct Opened
    {
        bool hasPort{true};  //!< false: every local port towards that server is taken, or the one
        bool isInUse{false}; //!< it is the bound one, and bind() said so
        Handle handle{0};    //!< the connection, when there is a port
    };

    /**
     * @param id of the node
     * @param addresses the host's, one or more
     */
    ScenarioHost(uint32_t id, std::vector<AddressId> addresses)
        : m_id(id),
          m_addresses(std::move(addresses))
    {
    }

    virtual ~ScenarioHost() = default;

    /// @return the node's id
    uint32_t Id() const
    {
        return m_id;
    }

    /// @return the host's addresses, one or more
    const std::vector<AddressId>& Addresses() const
    {
        return m_addresses;
    }

    /// @return the host's first address
    AddressId Address() const
    {
        return m_addresses.front();
    }

    /// Whom to tell; before anything else.
    void SetUser(User* user)
    {
        m_user = user;
    }

    /// Tells a sink what happens from now on.
    virtual void Trace(TraceSink* sink, TraceSink::Told what) = 0;

    /// Begins an active open.
    virtual Opened Connect(const Opening& opening) = 0;

    /// Sends the SYN of an opening that has its port, and forgets it; synfin only.
    virtual void SendLoneSyn(const Opening&)
    {
    }

    /// @param witness looks on while its TCP takes what somebody made up; synfin only
    virtual void SetWitness(ForgeryWitness*)
    {
    }

    /// @return the receive window of one of its connections; 0: there is none; synfin only
    virtual uint32_t WindowOf(const FourTuple&) const
    {
        return 0;
    }

    /// @return the addresses and ports of one of its connections; synfin only
    virtual FourTuple TupleOf(Handle) const
    {
        return {};
    }

    /// Puts a segment on the wire that its TCP knows nothing of, whose source may be anybody;
    /// synfin only. @return false when nothing leaves this host
    virtual bool SendForged(const FourTuple&, const Segment&)
    {
        return false;
    }

    /// @param ear hears what arrives, even if nothing else does; synfin only
    virtual void SetEar(SegmentEar*)
    {
    }

    /// From now on nothing that arrives is heard or answered; synfin only.
    virtual void BeDeaf()
    {
    }

    /// Begins to accept connections; Fast Open and what is shared are synfin's only.
    virtual void Listen(const Listening& listening) = 0;

    /// Accepts one connection that waits for an application, if the user lets it; synfin only.
    /// @return false when it did not
    virtual bool AcceptOne(uint32_t)
    {
        return false;
    }

    /// An application listens no more: what waits for it is reset, unless it goes to another's;
    /// synfin only. @return how many connections and listeners ended
    virtual uint64_t Unlisten(uint32_t)
    {
        return 0;
    }

    /// @name What befalls it; synfin only
    /// @{

    /// It crashes: its users are told, nobody else is. @return how many connections (TIME_WAIT
    /// included) and listeners ended
    virtual uint64_t Crash()
    {
        return 0;
    }

    /// It is up again, with nothing.
    virtual void Restart()
    {
    }

    /// @return true from a crash until the restart: nobody can use it
    bool IsDown() const
    {
        return m_isDown;
    }

    /// Its addresses are gone, or back. @return false when that is so already
    virtual bool SetReachable(bool)
    {
        return false;
    }

    /// @}

    /// Sends octets.
    virtual void Send(Handle handle, uint32_t octets) = 0;

    /// Takes octets that arrived; synfin only.
    virtual void Take(Handle, uint32_t)
    {
    }

    /// Sends no more, still wants more; synfin only.
    virtual void Shutdown(Handle)
    {
    }

    /// Sends no more, wants no more.
    virtual void Close(Handle handle) = 0;

    /// Ends the connection by RST; synfin only.
    virtual void Abort(Handle handle) = 0;

    /// @return counters since the start
    virtual StackCounters Counters() const = 0;

    /// @return what this host has said about congestion so far (ECN)
    virtual EcnCounts GetEcnCounts() const = 0;

  protected:
    /// Nobody can use it, or everybody can.
    void SetDown(bool isDown)
    {
        m_isDown = isDown;
    }

    /// @return whom to tell
    User& TheUser() const
    {
        return *m_user;
    }

  private:
    uint32_t m_id;
    std::vector<AddressId> m_addresses;
    User* m_user{nullptr};
    bool m_isDown{false};
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_SCENARIO_HOST_H
