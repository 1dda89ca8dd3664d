//===- UnifiedDiff.cpp - Edits as a diff ----------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixer.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace ticktidy::tool {

namespace {

/// Whole lines that are replaced by others.
struct Chunk {
  int First; ///< of the old lines, from 1
  int Count;
  std::vector<std::string> New; ///< with their ends
};

constexpr int Context = 3;

} // namespace

static std::vector<std::string> linesOf(StringRef Text) {
  std::vector<std::string> Lines;
  while (!Text.empty()) {
    std::size_t End = std::min(Text.find('\n'), Text.size() - 1);
    Lines.push_back(Text.take_front(End + 1).str());
    Text = Text.drop_front(End + 1);
  }
  return Lines;
}

/// The lines that \p Edits change. Edits in the same lines share a chunk.
static std::vector<Chunk> chunksOf(const std::vector<std::string> &Old,
                                   const SourceText &Before,
                                   ArrayRef<Edit> Edits) {
  std::vector<Chunk> Chunks;
  std::vector<int> Starts = {0};
  for (const std::string &Line : Old)
    Starts.push_back(Starts.back() + static_cast<int>(Line.size()));
  for (std::size_t I = 0; I != Edits.size();) {
    int First = Before.position(Edits[I].Offset).first;
    int Last = First;
    std::size_t End = I;
    while (End != Edits.size() &&
           Before.position(Edits[End].Offset).first <= Last) {
      Last = std::max(
          Last, Before.position(Edits[End].Offset + Edits[End].Length).first);
      ++End;
    }
    int OldCount = static_cast<int>(Old.size());
    First = std::min(First, OldCount + 1);
    Last = std::min(Last, OldCount);
    int Base = Starts[First - 1];
    std::vector<Edit> Moved(Edits.begin() + I, Edits.begin() + End);
    for (Edit &E : Moved)
      E.Offset -= Base;
    std::string New = edited(Before.content().slice(Base, Starts[Last]), Moved);
    Chunk C = {First, Last - First + 1, linesOf(New)};
    // A line that is only pushed aside is no change.
    while (C.Count > 0 && !C.New.empty() && Old[C.First - 1] == C.New.front()) {
      ++C.First;
      --C.Count;
      C.New.erase(C.New.begin());
    }
    while (C.Count > 0 && !C.New.empty() &&
           Old[C.First + C.Count - 2] == C.New.back()) {
      --C.Count;
      C.New.pop_back();
    }
    Chunks.push_back(std::move(C));
    I = End;
  }
  return Chunks;
}

static void putLine(std::string &Out, char Sign, StringRef Line) {
  Out += Sign;
  Out += Line;
  if (!Line.ends_with("\n"))
    Out += "\n\\ No newline at end of file\n";
}

static std::string range(int First, int Count) {
  // An empty range is said to be after a line.
  return std::to_string(Count == 0 ? First - 1 : First) +
         (Count == 1 ? "" : "," + std::to_string(Count));
}

std::string unifiedDiff(StringRef Name, const SourceText &Before,
                        ArrayRef<Edit> Edits) {
  std::vector<std::string> Old = linesOf(Before.content());
  std::vector<Chunk> Chunks = chunksOf(Old, Before, Edits);
  std::string Out = ("--- a/" + Name + "\n+++ b/" + Name + "\n").str();
  int Shift = 0;
  for (std::size_t I = 0; I != Chunks.size();) {
    std::size_t End = I + 1;
    while (End != Chunks.size() &&
           Chunks[End].First -
                   (Chunks[End - 1].First + Chunks[End - 1].Count) <=
               2 * Context)
      ++End;
    int From = std::max(1, Chunks[I].First - Context);
    int To =
        std::min(static_cast<int>(Old.size()),
                 Chunks[End - 1].First + Chunks[End - 1].Count - 1 + Context);
    std::string Body;
    int Line = From;
    int Grown = 0;
    for (; I != End; ++I) {
      const Chunk &C = Chunks[I];
      for (; Line < C.First; ++Line)
        putLine(Body, ' ', Old[Line - 1]);
      for (; Line < C.First + C.Count; ++Line)
        putLine(Body, '-', Old[Line - 1]);
      for (const std::string &New : C.New)
        putLine(Body, '+', New);
      Grown += static_cast<int>(C.New.size()) - C.Count;
    }
    for (; Line <= To; ++Line)
      putLine(Body, ' ', Old[Line - 1]);
    int Count = To - From + 1;
    Out += "@@ -" + range(From, Count) + " +" +
           range(From + Shift, Count + Grown) + " @@\n" + Body;
    Shift += Grown;
  }
  return Out;
}

} // namespace ticktidy::tool
