/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_PROFILE_H
#define SYNFIN_PROFILE_H

#include "synfin-port-selection.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-core
/// @{

/// Local ports that Connect may choose, both ends included.
struct PortRange
{
    uint16_t low{32768};  //!< the first port
    uint16_t high{60999}; //!< the last port

    /// @return how many ports there are
    uint32_t Size() const
    {
        return static_cast<uint32_t>(high) - low + 1;
    }

    /// @return true for the same range
    bool operator==(const PortRange& other) const
    {
        return low == other.low && high == other.high;
    }
};

/**
 * @brief Every policy of a host's TCP. A field has its Linux sysctl's name (without tcp_) where one
 * exists.
 *
 * The defaults are those of the preset "rfc9293". ProfileFields() has unit, range and source of
 * each; Profile::Preset() the other presets.
 */
struct Profile
{
    /// @name Opening
    /// @{

    /// ProfileFields() says what each of these is, with unit, range and source.
    uint32_t syn_retries{7};
    uint32_t syn_linear_timeouts{0};
    Time connect_timeout{0};
    uint32_t synack_retries{7};
    Time synack_ratelimit{MilliSeconds(500)};
    bool duplicate_syn_restarts{false};
    bool bad_ack_hastens_syn{false};
    bool simultaneous_final_ack{false};
    bool soft_errors_end_open{false};
    uint32_t icmp_may_rst{1};
    bool syn_text{true};
    bool synack_text{true};
    bool drop_synfin{false};
    bool listen_ignores_synack{false};
    bool synack_timed{true};
    uint32_t max_syn_backlog{4096};
    bool syn_backlog_reserve{false};
    uint32_t syncookies{0};
    bool bsd_cookies{false};
    uint32_t syn_queue_full{0};
    uint32_t syncache_hashsize{0};
    uint32_t syncache_bucketlimit{30};
    bool syn_queue_young_half{false};
    uint32_t somaxconn{4096};
    Time defer_accept{0};
    bool abort_on_overflow{false};
    bool close_resets_half_open{true};
    uint32_t migrate_req{0};
    Time isn_tick{MicroSeconds(4)};
    PortRange ip_local_port_range{49152, 65535};
    PortSelection port_selection{PortSelection::RFC6056_3};
    bool bind_address_no_port{true};
    uint32_t fastopen{0};
    Time fastopen_blackhole_timeout{0};
    /// @}

    /// @name Retransmission and failure
    /// @{

    /// ProfileFields() says what each of these is, with unit, range and source.
    uint32_t timer_hz{0};
    Time rto_initial{Seconds(1)};
    Time rto_min{Seconds(1)};
    Time rto_max{Seconds(60)};
    Time rto_slop{0};
    Time rto_fallback{Seconds(3)};
    bool rto_min_bounds_variance{false};
    bool probe_has_data{true};
    uint32_t retries1{3};
    uint32_t retries2{15};
    bool retries_as_time{false};
    bool tail_loss_probe{false};
    bool rack{false};
    bool prr{false};
    uint32_t undo{0};
    bool frto{false};
    uint32_t slow_start_after_idle{1};
    uint32_t orphan_retries{15};
    uint32_t max_orphans{UINT32_MAX};
    Time user_timeout{Minutes(5)};
    bool keepalive{false};
    Time keepalive_time{Hours(2)};
    Time keepalive_intvl{Seconds(75)};
    uint32_t keepalive_probes{9};
    bool keepalive_user_timeout{false};
    /// @}

    /// @name Closing
    /// @{

    /// ProfileFields() says what each of these is, with unit, range and source.
    Time msl{Minutes(2)};
    std::optional<Time> time_wait;
    Time fin_timeout{0};
    Time linger2{0};
    bool fin_wait_2_record{false};
    bool rfc1337{true};
    bool tw_rst_paws{false};
    bool tw_recycle{false};
    uint32_t tw_reuse{0};
    Time tw_reuse_delay{Seconds(1)};
    bool tw_reopen{true};
    bool tw_reopen_timestamps{true};
    bool tw_reopen_returns{true};
    bool tw_syn_ends{false};
    bool tw_restart_any_ack{false};
    uint32_t tw_ackless{1};
    uint32_t max_tw_buckets{UINT32_MAX};
    bool abort_acknowledges{false};
    bool rst_at_fin{false};
    bool ack_repeats_fin{false};
    uint32_t old_segment_ack{0};
    bool fin_ack_waits{false};
    /// @}

    /// @name Attack resistance
    /// @{

    /// ProfileFields() says what each of these is, with unit, range and source.
    uint32_t challenge_ack_limit{10};
    Time challenge_ack_interval{Seconds(5)};
    Time invalid_ratelimit{MilliSeconds(500)};
    bool answer_unsent_ack{true};
    bool insecure_rst{false};
    bool insecure_syn{false};
    bool insecure_ack{false};
    /// @}

    /// @name Options and data transfer
    /// @{

    /// ProfileFields() says what each of these is, with unit, range and source.
    bool timestamps{true};
    uint32_t timestamp_offset{1};
    bool tolerate_missing_ts{true};
    bool window_scaling{true};
    bool sack{true};
    bool sack_fin{false};
    bool dsack{false};
    bool bsd_options{false};
    uint32_t ecn{2};
    uint32_t ecn_fallback{1};
    uint32_t ecn_synack_fallback{0};
    bool ecn_refuses_ect_syn{false};
    uint32_t mss{1460};
    bool pmtu_discovery{true};
    uint32_t min_pmtu{68};
    Time mtu_expires{Minutes(10)};
    uint32_t mtu_probing{0};
    uint32_t base_mss{1024};
    uint32_t mtu_probe_floor{48};
    uint32_t pmtud_blackhole_detection{0};
    uint32_t pmtud_blackhole_mss{1200};
    uint32_t v6pmtud_blackhole_mss{1220};
    uint32_t rmem{131072};
    uint32_t rmem_max{0};
    uint32_t wmem{131072};
    uint32_t maxsockbuf{0};
    bool buffers_by_mss{false};
    bool window_from_buffer{false};
    uint32_t dupack_threshold{3};
    std::string congestion_control{"newreno"};
    bool delayed_ack{true};
    Time delayed_ack_timeout{MilliSeconds(200)};
    uint32_t quick_acks{0};
    bool nagle{true};
    bool nagle_minshall{false};

    /// @}

    /// @return how long TIME_WAIT lasts: time_wait, else 2 x msl (MUST-13)
    Time TimeWait() const
    {
        return time_wait.value_or(2 * msl);
    }

    /// @return true when the last quarter of max_syn_backlog is kept for peers that are proven
    /// (Linux tcp_conn_request())
    bool ReservesBacklog() const
    {
        return syn_backlog_reserve && syncookies == 0 && !tw_recycle;
    }

    /// @return log2 of what a window of 65535 must be scaled by to hold maxsockbuf or, without it,
    /// a receive buffer of so many octets; at most 14 (RFC 7323 2.3)
    uint8_t WindowShift(uint32_t buffer) const;

    /**
     * @brief A preset by its name.
     * @param name one of PresetNames()
     * @return the preset, or nothing when there is none of that name
     */
    static std::optional<Profile> Preset(const std::string& name);

    /// The preset where nobody chooses one.
    static constexpr const char* DEFAULT_PRESET = "linux";

    /// @return "rfc9293", "linux", "freebsd" and so on
    static const std::vector<std::string>& PresetNames();

    /**
     * @brief What nobody has published of the stack that a preset is named after.
     * @param name one of PresetNames()
     * @return the names of fields that have the value of rfc9293 for want of a source
     */
    static const std::vector<std::string>& UnknownFields(const std::string& name);

    /**
     * @brief Sets one field from text.
     * @param name the field's name, such as "syn_retries"
     * @param value such as "4", "true" or "1", "60s", "32768-60999"
     * @return nothing when it was set, else one line that says what would be accepted
     */
    std::optional<std::string> Set(const std::string& name, const std::string& value);

    /**
     * @brief One field as text, in the form that Set takes.
     * @param name the field's name; must be one of ProfileFields()
     * @return the text
     */
    std::string Get(const std::string& name) const;

    /// @return nothing when the fields agree with each other, else one line that says which do not
    std::optional<std::string> Validate() const;
};

/// What one field of a Profile is.
struct ProfileField
{
    /// Where a field is, by its type.
    using Member = std::variant<bool Profile::*,
                                uint32_t Profile::*,
                                Time Profile::*,
                                std::optional<Time> Profile::*,
                                PortRange Profile::*,
                                PortSelection Profile::*,
                                std::string Profile::*>;

    const char* name;   //!< its name
    Member member;      //!< where it is
    double low;         //!< lowest value accepted (seconds for times)
    double high;        //!< highest value accepted (seconds for times)
    const char* unit;   //!< "s", "octets", "retransmissions", ...
    const char* source; //!< RFC section or sysctl
    const char* help;   //!< what it does, in one sentence
    bool orZero{false}; //!< 0 is accepted, although it is below low

    /// @return "from 64 to 65495 (octets)" or "from 0 to 0.5 s": what it accepts, when it is a
    /// number or a time
    std::string Range() const;

    /// @return the name of its sysctl where that is not its own, such as tcp_syn_retries; or ""
    std::string Sysctl() const;

    /// @return true when it accepts that number
    bool Contains(uint32_t number) const
    {
        return (number >= low && number <= high) || (orZero && number == 0);
    }

    /// @return true when it accepts that time
    bool Contains(Time time) const
    {
        // Time::GetSeconds() shifts a negative value to the left, which C++17 leaves undefined.
        const double seconds = static_cast<double>(time.GetTimeStep()) / Seconds(1).GetTimeStep();
        return seconds >= low && seconds <= high;
    }
};

/// @return all fields, in the order in which they are declared
const std::vector<ProfileField>& ProfileFields();

/// @return the value of each field, by its name, in the form of Profile::Set
std::map<std::string, std::string> FieldsOf(const Profile& profile);

/// @param name a field's, or its sysctl's with or without "net.ipv4." or "net.core."
/// @return the field of that name, or nullptr
const ProfileField* FindProfileField(std::string name);

/// @param name a field's, or its sysctl's: "syn_retries" of "tcp_syn_retries" and of
/// "net.ipv4.tcp_syn_retries"
/// @return the field's name; what is no field's stays as it is
std::string ProfileFieldName(const std::string& name);

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_PROFILE_H
