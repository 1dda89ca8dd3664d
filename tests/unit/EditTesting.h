//===- EditTesting.h - Applies edits to small sources -----------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TESTS_UNIT_EDITTESTING_H
#define TICKTIDY_TESTS_UNIT_EDITTESTING_H

#include "fix/ExitEdit.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Core/Replacement.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace ticktidy::test {

enum class Standard { C89, C11, Cxx98, Cxx11, Cxx17 };

/// Declarations that every source starts from.
inline const char Prelude[] = R"(
#ifdef __cplusplus
extern "C" {
#endif
#define NULL ((void *)0)
#define errno (*errno_location())
#define FAIL_IF(X) if (X) return -1
#define RETURN(X) return X
#define WHOLE(X) X
typedef void *timer_t;
struct event;
int *errno_location(void);
int open_timer(int, int);
int close(int);
long read_ticks(int);
int ready(void);
void work(void);
struct event *event_new(int);
void event_free(struct event *);
int event_count(struct event *);
int timer_create(int, void *, timer_t *);
int timer_delete(timer_t);
#ifdef __cplusplus
}
#if __cplusplus >= 201103L
using nullptr_t = decltype(nullptr);
#endif
struct Text { Text(const char *); Text(const Text &); ~Text(); };
struct View { const char *At; View(const char *); operator Text() const; };
struct Pinned { Pinned(int); Pinned(const Pinned &) = delete; };
Text describe(int);
View look(int);
void fail(int);
int &cell(int);
#endif
)";

/// A source in which `$` marks the places of interest; it is taken out before
/// the source is parsed.
class Source {
public:
  explicit Source(llvm::StringRef Marked, Standard In = Standard::Cxx17)
      : In(In) {
    for (char C : Marked)
      if (C == '$')
        Marks.push_back(Code.size());
      else
        Code += C;
    Unit = parse(Code);
    EXPECT_FALSE(Unit->getDiagnostics().hasErrorOccurred()) << Code;
  }

  clang::ASTContext &context() { return Unit->getASTContext(); }

  /// The statement that begins at the mark number \p N and is of type \p T.
  template <typename T> const T *at(unsigned N = 0) {
    Finder Find(*this, Marks.at(N));
    Find.TraverseDecl(context().getTranslationUnitDecl());
    const T *Found = nullptr;
    for (const clang::Stmt *S : Find.Begins)
      if (const auto *Wanted = llvm::dyn_cast<T>(S); Wanted && !Found)
        Found = Wanted;
    return Found;
  }
  /// The block whose closing brace stands at the mark number \p N.
  const clang::CompoundStmt *blockEndingAt(unsigned N = 0) {
    Finder Find(*this, Marks.at(N));
    Find.TraverseDecl(context().getTranslationUnitDecl());
    return Find.Ending;
  }
  /// The exit at the mark number \p N: a jump, or the end of a block.
  analysis::Exit exit(unsigned N = 0) {
    analysis::Exit E;
    E.AlwaysLive = true;
    E.Scope = blockEndingAt(N);
    if (E.Scope)
      return E;
    for (const clang::Stmt *Jump :
         {static_cast<const clang::Stmt *>(at<clang::ReturnStmt>(N)),
          static_cast<const clang::Stmt *>(at<clang::BreakStmt>(N)),
          static_cast<const clang::Stmt *>(at<clang::ContinueStmt>(N)),
          static_cast<const clang::Stmt *>(at<clang::GotoStmt>(N)),
          static_cast<const clang::Stmt *>(at<clang::CXXThrowExpr>(N)),
          static_cast<const clang::Stmt *>(at<clang::CallExpr>(N))})
      if (Jump && !E.Jump)
        E.Jump = Jump;
    EXPECT_TRUE(E.Jump) << Code;
    return E;
  }
  /// A timer of the kind \p Of that the variable \p Holder holds, made by
  /// \p Call, which begins at the mark number \p N.
  analysis::TimerSite site(const model::Kind &Of, const model::Call &Call,
                           llvm::StringRef Holder, unsigned N = 0) {
    analysis::TimerSite Site;
    Site.Function = &function(N);
    Site.Creation = at<clang::CallExpr>(N);
    if (!Site.Creation)
      Site.Creation = at<clang::CXXNewExpr>(N);
    EXPECT_TRUE(Site.Creation) << Code;
    Site.Anchor = Site.Creation;
    Site.Of = &Of;
    Site.Call = &Call;
    Site.Holder = variable(Holder);
    EXPECT_TRUE(Site.Holder) << Code;
    Site.Handle = Holder.str();
    Site.Pointer = "&" + Holder.str();
    return Site;
  }
  /// The variable \p Name.
  const clang::VarDecl *variable(llvm::StringRef Name) {
    Finder Find(*this, 0);
    Find.Name = Name;
    Find.TraverseDecl(context().getTranslationUnitDecl());
    return Find.Variable;
  }
  /// The definition of the class \p Name.
  const clang::CXXRecordDecl &record(llvm::StringRef Name) {
    Finder Find(*this, 0);
    Find.Name = Name;
    Find.TraverseDecl(context().getTranslationUnitDecl());
    EXPECT_TRUE(Find.Record) << Code;
    return *Find.Record;
  }
  /// The innermost function around the mark number \p N, or the last function.
  const clang::FunctionDecl &function(unsigned N = 0) {
    Finder Find(*this, N < Marks.size() ? Marks[N] : Code.size());
    Find.TraverseDecl(context().getTranslationUnitDecl());
    return Find.Around ? *Find.Around : *Find.Last;
  }

  /// The source after \p Edits, which must compile.
  std::string after(llvm::ArrayRef<clang::FixItHint> Edits) {
    clang::tooling::Replacements All;
    for (const clang::FixItHint &Edit : Edits) {
      clang::CharSourceRange Range = Edit.RemoveRange;
      const clang::SourceManager &SM = context().getSourceManager();
      EXPECT_FALSE(llvm::errorToBool(
          All.add(clang::tooling::Replacement(SM, Range, Edit.CodeToInsert))))
          << "edits overlap";
    }
    llvm::Expected<std::string> Result =
        clang::tooling::applyAllReplacements(Code, All);
    EXPECT_TRUE(static_cast<bool>(Result));
    if (!Result)
      return llvm::toString(Result.takeError());
    EXPECT_FALSE(parse(*Result)->getDiagnostics().hasErrorOccurred())
        << *Result;
    return *Result;
  }
  std::string after(const std::optional<clang::FixItHint> &Edit) {
    return Edit ? after(llvm::ArrayRef(*Edit)) : "no edit";
  }

private:
  struct Finder : clang::RecursiveASTVisitor<Finder> {
    Finder(Source &In, size_t Offset)
        : SM(In.context().getSourceManager()), Offset(Offset) {}
    bool isHere(clang::SourceLocation At) const {
      At = SM.getExpansionLoc(At);
      return SM.isInMainFile(At) && SM.getFileOffset(At) == Offset;
    }
    bool VisitStmt(clang::Stmt *S) {
      if (isHere(S->getBeginLoc()))
        Begins.push_back(S);
      auto *Block = llvm::dyn_cast<clang::CompoundStmt>(S);
      if (Block && isHere(Block->getRBracLoc()))
        Ending = Block;
      return true;
    }
    bool VisitVarDecl(clang::VarDecl *V) {
      if (V->getName() == Name)
        Variable = V;
      return true;
    }
    bool VisitCXXRecordDecl(clang::CXXRecordDecl *R) {
      if (R->getName() == Name && R->isThisDeclarationADefinition())
        Record = R;
      return true;
    }
    bool VisitFunctionDecl(clang::FunctionDecl *F) {
      if (!F->doesThisDeclarationHaveABody() ||
          !SM.isInMainFile(SM.getExpansionLoc(F->getLocation())))
        return true;
      Last = F;
      if (SM.getFileOffset(SM.getExpansionLoc(F->getBeginLoc())) <= Offset &&
          Offset <= SM.getFileOffset(SM.getExpansionLoc(F->getEndLoc())))
        Around = F;
      return true;
    }
    bool VisitLambdaExpr(clang::LambdaExpr *L) {
      return VisitFunctionDecl(L->getCallOperator());
    }

    const clang::SourceManager &SM;
    size_t Offset;
    std::vector<const clang::Stmt *> Begins;
    const clang::CompoundStmt *Ending = nullptr;
    llvm::StringRef Name = "no name";
    const clang::VarDecl *Variable = nullptr;
    const clang::CXXRecordDecl *Record = nullptr;
    const clang::FunctionDecl *Around = nullptr;
    const clang::FunctionDecl *Last = nullptr;
  };

  std::unique_ptr<clang::ASTUnit> parse(llvm::StringRef Text) const {
    bool IsC = In == Standard::C89 || In == Standard::C11;
    const char *Option = In == Standard::C89     ? "-std=gnu89"
                         : In == Standard::C11   ? "-std=gnu11"
                         : In == Standard::Cxx98 ? "-std=c++98"
                         : In == Standard::Cxx11 ? "-std=c++11"
                                                 : "-std=c++17";
    clang::tooling::FileContentMappings Files = {{"prelude.h", Prelude}};
    // The marks of errors are read from the unit.
    static clang::IgnoringDiagConsumer Quiet;
    return clang::tooling::buildASTFromCodeWithArgs(
        Text, {Option, "-include", "prelude.h", "-w", "-fcxx-exceptions"},
        IsC ? "input.c" : "input.cpp", "test",
        std::make_shared<clang::PCHContainerOperations>(),
        clang::tooling::getClangStripDependencyFileAdjuster(), Files, &Quiet);
  }

  Standard In;
  std::string Code;
  std::vector<size_t> Marks;
  std::unique_ptr<clang::ASTUnit> Unit;
};

/// The source \p Code after \p Statements, which end the timer \p Handle, were
/// put at the exit at its mark; "no edit" where that is not safe.
inline std::string endAt(llvm::StringRef Code,
                         llvm::StringRef Statements = "close(fd);",
                         Standard In = Standard::Cxx17,
                         llvm::StringRef Handle = "fd") {
  Source S(Code, In);
  const clang::FunctionDecl &F = S.function();
  clang::ParentMap Parents(F.getBody());
  llvm::SmallVector<const clang::VarDecl *, 1> Handles;
  if (const clang::VarDecl *V = S.variable(Handle))
    Handles.push_back(V);
  return S.after(
      fix::endBefore(S.exit(), Statements, Handles, F, Parents, S.context()));
}

} // namespace ticktidy::test

#endif // TICKTIDY_TESTS_UNIT_EDITTESTING_H
