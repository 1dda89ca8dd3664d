//===- ModelSetTest.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/ModelSet.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace ticktidy::model;
using llvm::StringRef;

namespace {

const Library &builtin(StringRef Name) {
  for (const Library *L : builtinLibraries())
    if (L->Name == Name)
      return *L;
  ADD_FAILURE() << "no library " << Name.str();
  return *builtinLibraries().front();
}

/// The entry of the call \p Name in \p Set that is of the kind \p KindName.
const Call *find(const ModelSet &Set, StringRef KindName, StringRef Name) {
  for (const ModelSet::Entry &E : Set.calls(lastComponent(Name)))
    if (E.Of->Name == KindName && E.What->Name == Name)
      return E.What;
  return nullptr;
}

constexpr Kind kindOf(StringRef Name, Regime Losing, StringRef Class,
                      llvm::ArrayRef<Call> Calls) {
  Kind K;
  K.Name = Name;
  K.Losing = Losing;
  K.Class = Class;
  K.Calls = Calls;
  return K;
}

TEST(ModelSetTest, TakesTheLastComponentOfAName) {
  EXPECT_EQ(lastComponent("uv_run"), "uv_run");
  EXPECT_EQ(lastComponent("QTimer::start"), "start");
  EXPECT_EQ(lastComponent("a::b::c"), "c");
}

TEST(ModelSetTest, HasEveryBuiltinLibrary) {
  for (StringRef Name :
       {"Asio", "Boost.Asio", "C and C++ run time", "GLib", "glibmm",
        "interval timers", "libev", "libevent", "libuv", "Poco", "POSIX timers",
        "Qt", "sd-event", "SDL 2", "timerfd", "wxWidgets"})
    EXPECT_TRUE(llvm::any_of(builtinLibraries(), [&](const Library *L) {
      return L->Name == Name;
    })) << Name.str();
  for (const Library *L : builtinLibraries())
    EXPECT_TRUE(L->Url.starts_with("https://")) << L->Name.str();
}

TEST(ModelSetTest, IndexesCallsByLastComponent) {
  ModelSet Set;
  ASSERT_EQ(Set.calls("uv_timer_start").size(), 1u);
  const ModelSet::Entry &E = Set.calls("uv_timer_start").front();
  EXPECT_EQ(E.Of->Losing, Regime::Intrusive);
  EXPECT_EQ(E.What->Handle.Where, Place::Pointee);
  EXPECT_EQ(E.What->Periodic.Test, Condition::NonZero);
  EXPECT_EQ(E.What->Periodic.Where.Index, 3);
  // One function may work on several kinds.
  EXPECT_EQ(Set.calls("event_add").size(), 2u);
  EXPECT_TRUE(Set.calls("no_such_function").empty());
  EXPECT_TRUE(Set.calls("QTimer::start").empty());
}

TEST(ModelSetTest, IndexesClassesAndBlockingFunctions) {
  ModelSet Set;
  ASSERT_EQ(Set.classes("QTimer").size(), 1u);
  EXPECT_EQ(Set.classes("QTimer").front()->Losing, Regime::Object);
  EXPECT_EQ(Set.classes("basic_waitable_timer").size(), 2u);
  ASSERT_EQ(Set.blocking("uv_run").size(), 1u);
  EXPECT_EQ(Set.blocking("uv_run").front().How, ModelSet::Blocking::Runs);
  EXPECT_TRUE(llvm::any_of(Set.blocking("sleep_for"), [](const auto &E) {
    return E.Name == "std::this_thread::sleep_for" &&
           E.How == ModelSet::Blocking::Waits;
  }));
}

TEST(ModelSetTest, TriggersAreWhatBeginsATimer) {
  ModelSet Set;
  llvm::ArrayRef<StringRef> Triggers = Set.triggers();
  EXPECT_TRUE(llvm::is_sorted(Triggers));
  EXPECT_EQ(std::adjacent_find(Triggers.begin(), Triggers.end()),
            Triggers.end());
  for (StringRef Name :
       {"timer_create", "timerfd_create", "uv_timer_start", "event_new",
        "g_timeout_add", "QTimer", "startTimer", "basic_waitable_timer"})
    EXPECT_TRUE(llvm::is_contained(Triggers, Name)) << Name.str();
  // Common names, which would keep units without timers under analysis.
  for (StringRef Name : {"start", "read", "close", "connect", "sleep", "event"})
    EXPECT_FALSE(llvm::is_contained(Triggers, Name)) << Name.str();
  // Many a unit knows a "timer" that is not libev's.
  for (StringRef Name : {"ev", "Poco", "SignalTimeout", "wxTimer"})
    EXPECT_TRUE(llvm::is_contained(Triggers, Name)) << Name.str();
  for (StringRef Name : {"timer", "Timer", "connect_once"})
    EXPECT_FALSE(llvm::is_contained(Triggers, Name)) << Name.str();
}

TEST(ModelSetTest, AddedLibrariesExtendAndReplace) {
  static constexpr Call Calls[] = {{"app::every", ActionCreate}};
  static constexpr Kind Kinds[] = {
      kindOf("timerfd", Regime::Resource, {}, Calls),
      kindOf("app", Regime::Object, "app::T", Calls),
  };
  static constexpr StringRef Runs[] = {"app::run"};
  static constexpr Library Own = {"app", {}, Kinds, Runs, {}, {}, {}, {}, {}};

  ModelSet Set;
  Set.add(Own);
  EXPECT_EQ(Set.calls("every").size(), 2u);
  EXPECT_EQ(Set.classes("T").size(), 1u);
  EXPECT_EQ(Set.blocking("run").back().Name, "app::run");
  EXPECT_TRUE(llvm::is_contained(Set.triggers(), "every"));
  // The built-in kind of that name is gone with all its calls.
  EXPECT_TRUE(Set.calls("timerfd_create").empty());
  EXPECT_FALSE(llvm::is_contained(Set.triggers(), "timerfd_create"));
  EXPECT_FALSE(Set.calls("timer_create").empty());
}

TEST(BuiltinLibrariesTest, EveryHandleHasAnEnd) {
  for (const Library *L : builtinLibraries())
    for (const Kind &K : L->Kinds) {
      if (llvm::none_of(K.Calls, [](const Call &C) { return !!C.Handle; }))
        continue;
      EXPECT_FALSE(K.EndText.empty()) << K.Name.str();
      EXPECT_FALSE(K.EndVerb.empty()) << K.Name.str();
    }
}

TEST(BuiltinLibrariesTest, BothAsiosAreTheSame) {
  const Library &Alone = builtin("Asio"), &Boost = builtin("Boost.Asio");
  auto Same = [](StringRef A, StringRef B) {
    return B.consume_front("boost::") && A == B;
  };
  ASSERT_EQ(Alone.Kinds.size(), Boost.Kinds.size());
  for (std::size_t I = 0; I != Alone.Kinds.size(); ++I) {
    EXPECT_TRUE(Same(Alone.Kinds[I].Class, Boost.Kinds[I].Class));
    ASSERT_EQ(Alone.Kinds[I].Calls.size(), Boost.Kinds[I].Calls.size());
    for (std::size_t J = 0; J != Alone.Kinds[I].Calls.size(); ++J) {
      const Call &A = Alone.Kinds[I].Calls[J], &B = Boost.Kinds[I].Calls[J];
      EXPECT_TRUE(Same(A.Name, B.Name)) << A.Name.str();
      EXPECT_EQ(A.Does, B.Does) << A.Name.str();
    }
  }
  EXPECT_TRUE(std::equal(Alone.Runs.begin(), Alone.Runs.end(),
                         Boost.Runs.begin(), Boost.Runs.end(), Same));
  EXPECT_TRUE(std::equal(Alone.Waits.begin(), Alone.Waits.end(),
                         Boost.Waits.begin(), Boost.Waits.end(), Same));
  ASSERT_EQ(Alone.Blocks.size(), Boost.Blocks.size());
  for (std::size_t I = 0; I != Alone.Blocks.size(); ++I)
    EXPECT_TRUE(Same(Alone.Blocks[I].Name, Boost.Blocks[I].Name));
  EXPECT_TRUE(std::equal(Alone.Pools.begin(), Alone.Pools.end(),
                         Boost.Pools.begin(), Boost.Pools.end(), Same));
  EXPECT_TRUE(std::equal(Alone.OffLoop.begin(), Alone.OffLoop.end(),
                         Boost.OffLoop.begin(), Boost.OffLoop.end(), Same));
}

TEST(BuiltinLibrariesTest, TheExpiryOfAsioIsSetOnlyWithAnArgument) {
  ModelSet Set;
  unsigned Getters = 0, Setters = 0;
  for (const ModelSet::Entry &E : Set.calls("expires_at")) {
    Getters += E.What->takes(0) && E.What->Does == ActionBorrow;
    Setters += E.What->takes(1) && E.What->Does == ActionInterval;
    EXPECT_NE(E.What->takes(0), E.What->takes(1));
  }
  EXPECT_EQ(Getters, 4u);
  EXPECT_EQ(Setters, 4u);
}

TEST(BuiltinLibrariesTest, KnowsTheFactsThatReportsStandOn) {
  ModelSet Set;
  const Call *Close = find(Set, "timerfd", "close");
  ASSERT_NE(Close, nullptr);
  EXPECT_FALSE(Close->Idempotent);
  const Call *SetTime = find(Set, "timerfd", "timerfd_settime");
  ASSERT_NE(SetTime, nullptr);
  EXPECT_EQ(SetTime->Disarms.Where.Field, "it_value");
  EXPECT_EQ(SetTime->Periodic.Where.Field, "it_interval");
  const Call *New = find(Set, "event_new", "event_new");
  ASSERT_NE(New, nullptr);
  EXPECT_EQ(New->When.Test, Condition::Equals);
  EXPECT_EQ(New->When.Value, -1);
  EXPECT_EQ(New->Periodic.Value, 0x10);
  const Call *Timeout = find(Set, "GLib timeout", "g_timeout_add");
  ASSERT_NE(Timeout, nullptr);
  EXPECT_EQ(Timeout->Periodic.Test, Condition::CallbackContinues);
  EXPECT_EQ(Timeout->Periodic.Value, 0);
  const Call *Shot = find(Set, "QTimer", "QTimer::singleShot");
  ASSERT_NE(Shot, nullptr);
  EXPECT_FALSE(Shot->Handle);
  EXPECT_EQ(Shot->Periodic.Test, Condition::Never);
}

} // namespace
