/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-language.h"

#include "ns3/synfin-bad-input.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace ns3
{
namespace synfin
{

namespace fs = std::filesystem;

const char* const LANGUAGE_HELP =
    "language of what is printed: en or zh; unless told, that of LC_ALL, LC_MESSAGES or LANG";

namespace
{

/// Written once, when a program begins.
Catalogue g_translations;
bool g_isChinese = false;

/// The catalogue of Chinese, seen from the folder above the program's.
const char* const CATALOGUE = "share/locale/zh_CN/LC_MESSAGES/synfin.mo";

/// @return where it is
std::string
CataloguePath()
{
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    return (program.parent_path().parent_path() / CATALOGUE).string();
}

/// @return the value of --lang; empty: it is not there
std::string
TypedLanguage(int argc, char* argv[])
{
    const std::string option = "--lang";
    for (int i = 1; i < argc; ++i)
    {
        const std::string word = argv[i];
        if (word == option && i + 1 < argc)
        {
            return argv[i + 1];
        }
        if (word.rfind(option + "=", 0) == 0)
        {
            return word.substr(option.size() + 1);
        }
    }
    return "";
}

/// @return the language of the environment, such as "zh_CN.UTF-8" (POSIX.1-2017, XBD 8.2)
std::string
LanguageOfEnvironment()
{
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0')
        {
            return value;
        }
    }
    return "";
}

} // namespace

void
ChooseLanguage(int argc, char* argv[])
{
    const std::string typed = TypedLanguage(argc, argv);
    g_isChinese = typed.empty() ? LanguageOfEnvironment().rfind("zh", 0) == 0 : typed == "zh";
    if (g_isChinese)
    {
        g_translations = Catalogue::Read(CataloguePath()).value_or(Catalogue());
    }
}

void
CheckLanguage(const std::string& typed)
{
    if (typed != "en" && typed != "zh")
    {
        throw Refused("--lang", typed, "en or zh");
    }
    if (typed == "zh" && !Catalogue::Read(CataloguePath()))
    {
        throw Refused("--lang",
                      typed,
                      "en; ../" + std::string(CATALOGUE) +
                          " is missing, which a build makes with msgfmt (Debian: gettext)");
    }
}

void
CheckLanguage(const boost::program_options::variables_map& given)
{
    if (given.count("lang") != 0)
    {
        CheckLanguage(given["lang"].as<std::string>());
    }
}

bool
IsChinese()
{
    return g_isChinese;
}

const Catalogue&
Translations()
{
    return g_translations;
}

std::string
Tr(const std::string& english)
{
    return g_translations(english);
}

} // namespace synfin
} // namespace ns3
