//===- BlockingCalls.cpp --------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BlockingCalls.h"
#include "Callback.h"
#include "DurationValue.h"
#include "ExprShape.h"
#include "LoopThreads.h"
#include "StructValue.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/ScopeExit.h"
#include <set>

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How deep calls are followed from a callback.
constexpr unsigned MaxDepth = 6;
/// A loop takes shorter waits for a task of its own.
constexpr std::int64_t ShortestWait = 1'000'000;

using Names = llvm::SmallVector<const ValueDecl *, 4>;

/// What a call is about: the object of a member call, or the first argument.
Names objectOf(const CallExpr &Call) {
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(&Call))
    return namesOf(Member->getImplicitObjectArgument());
  return Call.getNumArgs() > 0 ? namesOf(Call.getArg(0)) : Names();
}

/// True for what control goes past only by leaving the function or program.
bool neverReturns(const Stmt &S) {
  const auto *E = dyn_cast<Expr>(&S);
  const auto *Call = E ? dyn_cast<CallExpr>(stripped(E)) : nullptr;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && Callee->isNoReturn();
}

/// Walks from one callback through the functions of the unit that it calls.
class Walker {
public:
  Walker(const UnitAnalysis &Unit, llvm::ArrayRef<llvm::StringRef> Further,
         std::vector<BlockingCall> &Found)
      : Unit(Unit), Context(Unit.context()), Lookup(Unit.models()),
        Further(Further), Found(Found) {}

  void walk(const FunctionDecl &Callback, const Expr *Given) {
    From = &Callback;
    this->Given = Given;
    Visited.clear();
    function(Callback);
  }

private:
  void function(const FunctionDecl &F) {
    if (Stack.size() > MaxDepth || !Visited.insert(&F).second ||
        leavesLoop(F, Lookup))
      return;
    Stack.push_back(&F);
    auto Leave = llvm::make_scope_exit([this] { Stack.pop_back(); });
    statement(F.getBody());
  }

  /// Visits what runs when \p S does.
  void statement(const Stmt *S) {
    if (!S || isa<LambdaExpr, UnaryExprOrTypeTraitExpr, CXXNoexceptExpr,
                  CXXTypeidExpr>(S))
      return;
    if (const auto *Block = dyn_cast<CompoundStmt>(S);
        Block && llvm::any_of(Block->body(), [](const Stmt *Part) {
          return neverReturns(*Part);
        }))
      return; // The program is about to end.
    if (const auto *If = dyn_cast<IfStmt>(S)) {
      branches(*If);
      return;
    }
    for (const Stmt *Child : S->children())
      statement(Child);
    if (const auto *Call = dyn_cast<CallExpr>(S))
      call(*Call);
  }

  void branches(const IfStmt &If) {
    const Expr *Condition = If.getCond();
    statement(If.getInit());
    statement(If.getConditionVariableDeclStmt());
    statement(Condition);
    bool Value = false;
    const bool Known = Condition && !Condition->isValueDependent() &&
                       Condition->EvaluateAsBooleanCondition(Value, Context);
    Tests.push_back(Condition);
    if (!Known || Value)
      statement(If.getThen());
    if (!Known || !Value)
      statement(If.getElse());
    Tests.pop_back();
  }

  void call(const CallExpr &Call) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    if (!Callee)
      return;
    if (const model::Blocker *How = blocks(Call, *Callee)) {
      report(Call, *Callee, How);
      return;
    }
    if (!Further.empty() &&
        llvm::is_contained(Further, llvm::StringRef(qualifiedName(*Callee)))) {
      report(Call, *Callee, nullptr);
      return;
    }
    for (const auto &[Lambda, Algorithm] : Unit.scan()->RunForEach)
      if (Algorithm == &Call)
        follow(Call, *Lambda);
    follow(Call, *Callee);
  }

  void follow(const CallExpr &Call, const FunctionDecl &Callee) {
    const FunctionDecl *Body = definitionOf(&Callee);
    if (!Body || isa<CoroutineBodyStmt>(Body->getBody()) ||
        Context.getSourceManager().isInSystemHeader(Body->getLocation()))
      return;
    // Another class may have its own: what will run is not known.
    const auto *Method = dyn_cast<CXXMethodDecl>(&Callee);
    const auto *Member = dyn_cast<CXXMemberCallExpr>(&Call);
    if (Method && Member && Method->isVirtual() &&
        !Method->getDevirtualizedMethod(Member->getImplicitObjectArgument(),
                                        /*IsAppleKext=*/false))
      return;
    const std::vector<const Expr *> Outer = std::exchange(Tests, {});
    Chain.push_back(&Call);
    function(*Body);
    Chain.pop_back();
    Tests = Outer;
  }

  /// The way in which \p Call is known to block, or null.
  const model::Blocker *blocks(const CallExpr &Call,
                               const FunctionDecl &Callee) const {
    const std::optional<CallView> V = CallView::of(Call);
    if (!V)
      return nullptr;
    for (const model::Blocker *B : Lookup.blockers(Callee)) {
      if (holds(B->When, *V, Context) != Truth::True)
        continue;
      const std::optional<std::int64_t> Time = timeLimit(*B, *V);
      if (Time && *Time >= 0 && *Time < ShortestWait)
        continue;
      // A deadline that a variable holds may be none at all.
      if (!B->Until.empty() && B->Time && !Time && V->at(B->Time))
        continue;
      if (!isAsked(*B, Call) && !(B->MayBeOver && isTested(Call)))
        return B;
    }
    return nullptr;
  }

  std::optional<std::int64_t> timeLimit(const model::Blocker &B,
                                        const CallView &V) const {
    const Expr *At = V.at(B.Time);
    if (!At)
      return std::nullopt;
    if (B.TimeUnit == model::Unit::Timespec ||
        B.TimeUnit == model::Unit::Timeval)
      return structTime(*At, B.TimeUnit, Context);
    return timeOf(*At, B.TimeUnit, Context);
  }

  /// True if one of the functions at work asks whether the wait would end.
  bool isAsked(const model::Blocker &B, const CallExpr &Call) const {
    const Names Object = objectOf(Call);
    auto Asks = [&](const Stmt &S) {
      const auto *Other = dyn_cast<CallExpr>(&S);
      const FunctionDecl *Callee = Other ? Other->getDirectCallee() : nullptr;
      return Callee && Other != &Call &&
             llvm::any_of(B.AskedBy,
                          [Callee](llvm::StringRef Name) {
                            return hasQualifiedName(*Callee, Name);
                          }) &&
             objectOf(*Other) == Object;
    };
    return !B.AskedBy.empty() &&
           llvm::any_of(Stack, [&](const FunctionDecl *F) {
             return anyWithin(*F->getBody(), Asks);
           });
  }

  /// True if \p Call stands under a test of something that is neither its
  /// object nor what the timer tells its callback.
  bool isTested(const CallExpr &Call) const {
    const Names Object = objectOf(Call);
    auto Tells = [&](const Stmt &S) {
      const ValueDecl *Named = nullptr;
      if (const auto *Ref = dyn_cast<DeclRefExpr>(&S))
        Named = Ref->getDecl();
      else if (const auto *Member = dyn_cast<MemberExpr>(&S))
        Named = Member->getMemberDecl();
      return Named && isa<VarDecl, FieldDecl>(Named) &&
             !isa<ParmVarDecl>(Named) && !llvm::is_contained(Object, Named);
    };
    auto TellsWithin = [&](const Expr *Test) {
      return Test && anyWithin(*Test, Tells);
    };
    if (llvm::any_of(Tests, TellsWithin))
      return true;
    // done = true; … join();
    auto SetsFlag = [&](const Stmt &S) {
      const Expr *Flag = nullptr;
      if (const auto *Op = dyn_cast<BinaryOperator>(&S);
          Op && Op->getOpcode() == BO_Assign &&
          constantOf(*Op->getRHS(), Context))
        Flag = Op->getLHS();
      else if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(&S);
               Op && Op->getOperator() == OO_Equal && Op->getNumArgs() == 2 &&
               constantOf(*Op->getArg(1), Context))
        Flag = Op->getArg(0);
      else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(&S);
               Member && Member->getMethodDecl() &&
               nameOf(*Member->getMethodDecl()) == "store")
        Flag = Member->getImplicitObjectArgument();
      const Names Named = Flag ? namesOf(Flag) : Names();
      const auto *Local =
          Named.size() == 1 ? dyn_cast<VarDecl>(Named.front()) : nullptr;
      return !Named.empty() && Named != Object &&
             !(Local && Local->hasLocalStorage());
    };
    if (anyWithin(*Stack.back()->getBody(), SetsFlag))
      return true;
    // if (!done) return; … join();
    for (const FunctionDecl *F : Stack)
      if (anyWithin(*F->getBody(), [&](const Stmt &S) {
            const auto *If = dyn_cast<IfStmt>(&S);
            return If &&
                   anyWithin(*If->getThen(),
                             [](const Stmt &Then) {
                               return isa<ReturnStmt>(Then);
                             }) &&
                   TellsWithin(If->getCond());
          }))
        return true;
    return false;
  }

  void report(const CallExpr &Call, const FunctionDecl &Callee,
              const model::Blocker *How) {
    BlockingCall B;
    B.Call = &Call;
    B.Name = How ? How->Name.str() : qualifiedName(Callee);
    B.How = How;
    if (How)
      B.Time = timeLimit(*How, *CallView::of(Call));
    B.In = Stack.back();
    B.Callback = From;
    B.Chain.append(Chain.begin(), Chain.end());
    B.Given = Given;
    Found.push_back(std::move(B));
  }

  const UnitAnalysis &Unit;
  const ASTContext &Context;
  const ModelLookup &Lookup;
  llvm::ArrayRef<llvm::StringRef> Further;
  std::vector<BlockingCall> &Found;
  const FunctionDecl *From = nullptr;
  const Expr *Given = nullptr;
  std::set<const FunctionDecl *> Visited;
  std::vector<const FunctionDecl *> Stack;
  std::vector<const CallExpr *> Chain;
  /// The conditions under which the statement at hand runs in its function.
  std::vector<const Expr *> Tests;
};

} // namespace

std::vector<BlockingCall>
blockingCalls(const UnitAnalysis &Unit,
              llvm::ArrayRef<llvm::StringRef> Further) {
  std::vector<BlockingCall> All;
  if (!Unit.scan())
    return All;
  // Asked only of what a callback waits for: it looks through the whole unit.
  std::optional<LoopThreads> Threads;
  Walker Walk(Unit, Further, All);
  auto Look = [&](const FunctionDecl &Body, const Expr *Given,
                  const auto &...Called) {
    const auto Before = std::distance(All.begin(), All.end());
    Walk.walk(Body, Given);
    if (std::next(All.begin(), Before) == All.end())
      return;
    if (!Threads)
      Threads.emplace(Unit);
    if (Threads->runsElsewhere(Called...))
      All.erase(std::next(All.begin(), Before), All.end());
  };
  for (const CallbackSite &Site : Unit.callbackSites())
    if (const FunctionDecl *Body = definitionOf(Site.Called.Body))
      Look(*Body, &Site.Call.View.expr(), Site, *Body);
  for (const FunctionDecl *F : Unit.scan()->Bodies)
    if (const model::Kind *K = Unit.models().callsOverride(*F);
        K && K->RunsOn == model::Thread::Loop)
      Look(*F, nullptr, *F);
  const SourceManager &Sources = Unit.context().getSourceManager();
  llvm::stable_sort(All, [&](const BlockingCall &A, const BlockingCall &B) {
    return Sources.isBeforeInTranslationUnit(A.Call->getBeginLoc(),
                                             B.Call->getBeginLoc());
  });
  // One report a call, with the shortest way to it.
  std::vector<BlockingCall> Result;
  for (BlockingCall &B : All)
    if (Result.empty() ||
        Result.back().Call->getBeginLoc() != B.Call->getBeginLoc())
      Result.push_back(std::move(B));
    else if (B.Chain.size() < Result.back().Chain.size())
      Result.back() = std::move(B);
  return Result;
}

} // namespace ticktidy::analysis
