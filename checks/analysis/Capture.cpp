//===- Capture.cpp - What weighs on a timer -------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Capture.h"
#include "clang/AST/RecordLayout.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::analysis {

namespace {

/// How deep members are looked into.
constexpr unsigned MaxMemberDepth = 4;
/// So many elements of a constant are no burden.
constexpr unsigned FewElements = 8;

bool isNamed(const CXXRecordDecl &Record, ArrayRef<StringRef> Names) {
  return llvm::any_of(
      Names, [&](StringRef Name) { return hasQualifiedName(Record, Name); });
}

std::uint64_t sizeOf(QualType Type, const ASTContext &Context) {
  if (Type->isIncompleteType() || Type->isDependentType() ||
      Type->isFunctionType())
    return 0;
  return Context.getTypeSizeInChars(Type).getQuantity();
}

/// Standard classes that hold objects of the types they are made of.
bool isCompound(const CXXRecordDecl &Record) {
  if (!Record.isInStdNamespace() || !Record.getIdentifier())
    return false;
  constexpr llvm::StringLiteral Names[] = {"pair", "tuple", "optional",
                                           "variant", "array"};
  return llvm::is_contained(Names, Record.getName());
}

/// Finds the heaviest sort of thing that an object has in it.
class Weigher {
public:
  Weigher(const WeightRules &Rules, const ASTContext &Context)
      : Rules(Rules), Context(Context) {}

  Weight::Kind kindOf(QualType Type, unsigned Depth = 0);
  const FieldDecl *Member = nullptr;
  const FieldDecl *OwningMember = nullptr;

private:
  Weight::Kind kindOfParts(const CXXRecordDecl &Record, unsigned Depth);
  Weight::Kind kindOfArguments(ArrayRef<TemplateArgument> Arguments,
                               unsigned Depth);
  static Weight::Kind heavier(Weight::Kind A, Weight::Kind B) {
    auto Rank = [](Weight::Kind K) {
      return K == Weight::Container    ? 3
             : K == Weight::SharedData ? 2
             : K == Weight::Text       ? 1
                                       : 0;
    };
    return Rank(B) > Rank(A) ? B : A;
  }

  const WeightRules &Rules;
  const ASTContext &Context;
};

Weight::Kind Weigher::kindOf(QualType Type, unsigned Depth) {
  if (Type.isNull() || Depth > MaxMemberDepth)
    return Weight::Light;
  if (const auto *Array = Context.getAsConstantArrayType(Type))
    return kindOf(Array->getElementType(), Depth + 1);
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition())
    return Weight::Light;
  Record = Record->getDefinition();
  if (isNamed(*Record, Rules.Owners))
    return Depth == 0 ? Weight::Owner : Weight::Light;
  if (isNamed(*Record, Rules.Containers))
    return Weight::Container;
  if (isNamed(*Record, Rules.SharedData))
    return Weight::SharedData;
  if (isNamed(*Record, Rules.Texts))
    return Weight::Text;
  if (isCompound(*Record)) {
    const auto *Made = dyn_cast<ClassTemplateSpecializationDecl>(Record);
    return Made ? kindOfArguments(Made->getTemplateArgs().asArray(), Depth)
                : Weight::Light;
  }
  // What a library's class is made of is its own business: the lists say which
  // of them weigh. A base class is what the object is.
  Weight::Kind Found = Weight::Light;
  for (const CXXBaseSpecifier &Base : Record->bases())
    Found = heavier(Found, kindOf(Base.getType(), Depth + 1));
  if (Context.getSourceManager().isInSystemHeader(Record->getLocation()))
    return Found;
  return heavier(Found, kindOfParts(*Record, Depth));
}

Weight::Kind Weigher::kindOfParts(const CXXRecordDecl &Record, unsigned Depth) {
  Weight::Kind Found = Weight::Light;
  if (Record.isUnion())
    return Found;
  for (const FieldDecl *Field : Record.fields()) {
    const Weight::Kind Part = kindOf(Field->getType(), Depth + 1);
    if (const CXXRecordDecl *Class = Field->getType()->getAsCXXRecordDecl();
        Class && Depth == 0 && !OwningMember && isNamed(*Class, Rules.Owners) &&
        !isTrifle(ownedType(Field->getType())))
      OwningMember = Field;
    if (heavier(Found, Part) == Found)
      continue;
    Found = Part;
    if (Depth == 0)
      Member = Field;
  }
  return Found;
}

Weight::Kind Weigher::kindOfArguments(ArrayRef<TemplateArgument> Arguments,
                                      unsigned Depth) {
  Weight::Kind Found = Weight::Light;
  for (const TemplateArgument &Argument : Arguments) {
    if (Argument.getKind() == TemplateArgument::Pack)
      Found = heavier(Found, kindOfArguments(Argument.getPackAsArray(), Depth));
    else if (Argument.getKind() == TemplateArgument::Type)
      Found = heavier(Found, kindOf(Argument.getAsType(), Depth + 1));
  }
  return Found;
}

/// The field that is more than half of \p Record, or null.
const FieldDecl *bulkOf(const CXXRecordDecl &Record, std::uint64_t Bytes,
                        const ASTContext &Context) {
  for (const FieldDecl *Field : Record.fields())
    if (sizeOf(Field->getType(), Context) > Bytes / 2)
      return Field;
  return nullptr;
}

} // namespace

Weight weigh(QualType Type, const WeightRules &Rules,
             const ASTContext &Context) {
  Weight W;
  if (Type.isNull() || Type->isDependentType() || Type->isReferenceType())
    return W;
  Weigher Scales(Rules, Context);
  W.What = Scales.kindOf(Type);
  W.Member = Scales.Member;
  W.OwningMember = Scales.OwningMember;
  W.Bytes = sizeOf(Type, Context);
  const bool Counts = W.What == Weight::Light || W.What == Weight::Text ||
                      (W.What == Weight::SharedData && W.Member);
  if (Counts && W.Bytes > Rules.SizeLimit) {
    W.What = Weight::Large;
    const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
    W.Member = Record ? bulkOf(*Record, W.Bytes, Context) : nullptr;
  }
  // The captures of a closure have no names to tell.
  if (const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
      Record && Record->isLambda())
    W.Member = W.OwningMember = nullptr;
  return W;
}

QualType ownedType(QualType Owner) {
  const auto *Made = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Owner.isNull() ? nullptr : Owner->getAsCXXRecordDecl());
  if (!Made || Made->getTemplateArgs().size() == 0 ||
      Made->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return {};
  return Made->getTemplateArgs()[0].getAsType();
}

bool isTrifle(QualType Type) {
  if (Type.isNull())
    return false;
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record)
    return Type->isScalarType();
  if (!Record->isInStdNamespace() || !Record->getIdentifier())
    return false;
  const StringRef Name = Record->getName();
  return Name == "atomic" || Name == "atomic_flag";
}

bool isSmallConstant(const VarDecl &Variable) {
  if (!Variable.getType().isConstQualified() || !Variable.getInit())
    return false;
  const Stmt *Init = Variable.getInit();
  while (Init) {
    if (const auto *List = dyn_cast<InitListExpr>(Init))
      return List->getNumInits() <= FewElements;
    const auto Children = Init->children();
    Init = Children.begin() == Children.end() ? nullptr : *Children.begin();
  }
  return false;
}

bool movesBetter(QualType Type) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition() ||
      !Record->hasNonTrivialMoveConstructor())
    return false;
  return llvm::none_of(Record->ctors(), [](const CXXConstructorDecl *C) {
    return C->isMoveConstructor() &&
           (C->isDeleted() || C->getAccess() != AS_public);
  });
}

} // namespace ticktidy::analysis
