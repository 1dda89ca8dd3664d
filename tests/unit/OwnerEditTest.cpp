//===- OwnerEditTest.cpp - Tests of edits that give an owner --------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "fix/OwnerEdit.h"
#include "EditTesting.h"

using namespace ticktidy;
using ticktidy::test::Source;
using ticktidy::test::Standard;

namespace {

constexpr model::Call Creates = [] {
  model::Call C;
  C.Name = "Ticker::Ticker";
  C.Does = model::ActionCreate;
  C.Handle.Where = model::Place::This;
  C.Owner.Where = model::Place::Argument;
  C.Owner.Index = 0;
  return C;
}();

constexpr llvm::StringLiteral Runs[] = {"Node::exec"};

const char Classes[] = R"(
#define NOBODY nullptr
struct Node {
  explicit Node(Node *owner = nullptr);
  virtual ~Node();
  int exec();
};
struct Ticker : Node {
  explicit Ticker(Node *owner = nullptr);
  explicit Ticker(int rate);
};
)";

/// The code at the mark in \p Code, to the end of its line, after the edit.
std::string given(llvm::StringRef Code) {
  std::string Whole = Classes + Code.str();
  Source S(Whole);
  model::Kind K;
  K.Name = "ticker";
  analysis::TimerSite Site = S.site(K, Creates, "t");
  model::Library L;
  L.Name = "nodes";
  std::vector<llvm::StringRef> Names(std::begin(Runs), std::end(Runs));
  L.Runs = Names;
  model::ModelSet Models;
  Models.add(L);
  analysis::ModelLookup Lookup(Models, S.context());
  std::optional<clang::FixItHint> Edit =
      fix::giveOwner(Site, Lookup, S.context());
  if (!Edit)
    return "no edit";
  std::string Result = S.after(Edit);
  size_t Begin = Result.find("*t = ");
  return Result.substr(Begin + 5, Result.find(';', Begin) - Begin - 5);
}

/// The same for \p Creation in a member function of a Node.
std::string givenInNode(llvm::StringRef Creation) {
  return given("struct Panel : Node { void show() { auto *t = $" +
               Creation.str() + "; } };");
}

TEST(OwnerEdit, WritesTheOwnerIntoTheCreation) {
  EXPECT_EQ(givenInNode("new Ticker"), "new Ticker(this)");
  EXPECT_EQ(givenInNode("new Ticker()"), "new Ticker(this)");
  EXPECT_EQ(givenInNode("new Ticker{}"), "new Ticker{this}");
}

TEST(OwnerEdit, ReplacesANullOwner) {
  EXPECT_EQ(givenInNode("new Ticker(nullptr)"), "new Ticker(this)");
  EXPECT_EQ(givenInNode("new Ticker{nullptr}"), "new Ticker{this}");
  EXPECT_EQ(givenInNode("new Ticker(NOBODY)"), "new Ticker(this)");
}

TEST(OwnerEdit, RefusesACallThatTakesNoOwner) {
  EXPECT_EQ(givenInNode("new Ticker(5)"), "no edit");
  EXPECT_EQ(given("struct Panel : Node { void show() {"
                  "  int t = $ready(); } };"),
            "no edit");
}

TEST(OwnerEdit, NeedsAnObjectThatCanOwn) {
  for (const char *Code : {
           "void show() { auto *t = $new Ticker; }",
           "struct Panel { void show() { auto *t = $new Ticker; } };",
           "struct Panel : Node { static void show() {"
           "  auto *t = $new Ticker; } };",
           "struct Panel : Node { void show() const {"
           "  auto *t = $new Ticker; } };",
           "struct Panel : Node { ~Panel() { auto *t = $new Ticker; } };",
           "struct Panel : Node { void show() {"
           "  [] { auto *t = $new Ticker; }(); } };",
       })
    EXPECT_EQ(given(Code), "no edit") << Code;
}

TEST(OwnerEdit, LeavesATimerOfALoopOfItsOwn) {
  EXPECT_EQ(given("struct Worker : Node { void run() {"
                  "  auto *t = $new Ticker; exec(); } };"),
            "no edit");
  EXPECT_EQ(given("struct Worker : Node { void run() {"
                  "  auto *t = $new Ticker; [this] { exec(); }; } };"),
            "new Ticker(this)");
}

} // namespace
