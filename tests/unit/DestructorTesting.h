//===- DestructorTesting.h - Edits a destructor -----------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_TESTS_UNIT_DESTRUCTORTESTING_H
#define TICKTIDY_TESTS_UNIT_DESTRUCTORTESTING_H

#include "EditTesting.h"
#include "fix/DestructorEdit.h"

namespace ticktidy::test {

/// The source after the destructor of `T` was made to do \p Statement.
inline std::string ended(llvm::StringRef Code,
                         llvm::StringRef Statement = "close(fd_);",
                         Standard In = Standard::Cxx17) {
  Source S(Code, In);
  fix::DestructorPlan Plan(S.context());
  Plan.add(1, S.record("T"), Statement.str());
  auto Outcomes = Plan.resolve();
  EXPECT_EQ(Outcomes[1].Carrier.has_value(), !Outcomes[1].Edits.empty());
  EXPECT_EQ(Outcomes[1].Place.isValid(), !Outcomes[1].Edits.empty());
  return Outcomes[1].Carrier ? S.after(Outcomes[1].Edits) : "no edit";
}

} // namespace ticktidy::test

#endif // TICKTIDY_TESTS_UNIT_DESTRUCTORTESTING_H
