/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_CATALOGUE_H
#define SYNFIN_CATALOGUE_H

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace synfin
{

/// @addtogroup synfin-output
/// @{

/**
 * @brief What people read, in another language: a catalogue of GNU gettext, whose keys are the
 * English texts.
 *
 * Texts are made in English, which files keep, and translated where they are printed. Those that
 * are made of parts have placeholders in their keys, "an integer from {} to {}":
 *
 *     {}      a part without "; ", which stays as it is
 *     {...}   any text, which stays as it is
 *     {text}  any text, which is translated itself
 *     {word}  a part without blanks, which stays
 *     {list}  words with ", " between them, which stay; ", " is a text of its own
 *     {s}     the s of a plural, or nothing
 *
 * The translation has the same placeholders in their order, or {1}, {2}... in its own, and may do
 * without {s}. What no key fits is translated in parts, between which "; " is.
 */
class Catalogue
{
  public:
    /// One that leaves every text as it is.
    Catalogue() = default;

    /// @param file compiled by msgfmt (.mo)
    /// @return nothing where that is no such file
    static std::optional<Catalogue> Read(const std::string& file);

    /// Adds one text.
    void Add(const std::string& english, const std::string& translation);

    /// @return the translation of a text; of one without any, the text
    std::string operator()(const std::string& english) const;

  private:
    /// A key with placeholders.
    struct Pattern
    {
        std::vector<std::string> literals; //!< before, between and behind the placeholders
        std::vector<std::string> kinds;    //!< what is between their braces
        std::string translation;           //!< with placeholders
    };

    /// What the placeholders of a pattern stand for.
    using Values = std::vector<std::string>;

    /// @return the literals and the placeholders of a text
    static Pattern Split(const std::string& text);
    /// @return how many octets of a pattern are literal
    static std::size_t Weight(const Pattern& pattern);
    /// Finds the values from a placeholder on in what is left of a text. @return whether they are
    /// there
    static bool Match(const Pattern& pattern, const std::string& rest, Values& values);

    /// What has been found of texts, so that none is looked for twice.
    using Known = std::map<std::string, std::optional<std::string>>;

    /// @return the translation, or nothing
    std::optional<std::string> Find(const std::string& english, Known& known) const;
    /// @return that of the parts between which "; " is, of which the first has one
    std::optional<std::string> InParts(const std::string& english, Known& known) const;
    /// @return that of the first pattern that fits and, if need be, whose texts have one
    std::optional<std::string> ByPattern(const std::string& english,
                                         bool needsParts,
                                         Known& known) const;
    /// Translates what placeholders stand for. @return false where a sentence has no translation
    /// and needs one
    bool Translate(const Pattern& pattern, bool needsAll, Values& values, Known& known) const;
    /// @return the translation of a pattern with these values
    static std::string Filled(const Pattern& pattern, const Values& values);

    std::map<std::string, std::string> m_texts; //!< those without placeholders
    std::vector<Pattern> m_patterns;            //!< those that say most come first
};

/// @}

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_CATALOGUE_H
