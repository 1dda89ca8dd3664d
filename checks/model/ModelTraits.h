//===- ModelTraits.h - How YAML becomes a ModelDocument ---------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_MODEL_MODELTRAITS_H
#define TICKTIDY_CHECKS_MODEL_MODELTRAITS_H

#include "ModelDocument.h"
#include "ModelRules.h"
#include "ModelText.h"

LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(ticktidy::model::ActionName)
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(ticktidy::model::QualifiedName)
LLVM_YAML_IS_SEQUENCE_VECTOR(ticktidy::model::BlockerDocument)
LLVM_YAML_IS_SEQUENCE_VECTOR(ticktidy::model::CallDocument)
LLVM_YAML_IS_SEQUENCE_VECTOR(ticktidy::model::KindDocument)
LLVM_YAML_IS_SEQUENCE_VECTOR(ticktidy::model::WrapperDocument)

namespace llvm::yaml {

// The traits below are of nothing but what a model file is made of.
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

/// One action of a list.
inline std::string parseActionName(StringRef Text, ActionName &Result) {
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
template <>
struct ScalarTraits<WordText> : CheckedScalar<WordText, checkWord> {};

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
    WordText Until;
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

#endif // TICKTIDY_CHECKS_MODEL_MODELTRAITS_H
