//===- ModelReader.h - Reads a model file -----------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_MODEL_MODELREADER_H
#define TICKTIDY_CHECKS_MODEL_MODELREADER_H

#include "Model.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/MemoryBuffer.h"
#include <string>
#include <vector>

namespace ticktidy::model {

/// No model file has more bytes.
constexpr std::size_t MaxFileSize = 1 << 20;

/// A mistake in a model file. Lines and columns count from 1.
struct ModelError {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
  std::string Message;

  /// "FILE:LINE:COLUMN: MESSAGE".
  std::string str() const;
};

/// Keeps the strings and arrays of the libraries that were read into it alive.
class ModelStore {
public:
  ModelStore();
  ~ModelStore();
  ModelStore(const ModelStore &) = delete;
  ModelStore &operator=(const ModelStore &) = delete;

  /// Reads one library, strictly: unknown keys, duplicate keys, a second
  /// document, an empty file and contradictions are errors, and so is a kind of
  /// timer that this store has already read under the same name.
  /// \returns the library, which lives as long as the store, or null after
  /// appending at least one error to \p Errors.
  const Library *read(llvm::MemoryBufferRef Buffer,
                      std::vector<ModelError> &Errors);

private:
  llvm::BumpPtrAllocator Memory;
  llvm::StringMap<std::string> KindFiles; ///< by the kind's name
};

} // namespace ticktidy::model

#endif // TICKTIDY_CHECKS_MODEL_MODELREADER_H
