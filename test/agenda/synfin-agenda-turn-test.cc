/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/simulator.h"
#include "ns3/synfin-direct-agenda.h"
#include "ns3/synfin-ip-agenda.h"
#include "ns3/synfin-next-event-scheduler.h"

#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::synfin;

namespace
{

using Book = std::vector<std::string>;

/// Writes its name down when it is called, then does what it was given to do.
class Clerk : public Agenda::Item
{
  public:
    Clerk(Book& book, std::string name, Turn turn, uint32_t node = NO_NODE)
        : Item(turn, node),
          m_book(book),
          m_name(std::move(name))
    {
    }

    void Ring() override
    {
        m_book.push_back(m_name);
        if (then)
        {
            then();
        }
    }

    std::function<void()> then;

  private:
    Book& m_book;
    std::string m_name;
};

template <typename AnyAgenda>
AnyAgenda
MakeAgenda()
{
    return AnyAgenda();
}

template <>
DirectAgenda
MakeAgenda()
{
    return DirectAgenda(NextEventScheduler::Install());
}

template <typename AnyAgenda>
class Turns : public testing::Test
{
  protected:
    void TearDown() override
    {
        Simulator::Destroy();
    }

    AnyAgenda agenda{MakeAgenda<AnyAgenda>()};
    Book book;
};

using Agendas = testing::Types<DirectAgenda, IpAgenda>;
TYPED_TEST_SUITE(Turns, Agendas);

} // namespace

TYPED_TEST(Turns, WithinAnInstantUsersThenTimersByHostThenArrivals)
{
    Clerk user(this->book, "user", Turn::OfUsers());
    Clerk two(this->book, "host 2", Turn::OfHost(2), 2);
    Clerk ten(this->book, "host 10", Turn::OfHost(10), 10);
    Clerk last(this->book, "last host", Turn::OfHost(UINT32_MAX), 11);
    Clerk router(this->book, "router", Turn::OfRouters());
    Clerk box(this->book, "box", Turn::OfMiddlebox());
    Clerk access(this->book, "access", Turn::OfAccess(0));
    Clerk forward(this->book, "forward", Turn::OfArrivals(0));
    Clerk reverse(this->book, "reverse", Turn::OfArrivals(1));
    for (Clerk* clerk : {&reverse, &forward, &access, &box, &router, &last, &ten, &two, &user})
    {
        this->agenda.Schedule(TimeStep(5), *clerk);
    }
    this->agenda.Schedule(TimeStep(4), reverse);
    Simulator::Run();
    EXPECT_EQ(this->book,
              (Book{"reverse",
                    "user",
                    "host 2",
                    "host 10",
                    "last host",
                    "router",
                    "box",
                    "access",
                    "forward",
                    "reverse"}));
}

TYPED_TEST(Turns, WhoAsksMeanwhileTakesItsTurnAmongThoseThatAreLeft)
{
    Clerk user(this->book, "user", Turn::OfUsers());
    Clerk one(this->book, "host 1", Turn::OfHost(1), 1);
    Clerk two(this->book, "host 2", Turn::OfHost(2), 2);
    Clerk three(this->book, "host 3", Turn::OfHost(3), 3);
    two.then = [&] {
        this->agenda.Schedule(TimeStep(5), one);
        this->agenda.Schedule(TimeStep(5), user);
    };
    this->agenda.Schedule(TimeStep(5), three);
    this->agenda.Schedule(TimeStep(5), two);
    Simulator::Run();
    EXPECT_EQ(this->book, (Book{"host 2", "user", "host 1", "host 3"}));
}

TYPED_TEST(Turns, OfTheSameTurnTheFirstThatAskedIsFirst)
{
    Clerk a(this->book, "a", Turn::OfUsers());
    Clerk b(this->book, "b", Turn::OfUsers());
    for (Clerk* clerk : {&b, &a, &b})
    {
        this->agenda.Schedule(TimeStep(5), *clerk);
    }
    Simulator::Run();
    EXPECT_EQ(this->book, (Book{"b", "a", "b"}));
}

using IpTurns = Turns<IpAgenda>;

TEST_F(IpTurns, WhatACallBringsAboutAtOnceIsOverBeforeTheNext)
{
    Clerk one(book, "host 1", Turn::OfHost(1), 1);
    Clerk two(book, "host 2", Turn::OfHost(2), 2);
    std::function<void(int)> hop = [&](int hops) {
        book.push_back("hop " + std::to_string(hops));
        if (hops > 1)
        {
            Simulator::ScheduleNow([&hop, hops] { hop(hops - 1); });
        }
    };
    one.then = [&] { Simulator::ScheduleNow([&hop] { hop(3); }); };
    agenda.Schedule(TimeStep(5), two);
    agenda.Schedule(TimeStep(5), one);
    Simulator::Run();
    EXPECT_EQ(book, (Book{"host 1", "hop 3", "hop 2", "hop 1", "host 2"}));
}

TEST_F(IpTurns, ACallIsAnEventOfItsNode)
{
    Clerk seven(book, "7", Turn::OfHost(7), 7);
    Clerk user(book, "nobody", Turn::OfUsers());
    std::vector<uint32_t> contexts;
    seven.then = user.then = [&] { contexts.push_back(Simulator::GetContext()); };
    agenda.Schedule(TimeStep(5), seven);
    Simulator::Schedule(TimeStep(5), [&] { agenda.Schedule(TimeStep(5), user); });
    Simulator::Run();
    EXPECT_EQ(book, (Book{"nobody", "7"}));
    EXPECT_EQ(contexts, (std::vector<uint32_t>{Simulator::NO_CONTEXT, 7}));
}

TEST_F(IpTurns, MayGoBeforeItsCalls)
{
    Clerk clerk(book, "never", Turn::OfUsers());
    {
        IpAgenda brief;
        brief.Schedule(TimeStep(5), clerk);
    }
    Simulator::Run();
    EXPECT_EQ(book, Book{});
}
