//===- Pool.cpp -----------------------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Pool.h"
#include "CommandLine.h"
#include "Files.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

using namespace llvm;

namespace ticktidy::tool {

/// The signals that the pool waits for.
static sigset_t watched() {
  sigset_t Set;
  sigemptyset(&Set);
  for (int Signal : {SIGCHLD, SIGINT, SIGTERM, SIGHUP})
    sigaddset(&Set, Signal);
  return Set;
}

Pool::Pool(unsigned Width, std::chrono::seconds Limit)
    : Width(Width), Limit(Limit) {
  // Blocked, they wait for sigtimedwait, and none comes between.
  sigset_t Set = watched();
  sigprocmask(SIG_BLOCK, &Set, &Before);
}

Pool::~Pool() {
  killAll();
  if (!Folder.empty())
    (void)sys::fs::remove_directories(Folder);
  sigprocmask(SIG_SETMASK, &Before, nullptr);
}

std::string Pool::file(std::size_t Index, StringRef Suffix) const {
  return (Folder + "/" + Twine(Index) + Suffix).str();
}

/// What a child process does, from its first step to its last: \p J, with what
/// it writes to a terminal in the file \p Log.
[[noreturn]] static void runChild(Job J, const std::string &ResultFile,
                                  const std::string &Log, pid_t Parent) {
  // A group of its own, so that a key on the terminal reaches only us.
  setpgid(0, 0);
#ifdef __linux__
  // A unit that nobody waits for any more is not worth its time.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != Parent)
    _exit(ExitInput);
  int In = open("/dev/null", O_RDONLY);
  int Out = open(Log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(In, STDIN_FILENO);
  dup2(Out, STDOUT_FILENO);
  dup2(Out, STDERR_FILENO);
  int Code = 0;
  if (Error Why = analyzeConfined(std::move(J), ResultFile)) {
    complain(toString(std::move(Why)));
    Code = ExitInput;
  }
  // What this process began to print, and its exit handlers, are the parent's.
  _exit(Code);
}

Error Pool::start(const Job &J, std::size_t Index) {
  pid_t Parent = getpid();
  pid_t Pid = fork();
  if (Pid < 0)
    return failure(Twine("cannot start a process: ") + strerror(errno));
  if (Pid == 0) {
    sigprocmask(SIG_SETMASK, &Before, nullptr);
    runChild(J, file(Index, ".result"), file(Index, ".log"), Parent);
  }
  // Both set it: whichever comes first, it is set before it is needed.
  setpgid(Pid, Pid);
  Running[Pid] = {Index, Clock::now()};
  return Error::success();
}

UnitResult Pool::resultOf(const Job &J, const Child &C, int Status) {
  auto Fail = [&](Outcome How, const Twine &Why) {
    UnitResult R;
    R.How = How;
    R.Problems.push_back((J.What.File + ": " + Why).str());
    return R;
  };
  if (C.OutOfTime)
    return Fail(Outcome::TimedOut, "given up after " + Twine(Limit.count()) +
                                       " seconds; --time-limit gives it more");
  if (WIFSIGNALED(Status))
    return Fail(Outcome::Failed, Twine("its analysis crashed (") +
                                     strsignal(WTERMSIG(Status)) + ")");
  Expected<std::string> Text = readFile(file(C.Index, ".result"));
  if (!Text) {
    consumeError(Text.takeError());
    Expected<std::string> Log = readFile(file(C.Index, ".log"));
    StringRef Last = Log ? StringRef(*Log).rtrim() : StringRef();
    if (!Log)
      consumeError(Log.takeError());
    Last = Last.substr(Last.rfind('\n') + 1);
    return Fail(Outcome::Failed, "its analysis ended without a result" +
                                     (Last.empty() ? "" : ": " + Last));
  }
  Expected<UnitResult> Read = json::parse<UnitResult>(*Text, "result");
  if (!Read)
    return Fail(Outcome::Failed, toString(Read.takeError()));
  return std::move(*Read);
}

void Pool::reap(ArrayRef<Job> Jobs, Finished Done) {
  for (auto It = Running.begin(); It != Running.end();) {
    int Status = 0;
    if (waitpid(It->first, &Status, WNOHANG) != It->first) {
      ++It;
      continue;
    }
    Child C = It->second;
    It = Running.erase(It);
    UnitResult Result = resultOf(Jobs[C.Index], C, Status);
    for (StringRef Suffix : {".result", ".log"})
      (void)sys::fs::remove(file(C.Index, Suffix));
    Done(C.Index, std::move(Result), Clock::now() - C.Started);
  }
}

void Pool::killLate() {
  if (Limit.count() == 0)
    return;
  for (auto &[Pid, C] : Running)
    if (!C.OutOfTime && Clock::now() - C.Started > Limit) {
      C.OutOfTime = true;
      kill(-Pid, SIGKILL);
    }
}

void Pool::killAll() {
  for (const auto &[Pid, C] : Running)
    kill(-Pid, SIGKILL);
  for (const auto &[Pid, C] : Running)
    waitpid(Pid, nullptr, 0);
  Running.clear();
}

void Pool::wait() {
  sigset_t Set = watched();
  timespec Tick = {0, 100'000'000};
  int Signal = sigtimedwait(&Set, nullptr, &Tick);
  if (Signal > 0 && Signal != SIGCHLD)
    IsInterrupted = true;
}

Error Pool::run(ArrayRef<Job> Jobs, Finished Done,
                function_ref<bool()> Continue) {
  SmallString<128> Temporary;
  sys::path::system_temp_directory(/*ErasedOnReboot=*/true, Temporary);
  std::string Name = (Temporary + "/ticktidy-XXXXXX").str();
  // Unlike LLVM's function, that one makes a folder that nobody else can read.
  if (!mkdtemp(Name.data()))
    return failure("cannot make a folder in '" + Temporary +
                   "': " + strerror(errno));
  Folder = Name;

  std::size_t Next = 0;
  while (!IsInterrupted && (Next != Jobs.size() || !Running.empty())) {
    while (Next != Jobs.size() && Running.size() < Width) {
      if (!Continue())
        Next = Jobs.size();
      else if (Error Why = start(Jobs[Next], Next))
        return Why;
      else
        ++Next;
    }
    if (!Running.empty())
      wait();
    killLate();
    reap(Jobs, Done);
  }
  killAll();
  return Error::success();
}

} // namespace ticktidy::tool
