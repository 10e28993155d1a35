/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_FUZZ_HOST_H
#define SYNFIN_FUZZ_HOST_H

#include "properties/synfin-account.h"
#include "synfin-fuzz-input.h"

#include "ns3/synfin-stack.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace synfin
{

/**
 * @brief A Stack at the mercy of an input: its octets are segments from anybody, user calls and the
 * passing of time.
 *
 * Sequence numbers are chosen relative to those that the connection expects, else no input would
 * ever get through a handshake. With SYNFIN_FUZZ_SHOW in the environment, every step is printed.
 */
class FuzzHost
{
  public:
    explicit FuzzHost(FuzzInput& input);

    /// One step of the input.
    void Step();
    /// Everybody leaves and time goes by: nothing may stay behind.
    void End();

  private:
    static Profile AnyProfile(FuzzInput& input);
    FourTuple AnyTuple();
    ConnectionId AnyConnection();
    ConnectionOptions AnyOptions();
    uint32_t Near(uint32_t base, uint32_t edge);
    Segment AnySegment(const FourTuple& tuple);
    void AnyHeaderOptions(Segment& segment, const Connection* connection);
    FastOpenCookie AnyCookie();

    void Arrive();
    void Connect();
    void Listen();
    void Accept();
    void Call();
    void Icmp();
    void Wait();
    void LetTimePass(Time span);
    /// @param recordMayAnswer the connection may be one of which fin_wait_2_record left a record
    void CheckAnswer(const Segment& segment, bool recordMayAnswer) const;
    void Drain();

    FuzzInput& m_input;                  //!< where everything comes from
    std::unique_ptr<Stack> m_stack;      //!< the host
    std::unique_ptr<Account> m_account;  //!< its books
    std::vector<ConnectionId> m_ids;     //!< connections that there were, and are
    std::vector<ConnectionId> m_listens; //!< listeners that there were, and are
    std::vector<FourTuple> m_tuples;     //!< of connections that there were, and are
    std::unordered_map<FourTuple, Segment, FourTupleHash> m_cookies; //!< SYN-ACKs of nobody
    Time m_now;                                                      //!< the time
    uint64_t m_sent{0}; //!< octets that users sent, bounded
    Actions m_actions;  //!< of the latest call
    bool m_show;        //!< print every step
};

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_FUZZ_HOST_H
