//===- Summary.h - What a unit knows for others -----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whether some timers are forgotten depends on functions in other units. Each
// unit leaves what it would report if those did nothing, and what its own
// functions do; put together, that decides. Functions and fields go by clang's
// USR, which is the same in all units.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TOOL_SUMMARY_H
#define TICKTIDY_TOOL_SUMMARY_H

#include "Finding.h"

namespace ticktidy::tool {

/// "This function only borrows a timer of this kind in this parameter."
struct Borrow {
  std::string Function;
  int Parameter = 0;
  /// A kind's name; or "*" and a regime, for the kinds of that regime that the
  /// function's unit has nothing to do with.
  std::string Kind;

  bool operator<(const Borrow &O) const {
    return std::tie(Function, Parameter, Kind) <
           std::tie(O.Function, O.Parameter, O.Kind);
  }
  bool operator==(const Borrow &O) const {
    return Function == O.Function && Parameter == O.Parameter && Kind == O.Kind;
  }
};

/// A finding that holds if all of this does.
struct Conditional {
  Finding What;
  std::vector<Borrow> Needs; ///< Kind is a name
  std::string Regime;        ///< of that kind, with "*" before it
  /// These functions are in some unit, and the field in no other unit's code.
  std::vector<std::string> Elsewhere;
  std::string Field;
  std::string Class; ///< whose objects do not all live as long as the process
};

/// What the functions of a unit's own source file do. All sorted.
struct Facts {
  std::vector<std::string> Defined; ///< functions
  std::vector<std::string> Kinds;   ///< of timer that it has to do with
  std::vector<Borrow> Borrows;
  std::vector<std::string> Fields; ///< those of headers that its code names
  /// Classes of headers that have objects which live as long as the process,
  /// and those that have others.
  std::vector<std::string> Statics;
  std::vector<std::string> Mortals;
};

/// What a unit leaves for the others.
struct Summary {
  Facts Known;
  std::vector<Conditional> Doubts;
};

llvm::json::Value toJSON(const Summary &S);
bool fromJSON(const llvm::json::Value &V, Summary &S, llvm::json::Path At);

/// The findings of all units that turn out to hold.
std::vector<Finding> settle(llvm::ArrayRef<Summary> Units);

} // namespace ticktidy::tool

#endif // TICKTIDY_TOOL_SUMMARY_H
