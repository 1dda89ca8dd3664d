//===- Repeatable.cpp - Expressions that may be written a second time -----===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repeatable.h"
#include "../analysis/ExprShape.h"
#include "Editable.h"
#include "Layout.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

/// Looks whether a function may change a variable after its initialization, or
/// a field, and whether it hides it.
class WriteFinder : public RecursiveASTVisitor<WriteFinder> {
public:
  explicit WriteFinder(const ValueDecl &Variable) : Variable(Variable) {}

  bool VisitImplicitCastExpr(ImplicitCastExpr *Cast) {
    if (Cast->getCastKind() == CK_LValueToRValue)
      Reads += named(*Cast->getSubExpr()->IgnoreParens()) == &Variable;
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    Uses += Member->getMemberDecl() == &Variable;
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    Uses += Ref->getDecl() == &Variable;
    return true;
  }
  /// A variable of the same name that may hide this one.
  bool VisitVarDecl(VarDecl *Other) {
    Hidden |= Other != &Variable && Other->getIdentifier() &&
              Other->getIdentifier() == Variable.getIdentifier();
    return true;
  }

  /// True if every use reads its value.
  bool isNeverModified() const { return Uses == Reads; }
  bool isHidden() const { return Hidden; }

private:
  static const ValueDecl *named(const Expr &E) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(&E))
      return Ref->getDecl();
    const auto *Member = dyn_cast<MemberExpr>(&E);
    return Member ? Member->getMemberDecl() : nullptr;
  }

  const ValueDecl &Variable;
  unsigned Uses = 0;
  unsigned Reads = 0;
  bool Hidden = false;
};

WriteFinder lookAt(const ValueDecl &Variable, const FunctionDecl &F) {
  WriteFinder Finder(Variable);
  if (Stmt *Body = F.getBody())
    Finder.TraverseStmt(Body);
  return Finder;
}

} // namespace

/// True if \p Variable is there wherever \p Holder is, under its name.
static bool isVisibleWith(const VarDecl &Variable, const VarDecl *Holder,
                          const FunctionDecl &F, const ASTContext &Context) {
  if (lookAt(Variable, F).isHidden())
    return false;
  if (isa<ParmVarDecl>(Variable))
    return true;
  // What was declared before the holder and is seen by the creation is in a
  // scope around the holder.
  return Holder && Variable.isLocalVarDecl() &&
         Context.getSourceManager().isBeforeInTranslationUnit(
             Variable.getLocation(), Holder->getLocation());
}

/// Whether a repeated expression is asked for its value, or only for the object
/// that it names.
enum class Asked { Value, Object };

static bool isRepeatable(const Stmt &S, const VarDecl *Holder,
                         const FunctionDecl &F, const ASTContext &Context,
                         Asked For = Asked::Value);

static bool isRepeatable(const DeclRefExpr &Ref, const VarDecl *Holder,
                         const FunctionDecl &F, const ASTContext &Context,
                         Asked For) {
  if (isa<EnumConstantDecl, FunctionDecl>(Ref.getDecl()))
    return true;
  const auto *Variable = dyn_cast<VarDecl>(Ref.getDecl());
  if (!Variable)
    return false;
  // A reference names one and the same object for ever.
  bool IsObject = For == Asked::Object;
  if (!IsObject && Variable->getType()->isReferenceType())
    return false;
  if (!Variable->isLocalVarDeclOrParm())
    return Variable->isFileVarDecl() &&
           (IsObject || Variable->getType().isConstQualified()) &&
           !lookAt(*Variable, F).isHidden();
  // What a lambda has captured is there in all of it.
  if (Ref.refersToEnclosingVariableOrCapture())
    return IsObject && !lookAt(*Variable, F).isHidden();
  return Variable->getDeclContext() == &F &&
         isVisibleWith(*Variable, Holder, F, Context) &&
         (IsObject || lookAt(*Variable, F).isNeverModified());
}

/// True if \p Field has the same value throughout \p F: only constructors other
/// than \p F can change it.
static bool isSetOnce(const FieldDecl &Field, const FunctionDecl &F) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Field.getParent());
  if (Field.getType().isConstQualified())
    return true;
  return Class && Field.getAccess() == AS_private && !Class->hasFriends() &&
         llvm::all_of(Class->methods(), [&](const CXXMethodDecl *M) {
           const FunctionDecl *Definition = analysis::definitionOf(M);
           if (M->isImplicit() ||
               (isa<CXXConstructorDecl>(M) && Definition != &F))
             return true;
           return Definition && lookAt(Field, *Definition).isNeverModified();
         });
}

/// True if \p Member always names the same object: a member, or what a
/// reference member refers to, of an object that is the same itself.
static bool isSameObject(const MemberExpr &Member, const VarDecl *Holder,
                         const FunctionDecl &F, const ASTContext &Context) {
  const auto *Field = dyn_cast<FieldDecl>(Member.getMemberDecl());
  if (!Field)
    return false;
  if (Member.isImplicitAccess())
    return !lookAt(*Field, F).isHidden();
  return isRepeatable(*Member.getBase()->IgnoreParenImpCasts(), Holder, F,
                      Context, Member.isArrow() ? Asked::Value : Asked::Object);
}

static bool isRepeatable(const Stmt &S, const VarDecl *Holder,
                         const FunctionDecl &F, const ASTContext &Context,
                         Asked For) {
  if (const auto *Ref = dyn_cast<DeclRefExpr>(&S))
    return isRepeatable(*Ref, Holder, F, Context, For);
  if (const auto *Member = dyn_cast<MemberExpr>(&S))
    return isSameObject(*Member, Holder, F, Context) &&
           (For == Asked::Object ||
            isSetOnce(*cast<FieldDecl>(Member->getMemberDecl()), F));
  if (const auto *Unary = dyn_cast<UnaryOperator>(&S)) {
    if (Unary->getOpcode() == UO_AddrOf)
      return isRepeatable(*Unary->getSubExpr()->IgnoreParens(), Holder, F,
                          Context, Asked::Object);
    if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_Deref)
      return false;
  } else if (const auto *Binary = dyn_cast<BinaryOperator>(&S)) {
    if (Binary->isAssignmentOp())
      return false;
  } else if (isa<UnaryExprOrTypeTraitExpr, CXXThisExpr>(S)) {
    return true;
  } else if (!isa<IntegerLiteral, CharacterLiteral, CXXBoolLiteralExpr,
                  CXXNullPtrLiteralExpr, GNUNullExpr, StringLiteral,
                  FloatingLiteral, ParenExpr, ImplicitCastExpr, CStyleCastExpr,
                  CXXStaticCastExpr, CXXReinterpretCastExpr, ConstantExpr,
                  ConditionalOperator>(S)) {
    return false;
  }
  return llvm::all_of(S.children(), [&](const Stmt *Child) {
    return Child && isRepeatable(*Child, Holder, F, Context);
  });
}

/// The text of \p E in one line of a file, if there is one.
static std::optional<std::string> textOf(const Expr &E,
                                         const ASTContext &Context) {
  // The whole use of a macro is text of the file.
  const SourceManager &SM = Context.getSourceManager();
  CharSourceRange Range = SM.getExpansionRange(E.getSourceRange());
  SourceLocation End = endOf(Range.getAsRange(), Context);
  if (End.isInvalid())
    return std::nullopt;
  StringRef Text = textBetween(Range.getBegin(), End, Context);
  // A macro that spells more than the argument does not stand for it alone.
  bool IsPartOfMacro = E.getBeginLoc().isMacroID() &&
                       (!Lexer::isAtStartOfMacroExpansion(
                            E.getBeginLoc(), SM, Context.getLangOpts()) ||
                        !Lexer::isAtEndOfMacroExpansion(E.getEndLoc(), SM,
                                                        Context.getLangOpts()));
  if (IsPartOfMacro || Text.empty() || Text.contains('\n'))
    return std::nullopt;
  return Text.str();
}

std::optional<std::string> repeatableText(const Expr &E, const VarDecl *Holder,
                                          const FunctionDecl &F,
                                          const ASTContext &Context) {
  if (!isRepeatable(E, Holder, F, Context))
    return std::nullopt;
  return textOf(E, Context);
}

std::optional<std::string> repeatableObject(const Expr &E,
                                            const VarDecl *Holder,
                                            const FunctionDecl &F,
                                            const ASTContext &Context) {
  if (!isRepeatable(*E.IgnoreParenImpCasts(), Holder, F, Context,
                    Asked::Object))
    return std::nullopt;
  return textOf(E, Context);
}

} // namespace ticktidy::fix
