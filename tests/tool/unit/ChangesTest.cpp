//===- ChangesTest.cpp - Reads diffs; which findings they concern ---------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Changes.h"
#include "Report.h"
#include "TidyOptions.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace ticktidy::tool {
namespace {

Finding at(StringRef File, int Line, const std::vector<int> &Steps = {}) {
  Finding F;
  F.Check = "timer-unstopped";
  F.Text = "text";
  F.At = {File.str(), Line, 1, Line * 10};
  for (int Step : Steps)
    F.Notes.push_back({{File.str(), Step, 1, Step * 10}, "note", {}});
  return F;
}

TEST(Changes, AddedAndAlteredLines) {
  Changes C = cantFail(Changes::read("--- a/x.c\n+++ b/x.c\t2020\n"
                                     "@@ -3,2 +3,3 @@ int f() {\n"
                                     " same\n-old\n+new\n+newer\n",
                                     "/r"));
  EXPECT_TRUE(C.touches("/r/x.c"));
  EXPECT_FALSE(C.touches("/r/y.c"));
  EXPECT_FALSE(C.concern(at("/r/x.c", 3)));
  EXPECT_TRUE(C.concern(at("/r/x.c", 4)));
  EXPECT_TRUE(C.concern(at("/r/x.c", 5)));
  EXPECT_FALSE(C.concern(at("/r/x.c", 6)));
  EXPECT_TRUE(C.concern(at("/r/x.c", 1, {2, 5})));
  EXPECT_FALSE(C.concern(at("/r/y.c", 4)));
  // What was altered between two steps says nothing of them.
  EXPECT_FALSE(C.concern(at("/r/x.c", 1, {9})));
}

TEST(Changes, DeletedLinesConcernWhatGoesPast) {
  Changes C =
      cantFail(Changes::read("+++ b/x.c\n@@ -8,2 +7,0 @@\n-a\n-b\n", "/r"));
  EXPECT_TRUE(C.concern(at("/r/x.c", 7, {8})));
  EXPECT_TRUE(C.concern(at("/r/x.c", 1, {9})));
  EXPECT_FALSE(C.concern(at("/r/x.c", 1, {7})));
  EXPECT_FALSE(C.concern(at("/r/x.c", 8, {12})));
}

TEST(Changes, Names) {
  Changes C =
      cantFail(Changes::read("+++ \"b/a\\303\\251\\t.c\"\n@@ -0,0 +1 @@\n+x\n"
                             "+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
                             "+++ plain.c\n@@ -0,0 +1 @@\n++++ b/no-name\n",
                             "/r"));
  EXPECT_EQ(C.files(),
            (std::vector<std::string>{"/r/a\xc3\xa9\t.c", "/r/plain.c"}));
}

TEST(Changes, BrokenDiff) {
  for (StringRef Text : {"@@ -a +b @@\n", "@@ -1,2\n", "@@ -1 +-3 @@\n"}) {
    Expected<Changes> C = Changes::read(Text, "/r");
    EXPECT_FALSE(static_cast<bool>(C)) << Text.str();
    consumeError(C.takeError());
  }
}

TEST(TidyOptions, OnlyTimerGlobsCount) {
  EXPECT_EQ(timerGlobs("-*,bugprone-*"), "");
  EXPECT_EQ(timerGlobs("-*,bugprone-*,timer-in-loop"),
            "-timer-*,timer-in-loop");
  EXPECT_EQ(timerGlobs("*,-timer-in-loop"), "timer-*,-timer-in-loop");
  EXPECT_EQ(timerGlobs("bugprone-*\n , -timer-unstopped "), "-timer-unstopped");
}

TEST(Report, OneFindingOfSeveralUnits) {
  Sources Texts;
  Finding A = at("/r/x.h", 3);
  A.Edits = {{"/r/x.h", 1, 0, "a"}};
  Finding B = A;
  std::vector<Finding> Merged = merge({A, B, at("/r/a.c", 1)}, "/r", Texts);
  ASSERT_EQ(Merged.size(), 2U);
  EXPECT_EQ(Merged[0].At.File, "/r/a.c");
  EXPECT_EQ(Merged[1].Edits, A.Edits);
  // Units that do not agree on the fix have none.
  B.Edits = {{"/r/x.h", 1, 0, "b"}};
  Merged = merge({A, B}, "/r", Texts);
  ASSERT_EQ(Merged.size(), 1U);
  EXPECT_TRUE(Merged[0].Edits.empty());
}

TEST(Report, FingerprintsOutliveMoves) {
  Sources Texts;
  std::vector<Finding> Here = merge({at("/r/x.c", 3)}, "/r", Texts);
  std::vector<Finding> There = merge({at("/s/x.c", 30)}, "/s", Texts);
  EXPECT_EQ(Here[0].Fingerprint, There[0].Fingerprint);
  std::vector<Finding> Two =
      merge({at("/r/x.c", 3), at("/r/x.c", 4)}, "/r", Texts);
  EXPECT_EQ(Two[0].Fingerprint, Here[0].Fingerprint);
  EXPECT_NE(Two[1].Fingerprint, Here[0].Fingerprint);
}

} // namespace
} // namespace ticktidy::tool
