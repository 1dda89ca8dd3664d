//===- TimerSites.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TimerSites.h"
#include "Callback.h"
#include "MemberUses.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

bool hasOwner(const TimerCall &Call, const ASTContext &Context) {
  const Expr *Owner = Call.at(Call.What->Owner);
  return Owner && constantOf(*Owner, Context) != 0;
}

bool isPeriodic(const TimerCall &Call, const ModelLookup &Lookup,
                const ASTContext &Context) {
  const model::Condition &Periodic = Call.What->Periodic;
  if (Periodic.Test != model::Condition::CallbackContinues)
    return holds(Periodic, Call.View, Context) == Truth::True;
  const Expr *Function = Call.at(Call.What->Callback);
  return Function &&
         continues(Periodic,
                   resolveCallback(Function, nullptr, Lookup, Context), Lookup,
                   Context) == Truth::True;
}

/// True if the callback is given the timer as its data.
bool isGivenItself(const TimerCall &Call, const ModelLookup &Lookup) {
  const Expr *Data = Call.at(Call.What->UserData);
  std::optional<CallView> Made =
      Data ? CallView::of(*stripped(Data)) : std::nullopt;
  return Made && llvm::any_of(Lookup.calls(Made->callee()),
                              [&Call](const ModelLookup::Entry &M) {
                                return M.Of == Call.Of &&
                                       (M.What->Does & model::ActionOwn);
                              });
}

/// True if the callback is in sight, and neither ends nor keeps what it is
/// given.
bool callbackOnlyBorrows(const TimerCall &Call, const ModelLookup &Lookup,
                         const ASTContext &Context) {
  const Expr *Function = Call.at(Call.What->Callback);
  const FunctionDecl *Body =
      Function ? resolveCallback(Function, nullptr, Lookup, Context).Body
               : nullptr;
  if (!Body)
    return false;
  MemberUses Uses(Body->getASTContext(), Lookup);
  for (unsigned I = 0; I != Body->getNumParams(); ++I)
    if (Uses.parameter(*Body, I, *Call.Of) != Fate::Kept)
      return false;
  return true;
}

std::string textOf(const Stmt &S, const ASTContext &Context) {
  const SourceManager &Sources = Context.getSourceManager();
  // Of an argument of a macro that is the argument alone; what a macro itself
  // compares has no text.
  CharSourceRange Range = Lexer::makeFileCharRange(
      CharSourceRange::getTokenRange(S.getSourceRange()), Sources,
      Context.getLangOpts());
  llvm::StringRef Text =
      Lexer::getSourceText(Range, Sources, Context.getLangOpts());
  constexpr std::size_t Longest = 60;
  std::string OneLine;
  for (char C : Text) {
    bool Blank = C == ' ' || C == '\n' || C == '\t' || C == '\r';
    if (!Blank)
      OneLine += C;
    else if (!OneLine.empty() && OneLine.back() != ' ')
      OneLine += ' ';
  }
  return OneLine.size() <= Longest ? OneLine : "";
}

} // namespace

std::optional<TrackedTimer> timerMadeBy(const TimerCall &Call,
                                        const ModelLookup &Lookup,
                                        const ASTContext &Context) {
  const Expr &Site = Call.View.expr();
  bool Constructs = isa<CXXConstructorDecl>(Call.View.callee());
  // An object in its own right goes with its scope or its owner.
  if (!Call.does(model::ActionCreate) || Call.Of->Single ||
      isa<CXXConstructExpr>(Site) || hasOwner(Call, Context))
    return std::nullopt;
  if (isGivenItself(Call, Lookup) &&
      !callbackOnlyBorrows(Call, Lookup, Context))
    return std::nullopt;
  // A callback that ends timers may end the one that it is called for.
  if (const Expr *Function = Call.at(Call.What->Callback))
    if (mayEndTimers(resolveCallback(Function, nullptr, Lookup, Context),
                     Lookup, Context))
      return std::nullopt;
  TrackedTimer Timer;
  Timer.Of = Call.Of;
  Timer.Creation = Call;
  Timer.SmartPointer = Constructs && isa<CallExpr>(Site);
  Timer.Periodic = isPeriodic(Call, Lookup, Context);
  Timer.SelfEnding = Call.does(model::ActionStart) && !Constructs;
  Timer.Discarded = !Call.What->Handle;
  Timer.Data = dataOf(Call);
  Timer.ScalarHandle =
      (Call.What->Handle.Where == model::Place::Return ? Site.getType()
                                                       : Context.VoidPtrTy)
          ->isIntegralOrEnumerationType();
  return Timer;
}

std::string handleText(const AccessPath &P, bool IsStorage,
                       const FunctionDecl &F) {
  std::string Text = P.spelling().value_or("");
  llvm::StringRef Rest = Text;
  // A member goes by its name alone where nothing else does.
  if (Rest.consume_front("this->")) {
    llvm::StringRef Name =
        Rest.take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
    if (llvm::none_of(F.decls(), [&](const Decl *D) {
          const auto *Named = dyn_cast<NamedDecl>(D);
          return Named && Named->getIdentifier() && Named->getName() == Name;
        }))
      Text = Rest.str();
  }
  bool IsPointee = !P.steps().empty() && P.steps().back().isDeref();
  return (IsPointee && !IsStorage && !Text.empty() ? "*" : "") + Text;
}

std::vector<TrackedTimer> timersMadeIn(const FunctionFlow &Flow,
                                       const ModelLookup &Lookup) {
  std::vector<TrackedTimer> Timers;
  for (const Expr *E : Flow.modelledExprs())
    for (const TimerCall &Call : Flow.timerCalls(*E))
      if (std::optional<TrackedTimer> Timer =
              timerMadeBy(Call, Lookup, Flow.context())) {
        const bool IsValue = isa<CXXConstructorDecl>(Call.View.callee()) ||
                             Call.What->Handle.Where == model::Place::Return;
        if (IsValue)
          Timer->Discarded = Flow.uses().isDiscarded(*E);
        Timers.push_back(*Timer);
        break;
      }
  const SourceManager &Sources = Flow.context().getSourceManager();
  llvm::sort(Timers, [&](const TrackedTimer &A, const TrackedTimer &B) {
    return Sources.isBeforeInTranslationUnit(
        A.Creation->View.expr().getBeginLoc(),
        B.Creation->View.expr().getBeginLoc());
  });
  return Timers;
}

llvm::SmallVector<Step, 8>
tellPath(const Trail *Last, FunctionFlow &Flow,
         const llvm::SmallPtrSetImpl<const CFGBlock *> &CaredForIn) {
  constexpr unsigned MostSteps = 6;
  llvm::SmallVector<Step, 8> Steps;
  if (!Last)
    return Steps;
  llvm::SmallPtrSet<const CFGBlock *, 8> Told;
  llvm::SmallVector<const CFGBlock *, 8> Goals(CaredForIn.begin(),
                                               CaredForIn.end());
  if (Last->Branch)
    Goals.push_back(Last->Branch);
  bool TellsStart = false;
  for (const Trail *T = Last; T && Steps.size() < MostSteps; T = T->Before) {
    bool Branches = T->What >= Step::TakesTrue && T->What <= Step::SkipsLoop;
    auto Decides = [&](const CFGBlock *Goal) {
      // The head of a loop decides whether it comes again itself: no news.
      return T->Branch != Goal && Flow.decides(*T->Branch, *Goal);
    };
    // Of a loop that is passed several times the last pass counts.
    if (Branches &&
        (!Told.insert(T->Branch).second || llvm::none_of(Goals, Decides)))
      continue;
    // The last start is the one that counts.
    if (T->What == Step::Starts && std::exchange(TellsStart, true))
      continue;
    if (T->What == Step::Jumps)
      Goals.push_back(T->Branch);
    Step S;
    S.What = T->What;
    S.Where = T->At ? T->At->getBeginLoc() : Flow.body().getEndLoc();
    if (T->What == Step::LeavesScope && isa<CompoundStmt>(T->At))
      S.Where = T->At->getEndLoc();
    if (T->What == Step::TakesTrue || T->What == Step::TakesFalse)
      S.Text = textOf(*T->At, Flow.context());
    else if (T->What == Step::Jumps)
      S.Text = cast<GotoStmt>(T->At)->getLabel()->getNameAsString();
    Steps.push_back(std::move(S));
  }
  std::reverse(Steps.begin(), Steps.end());
  return Steps;
}

} // namespace ticktidy::analysis
