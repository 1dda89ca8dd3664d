//===- ModelReaderTest.cpp ------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/ModelReader.h"
#include "gtest/gtest.h"

using namespace ticktidy::model;

namespace {

constexpr const char *Ticker = R"(# an in-house ticker
name: in-house
url: https://example.org/
runs: ["app::run"]
waits:
  - app::snooze
blocks:
  - names: ["app::sync", "app::flush"]
    until: the disk has it all
    time: {at: argument 1, unit: us}
    when: argument 0 is not zero
    may-be-over: true
    asked-by: ["app::isFlushed"]
pools: ["app::Pool"]
off-loop: ["app::quit"]
kinds:
  - name: ticker
    regime: resource
    runs-on: own
    class: app::Ticker
    owned-by-receiver: true
    overrides: ["app::Ticker::onTick"]
    end:
      text: app::end({handle}, {arg0})
      verb: ended
      valid: "{handle} >= 0"
      reset: "{handle} = {null}"
    calls:
      - names: ["app::every", "app::after"]
        does: [create, start]
        handle: return
        callback: argument -1
        user-data: argument 2
        context: argument 3
        owner: pointee 4.parent.child
        interval:
          {at: argument 0, unit: ms, zero-spins: true, most: 500, keeps: -1}
        when: argument 1 is not zero
        periodic: until the callback returns -0x10
        disarms: pointee 1.it_value is zero
        fails: negative
        min-arguments: 2
        max-arguments: 5
        replaces: true
      - name: app::end
        does: [release]
        handle: argument 0
        idempotent: false
        shared: true
        counted: true
)";

/// A library around the calls of one kind.
std::string withCalls(const std::string &Calls) {
  return "name: x\n"                             // 1
         "kinds:\n"                              // 2
         "  - name: k\n"                         // 3
         "    regime: resource\n"                // 4
         "    end: {text: end(), verb: ended}\n" // 5
         "    calls:\n" +                        // 6
         Calls;                                  // 7
}

class ModelReaderTest : public ::testing::Test {
protected:
  const Library *read(llvm::StringRef Text, llvm::StringRef File = "m.yaml") {
    Errors.clear();
    return Store.read(llvm::MemoryBufferRef(Text, File), Errors);
  }

  /// The first error of \p Text, which must be refused.
  std::string errorOf(llvm::StringRef Text) {
    EXPECT_EQ(read(Text), nullptr) << Text.str();
    return Errors.empty() ? "no error" : Errors.front().str();
  }

  ModelStore Store;
  std::vector<ModelError> Errors;
};

TEST_F(ModelReaderTest, ReadsEveryKey) {
  const Library *L;
  {
    // Nothing of the result may point into the file.
    std::string Text = Ticker;
    L = read(Text);
    Text.assign(Text.size(), '?');
  }
  ASSERT_NE(L, nullptr) << Errors.front().str();
  EXPECT_EQ(L->Name, "in-house");
  EXPECT_EQ(L->Url, "https://example.org/");
  EXPECT_EQ(L->Runs, llvm::ArrayRef<llvm::StringRef>("app::run"));
  EXPECT_EQ(L->Waits, llvm::ArrayRef<llvm::StringRef>("app::snooze"));
  EXPECT_EQ(L->Pools, llvm::ArrayRef<llvm::StringRef>("app::Pool"));
  EXPECT_EQ(L->OffLoop, llvm::ArrayRef<llvm::StringRef>("app::quit"));
  ASSERT_EQ(L->Blocks.size(), 2u);
  const Blocker &Flush = L->Blocks[1];
  EXPECT_EQ(L->Blocks[0].Name, "app::sync");
  EXPECT_EQ(Flush.Name, "app::flush");
  EXPECT_EQ(Flush.Until, "the disk has it all");
  EXPECT_EQ(Flush.Time.Where, Place::Argument);
  EXPECT_EQ(Flush.Time.Index, 1);
  EXPECT_EQ(Flush.TimeUnit, Unit::Microseconds);
  EXPECT_EQ(Flush.When.Test, Condition::NonZero);
  EXPECT_TRUE(Flush.MayBeOver);
  EXPECT_EQ(Flush.AskedBy, llvm::ArrayRef<llvm::StringRef>("app::isFlushed"));
  ASSERT_EQ(L->Kinds.size(), 1u);
  const Kind &K = L->Kinds[0];
  EXPECT_EQ(K.Name, "ticker");
  EXPECT_EQ(K.Losing, Regime::Resource);
  EXPECT_EQ(K.RunsOn, Thread::Own);
  EXPECT_EQ(K.Class, "app::Ticker");
  EXPECT_TRUE(K.OwnedByReceiver);
  EXPECT_EQ(K.EndText, "app::end({handle}, {arg0})");
  EXPECT_EQ(K.EndVerb, "ended");
  EXPECT_EQ(K.ValidText, "{handle} >= 0");
  EXPECT_EQ(K.ResetText, "{handle} = {null}");
  EXPECT_FALSE(K.Single);
  EXPECT_EQ(K.Overrides,
            llvm::ArrayRef<llvm::StringRef>("app::Ticker::onTick"));
  ASSERT_EQ(K.Calls.size(), 3u);

  const Call &C = K.Calls[1];
  EXPECT_EQ(K.Calls[0].Name, "app::every");
  EXPECT_EQ(C.Name, "app::after");
  EXPECT_EQ(C.Does, ActionCreate | ActionStart);
  EXPECT_EQ(C.Handle.Where, Place::Return);
  EXPECT_EQ(C.Callback.Where, Place::Argument);
  EXPECT_EQ(C.Callback.Index, -1);
  EXPECT_EQ(C.UserData.Index, 2);
  EXPECT_EQ(C.Context.Index, 3);
  EXPECT_EQ(C.Owner.Where, Place::Pointee);
  EXPECT_EQ(C.Owner.Index, 4);
  EXPECT_EQ(C.Owner.Field, "parent.child");
  EXPECT_EQ(C.Interval.Index, 0);
  EXPECT_EQ(C.IntervalUnit, Unit::Milliseconds);
  EXPECT_TRUE(C.ZeroSpins);
  EXPECT_EQ(C.Most, 500);
  EXPECT_EQ(C.Keeps, std::int64_t(-1));
  EXPECT_EQ(C.When.Test, Condition::NonZero);
  EXPECT_EQ(C.When.Where.Index, 1);
  EXPECT_EQ(C.Periodic.Test, Condition::CallbackContinues);
  EXPECT_EQ(C.Periodic.Value, -16);
  EXPECT_EQ(C.Disarms.Test, Condition::Zero);
  EXPECT_EQ(C.Disarms.Where.Field, "it_value");
  EXPECT_EQ(C.Fails, Failure::Negative);
  EXPECT_TRUE(C.Replaces);
  EXPECT_FALSE(C.Shared);
  EXPECT_FALSE(C.Counted);
  EXPECT_FALSE(C.takes(1));
  EXPECT_TRUE(C.takes(2));
  EXPECT_TRUE(C.takes(5));
  EXPECT_FALSE(C.takes(6));

  const Call &End = K.Calls[2];
  EXPECT_EQ(End.Does, ActionRelease);
  EXPECT_FALSE(End.Idempotent);
  EXPECT_TRUE(End.Shared);
  EXPECT_TRUE(End.Counted);
  EXPECT_EQ(End.When.Test, Condition::Always);
  EXPECT_EQ(End.Periodic.Test, Condition::Never);
}

TEST_F(ModelReaderTest, ReadsConditions) {
  struct {
    const char *Text;
    Condition::Kind Test;
    std::int64_t Value;
  } const Cases[] = {
      {"always", Condition::Always, 0},
      {"never", Condition::Never, 0},
      {"argument 0 is zero", Condition::Zero, 0},
      {"argument 0 is not zero", Condition::NonZero, 0},
      {"argument 0 is -1", Condition::Equals, -1},
      {"argument 0 has any of 0x10", Condition::HasBits, 16},
      {"argument 0 has none of 3", Condition::LacksBits, 3},
      {"argument 0 names A::b", Condition::RefersTo, 0},
  };
  for (const auto &C : Cases) {
    ModelStore Own;
    std::string Text = withCalls("      - name: f\n"
                                 "        does: [release]\n"
                                 "        handle: argument 0\n"
                                 "        when: " +
                                 std::string(C.Text) + "\n");
    const Library *L = Own.read(llvm::MemoryBufferRef(Text, "m"), Errors);
    ASSERT_NE(L, nullptr) << Errors.front().str();
    const Condition &When = L->Kinds[0].Calls[0].When;
    EXPECT_EQ(When.Test, C.Test) << C.Text;
    EXPECT_EQ(When.Value, C.Value) << C.Text;
    if (When.Test == Condition::RefersTo)
      EXPECT_EQ(When.Name, "A::b");
  }
}

TEST_F(ModelReaderTest, RefusesWhatYamlItselfForbids) {
  EXPECT_EQ(errorOf("name: x\nnaem: y\nwaits: [f]\n"),
            "m.yaml:2:1: unknown key 'naem'");
  EXPECT_EQ(errorOf("name: x\nname: y\nwaits: [f]\n"),
            "m.yaml:2:1: this key is written twice");
  EXPECT_EQ(errorOf("name: x\nkinds:\n  - name: k\n    name: j\n"),
            "m.yaml:4:5: this key is written twice");
  EXPECT_NE(errorOf("name: [x\n"), "no error");
  EXPECT_NE(errorOf("name: &a x\nurl: *a\nwaits: [f]\n"), "no error");
  EXPECT_EQ(errorOf("- name: x\n"), "m.yaml:1:1: not a mapping");
  EXPECT_EQ(errorOf("name: x\nwaits: f\n"), "m.yaml:2:8: not a sequence");
}

TEST_F(ModelReaderTest, RefusesEmptyFiles) {
  EXPECT_EQ(errorOf(""), "m.yaml:1:1: the file is empty");
  EXPECT_EQ(errorOf("# nothing\n"), "m.yaml:1:1: the file is empty");
  EXPECT_EQ(errorOf("---\n...\n"), "m.yaml:1:1: the file is empty");
}

TEST_F(ModelReaderTest, RefusesSecondDocument) {
  EXPECT_EQ(errorOf("# c\n---\nname: x\nwaits: [f]\n---\nname: y\n"),
            "m.yaml:5:1: a second document begins here, a model file has only "
            "one");
  EXPECT_NE(read("---\nname: x\nwaits: [f]\n"), nullptr);
  EXPECT_NE(read("name: x\nwaits: [f]\n...\n"), nullptr);
}

TEST_F(ModelReaderTest, RefusesWhatIsTooLargeOrTooDeep) {
  EXPECT_EQ(errorOf("name: " + std::string(1 << 20, 'x')),
            "m.yaml:1:1: the file is larger than 1 MiB");
  EXPECT_EQ(errorOf("name: x\nwaits: " + std::string(500000, '[')),
            "m.yaml:2:40: brackets are nested too deeply");
  std::string Dashes;
  for (int I = 0; I != 100000; ++I)
    Dashes += "- ";
  EXPECT_EQ(errorOf(Dashes + "x"),
            "m.yaml:1:200001: the text is indented too deeply");
  EXPECT_EQ(errorOf("name: x\nwaits:\n" + std::string(70, ' ') + "- f\n"),
            "m.yaml:3:73: the text is indented too deeply");
}

TEST_F(ModelReaderTest, TellsWhatAKindLacks) {
  EXPECT_EQ(errorOf("name: x\nkinds:\n  - name: k\n    calls: []\n"),
            "m.yaml:3:5: missing required key 'regime'");
  EXPECT_EQ(errorOf("name: x\nkinds:\n  - name: k\n    regime: resource\n"
                    "    calls: []\n"),
            "m.yaml:3:5: the kind has no calls");
  EXPECT_EQ(errorOf(withCalls("      - name: f\n        does: [create]\n"
                              "        handle: return\n")),
            "m.yaml:3:5: the kind creates or starts timers but has no call "
            "that stops or releases one");
  EXPECT_EQ(errorOf("name: x\nkinds:\n  - name: k\n    regime: object\n"
                    "    calls: [{name: f, does: [stop], handle: this}]\n"),
            "m.yaml:3:5: a kind of regime 'object' needs its 'class'");
  EXPECT_EQ(errorOf("name: x\nkinds:\n  - name: k\n    regime: intrusive\n"
                    "    calls:\n"
                    "      - {name: f, does: [create], handle: pointee 0}\n"
                    "      - {name: g, does: [stop], handle: pointee 0}\n"),
            "m.yaml:3:5: the kind gives handles, so it needs 'end'");
  EXPECT_EQ(errorOf("name: x\n"),
            "m.yaml:1:1: the library has no 'kinds', no 'runs', no 'waits', no "
            "'wrappers' and no 'blocks'");
}

TEST_F(ModelReaderTest, TellsWrongTextsWhereTheyStand) {
  EXPECT_EQ(errorOf("name: x\nwaits: [f, a b]\n"),
            "m.yaml:2:12: 'a b' is not a qualified name, write it like "
            "'ns::Class::member', without template arguments and parentheses");
  for (const char *Name : {"A::", "::f", "f<int>", "f()", "1f", "A:b", "~"})
    EXPECT_NE(errorOf("name: x\nwaits: ['" + std::string(Name) + "']\n"),
              "no error");
  EXPECT_EQ(errorOf("name: x\nkinds:\n  - name: k\n    regime: leaky\n"
                    "    calls: []\n"),
            "m.yaml:4:13: unknown regime 'leaky', use one of resource, object, "
            "intrusive");
  EXPECT_EQ(errorOf("name: x\nkinds:\n  - name: k\n    regime: object\n"
                    "    end: {text: '{handel}', verb: v}\n    calls: []\n"),
            "m.yaml:5:17: unknown placeholder '{handel}', use {handle}, "
            "{pointer}, {receiver} or {argN}");
  const std::string Call = "      - name: f\n        ";
  EXPECT_EQ(errorOf(withCalls(Call + "does: [crate]\n")),
            "m.yaml:8:16: unknown action 'crate', use one of create, start, "
            "stop, release, attach, own, borrow, period, interval, wait, ask");
  EXPECT_EQ(errorOf(withCalls(Call + "does: [stop]\n        handle: arg 1\n")),
            "m.yaml:9:17: 'arg 1' is not a place, write 'return', 'this', "
            "'argument N' or 'pointee N'");
  EXPECT_EQ(
      errorOf(withCalls(Call + "does: [stop]\n        handle: argument 99\n")),
      "m.yaml:9:17: argument number 99 is out of range, use -32 to 31");
  EXPECT_EQ(
      errorOf(withCalls(Call + "does: [stop]\n        handle: argument x\n")),
      "m.yaml:9:17: 'x' is not a number");
  EXPECT_EQ(
      errorOf(withCalls(Call + "does: [stop]\n        handle: pointee 1.\n")),
      "m.yaml:9:17: '' is not the name of a member");
  EXPECT_EQ(errorOf(withCalls(Call + "does: [stop]\n        handle: this\n"
                                     "        when: argument 1 is not 3\n")),
            "m.yaml:10:15: after 'is not' only 'zero' can follow");
  EXPECT_NE(errorOf(withCalls(Call + "does: [stop]\n        handle: this\n"
                                     "        when: sometimes\n"))
                .find("m.yaml:10:15: 'sometimes' is not a condition"),
            std::string::npos);
  EXPECT_EQ(errorOf(withCalls(Call + "does: [start]\n        interval: {at: "
                                     "argument 0, unit: min}\n")),
            "m.yaml:9:42: unknown unit 'min', use one of ns, us, ms, s, ticks, "
            "timespec, timeval, chrono");
}

TEST_F(ModelReaderTest, TellsContradictions) {
  struct {
    const char *Call;
    const char *Message;
  } const Cases[] = {
      {"{name: f, does: []}",
       "'does' is empty, say what the call does to the timer"},
      {"{does: [create]}", "a call needs either 'name' or 'names'"},
      {"{name: f, names: [g], does: [create]}",
       "a call needs either 'name' or 'names'"},
      {"{name: f, does: [stop]}",
       "a call that makes, releases or owns no timer, and gives it no "
       "callback, needs a 'handle'"},
      {"{name: f, does: [stop], handle: this, once: always}",
       "'once' is only for calls that give a 'callback'"},
      {"{name: f, does: [stop], handle: return}",
       "only a call that creates or starts a timer returns its handle"},
      {"{name: f, does: [stop], handle: this, periodic: always}",
       "'periodic' is only for calls that create, start or decide the period"},
      {"{name: f, does: [period], handle: this}",
       "a call that decides the period needs 'periodic'"},
      {"{name: f, does: [stop], handle: this, disarms: always}",
       "'disarms' is only for calls that start a timer"},
      {"{name: f, does: [stop], handle: this, fails: zero}",
       "'fails' is only for calls that create or start a timer or give it "
       "an owner"},
      {"{name: f, does: [start], handle: this, idempotent: false}",
       "'idempotent' is only for calls that stop or release a timer"},
      {"{name: f, does: [stop], handle: this, replaces: true}",
       "'replaces' is only for calls that start a timer or set its interval"},
      {"{name: f, does: [stop], handle: this, owner: argument 0}",
       "'owner' is only for calls that create a timer, give it an owner or "
       "take user data"},
      {"{name: f, does: [create], handle: return, shared: true}",
       "'shared' is not for calls that create a timer: 'when' tells which of "
       "them do"},
      {"{name: f, does: [stop], handle: this, counted: true}",
       "'counted' is only for calls that release a timer"},
      {"{name: f, does: [interval], handle: this}",
       "a call that sets the interval needs 'interval'"},
      {"{name: f, does: [attach], handle: this}",
       "a call that attaches a callback needs 'callback' or 'user-data'"},
      {"{name: f, does: [start], handle: this, callback: return}",
       "only 'handle' can be what the call returns"},
      {"{name: f, does: [stop], handle: this, when: return is zero}",
       "a condition cannot look at what the call returns"},
      {"{name: f, does: [stop], handle: this, when: until the callback "
       "returns 0}",
       "what the callback returns can only decide 'periodic'"},
      {"{name: f, does: [stop], handle: this, min-arguments: 3, "
       "max-arguments: 2}",
       "'min-arguments' is greater than 'max-arguments'"},
  };
  for (const auto &C : Cases)
    EXPECT_EQ(errorOf(withCalls("      - " + std::string(C.Call) + "\n")),
              std::string("m.yaml:7:10: ") + C.Message);
}

TEST_F(ModelReaderTest, ReadsWhatAStoppedCallbackMayDo) {
  const std::string Head =
      "name: x\nkinds:\n  - name: k\n    regime: resource\n";
  const std::string Calls = "    calls: [{name: f, does: [create]}]\n";
  const Library *L = read(
      Head +
      "    after-stop: {callback: told, by: argument 1, value: \"a::b\"}\n" +
      Calls);
  ASSERT_NE(L, nullptr);
  EXPECT_EQ(L->Kinds[0].Stopped, AfterStop::Told);
  EXPECT_EQ(L->Kinds[0].ToldBy.Index, 1);
  EXPECT_EQ(L->Kinds[0].ToldAs, "a::b");
  EXPECT_EQ(errorOf("name: x\nkinds:\n  - name: l\n    regime: resource\n"
                    "    after-stop: {callback: told}\n" +
                    Calls),
            "m.yaml:5:18: a callback that is told needs 'by', an argument, and "
            "'value'; no other has them");
}

TEST_F(ModelReaderTest, ReadsWrappers) {
  const Library *L = read("name: x\nwrappers:\n"
                          "  - names: [f, g]\n    callable: argument 1\n"
                          "    object: argument 0\n    binds: last\n"
                          "    error: pointee 2\n");
  ASSERT_NE(L, nullptr);
  ASSERT_EQ(L->Wrappers.size(), 2u);
  EXPECT_EQ(L->Wrappers[1].Name, "g");
  EXPECT_EQ(L->Wrappers[1].Binds, Wrapper::Last);
  EXPECT_EQ(L->Wrappers[1].Object.Index, 0);
  EXPECT_EQ(L->Wrappers[1].Error.Where, Place::Pointee);
  EXPECT_EQ(errorOf("name: x\nwrappers:\n  - name: f\n    callable: this\n"),
            "m.yaml:3:5: what is wrapped is an argument");
}

TEST_F(ModelReaderTest, ReadsKindsOfWhichThereIsOneTimer) {
  const std::string Head = "name: x\nkinds:\n  - name: k\n    single: true\n";
  const std::string End = "    end: {text: ring(0), verb: silenced}\n";
  const std::string Calls =
      "    calls:\n"
      "      - {name: ring, does: [create, start], disarms: argument 0 is "
      "zero}\n"
      "      - {name: silence, does: [stop]}\n";
  const Library *L = read(Head + "    regime: resource\n" + End + Calls);
  ASSERT_NE(L, nullptr) << Errors.front().str();
  EXPECT_TRUE(L->Kinds[0].Single);
  EXPECT_FALSE(L->Kinds[0].Calls[1].Handle);

  ModelStore Own;
  auto Refused = [&](const std::string &Text) {
    std::vector<ModelError> Found;
    EXPECT_EQ(Own.read(llvm::MemoryBufferRef(Text, "m.yaml"), Found), nullptr);
    return Found.empty() ? "no error" : Found.front().str();
  };
  EXPECT_EQ(Refused(Head + "    regime: intrusive\n" + End + Calls),
            "m.yaml:3:5: a kind of which a process has a single timer is of "
            "regime 'resource'");
  EXPECT_EQ(Refused(Head +
                    "    regime: resource\n    end: {text: "
                    "'ring({handle})', verb: v}\n" +
                    Calls),
            "m.yaml:3:5: a kind of which a process has a single timer has no "
            "handle that 'end' could name");
  EXPECT_EQ(Refused(Head + "    regime: resource\n" + End +
                    "    calls:\n      - {name: f, does: [create], handle: "
                    "return}\n"),
            "m.yaml:8:10: a kind of which a process has a single timer gives "
            "no 'handle'");
  EXPECT_EQ(Refused(Head + "    regime: resource\n" + End +
                    "    calls:\n      - {name: f, does: [create]}\n"),
            "m.yaml:3:5: the kind creates or starts timers but has no call "
            "that stops or releases one");
}

TEST_F(ModelReaderTest, ReadsWhatEmptiesAHandle) {
  auto WithEnd = [](const std::string &End) {
    return "name: x\nkinds:\n  - name: k\n    regime: resource\n    end: {" +
           End +
           "}\n    calls:\n      - {name: f, does: [create], handle: "
           "pointee 1, fails: negative}\n"
           "      - {name: g, does: [release], handle: argument 0}\n";
  };
  EXPECT_EQ(errorOf(WithEnd("text: g(), verb: v, valid: x, reset: '{null}'")),
            "m.yaml:5:48: the text assigns to the handle, write it like "
            "'{handle} = 0'");
  EXPECT_EQ(errorOf(WithEnd("text: '{null}', verb: v")),
            "m.yaml:5:17: unknown placeholder '{null}', use {handle}, "
            "{pointer}, {receiver} or {argN}");
  EXPECT_EQ(errorOf(WithEnd("text: g(), verb: v, reset: '{handle} = 0'")),
            "m.yaml:3:5: 'reset' gives the handle a value that 'valid' "
            "refuses, so it needs 'valid'");
  const Library *L = read(WithEnd("text: 'g({handle})', verb: v, valid: "
                                  "'{handle}', reset: '{handle} = {null}'"));
  ASSERT_NE(L, nullptr) << Errors.front().str();
  EXPECT_EQ(L->Kinds[0].Calls[0].Fails, Failure::Negative);
}

TEST_F(ModelReaderTest, TellsTwinsApartByArgumentsAndConditions) {
  EXPECT_EQ(
      errorOf(withCalls("      - {name: f, does: [stop], handle: this}\n"
                        "      - {name: f, does: [release], handle: this}\n")),
      "m.yaml:8:10: 'f' is described twice in this kind, and no 'when' "
      "and no number of arguments tells the two apart");
  EXPECT_NE(read(withCalls("      - {name: f, does: [stop], handle: this, "
                           "max-arguments: 1}\n"
                           "      - {name: f, does: [release], handle: this, "
                           "min-arguments: 2}\n")),
            nullptr);
}

TEST_F(ModelReaderTest, RefusesTwoKindsOfOneName) {
  const std::string Kind = "  - name: k\n    regime: resource\n    calls:\n"
                           "      - {name: f, does: [stop], handle: this}\n";
  EXPECT_EQ(errorOf("name: x\nkinds:\n" + Kind + Kind),
            "m.yaml:7:5: kind 'k' is already described in m.yaml");
  // Neither was kept, so that a mended file can be read.
  EXPECT_NE(read("name: x\nkinds:\n" + Kind, "a.yaml"), nullptr);
  EXPECT_EQ(errorOf("name: x\nkinds:\n" + Kind),
            "m.yaml:3:5: kind 'k' is already described in a.yaml");
}

TEST_F(ModelReaderTest, TheDocumentedExampleIsRight) {
  auto Page =
      llvm::MemoryBuffer::getFile(TICKTIDY_SOURCE_DIR "/docs/models.md");
  ASSERT_TRUE(Page);
  llvm::StringRef Text = (*Page)->getBuffer();
  constexpr llvm::StringLiteral Begin = "```yaml\nname:";
  std::size_t At = Text.find(Begin);
  ASSERT_NE(At, llvm::StringRef::npos);
  Text = Text.drop_front(At + llvm::StringRef("```yaml\n").size());
  const Library *L = read(Text.take_front(Text.find("```")));
  ASSERT_NE(L, nullptr) << Errors.front().str();
  EXPECT_EQ(L->Kinds[0].Calls.size(), 3u);
}

TEST_F(ModelReaderTest, SurvivesEveryCut) {
  const std::string Text = Ticker;
  for (std::size_t Size = 0; Size != Text.size(); ++Size) {
    ModelStore Own;
    std::vector<ModelError> Found;
    const Library *L =
        Own.read(llvm::MemoryBufferRef(Text.substr(0, Size), "m"), Found);
    EXPECT_EQ(L == nullptr, !Found.empty()) << Size;
    for (const ModelError &E : Found)
      EXPECT_TRUE(E.Line && E.Column && !E.Message.empty()) << Size;
  }
}

} // namespace
