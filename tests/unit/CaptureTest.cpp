//===- CaptureTest.cpp ----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CaptureTesting.h"
#include "analysis/CaptureUse.h"
#include "analysis/LastUse.h"

using namespace clang;
using namespace ticktidy;
using namespace ticktidy::analysis;

namespace {

std::string withTypes(llvm::StringRef Code) {
  return (llvm::StringRef(MiniStd) +
          "struct Frame { int Id; char Bytes[256]; };\n"
          "class Job { public: int id() const { return Id_; } bool done() "
          "const;\n"
          "  int Id_; std::vector<int> Load; };\n"
          "struct Peer { int id() const; bool busy() const; void ping();\n"
          "  const int Port = 1; int Count; };\n"
          "void use(long); void take(const std::vector<int> &);\n"
          "void hand(const std::shared_ptr<Peer> &);\n"
          "template <typename F> void arm(F Callback) {}\n" +
          Code)
      .str();
}

WeightRules rules() {
  WeightRules R;
  R.Containers = {"std::vector"};
  R.SharedData = {"Shared"};
  R.Texts = {"std::basic_string"};
  R.Owners = {"std::shared_ptr"};
  return R;
}

/// The weight of the variable `X` that a lambda captures.
Weight weightOf(llvm::StringRef Type) {
  ArmedUnit U(withTypes(("struct Shared {}; struct Mine : std::vector<int> {};"
                         "struct Text { int I; std::string S; };"
                         "void f(" +
                         Type + " X) { arm([X] { (void)X; }); }")
                            .str()));
  return weigh(U.held("X")->Type, rules(), U.context());
}

TEST(CaptureTest, Weigh) {
  EXPECT_EQ(weightOf("int").What, Weight::Light);
  EXPECT_EQ(weightOf("Frame *").What, Weight::Light);
  EXPECT_EQ(weightOf("std::weak_ptr<Peer>").What, Weight::Light);
  EXPECT_EQ(weightOf("std::array<char, 64>").What, Weight::Light);
  EXPECT_EQ(weightOf("std::array<char, 65>").What, Weight::Large);
  EXPECT_EQ(weightOf("std::vector<int>").What, Weight::Container);
  EXPECT_EQ(weightOf("const std::vector<int> &").What, Weight::Container);
  EXPECT_EQ(weightOf("Mine").What, Weight::Container);
  EXPECT_EQ(weightOf("std::optional<std::vector<int>>").What,
            Weight::Container);
  EXPECT_EQ(weightOf("Shared").What, Weight::SharedData);
  EXPECT_EQ(weightOf("std::string").What, Weight::Text);
  EXPECT_EQ(weightOf("Text").What, Weight::Text);
  EXPECT_EQ(weightOf("std::shared_ptr<Frame>").What, Weight::Owner);
}

TEST(CaptureTest, WeighTellsTheMember) {
  const Weight Large = weightOf("Frame");
  EXPECT_EQ(Large.What, Weight::Large);
  EXPECT_EQ(Large.Bytes, 260u);
  const Weight Container = weightOf("Job");
  EXPECT_EQ(Container.What, Weight::Container);
}

TEST(CaptureTest, Trifles) {
  auto Trifle = [](llvm::StringRef Owner) {
    ArmedUnit U(withTypes(
        ("void f(" + Owner + " X) { arm([X] { (void)X; }); }").str()));
    return isTrifle(ownedType(U.held("X")->Type));
  };
  EXPECT_TRUE(Trifle("std::shared_ptr<bool>"));
  EXPECT_TRUE(Trifle("std::shared_ptr<std::atomic<int>>"));
  EXPECT_FALSE(Trifle("std::shared_ptr<Peer>"));
  EXPECT_FALSE(Trifle("std::shared_ptr<std::string>"));
}

/// What the body \p Body needs of the variable `X`, in short words.
std::string useOf(llvm::StringRef Type, llvm::StringRef Body,
                  llvm::StringRef After = "") {
  ArmedUnit U(withTypes(("#define LOG(E)\nvoid f(" + Type + " X) { arm([X]() " +
                         After + "{" + Body + "}); }")
                            .str()));
  const BodyUse Use = bodyUseOf(*U.held("X"), U.Called, rules(), U.context());
  switch (Use.What) {
  case BodyUse::Unknown:
    return "unknown";
  case BodyUse::Nothing:
    return "nothing";
  case BodyUse::Whole:
    return Use.OnlyActsOn ? "acts" : "whole";
  case BodyUse::Some:
    break;
  }
  std::string Text;
  for (const Part &P : Use.Parts)
    Text += (Text.empty() ? "" : " ") + P.Text;
  return Text;
}

TEST(CaptureTest, UseOfContainers) {
  EXPECT_EQ(useOf("std::vector<int>", "use(X.size());"), "X.size()");
  EXPECT_EQ(useOf("std::vector<int>", "if (!X.empty()) use(X.size());"),
            "X.empty() X.size()");
  EXPECT_EQ(useOf("std::vector<int>", "take(X);"), "whole");
  EXPECT_EQ(useOf("std::vector<int>", "use(X.size()); take(X);"), "whole");
  EXPECT_EQ(useOf("std::vector<int>", "use(X[0]);"), "whole")
      << "the element may not be there yet";
  EXPECT_EQ(useOf("std::vector<int>", "use(*X.data());"), "whole");
  EXPECT_EQ(useOf("std::vector<int>", "use(1);"), "nothing");
  EXPECT_EQ(useOf("std::vector<int>", "auto L = [&] { take(X); }; L();"),
            "whole");
}

TEST(CaptureTest, UseOfFields) {
  EXPECT_EQ(useOf("Frame", "use(X.Id);"), "X.Id");
  EXPECT_EQ(useOf("Frame", "use(*X.Bytes);"), "whole") << "arrays decay";
  EXPECT_EQ(useOf("Job", "use(X.id());"), "X.id()");
  EXPECT_EQ(useOf("Job", "use(X.done());"), "whole") << "may look at the clock";
  EXPECT_EQ(useOf("Job", "take(X.Load);"), "whole");
  EXPECT_EQ(useOf("Frame", "use(X.Id++);", "mutable"), "whole");
}

TEST(CaptureTest, UseInMacros) {
  EXPECT_EQ(useOf("std::vector<int>", "LOG(X.size());"), "unknown");
  EXPECT_EQ(useOf("std::vector<int>", "LOG(X[0]); use(X.size());"), "whole");
}

TEST(CaptureTest, UseOfOwners) {
  const char *Owner = "std::shared_ptr<Peer>";
  EXPECT_EQ(useOf(Owner, "use(X->id());"), "X->id()");
  EXPECT_EQ(useOf(Owner, "use(X->Port);"), "X->Port");
  EXPECT_EQ(useOf(Owner, "use(X->Count);"), "acts") << "it may change";
  EXPECT_EQ(useOf(Owner, "if (X) X->ping();"), "acts");
  EXPECT_EQ(useOf(Owner, "hand(X);"), "whole");
  EXPECT_EQ(useOf("std::shared_ptr<const Peer>", "use(X->busy());"), "whole");
}

/// Whether `X` may be moved into the lambda that is armed in \p Body.
bool lastIn(llvm::StringRef Body, llvm::StringRef Parameter) {
  ArmedUnit U(
      withTypes(("struct Guard { Guard(std::vector<int> &); ~Guard(); };"
                 "void watch(std::vector<int> *);"
                 "bool ask(); std::vector<int> load();"
                 "void f(" +
                 Parameter + ") {" + Body + "}")
                    .str()));
  const Held *X = U.held("X");
  return X &&
         isLastUse(*X->Variable, *U.Called.Lambda, *U.Enclosing, U.context());
}

constexpr llvm::StringLiteral Arm = "arm([X] { take(X); });";
constexpr llvm::StringLiteral Value = "std::vector<int> X";

std::string around(llvm::StringRef Before, llvm::StringRef After) {
  return (Before + Arm + After).str();
}

TEST(CaptureTest, LastUse) {
  EXPECT_TRUE(lastIn(Arm, Value));
  EXPECT_TRUE(lastIn(Arm, "std::vector<int> &&X"));
  EXPECT_TRUE(lastIn(around("take(X);", "use(1);"), Value));
  EXPECT_TRUE(lastIn(around("if (ask()) {", "} else { take(X); }"), Value));
  EXPECT_TRUE(lastIn(around("while (ask()) { auto X = load();", "}"), ""));
  EXPECT_TRUE(lastIn(around("while (ask()) {", "break; }"), Value));
}

TEST(CaptureTest, NotTheLastUse) {
  EXPECT_FALSE(lastIn(around("", "take(X);"), Value));
  EXPECT_FALSE(lastIn(around("", "if (ask()) take(X);"), Value));
  EXPECT_FALSE(lastIn(around("while (ask()) {", "}"), Value));
  EXPECT_FALSE(lastIn(around("again:", "if (ask()) goto again;"), Value));
  EXPECT_FALSE(lastIn(around("", "arm([X] { take(X); });"), Value) &&
               lastIn(around("arm([X] { take(X); });", "take(X);"), Value));
  EXPECT_FALSE(lastIn(around("try {", "} catch (...) { take(X); }"), Value));
  EXPECT_FALSE(lastIn("arm([X, N = X.size()] { take(X); use(N); });", Value));
}

TEST(CaptureTest, WhatIsNoLocalValueIsNotMoved) {
  EXPECT_FALSE(lastIn(Arm, "const std::vector<int> X"));
  EXPECT_FALSE(lastIn(Arm, "std::vector<int> &X"));
  EXPECT_FALSE(lastIn(Arm, "const std::vector<int> &X"));
}

TEST(CaptureTest, WhatHasAnotherNameIsNotMoved) {
  EXPECT_FALSE(lastIn(around("auto &Y = X;", "take(Y);"), Value));
  EXPECT_TRUE(lastIn(around("auto &Y = X; take(Y);", ""), Value));
  EXPECT_FALSE(lastIn(around("auto *P = X.data();", "use(*P);"), Value));
  EXPECT_FALSE(lastIn(around("const int *P = 0; P = X.data();", ""), Value));
  EXPECT_TRUE(lastIn(around("auto N = X.size();", "use(N);"), Value));
  EXPECT_TRUE(lastIn(around("auto Y = X;", "take(Y);"), Value));
  EXPECT_FALSE(lastIn(around("watch(&X);", ""), Value));
  EXPECT_FALSE(lastIn(around("Guard G(X);", ""), Value));
  EXPECT_FALSE(lastIn(around("auto L = [&X] { take(X); };", "L();"), Value));
}

} // namespace
