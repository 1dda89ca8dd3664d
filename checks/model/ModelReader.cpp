//===- ModelReader.cpp - Reads a model file -------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelReader.h"
#include "ModelShape.h"
#include "ModelTraits.h"

using llvm::StringRef;
using llvm::Twine;

namespace ticktidy::model {
namespace {

void takeDiagnostic(const llvm::SMDiagnostic &Diagnostic, void *Context) {
  ReadState &State = ReadState::of(Context);
  ModelError Error;
  Error.File = State.File;
  Error.Line = Diagnostic.getLineNo() > 0 ? Diagnostic.getLineNo() : 1;
  Error.Column =
      Diagnostic.getColumnNo() >= 0 ? Diagnostic.getColumnNo() + 1 : 1;
  Error.Message = Diagnostic.getMessage().str();
  State.Errors.push_back(std::move(Error));
}

} // namespace

std::string ModelError::str() const {
  return (File + ":" + Twine(Line) + ":" + Twine(Column) + ": " + Message)
      .str();
}

ModelStore::ModelStore() = default;
ModelStore::~ModelStore() = default;

const Library *ModelStore::read(llvm::MemoryBufferRef Buffer,
                                std::vector<ModelError> &Errors) {
  const std::size_t ErrorsBefore = Errors.size();
  ReadState State(Memory, KindFiles, Buffer.getBufferIdentifier(), Errors);
  auto Fail = [&](const TextProblem &Problem) {
    if (Errors.size() == ErrorsBefore)
      Errors.push_back(
          {State.File, Problem.Line, Problem.Column, Problem.Message});
    // A kind of a file that was refused may be read again.
    for (const std::string &Name : State.NewKinds)
      KindFiles.erase(Name);
    return nullptr;
  };

  StringRef Text = Buffer.getBuffer();
  if (Text.size() > MaxFileSize)
    return Fail({1, 1, "the file is larger than 1 MiB"});
  if (std::optional<TextProblem> Problem = findDeepNesting(Text))
    return Fail(*Problem);
  if (std::optional<TextProblem> Problem = findDuplicateKey(Text))
    return Fail(*Problem);

  llvm::yaml::Input In(Buffer, &State, takeDiagnostic, &State);
  LibraryDocument Document;
  In >> Document;
  // Only a file without a document is an error without a diagnostic.
  if (In.error() || Errors.size() != ErrorsBefore)
    return Fail({1, 1, "the file is empty"});
  if (In.nextDocument())
    return Fail({lineOfSecondDocument(Text), 1,
                 "a second document begins here, a model file has only one"});
  // What follows a document is scanned only now.
  if (Errors.size() != ErrorsBefore)
    return Fail({1, 1, "the file cannot be read"});

  std::vector<Kind> Kinds;
  Kinds.reserve(Document.Kinds.size());
  for (const KindDocument &K : Document.Kinds)
    Kinds.push_back(K.What);
  auto *Result = new (Memory.Allocate<Library>()) Library;
  Result->Name = Document.Name.Text;
  Result->Url = Document.Url.Text;
  Result->Kinds = store(Memory, Kinds);
  Result->Runs = storeNames(Memory, Document.Runs);
  Result->Waits = storeNames(Memory, Document.Waits);
  std::vector<Wrapper> Wrappers;
  for (const WrapperDocument &W : Document.Wrappers)
    for (const QualifiedName &Name : W.Names) {
      Wrappers.push_back(W.What);
      Wrappers.back().Name = Name.Text;
    }
  Result->Wrappers = store(Memory, Wrappers);
  std::vector<Blocker> Blocks;
  for (const BlockerDocument &B : Document.Blocks)
    for (const QualifiedName &Name : B.Names) {
      Blocks.push_back(B.What);
      Blocks.back().Name = Name.Text;
    }
  Result->Blocks = store(Memory, Blocks);
  Result->Pools = storeNames(Memory, Document.Pools);
  Result->OffLoop = storeNames(Memory, Document.OffLoop);
  return Result;
}

} // namespace ticktidy::model
