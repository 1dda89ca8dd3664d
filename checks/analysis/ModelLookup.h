//===- ModelLookup.h - From declarations to models --------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_MODELLOOKUP_H
#define TICKTIDY_CHECKS_ANALYSIS_MODELLOOKUP_H

#include "../model/ModelSet.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/Allocator.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ticktidy::analysis {

class TimerAnnotations;

/// An annotation in the code that begins with "timer::" and means nothing, or
/// nothing where it stands.
struct UnknownAnnotation {
  llvm::StringRef Text;
  clang::SourceLocation Where;
};

/// Finds the models of a unit's functions and classes, from the model set and
/// from annotations in the code. One per translation unit; not thread-safe.
class ModelLookup {
public:
  using Entry = model::ModelSet::Entry;
  using Blocking = model::ModelSet::Blocking;

  /// Borrows both, which must outlive it.
  ModelLookup(const model::ModelSet &Models, clang::ASTContext &Context);
  ~ModelLookup();

  /// False if the unit cannot contain a modelled timer: no trigger name is
  /// known to the unit as a referenced function or a class, and no annotation
  /// is known. Costs one look-up a trigger name.
  bool unitMayUseTimers() const;

  /// The models of \p F: by its qualified name (inline and unnamed namespaces
  /// and template arguments do not count, overridden members do), or by its
  /// annotations. Conditions (Call::When) and the number of arguments
  /// (Call::takes) are not tested here. Copy and move constructors have none.
  /// The result lives as long as this object.
  llvm::ArrayRef<Entry> calls(const clang::FunctionDecl &F) const;

  /// How \p F blocks, if a model says that it does.
  std::optional<Blocking> blocking(const clang::FunctionDecl &F) const;

  /// The model of \p F as a function that wraps a callable, or null.
  const model::Wrapper *wrapper(const clang::FunctionDecl &F) const;

  /// The ways in which a call of \p F is known to block; conditions
  /// (Blocker::When) are not tested here.
  llvm::SmallVector<const model::Blocker *, 2>
  blockers(const clang::FunctionDecl &F) const;

  /// True if \p F ends a loop, or if code runs elsewhere after it.
  bool leavesLoop(const clang::FunctionDecl &F) const;

  /// True if the objects of \p R run what they are given on threads of their
  /// own. Members of such a class count, too.
  bool isPool(const clang::CXXRecordDecl &R) const;

  /// The kind of timer that calls \p F as an override of its own, or null.
  const model::Kind *callsOverride(const clang::FunctionDecl &F) const;

  /// The kind of timer that an object of \p R is, by its class or a base
  /// class, or null.
  const model::Kind *timerClass(const clang::CXXRecordDecl &R) const;
  /// True if \p T is a class that the handles of \p Of have, which are
  /// resources: its destructor ends nothing.
  bool isHandleClass(clang::QualType T, const model::Kind &Of) const;

  /// Annotations that mean nothing, among those of the declarations that were
  /// asked for so far and of their neighbours, in the order of the source.
  std::vector<UnknownAnnotation> unknownAnnotations() const;

private:
  llvm::ArrayRef<Entry> findCalls(const clang::FunctionDecl &F) const;
  const model::Kind *findClass(const clang::CXXRecordDecl &R) const;

  const model::ModelSet &Models;
  clang::ASTContext &Context;
  std::unique_ptr<TimerAnnotations> FromCode;
  mutable llvm::BumpPtrAllocator Memory;
  mutable llvm::DenseMap<const clang::FunctionDecl *, llvm::ArrayRef<Entry>>
      CallCache;
  mutable llvm::DenseMap<const clang::CXXRecordDecl *, const model::Kind *>
      ClassCache;
};

/// True if \p D has the qualified name \p Name. Inline and unnamed namespaces
/// of \p D and its template arguments do not count.
bool hasQualifiedName(const clang::NamedDecl &D, llvm::StringRef Name);

/// The qualified name of \p D, in which the same things do not count; so it
/// can be written in code. Empty if \p D is inside a function or unnamed.
std::string qualifiedName(const clang::NamedDecl &D);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_MODELLOOKUP_H
