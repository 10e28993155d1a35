/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-settings-file.h"

#include "synfin-scenario-sections.h"

#include "ns3/synfin-bad-input.h"
#include "ns3/synfin-link-escape.h"
#include "ns3/synfin-parse.h"
#include "ns3/synfin-profile.h"
#include "ns3/synfin-table.h"
#include "ns3/synfin-version.h"

#include <cstring>
#include <filesystem>
#include <optional>
#include <set>
#include <sstream>

namespace ns3
{
namespace synfin
{

namespace
{

namespace fs = std::filesystem;

/// The oldest version that is read; before it there were neither quotes nor an end, nor a number.
constexpr unsigned OLDEST = SCHEMA_VERSION - 1;

constexpr const char* BLANKS = " \t\r\v\f";

/// @return the text without blanks at either end
std::string
Trim(const std::string& text)
{
    const std::size_t begin = text.find_first_not_of(BLANKS);
    return begin == std::string::npos
               ? ""
               : text.substr(begin, text.find_last_not_of(BLANKS) - begin + 1);
}

bool
IsControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// @return where a comment begins: at #, or at ; behind a blank or nothing, but for a schedule and
/// events, whose times ; may be between
std::size_t
CommentIn(const std::string& line)
{
    const std::string begin = Trim(line).substr(0, 8);
    const bool isSchedule = begin == "schedule" || begin.compare(0, 5, "event") == 0;
    for (std::size_t i = 0; i < line.size(); ++i)
    {
        const bool begins = i == 0 || std::strchr(BLANKS, line[i - 1]) != nullptr;
        if (line[i] == '#' || (line[i] == ';' && begins && !isSchedule))
        {
            return i;
        }
    }
    return std::string::npos;
}

/// @return the value as a line may hold it
std::string
Quote(const std::string& value)
{
    bool isPlain = Trim(value) == value && CommentIn(value) == std::string::npos &&
                   value.find('"') == std::string::npos;
    std::string quoted;
    for (const char c : value)
    {
        static const char digits[] = "0123456789abcdef";
        const auto octet = static_cast<unsigned char>(c);
        isPlain = isPlain && !IsControl(c);
        switch (c)
        {
        case '\n':
            quoted += "\\n";
            break;
        case '\r':
            quoted += "\\r";
            break;
        case '\t':
            quoted += "\\t";
            break;
        case '"':
        case '\\':
            quoted += std::string("\\") + c;
            break;
        default:
            quoted += IsControl(c) ? std::string("\\x") + digits[octet >> 4] + digits[octet & 15]
                                   : std::string(1, c);
        }
    }
    return isPlain ? value : '"' + quoted + '"';
}

/// Reads what a backslash stands for. @return false when it is none
bool
TakeEscape(std::istringstream& text, std::string& value)
{
    static const std::string names = "nrt\"\\";
    static const std::string meanings = "\n\r\t\"\\";
    const int c = text.get();
    const std::size_t which = c < 0 ? std::string::npos : names.find(static_cast<char>(c));
    if (which != std::string::npos)
    {
        value += meanings[which];
        return true;
    }
    static const std::string digits = "0123456789abcdef";
    const std::size_t high = c == 'x' ? digits.find(static_cast<char>(text.get())) : digits.npos;
    const std::size_t low = c == 'x' ? digits.find(static_cast<char>(text.get())) : digits.npos;
    value += static_cast<char>(high * 16 + low);
    return high != digits.npos && low != digits.npos;
}

/// @param rest of a line, after its "="
/// @param comment where it begins there, unless the value is in quotes
/// @return the value; nothing when a quote does not end
std::optional<std::string>
Unquote(const std::string& rest, std::size_t comment)
{
    std::istringstream text(Trim(rest));
    if (text.peek() != '"')
    {
        return Trim(rest.substr(0, comment));
    }
    text.get();
    std::string value;
    for (int c = text.get(); c != '"'; c = text.get())
    {
        if (c < 0 || (c == '\\' && !TakeEscape(text, value)))
        {
            return std::nullopt;
        }
        if (c != '\\')
        {
            value += static_cast<char>(c);
        }
    }
    std::string after;
    std::getline(text, after, '\0');
    after = Trim(after);
    return after.empty() || after[0] == '#' || after[0] == ';' ? std::make_optional(value)
                                                               : std::nullopt;
}

/// @return true when the name begins so
bool
Begins(const std::string& text, const std::string& with)
{
    return text.compare(0, with.size(), with) == 0;
}

/// Reads a file line by line.
class Reader
{
  public:
    explicit Reader(const std::string& name)
        : m_name(name)
    {
    }

    void Take(const std::string& whole)
    {
        ++m_line;
        const std::size_t equals = whole.find('=');
        const std::size_t comment = CommentIn(whole);
        const std::string line = Trim(whole.substr(0, comment));
        if (line.empty())
        {
            return;
        }
        if (m_section == "end")
        {
            Refuse(line, "nothing behind [end]");
        }
        if (line.front() == '[' && line.back() == ']' && line.size() > 2)
        {
            Begin(Trim(line.substr(1, line.size() - 2)));
            return;
        }
        const std::string name = Trim(line.substr(0, line.find('=')));
        if (line.find('=') == std::string::npos || name.empty())
        {
            Refuse(line, "NAME = VALUE in each line");
        }
        const auto value = Unquote(whole.substr(equals + 1),
                                   comment == std::string::npos ? comment : comment - equals - 1);
        if (!value)
        {
            Refuse(line, "a value in quotes that ends, with \\\\, \\\", \\n, \\r, \\t and \\xHH");
        }
        Take(m_section.empty() ? name : m_section + "." + name, *value);
    }

    std::vector<Setting> End() const
    {
        if (m_section != "end" && (m_hasVersion || m_settings.empty()))
        {
            throw BadInput("--config " + m_name + ": accepted is " +
                           (m_hasVersion ? "a whole file, up to its line [end]; it is cut off"
                                         : "an INI file with NAME = VALUE; there is none in it"));
        }
        return m_settings;
    }

  private:
    [[noreturn]] void Refuse(const std::string& line, const std::string& accepted) const
    {
        throw BadInput("--config " + m_name + ": line " + std::to_string(m_line) + ", " +
                       Brief(line) + ": accepted is " + accepted);
    }

    /// A section begins: "profile", "end", "path", or one with a name of its own, "group mobile".
    void Begin(const std::string& title)
    {
        m_section = title;
        const std::size_t blank = title.find_first_of(BLANKS);
        if (blank != std::string::npos)
        {
            m_section = title.substr(0, blank) + "." + Trim(title.substr(blank));
            const std::string first = m_section;
            for (int n = 2; Begins(first, "event.") && !m_events.insert(m_section).second; ++n)
            {
                m_section = first + "-" + std::to_string(n); // another one at that time
            }
            m_settings.push_back({m_section + ".", "", m_name}); // it is there, whatever is in it
        }
    }

    void Take(const std::string& name, const std::string& value)
    {
        static const std::string PROFILE = "profile.";
        const bool isField = Begins(name, PROFILE);
        const std::string field = isField         ? name.substr(PROFILE.size())
                                  : name == "set" ? value.substr(0, value.find('='))
                                                  : "";
        if (!m_names.insert(field.empty() ? name : PROFILE + EndFieldName(field)).second)
        {
            Refuse(name + " = " + value, "each name once");
        }
        if (name == "schema" || name == "format") // as version 2 called it
        {
            m_hasVersion = true;
            const uint64_t version = ParseUnsigned(value).value_or(0);
            if (version < OLDEST || version > SCHEMA_VERSION)
            {
                throw BadInput(m_name + ": " + name + " = " + value +
                               ": accepted is a version from " + std::to_string(OLDEST) + " to " +
                               std::to_string(SCHEMA_VERSION) + ", which this synfin (" + VERSION +
                               ") can read");
            }
        }
        else if (isField)
        {
            m_settings.push_back({"set", field + "=" + value, m_name, m_section});
        }
        else if (name != "version") // which one wrote it
        {
            const std::string folder = fs::path(m_name).parent_path().string();
            m_settings.push_back(WithFolder({name, value, m_name}, folder));
        }
    }

    std::string m_name;
    std::string m_section; //!< with a point before its own name, if it has one
    std::vector<Setting> m_settings;
    std::set<std::string> m_names;  //!< what lines have set, with the section
    std::set<std::string> m_events; //!< sections of events
    std::size_t m_line{0};
    bool m_hasVersion{false}; //!< of the schema: then there is an end, too
};

/// Puts the folder before the relative name that follows a mark.
std::string
AfterMark(const std::string& value, std::size_t mark, std::size_t size, const std::string& folder)
{
    const std::size_t name = mark + size;
    const bool isRelative = mark != std::string::npos && name < value.size() && value[name] != '/';
    return isRelative && !folder.empty() ? std::string(value).insert(name, folder + "/") : value;
}

/// @return the value of what may name a file, with the folder
std::string
WithFolderIn(const std::string& name, const std::string& value, const std::string& folder)
{
    static const std::string FILE = "file:";
    static const std::string TABLE = ",table=";
    for (const std::string mark : {"table:", "trace:"}) // a Distribution, a bandwidth or delay
    {
        if (Begins(value, mark))
        {
            return AfterMark(value, 0, mark.size(), folder);
        }
    }
    if (name == "loss" || name == "arrivals")
    {
        return AfterMark(value, Begins(value, FILE) ? 0 : std::string::npos, FILE.size(), folder);
    }
    return name == "jitter" ? AfterMark(value, value.find(TABLE), TABLE.size(), Escape(folder, ","))
                            : value;
}

} // namespace

Setting
WithFolder(const Setting& setting, const std::string& folder)
{
    const std::string key = setting.name.substr(setting.name.rfind('.') + 1);
    const std::string name = key.substr(0, key.find('-'));
    if (name != "schedule" && key != "event")
    {
        Setting placed = setting;
        placed.value = WithFolderIn(name, setting.value, folder);
        return placed;
    }
    // The words stay where they are: what is between them is kept.
    std::string value;
    std::size_t at = 0;
    for (const std::string& word : SplitEscaped(setting.value, SCHEDULE_SEPARATORS))
    {
        const std::string plain = Unescape(word);
        const std::size_t equals = plain.find('=');
        const std::string link = plain.substr(0, equals);
        value += equals == std::string::npos
                     ? word
                     : Escape(link + "=" + WithFolderIn(link, plain.substr(equals + 1), folder),
                              SCHEDULE_SEPARATORS);
        at += word.size();
        value += setting.value.substr(at, 1);
        ++at;
    }
    Setting placed = setting;
    placed.value = value;
    return placed;
}

std::string
ToIni(const ScenarioParameters& parameters)
{
    std::string text = std::string("# synfin ") + VERSION +
                       ": every parameter of a run, to be read back by --config\n";
    text += "schema = " + std::to_string(SCHEMA_VERSION) + "\n";
    text += std::string("version = ") + VERSION + "\n";
    const char* group = "";
    for (const auto& field : ScenarioFields())
    {
        if (!field.get)
        {
            continue;
        }
        if (std::string(group) != field.group)
        {
            group = field.group;
            text += std::string("\n# ") + group + "\n";
        }
        text += std::string(field.name) + " = " + Quote(field.get(parameters)) + "\n";
    }
    text += "\n[profile]\n";
    for (const Setting& field : parameters.ProfileSettings())
    {
        text += field.name + " = " + field.value + "\n";
    }
    for (const SectionText& section : SectionsOf(parameters))
    {
        text += "\n[" + section.kind + " " + section.name + "]\n";
        for (const Setting& setting : section.settings)
        {
            text += setting.name + " = " + Quote(setting.value) + "\n";
        }
    }
    return text + "\n[end]\n";
}

std::vector<Setting>
ReadSettings(const std::string& text, const std::string& name)
{
    Reader reader(name);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
    {
        reader.Take(line);
    }
    return reader.End();
}

} // namespace synfin
} // namespace ns3
