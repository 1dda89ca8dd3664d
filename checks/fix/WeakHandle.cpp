//===- WeakHandle.cpp -----------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WeakHandle.h"
#include "../analysis/Capture.h"
#include "../analysis/ModelLookup.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace ticktidy::fix {

namespace {

constexpr WeakForm WeakForms[] = {
    {"std::shared_ptr", "std::weak_ptr", "lock"},
    {"boost::shared_ptr", "boost::weak_ptr", "lock"},
    {"QSharedPointer", "QWeakPointer", "toStrongRef"},
};

class ReturnFinder : public RecursiveASTVisitor<ReturnFinder> {
public:
  bool ReturnsValue = false;
  bool VisitReturnStmt(ReturnStmt *Return) {
    ReturnsValue |= Return->getRetValue() != nullptr;
    return !ReturnsValue;
  }
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
};

} // namespace

const WeakForm *weakFormOf(QualType Owner) {
  const CXXRecordDecl *Class =
      Owner.isNull() ? nullptr : Owner->getAsCXXRecordDecl();
  if (!Class)
    return nullptr;
  const auto *Form = llvm::find_if(WeakForms, [Class](const WeakForm &F) {
    return analysis::hasQualifiedName(*Class, F.Owner);
  });
  return Form == std::end(WeakForms) ? nullptr : Form;
}

std::string weakType(const WeakForm &Form, QualType Owner,
                     const ASTContext &Context) {
  if (Context.getLangOpts().CPlusPlus17 && Form.Owner == "std::shared_ptr")
    return Form.Weak.str();
  PrintingPolicy Policy(Context.getLangOpts());
  Policy.SuppressUnwrittenScope = true;
  const std::string Owned =
      analysis::ownedType(Owner).getCanonicalType().getAsString(Policy);
  if (StringRef(Owned).contains('('))
    return "";
  return Form.Weak.str() + "<" + Owned + ">";
}

std::vector<std::string> lockingProlog(const WeakForm &Form, StringRef Weak,
                                       StringRef Strong) {
  return {("auto " + Strong + " = " + Weak + "." + Form.Lock + "();").str(),
          ("if (!" + Strong + ")").str(), "  return;"};
}

bool mayReturnEarly(const LambdaExpr &Lambda) {
  const CXXMethodDecl *Call = Lambda.getCallOperator();
  auto *Body = dyn_cast_or_null<CompoundStmt>(Lambda.getBody());
  if (!Body || !Call->isConst())
    return false;
  // Where no type is written, the returns tell it.
  if (Lambda.hasExplicitResultType() && !Call->getReturnType()->isVoidType())
    return false;
  ReturnFinder Finder;
  Finder.TraverseStmt(Body);
  return !Finder.ReturnsValue;
}

} // namespace ticktidy::fix
