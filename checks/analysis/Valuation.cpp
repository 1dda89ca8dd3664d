//===- Valuation.cpp ------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Valuation.h"
#include "TimerCall.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::analysis {

//===----------------------------------------------------------------------===//
// ValueSet
//===----------------------------------------------------------------------===//

ValueSet ValueSet::only(std::int64_t Value) {
  ValueSet S;
  S.Low = S.High = Value;
  return S;
}

ValueSet ValueSet::without(std::int64_t Value) {
  ValueSet S;
  S.Holes[S.HoleCount++] = Value;
  return S;
}

ValueSet ValueSet::atLeast(std::int64_t Value) {
  ValueSet S;
  S.Low = Value;
  return S;
}

ValueSet ValueSet::below(std::int64_t Value) {
  ValueSet S;
  if (Value == INT64_MIN) {
    S.Low = 0;
    S.High = -1;
  } else {
    S.High = Value - 1;
  }
  return S;
}

bool ValueSet::isAll() const {
  return Low == INT64_MIN && High == INT64_MAX && HoleCount == 0;
}

void ValueSet::tighten(llvm::SmallVectorImpl<std::int64_t> &Without) {
  llvm::sort(Without);
  Without.erase(std::unique(Without.begin(), Without.end()), Without.end());
  while (!isEmpty() && llvm::is_contained(Without, Low) && Low != INT64_MAX)
    ++Low;
  while (!isEmpty() && llvm::is_contained(Without, High) && High != INT64_MIN)
    --High;
  HoleCount = 0;
  for (std::int64_t H : Without)
    if (H >= Low && H <= High && HoleCount != MaxHoles)
      Holes[HoleCount++] = H;
}

ValueSet ValueSet::intersect(const ValueSet &O) const {
  ValueSet S = *this;
  S.Low = std::max(Low, O.Low);
  S.High = std::min(High, O.High);
  llvm::SmallVector<std::int64_t, 2 * MaxHoles> Without(holes().begin(),
                                                        holes().end());
  Without.append(O.holes().begin(), O.holes().end());
  S.tighten(Without);
  return S;
}

bool ValueSet::isSubsetOf(const ValueSet &O) const {
  auto Lacks = [this](std::int64_t Value) {
    return Value < Low || Value > High || llvm::is_contained(holes(), Value);
  };
  return isEmpty() ||
         (Low >= O.Low && High <= O.High && llvm::all_of(O.holes(), Lacks));
}

void ValueSet::mixInto(StateHash &Hash) const {
  Hash.add(static_cast<std::uint64_t>(Low));
  Hash.add(static_cast<std::uint64_t>(High));
  Hash.add(HoleCount);
  for (std::int64_t H : holes())
    Hash.add(static_cast<std::uint64_t>(H));
}

//===----------------------------------------------------------------------===//
// ConditionTable
//===----------------------------------------------------------------------===//

namespace {

/// Collects what the value of an expression depends on.
/// \returns false if evaluating it twice may give two values, or does
/// something.
bool dependencies(const Expr &E, llvm::SmallVectorImpl<AccessPath> &Paths) {
  const Expr *S = stripped(&E);
  if (std::optional<AccessPath> P = AccessPath::of(*S)) {
    if (S->getType().isVolatileQualified())
      return false;
    Paths.push_back(*P);
    return true;
  }
  if (const auto *Op = dyn_cast<BinaryOperator>(S); Op && Op->isAssignmentOp())
    return false;
  if (const auto *Op = dyn_cast<UnaryOperator>(S);
      Op && Op->isIncrementDecrementOp())
    return false;
  if (isa<CXXNewExpr, CXXDeleteExpr, CXXThrowExpr, LambdaExpr, StmtExpr,
          AtomicExpr, CXXConstructExpr, CoroutineSuspendExpr, VAArgExpr>(S))
    return false;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(S)) {
    const CXXMethodDecl *Method = Member->getMethodDecl();
    if (!Method || !Method->isConst())
      return false;
  } else if (isa<CXXOperatorCallExpr>(S)) {
    const auto *Method =
        dyn_cast_or_null<CXXMethodDecl>(cast<CallExpr>(S)->getDirectCallee());
    if (Method && !Method->isStatic() && !Method->isConst())
      return false;
  } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *F = Call->getDirectCallee();
    if (!F || !(F->hasAttr<PureAttr>() || F->hasAttr<ConstAttr>()))
      return false;
  }
  for (const Stmt *Child : S->children())
    if (const auto *Part = dyn_cast_or_null<Expr>(Child))
      if (!dependencies(*Part, Paths))
        return false;
  return true;
}

/// The values for which "value Op Constant" holds.
std::optional<ValueSet> satisfying(BinaryOperatorKind Op, std::int64_t C) {
  switch (Op) {
  case BO_EQ:
    return ValueSet::only(C);
  case BO_NE:
    return ValueSet::without(C);
  case BO_LT:
    return ValueSet::below(C);
  case BO_GE:
    return ValueSet::atLeast(C);
  case BO_LE:
    return C == INT64_MAX ? ValueSet::all() : ValueSet::below(C + 1);
  case BO_GT:
    return C == INT64_MAX ? ValueSet::below(INT64_MIN)
                          : ValueSet::atLeast(C + 1);
  default:
    return std::nullopt;
  }
}

/// What a condition compares: its operand, looking through `!`, assignments,
/// the comma and __builtin_expect.
const Expr *operand(const Expr *E, bool &Negated) {
  while (true) {
    E = stripped(E);
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary && Unary->getOpcode() == UO_LNot) {
      Negated = !Negated;
      E = Unary->getSubExpr();
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(E);
               Binary && Binary->getOpcode() == BO_Comma) {
      E = Binary->getRHS();
    } else if (const auto *Call = dyn_cast<CallExpr>(E);
               Call &&
               Call->getBuiltinCallee() == Builtin::BI__builtin_expect) {
      E = Call->getArg(0);
    } else {
      return E;
    }
  }
}

/// `(fd = open())` is compared as fd.
const Expr *assigned(const Expr *E) {
  E = stripped(E);
  if (const auto *Binary = dyn_cast<BinaryOperator>(E);
      Binary && Binary->getOpcode() == BO_Assign)
    return stripped(Binary->getLHS());
  return E;
}

} // namespace

ConditionTable::ConditionTable(const ASTContext &Context) : Context(Context) {}

KeyId ConditionTable::addKey(const AccessPath &P) {
  if (std::optional<KeyId> Known = keyOf(P))
    return *Known;
  return insert({P, {}, {}});
}

KeyId ConditionTable::insert(Key K) {
  KeyId Number = Keys.size();
  if (K.Path)
    ByBase[K.Path->base()].push_back(Number);
  else
    ByHash[K.Id.ComputeHash()].push_back(Number);
  for (const AccessPath &P : K.DependsOn)
    if (auto &OfBase = ByBase[P.base()];
        OfBase.empty() || OfBase.back() != Number)
      OfBase.push_back(Number);
  Keys.push_back(std::move(K));
  return Number;
}

std::optional<KeyId> ConditionTable::keyOf(const AccessPath &P) const {
  auto Found = ByBase.find(P.base());
  if (Found != ByBase.end())
    for (KeyId K : Found->second)
      if (Keys[K].Path && *Keys[K].Path == P)
        return K;
  return std::nullopt;
}

std::optional<KeyId> ConditionTable::keyOfExpr(const Expr &Spelling) {
  const Expr *E = assigned(&Spelling);
  if (std::optional<AccessPath> P = AccessPath::of(*E)) {
    if (E->getType().isVolatileQualified())
      return std::nullopt;
    return addKey(*P);
  }
  if (isa<CallExpr>(E) && !isa<CXXMemberCallExpr, CXXOperatorCallExpr>(E))
    return addKey(AccessPath::ofValue(*E));
  Key Opaque;
  if (!dependencies(*E, Opaque.DependsOn))
    return std::nullopt;
  E->Profile(Opaque.Id, Context, /*Canonical=*/true);
  for (KeyId K : ByHash[Opaque.Id.ComputeHash()])
    if (Keys[K].Id == Opaque.Id)
      return K;
  return insert(std::move(Opaque));
}

std::optional<Comparison> comparisonIn(const Expr &Condition,
                                       const ASTContext &Context) {
  if (Condition.isValueDependent() || Condition.containsErrors())
    return std::nullopt;
  bool Negated = false;
  const Expr *E = operand(&Condition, Negated);
  std::optional<ValueSet> When = ValueSet::without(0);
  std::optional<ValueSet> Otherwise = ValueSet::only(0);
  const Expr *Value = E;
  if (const auto *Complement = dyn_cast<UnaryOperator>(E);
      Complement && Complement->getOpcode() == UO_Not) {
    When = ValueSet::without(-1);
    Otherwise = ValueSet::only(-1);
    Value = stripped(Complement->getSubExpr());
  }
  if (const auto *Compare = dyn_cast<BinaryOperator>(E);
      Compare && Compare->isComparisonOp() && Compare->getOpcode() != BO_Cmp) {
    BinaryOperatorKind Op = Compare->getOpcode();
    const Expr *Left = Compare->getLHS();
    std::optional<std::int64_t> C = constantOf(*Compare->getRHS(), Context);
    if (!C) {
      C = constantOf(*Left, Context);
      Left = Compare->getRHS();
      Op = BinaryOperator::isRelationalOp(Op)
               ? BinaryOperator::reverseComparisonOp(Op)
               : Op;
    }
    if (C) {
      When = satisfying(Op, *C);
      Otherwise = satisfying(BinaryOperator::negateComparisonOp(Op), *C);
      bool Inner = false;
      Value = operand(Left, Inner);
      if (Inner) // (!x) == c: rare, and not worth an error.
        return std::nullopt;
    }
  }
  if (!When || !Otherwise)
    return std::nullopt;
  if (Negated)
    std::swap(When, Otherwise);
  return Comparison{Value, *When, *Otherwise};
}

std::optional<Atom> ConditionTable::atom(const Expr &Condition) {
  std::optional<Comparison> Compared = comparisonIn(Condition, Context);
  std::optional<KeyId> Key = Compared ? keyOfExpr(*Compared->Of) : std::nullopt;
  if (!Key)
    return std::nullopt;
  return Atom{*Key, Compared->When, Compared->Otherwise};
}

std::optional<Atom> ConditionTable::equals(const Expr &Scrutinee,
                                           std::int64_t Case) {
  if (Scrutinee.isValueDependent() || Scrutinee.containsErrors())
    return std::nullopt;
  std::optional<KeyId> Key = keyOfExpr(Scrutinee);
  if (!Key)
    return std::nullopt;
  return Atom{*Key, ValueSet::only(Case), ValueSet::without(Case)};
}

void ConditionTable::killedBy(const AccessPath &P,
                              llvm::SmallVectorImpl<KeyId> &Killed) const {
  auto Touches = [&P](const AccessPath &Q) {
    return P.isPrefixOf(Q) || Q.isPrefixOf(P);
  };
  auto OfBase = ByBase.find(P.base());
  if (OfBase == ByBase.end())
    return;
  for (KeyId K : OfBase->second) {
    const Key &Candidate = Keys[K];
    if (Candidate.Path ? P.isPrefixOf(*Candidate.Path)
                       : llvm::any_of(Candidate.DependsOn, Touches))
      Killed.push_back(K);
  }
}

//===----------------------------------------------------------------------===//
// Valuation
//===----------------------------------------------------------------------===//

const Valuation::Fact *Valuation::find(KeyId Key) const {
  auto At = llvm::lower_bound(Facts, Key,
                              [](const Fact &F, KeyId K) { return F.Key < K; });
  return At != Facts.end() && At->Key == Key ? &*At : nullptr;
}

bool Valuation::assume(KeyId Key, const ValueSet &Values, const void *Tester,
                       bool MayChangeUnseen) {
  auto At = llvm::lower_bound(Facts, Key,
                              [](const Fact &F, KeyId K) { return F.Key < K; });
  if (At == Facts.end() || At->Key != Key) {
    Facts.insert(At, {Key, Values, Tester});
    return true;
  }
  ValueSet Both = At->Values.intersect(Values);
  if (Both.isEmpty()) {
    if (!MayChangeUnseen || At->TestedBy != Tester)
      return false;
    Both = Values;
  }
  At->Values = Both;
  At->TestedBy = Tester;
  return true;
}

void Valuation::set(KeyId Key, const ValueSet &Values) {
  forget(Key);
  if (Values.isAll())
    return;
  auto At = llvm::lower_bound(Facts, Key,
                              [](const Fact &F, KeyId K) { return F.Key < K; });
  Facts.insert(At, {Key, Values, nullptr});
}

void Valuation::forget(KeyId Key) {
  llvm::erase_if(Facts, [Key](const Fact &F) { return F.Key == Key; });
}

void Valuation::meet(const Valuation &O) {
  llvm::erase_if(Facts, [&O](const Fact &F) {
    const Fact *Other = O.find(F.Key);
    return !Other || !(Other->Values == F.Values);
  });
}

void Valuation::mixInto(StateHash &Hash) const {
  for (const Fact &F : Facts) {
    Hash.add(F.Key);
    F.Values.mixInto(Hash);
  }
}

} // namespace ticktidy::analysis
