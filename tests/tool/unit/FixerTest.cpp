//===- FixerTest.cpp - Plans of fixes, and diffs --------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixer.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace ticktidy::tool {
namespace {

class FixerTest : public testing::Test {
protected:
  void SetUp() override {
    SmallString<128> Folder;
    ASSERT_FALSE(sys::fs::createUniqueDirectory("ticktidy-fixer", Folder));
    ASSERT_FALSE(sys::fs::real_path(Folder, Folder));
    R.Root = R.Folder = std::string(Folder);
    put("a", "0123456789\n");
    put("b", "0123456789\n");
  }
  void TearDown() override { (void)sys::fs::remove_directories(R.Root); }

  std::string path(StringRef Name) const { return R.Root + "/" + Name.str(); }
  void put(StringRef Name, StringRef Text) {
    ASSERT_FALSE(static_cast<bool>(writeFile(path(Name), Text)));
    Hashes[path(Name)] = hashOf(Text);
  }
  std::string get(StringRef Name) const {
    return cantFail(readFile(path(Name)));
  }
  void add(std::vector<Edit> Edits) {
    Finding F;
    F.At.File = path("a");
    F.At.Line = static_cast<int>(R.Findings.size()) + 1;
    F.Edits = std::move(Edits);
    R.Findings.push_back(std::move(F));
  }
  Edit edit(StringRef Name, int Offset, int Length, StringRef Text) const {
    return {path(Name), Offset, Length, Text.str()};
  }

  Report R;
  StringMap<std::string> Hashes;
  Sources Texts;
};

TEST_F(FixerTest, CollidingFixIsLeftOutWhole) {
  add({edit("a", 2, 3, "x")});
  // One of its edits collides: the other one, in another file, is not made.
  add({edit("a", 4, 1, "y"), edit("b", 0, 1, "y")});
  add({edit("b", 5, 0, "z")});
  FixPlan Plan = planFixes(R, Hashes, Texts);
  EXPECT_EQ(Plan.IsFixed, (std::vector<bool>{true, false, true}));
  ASSERT_EQ(Plan.Problems.size(), 1U);
  EXPECT_NE(Plan.Problems[0].find("collides"), std::string::npos);
  EXPECT_TRUE(applyFixes(Plan, Texts).empty());
  EXPECT_EQ(get("a"), "01x56789\n");
  EXPECT_EQ(get("b"), "01234z56789\n");
}

TEST_F(FixerTest, OrderOfInsertionsIsNotGuessed) {
  add({edit("a", 3, 0, "x")});
  add({edit("a", 3, 0, "y")});
  EXPECT_EQ(planFixes(R, Hashes, Texts).IsFixed,
            (std::vector<bool>{true, false}));
}

TEST_F(FixerTest, SharedEditIsMadeOnce) {
  add({edit("a", 3, 0, "x")});
  add({edit("a", 3, 0, "x"), edit("a", 8, 1, "")});
  FixPlan Plan = planFixes(R, Hashes, Texts);
  EXPECT_EQ(Plan.IsFixed, (std::vector<bool>{true, true}));
  applyFixes(Plan, Texts);
  EXPECT_EQ(get("a"), "012x345679\n");
}

TEST_F(FixerTest, ChangedFileIsLeftAlone) {
  add({edit("a", 3, 0, "x")});
  Hashes[path("a")] = hashOf("something else");
  EXPECT_EQ(planFixes(R, Hashes, Texts).IsFixed, std::vector<bool>{false});

  // Saved between the plan and the edit.
  Hashes[path("a")] = hashOf(get("a"));
  FixPlan Plan = planFixes(R, Hashes, Texts);
  put("a", "new\n");
  EXPECT_EQ(applyFixes(Plan, Texts).size(), 1U);
  EXPECT_EQ(get("a"), "new\n");
}

TEST_F(FixerTest, EditsOutOfBoundsAreRefused) {
  add({edit("a", 8, 100, "")});
  add({edit("a", -1, 0, "x")});
  add({{"/etc/passwd", 0, 0, "x"}});
  add({edit("../escaped", 0, 0, "x")});
  FixPlan Plan = planFixes(R, Hashes, Texts);
  EXPECT_EQ(Plan.IsFixed, std::vector<bool>(4, false));
  EXPECT_TRUE(Plan.Edits.empty());
}

std::string diff(StringRef Before, const std::vector<Edit> &Edits) {
  return unifiedDiff("f", SourceText(Before.str()), Edits);
}

TEST(UnifiedDiff, PushedLinesAreContext) {
  EXPECT_EQ(
      diff("1\n2\n3\n4\n5\n6\n", {{"f", 6, 0, "new\n"}}),
      "--- a/f\n+++ b/f\n@@ -1,6 +1,7 @@\n 1\n 2\n 3\n+new\n 4\n 5\n 6\n");
}

TEST(UnifiedDiff, FarHunksAreApart) {
  std::string Text;
  for (int I = 0; I != 20; ++I)
    Text += "x\n";
  EXPECT_EQ(diff(Text, {{"f", 0, 1, "a"}, {"f", 38, 1, "b"}}),
            "--- a/f\n+++ b/f\n@@ -1,4 +1,4 @@\n-x\n+a\n x\n x\n x\n"
            "@@ -17,4 +17,4 @@\n x\n x\n x\n-x\n+b\n");
}

TEST(UnifiedDiff, ManyEditsOfALineAreOneChange) {
  EXPECT_EQ(diff("abc\n", {{"f", 0, 1, "x"}, {"f", 2, 1, "z\nw"}}),
            "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n-abc\n+xbz\n+w\n");
}

TEST(UnifiedDiff, MissingNewlineIsTold) {
  EXPECT_EQ(diff("a\nb", {{"f", 3, 0, "\n"}}),
            "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n"
            "\\ No newline at end of file\n+b\n");
  EXPECT_EQ(diff("", {{"f", 0, 0, "a\n"}}),
            "--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+a\n");
}

TEST(UnifiedDiff, LinesMayVanish) {
  EXPECT_EQ(diff("a\nb\nc\n", {{"f", 2, 2, ""}}),
            "--- a/f\n+++ b/f\n@@ -1,3 +1,2 @@\n a\n-b\n c\n");
}

} // namespace
} // namespace ticktidy::tool
