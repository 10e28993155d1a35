/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-exchange.h"

#include <map>

using namespace ns3;
using namespace ns3::synfin;

// ---- Presets ----

/// What the presets say, against the table of measured and documented constants.
TEST(ProfilePreset, Linux)
{
    const Profile linux = *Profile::Preset("linux");
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"syn_retries", "6"},
        {"syn_linear_timeouts", "4"},
        {"synack_retries", "5"},
        {"rto_initial", "1s"},
        {"rto_min", "200ms"},
        {"rto_max", "120s"},
        {"rto_fallback", "3s"},
        {"retries1", "3"},
        {"retries2", "15"},
        {"orphan_retries", "8"},
        {"time_wait", "auto"},
        {"msl", "30s"},
        {"fin_timeout", "60s"},
        {"linger2", "0s"},
        {"tw_reuse", "2"},
        {"tw_reuse_delay", "1s"},
        {"max_tw_buckets", "131072"},
        {"max_syn_backlog", "2048"},
        {"syncookies", "1"},
        {"somaxconn", "4096"},
        {"abort_on_overflow", "false"},
        {"invalid_ratelimit", "500ms"},
        {"rfc1337", "false"},
        {"timestamps", "true"},
        {"keepalive_time", "7200s"},
        {"keepalive_intvl", "75s"},
        {"keepalive_probes", "9"},
        {"keepalive", "false"},
        {"ip_local_port_range", "32768-60999"}};
    for (const auto& [name, value] : expected)
    {
        Profile same = linux;
        EXPECT_FALSE(same.Set(name, value)) << name;
        EXPECT_EQ(same.Get(name), linux.Get(name)) << name;
    }
    EXPECT_EQ(linux.TimeWait(), Seconds(60));
    EXPECT_EQ(linux.ip_local_port_range.Size(), 28232U);
    EXPECT_EQ(Profile::Preset("linux-4")->syn_linear_timeouts, 0U);
    EXPECT_EQ(FieldsOf(*Profile::Preset("linux-6.18")), FieldsOf(linux));
}

/// Where Linux 4.9 is another than the newest, and nowhere else.
TEST(ProfilePreset, Linux49)
{
    const std::map<std::string, std::string> expected = {{"syn_linear_timeouts", "0"},
                                                         {"bad_ack_hastens_syn", "false"},
                                                         {"max_syn_backlog", "1024"},
                                                         {"somaxconn", "128"},
                                                         {"tw_reuse", "0"},
                                                         {"rst_at_fin", "false"},
                                                         {"challenge_ack_limit", "1000"},
                                                         {"answer_unsent_ack", "false"},
                                                         {"timestamp_offset", "0"}};
    auto fields = FieldsOf(*Profile::Preset("linux"));
    for (const auto& [name, value] : expected)
    {
        EXPECT_NE(fields[name], value) << name;
        fields[name] = value;
    }
    EXPECT_EQ(FieldsOf(*Profile::Preset("linux-4.9")), fields);
}

/// What nobody has published has the RFC's value.
TEST(ProfilePreset, UnknownFields)
{
    const Profile rfc;
    for (const std::string& name : Profile::PresetNames())
    {
        for (const std::string& field : Profile::UnknownFields(name))
        {
            ASSERT_NE(FindProfileField(field), nullptr) << field;
            EXPECT_EQ(Profile::Preset(name)->Get(field), rfc.Get(field)) << name << " " << field;
        }
    }
    EXPECT_TRUE(Profile::UnknownFields("linux").empty());
}

/// One field may be below 0.
TEST(ProfileSet, NegativeTimes)
{
    Profile profile;
    EXPECT_FALSE(profile.Set("linger2", "-1s"));
    EXPECT_EQ(profile.linger2, Seconds(-1));
    EXPECT_EQ(profile.Get("linger2"), "-1s");
    EXPECT_TRUE(profile.Set("linger2", "-2s"));
    EXPECT_TRUE(profile.Set("linger2", "-"));
    EXPECT_TRUE(profile.Set("linger2", "--1s"));
    EXPECT_TRUE(profile.Set("fin_timeout", "-1s"));
}

TEST(ProfilePreset, FreeBsd)
{
    const Profile freebsd = *Profile::Preset("freebsd");
    EXPECT_EQ(freebsd.TimeWait(), Seconds(60));
    EXPECT_EQ(freebsd.connect_timeout, Seconds(75));
    EXPECT_EQ(freebsd.keepalive_time, Seconds(7200));
    EXPECT_EQ(freebsd.keepalive_intvl, Seconds(75));
    EXPECT_EQ(freebsd.keepalive_probes, 8U);
    EXPECT_EQ(freebsd.retries2, 12U);
    EXPECT_EQ(freebsd.rto_max, Seconds(64));
    EXPECT_EQ(freebsd.synack_retries, 3U);
}

/// The requirements with a number.
TEST(ProfilePreset, Rfc9293)
{
    const Profile rfc = *Profile::Preset("rfc9293");
    EXPECT_EQ(rfc.msl, Minutes(2));                        // MUST-13
    EXPECT_EQ(rfc.isn_tick, MicroSeconds(4));              // MUST-8
    EXPECT_GE(rfc.retries1, 3U);                           // SHLD-10
    EXPECT_LT(rfc.delayed_ack_timeout, MilliSeconds(500)); // MUST-40
    EXPECT_GE(rfc.keepalive_time, Hours(2));               // MUST-28
    EXPECT_FALSE(rfc.keepalive);                           // MUST-25
    EXPECT_EQ(rfc.user_timeout, Minutes(5));               // RFC 9293 3.8.3
    EXPECT_EQ(rfc.rto_initial, Seconds(1));                // RFC 6298 2.1
    EXPECT_EQ(rfc.rto_min, Seconds(1));                    // RFC 6298 2.4
    EXPECT_GE(rfc.rto_max, Seconds(60));                   // RFC 6298 2.5
}

TEST(ProfilePreset, AllAreValid)
{
    EXPECT_EQ(Profile::PresetNames().size(), 9U);
    for (const std::string& name : Profile::PresetNames())
    {
        ASSERT_TRUE(Profile::Preset(name)) << name;
        EXPECT_FALSE(Profile::Preset(name)->Validate()) << name;
    }
    EXPECT_FALSE(Profile::Preset("minix"));
    EXPECT_FALSE(Profile::Preset(""));
}

// ---- Fields ----

/// 0 turns the wheel off, and no kernel is slower than 24 Hz.
TEST(ProfileField, ZeroStandsApartFromARange)
{
    Profile profile;
    for (const char* good : {"0", "24", "250", "10000"})
    {
        EXPECT_FALSE(profile.Set("timer_hz", good)) << good;
    }
    for (const char* bad : {"1", "23", "10001", "-1", "x", ""})
    {
        EXPECT_EQ(profile.Set("timer_hz", bad).value_or("set"),
                  "0 or an integer from 24 to 10000 (Hz)")
            << bad;
    }
    EXPECT_EQ(profile.timer_hz, 10000U);
}

/// What Get prints Set takes, and nothing is lost, for each field of each preset.
TEST(ProfileField, RoundTrip)
{
    for (const std::string& preset : Profile::PresetNames())
    {
        const Profile source = *Profile::Preset(preset);
        Profile copy = *Profile::Preset(preset == "linux" ? "rfc9293" : "linux");
        for (const ProfileField& field : ProfileFields())
        {
            const std::string text = source.Get(field.name);
            EXPECT_FALSE(copy.Set(field.name, text)) << field.name << " " << text;
            EXPECT_EQ(copy.Get(field.name), text) << field.name;
        }
    }
}

/// The bounds of each field are accepted, what is beyond is not, and then nothing changes. MUST-67:
/// an mss of at most 65495 is MMS_R - 20.
TEST(ProfileField, Bounds)
{
    for (const ProfileField& field : ProfileFields())
    {
        Profile profile;
        if (const auto* member = std::get_if<uint32_t Profile::*>(&field.member))
        {
            for (double value : {field.low, field.high})
            {
                const auto number = static_cast<uint32_t>(value);
                EXPECT_FALSE(profile.Set(field.name, std::to_string(number))) << field.name;
                EXPECT_EQ(profile.*(*member), number) << field.name;
            }
            const std::string before = profile.Get(field.name);
            const auto beyond = std::to_string(static_cast<uint64_t>(field.high) + 1);
            EXPECT_TRUE(profile.Set(field.name, beyond)) << field.name;
            if (field.low > 0)
            {
                const auto below = std::to_string(static_cast<uint64_t>(field.low) - 1);
                EXPECT_TRUE(profile.Set(field.name, field.orZero ? below : "0")) << field.name;
            }
            EXPECT_EQ(profile.Get(field.name), before) << field.name;
        }
        else if (std::get_if<Time Profile::*>(&field.member) ||
                 std::get_if<std::optional<Time> Profile::*>(&field.member))
        {
            const std::string before = profile.Get(field.name);
            EXPECT_TRUE(profile.Set(field.name, "2000000s")) << field.name;
            EXPECT_TRUE(profile.Set(field.name, "-2s")) << field.name;
            EXPECT_TRUE(profile.Set(field.name, "5")) << field.name; // no unit
            EXPECT_EQ(profile.Get(field.name), before) << field.name;
            if (field.low > 0)
            {
                EXPECT_TRUE(profile.Set(field.name, "0s")) << field.name;
            }
        }
    }
}

/// Nonsense is refused by every field, with one line that says what would do.
TEST(ProfileField, Nonsense)
{
    for (const ProfileField& field : ProfileFields())
    {
        Profile profile;
        const std::string before = profile.Get(field.name);
        for (const char* value : {"",
                                  " ",
                                  "nonsense",
                                  "-1",
                                  "1e",
                                  "0x10",
                                  "1 2",
                                  "nan",
                                  "inf",
                                  "99x",
                                  "1-",
                                  "-",
                                  "5-4",
                                  "0-10",
                                  "1-65536",
                                  "true1"})
        {
            const auto error = profile.Set(field.name, value);
            if (!error && std::holds_alternative<std::string Profile::*>(field.member))
            {
                EXPECT_EQ(profile.Get(field.name), value); // a name; who knows ns-3 knows which
                EXPECT_EQ(std::string(value).find_first_of(" -"), std::string::npos) << value;
                profile = Profile();
                continue;
            }
            ASSERT_TRUE(error) << field.name << " took '" << value << "'";
            EXPECT_FALSE(error->empty());
            EXPECT_EQ(error->find('\n'), std::string::npos);
            EXPECT_EQ(profile.Get(field.name), before) << field.name;
        }
        EXPECT_GT(std::string(field.unit).size(), 0U) << field.name;
        EXPECT_GT(std::string(field.source).size(), 0U) << field.name;
        EXPECT_GT(std::string(field.help).size(), 0U) << field.name;
    }
    Profile profile;
    EXPECT_TRUE(profile.Set("no_such_field", "1"));
    EXPECT_TRUE(profile.Set("", "1"));
}

/// time_wait is 2 x msl until it is set; "auto" takes that back.
TEST(ProfileField, TimeWaitFollowsMsl)
{
    Profile profile;
    EXPECT_FALSE(profile.Set("msl", "10s"));
    EXPECT_EQ(profile.TimeWait(), Seconds(20));
    EXPECT_FALSE(profile.Set("time_wait", "7s"));
    EXPECT_FALSE(profile.Set("msl", "1s"));
    EXPECT_EQ(profile.TimeWait(), Seconds(7));
    EXPECT_FALSE(profile.Set("time_wait", "auto"));
    EXPECT_EQ(profile.TimeWait(), Seconds(2));
}

/// Fields must agree with each other.
TEST(ProfileField, Validate)
{
    const auto refuses = [](const char* name, const char* value) {
        Profile profile;
        EXPECT_FALSE(profile.Set(name, value)) << name;
        return profile.Validate().has_value();
    };
    EXPECT_TRUE(refuses("rto_min", "61s"));
    EXPECT_TRUE(refuses("rto_initial", "61s"));
    EXPECT_TRUE(refuses("rto_fallback", "61s"));
    EXPECT_TRUE(refuses("retries1", "16"));
    EXPECT_TRUE(refuses("ack_repeats_fin", "true")); // beside old_segment_ack 0
    EXPECT_FALSE(refuses("rto_min", "60s"));
    EXPECT_FALSE(refuses("retries1", "15"));
}

// ---- Ports ----
