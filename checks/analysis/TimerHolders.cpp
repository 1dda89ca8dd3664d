//===- TimerHolders.cpp ---------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TimerHolders.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// True if whatever is a \p Of by its type is a timer: no call makes it
/// something else.
bool isProvenByType(const model::Kind &Of) {
  return llvm::all_of(Of.Calls, [](const model::Call &Call) {
    return !(Call.Does & model::ActionCreate) ||
           Call.When.Test == model::Condition::Always;
  });
}

/// A delete-expression as a model would describe it.
constexpr model::Call Deletion = [] {
  model::Call Delete;
  Delete.Name = "delete";
  Delete.Does = model::ActionRelease;
  Delete.Idempotent = false;
  return Delete;
}();

bool hasClass(QualType Type, const model::Kind &Of) {
  if (Of.Class.empty())
    return false;
  if (Type->isAnyPointerType())
    Type = Type->getPointeeType();
  const RecordDecl *Record = Type->getAsRecordDecl();
  return Record && hasQualifiedName(*Record, Of.Class);
}

} // namespace

void TimerHolders::add(const model::Kind &Of, const ValueDecl &Holder) {
  Known.insert({&Of, Holder.getCanonicalDecl()});
}

bool TimerHolders::contains(const model::Kind &Of,
                            const ValueDecl &Holder) const {
  return Known.count({&Of, Holder.getCanonicalDecl()});
}

std::optional<ReleasedTimer> TimerHolders::releasedBy(const TimerCall &Call) {
  if (!Call.does(model::ActionRelease) || Call.What->Idempotent)
    return std::nullopt;
  const Expr *Handle = Call.at(Call.What->Handle);
  if (!Handle)
    return std::nullopt;
  bool IsGlvalue = Handle->isGLValue();
  Handle = stripped(Handle);
  const auto *Address = dyn_cast<UnaryOperator>(Handle);
  ReleasedTimer Gone;
  Gone.Call = &Call.View.expr();
  Gone.Of = Call.Of;
  Gone.What = Call.What;
  Gone.ByAddress =
      (Address && Address->getOpcode() == UO_AddrOf) ||
      (IsGlvalue && Call.What->Handle.Where == model::Place::Pointee);
  if (Gone.ByAddress && Address && Address->getOpcode() == UO_AddrOf)
    Handle = Address->getSubExpr();
  std::optional<AccessPath> P = AccessPath::of(*Handle);
  if (!P || P->hasElement())
    return std::nullopt;
  Gone.Handle = *P;
  Gone.IsTimer = !Call.What->Shared || (hasClass(Handle->getType(), *Call.Of) &&
                                        isProvenByType(*Call.Of));
  return Gone;
}

std::optional<ReleasedTimer>
TimerHolders::releasedBy(const CXXDeleteExpr &Delete,
                         const ModelLookup &Lookup) {
  const QualType Type = Delete.getDestroyedType();
  const CXXRecordDecl *Class = Type.isNull() || Delete.isArrayForm()
                                   ? nullptr
                                   : Type->getAsCXXRecordDecl();
  const model::Kind *Of = Class ? Lookup.timerClass(*Class) : nullptr;
  if (!Of || Of->Losing != model::Regime::Object)
    return std::nullopt;
  std::optional<AccessPath> P = AccessPath::of(*Delete.getArgument());
  if (!P || P->hasElement() || P->isValue())
    return std::nullopt;
  ReleasedTimer Gone;
  Gone.Call = &Delete;
  Gone.Of = Of;
  Gone.What = &Deletion;
  Gone.Handle = *P;
  Gone.IsTimer = true;
  return Gone;
}

bool TimerHolders::isTimer(const ReleasedTimer &Gone) const {
  const ValueDecl *Last = lastOf(Gone.Handle);
  return Gone.IsTimer || (Last && contains(*Gone.Of, *Last));
}

} // namespace ticktidy::analysis
