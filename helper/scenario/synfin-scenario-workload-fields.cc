/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-scenario-workload-fields.h"

#include "synfin-scenario-field-kinds.h"
#include "synfin-scenario-held-connections.h"

#include "ns3/synfin-access-links.h"

#include <boost/algorithm/string/replace.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace ns3
{
namespace synfin
{

namespace
{

using Parameters = ScenarioParameters;
using P = Parameters;

constexpr double GIGABYTE = 1e9;
constexpr double YEAR = 365.0 * 86400e9; // nanoseconds
constexpr double HOUR = 3600e9;

ScenarioField
RateField()
{
    const ScenarioField::Bounds bounds{1e-6, 1e9};
    return {"rate",
            "Workload",
            "PER_S",
            "connections begun per second, on average",
            "a number from 0.000001 to 1000000000",
            [=](Parameters& p, const std::string& text, std::string&) {
                const auto value = ParseNumber(text);
                if (!value || *value < bounds.low || *value > bounds.high)
                {
                    return false;
                }
                p.rate = *value;
                return true;
            },
            [](const Parameters& p) { return FormatNumber(p.rate); },
            "number",
            "connections per second",
            {},
            bounds};
}

ScenarioField
RequestsField()
{
    ScenarioField field = Drawn({"requests-per-connection",
                                 "Workload",
                                 "requests and responses, one after the other",
                                 "requests"},
                                "N",
                                &Parameters::requestsPerConnection,
                                Quantity::COUNT,
                                1e6);
    const auto set = field.set;
    field.set = [set](Parameters& p, const std::string& text, std::string& accepted) {
        const Distribution before = p.requestsPerConnection;
        const bool isGood = set(p, text, accepted) && p.requestsPerConnection.Whole(1e-9) >= 1;
        p.requestsPerConnection = isGood ? p.requestsPerConnection : before;
        accepted = boost::algorithm::replace_first_copy(accepted, "from 0", "from 1");
        return isGood;
    };
    field.accepted = boost::algorithm::replace_first_copy(field.accepted, "from 0", "from 1");
    field.bounds->low = 1;
    return field;
}

ScenarioField
AccessLossField()
{
    const char* const accepted = "none, P, gemodel:P,R[,1-H[,1-K]] or gilbert:GOOD,BAD[,1-H[,1-K]]";
    return {"access-loss",
            "Workload",
            "LOSS",
            "how frames get lost on each client's own link, each way",
            accepted,
            [=](Parameters& p, const std::string& text, std::string& why) {
                LossParameters loss;
                const auto problem = ParseLoss(text, loss);
                if (problem || CheckAccessLoss(loss))
                {
                    why = accepted;
                    return false;
                }
                p.access[0].loss = p.access[1].loss = loss;
                return true;
            },
            [](const Parameters& p) { return FormatLoss(p.access[0].loss); }};
}

ScenarioField
AccessRateField()
{
    const auto parse = [](const std::string& text) -> std::optional<uint64_t> {
        return text == "none" ? std::optional<uint64_t>(0) : ParseRate(text);
    };
    const auto format = [](uint64_t rate) { return rate == 0 ? "none" : FormatRate(rate); };
    return {"access-rate",
            "Workload",
            "RATE",
            "rate of each client's own link; of both ways, or UP/DOWN",
            "none, or a rate above 0 such as 20Mbps, or two as 1Mbps/20Mbps",
            [=](Parameters& p, const std::string& text, std::string&) {
                const std::size_t slash = text.find('/');
                const auto up = parse(text.substr(0, slash));
                const auto down = slash == std::string::npos ? up : parse(text.substr(slash + 1));
                if (!up || !down || (*up == 0 && text.substr(0, slash) != "none") ||
                    (*down == 0 && text.find("none") == std::string::npos))
                {
                    return false;
                }
                p.access[0].bitsPerSecond = *up;
                p.access[1].bitsPerSecond = *down;
                return true;
            },
            [=](const Parameters& p) {
                const std::string up = format(p.access[0].bitsPerSecond);
                const std::string down = format(p.access[1].bitsPerSecond);
                return up == down ? up : up + "/" + down;
            }};
}

ScenarioField
AccessQueueField()
{
    return {"access-queue",
            "Workload",
            "OCTETS",
            "how much may wait for the rate of each client's own link, each way",
            "octets from 1500 to 1000000000, such as 64kB",
            [](Parameters& p, const std::string& text, std::string& accepted) {
                const std::string own = accepted;
                const auto size = Distribution::Parse(text, Quantity::OCTETS, 1e9, accepted);
                accepted = own;
                if (!size || !size->IsConstant() || size->Whole(0.5) < 1500)
                {
                    return false;
                }
                p.access[0].queueOctets = p.access[1].queueOctets = size->Whole(0.5);
                return true;
            },
            [](const Parameters& p) { return std::to_string(p.access[0].queueOctets); },
            "integer",
            "octets",
            {},
            ScenarioField::Bounds{1500, 1e9}};
}

ScenarioField
ConnectionsField()
{
    ScenarioField field =
        Count({"connections", "Workload", "how many connections are begun", "connections"},
              &Parameters::connections,
              1,
              Parameters::MAX_CONNECTIONS);
    const auto set = field.set;
    field.set = [set](Parameters& p, const std::string& text, std::string& accepted) {
        const bool isGood = set(p, text, accepted);
        p.isCounted = p.isCounted || isGood;
        return isGood;
    };
    return field;
}

ScenarioField
ArrivalsField()
{
    static const std::string FILE_WORD = "file:";
    ScenarioField field =
        Choice({"arrivals",
                "Workload",
                "when they begin: at random, at equal gaps, all at once, in a closed loop, or as "
                "recorded in a file of times, a capture's SYNs or lines of bcc's tcplife"},
               "KIND",
               &Parameters::arrivals,
               {{"poisson", Arrivals::POISSON},
                {"constant", Arrivals::CONSTANT},
                {"burst", Arrivals::BURST},
                {"closed", Arrivals::CLOSED}});
    const auto set = field.set;
    const auto get = field.get;
    field.accepted = "poisson, constant, burst, closed or file:PATH";
    field.set = [=](Parameters& p, const std::string& text, std::string& accepted) {
        if (text.compare(0, FILE_WORD.size(), FILE_WORD) != 0)
        {
            return set(p, text, accepted);
        }
        ArrivalRecord record;
        if (const auto problem = ReadArrivals(text.substr(FILE_WORD.size()), record))
        {
            accepted = *problem;
            return false;
        }
        p.arrivals = Arrivals::RECORDED;
        p.recorded = std::make_shared<const ArrivalRecord>(std::move(record));
        return true;
    };
    field.get = [=](const Parameters& p) {
        return p.arrivals == Arrivals::RECORDED ? FILE_WORD + p.recorded->file : get(p);
    };
    return field;
}

} // namespace

std::vector<ScenarioField>
ScenarioWorkloadFields()
{
    constexpr const char* work = "Workload";
    return {
        ConnectionsField(),
        RateField(),
        ArrivalsField(),
        Count({"concurrency",
               work,
               "users of --arrivals closed, one connection at a time each",
               "users"},
              &P::concurrency,
              1,
              100000000),
        CountOrAuto({"clients",
                     work,
                     "client hosts, which take turns; auto: enough for the ports",
                     "hosts"},
                    &P::clients,
                    1,
                    P::MAX_HOSTS),
        Count({"addresses-per-client",
               work,
               "addresses of each client, which take turns",
               "addresses"},
              &P::addressesPerClient,
              1,
              P::MAX_ADDRESSES),
        Drawn({"request", work, "octets that the client sends", "octets"},
              "OCTETS",
              &P::request,
              Quantity::OCTETS,
              GIGABYTE),
        Drawn({"response", work, "octets that the server sends once it has the request", "octets"},
              "OCTETS",
              &P::response,
              Quantity::OCTETS,
              GIGABYTE),
        RequestsField(),
        Switch({"fast-open",
                work,
                "TCP Fast Open: clients send the request in the SYN, as far as it fits, once they "
                "have a "
                "server's cookie; asks for fastopen=3 and --request"},
               &P::fastOpen),
        Drawn({"think", work, "pause before the next request, or the user's next connection"},
              "TIME",
              &P::think,
              Quantity::TIME,
              YEAR),
        Drawn({"hold", work, "pause before the close"}, "TIME", &P::hold, Quantity::TIME, YEAR),
        CloserField(),
        Choice({"close-by", work, "how it closes: in order, or as with SO_LINGER and a time of 0"},
               "HOW",
               &P::closeBy,
               {{"fin", CloseBy::FIN}, {"rst", CloseBy::RST}}),
        Switch({"half-close",
                work,
                "the client ends its stream with its last request, as shutdown(SHUT_WR) does, and "
                "the response still comes"},
               &P::halfClose),
        Drawn({"access-delay",
               work,
               "delay of each client's own link, each way, drawn once for each client; before the "
               "link that all share"},
              "TIME",
              &P::accessDelay,
              Quantity::TIME,
              HOUR),
        AccessLossField(),
        AccessRateField(),
        AccessQueueField(),
    };
}

} // namespace synfin
} // namespace ns3
