/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Keys of summary.json that are of groups of users, and of the window that is measured.

#include "synfin-summary-key-kinds.h"

#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

using Json = nlohmann::ordered_json;
using Summary = RunSummary;
using Keys = std::vector<SummaryKey>;

/// What each group of users came to: the keys that are of groups, under the group's name.
Json
GroupsToJson(const Keys& keys, const Summary& summary)
{
    Json groups = Json::array();
    for (const GroupSummary& group : summary.groups)
    {
        Summary own;
        own.connections.Add(group.connections);
        own.timeWaitPeak = group.timeWaitPeak;
        own.timeWaitMean = group.timeWaitMean;
        own.synReceived = group.synReceived;
        own.attack = group.attack;
        own.blind = group.blind;
        own.window = group.window;
        Json json{{"group", group.name}};
        for (const SummaryKey& key : keys)
        {
            if (key.isOfGroups)
            {
                json[Json::json_pointer("/" + key.path)] = key.value(own);
            }
        }
        groups.push_back(json);
    }
    return groups.empty() ? Json() : groups;
}

/// Marks the keys that are told of each group of users, too.
void
MarkGroups(Keys& keys)
{
    for (SummaryKey& key : keys)
    {
        const std::string section = key.path.substr(0, key.path.find('/'));
        key.isOfGroups = section == "connections" || section == "handshake_latency_s" ||
                         section == "close" || section == "syn_rcvd" || section == "attack" ||
                         section == "users" || section == "window" ||
                         key.path == "time_wait/peak" || key.path == "time_wait/mean";
    }
}

} // namespace

void
AddUserKeys(std::vector<SummaryKey>& keys)
{
    const auto add = [&](const char* name, const char* unit, const char* help, auto figure) {
        keys.push_back(Figure(std::string("users/") + name, unit, help, [=](const Summary& s) {
            return s.connections.users > 0 ? figure(s.connections) : Json();
        }));
    };
    using C = ConnectionResults;
    add("begun",
        "connections",
        "that users began who have several addresses to try, each one or more attempts; null where "
        "nobody has",
        [](const C& c) { return Json(c.users); });
    add("connected",
        "connections",
        "of these, those of which an attempt was established",
        [](const C& c) { return Json(c.userLatency.Count()); });
    add("latency_s_mean",
        "s",
        "from their begin to the first that was established",
        [](const C& c) { return OrNull(c.userLatency.Mean()); });
    for (const auto& [name, share] : {std::pair{"latency_s_p50", 0.5},
                                      std::pair{"latency_s_p90", 0.9},
                                      {"latency_s_p99", 0.99}})
    {
        add(name, "s", "quantile of the same", [share = share](const C& c) {
            return OrNull(c.userLatency.Quantile(share));
        });
    }
    add("latency_s_max", "s", "the greatest", [](const C& c) {
        return OrNull(c.userLatency.Max());
    });
}

void
AddSynReceivedKeys(std::vector<SummaryKey>& keys)
{
    const auto add = [&](const char* name, const char* help, auto figure) {
        keys.push_back(
            Figure(std::string("syn_rcvd/") + name, "connections", help, [=](const Summary& s) {
                return s.synReceived ? Json(figure(*s.synReceived)) : Json();
            }));
    };
    using S = SynReceivedSummary;
    add("peak",
        "most in SYN_RCVD at once, over all servers; null unless some group is half-open "
        "or floods with SYNs",
        [](const S& s) { return s.peak; });
    add("mean", "mean population of SYN_RCVD over the whole run", [](const S& s) {
        return s.mean;
    });
}

void
AddAttackKeys(std::vector<SummaryKey>& keys)
{
    const auto add = [&](const char* name, const char* help, auto figure) {
        keys.push_back(
            {std::string("attack/") + name,
             "integer",
             "segments",
             true,
             help,
             [=](const Summary& s) { return s.attack ? Json(figure(*s.attack)) : Json(); }});
    };
    using A = AttackResults;
    add("sent",
        "that attackers made up and put on the wire; null unless some group does so",
        [](const A& a) { return a.sent; });
    add("syn_acks",
        "that came back to them, or, over the shared link, to whom they made up",
        [](const A& a) { return a.synAcks; });
    add("resets", "the same with RST", [](const A& a) { return a.resets; });
    add("others", "the same, whatever else", [](const A& a) { return a.others; });
}

void
AddBlindKeys(std::vector<SummaryKey>& keys)
{
    using B = BlindResults;
    const auto add = [&](const char* name, const char* unit, const char* help, auto figure) {
        keys.push_back(Figure(std::string("attack/") + name, unit, help, [=](const Summary& s) {
            return s.blind ? Json(figure(*s.blind)) : Json();
        }));
    };
    add("victims",
        "connections",
        "that were established and at which somebody guessed; null unless some group does so "
        "(rst-blind, syn-blind, data-blind)",
        [](const B& b) { return b.victims; });
    add("met",
        "segments",
        "that arrived for a connection that was there, synchronized",
        [](const B& b) { return b.met; });
    add("successes",
        "segments",
        "of these, those that ended it, or whose data it took",
        [](const B& b) { return b.successes; });
    add("challenge_acks", "segments", "that it answered them with (RFC 5961)", [](const B& b) {
        return b.challenges;
    });
    const auto mean = [&](const char* name, const char* help, uint64_t B::* sum) {
        add(name, "octets", help, [=](const B& b) {
            return b.met > 0 ? Json(static_cast<double>(b.*sum) / static_cast<double>(b.met))
                             : Json();
        });
    };
    mean("window", "mean receive window that these met", &B::windows);
    mean("acks",
         "mean number of acknowledgement numbers that RFC 5961 5.2 takes there: SND.WND, SND.NXT - "
         "SND.UNA, and 1",
         &B::acks);
}

void
AddWindowKeys(std::vector<SummaryKey>& keys)
{
    using Window = WindowMeter;
    const auto add = [&](const char* name, const char* unit, const char* help, auto figure) {
        keys.push_back(Figure(std::string("window/") + name, unit, help, [=](const Summary& s) {
            return s.window ? OrNull(figure(*s.window)) : Json();
        }));
    };
    const auto both =
        [&](const std::string& name, const std::string& unit, const char* help, auto figure) {
            static const char* const HALF =
                "half the width of its interval at 95 %, by batch means";
            const auto part = [=](double MeanWithin::* member) {
                return [=](const Window& w) {
                    const std::optional<MeanWithin> found = figure(w);
                    return found ? std::optional(*found.*member) : std::nullopt;
                };
            };
            const char* const text = unit == "s" ? "s" : "connections";
            add(name.c_str(), text, help, part(&MeanWithin::mean));
            add((name + "_ci95").c_str(), text, HALF, part(&MeanWithin::halfWidth));
        };
    using Number = std::optional<double>;
    add("from_s",
        "s",
        "when the window begins that is measured; null without --measure",
        [](const Window& w) { return Number(w.Begin().GetSeconds()); });
    add("to_s", "s", "when it ends", [](const Window& w) { return Number(w.End().GetSeconds()); });
    add("attempted", "connections", "that began in it", [](const Window& w) {
        return Number(static_cast<double>(w.Attempted()));
    });
    add("established",
        "connections",
        "of these, those that the client saw so",
        [](const Window& w) { return Number(static_cast<double>(w.Handshake().Count())); });
    both("established_per_s", "connections", "the same per second", [](const Window& w) {
        return std::optional(w.EstablishedRate());
    });
    both("handshake_latency_s",
         "s",
         "mean latency of their handshakes; null unless each twentieth of the window has some",
         [](const Window& w) { return w.Latency(); });
    for (const auto& [name, share] : {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}})
    {
        add((std::string("handshake_latency_s_") + name).c_str(),
            "s",
            "quantile of the same",
            [share = share](const Window& w) { return w.Handshake().Quantile(share); });
    }
    both("time_wait",
         "connections",
         "mean population of TIME_WAIT; null when the run ended before the window did",
         [](const Window& w) { return w.TimeWait(); });
}

void
AddGroupKeys(std::vector<SummaryKey>& keys)
{
    MarkGroups(keys);
    keys.push_back(
        {"groups",
         "list",
         "",
         true,
         "each group of users: its name as group, and the same keys of its own in connections, "
         "handshake_latency_s, close, syn_rcvd, attack, users and, of TIME_WAIT at both ends, "
         "time_wait/peak and "
         "mean; null "
         "where there is but one without a name",
         [own = keys](const Summary& s) { return GroupsToJson(own, s); }});
}

} // namespace synfin
} // namespace ns3
