//===- ModelDocument.h - A model file as YAML has it ------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a file says, in the shape in which it says it, before ModelReader makes
// a Library of it.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_MODEL_MODELDOCUMENT_H
#define TICKTIDY_CHECKS_MODEL_MODELDOCUMENT_H

#include "Model.h"
#include "ModelReader.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/YAMLTraits.h"
#include <optional>
#include <string>
#include <vector>

namespace ticktidy::model {

/// The texts of a file, each a type of its own, so that each is checked where
/// it stands.
struct QualifiedName {
  llvm::StringRef Text;
};
struct EditText {
  llvm::StringRef Text;
};
struct ResetText {
  llvm::StringRef Text;
};
struct KindName {
  llvm::StringRef Text;
};
struct WordText {
  llvm::StringRef Text;
};
struct ActionName {
  ActionSet Value = ActionNone;
};

struct IntervalDocument {
  Place At;
  Unit In = Unit::None;
  bool ZeroSpins = false;
  std::int64_t Most = 0;
  std::optional<std::int64_t> Keeps;
};

struct TimeDocument {
  Place At;
  Unit In = Unit::None;
};

struct BlockerDocument {
  std::vector<QualifiedName> Names;
  std::vector<QualifiedName> AskedBy;
  Blocker What;
};

struct CallDocument {
  std::vector<QualifiedName> Names;
  bool HasTwoNameKeys = false;
  Call What;
};

struct EndDocument {
  EditText Text;
  WordText Verb;
  EditText Valid;
  ResetText Reset;
};

struct AfterStopDocument {
  AfterStop State = AfterStop::Silent;
  Place By;
  WordText Value;
};

struct WrapperDocument {
  std::vector<QualifiedName> Names;
  Wrapper What;
};

struct KindDocument {
  Kind What;
  std::vector<CallDocument> Calls;
};

struct LibraryDocument {
  WordText Name;
  WordText Url;
  std::vector<QualifiedName> Runs;
  std::vector<QualifiedName> Waits;
  std::vector<WrapperDocument> Wrappers;
  std::vector<BlockerDocument> Blocks;
  std::vector<QualifiedName> Pools;
  std::vector<QualifiedName> OffLoop;
  std::vector<KindDocument> Kinds;
};

/// What the traits below share while one file is read.
struct ReadState {
  ReadState(llvm::BumpPtrAllocator &Memory,
            llvm::StringMap<std::string> &KindFiles, llvm::StringRef File,
            std::vector<ModelError> &Errors)
      : Memory(Memory), KindFiles(KindFiles), File(File.str()), Errors(Errors),
        Saver(Memory) {}

  llvm::BumpPtrAllocator &Memory;
  llvm::StringMap<std::string> &KindFiles;
  std::string File;
  std::vector<ModelError> &Errors;
  llvm::StringSaver Saver;
  std::string Message; ///< keeps the text of the latest error alive
  std::vector<Call> CallsOfKind;
  bool KindIsSingle = false;
  std::vector<std::string> NewKinds;

  static ReadState &of(void *Context) {
    return *static_cast<ReadState *>(Context);
  }
  static ReadState &of(llvm::yaml::IO &In) { return of(In.getContext()); }

  llvm::StringRef fail(std::string Text) {
    Message = std::move(Text);
    return Message;
  }
};

/// A copy of \p Items in \p Memory.
template <typename T>
llvm::ArrayRef<T> store(llvm::BumpPtrAllocator &Memory,
                        const std::vector<T> &Items) {
  return llvm::ArrayRef<T>(Items).copy(Memory);
}

/// The texts of \p Names, in \p Memory; the texts themselves are not copied.
inline llvm::ArrayRef<llvm::StringRef>
storeNames(llvm::BumpPtrAllocator &Memory,
           const std::vector<QualifiedName> &Names) {
  std::vector<llvm::StringRef> Texts;
  Texts.reserve(Names.size());
  for (const QualifiedName &Name : Names)
    Texts.push_back(Name.Text);
  return store(Memory, Texts);
}

} // namespace ticktidy::model

#endif // TICKTIDY_CHECKS_MODEL_MODELDOCUMENT_H
