/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_EMULATE_SERVICE_H
#define SYNFIN_EMULATE_SERVICE_H

#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"
#include "ns3/socket.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// What the host does with a connection.
enum class Service : uint8_t
{
    ECHO,    //!< sends back what it reads; closes when the peer has closed and has it all
    DISCARD, //!< reads; closes when the peer has closed
    SOURCE,  //!< sends octets, then closes; reads and discards
    CLOSE,   //!< closes when the first octets arrive
    RESET,   //!< the same, but leaves them unread: that resets (RFC 1122 4.2.2.13)
    HTTP,    //!< answers the first request with a page, then closes
};

/// @return the names of all services, in their order
const std::vector<std::string>& ServiceNames();

/// @return the service of that name
std::optional<Service> ParseService(const std::string& name);

/**
 * @brief The application at the host's end of one connection.
 *
 * The socket's callbacks hold it, so it lives as long as the socket needs it.
 */
class Conversation : public SimpleRefCount<Conversation>
{
  public:
    /// What all conversations of a service share.
    struct Terms
    {
        Service service;
        uint64_t octets; //!< that SOURCE sends: the lines of RFC 864
    };

    /**
     * @brief Gives a socket its application.
     * @param socket before it connects, or right after it was accepted
     * @param terms what the application does
     */
    static void Begin(Ptr<Socket> socket, const Terms& terms);

    /**
     * @brief Gives every connection that a listener accepts its application.
     * @param listener before it listens
     * @param terms what the application does
     */
    static void BeginEach(Ptr<Socket> listener, const Terms& terms);

    explicit Conversation(const Terms& terms);

  private:
    void Readable(Ptr<Socket> socket);
    void Writable(Ptr<Socket> socket, uint32_t available);
    void PeerClosed(Ptr<Socket> socket);
    void Echo(Ptr<Socket> socket);
    void SendMore(Ptr<Socket> socket);
    void Answer(Ptr<Socket> socket);

    const Terms m_terms;
    uint64_t m_sent{0};       //!< octets that SOURCE sent
    bool m_peerClosed{false}; //!< nothing more will come
    std::string m_request;    //!< what HTTP read
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_EMULATE_SERVICE_H
