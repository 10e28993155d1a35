/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_TCP_SETTINGS_H
#define SYNFIN_TCP_SETTINGS_H

#include "ns3/nstime.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-stack.h"
#include "ns3/tcp-socket.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-node
/// @{

/**
 * @brief The attributes of ns3::TcpSocket, and those of ns3::TcpSocketBase, above a host's Profile.
 *
 * An attribute counts when somebody set its default, be it to ns-3's own, or set it on the socket
 * itself; else the Profile decides.
 */
class TcpSettings : public TcpSocket
{
  public:
    /// @return the TypeId, with the attributes of ns3::TcpSocketBase
    static TypeId GetTypeId();

    /// @return initial congestion window in segments
    uint32_t InitialWindow() const
    {
        return GetInitialCwnd();
    }

    /// @return initial ssthresh in octets
    uint32_t InitialThreshold() const
    {
        return GetInitialSSThresh();
    }

  protected:
    /// What was set; the names are those of ns3::TcpSocket's attributes.
    struct Values
    {
        std::optional<uint32_t> sendBuffer;       //!< SndBufSize: octets
        std::optional<uint32_t> receiveBuffer;    //!< RcvBufSize: octets
        std::optional<uint32_t> segmentSize;      //!< SegmentSize: octets
        std::optional<uint32_t> initialThreshold; //!< InitialSlowStartThreshold: octets
        std::optional<uint32_t> initialWindow;    //!< InitialCwnd: segments
        std::optional<Time> connectTimeout;       //!< ConnTimeout: until the SYN is sent again
        std::optional<uint32_t> synRetries;       //!< ConnCount
        std::optional<uint32_t> dataRetries;      //!< DataRetries
        std::optional<Time> delayedAckTimeout;    //!< DelAckTimeout
        std::optional<uint32_t> delayedAckCount;  //!< DelAckCount: segments
        std::optional<bool> noDelay;              //!< TcpNoDelay
        std::optional<Time> persistTimeout; //!< PersistTimeout: until the first zero-window probe

        // Those of ns3::TcpSocketBase
        std::optional<double> maxSegmentLifetime; //!< MaxSegLifetime: seconds
        std::optional<bool> windowScaling;        //!< WindowScaling
        std::optional<bool> sack;                 //!< Sack
        std::optional<uint32_t> ecn;              //!< UseEcn, as the field ecn
        std::optional<bool> timestamps;           //!< Timestamp
        std::optional<Time> rtoMin;               //!< MinRto
        std::optional<uint32_t> dupackThreshold;  //!< ReTxThreshold
    };

    /// @return the host's profile
    virtual const Profile& HostProfile() const = 0;
    /// Options of a connection that exists changed.
    virtual void Apply(const ConnectionOptions& options) = 0;

    /// @return what was set, as the Stack understands it
    ConnectionOptions Options() const;

    /// @return the same for a listener
    ConnectionOptions ListenerOptions() const;

    /// @return TCP Fast Open (RFC 7413)?
    bool WantsFastOpen() const
    {
        return m_fastOpen;
    }

    /// Sets whether.
    void SetFastOpen(bool value)
    {
        m_fastOpen = value;
    }

    /// @return octets that may wait for their acknowledgment
    uint32_t SendBufferSize() const
    {
        return GetSndBufSize();
    }

    /// What is set from now on was set on this socket.
    void NotifyConstructionCompleted() override;

  private:
    /// Makes the TypeId, with the attributes of ns3::TcpSocketBase.
    static TypeId MakeTypeId();

    /// Keeps a value, unless it is a default that nobody set and comes from the construction.
    template <typename T, typename S>
    void Store(std::optional<T>& field, const T& value, const S& stock);

    // From TcpSocket
    void SetSndBufSize(uint32_t value) override;
    uint32_t GetSndBufSize() const override;
    void SetRcvBufSize(uint32_t value) override;
    uint32_t GetRcvBufSize() const override;
    void SetSegSize(uint32_t value) override;
    uint32_t GetSegSize() const override;
    void SetInitialSSThresh(uint32_t value) override;
    uint32_t GetInitialSSThresh() const override;
    void SetInitialCwnd(uint32_t value) override;
    uint32_t GetInitialCwnd() const override;
    void SetConnTimeout(Time value) override;
    Time GetConnTimeout() const override;
    void SetSynRetries(uint32_t value) override;
    uint32_t GetSynRetries() const override;
    void SetDataRetries(uint32_t value) override;
    uint32_t GetDataRetries() const override;
    void SetDelAckTimeout(Time value) override;
    Time GetDelAckTimeout() const override;
    void SetDelAckMaxCount(uint32_t value) override;
    uint32_t GetDelAckMaxCount() const override;
    void SetTcpNoDelay(bool value) override;
    bool GetTcpNoDelay() const override;
    void SetPersistTimeout(Time value) override;
    Time GetPersistTimeout() const override;

    // Attributes of ns3::TcpSocketBase
    void SetMaxSegmentLifetime(double seconds);
    double GetMaxSegmentLifetime() const;
    void SetWindowScaling(bool value);
    bool GetWindowScaling() const;
    void SetSack(bool value);
    bool GetSack() const;
    void SetEcn(uint32_t value);
    uint32_t GetEcn() const;
    void SetTimestamps(bool value);
    bool GetTimestamps() const;
    void SetRtoMin(Time value);
    Time GetRtoMin() const;
    void SetDupackThreshold(uint32_t value);
    uint32_t GetDupackThreshold() const;

    Values m_values;           //!< what was set
    bool m_fastOpen{false};    //!< FastOpen
    bool m_constructed{false}; //!< are the attributes' initial values behind us?
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_TCP_SETTINGS_H
