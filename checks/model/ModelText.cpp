//===- ModelText.cpp - The small texts inside a model file ----------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using llvm::StringRef;
using llvm::Twine;

namespace ticktidy::model {
namespace {

/// No call that a model describes has more arguments than this.
constexpr int MaxPlaceIndex = 31;

constexpr std::size_t MaxKindName = 80;

template <typename T> struct Word {
  StringRef Text;
  T Value;
};

/// Finds \p Text among \p Words; the error names what would have been right.
template <typename T, std::size_t N>
std::string parseWord(StringRef What, StringRef Text, const Word<T> (&Words)[N],
                      T &Result) {
  for (const Word<T> &W : Words)
    if (W.Text == Text) {
      Result = W.Value;
      return {};
    }
  std::string Message =
      ("unknown " + What + " '" + Text + "', use one of").str();
  const char *Separator = " ";
  for (const Word<T> &W : Words) {
    Message += Separator;
    Message += W.Text;
    Separator = ", ";
  }
  return Message;
}

bool isIdentifier(StringRef Text) {
  if (Text.empty() || llvm::isDigit(Text.front()))
    return false;
  return llvm::all_of(Text,
                      [](char C) { return llvm::isAlnum(C) || C == '_'; });
}

bool isMemberPath(StringRef Text) {
  while (true) {
    auto [Head, Tail] = Text.split('.');
    if (!isIdentifier(Head))
      return false;
    if (Head.size() == Text.size())
      return true;
    Text = Tail;
  }
}

std::string parseNumber(StringRef Text, std::int64_t &Result) {
  if (Text.trim().getAsInteger(0, Result))
    return ("'" + Text.trim() + "' is not a number").str();
  return {};
}

} // namespace

std::string parsePlace(StringRef Text, Place &Result) {
  Result = {};
  auto [Base, Field] = Text.trim().split('.');
  if (Base.size() != Text.trim().size()) {
    if (!isMemberPath(Field))
      return ("'" + Field + "' is not the name of a member").str();
    Result.Field = Field;
  }
  if (Base == "return" || Base == "this") {
    Result.Where = Base == "this" ? Place::This : Place::Return;
    return {};
  }
  auto [Word, Number] = Base.split(' ');
  if (Word != "argument" && Word != "pointee")
    return ("'" + Text +
            "' is not a place, write 'return', 'this', "
            "'argument N' or 'pointee N'")
        .str();
  std::int64_t Index = 0;
  if (Number.trim().empty())
    return ("'" + Text + "' lacks the number of the argument").str();
  if (std::string Error = parseNumber(Number, Index); !Error.empty())
    return Error;
  if (Index > MaxPlaceIndex || Index < -MaxPlaceIndex - 1)
    return ("argument number " + Twine(Index) + " is out of range, use " +
            Twine(-MaxPlaceIndex - 1) + " to " + Twine(MaxPlaceIndex))
        .str();
  Result.Where = Word == "argument" ? Place::Argument : Place::Pointee;
  Result.Index = static_cast<std::int8_t>(Index);
  return {};
}

std::string parseCondition(StringRef Text, Condition &Result) {
  Result = {};
  Text = Text.trim();
  if (Text == "always" || Text == "never") {
    Result.Test = Text == "always" ? Condition::Always : Condition::Never;
    return {};
  }
  StringRef Rest = Text;
  if (Rest.consume_front("until the callback returns ")) {
    Result.Test = Condition::CallbackContinues;
    return parseNumber(Rest, Result.Value);
  }
  static constexpr struct {
    StringRef Verb;
    Condition::Kind Test;
  } Verbs[] = {
      {" is not ", Condition::NonZero},
      {" is ", Condition::Equals},
      {" has any of ", Condition::HasBits},
      {" has none of ", Condition::LacksBits},
      {" names ", Condition::RefersTo},
  };
  for (const auto &V : Verbs) {
    std::size_t At = Text.find(V.Verb);
    if (At == StringRef::npos)
      continue;
    if (std::string Error = parsePlace(Text.take_front(At), Result.Where);
        !Error.empty())
      return Error;
    Result.Test = V.Test;
    StringRef Object = Text.drop_front(At + V.Verb.size()).trim();
    switch (V.Test) {
    case Condition::RefersTo:
      Result.Name = Object;
      return checkQualifiedName(Object);
    case Condition::NonZero:
      if (Object == "zero")
        return {};
      return "after 'is not' only 'zero' can follow";
    case Condition::Equals:
      if (Object == "zero") {
        Result.Test = Condition::Zero;
        return {};
      }
      return parseNumber(Object, Result.Value);
    default:
      return parseNumber(Object, Result.Value);
    }
  }
  return ("'" + Text +
          "' is not a condition, write 'always', 'never', 'PLACE is zero', "
          "'PLACE is not zero', 'PLACE is N', 'PLACE has any of N', 'PLACE has "
          "none of N', 'PLACE names A::B' or 'until the callback returns N'")
      .str();
}

std::string checkQualifiedName(StringRef Text) {
  StringRef Rest = Text;
  while (true) {
    auto [Head, Tail] = Rest.split("::");
    bool Last = Head.size() == Rest.size();
    if (Last)
      Head.consume_front("~");
    if (!isIdentifier(Head))
      return ("'" + Text +
              "' is not a qualified name, write it like 'ns::Class::member', "
              "without template arguments and parentheses")
          .str();
    if (Last)
      return {};
    Rest = Tail;
  }
}

static std::string checkText(StringRef Text, bool MayBeNull) {
  if (Text.trim().empty())
    return "the text is empty";
  if (Text.find_first_of("\r\n") != StringRef::npos)
    return "the text has more than one line";
  for (std::size_t At = Text.find('{'); At != StringRef::npos;
       At = Text.find('{', At + 1)) {
    StringRef Rest = Text.drop_front(At + 1);
    if (Rest.empty() || !llvm::isAlpha(Rest.front()))
      continue; // a brace of the code itself
    std::size_t End = Rest.find('}');
    if (End == StringRef::npos)
      return "a '{' in the text is never closed";
    StringRef Name = Rest.take_front(End);
    unsigned Index = 0;
    StringRef Number = Name;
    bool Argument = Number.consume_front("arg") &&
                    !Number.getAsInteger(10, Index) && Index <= MaxPlaceIndex;
    if (!Argument && Name != "handle" && Name != "pointer" &&
        Name != "receiver" && !(MayBeNull && Name == "null"))
      return ("unknown placeholder '{" + Name +
              "}', use {handle}, {pointer}, {receiver}" +
              (MayBeNull ? ", {null}" : "") + " or {argN}")
          .str();
  }
  return {};
}

std::string checkEditText(StringRef Text) {
  return checkText(Text, /*MayBeNull=*/false);
}

std::string checkResetText(StringRef Text) {
  if (std::string Error = checkText(Text, /*MayBeNull=*/true); !Error.empty())
    return Error;
  if (!Text.starts_with("{handle} = "))
    return "the text assigns to the handle, write it like '{handle} = 0'";
  return {};
}

std::string checkWord(StringRef Text) {
  if (Text.trim().empty())
    return "the text is empty";
  return {};
}

std::string checkKindName(StringRef Text) {
  if (Text.trim().empty() || Text.size() > MaxKindName)
    return ("the name of a kind has 1 to " + Twine(MaxKindName) + " characters")
        .str();
  if (!llvm::all_of(Text, [](char C) { return llvm::isPrint(C) && C != '\''; }))
    return "the name of a kind has printable characters only, and no quote";
  return {};
}

std::string parseAction(StringRef Text, ActionSet &Result) {
  static constexpr Word<ActionSet> Words[] = {{"create", ActionCreate},
                                              {"start", ActionStart},
                                              {"stop", ActionStop},
                                              {"release", ActionRelease},
                                              {"attach", ActionAttach},
                                              {"own", ActionOwn},
                                              {"borrow", ActionBorrow},
                                              {"period", ActionPeriod},
                                              {"interval", ActionInterval},
                                              {"wait", ActionWait},
                                              {"ask", ActionAsk}};
  return parseWord("action", Text, Words, Result);
}

std::string parseRegime(StringRef Text, Regime &Result) {
  static constexpr Word<Regime> Words[] = {{"resource", Regime::Resource},
                                           {"object", Regime::Object},
                                           {"intrusive", Regime::Intrusive}};
  return parseWord("regime", Text, Words, Result);
}

std::string parseThread(StringRef Text, Thread &Result) {
  static constexpr Word<Thread> Words[] = {{"loop", Thread::Loop},
                                           {"own", Thread::Own},
                                           {"signal", Thread::Signal},
                                           {"none", Thread::None}};
  return parseWord("thread", Text, Words, Result);
}

std::string parseAfterStop(StringRef Text, AfterStop &Result) {
  static constexpr Word<AfterStop> Words[] = {{"silent", AfterStop::Silent},
                                              {"told", AfterStop::Told},
                                              {"running", AfterStop::Running}};
  return parseWord("state of a stopped callback", Text, Words, Result);
}

std::string parseBinding(StringRef Text, Wrapper::Binding &Result) {
  static constexpr Word<Wrapper::Binding> Words[] = {
      {"nothing", Wrapper::None},
      {"by-placeholder", Wrapper::Placed},
      {"first", Wrapper::First},
      {"last", Wrapper::Last},
      {"by-reference", Wrapper::Refers}};
  return parseWord("way to bind", Text, Words, Result);
}

std::string parseUnit(StringRef Text, Unit &Result) {
  static constexpr Word<Unit> Words[] = {
      {"ns", Unit::Nanoseconds},  {"us", Unit::Microseconds},
      {"ms", Unit::Milliseconds}, {"s", Unit::Seconds},
      {"ticks", Unit::Ticks},     {"timespec", Unit::Timespec},
      {"timeval", Unit::Timeval}, {"chrono", Unit::Chrono}};
  return parseWord("unit", Text, Words, Result);
}

std::string parseFailure(StringRef Text, Failure &Result) {
  static constexpr Word<Failure> Words[] = {{"never", Failure::Never},
                                            {"never-zero", Failure::NeverZero},
                                            {"zero", Failure::Zero},
                                            {"non-zero", Failure::NonZero},
                                            {"negative", Failure::Negative}};
  return parseWord("failure", Text, Words, Result);
}

} // namespace ticktidy::model
