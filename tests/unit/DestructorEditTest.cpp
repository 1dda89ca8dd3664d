//===- DestructorEditTest.cpp - Tests of edits of destructors -------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DestructorTesting.h"

using namespace ticktidy;
using ticktidy::fix::DestructorPlan;
using ticktidy::test::ended;
using ticktidy::test::Source;
using ticktidy::test::Standard;

namespace {

TEST(DestructorEdit, PutsStatementsFirst) {
  EXPECT_EQ(ended("class T {\n"
                  "public:\n"
                  "  ~T() { // the end\n"
                  "    // Frees.\n"
                  "    work();\n"
                  "  }\n"
                  "private:\n"
                  "  int fd_;\n"
                  "};\n"),
            "class T {\n"
            "public:\n"
            "  ~T() { // the end\n"
            "    close(fd_);\n"
            "    // Frees.\n"
            "    work();\n"
            "  }\n"
            "private:\n"
            "  int fd_;\n"
            "};\n");
  EXPECT_EQ(ended("struct T { ~T(); int fd_; };\r\n"
                  "T::~T()\r\n{\r\n\twork();\r\n}\r\n"),
            "struct T { ~T(); int fd_; };\r\n"
            "T::~T()\r\n{\r\n\tclose(fd_);\r\n\twork();\r\n}\r\n");
  EXPECT_EQ(ended("struct T { ~T(); int fd_; };\n"
                  "T::~T()\n{\n}\n"),
            "struct T { ~T(); int fd_; };\n"
            "T::~T()\n{\n  close(fd_);\n}\n");
}

TEST(DestructorEdit, OpensUpABodyOnOneLine) {
  EXPECT_EQ(ended("class T {\n"
                  "public:\n"
                  "  T() {}\n"
                  "  virtual ~T() {} // done\n"
                  "private:\n"
                  "  int fd_;\n"
                  "};\n"),
            "class T {\n"
            "public:\n"
            "  T() {}\n"
            "  virtual ~T() {\n"
            "    close(fd_);\n"
            "  } // done\n"
            "private:\n"
            "  int fd_;\n"
            "};\n");
  EXPECT_EQ(ended("struct T\n"
                  "{\n"
                  "    ~T() noexcept { work(); fail(1); /* why */ }\n"
                  "    int fd_;\n"
                  "};\n"),
            "struct T\n"
            "{\n"
            "    ~T() noexcept\n"
            "    {\n"
            "        close(fd_);\n"
            "        work();\n"
            "        fail(1); /* why */\n"
            "    }\n"
            "    int fd_;\n"
            "};\n");
  EXPECT_EQ(ended("struct T { ~T() { work(); } int fd_; };\n"),
            "struct T { ~T() { close(fd_); work(); } int fd_; };\n");
}

TEST(DestructorEdit, GivesADefaultedOneABody) {
  EXPECT_EQ(ended("struct B { virtual ~B(); };\n"
                  "struct T : B {\n"
                  "  ~T() noexcept override = default; // nothing\n"
                  "  int fd_;\n"
                  "};\n"),
            "struct B { virtual ~B(); };\n"
            "struct T : B {\n"
            "  ~T() noexcept override {\n"
            "    close(fd_);\n"
            "  } // nothing\n"
            "  int fd_;\n"
            "};\n");
  EXPECT_EQ(ended("struct T { virtual ~T(); int fd_; };\n"
                  "T::~T() = default;\n"),
            "struct T { virtual ~T(); int fd_; };\n"
            "T::~T() {\n"
            "  close(fd_);\n"
            "}\n");
  // The function is not known where the class is.
  EXPECT_EQ(ended("struct T {\n"
                  "  T();\n"
                  "  ~T() = default;\n"
                  "  int fd_;\n"
                  "};\n"
                  "void late(int);\n"
                  "T::T() {}\n",
                  "late(fd_);"),
            "struct T {\n"
            "  T();\n"
            "  ~T();\n"
            "  int fd_;\n"
            "};\n"
            "void late(int);\n"
            "T::T() {}\n"
            "\n"
            "T::~T() {\n"
            "  late(fd_);\n"
            "}\n");
}

TEST(DestructorEdit, WritesOneBesideTheConstructors) {
  EXPECT_EQ(ended("class T {\n"
                  "public:\n"
                  "  T() : fd_(open_timer(0, 0)) {}\n"
                  "  explicit T(int N) : fd_(N) {} // given\n"
                  "  void run();\n"
                  "\n"
                  "private:\n"
                  "  T(long);\n"
                  "  int fd_;\n"
                  "};\n"),
            "class T {\n"
            "public:\n"
            "  T() : fd_(open_timer(0, 0)) {}\n"
            "  explicit T(int N) : fd_(N) {} // given\n"
            "  ~T() {\n"
            "    close(fd_);\n"
            "  }\n"
            "  void run();\n"
            "\n"
            "private:\n"
            "  T(long);\n"
            "  int fd_;\n"
            "};\n");
}

TEST(DestructorEdit, WritesOneOutOfLineAsTheOthers) {
  EXPECT_EQ(ended("namespace n { struct O { class T; }; }\n"
                  "class n::O::T\n"
                  "{\n"
                  "public:\n"
                  "    T();\n"
                  "    void run();\n"
                  "private:\n"
                  "    int fd_;\n"
                  "};\n"
                  "n::O::T::T()\n"
                  "    : fd_(open_timer(0, 0))\n"
                  "{\n"
                  "    work();\n"
                  "} // made\n"
                  "void n::O::T::run()\n"
                  "{\n"
                  "}\n"),
            "namespace n { struct O { class T; }; }\n"
            "class n::O::T\n"
            "{\n"
            "public:\n"
            "    T();\n"
            "    ~T();\n"
            "    void run();\n"
            "private:\n"
            "    int fd_;\n"
            "};\n"
            "n::O::T::T()\n"
            "    : fd_(open_timer(0, 0))\n"
            "{\n"
            "    work();\n"
            "} // made\n"
            "\n"
            "n::O::T::~T()\n"
            "{\n"
            "    close(fd_);\n"
            "}\n"
            "void n::O::T::run()\n"
            "{\n"
            "}\n");
  EXPECT_EQ(ended("namespace n {\n"
                  "struct T {\n"
                  "  void run();\n"
                  "  int fd_ = 0;\n"
                  "};\n"
                  "  void T::run() {\n"
                  "    work();\n"
                  "  }\n"
                  "}\n"),
            "namespace n {\n"
            "struct T {\n"
            "  ~T();\n"
            "  void run();\n"
            "  int fd_ = 0;\n"
            "};\n"
            "  void T::run() {\n"
            "    work();\n"
            "  }\n"
            "\n"
            "  T::~T() {\n"
            "    close(fd_);\n"
            "  }\n"
            "}\n");
}

TEST(DestructorEdit, FindsAPublicPart) {
  EXPECT_EQ(ended("class T {\n"
                  "  int fd_;\n"
                  " public: // all\n"
                  "  void run() {}\n"
                  "};\n"),
            "class T {\n"
            "  int fd_;\n"
            " public: // all\n"
            "  ~T() {\n"
            "    close(fd_);\n"
            "  }\n"
            "  void run() {}\n"
            "};\n");
  EXPECT_EQ(ended("class T {\n"
                  "  int fd_;\n"
                  "};\n"),
            "class T {\n"
            "  int fd_;\n"
            "\n"
            "public:\n"
            "  ~T() {\n"
            "    close(fd_);\n"
            "  }\n"
            "};\n");
  EXPECT_EQ(ended("class T { int fd_; };\n"),
            "class T { int fd_; public: ~T() { close(fd_); } };\n");
  EXPECT_EQ(ended("struct T { int fd_; };\n"),
            "struct T { ~T() { close(fd_); } int fd_; };\n");
  EXPECT_EQ(ended("struct T { T(); int fd_; }; void f() { T t; }\n"),
            "struct T { T(); ~T() { close(fd_); } int fd_; }; "
            "void f() { T t; }\n");
}

TEST(DestructorEdit, StaysInlineInTemplates) {
  EXPECT_EQ(ended("template <typename V> struct T {\n"
                  "  T();\n"
                  "  V fd_;\n"
                  "};\n"
                  "template <typename V> T<V>::T() {}\n"
                  "T<int> t;\n"),
            "template <typename V> struct T {\n"
            "  T();\n"
            "  ~T() {\n"
            "    close(fd_);\n"
            "  }\n"
            "  V fd_;\n"
            "};\n"
            "template <typename V> T<V>::T() {}\n"
            "T<int> t;\n");
}

TEST(DestructorEdit, SaysThatItOverrides) {
  const char *Base = "struct B { virtual ~B(); virtual void run(); };\n";
  EXPECT_EQ(ended((Base + std::string("struct T : B { T(); int fd_; };\n"))),
            Base + std::string("struct T : B { T(); ~T() override { "
                               "close(fd_); } int fd_; };\n"));
  EXPECT_EQ(ended((Base + std::string("struct T : B { T(); "
                                      "virtual void run(); int fd_; };\n"))),
            Base + std::string("struct T : B { T(); virtual ~T() { "
                               "close(fd_); } virtual void run(); "
                               "int fd_; };\n"));
  EXPECT_EQ(ended((Base + std::string("struct T : B { T(); int fd_; };\n")),
                  "close(fd_);", Standard::Cxx98),
            Base + std::string("struct T : B { T(); virtual ~T() { "
                               "close(fd_); } int fd_; };\n"));
}

TEST(DestructorEdit, SpellsHiddenFunctions) {
  EXPECT_EQ(ended("struct T { T(); void close(int); int fd_; };\n",
                  "if (fd_ >= 0) close(fd_);"),
            "struct T { T(); ~T() { if (fd_ >= 0) ::close(fd_); } "
            "void close(int); int fd_; };\n");
  EXPECT_EQ(ended("struct T { T(); void stop(); T *t; };\n",
                  "stop(); t->stop(); work();"),
            "struct T { T(); ~T() { stop(); t->stop(); work(); } "
            "void stop(); T *t; };\n");
  EXPECT_EQ(ended("struct T { T(); int fd_; };\n", "unknown(fd_);"), "no edit");
  EXPECT_EQ(ended("struct T { ~T() {} int fd_; };\n", "unknown(fd_);"),
            "no edit");
}

/// What is inserted where \p Main includes \p Header, which has the class `T`:
/// each text after the name of its file.
std::vector<std::string> insertedWith(llvm::StringRef Header,
                                      llvm::StringRef Main,
                                      llvm::StringRef Option = "-Ifolder") {
  clang::tooling::FileContentMappings Files = {
      {"folder/t.h", "void stop(int);\n" + Header.str()}};
  auto Unit = clang::tooling::buildASTFromCodeWithArgs(
      ("#include <t.h>\n" + Main).str(), {"-std=c++17", Option.str()},
      "input.cpp", "test", std::make_shared<clang::PCHContainerOperations>(),
      clang::tooling::getClangStripDependencyFileAdjuster(), Files);
  EXPECT_FALSE(Unit->getDiagnostics().hasErrorOccurred());
  clang::ASTContext &Context = Unit->getASTContext();
  std::vector<std::string> Texts;
  for (const clang::Decl *D : Context.getTranslationUnitDecl()->decls()) {
    const auto *Class = llvm::dyn_cast<clang::CXXRecordDecl>(D);
    if (!Class || Class->getName() != "T")
      continue;
    DestructorPlan Plan(Context);
    Plan.add(0, *Class, "stop(id);");
    const DestructorPlan::Outcome Outcome = Plan.resolve()[0];
    for (const clang::FixItHint &Edit : Outcome.Edits) {
      const clang::SourceManager &SM = Context.getSourceManager();
      Texts.push_back(
          (SM.isInMainFile(Edit.RemoveRange.getBegin()) ? "main: " : "t.h: ") +
          Edit.CodeToInsert);
    }
  }
  return Texts;
}

TEST(DestructorEdit, EditsHeadersOfTheUser) {
  using Texts = std::vector<std::string>;
  const char *Class = "struct T { T(); int id; };\n";
  EXPECT_EQ(insertedWith(Class, "T::T() {}\n"),
            (Texts{"t.h:  ~T();", "main: \n\nT::~T() {\n  stop(id);\n}"}));
  EXPECT_EQ(
      insertedWith(std::string(Class) + "inline T::T() {}\n", ""),
      (Texts{"t.h:  ~T();", "t.h: \n\ninline T::~T() {\n  stop(id);\n}"}));
  EXPECT_EQ(insertedWith(Class, ""), (Texts{"t.h:  ~T() { stop(id); }"}));
  EXPECT_EQ(insertedWith("struct T { ~T(); int id; };", "T::~T() {}\n"),
            (Texts{"main:  {\n  stop(id);\n}"}));
  EXPECT_EQ(insertedWith(Class, "T::T() {}\n", "-isystemfolder"), Texts{});
}

TEST(DestructorEdit, JoinsFindingsOfAClass) {
  Source S("struct T {\n"
           "  T();\n"
           "  int a, b;\n"
           "};\n"
           "struct U { ~U() {} int c; };\n");
  DestructorPlan Plan(S.context());
  Plan.add(2, S.record("T"), "close(a);");
  Plan.add(3, S.record("U"), "close(c);");
  Plan.add(4, S.record("T"), "close(b);");
  Plan.add(5, S.record("T"), "close(a);");
  Plan.add(6, S.record("T"), std::nullopt);
  auto Outcomes = Plan.resolve();
  EXPECT_EQ(Outcomes[2].Carrier, 2u);
  EXPECT_EQ(Outcomes[3].Carrier, 3u);
  EXPECT_EQ(Outcomes[4].Carrier, 2u);
  EXPECT_EQ(Outcomes[5].Carrier, 2u);
  EXPECT_EQ(Outcomes[6].Carrier, std::nullopt);
  EXPECT_TRUE(Outcomes[4].Edits.empty());
  EXPECT_EQ(S.after(Outcomes[2].Edits), "struct T {\n"
                                        "  T();\n"
                                        "  ~T() {\n"
                                        "    close(a);\n"
                                        "    close(b);\n"
                                        "  }\n"
                                        "  int a, b;\n"
                                        "};\n"
                                        "struct U { ~U() {} int c; };\n");
}

} // namespace
