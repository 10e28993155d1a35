/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_RECORDING_SINK_H
#define SYNFIN_RECORDING_SINK_H

#include "ns3/nstime.h"
#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-call-sink.h"
#include "ns3/synfin-output-directory.h"
#include "ns3/synfin-output-file.h"
#include "ns3/synfin-trace-sink.h"

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/// What a recording holds, and where; see TraceHelper.
struct RecordingOptions
{
    std::string folder;                         //!< where the results go
    bool force{false};                          //!< it may hold files
    bool segments{false};                       //!< whether there are segments.csv and drops.csv
    bool counters{false};                       //!< whether there is a counters.csv
    Compression compression{Compression::NONE}; //!< of the tables
    uint32_t sample{1};                         //!< one of so many connections is in the tables
    Time from;                                  //!< connections that begin before are not
    Time until{Time::Max()};                    //!< nor those that begin then or later
    uint32_t seed{1};                           //!< of the random numbers
    uint64_t run{1};                            //!< which of the seed's replications
};

/// Who speaks to the user, and by which words.
struct RecordingWords
{
    std::string speaker{"synfin::TraceHelper: "};   //!< begins a message
    OutputWords output{"folder", "SetForce(true)"}; //!< of the folder
};

/// Whose TCP a host has.
enum class HostKind : uint8_t
{
    SYNFIN,
    STOCK,     //!< ns-3's own
    ELSEWHERE, //!< another rank simulates it
};

/// The end of a recording.
struct RecordingEnd
{
    uint64_t events{0};       //!< of the simulator
    double wallSeconds{0};    //!< how long it took
    uint64_t peakRssBytes{0}; //!< memory of the process at its highest
};

/// Whoever hears everything that happens on the nodes of a script, from its begin to its end. What
/// cannot be done throws std::runtime_error, and nothing is left then.
class RecordingSink : public TraceSink, public CallSink
{
  public:
    /**
     * @brief A host, which results list after those before; nothing has happened to it yet.
     * @param id of the node
     * @param kind whose TCP it has
     * @param name that the node has among ns-3's Names; empty where it has none
     */
    virtual void AddHost(uint32_t id, HostKind kind, const std::string& name) = 0;

    /// The simulation is over, and all hosts are gone: puts all in its place.
    virtual void Finish(const RecordingEnd& end) = 0;

    /// @return true once nothing more is written: all is, or something could not be
    virtual bool IsOver() const = 0;

  protected:
    /**
     * @brief Does something that writes; where it cannot be done, Forgets everything, and throws.
     * @param words who says why
     * @param action what is done
     */
    template <typename Action>
    void Try(const RecordingWords& words, const Action& action)
    {
        try
        {
            action();
        }
        catch (const BadInput& error)
        {
            Forget();
            throw BadInput(words.speaker + error.what());
        }
        catch (const std::exception& error)
        {
            Forget();
            throw std::runtime_error(words.speaker + error.what());
        }
    }

  private:
    /// Nothing half-written stays.
    virtual void Forget() = 0;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_RECORDING_SINK_H
