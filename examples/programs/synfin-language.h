/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SYNFIN_LANGUAGE_H
#define SYNFIN_LANGUAGE_H

#include "ns3/synfin-catalogue.h"

#include <boost/program_options.hpp>
#include <string>

namespace ns3
{
namespace synfin
{

/**
 * @file
 * In which language a program speaks: what it prints on the terminal. Files, names and numbers are
 * the same in every language.
 */

/// What --lang does.
extern const char* const LANGUAGE_HELP;

/**
 * @brief Chooses the language: of --lang, else of the first of LC_ALL, LC_MESSAGES and LANG that is
 * set. Until then it is English.
 *
 * The catalogue is share/locale/zh_CN/LC_MESSAGES/synfin.mo beside the folder of the program;
 * without it, all is English.
 */
void ChooseLanguage(int argc, char* argv[]);

/// @throws BadInput where there is no such language as --lang was given
void CheckLanguage(const std::string& typed);

/// The same of the options of a command line, if --lang is among them.
void CheckLanguage(const boost::program_options::variables_map& given);

/// @return true where the language is Chinese, whether there is a catalogue or not
bool IsChinese();

/// @return the catalogue of the language; that of English is empty
const Catalogue& Translations();

/// @return the text in that language
std::string Tr(const std::string& english);

} // namespace synfin
} // namespace ns3

#endif // SYNFIN_LANGUAGE_H
