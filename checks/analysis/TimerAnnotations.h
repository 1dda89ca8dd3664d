//===- TimerAnnotations.h - Timer models from annotations -------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Code can describe its own timers with __attribute__((annotate("timer::...")))
// on functions, parameters and classes. From these, kinds and calls are built
// that look like those of a model file.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_ANALYSIS_TIMERANNOTATIONS_H
#define TICKTIDY_CHECKS_ANALYSIS_TIMERANNOTATIONS_H

#include "AnnotationWords.h"
#include "ModelLookup.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/StringSaver.h"
#include <deque>
#include <map>

namespace ticktidy::analysis {

/// Builds models from the annotations of one translation unit, as they are
/// asked for.
class TimerAnnotations {
public:
  using Entry = model::ModelSet::Entry;

  /// The unit must live as long as this object.
  explicit TimerAnnotations(clang::ASTContext &Context);
  ~TimerAnnotations();

  /// False if nothing in the unit has an annotation, whatever it says.
  bool present() const { return Present; }

  /// The model of \p F, if it has annotations that describe one. It lives as
  /// long as this object.
  std::optional<Entry> call(const clang::FunctionDecl &F);

  /// The kind of timer that the annotations of \p R make its objects.
  const model::Kind *timerClass(const clang::CXXRecordDecl &R);

  /// Annotations that mean nothing among those read so far, in the order of
  /// the source.
  std::vector<UnknownAnnotation> unknown() const;

private:
  /// What a function says of itself and of its parameters.
  struct Description;
  /// The timer that a function handles: where it is, and of which type.
  struct Subject;
  /// A kind, with the functions by which its timers end.
  struct Built;

  void read(const clang::DeclContext &Scope);
  void readFunctions(const clang::DeclContext &Scope,
                     std::vector<Description> &Into);
  void noteUnknown(llvm::StringRef Text, clang::SourceLocation Where);

  std::optional<model::Regime> regimeOf(const clang::RecordDecl *R);
  Subject subjectOf(const Description &D);
  Subject subjectFromRecord(const clang::RecordDecl &R,
                            model::Place Where) const;
  Subject subjectFromType(clang::QualType T, model::Place Where) const;
  Subject subjectFromParameter(const Description &D, unsigned Index);
  Built &kindOf(const Subject &S, const Description *D);
  void add(const Description &D);
  void describeEnd(Built &B);

  bool Present;
  llvm::BumpPtrAllocator Memory;
  llvm::StringSaver Saver{Memory};
  llvm::DenseSet<const clang::Decl *> Seen;
  std::deque<Built> Kinds;
  llvm::DenseMap<const void *, Built *> KindByType;
  std::deque<model::Call> Calls;
  llvm::DenseMap<const clang::FunctionDecl *, Entry> CallOf;
  std::map<unsigned, UnknownAnnotation> Unknown; ///< by encoded location
};

} // namespace ticktidy::analysis

#endif // TICKTIDY_CHECKS_ANALYSIS_TIMERANNOTATIONS_H
