/*===- Loader.c - Opens the build that fits the host ------------*- C -*-===*\
|*
|* Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/
/*
 * This is all of ticktidy.so. A clang-tidy plugin works only in the LLVM major
 * that it was built for; in another one it reports nothing, or dies with a
 * linker's message. This loader has no symbol of LLVM, so it loads into every
 * host (eager binding included). It finds out the host's major and opens
 *
 *   <folder of this file>/ticktidy/llvm-<major>/ticktidy-checks.so
 *
 * or ends the run with one line on stderr and exit code 2. It must not let the
 * run go on: clang-tidy would then report "no findings" without having looked.
 */

#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ExitUnusable = 2, MaxMajors = 32 };

#define CHECKS_FILE "ticktidy-checks.so"

/* A std::string of libstdc++ (its C++11 ABI), as a function returns it. */
struct StdString {
  char *Text;
  size_t Length;
  char Buffer[16];
};

/* Part of LLVM's C API since 16: its version. */
typedef void GetVersionFunction(unsigned *, unsigned *, unsigned *);

/* The LLVM major of this process, or 0 if it does not tell. */
static unsigned hostMajor(void) {
  GetVersionFunction *GetVersion;
  struct StdString (*GetFullVersion)(void);
  unsigned Major = 0;

  *(void **)&GetVersion = dlsym(RTLD_DEFAULT, "LLVMGetVersion");
  if (GetVersion) {
    GetVersion(&Major, NULL, NULL);
    return Major;
  }

  /* clang::getClangFullVersion(), for older hosts and for those that hide
     LLVM's C API: "Debian clang version 14.0.6". */
  *(void **)&GetFullVersion =
      dlsym(RTLD_DEFAULT, "_ZN5clang19getClangFullVersionB5cxx11Ev");
  if (GetFullVersion) {
    struct StdString Version = GetFullVersion();
    const char *Number = NULL;
    /* A shorter text would lie inside the object, which was copied. */
    if (Version.Length >= sizeof Version.Buffer)
      Number = strstr(Version.Text, "version ");
    if (Number)
      sscanf(Number, "version %u", &Major);
  }
  return Major;
}

/* True if Checks, which was opened, was built for the very LLVM of this
   process, and not just for its major. */
static int isOfHost(void *Checks) {
  GetVersionFunction *OfHost, *OfChecks;
  unsigned Host[3] = {0}, Built[3] = {0};

  *(void **)&OfHost = dlsym(RTLD_DEFAULT, "LLVMGetVersion");
  *(void **)&OfChecks = dlsym(Checks, "ticktidyBuiltFor");
  if (!OfHost || !OfChecks)
    return 0;
  OfHost(&Host[0], &Host[1], &Host[2]);
  OfChecks(&Built[0], &Built[1], &Built[2]);
  return memcmp(Host, Built, sizeof Host) == 0;
}

static int byValue(const void *Left, const void *Right) {
  unsigned L = *(const unsigned *)Left, R = *(const unsigned *)Right;
  return (L > R) - (L < R);
}

/* Writes the majors that have a build in Folder to Majors, in ascending order.
   Returns their number, at most MaxMajors. */
static size_t installedMajors(const char *Folder, unsigned *Majors) {
  size_t Count = 0;
  struct dirent *Entry;
  DIR *Listing = opendir(Folder);
  if (!Listing)
    return 0;
  while (Count < MaxMajors && (Entry = readdir(Listing))) {
    char File[PATH_MAX];
    unsigned Major;
    char Rest;
    if (sscanf(Entry->d_name, "llvm-%u%c", &Major, &Rest) != 1)
      continue;
    if (snprintf(File, sizeof File, "%s/llvm-%u/" CHECKS_FILE, Folder, Major) <
            (int)sizeof File &&
        access(File, R_OK) == 0)
      Majors[Count++] = Major;
  }
  closedir(Listing);
  qsort(Majors, Count, sizeof *Majors, byValue);
  return Count;
}

/* Says which builds there are and what would help, and ends the process.
   Major is the host's, or 0. */
static void refuse(unsigned Major, const char *Folder) {
  unsigned Majors[MaxMajors];
  size_t Count = installedMajors(Folder, Majors);
  char Host[64] = "of unknown version";
  char Have[MaxMajors * 14 + 32] = "there is no build at all";
  char Help[512] = "";
  size_t I, Used;

  if (Major)
    snprintf(Host, sizeof Host, "%u", Major);
  for (I = 0, Used = 0; I < Count; ++I)
    Used += snprintf(Have + Used, sizeof Have - Used, "%s%u",
                     I == 0           ? "the builds here are for LLVM "
                     : I + 1 == Count ? " and "
                                      : ", ",
                     Majors[I]);

  Used = 0;
  if (Count)
    Used = snprintf(Help, sizeof Help, "install and run clang-tidy-%u",
                    Majors[Count - 1]);
  if (Major >= TICKTIDY_OLDEST_LLVM)
    snprintf(Help + Used, sizeof Help - Used,
             "%sinstall ticktidy for LLVM %u (build it with "
             "-DTICKTIDY_LLVM=%u and install it into the same prefix)",
             Used ? ", or " : "", Major, Major);
  else if (!Used)
    snprintf(Help, sizeof Help, "install ticktidy for LLVM %d or newer",
             TICKTIDY_OLDEST_LLVM);

  dprintf(STDERR_FILENO,
          "ticktidy: error: no build for this program's LLVM (%s) in '%s'; "
          "%s: %s\n",
          Host, Folder, Have, Help);
  _exit(ExitUnusable);
}

/* Runs inside the host's dlopen of this file, before the host looks for checks.
 */
__attribute__((constructor)) static void loadChecks(void) {
  char Self[PATH_MAX], Folder[PATH_MAX + 16], File[PATH_MAX + 64];
  Dl_info Info;
  unsigned Major = hostMajor();
  char *Slash;
  void *Checks;

  /* The real path, so that a link to this file works from anywhere. */
  if (!dladdr((void *)&loadChecks, &Info) || !realpath(Info.dli_fname, Self)) {
    dprintf(STDERR_FILENO, "ticktidy: error: cannot find its own folder\n");
    _exit(ExitUnusable);
  }
  Slash = strrchr(Self, '/');
  if (Slash)
    *Slash = '\0';
  snprintf(Folder, sizeof Folder, "%s/ticktidy", Self);
  snprintf(File, sizeof File, "%s/llvm-%u/" CHECKS_FILE, Folder, Major);

  if (!Major || access(File, R_OK) != 0)
    refuse(Major, Folder);

  /* A symbol that the host lacks must be told now, not in the middle of a run:
     all are bound at once, unless host and build are of one version. */
  Checks = dlopen(File, RTLD_LAZY | RTLD_GLOBAL);
  if (Checks && !isOfHost(Checks))
    Checks = dlopen(File, RTLD_NOW | RTLD_GLOBAL);
  if (!Checks) {
    dprintf(STDERR_FILENO,
            "ticktidy: error: cannot load the build for LLVM %u: %s\n", Major,
            dlerror());
    _exit(ExitUnusable);
  }
}
