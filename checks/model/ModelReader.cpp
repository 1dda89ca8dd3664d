//===- ModelReader.cpp - Reads a model file -------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelReader.h"
#include "ModelRules.h"
#include "ModelShape.h"
#include "ModelText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/YAMLTraits.h"

using llvm::StringRef;
using llvm::Twine;

namespace ticktidy::model {
namespace {

constexpr std::size_t MaxKindName = 80;

/// The texts of a file, each a type of its own, so that each is checked where
/// it stands.
struct QualifiedName {
  StringRef Text;
};
struct EditText {
  StringRef Text;
};
struct ResetText {
  StringRef Text;
};
struct KindName {
  StringRef Text;
};
struct Word {
  StringRef Text;
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
  Word Verb;
  EditText Valid;
  ResetText Reset;
};

struct AfterStopDocument {
  AfterStop State = AfterStop::Silent;
  Place By;
  Word Value;
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
  Word Name;
  Word Url;
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
            llvm::StringMap<std::string> &KindFiles, StringRef File,
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

  StringRef fail(std::string Text) {
    Message = std::move(Text);
    return Message;
  }
};

template <typename T>
llvm::ArrayRef<T> store(llvm::BumpPtrAllocator &Memory,
                        const std::vector<T> &Items) {
  return llvm::ArrayRef<T>(Items).copy(Memory);
}

llvm::ArrayRef<StringRef> storeNames(llvm::BumpPtrAllocator &Memory,
                                     const std::vector<QualifiedName> &Names) {
  std::vector<StringRef> Texts;
  for (const QualifiedName &Name : Names)
    Texts.push_back(Name.Text);
  return store(Memory, Texts);
}

} // namespace
} // namespace ticktidy::model

LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(ticktidy::model::ActionName)
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(ticktidy::model::QualifiedName)
LLVM_YAML_IS_SEQUENCE_VECTOR(ticktidy::model::BlockerDocument)
LLVM_YAML_IS_SEQUENCE_VECTOR(ticktidy::model::CallDocument)
LLVM_YAML_IS_SEQUENCE_VECTOR(ticktidy::model::KindDocument)
LLVM_YAML_IS_SEQUENCE_VECTOR(ticktidy::model::WrapperDocument)

namespace llvm::yaml {

using namespace ticktidy::model;

/// A scalar that is read, and never written.
template <typename T> struct ReadOnlyScalar {
  static void output(const T &, void *, raw_ostream &) {}
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};

/// A scalar that one function of ModelText.h parses.
template <typename T, std::string (*Parse)(StringRef, T &)>
struct ParsedScalar : ReadOnlyScalar<T> {
  static StringRef input(StringRef Text, void *Context, T &Value) {
    ReadState &State = ReadState::of(Context);
    return State.fail(Parse(State.Saver.save(Text), Value));
  }
};

/// A text that is taken as it is, if one function finds nothing wrong with it.
template <typename T, std::string (*Check)(StringRef)>
struct CheckedScalar : ReadOnlyScalar<T> {
  static StringRef input(StringRef Text, void *Context, T &Value) {
    ReadState &State = ReadState::of(Context);
    Value.Text = State.Saver.save(Text);
    return State.fail(Check(Value.Text));
  }
};

static std::string checkWord(StringRef Text) {
  if (Text.trim().empty())
    return "the text is empty";
  return {};
}

static std::string checkKindName(StringRef Text) {
  if (Text.trim().empty() || Text.size() > MaxKindName)
    return ("the name of a kind has 1 to " + Twine(MaxKindName) + " characters")
        .str();
  if (!llvm::all_of(Text, [](char C) { return isPrint(C) && C != '\''; }))
    return "the name of a kind has printable characters only, and no quote";
  return {};
}

static std::string parseActionName(StringRef Text, ActionName &Result) {
  return parseAction(Text, Result.Value);
}

template <> struct ScalarTraits<Place> : ParsedScalar<Place, parsePlace> {};
template <>
struct ScalarTraits<Condition> : ParsedScalar<Condition, parseCondition> {};
template <> struct ScalarTraits<Regime> : ParsedScalar<Regime, parseRegime> {};
template <> struct ScalarTraits<Thread> : ParsedScalar<Thread, parseThread> {};
template <>
struct ScalarTraits<AfterStop> : ParsedScalar<AfterStop, parseAfterStop> {};
template <>
struct ScalarTraits<Wrapper::Binding>
    : ParsedScalar<Wrapper::Binding, parseBinding> {};
template <> struct ScalarTraits<Unit> : ParsedScalar<Unit, parseUnit> {};
template <>
struct ScalarTraits<Failure> : ParsedScalar<Failure, parseFailure> {};
template <>
struct ScalarTraits<ActionName> : ParsedScalar<ActionName, parseActionName> {};
template <>
struct ScalarTraits<QualifiedName>
    : CheckedScalar<QualifiedName, checkQualifiedName> {};
template <>
struct ScalarTraits<EditText> : CheckedScalar<EditText, checkEditText> {};
template <>
struct ScalarTraits<ResetText> : CheckedScalar<ResetText, checkResetText> {};
template <>
struct ScalarTraits<KindName> : CheckedScalar<KindName, checkKindName> {};
template <> struct ScalarTraits<Word> : CheckedScalar<Word, checkWord> {};

template <> struct MappingTraits<IntervalDocument> {
  static void mapping(IO &In, IntervalDocument &Document) {
    In.mapRequired("at", Document.At);
    In.mapRequired("unit", Document.In);
    In.mapOptional("zero-spins", Document.ZeroSpins);
    In.mapOptional("most", Document.Most);
    In.mapOptional("keeps", Document.Keeps);
  }
};

template <> struct MappingTraits<TimeDocument> {
  static void mapping(IO &In, TimeDocument &Document) {
    In.mapRequired("at", Document.At);
    In.mapRequired("unit", Document.In);
  }
};

template <> struct MappingTraits<BlockerDocument> {
  static void mapping(IO &In, BlockerDocument &Document) {
    TimeDocument Time;
    Word Until;
    In.mapRequired("names", Document.Names);
    In.mapOptional("until", Until);
    In.mapOptional("time", Time);
    In.mapOptional("when", Document.What.When);
    In.mapOptional("may-be-over", Document.What.MayBeOver);
    In.mapOptional("asked-by", Document.AskedBy);
    Document.What.Until = Until.Text;
    Document.What.Time = Time.At;
    Document.What.TimeUnit = Time.In;
    Document.What.AskedBy =
        storeNames(ReadState::of(In).Memory, Document.AskedBy);
  }

  static std::string validate(IO &In, BlockerDocument &Document) {
    if (static_cast<Input &>(In).error())
      return {};
    return checkBlocker(Document.What);
  }
};

template <> struct MappingTraits<EndDocument> {
  static void mapping(IO &In, EndDocument &Document) {
    In.mapRequired("text", Document.Text);
    In.mapRequired("verb", Document.Verb);
    In.mapOptional("valid", Document.Valid);
    In.mapOptional("reset", Document.Reset);
  }
};

template <> struct MappingTraits<AfterStopDocument> {
  static void mapping(IO &In, AfterStopDocument &Document) {
    In.mapRequired("callback", Document.State);
    In.mapOptional("by", Document.By);
    In.mapOptional("value", Document.Value);
  }

  static std::string validate(IO &In, AfterStopDocument &Document) {
    if (static_cast<Input &>(In).error())
      return {};
    const bool IsTold = Document.State == AfterStop::Told;
    if (IsTold != (Document.By.Where == Place::Argument) ||
        IsTold == Document.Value.Text.empty())
      return "a callback that is told needs 'by', an argument, and 'value'; no "
             "other has them";
    return {};
  }
};

template <> struct MappingTraits<WrapperDocument> {
  static void mapping(IO &In, WrapperDocument &Document) {
    QualifiedName Name;
    In.mapOptional("name", Name);
    In.mapOptional("names", Document.Names);
    if (!Name.Text.empty())
      Document.Names.push_back(Name);
    In.mapRequired("callable", Document.What.Callable);
    In.mapOptional("object", Document.What.Object);
    In.mapOptional("error", Document.What.Error);
    In.mapOptional("binds", Document.What.Binds);
    QualifiedName EndsWith;
    In.mapOptional("ends-with", EndsWith);
    Document.What.EndsWith = EndsWith.Text;
  }

  static std::string validate(IO &In, WrapperDocument &Document) {
    if (static_cast<Input &>(In).error())
      return {};
    if (Document.Names.empty())
      return "a wrapper needs 'name' or 'names'";
    if (Document.What.Callable.Where != Place::Argument)
      return "what is wrapped is an argument";
    return {};
  }
};

template <> struct MappingTraits<CallDocument> {
  static void mapping(IO &In, CallDocument &Document) {
    Call &What = Document.What;
    QualifiedName Name;
    In.mapOptional("name", Name);
    In.mapOptional("names", Document.Names);
    Document.HasTwoNameKeys = !Name.Text.empty() && !Document.Names.empty();
    if (!Name.Text.empty())
      Document.Names.push_back(Name);

    std::vector<ActionName> Actions;
    In.mapRequired("does", Actions);
    for (ActionName Action : Actions)
      What.Does |= Action.Value;

    IntervalDocument Interval;
    In.mapOptional("handle", What.Handle);
    In.mapOptional("callback", What.Callback);
    In.mapOptional("user-data", What.UserData);
    In.mapOptional("context", What.Context);
    In.mapOptional("owner", What.Owner);
    In.mapOptional("interval", Interval);
    In.mapOptional("when", What.When);
    In.mapOptional("min-arguments", What.MinArguments);
    In.mapOptional("max-arguments", What.MaxArguments);
    In.mapOptional("periodic", What.Periodic);
    In.mapOptional("disarms", What.Disarms);
    In.mapOptional("once", What.Once);
    In.mapOptional("fails", What.Fails);
    In.mapOptional("idempotent", What.Idempotent);
    In.mapOptional("replaces", What.Replaces);
    In.mapOptional("shared", What.Shared);
    In.mapOptional("counted", What.Counted);
    What.Interval = Interval.At;
    What.IntervalUnit = Interval.In;
    What.ZeroSpins = Interval.ZeroSpins;
    What.Most = Interval.Most;
    What.Keeps = Interval.Keeps;
  }

  static std::string validate(IO &In, CallDocument &Document) {
    if (static_cast<Input &>(In).error())
      return {};
    if (Document.HasTwoNameKeys || Document.Names.empty())
      return "a call needs either 'name' or 'names'";
    ReadState &State = ReadState::of(In);
    if (std::string Error = checkCall(Document.What, State.KindIsSingle);
        !Error.empty())
      return Error;
    for (const QualifiedName &Name : Document.Names) {
      Call One = Document.What;
      One.Name = Name.Text;
      for (const Call &Other : State.CallsOfKind)
        if (sameCalls(One, Other))
          return ("'" + Name.Text +
                  "' is described twice in this kind, and no 'when' and no "
                  "number of arguments tells the two apart")
              .str();
      State.CallsOfKind.push_back(One);
    }
    return {};
  }
};

template <> struct MappingTraits<KindDocument> {
  static void mapping(IO &In, KindDocument &Document) {
    ReadState &State = ReadState::of(In);
    State.CallsOfKind.clear();
    Kind &What = Document.What;
    KindName Name;
    QualifiedName Class;
    EndDocument End;
    AfterStopDocument Late;
    In.mapRequired("name", Name);
    In.mapRequired("regime", What.Losing);
    In.mapOptional("runs-on", What.RunsOn);
    In.mapOptional("class", Class);
    In.mapOptional("owned-by-receiver", What.OwnedByReceiver);
    In.mapOptional("single", What.Single);
    In.mapOptional("end", End);
    In.mapOptional("after-stop", Late);
    State.KindIsSingle = What.Single;
    In.mapRequired("calls", Document.Calls);
    std::vector<QualifiedName> Overrides;
    In.mapOptional("overrides", Overrides);
    What.Overrides = storeNames(State.Memory, Overrides);
    What.Name = Name.Text;
    What.Class = Class.Text;
    What.Stopped = Late.State;
    What.ToldBy = Late.By;
    What.ToldAs = Late.Value.Text;
    What.EndText = End.Text.Text;
    What.EndVerb = End.Verb.Text;
    What.ValidText = End.Valid.Text;
    What.ResetText = End.Reset.Text;
    What.Calls = store(State.Memory, State.CallsOfKind);
  }

  static std::string validate(IO &In, KindDocument &Document) {
    if (static_cast<Input &>(In).error())
      return {};
    ReadState &State = ReadState::of(In);
    StringRef Name = Document.What.Name;
    auto [Known, New] = State.KindFiles.try_emplace(Name, State.File);
    if (!New)
      return ("kind '" + Name + "' is already described in " + Known->second)
          .str();
    State.NewKinds.push_back(Name.str());
    return checkKind(Document.What);
  }
};

template <> struct MappingTraits<LibraryDocument> {
  static void mapping(IO &In, LibraryDocument &Document) {
    In.mapRequired("name", Document.Name);
    In.mapOptional("url", Document.Url);
    In.mapOptional("runs", Document.Runs);
    In.mapOptional("waits", Document.Waits);
    In.mapOptional("wrappers", Document.Wrappers);
    In.mapOptional("blocks", Document.Blocks);
    In.mapOptional("pools", Document.Pools);
    In.mapOptional("off-loop", Document.OffLoop);
    In.mapOptional("kinds", Document.Kinds);
  }

  static std::string validate(IO &In, LibraryDocument &Document) {
    if (static_cast<Input &>(In).error())
      return {};
    if (Document.Kinds.empty() && Document.Runs.empty() &&
        Document.Waits.empty() && Document.Wrappers.empty() &&
        Document.Blocks.empty())
      return "the library has no 'kinds', no 'runs', no 'waits', no "
             "'wrappers' and no 'blocks'";
    return {};
  }
};

} // namespace llvm::yaml

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
