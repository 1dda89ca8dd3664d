//===- Confine.cpp --------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Confine.h"

#if defined(__linux__) && __has_include(<linux/landlock.h>)
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace ticktidy::tool {

#ifdef LANDLOCK_ACCESS_FS_WRITE_FILE

/// What Landlock's first version knows and reading does not need.
static constexpr std::uint64_t Changes =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
    LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

// The C library has no functions for these.
static bool allowBelow(int Rules, const std::string &Folder) {
  int Opened = open(Folder.c_str(), O_PATH | O_CLOEXEC);
  if (Opened < 0)
    return false;
  landlock_path_beneath_attr Rule = {};
  Rule.allowed_access = Changes;
  Rule.parent_fd = Opened;
  bool IsAdded = syscall(SYS_landlock_add_rule, Rules,
                         LANDLOCK_RULE_PATH_BENEATH, &Rule, 0) == 0;
  close(Opened);
  return IsAdded;
}

bool confine(llvm::ArrayRef<std::string> Folders) {
  landlock_ruleset_attr What = {};
  What.handled_access_fs = Changes | LANDLOCK_ACCESS_FS_EXECUTE;
  auto Rules = static_cast<int>(
      syscall(SYS_landlock_create_ruleset, &What, sizeof(What), 0));
  if (Rules < 0)
    return false;
  bool IsGood = true;
  for (const std::string &Folder : Folders)
    IsGood = IsGood && allowBelow(Rules, Folder);
  IsGood = IsGood && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_landlock_restrict_self, Rules, 0) == 0;
  close(Rules);
  return IsGood;
}

#else

bool confine(llvm::ArrayRef<std::string>) { return false; }

#endif

} // namespace ticktidy::tool
