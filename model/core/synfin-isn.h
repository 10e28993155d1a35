/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_ISN_H
#define SYNFIN_ISN_H

#include "synfin-four-tuple.h"

#include "ns3/nstime.h"
#include "ns3/sequence-number.h"

#include <array>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

class AddressTable;

/// A host's secret key, 128 bits; the same key gives the same run.
struct IsnSecret
{
    uint64_t k0{0}; //!< its first half, as SipHash names it
    uint64_t k1{0}; //!< its second half
};

/**
 * @brief Everything that a host derives from its secret key and a connection's addresses.
 *
 * F is SipHash-2-4 (Aumasson and Bernstein 2012), as in Linux and FreeBSD.
 */
class IsnGenerator
{
  public:
    /**
     * @param secret the key
     * @param tick how long one step of the ISN clock takes (RFC 9293 3.4.1: about 4 us)
     * @param addresses behind the ids of four-tuples; lives longer. Without it an id is taken for
     * its address.
     * @param timestampOffset as Profile::timestamp_offset
     */
    IsnGenerator(IsnSecret secret,
                 Time tick,
                 const AddressTable* addresses = nullptr,
                 uint32_t timestampOffset = 1);

    /// The host has restarted: a new key, and clocks that begin now.
    void Restart(Time now);

    /// @return ISN = M + F(four-tuple, secret) (RFC 6528 3, RFC 9293 MUST-8, SHLD-1, MUST-9)
    SequenceNumber32 Next(const FourTuple& tuple, Time now) const;

    /// @return what is added to the timestamp clock of that connection (RFC 7323 5.4)
    uint32_t TimestampOffset(const FourTuple& tuple) const;

    /// @return a hash of the destination, for the choice of a local port (RFC 6056 3.3.3)
    uint64_t PortOffset(const FourTuple& tuple) const;

    /// @return a hash of the four-tuple, for the choice among listeners (Linux inet_ehashfn())
    uint32_t ListenerHash(const FourTuple& tuple) const;

    /**
     * @brief SipHash of the peer's address and ours, octet by octet as they are on the wire (Linux
     * __tcp_fastopen_cookie_gen_cipher()).
     * @param tuple the peer is its remote end
     * @param key the hash's; nothing: one drawn from the host's
     */
    uint64_t FastOpenHash(const FourTuple& tuple, const std::optional<IsnSecret>& key) const;

    /// @param tuple a connection's addresses and ports
    /// @param message what else is hashed
    /// @return a hash for SYN cookies (Linux cookie_hash(), FreeBSD syncookie_mac())
    uint64_t CookieHash(const FourTuple& tuple, uint64_t message) const;

    /// @param now the time
    /// @param period of a clock of the host's, which began at no particular time before the host
    /// @return how many times it is over (Linux tcp_cookie_time(), FreeBSD syncookie_reseed())
    uint64_t PeriodsUntil(Time now, Time period) const
    {
        const auto length = static_cast<uint64_t>(period.GetTimeStep());
        const auto age = static_cast<uint64_t>(now.GetTimeStep() - m_start);
        return (age + m_phase % length) / length;
    }

    /// @return the n-th of a sequence of random numbers
    uint64_t Random(uint64_t n) const;

  private:
    /// The state of SipHash.
    struct Sip
    {
        uint64_t v0, v1, v2, v3;

        void Round();
        void Absorb(uint64_t word);
        uint64_t Finish(uint64_t octets);
    };

    /// A pair of addresses that was met lately, and how far its hashes are all the same.
    struct Pair
    {
        AddressId local{0};
        AddressId remote{0};
        uint32_t octets{0};          //!< length of the addresses; 0: there is no pair here
        uint32_t timestampOffset{0}; //!< the same for all ports
        Sip sip{};                   //!< has absorbed the addresses
    };

    static Sip Begin(const IsnSecret& secret);
    uint64_t Hash(const FourTuple& tuple, uint64_t word) const;
    const Pair& PairOf(const FourTuple& tuple) const;
    void Meet(Pair& pair, const FourTuple& tuple) const;

    IsnSecret m_secret;                    //!< the key
    int64_t m_tick;                        //!< time steps of one ISN tick
    const AddressTable* m_addresses;       //!< behind ids, or nullptr
    uint32_t m_timestampOffset;            //!< as Profile::timestamp_offset
    int64_t m_start{0};                    //!< time step of the last restart
    uint64_t m_phase;                      //!< of clocks that PeriodsUntil counts
    mutable std::array<Pair, 4> m_pairs{}; //!< by the last bits of both addresses
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_ISN_H
