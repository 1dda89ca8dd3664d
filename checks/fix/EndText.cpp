//===- EndText.cpp - The text that ends a timer ---------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EndText.h"
#include "Names.h"
#include "Repeatable.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"

using namespace clang;

namespace ticktidy::fix {

/// True if \p Text is one operand wherever it stands: names, member accesses,
/// calls and subscripts.
static bool isPostfix(StringRef Text) {
  unsigned Depth = 0;
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    if (C == '(' || C == '[')
      ++Depth;
    else if (C == ')' || C == ']')
      --Depth;
    else if (Text.substr(I).starts_with("->"))
      ++I;
    else if (Depth == 0 && !isAsciiIdentifierContinue(C) && C != '.' &&
             C != ':')
      return false;
  }
  return !Text.empty();
}

/// Puts \p Value into \p Text, which goes on with \p Rest.
static void append(std::string &Text, StringRef Value, StringRef &Rest) {
  if (isPostfix(Value)) {
    Text += Value;
    return;
  }
  StringRef Operand = Value.drop_front();
  if (Value.starts_with("&") && isPostfix(Operand) &&
      Rest.consume_front("->")) {
    Text += (Operand + ".").str();
    return;
  }
  if (Value.starts_with("*") && isPostfix(Operand) && Rest.consume_front(".")) {
    Text += (Operand + "->").str();
    return;
  }
  StringRef Before = StringRef(Text).rtrim();
  StringRef After = Rest.ltrim();
  bool IsArgument = (Before.ends_with("(") || Before.ends_with(",")) &&
                    (After.starts_with(")") || After.starts_with(","));
  bool IsUnary = (Value.starts_with("*") || Value.starts_with("&")) &&
                 isPostfix(Operand) && !After.starts_with(".") &&
                 !After.starts_with("->") && !After.starts_with("[") &&
                 !After.starts_with("(");
  Text += IsArgument || IsUnary ? Value.str() : ("(" + Value + ")").str();
}

/// Fills \p Template with what \p ValueOf gives for the names in its braces.
static std::optional<std::string>
substitute(StringRef Template,
           llvm::function_ref<std::optional<std::string>(StringRef)> ValueOf) {
  std::string Text;
  while (!Template.empty()) {
    StringRef Name = Template;
    size_t Close = Template.find('}');
    if (!Name.consume_front("{") || Close == StringRef::npos ||
        !isValidAsciiIdentifier(Name.take_front(Close - 1))) {
      Text += Template.front();
      Template = Template.drop_front();
      continue;
    }
    std::optional<std::string> Value = ValueOf(Name.take_front(Close - 1));
    if (!Value || Value->empty())
      return std::nullopt;
    Template = Template.drop_front(Close + 1);
    append(Text, *Value, Template);
  }
  return Text;
}

std::optional<std::string> filled(StringRef Template, StringRef Handle,
                                  StringRef Pointer) {
  if (Template.empty())
    return std::nullopt;
  return substitute(Template,
                    [&](StringRef Name) -> std::optional<std::string> {
                      if (Name == "handle")
                        return Handle.str();
                      if (Name == "pointer")
                        return Pointer.str();
                      return std::nullopt;
                    });
}

/// The arguments of \p Creation as written.
static llvm::ArrayRef<const Expr *> argumentsOf(const Expr &Creation) {
  const Expr *E = Creation.IgnoreImplicit();
  if (const auto *New = dyn_cast<CXXNewExpr>(E))
    E = New->getConstructExpr();
  llvm::ArrayRef<const Expr *> Arguments;
  if (const auto *Call = dyn_cast_or_null<CallExpr>(E)) {
    Arguments = llvm::ArrayRef(Call->getArgs(), Call->getNumArgs());
    // The object of a member operator counts as its first argument.
    if (isa<CXXOperatorCallExpr>(Call) &&
        isa_and_nonnull<CXXMethodDecl>(Call->getCalleeDecl()))
      Arguments = Arguments.drop_front();
  } else if (const auto *Construct = dyn_cast_or_null<CXXConstructExpr>(E)) {
    Arguments = llvm::ArrayRef(Construct->getArgs(), Construct->getNumArgs());
  }
  return Arguments;
}

/// A pointer to the object on which \p Site was created: `this`, or what the
/// source has before the `->`, or the address of what it has before the `.`.
static std::optional<std::string> receiverOf(const analysis::TimerSite &Site,
                                             const ASTContext &Context) {
  const auto *Call =
      dyn_cast<CXXMemberCallExpr>(Site.Creation->IgnoreImplicit());
  const auto *Member =
      Call ? dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParens()) : nullptr;
  if (!Member)
    return std::nullopt;
  if (Member->isImplicitAccess())
    return "this";
  const Expr &Base = *Member->getBase();
  if (Member->isArrow())
    return repeatableText(Base, Site.Holder, *Site.Function, Context);
  std::optional<std::string> Object =
      repeatableObject(Base, Site.Holder, *Site.Function, Context);
  return Object ? std::optional("&" + *Object) : std::nullopt;
}

static std::optional<std::string> filledFor(StringRef Template,
                                            const analysis::TimerSite &Site,
                                            const ASTContext &Context) {
  if (Template.empty())
    return std::nullopt;
  return substitute(
      Template, [&](StringRef Name) -> std::optional<std::string> {
        if (Name == "handle")
          return Site.Handle;
        if (Name == "pointer")
          return Site.Pointer;
        if (!Site.Creation || !Site.Function || Site.Origin)
          return std::nullopt;
        if (Name == "receiver")
          return receiverOf(Site, Context);
        unsigned Index;
        if (!Name.consume_front("arg") || Name.getAsInteger(10, Index))
          return std::nullopt;
        llvm::ArrayRef<const Expr *> Arguments = argumentsOf(*Site.Creation);
        if (Index >= Arguments.size())
          return std::nullopt;
        return repeatableText(*Arguments[Index], Site.Holder, *Site.Function,
                              Context);
      });
}

std::optional<std::string> endText(const analysis::TimerSite &Site,
                                   const ASTContext &Context) {
  std::optional<std::string> Template =
      Site.Function ? callable(Site.Of->EndText, *Site.Function, Context)
                    : std::nullopt;
  return Template ? filledFor(*Template, Site, Context) : std::nullopt;
}

std::optional<std::string> endWords(const analysis::TimerSite &Site,
                                    const ASTContext &Context) {
  return filledFor(Site.Of->EndText, Site, Context);
}

std::optional<std::string> validText(const analysis::TimerSite &Site,
                                     const ASTContext &Context) {
  return filledFor(Site.Of->ValidText, Site, Context);
}

std::optional<std::string> resetText(const analysis::TimerSite &Site,
                                     const ASTContext &Context) {
  std::string Template = Site.Of->ResetText.str();
  if (Template.empty())
    return std::nullopt;
  constexpr llvm::StringLiteral Null = "{null}";
  if (std::size_t At = Template.find(Null); At != std::string::npos)
    Template.replace(At, Null.size(),
                     Context.getLangOpts().CPlusPlus11 ? "nullptr" : "NULL");
  std::optional<std::string> Text = filledFor(Template, Site, Context);
  return Text ? std::optional(*Text + ";") : std::nullopt;
}

std::optional<std::string> endStatement(const analysis::TimerSite &Site,
                                        const analysis::Exit &E,
                                        const ASTContext &Context) {
  std::optional<std::string> End = endText(Site, Context);
  if (!End || E.MayBeEnded || E.Unwinds)
    return std::nullopt;
  if (E.AlwaysLive)
    return *End + ";";
  std::optional<std::string> Valid = validText(Site, Context);
  if (!Valid)
    return std::nullopt;
  return "if (" + *Valid + ") " + *End + ";";
}

} // namespace ticktidy::fix
