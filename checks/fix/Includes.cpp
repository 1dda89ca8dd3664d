//===- Includes.cpp - Inclusions that fixes need --------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Includes.h"
#include "../support/Compat.h"
#include "clang/Lex/Preprocessor.h"

using namespace clang;

namespace ticktidy::fix {

class Includes::Watcher : public InclusionCallbacks {
public:
  explicit Watcher(Includes &Mine) : Mine(Mine) {}

  void inclusion(SourceLocation Hash, const Token &Word, llvm::StringRef File,
                 bool IsAngled) override {
    if (!Mine.Sources->isInSystemHeader(Hash))
      Mine.sorterOf(Mine.Sources->getFileID(Hash))
          .addInclude(File, IsAngled, Hash, Word.getEndLoc());
  }

private:
  Includes &Mine;
};

void Includes::watch(Preprocessor &PP) {
  Sources = &PP.getSourceManager();
  Inserted.clear();
  PP.addPPCallbacks(std::make_unique<Watcher>(*this));
}

tidy::utils::IncludeSorter &Includes::sorterOf(FileID File) {
  std::unique_ptr<tidy::utils::IncludeSorter> &Known = Sorters[File];
  if (!Known)
    Known = std::make_unique<tidy::utils::IncludeSorter>(
        Sources, File,
        Sources->getFilename(Sources->getLocForStartOfFile(File)), S);
  return *Known;
}

std::optional<FixItHint> Includes::insertion(FileID File,
                                             llvm::StringRef Header) {
  const bool IsAngled = Header.consume_front("<");
  if (IsAngled != Header.consume_back(">"))
    return std::nullopt;
  if (!EachComplete && !Inserted[File].insert(Header).second)
    return std::nullopt;
  return sorterOf(File).createIncludeInsertion(Header, IsAngled);
}

} // namespace ticktidy::fix
