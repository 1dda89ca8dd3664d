//===- HeavyCaptureCheck.cpp ----------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HeavyCaptureCheck.h"
#include "analysis/ExprShape.h"
#include "clang/Lex/Lexer.h"
#include <set>

using namespace clang;

namespace ticktidy {

using analysis::BodyUse;
using analysis::Callback;
using analysis::CallbackSite;
using analysis::HeavyCapture;
using analysis::Held;
using analysis::isInstantiated;
using analysis::Weight;
using analysis::WeightRules;
using fix::CaptureFix;

namespace {

constexpr llvm::StringLiteral DefaultContainerTypes =
    "std::vector;std::deque;std::list;std::forward_list;std::map;std::multimap;"
    "std::set;std::multiset;std::unordered_map;std::unordered_multimap;"
    "std::unordered_set;std::unordered_multiset;std::queue;std::stack;"
    "std::priority_queue;std::valarray;std::flat_map;std::flat_set;"
    "boost::container::vector;boost::container::flat_map;"
    "boost::container::flat_set;boost::container::small_vector_base;"
    "boost::circular_buffer;boost::unordered_map;boost::unordered_set;"
    "boost::multi_index::multi_index_container;absl::flat_hash_map;"
    "absl::flat_hash_set;absl::node_hash_map;absl::node_hash_set;"
    "absl::btree_map;absl::btree_set;absl::InlinedVector;absl::FixedArray;"
    "nlohmann::basic_json;boost::property_tree::basic_ptree";
constexpr llvm::StringLiteral DefaultSharedDataTypes =
    "QList;QVector;QQueue;QStack;QMap;QMultiMap;QHash;QMultiHash;QSet;"
    "QImage;QPixmap;QBitmap;QPicture;QByteArray;QJsonDocument;QJsonObject;"
    "QJsonArray;QDomDocument;cv::Mat";
constexpr llvm::StringLiteral DefaultTextTypes =
    "std::basic_string;QString;QUrl;absl::Cord";
constexpr llvm::StringLiteral DefaultOwningTypes =
    "std::shared_ptr;std::unique_ptr;boost::shared_ptr;boost::scoped_ptr;"
    "boost::intrusive_ptr;QSharedPointer;QScopedPointer;"
    "QExplicitlySharedDataPointer;QSharedDataPointer;scoped_refptr;"
    "Glib::RefPtr";

std::vector<StringRef> split(StringRef List) {
  SmallVector<StringRef, 32> Parts;
  List.split(Parts, ';', -1, /*KeepEmpty=*/false);
  std::vector<StringRef> Names;
  for (StringRef Part : Parts)
    if (!Part.trim().empty())
      Names.push_back(Part.trim());
  return Names;
}

/// What the object is called where it is captured.
std::string objectName(const Held &H, const ASTContext &Context) {
  if (H.What == Held::This)
    return "*this";
  if (H.Variable)
    return H.Variable->getNameAsString();
  if (H.Source) {
    const StringRef Text = Lexer::getSourceText(
        CharSourceRange::getTokenRange(H.Source->getSourceRange()),
        Context.getSourceManager(), Context.getLangOpts());
    constexpr size_t Long = 40;
    if (!Text.empty() && Text.size() <= Long && !Text.contains('\n'))
      return Text.str();
  }
  return H.Inside ? H.Inside->getNameAsString() : std::string("an object");
}

/// How long the callback is held.
StringRef holdingTime(const CallbackSite &Site, const Callback &Called,
                      const analysis::ModelLookup &Lookup,
                      const ASTContext &Context) {
  if (holds(Site.Call.What->Once, Site.Call.View, Context) ==
      analysis::Truth::True)
    return "until it fires";
  const model::Condition &Periodic = Site.Call.What->Periodic;
  const bool Starts =
      Site.Call.does(model::ActionCreate) || Site.Call.does(model::ActionStart);
  const analysis::Truth Repeats =
      Periodic.Test == model::Condition::CallbackContinues
          ? continues(Periodic, Called, Lookup, Context)
          : holds(Periodic, Site.Call.View, Context);
  return !Starts || Repeats == analysis::Truth::True
             ? "for as long as the timer runs"
             : "until it fires";
}

/// The type as a person would write it.
std::string typeName(const Held &H, const ASTContext &Context) {
  QualType Type = H.Type;
  if (H.Variable && Context.hasSameUnqualifiedType(
                        Type, H.Variable->getType().getNonReferenceType()))
    Type = H.Variable->getType().getNonReferenceType().getUnqualifiedType();
  // What `auto` stands for is told in words of the library's inside.
  if (Type->getContainedAutoType())
    Type = Type.getCanonicalType();
  PrintingPolicy Policy = Context.getPrintingPolicy();
  Policy.SuppressDefaultTemplateArgs = true;
  return Type.getAsString(Policy);
}

std::string whyHeavy(const HeavyCapture &C, StringRef Name,
                     const ASTContext &Context) {
  const std::string Type = typeName(C.Object, Context);
  std::string Is = ("'" + Name + "' is a '" + Type + "'").str();
  const std::string Member =
      C.Load.Member ? "its member '" + C.Load.Member->getNameAsString() + "'"
                    : std::string();
  switch (C.Load.What) {
  case Weight::Large:
    return Is + " of " + std::to_string(C.Load.Bytes) + " bytes" +
           (Member.empty() ? "" : ", most of them in " + Member);
  case Weight::Container:
    return Is + (Member.empty()
                     ? ": a copy has elements of its own"
                     : ": a copy has elements of its own in " + Member);
  case Weight::SharedData:
    return Is + (Member.empty() ? ": all copies keep the data in memory"
                                : ": all copies keep the data of " + Member +
                                      " in memory");
  case Weight::Owner:
    return Is + (Member.empty() ? "" : ": " + Member + " owns an object");
  default:
    return Is;
  }
}

/// What to do where no edit does it.
std::string advice(const HeavyCapture &C, StringRef Name,
                   const ASTContext &Context) {
  const std::string Quoted = ("'" + Name + "'").str();
  if (C.Use.What == BodyUse::Some)
    return "take only what the callback reads" +
           std::string(Context.getLangOpts().CPlusPlus14
                           ? ""
                           : ", through a local variable or a parameter");
  if (C.Load.What == Weight::Owner) {
    if (C.Use.What == BodyUse::Nothing)
      return "drop " + Quoted +
             ", or move it in if the callback is to be its owner";
    return "hold it by a weak handle if the task is void without it, or move "
           "it in if the callback is to be its owner";
  }
  if (C.Use.What == BodyUse::Nothing)
    return "drop " + Quoted + ", the callback does not need it";
  if (C.CanMove)
    return "move " + Quoted + " in" +
           (Context.getLangOpts().CPlusPlus14
                ? ""
                : " with std::bind, or with a capture of C++14") +
           ": nothing needs it afterwards";
  if (C.Load.What == Weight::Large && !analysis::movesBetter(C.Object.Type))
    return "hand the callback only what it needs, or the object on the heap "
           "with std::unique_ptr";
  if (C.Object.Variable && C.Object.Variable->getType()->isReferenceType())
    return "take " + Quoted +
           " by value and move it in, or hand the callback "
           "only what it needs";
  return "hand the callback only what it needs, or move " + Quoted +
         " in where it is not needed afterwards";
}

/// The edits for one report, and what they belong to.
struct Mending {
  CaptureFix::Kind How = CaptureFix::None;
  SmallVector<FixItHint, 4> Edits;
  /// The report whose edits mend this one too.
  std::optional<size_t> With;
};

/// Plans the edits of all reports on one callback.
std::vector<Mending> mend(ArrayRef<HeavyCapture> Found, const Callback &Called,
                          const FunctionDecl &Enclosing,
                          const ASTContext &Context) {
  std::vector<Mending> Plan(Found.size());
  std::vector<size_t> OfLambda;
  std::vector<fix::CaptureChange> Changes;
  for (size_t I = 0; I < Found.size(); ++I) {
    CaptureFix Fix = fix::captureFixFor(Found[I], Called, Enclosing, Context);
    Plan[I].How = Fix.How;
    if (Fix.Argument.isValid()) {
      Plan[I].Edits.push_back(FixItHint::CreateReplacement(
          CharSourceRange::getTokenRange(Fix.Argument), Fix.ArgumentText));
    } else if (Fix.How != CaptureFix::None) {
      OfLambda.push_back(I);
      Changes.push_back(std::move(Fix.Change));
    }
  }

  bool Together = false;
  for (size_t I = 0; I < Changes.size(); ++I)
    for (size_t J = 0; J < I; ++J)
      Together |= mustGoTogether(Changes[I], Changes[J]);
  if (Together) {
    Plan[OfLambda.front()].Edits = editsFor(*Called.Lambda, Changes, Context);
    for (size_t I : ArrayRef(OfLambda).drop_front())
      Plan[I].With = OfLambda.front();
  } else {
    for (size_t I = 0; I < Changes.size(); ++I)
      Plan[OfLambda[I]].Edits = editsFor(*Called.Lambda, Changes[I], Context);
  }
  for (Mending &M : Plan)
    if (M.Edits.empty() && (!M.With || Plan[*M.With].Edits.empty()))
      M = {};
  return Plan;
}

} // namespace

HeavyCaptureCheck::HeavyCaptureCheck(StringRef Name,
                                     tidy::ClangTidyContext *Context)
    : TimerCheck(Name, Context, analysis::Fault::HeavyCapture),
      SizeLimit(Options.get("SizeLimit", 64U)),
      ContainerTypes(Options.get("ContainerTypes", DefaultContainerTypes)),
      SharedDataTypes(Options.get("SharedDataTypes", DefaultSharedDataTypes)),
      TextTypes(Options.get("TextTypes", DefaultTextTypes)),
      OwningTypes(Options.get("OwningTypes", DefaultOwningTypes)),
      Includes(Options.getLocalOrGlobal("IncludeStyle",
                                        tidy::utils::IncludeSorter::IS_LLVM),
               areDiagsSelfContained()) {}

void HeavyCaptureCheck::registerPPCallbacks(const SourceManager &,
                                            Preprocessor *PP, Preprocessor *) {
  Includes.watch(*PP);
}

void HeavyCaptureCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  TimerCheck::storeOptions(Opts);
  Options.store(Opts, "SizeLimit", SizeLimit);
  Options.store(Opts, "ContainerTypes", ContainerTypes);
  Options.store(Opts, "SharedDataTypes", SharedDataTypes);
  Options.store(Opts, "TextTypes", TextTypes);
  Options.store(Opts, "OwningTypes", OwningTypes);
  Options.store(Opts, "IncludeStyle", Includes.style());
}

void HeavyCaptureCheck::report(const analysis::UnitAnalysis &Unit) {
  const WeightRules Rules{SizeLimit, split(ContainerTypes),
                          split(SharedDataTypes), split(TextTypes),
                          split(OwningTypes)};
  ASTContext &Context = Unit.context();
  // One lambda may be the callback of several timers, and its object the same.
  std::set<std::pair<SourceLocation, const ValueDecl *>> Told;
  for (const CallbackSite &Site : Unit.callbackSites()) {
    SmallVector<Callback, 2> All{Site.Called};
    llvm::append_range(All,
                       callablesWithin(Site.Called, Unit.models(), Context));
    for (const Callback &Called : All) {
      SmallVector<HeavyCapture, 2> Found =
          heavyCapturesOf(Site, Called, Unit.models(), Rules, Context);
      llvm::erase_if(Found, [&](const HeavyCapture &C) {
        return !Told.emplace(C.Object.Where, C.Object.Variable).second ||
               !isMine(Unit, C.Object);
      });
      if (!Found.empty())
        reportCallback(Site, Called, Found, Unit);
    }
  }
}

void HeavyCaptureCheck::tell(const HeavyCapture &C, const CallbackSite &Site,
                             const Callback &Called, StringRef Name,
                             const ASTContext &Context) {
  auto Note = [this](SourceLocation At, StringRef Text) {
    diag(At, "%0", DiagnosticIDs::Note) << Text;
  };
  const Held &H = C.Object;
  if (!isInstantiated(*Site.Enclosing))
    Note(H.Variable ? H.Variable->getLocation() : H.Where,
         whyHeavy(C, Name, Context));
  if (C.Use.What == BodyUse::Nothing && Called.Body) {
    Note(Called.Body->getBody() ? Called.Body->getBody()->getBeginLoc()
                                : Called.Body->getLocation(),
         "the callback does not use it");
  } else if (C.Use.What == BodyUse::Some) {
    std::string Read;
    for (const analysis::Part &P : C.Use.Parts)
      Read += (Read.empty() ? "'" : ", '") + P.Text + "'";
    Note(C.Use.Parts.front().Sites.front()->getBeginLoc(),
         "the callback reads only " + Read + " of it");
  }
  const Expr &Call = Site.Call.View.expr();
  Note(Call.getExprLoc(), Site.Call.does(model::ActionStart)
                              ? "the timer is started here"
                              : "the timer gets the callback here");
}

void HeavyCaptureCheck::reportCallback(const CallbackSite &Site,
                                       const Callback &Called,
                                       ArrayRef<HeavyCapture> Found,
                                       const analysis::UnitAnalysis &Unit) {
  const ASTContext &Context = Unit.context();
  const bool Instantiated = isInstantiated(*Site.Enclosing);
  const std::vector<Mending> Plan =
      Instantiated ? std::vector<Mending>(Found.size())
                   : mend(Found, Called, *Site.Enclosing, Context);
  const StringRef Time = holdingTime(Site, Called, Unit.models(), Context);
  for (size_t I = 0; I < Found.size(); ++I) {
    const HeavyCapture &C = Found[I];
    const std::string Name = objectName(C.Object, Context);
    const std::string Kept = C.Load.What == Weight::Owner && C.Load.Member
                                 ? Name + "." + C.Load.Member->getNameAsString()
                                 : Name;
    const bool Sized = C.Load.What == Weight::Large && !Instantiated;
    {
      auto Report =
          diag(C.Object.Where, C.Load.What == Weight::Owner
                                   ? "callback of the timer keeps '%0' alive "
                                     "%1"
                                   : "callback of the timer holds a copy of "
                                     "'%0'%2 %1")
          << Kept << Time
          << (Sized ? " (" + std::to_string(C.Load.Bytes) + " bytes)" : "");
      for (const FixItHint &Edit : Plan[I].Edits)
        Report << Edit;
      if (Plan[I].How == CaptureFix::Move)
        Report << Includes.insertion(
            Context.getSourceManager().getFileID(C.Object.Where), "<utility>");
    }
    tell(C, Site, Called, Name, Context);
    if (Plan[I].With)
      diag(C.Object.Where, "mended together with the capture of '%0'",
           DiagnosticIDs::Note)
          << objectName(Found[*Plan[I].With].Object, Context);
    else if (Plan[I].Edits.empty())
      diag(C.Object.Where, "%0", DiagnosticIDs::Note)
          << advice(C, Name, Context);
  }
}

} // namespace ticktidy
