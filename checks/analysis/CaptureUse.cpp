//===- CaptureUse.cpp - What a callback needs of what it holds ------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CaptureUse.h"
#include "ExprShape.h"
#include "clang/AST/ParentMap.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// A callback that reads more parts than this needs the object.
constexpr unsigned MaxParts = 3;

/// Questions about an object that a copy answers like the object, and whose
/// answer is a number or a truth value.
bool isPlainQuestion(StringRef Name) {
  constexpr llvm::StringLiteral Names[] = {
      "size",   "length",   "empty", "count",  "isEmpty",     "isNull",
      "width",  "height",   "depth", "format", "byteCount",   "sizeInBytes",
      "volume", "max_size", "rows",  "cols",   "columnCount", "rowCount"};
  return llvm::is_contained(Names, Name);
}

/// Names of what an object is known by: it does not change while the object
/// lives, so that a copy of it made early does.
bool isIdentity(StringRef Name) {
  Name.consume_front("m_");
  Name = Name.rtrim('_');
  constexpr llvm::StringLiteral Names[] = {"id",   "Id",   "ID",   "uid",
                                           "uuid", "guid", "getId"};
  return llvm::is_contained(Names, Name) ||
         Name.take_back(3).equals_insensitive("_id") ||
         Name.take_back(2) == "Id";
}

/// True if a copy of a \p Type refers to nothing that may end earlier.
bool isPlainValue(QualType Type, const WeightRules &Rules,
                  const ASTContext &Context) {
  Type = Type.getCanonicalType();
  if (Type->isArithmeticType() || Type->isEnumeralType())
    return true;
  if (const auto *Array = Context.getAsConstantArrayType(Type))
    return isPlainValue(Array->getElementType(), Rules, Context);
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition() || Record->getNumVBases() > 0)
    return false;
  if (llvm::any_of(Rules.Texts, [&](StringRef Name) {
        return hasQualifiedName(*Record, Name);
      }))
    return true;
  return llvm::all_of(Record->bases(),
                      [&](const CXXBaseSpecifier &Base) {
                        return isPlainValue(Base.getType(), Rules, Context);
                      }) &&
         llvm::all_of(Record->fields(), [&](const FieldDecl *Field) {
           return isPlainValue(Field->getType(), Rules, Context);
         });
}

/// The field that \p Method does nothing but return, or null.
const FieldDecl *returnedField(const CXXMethodDecl &Method) {
  const FunctionDecl *Definition = definitionOf(&Method);
  if (!Definition)
    return nullptr;
  const auto *Body = dyn_cast<CompoundStmt>(Definition->getBody());
  if (!Body || Body->size() != 1)
    return nullptr;
  const auto *Return = dyn_cast<ReturnStmt>(Body->body_front());
  if (!Return || !Return->getRetValue())
    return nullptr;
  const auto *Member = dyn_cast<MemberExpr>(spelled(Return->getRetValue()));
  if (!Member || !isa<CXXThisExpr>(spelled(Member->getBase())))
    return nullptr;
  return dyn_cast<FieldDecl>(Member->getMemberDecl());
}

/// Gathers the places where a body names an object.
class MentionFinder : public RecursiveASTVisitor<MentionFinder> {
public:
  explicit MentionFinder(const ValueDecl &Object) : Object(Object) {}
  llvm::SmallVector<const Expr *, 8> Mentions;

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (Ref->getDecl() == &Object)
      Mentions.push_back(Ref);
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) {
    if (Member->getMemberDecl() == &Object)
      Mentions.push_back(Member);
    return true;
  }

private:
  const ValueDecl &Object;
};

/// How often the text of \p Body says \p Name, also where the preprocessor
/// drops it; nothing if the text is no plain piece of a file.
std::optional<unsigned> countInText(const Stmt &Body, StringRef Name,
                                    const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  const SourceLocation Begin = Body.getBeginLoc(), End = Body.getEndLoc();
  if (Begin.isMacroID() || End.isMacroID() ||
      !SM.isWrittenInSameFile(Begin, End))
    return std::nullopt;
  const auto [File, Offset] = SM.getDecomposedLoc(Begin);
  const StringRef Text = SM.getBufferData(File);
  Lexer Raw(SM.getLocForStartOfFile(File), Context.getLangOpts(), Text.begin(),
            Text.begin() + Offset, Text.end());
  const char *Stop = Text.begin() + SM.getFileOffset(End);
  unsigned Count = 0;
  Token Next;
  while (Raw.getBufferLocation() < Stop && !Raw.LexFromRawLexer(Next))
    if (Next.is(tok::raw_identifier) && Next.getRawIdentifier() == Name)
      ++Count;
  return Count;
}

/// Reads which part of an object a mention of it asks for.
class PartReader {
public:
  PartReader(const ParentMap &Parents, const WeightRules &Rules,
             const ASTContext &Context)
      : Parents(Parents), Rules(Rules), Context(Context) {}

  /// True if \p Mention, a handle, is only there to get at its object.
  bool actsOn(const Expr &Mention) const;
  /// Nothing where \p Mention needs more than a part.
  std::optional<Part> read(const Expr &Mention, bool ThroughOwner) const;

private:
  const Expr *parentOf(const Expr *E) const;
  bool addField(const FieldDecl &Field, bool ThroughOwner, Part &Into) const;
  bool addCall(const CXXMethodDecl &Method, bool ThroughOwner,
               Part &Into) const;

  const ParentMap &Parents;
  const WeightRules &Rules;
  const ASTContext &Context;
};

/// The expression around \p E, past what the source does not spell out. Stops
/// at a cast that reads the value.
const Expr *PartReader::parentOf(const Expr *E) const {
  while (true) {
    const auto *Up = dyn_cast_or_null<Expr>(Parents.getParent(E));
    const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Up);
    const bool Same =
        Cast && (Cast->getCastKind() == CK_NoOp ||
                 Cast->getCastKind() == CK_UncheckedDerivedToBase ||
                 Cast->getCastKind() == CK_DerivedToBase);
    if (!Same && !isa_and_nonnull<ParenExpr>(Up))
      return Up;
    E = Up;
  }
}

bool PartReader::addField(const FieldDecl &Field, bool ThroughOwner,
                          Part &Into) const {
  const QualType Type = Field.getType();
  if (Type->isReferenceType() || Type->isArrayType() || !Field.getIdentifier())
    return false;
  if (ThroughOwner && !Type.isConstQualified() && !isIdentity(Field.getName()))
    return false;
  Into.Words.push_back(Field.getName().str());
  Into.Type = Type.getUnqualifiedType();
  return true;
}

bool PartReader::addCall(const CXXMethodDecl &Method, bool ThroughOwner,
                         Part &Into) const {
  const QualType Type = Method.getReturnType().getNonReferenceType();
  if (!Method.isConst() || !Method.getIdentifier() ||
      !isPlainValue(Type, Rules, Context))
    return false;
  const StringRef Name = Method.getName();
  if (ThroughOwner) {
    if (!isIdentity(Name))
      return false;
  } else if (!isPlainQuestion(Name) || Type->isRecordType()) {
    // A getter of the project's own, if it does nothing else.
    const FieldDecl *Field =
        Method.isVirtual() ? nullptr : returnedField(Method);
    if (!Field || !Context.hasSameUnqualifiedType(Field->getType(), Type))
      return false;
  }
  Into.Words.push_back(Name.str());
  Into.Type = Type.getUnqualifiedType();
  return true;
}

bool PartReader::actsOn(const Expr &Mention) const {
  const Expr *Up = parentOf(&Mention);
  if (const auto *Op = dyn_cast_or_null<CXXOperatorCallExpr>(Up))
    return Op->getOperator() == OO_Arrow || Op->getOperator() == OO_Star;
  // if (handle)
  const auto *Member = dyn_cast_or_null<MemberExpr>(Up);
  return Member && isa<CXXConversionDecl>(Member->getMemberDecl());
}

std::optional<Part> PartReader::read(const Expr &Mention,
                                     bool ThroughOwner) const {
  Part P;
  const Expr *At = &Mention;
  // The arrow of an owning handle leads to the object.
  if (ThroughOwner) {
    const auto *Arrow = dyn_cast_or_null<CXXOperatorCallExpr>(parentOf(At));
    if (!Arrow || Arrow->getOperator() != OO_Arrow)
      return std::nullopt;
    At = Arrow;
  }
  bool Open = true;
  while (Open) {
    const Expr *Up = parentOf(At);
    const auto *Member = dyn_cast_or_null<MemberExpr>(Up);
    if (!Member || (Member->isArrow() && !(ThroughOwner && P.Words.empty())))
      break;
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl())) {
      if (!addField(*Field, ThroughOwner, P))
        break;
      At = Member;
      continue;
    }
    const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
    const auto *Call =
        dyn_cast_or_null<CXXMemberCallExpr>(Parents.getParent(Member));
    if (!Method || !Call || Call->getCallee()->IgnoreParens() != Member ||
        Call->getNumArgs() != 0 || !addCall(*Method, ThroughOwner, P))
      break;
    At = Call;
    Open = false;
  }
  if (P.Words.empty() || At->getBeginLoc().isMacroID() ||
      At->getEndLoc().isMacroID())
    return std::nullopt;
  const Weight::Kind Heaviness = weigh(P.Type, Rules, Context).What;
  if (Heaviness != Weight::Light && Heaviness != Weight::Text)
    return std::nullopt;
  P.Text =
      Lexer::getSourceText(CharSourceRange::getTokenRange(At->getSourceRange()),
                           Context.getSourceManager(), Context.getLangOpts())
          .str();
  P.Sites.push_back(At);
  return P;
}

/// The code that runs, also that of a generic lambda.
const Stmt *bodyOf(const Callback &Called) {
  if (Called.Lambda)
    return Called.Lambda->getBody();
  return Called.Body ? Called.Body->getBody() : nullptr;
}

} // namespace

BodyUse bodyUseOf(const Held &H, const Callback &Called,
                  const WeightRules &Rules, const ASTContext &Context) {
  BodyUse Use;
  const Stmt *Body = bodyOf(Called);
  if (!Body || !H.Inside || !H.Inside->getIdentifier())
    return Use;

  MentionFinder Finder(*H.Inside);
  Finder.TraverseStmt(const_cast<Stmt *>(Body));
  const std::optional<unsigned> InText =
      countInText(*Body, H.Inside->getName(), Context);
  if (!InText)
    return Use;
  if (Finder.Mentions.empty()) {
    // A word in a dropped #if or assert is a use all the same.
    Use.What = *InText == 0 ? BodyUse::Nothing : BodyUse::Unknown;
    return Use;
  }

  Use.What = BodyUse::Whole;
  const bool Changes =
      Called.Lambda && !Called.Lambda->getCallOperator()->isConst();
  const ParentMap Parents(const_cast<Stmt *>(Body));
  const PartReader Reader(Parents, Rules, Context);
  const bool ThroughOwner = weigh(H.Type, Rules, Context).What == Weight::Owner;
  const QualType Owned = ThroughOwner ? ownedType(H.Type) : QualType();
  Use.OnlyActsOn = !Owned.isNull() && !Owned.isConstQualified() &&
                   Finder.Mentions.size() == *InText &&
                   llvm::all_of(Finder.Mentions, [&](const Expr *Mention) {
                     return Reader.actsOn(*Mention);
                   });
  llvm::SmallVector<Part, 2> Parts;
  for (const Expr *Mention : Finder.Mentions) {
    std::optional<Part> Read = Reader.read(*Mention, ThroughOwner);
    if (!Read || Changes)
      return Use;
    auto Known = llvm::find_if(
        Parts, [&](const Part &P) { return P.Words == Read->Words; });
    if (Known != Parts.end())
      Known->Sites.push_back(Read->Sites.front());
    else
      Parts.push_back(std::move(*Read));
  }
  if (Parts.size() > MaxParts)
    return Use;
  // Each word must be one that was read: none in a dropped assert, and no
  // field or other object of the same name.
  if (Finder.Mentions.size() != *InText)
    return Use;
  Use.What = BodyUse::Some;
  Use.Parts = std::move(Parts);
  return Use;
}

} // namespace ticktidy::analysis
