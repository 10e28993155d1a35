/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_JOURNAL_FORMAT_H
#define SYNFIN_JOURNAL_FORMAT_H

#include "synfin-journal-counters.h"
#include "synfin-recording-sink.h"

#include "ns3/synfin-rank.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-recording
/// @{

/*
 * A journal is what a RecordingSink heard on one rank, in its order, for the same build of synfin
 * to read: JournalBegin, then entries, each a JournalEntry and what belongs to it, the last one an
 * END. Fields() names what of a record is written, once for both ways; numbers are as in memory.
 */

/// Name of a journal in the folder of its rank.
constexpr const char* JOURNAL_FILE = "journal.bin";

/// A journal that cannot be read; what() follows its name.
class JournalError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

/// What a journal begins with.
struct JournalBegin
{
    std::string madeBy;       //!< version and commit of synfin, version of ns-3
    Rank rank;                //!< whose journal it is
    RecordingOptions options; //!< what was asked for, but for the folder
};

/// @return JournalBegin::madeBy of this build
std::string JournalMadeBy();

/// Begins an entry.
struct JournalEntry
{
    /// What follows.
    enum Kind : uint8_t
    {
        HOST,       //!< a HostKind, a name
        ADDRESS,    //!< an AddressId and its address as text
        CONNECT,    //!< an AttemptRecord, a ConnectionId
        TRANSITION, //!< a TransitionRecord
        SEGMENT,    //!< a SegmentRecord
        DROP,       //!< a DropRecord
        LOSS,       //!< a LossRecord
        ACTIVE,     //!< StackCounters
        SEND,       //!< a ConnectionId, octets
        RECEIVE,    //!< a ConnectionId, octets
        GONE,       //!< StackCounters, a profile's fields with their texts
        END,        //!< a RecordingEnd
    };

    Kind kind{END};   //!< what follows
    Time time;        //!< when it happened
    uint32_t host{0}; //!< id of the node where it did
};

/// @name What of a record is written
/// @{
/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, JournalBegin& begin)
{
    RecordingOptions& options = begin.options;
    archive(begin.madeBy, begin.rank.id, begin.rank.count);
    archive(options.segments,
            options.counters,
            options.compression,
            options.sample,
            options.from,
            options.until);
    archive(options.seed, options.run);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, JournalEntry& entry)
{
    archive(entry.kind, entry.time, entry.host);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, ConnectionId& id)
{
    archive(id.slot, id.generation);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, FourTuple& tuple)
{
    archive(tuple.localAddress, tuple.remoteAddress, tuple.localPort, tuple.remotePort);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, Timestamps& timestamps)
{
    archive(timestamps.value, timestamps.echo);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, SackBlock& block)
{
    archive(block.left, block.right);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, Segment& segment)
{
    archive(segment.seq, segment.ack, segment.flags, segment.window, segment.urgent);
    archive(segment.payload, segment.incarnation, segment.sackPermitted, segment.bsdOptions);
    archive(segment.mss, segment.windowScale, segment.ecn, segment.timestamps);
    archive(segment.sackCount, segment.sack, segment.fastOpen);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, AttemptRecord& record)
{
    archive(record.time, record.number, record.tuple);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, TransitionRecord& record)
{
    Transition& transition = record.transition;
    archive(record.time, record.host, transition.tuple, transition.from, transition.to);
    archive(transition.cause, transition.incarnation, transition.since);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, SegmentRecord& record)
{
    archive(record.time, record.host, record.sent, record.tuple, record.segment, record.kind);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, DropRecord& record)
{
    archive(record.time, record.host, record.drop.tuple, record.drop.reason, record.drop.segment);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, LossRecord& record)
{
    archive(record.time, record.place, record.reason, record.at, record.tuple, record.segment);
}

/// Names what is written.
template <typename Archive>
void
Fields(Archive& archive, RecordingEnd& end)
{
    archive(end.events, end.wallSeconds, end.peakRssBytes);
}

/// @}

/// Writes records as octets.
class JournalOutput
{
  public:
    /// Appends values.
    template <typename... Values>
    void operator()(Values&... values)
    {
        (Put(values), ...);
    }

    /// What was written.
    std::string octets;

  private:
    template <typename T>
    void Put(T& value)
    {
        if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>)
        {
            octets.append(reinterpret_cast<const char*>(&value), sizeof(value));
        }
        else
        {
            Fields(*this, value);
        }
    }

    void Put(Time& time)
    {
        int64_t steps = time.GetTimeStep();
        Put(steps);
    }

    void Put(SequenceNumber32& number)
    {
        uint32_t value = number.GetValue();
        Put(value);
    }

    void Put(std::string& text)
    {
        uint64_t size = text.size();
        Put(size);
        octets += text;
    }

    template <typename T>
    void Put(std::optional<T>& value)
    {
        bool is = value.has_value();
        Put(is);
        if (is)
        {
            Put(*value);
        }
    }

    template <typename T, std::size_t N>
    void Put(std::array<T, N>& values)
    {
        for (T& value : values)
        {
            Put(value);
        }
    }

    void Put(std::map<std::string, std::string>& texts)
    {
        uint64_t size = texts.size();
        Put(size);
        for (auto& [name, text] : texts)
        {
            std::string copy = name;
            (*this)(copy, text);
        }
    }
};

/// Reads what JournalOutput wrote; throws JournalError where the octets end before.
class JournalInput
{
  public:
    /// Reads from a stream, which lives as long.
    explicit JournalInput(std::istream& stream)
        : m_stream(stream)
    {
    }

    /// Reads values.
    template <typename... Values>
    void operator()(Values&... values)
    {
        (Take(values), ...);
    }

  private:
    void Read(void* octets, std::size_t size)
    {
        if (!m_stream.read(static_cast<char*>(octets), static_cast<std::streamsize>(size)))
        {
            throw JournalError("ends within an entry");
        }
    }

    template <typename T>
    void Take(T& value)
    {
        if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>)
        {
            Read(&value, sizeof(value));
        }
        else
        {
            Fields(*this, value);
        }
    }

    void Take(Time& time)
    {
        int64_t steps = 0;
        Take(steps);
        time = TimeStep(steps);
    }

    void Take(SequenceNumber32& number)
    {
        uint32_t value = 0;
        Take(value);
        number = SequenceNumber32(value);
    }

    void Take(std::string& text)
    {
        uint64_t size = 0;
        Take(size);
        if (size > LONGEST_TEXT)
        {
            throw JournalError("is damaged");
        }
        text.resize(size);
        Read(text.data(), size);
    }

    template <typename T>
    void Take(std::optional<T>& value)
    {
        bool is = false;
        Take(is);
        value.reset();
        if (is)
        {
            Take(value.emplace());
        }
    }

    template <typename T, std::size_t N>
    void Take(std::array<T, N>& values)
    {
        for (T& value : values)
        {
            Take(value);
        }
    }

    void Take(std::map<std::string, std::string>& texts)
    {
        uint64_t size = 0;
        Take(size);
        texts.clear();
        for (uint64_t i = 0; i < size; ++i)
        {
            std::string name;
            std::string text;
            (*this)(name, text);
            texts[name] = text;
        }
    }

    static constexpr uint64_t LONGEST_TEXT = 1 << 16;

    std::istream& m_stream;
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_JOURNAL_FORMAT_H
