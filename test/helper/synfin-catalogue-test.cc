/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/// @file What a catalogue makes of texts, whole ones and those that are made of parts.

#include "ns3/synfin-catalogue.h"

#include <cstdint>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3::synfin;

namespace
{

Catalogue
Sample()
{
    Catalogue tr;
    tr.Add("a pipe", "管道");
    tr.Add("none", "无");
    tr.Add("; ", "；");
    tr.Add(", ", "、");
    tr.Add("{...}: accepted is {text}", "{...}：可接受：{text}");
    tr.Add("an integer from {} to {}", "{} 到 {} 的整数");
    tr.Add("none, or {text}", "none，或{text}");
    tr.Add("none, or two; of one kind", "none，或同类的两个");
    tr.Add("{list} or {word}", "{list} 或 {word}");
    tr.Add("did you mean {}?", "是否想用 {}？");
    tr.Add("{} of {} in {}", "{3} 中 {2} 个里的 {1} 个");
    tr.Add("{} client{s}", "{1} 个客户端");
    return tr;
}

/// @return a .mo file of one text beside its head (gettext manual, "The Format of GNU MO Files")
std::string
Compiled(const std::string& key, const std::string& translation)
{
    const std::string head = "Language: zh_CN\n";
    std::string file;
    const auto add = [&file](std::size_t number) {
        for (int shift = 0; shift < 32; shift += 8)
        {
            file += static_cast<char>(number >> shift & 0xff);
        }
    };
    std::size_t place = 28 + 4 * 8;
    add(0x950412de);
    for (const std::size_t number : {0, 2, 28, 44, 0, 60})
    {
        add(number);
    }
    for (const std::string& text : {std::string(), key, head, translation})
    {
        add(text.size());
        add(place);
        place += text.size() + 1;
    }
    for (const std::string& text : {std::string(), key, head, translation})
    {
        file += text + '\0';
    }
    return file;
}

std::optional<Catalogue>
ReadFrom(const std::string& octets)
{
    const std::string path = testing::TempDir() + "synfin-catalogue-test.mo";
    std::ofstream(path, std::ios::binary) << octets;
    return Catalogue::Read(path);
}

} // namespace

TEST(Catalogue, AnEmptyOneLeavesEveryText)
{
    EXPECT_EQ(Catalogue()("a pipe; and 5 of {} more"), "a pipe; and 5 of {} more");
    EXPECT_EQ(Catalogue()(""), "");
}

TEST(Catalogue, WholeTexts)
{
    EXPECT_EQ(Sample()("a pipe"), "管道");
    EXPECT_EQ(Sample()("a pipe "), "a pipe ");
    EXPECT_EQ(Sample()("a pip"), "a pip");
}

TEST(Catalogue, ValuesStayAndTextsAreTranslated)
{
    EXPECT_EQ(Sample()("an integer from 1 to 5"), "1 到 5 的整数");
    EXPECT_EQ(Sample()("--kind none: accepted is a pipe"), "--kind none：可接受：管道");
    EXPECT_EQ(Sample()("--n 0: accepted is none, or an integer from 1 to 5"),
              "--n 0：可接受：none，或1 到 5 的整数");
    EXPECT_EQ(Sample()("1 of 7 in 9"), "9 中 7 个里的 1 个");
}

TEST(Catalogue, WhatIsNotKnownStays)
{
    EXPECT_EQ(Sample()("--x 1: accepted is luck"), "--x 1：可接受：luck");
    EXPECT_EQ(Sample()("a pipe; smoke; did you mean a cigar?"), "管道；smoke；是否想用 a cigar？");
    EXPECT_EQ(Sample()("smoke; a pipe"), "smoke; a pipe");
}

TEST(Catalogue, WhatIsAValueEndsAtASemicolon)
{
    EXPECT_EQ(Sample()("an integer from 1 to 5; did you mean 4?"), "1 到 5 的整数；是否想用 4？");
    EXPECT_EQ(Sample()("none, or two; of one kind; a pipe"), "none，或同类的两个；管道");
    EXPECT_EQ(Sample()("--at '1s a=1; 2s b=2': accepted is a pipe"),
              "--at '1s a=1; 2s b=2'：可接受：管道");
}

TEST(Catalogue, ListsAndPlurals)
{
    EXPECT_EQ(Sample()("a or b"), "a 或 b");
    EXPECT_EQ(Sample()("a, b, c or d"), "a、b、c 或 d");
    EXPECT_EQ(Sample()("a big one or d"), "a big one or d");
    EXPECT_EQ(Sample()("1 client"), "1 个客户端");
    EXPECT_EQ(Sample()("2 clients"), "2 个客户端");
    EXPECT_EQ(Sample()("2 client services"), "2 client services");
}

TEST(Catalogue, ALongMessageTakesNoLongTime)
{
    std::string text;
    for (int i = 0; i < 60; ++i)
    {
        text += "none, or x y: accepted is ; none, or ";
    }
    EXPECT_FALSE(Sample()(text).empty()); // each part once, not every way to part it
}

TEST(Catalogue, IsReadFromWhatMsgfmtWrites)
{
    const auto tr = ReadFrom(Compiled("port {} of {}", "{2} 的端口 {1}"));
    ASSERT_TRUE(tr);
    EXPECT_EQ((*tr)("port 80 of web"), "web 的端口 80");
    EXPECT_EQ((*tr)(""), "");
}

TEST(Catalogue, NoOtherFileIsOne)
{
    EXPECT_FALSE(Catalogue::Read("/no/such.mo"));
    const std::string whole = Compiled("a pipe", "管道");
    for (std::size_t size = 0; size + 1 < whole.size(); ++size)
    {
        EXPECT_FALSE(ReadFrom(whole.substr(0, size))) << size;
    }
    for (std::size_t place = 0; place < 60; ++place)
    {
        std::string wrong = whole;
        wrong[place] = '\xff';
        ReadFrom(wrong); // whatever it is, it reads nothing outside of it
    }
}
