//===- ClassIndex.h - Who names which function and field --------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_CLASSINDEX_H
#define TICKTIDY_CHECKS_ANALYSIS_CLASSINDEX_H

#include "ExprShape.h"
#include "UnitScan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace ticktidy::analysis {

/// One place where a function is named.
struct FunctionMention {
  /// The function that names it, or null for the initializer of a variable
  /// that belongs to no function.
  const clang::FunctionDecl *In;
  /// The call, or the expression that names it without calling it.
  const clang::Expr *At;
  bool Called;
};

/// One place where a field is named.
struct FieldMention {
  const clang::FunctionDecl *In; ///< as above
  const clang::MemberExpr *At;
};

/// One place where the memory of an object is given back without its
/// destructor, or by a delete-expression.
struct FreeSite {
  const clang::RecordDecl *Record; ///< the definition
  const clang::FunctionDecl *In;
  const clang::Expr *At;
  /// The call is only given the function that will free it.
  bool Later = false;
};

/// How objects of a class come to be, as far as the unit shows.
struct Instances {
  bool Static = false; ///< they live until the process ends
  bool Other = false;
};

/// What a class analysis asks of a unit, gathered in one walk over all bodies.
/// Borrows everything.
class ClassIndex {
public:
  ClassIndex(const UnitScan &Scan, const ModelLookup &Lookup,
             clang::ASTContext &Context);

  llvm::ArrayRef<FunctionMention>
  mentionsOf(const clang::FunctionDecl &F) const;
  llvm::ArrayRef<FieldMention> mentionsOf(const clang::FieldDecl &F) const;
  /// The fields that are named anywhere, each once, in no order; by offsetof
  /// and pointers to members, too, which are no mentions.
  auto fields() const { return llvm::make_first_range(Fields); }
  llvm::ArrayRef<FreeSite> frees() const { return Frees; }
  /// Functions that are stored in a field which calls itself finalize or
  /// dispose: the last to see an object of an object system in C.
  llvm::ArrayRef<const clang::FunctionDecl *> finalizers() const {
    return Finalizers;
  }
  /// True if one function of the unit stores all of these.
  bool makesOneClass() const { return ClassMakers.size() == 1; }
  /// The classes of which the unit shows objects, or that are part of such a
  /// class; some of them twice, in no order.
  auto instantiated() const {
    return llvm::concat<const clang::RecordDecl *const>(
        llvm::make_first_range(Made), llvm::make_first_range(Around));
  }
  /// How objects of \p R come to be, those within other objects and those of
  /// derived classes included.
  Instances instancesOf(const clang::RecordDecl &R) const;

  /// The classes with a base or field of type \p R, or one that owns such.
  llvm::ArrayRef<const clang::RecordDecl *>
  classesAround(const clang::RecordDecl &R) const;

private:
  class Reader;

  llvm::DenseMap<const clang::FunctionDecl *, std::vector<FunctionMention>>
      Functions;
  llvm::DenseMap<const clang::FieldDecl *, std::vector<FieldMention>> Fields;
  std::vector<FreeSite> Frees;
  std::vector<const clang::FunctionDecl *> Finalizers;
  llvm::SmallPtrSet<const clang::FunctionDecl *, 2> ClassMakers;
  llvm::DenseMap<const clang::RecordDecl *, Instances> Made;
  /// Every class, with the classes that have it as a base or as a field.
  llvm::DenseMap<const clang::RecordDecl *,
                 llvm::SmallVector<const clang::RecordDecl *, 2>>
      Around;
};

/// What runs when \p F is called: the initializers of a constructor, those of
/// its fields included, and the body.
llvm::SmallVector<const clang::Stmt *, 4> partsOf(const clang::FunctionDecl &F);

/// True if an object of \p Outer has one of \p Inner in it, as itself, a base
/// or a field.
bool holdsInside(const clang::RecordDecl &Outer,
                 const clang::RecordDecl &Inner);

/// The definition of the class that a pointer or reference of type \p T leads
/// to, or of \p T itself, elements of arrays included; or null.
const clang::RecordDecl *recordBehind(clang::QualType T);

/// Calls \p Visit for \p Root and each statement within it that is evaluated
/// there, outer ones first: the body of a lambda is not.
template <Casts Implicit = Casts::Skipped, typename Visitor>
void forEachOwn(const clang::Stmt &Root, Visitor Visit) {
  llvm::SmallVector<const clang::Stmt *, 32> Stack{&Root};
  while (!Stack.empty()) {
    const clang::Stmt *S = Stack.pop_back_val();
    if (!S ||
        llvm::isa<clang::UnaryExprOrTypeTraitExpr, clang::CXXNoexceptExpr>(S))
      continue;
    Visit(*S);
    const std::size_t First = Stack.size();
    if (const auto *Lambda = llvm::dyn_cast<clang::LambdaExpr>(S))
      Stack.append(Lambda->capture_init_begin(), Lambda->capture_init_end());
    else
      pushFor<Implicit>(Stack, *S);
    std::reverse(Stack.begin() + First, Stack.end());
  }
}

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_CLASSINDEX_H
