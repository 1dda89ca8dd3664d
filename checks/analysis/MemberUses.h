//===- MemberUses.h - What becomes of a handle in a function ----*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Follows a handle through one function whatever path is taken: it is enough
// that some path does something with it.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_MEMBERUSES_H
#define TICKTIDY_CHECKS_ANALYSIS_MEMBERUSES_H

#include "ClassIndex.h"
#include "Uses.h"
#include <deque>
#include <map>
#include <memory>

namespace ticktidy::analysis {

/// What a use does to the timer in a handle.
enum class Fate : std::uint8_t {
  Kept,    ///< nothing that matters
  AsData,  ///< the handle goes along as data of something else
  Ended,   ///< it is stopped or released
  Unknown, ///< it goes where nobody can follow
};

/// The statements of a function with their parents, and the uses of its
/// variables. Borrows the function.
class FunctionParts {
public:
  explicit FunctionParts(const clang::FunctionDecl &F);

  llvm::ArrayRef<const clang::Stmt *> parts() const { return Parts; }
  const clang::ParentMap &parents() const { return *Parents; }

  /// A use and where it happens. Those with a lower Order come earlier.
  struct PlacedUse {
    Use What;
    const void *At;          ///< a statement or variable declaration
    const clang::Stmt *Site; ///< a statement there
    unsigned Order;
  };
  /// The uses of what starts with the base \p Key (see AccessPath), or of what
  /// goes through the field \p Key, in order.
  llvm::ArrayRef<const PlacedUse *> usesOf(const void *Key);
  /// The uses of the values of \p Values, which come after the uses of
  /// variables at the same place.
  std::vector<PlacedUse>
  usesOfValues(llvm::ArrayRef<const clang::Expr *> Values);

private:
  void place();

  llvm::SmallVector<const clang::Stmt *, 4> Parts;
  std::unique_ptr<clang::ParentMap> Parents;
  // Found when asked for the first time:
  struct Place {
    const clang::Stmt *Site;
    unsigned Order;
  };
  llvm::DenseMap<const void *, Place> Places;
  std::deque<PlacedUse> Placed;
  llvm::DenseMap<const void *, llvm::SmallVector<const PlacedUse *, 2>> ByKey;
};

/// Follows handles through the functions of a unit. Borrows its arguments.
class MemberUses {
public:
  MemberUses(clang::ASTContext &Context, const ModelLookup &Lookup);
  ~MemberUses();

  FunctionParts &partsOf(const clang::FunctionDecl &F);
  /// Lets go the parts of all functions, if they are many. None of them may be
  /// in use.
  void trim();

  /// A use, the statement or variable declaration at which it happens, and
  /// whether it is the handle that is used, or something around it.
  struct Found {
    Use What;
    const void *At;
    const clang::Stmt *Site; ///< a statement there
    bool Around;
  };
  /// All uses in \p F of what starts out as the value of one of \p Values, in
  /// \p Field or in \p Variable (each may be missing), through the local
  /// variables that it is stored in. Uses of a part of it are left out.
  std::vector<Found> follow(const clang::FunctionDecl &F,
                            llvm::ArrayRef<const clang::Expr *> Values,
                            const clang::FieldDecl *Field,
                            const clang::VarDecl *Variable);

  /// A place that does more with a handle than to keep it.
  struct Event {
    const clang::Stmt *At;
    Fate What;
  };
  /// What \p F does with timers of kind \p Of in the field \p Field, which it
  /// names at \p Mentions.
  std::vector<Event> inField(const clang::FunctionDecl &F,
                             const clang::FieldDecl &Field,
                             llvm::ArrayRef<const clang::Expr *> Mentions,
                             const model::Kind &Of);
  /// A call of the library in \p F that ends the timer in \p Field of the same
  /// object by that name, or null; some of those that inField finds, for little.
  const clang::Expr *endByName(const clang::FunctionDecl &F,
                               const clang::FieldDecl &Field,
                               const model::Kind &Of) const;
  /// What the call of \p F does to a timer that parameter \p Index holds or
  /// points to.
  Fate parameter(const clang::FunctionDecl &F, unsigned Index,
                 const model::Kind &Of);

private:
  Fate variable(const clang::FunctionDecl &F, const clang::VarDecl &V,
                const model::Kind &Of);
  Fate judge(const Found &Use, const clang::FieldDecl *Field,
             const model::Kind &Of, const clang::FunctionDecl &In);
  Fate called(const clang::Expr &Call, const Found &Use, const model::Kind &Of);

  clang::ASTContext &Context;
  const ModelLookup &Lookup;
  llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<FunctionParts>>
      Parts;
  using Question = std::tuple<const clang::FunctionDecl *,
                              const clang::VarDecl *, const model::Kind *>;
  std::map<Question, Fate> Variables;
};

/// True if \p F assigns one object to another of the class that the handles of
/// \p Of have.
bool assignsHandle(const clang::FunctionDecl &F, const model::Kind &Of);

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_MEMBERUSES_H
