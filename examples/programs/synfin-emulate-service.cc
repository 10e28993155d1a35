/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-emulate-service.h"

#include "ns3/packet.h"

#include <algorithm>

namespace ns3
{
namespace synfin
{

namespace
{

/// @return octet number i of RFC 864's lines: 72 of the 95 printing characters in a ring, then CR
/// LF; each line begins one further
char
GeneratedCharacter(uint64_t i)
{
    const uint64_t column = i % 74;
    if (column >= 72)
    {
        return column == 72 ? '\r' : '\n';
    }
    return static_cast<char>(' ' + (i / 74 + column) % 95);
}

/// @return what is read at once
std::string
ReadAll(Ptr<Socket> socket)
{
    std::string text;
    while (socket->GetRxAvailable() > 0)
    {
        const Ptr<Packet> packet = socket->Recv();
        std::string part(packet->GetSize(), '\0');
        packet->CopyData(reinterpret_cast<uint8_t*>(&part[0]), packet->GetSize());
        text += part;
    }
    return text;
}

/// @return false when the connection is gone
bool
Send(Ptr<Socket> socket, const std::string& text)
{
    return socket->Send(reinterpret_cast<const uint8_t*>(text.data()),
                        static_cast<uint32_t>(text.size()),
                        0) >= 0;
}

/// Gives what a listener accepts its application; held by the listener's callback.
class Reception : public SimpleRefCount<Reception>
{
  public:
    explicit Reception(const Conversation::Terms& terms)
        : m_terms(terms)
    {
    }

    void Accept(Ptr<Socket> socket, const Address&)
    {
        Conversation::Begin(socket, m_terms);
    }

  private:
    const Conversation::Terms m_terms;
};

const std::string PAGE = "<!DOCTYPE html>\n"
                         "<title>synfin</title>\n"
                         "<p>This page comes from a simulated host.</p>\n";

} // namespace

const std::vector<std::string>&
ServiceNames()
{
    static const std::vector<std::string> NAMES =
        {"echo", "discard", "source", "close", "reset", "http"};
    return NAMES;
}

std::optional<Service>
ParseService(const std::string& name)
{
    const auto& names = ServiceNames();
    const auto place = std::find(names.begin(), names.end(), name);
    if (place == names.end())
    {
        return std::nullopt;
    }
    return static_cast<Service>(place - names.begin());
}

Conversation::Conversation(const Terms& terms)
    : m_terms(terms)
{
}

void
Conversation::Begin(Ptr<Socket> socket, const Terms& terms)
{
    const Ptr<Conversation> one = Create<Conversation>(terms);
    socket->SetRecvCallback(MakeCallback(&Conversation::Readable, one));
    socket->SetSendCallback(MakeCallback(&Conversation::Writable, one));
    socket->SetCloseCallbacks(MakeCallback(&Conversation::PeerClosed, one),
                              MakeNullCallback<void, Ptr<Socket>>());
}

void
Conversation::BeginEach(Ptr<Socket> listener, const Terms& terms)
{
    listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                MakeCallback(&Reception::Accept, Create<Reception>(terms)));
}

void
Conversation::Readable(Ptr<Socket> socket)
{
    switch (m_terms.service)
    {
    case Service::ECHO:
        Echo(socket);
        return;
    case Service::DISCARD:
    case Service::SOURCE:
        ReadAll(socket);
        return;
    case Service::CLOSE:
        ReadAll(socket);
        socket->Close();
        return;
    case Service::RESET:
        socket->Close();
        return;
    case Service::HTTP:
        Answer(socket);
        return;
    }
}

void
Conversation::Writable(Ptr<Socket> socket, uint32_t)
{
    if (m_terms.service == Service::ECHO)
    {
        Echo(socket);
    }
    else if (m_terms.service == Service::SOURCE)
    {
        SendMore(socket);
    }
}

void
Conversation::PeerClosed(Ptr<Socket> socket)
{
    m_peerClosed = true;
    if (m_terms.service == Service::ECHO)
    {
        Echo(socket);
    }
    else if (m_terms.service == Service::SOURCE)
    {
        SendMore(socket);
    }
    else
    {
        socket->Close();
    }
}

void
Conversation::Echo(Ptr<Socket> socket)
{
    while (const uint32_t size = std::min(socket->GetRxAvailable(), socket->GetTxAvailable()))
    {
        if (socket->Send(socket->Recv(size, 0), 0) < 0)
        {
            return; // the connection is gone
        }
    }
    if (m_peerClosed && socket->GetRxAvailable() == 0)
    {
        socket->Close();
    }
}

void
Conversation::SendMore(Ptr<Socket> socket)
{
    constexpr uint64_t CHUNK = 65536;
    while (m_sent < m_terms.octets && socket->GetTxAvailable() > 0)
    {
        std::string text(
            std::min({m_terms.octets - m_sent, uint64_t{socket->GetTxAvailable()}, CHUNK}),
            '\0');
        for (std::size_t i = 0; i < text.size(); ++i)
        {
            text[i] = GeneratedCharacter(m_sent + i);
        }
        if (!Send(socket, text))
        {
            return;
        }
        m_sent += text.size();
    }
    if (m_sent == m_terms.octets)
    {
        socket->Close();
    }
}

void
Conversation::Answer(Ptr<Socket> socket)
{
    constexpr std::size_t LONGEST_REQUEST = 65536;
    m_request += ReadAll(socket);
    const bool isWhole = m_request.find("\r\n\r\n") != std::string::npos;
    if (isWhole)
    {
        // Without its length: the page ends with the connection.
        const bool isGet = m_request.rfind("GET ", 0) == 0;
        Send(socket,
             isGet
                 ? "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + PAGE
                 : "HTTP/1.1 501 Not Implemented\r\nConnection: close\r\n\r\n");
    }
    if (isWhole || m_request.size() > LONGEST_REQUEST)
    {
        socket->Close();
    }
}

} // namespace synfin
} // namespace ns3
