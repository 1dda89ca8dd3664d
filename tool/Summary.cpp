//===- Summary.cpp --------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <set>

using namespace llvm;

namespace ticktidy::tool {

static json::Value toJSON(const Borrow &B) {
  return json::Array{B.Function, B.Parameter, B.Kind};
}

static bool fromJSON(const json::Value &V, Borrow &B, json::Path At) {
  const json::Array *Parts = V.getAsArray();
  if (!Parts || Parts->size() != 3) {
    At.report("expected function, parameter and kind");
    return false;
  }
  return json::fromJSON((*Parts)[0], B.Function, At.index(0)) &&
         json::fromJSON((*Parts)[1], B.Parameter, At.index(1)) &&
         json::fromJSON((*Parts)[2], B.Kind, At.index(2));
}

static json::Array list(const std::vector<Borrow> &All) {
  json::Array Result;
  for (const Borrow &B : All)
    Result.push_back(toJSON(B));
  return Result;
}

static json::Value toJSON(const Conditional &C) {
  return json::Object{
      {"finding", toJSON(C.What)}, {"needs", list(C.Needs)},
      {"regime", C.Regime},        {"elsewhere", json::Array(C.Elsewhere)},
      {"field", C.Field},          {"class", C.Class}};
}

static bool fromJSON(const json::Value &V, Conditional &C, json::Path At) {
  json::ObjectMapper O(V, At);
  return O && O.map("finding", C.What) && O.map("needs", C.Needs) &&
         O.map("regime", C.Regime) && O.map("elsewhere", C.Elsewhere) &&
         O.map("field", C.Field) && O.map("class", C.Class);
}

json::Value toJSON(const Summary &S) {
  json::Array Doubts;
  for (const Conditional &C : S.Doubts)
    Doubts.push_back(toJSON(C));
  return json::Object{{"defined", json::Array(S.Known.Defined)},
                      {"kinds", json::Array(S.Known.Kinds)},
                      {"borrows", list(S.Known.Borrows)},
                      {"fields", json::Array(S.Known.Fields)},
                      {"statics", json::Array(S.Known.Statics)},
                      {"mortals", json::Array(S.Known.Mortals)},
                      {"doubts", std::move(Doubts)}};
}

bool fromJSON(const json::Value &V, Summary &S, json::Path At) {
  json::ObjectMapper O(V, At);
  return O && O.map("defined", S.Known.Defined) &&
         O.map("kinds", S.Known.Kinds) && O.map("borrows", S.Known.Borrows) &&
         O.map("fields", S.Known.Fields) && O.map("statics", S.Known.Statics) &&
         O.map("mortals", S.Known.Mortals) && O.map("doubts", S.Doubts);
}

std::vector<Finding> settle(ArrayRef<Summary> Units) {
  // A function with the same name in two programs is two functions: only what
  // all of them do is known.
  StringMap<std::vector<const Summary *>> Definitions;
  StringMap<unsigned> UnitsNaming;
  StringSet<> Statics;
  StringSet<> Mortals;
  std::vector<std::set<Borrow>> Borrows;
  DenseMap<const Summary *, std::size_t> Index;
  for (const Summary &S : Units) {
    for (const std::string &F : S.Known.Defined)
      Definitions[F].push_back(&S);
    for (const std::string &Field : S.Known.Fields)
      ++UnitsNaming[Field];
    for (const std::string &Class : S.Known.Statics)
      Statics.insert(Class);
    for (const std::string &Class : S.Known.Mortals)
      Mortals.insert(Class);
    Index[&S] = Borrows.size();
    Borrows.emplace_back(S.Known.Borrows.begin(), S.Known.Borrows.end());
  }
  auto IsProven = [&](const Borrow &Need, StringRef Regime) {
    auto Known = Definitions.find(Need.Function);
    return Known != Definitions.end() &&
           all_of(Known->second, [&](const Summary *S) {
             Borrow There = Need;
             if (!is_contained(S->Known.Kinds, Need.Kind))
               There.Kind = Regime.str();
             return Borrows[Index[S]].count(There) != 0;
           });
  };
  std::vector<Finding> Result;
  for (const Summary &S : Units)
    for (const Conditional &C : S.Doubts) {
      bool Holds = all_of(C.Needs,
                          [&](const Borrow &Need) {
                            return IsProven(Need, C.Regime);
                          }) &&
                   all_of(C.Elsewhere,
                          [&](const std::string &F) {
                            return Definitions.count(F) != 0;
                          }) &&
                   (C.Field.empty() || UnitsNaming.lookup(C.Field) <= 1) &&
                   (!Statics.contains(C.Class) || Mortals.contains(C.Class));
      if (Holds)
        Result.push_back(C.What);
    }
  return Result;
}

} // namespace ticktidy::tool
