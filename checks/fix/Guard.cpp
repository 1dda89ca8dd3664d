//===- Guard.cpp - Scope guards that end a timer --------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Guard.h"
#include "EndText.h"
#include "Names.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

struct StyleInfo {
  GuardStyle Style;
  StringRef Name;
  StringRef Header;
  bool Angled;
};

constexpr StyleInfo Styles[] = {
    {GuardStyle::UniquePtr, "std::unique_ptr", "memory", true},
    {GuardStyle::AbslCleanup, "absl::Cleanup", "absl/cleanup/cleanup.h", false},
    {GuardStyle::GslFinally, "gsl::finally", "gsl/util", true},
    {GuardStyle::BoostScopeExit, "boost::scope::scope_exit",
     "boost/scope/scope_exit.hpp", true},
    {GuardStyle::QtScopeGuard, "qScopeGuard", "QScopeGuard", true},
};

const StyleInfo &infoOf(GuardStyle Style) {
  return Styles[static_cast<unsigned>(Style)];
}

/// What the guard ends, and how.
struct Guarded {
  const analysis::TimerSite &Site;
  bool NeedsTest;   ///< the handle may hold no timer
  std::string Name; ///< of the guard
  const ASTContext &Context;

  /// The statements that end the timer whose handle and pointer are spelled as
  /// given, or nothing.
  std::optional<std::string> end(StringRef Handle, StringRef Pointer) const {
    std::optional<std::string> Template =
        callable(Site.Of->EndText, *Site.Function, Context);
    if (!Template)
      return std::nullopt;
    std::optional<std::string> End = filled(*Template, Handle, Pointer);
    if (!End)
      return std::nullopt;
    if (!NeedsTest)
      return *End + ";";
    std::optional<std::string> Valid =
        filled(Site.Of->ValidText, Handle, Pointer);
    if (!Valid)
      return std::nullopt;
    return "if (" + *Valid + ") " + *End + ";";
  }
};

} // namespace

std::optional<GuardStyle> parseGuardStyle(StringRef Name) {
  for (const StyleInfo &Info : Styles)
    if (Info.Name == Name)
      return Info.Style;
  return std::nullopt;
}

StringRef guardStyleName(GuardStyle Style) { return infoOf(Style).Name; }

std::string guardStyleNames() {
  std::string Names;
  for (const StyleInfo &Info : Styles)
    Names += (Names.empty() ? "'" : ", '") + Info.Name.str() + "'";
  return Names;
}

/// A name for the guard of \p Handle: "fdGuard", "timer_fd_guard".
static std::string guardName(StringRef Handle) {
  Handle = Handle.rtrim("_])0123456789");
  size_t Begin = Handle.size();
  while (Begin > 0 && isAsciiIdentifierContinue(Handle[Begin - 1]))
    --Begin;
  StringRef Last = Handle.substr(Begin);
  return (Last + (Last.contains('_') ? "_guard" : "Guard")).str();
}

/// A std::unique_ptr with a deleter: of the pointer itself, or of the address
/// of a handle that is no pointer.
static std::optional<std::string> uniquePtr(Guarded &G) {
  const VarDecl &Holder = *G.Site.Holder;
  QualType Type = Holder.getType();
  std::string Name = Holder.getNameAsString();
  if (G.Site.Handle != Name && G.Site.Pointer != Name &&
      G.Site.Pointer != "&" + Name)
    return std::nullopt;
  if (Type->isReferenceType() || Type->isArrayType())
    return std::nullopt;

  // A typedef hides that a handle is a pointer, and that null may be a valid
  // one.
  bool IsPointer = Type->isPointerType() && !Type->getAs<TypedefType>();
  QualType Held = IsPointer ? Type->getPointeeType() : Type;
  std::string HeldText = spelled(Held, "", G.Context);
  if (HeldText.empty())
    return std::nullopt;
  StringRef EndText = G.Site.Of->EndText;
  if (IsPointer &&
      (EndText == "delete {handle}" || EndText == "delete {pointer}"))
    return "std::unique_ptr<" + HeldText + "> " + G.Name + "(" + Name + ");";

  // A std::unique_ptr leaves a null pointer alone.
  G.NeedsTest &= !IsPointer;
  std::optional<std::string> End =
      G.end(IsPointer ? "handle" : "*handle", "handle");
  if (!End)
    return std::nullopt;
  QualType Pointer = G.Context.getPointerType(Held);
  return "std::unique_ptr<" + HeldText + ", void (*)(" +
         spelled(Pointer, "", G.Context) + ")> " + G.Name + "(" +
         (IsPointer ? "" : "&") + Name + ", [](" +
         spelled(Pointer, "handle", G.Context) + ") { " + *End + " });";
}

/// A guard that calls a closure.
static std::optional<std::string> closure(GuardStyle Style, const Guarded &G) {
  std::optional<std::string> End = G.end(G.Site.Handle, G.Site.Pointer);
  if (!End)
    return std::nullopt;
  std::string Closure =
      "[&" + G.Site.Holder->getNameAsString() + "] { " + *End + " }";
  const LangOptions &Opts = G.Context.getLangOpts();
  bool DeducesArguments = Opts.CPlusPlus17;
  switch (Style) {
  case GuardStyle::AbslCleanup:
    return DeducesArguments
               ? "absl::Cleanup " + G.Name + " = " + Closure + ";"
               : "auto " + G.Name + " = absl::MakeCleanup(" + Closure + ");";
  case GuardStyle::BoostScopeExit:
    return DeducesArguments
               ? "boost::scope::scope_exit " + G.Name + "(" + Closure + ");"
               : "auto " + G.Name + " = boost::scope::make_scope_exit(" +
                     Closure + ");";
  case GuardStyle::GslFinally:
    if (!Opts.CPlusPlus14)
      return std::nullopt;
    return "auto " + G.Name + " = gsl::finally(" + Closure + ");";
  case GuardStyle::QtScopeGuard:
    return "auto " + G.Name + " = qScopeGuard(" + Closure + ");";
  case GuardStyle::UniquePtr:
    break;
  }
  return std::nullopt;
}

std::optional<GuardText> guardFor(const analysis::TimerSite &Site,
                                  GuardStyle Style, bool KnownLive,
                                  const ASTContext &Context) {
  if (!Context.getLangOpts().CPlusPlus11 || !Site.Holder || !Site.Function ||
      !Site.Holder->hasLocalStorage() || Site.Handle.empty())
    return std::nullopt;
  bool CanFail = !Site.Call || model::mayFail(Site.Call->Fails);
  Guarded G{Site, CanFail && !KnownLive,
            freeName(guardName(Site.Handle), *Site.Function, Context), Context};
  if (G.Name.empty())
    return std::nullopt;
  std::optional<std::string> Statement =
      Style == GuardStyle::UniquePtr ? uniquePtr(G) : closure(Style, G);
  if (!Statement)
    return std::nullopt;
  const StyleInfo &Info = infoOf(Style);
  return GuardText{*Statement, Info.Header.str(), Info.Angled};
}

} // namespace ticktidy::fix
