/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/simulator.h"
#include "ns3/synfin-direct-agenda.h"
#include "ns3/synfin-next-event-scheduler.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

/// Writes its name down whenever it is called; calls itself again after its period, if it has one.
class Clerk : public Agenda::Item
{
  public:
    Clerk(Agenda& agenda,
          std::vector<std::string>& book,
          std::string name,
          int64_t period = 0,
          Turn turn = Turn::OfUsers())
        : Item(turn),
          m_agenda(agenda),
          m_book(book),
          m_name(std::move(name)),
          m_period(period)
    {
    }

    void Ring() override
    {
        m_book.push_back(m_name + std::to_string(m_agenda.Now().GetTimeStep()));
        if (m_period > 0 && m_agenda.Now() < TimeStep(10))
        {
            m_agenda.Schedule(m_agenda.Now() + TimeStep(m_period), *this);
        }
    }

  private:
    Agenda& m_agenda;
    std::vector<std::string>& m_book;
    std::string m_name;
    int64_t m_period;
};

class AgendaTest : public testing::TestWithParam<bool>
{
  protected:
    void TearDown() override
    {
        Simulator::Destroy();
    }

    DirectAgenda agenda{GetParam() ? NextEventScheduler::Install() : nullptr};
    std::vector<std::string> book;
};

using Book = std::vector<std::string>;

void
Note(Book* book, const char* entry)
{
    book->push_back(entry);
}

} // namespace

TEST_P(AgendaTest, CallsComeInOrderOfTimeAndThenAsTheyWereAskedFor)
{
    Clerk a(agenda, book, "a");
    Clerk b(agenda, book, "b");
    agenda.Schedule(TimeStep(5), a);
    agenda.Schedule(TimeStep(3), b);
    agenda.Schedule(TimeStep(5), b);
    agenda.Schedule(TimeStep(3), a);
    Simulator::Run();
    EXPECT_EQ(book, (Book{"b3", "a3", "a5", "b5"}));
    EXPECT_EQ(agenda.Count(), 4U);
}

TEST_P(AgendaTest, EventsOfTheSimulatorKeepTheirPlace)
{
    Clerk two(agenda, book, "two", 2);
    Clerk three(agenda, book, "three", 3);
    agenda.Schedule(TimeStep(2), two);
    agenda.Schedule(TimeStep(3), three);
    Simulator::Schedule(TimeStep(5), &Note, &book, "event5");
    Simulator::Schedule(TimeStep(7), &Note, &book, "event7");
    Simulator::Run();
    EXPECT_EQ(book,
              (Book{"two2",
                    "three3",
                    "two4",
                    "event5",
                    "three6",
                    "two6",
                    "event7",
                    "two8",
                    "three9",
                    "two10",
                    "three12"}));
}

TEST_P(AgendaTest, StopsWhereTheSimulatorStops)
{
    Clerk clerk(agenda, book, "c", 2);
    agenda.Schedule(TimeStep(2), clerk);
    Simulator::Stop(TimeStep(5));
    Simulator::Run();
    EXPECT_EQ(book, (Book{"c2", "c4"}));
}

/// Writes down how far the simulator's clock is behind.
class Watch : public Agenda::Item
{
  public:
    Watch(Agenda& agenda, std::vector<Time>& behind)
        : Item(Turn::OfUsers()),
          m_agenda(agenda),
          m_behind(behind)
    {
    }

    void Ring() override
    {
        m_behind.push_back(m_agenda.Now() - Simulator::Now());
        if (m_behind.size() % 3 != 0)
        {
            m_agenda.Schedule(m_agenda.Now() + TimeStep(2), *this);
        }
    }

  private:
    Agenda& m_agenda;
    std::vector<Time>& m_behind;
};

TEST_P(AgendaTest, TheSimulatorsClockIsRightOnceItMustBe)
{
    std::vector<Time> behind;
    Watch watch(agenda, behind);
    agenda.Schedule(TimeStep(5), watch);
    Simulator::Run();
    agenda.KeepInStep();
    agenda.Schedule(agenda.Now() + TimeStep(5), watch);
    Simulator::Run();
    const Time zero;
    const bool runsAhead = GetParam();
    EXPECT_EQ(behind,
              (std::vector<Time>{zero,
                                 runsAhead ? TimeStep(2) : zero,
                                 runsAhead ? TimeStep(4) : zero,
                                 zero,
                                 zero,
                                 zero}));
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutNextEventScheduler, AgendaTest, testing::Bool());
