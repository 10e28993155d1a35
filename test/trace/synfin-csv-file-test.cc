/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/synfin-csv-file.h"

#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <sstream>
#include <system_error>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// A file that goes with the test.
class CsvFileTest : public testing::Test
{
  protected:
    ~CsvFileTest() override
    {
        std::remove(m_path.c_str());
    }

    std::string Read() const
    {
        std::ifstream file(m_path);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }

    const std::string m_path = testing::TempDir() + "synfin-csv-" +
                               testing::UnitTest::GetInstance()->current_test_info()->name();
};

} // namespace

TEST_F(CsvFileTest, WritesFieldsAndRows)
{
    CsvFile file(m_path, "a,b,c");
    file.Put(uint64_t{1});
    file.Put("two");
    file.PutNothing();
    file.EndRow();
    file.Put(std::numeric_limits<uint64_t>::max());
    file.Put(std::string("x"));
    file.Put(uint64_t{0});
    file.EndRow();
    file.Close();
    EXPECT_EQ(Read(), "a,b,c\n1,two,\n18446744073709551615,x,0\n");
}

TEST_F(CsvFileTest, WritesTimesExactly)
{
    CsvFile file(m_path, "t");
    for (const int64_t time : {int64_t{0},
                               int64_t{1},
                               int64_t{999999999},
                               int64_t{1000000000},
                               int64_t{60000000001},
                               int64_t{1000000000000000001},
                               int64_t{-1500000000}})
    {
        file.PutSeconds(NanoSeconds(time));
        file.PutMilliseconds(NanoSeconds(time));
        file.EndRow();
    }
    file.Close();
    EXPECT_EQ(Read(),
              "t\n0.000000000,0.000000\n0.000000001,0.000001\n0.999999999,999.999999\n"
              "1.000000000,1000.000000\n60.000000001,60000.000001\n"
              "1000000000.000000001,1000000000000.000001\n-1.500000000,-1500.000000\n");
}

TEST_F(CsvFileTest, KeepsMoreThanItsBuffer)
{
    CsvFile file(m_path, "n");
    std::string expected = "n\n";
    for (uint64_t i = 0; i < 50000; ++i)
    {
        file.Put(i);
        file.EndRow();
        expected += std::to_string(i) + "\n";
    }
    file.Close();
    EXPECT_EQ(Read(), expected);
}

TEST_F(CsvFileTest, CompressesIntoOneFrame)
{
    if (!IsSupported(Compression::ZSTD))
    {
        EXPECT_THROW(CsvFile(m_path, "n", Compression::ZSTD), std::runtime_error);
        return;
    }
    CsvFile file(m_path, "n", Compression::ZSTD);
    for (uint64_t i = 0; i < 500000; ++i)
    {
        file.Put(i % 10);
        file.EndRow();
    }
    file.Close();
    std::ifstream compressed(m_path + ".zst", std::ios::binary);
    std::ostringstream text;
    text << compressed.rdbuf();
    std::remove((m_path + ".zst").c_str());
    // RFC 8878 3.1.1: the magic number; what is inside is read by the tests of the programs.
    EXPECT_EQ(text.str().substr(0, 4), "\x28\xB5\x2F\xFD");
    EXPECT_LT(text.str().size(), 20000U);
    EXPECT_FALSE(std::ifstream(m_path));
}

TEST_F(CsvFileTest, SaysWhatItCannotWrite)
{
    EXPECT_THROW(CsvFile("/proc/no/such/file", "n"), std::system_error);
    CsvFile full("/dev/full", "n");
    full.Put(uint64_t{1});
    full.EndRow();
    EXPECT_THROW(full.Close(), std::system_error);
}
