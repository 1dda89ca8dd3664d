//===- ModelCompiler.cpp - Compiles model files into tables ---------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ticktidy-model-compiler OUTPUT.cpp LIBRARY.yaml...
//
// Writes the definitions of builtinLibraries() and builtinTriggers() as
// constant tables, so that nothing is read or built when the plugin starts. The
// libraries are taken in the order of their file names. Mistakes in a file are
// told as FILE:LINE:COLUMN: MESSAGE; then the exit code is 1 and there is no
// output.
//
//===----------------------------------------------------------------------===//

#include "ModelReader.h"
#include "Trigger.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using llvm::StringRef;
using namespace ticktidy::model;

namespace {

struct NamedLibrary {
  const Library *Read;
  std::string FileName;
};

class TableWriter {
public:
  explicit TableWriter(llvm::raw_ostream &Out) : Out(Out) {}

  void write(llvm::ArrayRef<NamedLibrary> Libraries) {
    Out << "// Made by ticktidy-model-compiler from:";
    for (const NamedLibrary &L : Libraries)
      Out << ' ' << L.FileName;
    Out << "\n\n#include \"model/ModelSet.h\"\n"
           "#include \"model/Trigger.h\"\n\n"
           "namespace ticktidy::model {\nnamespace {\n\n";
    for (std::size_t I = 0; I != Libraries.size(); ++I)
      writeLibrary(*Libraries[I].Read, I);
    if (!Libraries.empty()) {
      Out << "constexpr const Library *Libraries[] = {";
      for (std::size_t I = 0; I != Libraries.size(); ++I)
        Out << "&Library" << I << ", ";
      Out << "};\n\n";
    }
    std::vector<const Library *> All;
    for (const NamedLibrary &L : Libraries)
      All.push_back(L.Read);
    const llvm::SmallVector<StringRef> Triggers =
        triggersOf(All, [](const Kind &) { return true; });
    writeNames("Triggers", Triggers, 0);
    Out << "} // namespace\n\n"
           "llvm::ArrayRef<const Library *> builtinLibraries() { return "
        << (Libraries.empty() ? "{}" : "Libraries")
        << "; }\n\n"
           "llvm::ArrayRef<llvm::StringRef> builtinTriggers() { return "
        << (Triggers.empty() ? "{}" : "Triggers0")
        << "; }\n\n} // namespace ticktidy::model\n";
  }

private:
  void writeLibrary(const Library &L, std::size_t Number) {
    for (std::size_t I = 0; I != L.Kinds.size(); ++I) {
      writeNames("Overrides", L.Kinds[I].Overrides, Number, I);
      Out << "constexpr Call Calls" << Number << '_' << I << "[] = {\n";
      for (const Call &C : L.Kinds[I].Calls)
        writeCall(C);
      Out << "};\n\n";
    }
    if (!L.Kinds.empty()) {
      Out << "constexpr Kind Kinds" << Number << "[] = {\n";
      for (std::size_t I = 0; I != L.Kinds.size(); ++I)
        writeKind(L.Kinds[I], Number, I);
      Out << "};\n\n";
    }
    writeNames("Runs", L.Runs, Number);
    writeNames("Waits", L.Waits, Number);
    if (!L.Wrappers.empty()) {
      Out << "constexpr Wrapper Wrappers" << Number << "[] = {\n";
      for (const Wrapper &W : L.Wrappers)
        writeWrapper(W);
      Out << "};\n\n";
    }
    writeBlockers(L.Blocks, Number);
    writeNames("Pools", L.Pools, Number);
    writeNames("OffLoop", L.OffLoop, Number);
    Out << "constexpr Library Library" << Number << " = {";
    writeText(L.Name);
    Out << ", ";
    writeText(L.Url);
    writeTable("Kinds", L.Kinds.empty(), Number);
    writeTable("Runs", L.Runs.empty(), Number);
    writeTable("Waits", L.Waits.empty(), Number);
    writeTable("Wrappers", L.Wrappers.empty(), Number);
    writeTable("Blocks", L.Blocks.empty(), Number);
    writeTable("Pools", L.Pools.empty(), Number);
    writeTable("OffLoop", L.OffLoop.empty(), Number);
    Out << "};\n\n";
  }

  void writeNames(const char *What, llvm::ArrayRef<StringRef> Names,
                  std::size_t Number,
                  std::optional<std::size_t> Index = std::nullopt) {
    if (Names.empty())
      return;
    Out << "constexpr llvm::StringRef " << What << Number;
    if (Index)
      Out << '_' << *Index;
    Out << "[] = {\n";
    for (StringRef Name : Names) {
      Out << "    ";
      writeText(Name);
      Out << ",\n";
    }
    Out << "};\n\n";
  }

  void writeWrapper(const Wrapper &W) {
    Out << "    {";
    writeText(W.Name);
    for (const Place &P : {W.Callable, W.Object, W.Error}) {
      Out << ", ";
      writePlace(P);
    }
    Out << ", static_cast<Wrapper::Binding>(" << static_cast<unsigned>(W.Binds)
        << "), ";
    writeText(W.EndsWith);
    Out << "},\n";
  }

  void writeBlockers(llvm::ArrayRef<Blocker> Blocks, std::size_t Number) {
    for (std::size_t I = 0; I != Blocks.size(); ++I)
      writeNames("AskedBy", Blocks[I].AskedBy, Number, I);
    if (Blocks.empty())
      return;
    Out << "constexpr Blocker Blocks" << Number << "[] = {\n";
    for (std::size_t I = 0; I != Blocks.size(); ++I) {
      const Blocker &B = Blocks[I];
      Out << "    {";
      writeText(B.Name);
      Out << ", ";
      writeText(B.Until);
      Out << ", ";
      writePlace(B.Time);
      Out << ", static_cast<Unit>(" << static_cast<unsigned>(B.TimeUnit)
          << "), ";
      writeCondition(B.When);
      Out << ", " << truth(B.MayBeOver);
      writeTable("AskedBy", B.AskedBy.empty(), Number, I);
      Out << "},\n";
    }
    Out << "};\n\n";
  }

  void writeTable(const char *What, bool Empty, std::size_t Number,
                  std::optional<std::size_t> Index = std::nullopt) {
    if (Empty) {
      Out << ", {}";
      return;
    }
    Out << ", " << What << Number;
    if (Index)
      Out << '_' << *Index;
  }

  void writeKind(const Kind &K, std::size_t Number, std::size_t Index) {
    Out << "    {";
    writeText(K.Name);
    Out << ", static_cast<Regime>(" << static_cast<unsigned>(K.Losing)
        << "), static_cast<Thread>(" << static_cast<unsigned>(K.RunsOn)
        << "), ";
    writeText(K.Class);
    Out << ", " << truth(K.OwnedByReceiver) << ", " << truth(K.Single)
        << ", static_cast<AfterStop>(" << static_cast<unsigned>(K.Stopped)
        << "), ";
    writePlace(K.ToldBy);
    Out << ", ";
    writeText(K.ToldAs);
    for (StringRef Text : {K.EndText, K.ValidText, K.EndVerb, K.ResetText}) {
      Out << ", ";
      writeText(Text);
    }
    Out << ", Calls" << Number << '_' << Index;
    writeTable("Overrides", K.Overrides.empty(), Number, Index);
    Out << "},\n";
  }

  void writeCall(const Call &C) {
    Out << "    {";
    writeText(C.Name);
    Out << ", " << C.Does;
    for (const Place &P :
         {C.Handle, C.Callback, C.UserData, C.Context, C.Owner, C.Interval}) {
      Out << ", ";
      writePlace(P);
    }
    Out << ", static_cast<Unit>(" << static_cast<unsigned>(C.IntervalUnit)
        << "), " << truth(C.ZeroSpins) << ", " << C.Most << ", ";
    if (C.Keeps)
      Out << *C.Keeps;
    else
      Out << "std::nullopt";
    for (const Condition &Test : {C.When, C.Periodic, C.Disarms, C.Once}) {
      Out << ", ";
      writeCondition(Test);
    }
    Out << ", static_cast<Failure>(" << static_cast<unsigned>(C.Fails) << "), "
        << truth(C.Idempotent) << ", " << truth(C.Replaces) << ", "
        << truth(C.Shared) << ", " << truth(C.Counted) << ", "
        << static_cast<unsigned>(C.MinArguments) << ", "
        << static_cast<unsigned>(C.MaxArguments) << "},\n";
  }

  void writePlace(const Place &P) {
    Out << "{static_cast<Place::Kind>(" << static_cast<unsigned>(P.Where)
        << "), " << static_cast<int>(P.Index) << ", ";
    writeText(P.Field);
    Out << '}';
  }

  void writeCondition(const Condition &Test) {
    Out << "{static_cast<Condition::Kind>(" << static_cast<unsigned>(Test.Test)
        << "), ";
    writePlace(Test.Where);
    Out << ", static_cast<std::int64_t>("
        << static_cast<std::uint64_t>(Test.Value) << "U), ";
    writeText(Test.Name);
    Out << '}';
  }

  /// An empty text needs no pointer, which would have to be relocated when the
  /// plugin is loaded: most of the texts are empty.
  void writeText(StringRef Text) {
    if (Text.empty()) {
      Out << "{}";
      return;
    }
    Out << '"';
    Out.write_escaped(Text);
    Out << '"';
  }

  static const char *truth(bool Value) { return Value ? "true" : "false"; }

  llvm::raw_ostream &Out;
};

/// Reads all files; false if one has a mistake, which is then told.
bool readAll(llvm::ArrayRef<std::string> Paths, ModelStore &Store,
             std::vector<NamedLibrary> &Libraries) {
  std::vector<ModelError> Errors;
  for (const std::string &Path : Paths) {
    auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/true);
    if (!Buffer) {
      Errors.push_back({Path, 1, 1, Buffer.getError().message()});
      continue;
    }
    if (const Library *L = Store.read((*Buffer)->getMemBufferRef(), Errors))
      Libraries.push_back({L, llvm::sys::path::filename(Path).str()});
  }
  for (const ModelError &Error : Errors)
    llvm::errs() << Error.str() << '\n';
  return Errors.empty();
}

} // namespace

int main(int Count, char **Arguments) {
  if (Count < 2) {
    llvm::errs()
        << "usage: ticktidy-model-compiler OUTPUT.cpp LIBRARY.yaml...\n";
    return 1;
  }
  const char *Output = Arguments[1];
  std::vector<std::string> Paths(Arguments + 2, Arguments + Count);
  std::sort(Paths.begin(), Paths.end(),
            [](const std::string &A, const std::string &B) {
              return llvm::sys::path::filename(A) <
                     llvm::sys::path::filename(B);
            });

  ModelStore Store;
  std::vector<NamedLibrary> Libraries;
  if (!readAll(Paths, Store, Libraries)) {
    (void)llvm::sys::fs::remove(Output);
    return 1;
  }

  std::error_code Error;
  llvm::raw_fd_ostream Out(Output, Error, llvm::sys::fs::OF_Text);
  if (!Error) {
    TableWriter(Out).write(Libraries);
    Out.close();
    Error = Out.error();
  }
  if (Error) {
    llvm::errs() << Output << ": " << Error.message() << '\n';
    Out.clear_error();
    (void)llvm::sys::fs::remove(Output);
    return 1;
  }
  return 0;
}
