//===- BuiltinHeadersTest.cpp ---------------------------------------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Holds the built-in models against the real headers of their libraries: every
// name exists there, and every argument that a model numbers. A library whose
// headers are not installed is skipped.
//
//===----------------------------------------------------------------------===//

#include "analysis/ModelLookup.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"
#include <map>
#include <set>

using namespace clang;
using namespace ticktidy;
using llvm::StringRef;

namespace {

/// Every function and class of a unit, by qualified name.
class Names : public RecursiveASTVisitor<Names> {
public:
  bool VisitFunctionDecl(FunctionDecl *F) {
    Functions[analysis::qualifiedName(*F)].push_back(F);
    return true;
  }
  bool VisitRecordDecl(RecordDecl *R) {
    Classes.insert(analysis::qualifiedName(*R));
    return true;
  }

  std::map<std::string, std::vector<const FunctionDecl *>> Functions;
  std::set<std::string> Classes;
};

struct HeaderCase {
  StringRef Library;
  const char *Code;
  /// Without it the library is not installed.
  const char *File;
  std::vector<std::string> Args;
  /// Names of other versions of the library, of add-ons, or of macros.
  std::set<StringRef> Elsewhere;
};

const model::Library *builtin(StringRef Name) {
  for (const model::Library *L : model::builtinLibraries())
    if (L->Name == Name)
      return L;
  return nullptr;
}

/// True if \p F has the argument \p P, if \p P is one.
bool hasPlace(const FunctionDecl &F, const model::Place &P) {
  switch (P.Where) {
  case model::Place::None:
    return true;
  case model::Place::Return:
    return !F.getReturnType()->isVoidType();
  case model::Place::This: {
    const auto *Method = llvm::dyn_cast<CXXMethodDecl>(&F);
    return Method && Method->isInstance();
  }
  case model::Place::Argument:
  case model::Place::Pointee:
    break;
  }
  if (F.isVariadic() || F.isTemplated())
    return true;
  int Count = static_cast<int>(F.getNumParams());
  if (P.Index >= Count || P.Index < -Count)
    return false;
  if (P.Where == model::Place::Argument)
    return true;
  QualType T =
      F.getParamDecl(P.Index < 0 ? Count + P.Index : P.Index)->getType();
  return T->isPointerType() || T->isReferenceType();
}

bool fits(const FunctionDecl &F, const model::Call &C) {
  const model::Place Places[] = {
      C.Handle,   C.Callback,   C.UserData,       C.Context,      C.Owner,
      C.Interval, C.When.Where, C.Periodic.Where, C.Disarms.Where};
  return llvm::all_of(Places,
                      [&](const model::Place &P) { return hasPlace(F, P); });
}

void check(const HeaderCase &Case) {
  const model::Library *L = builtin(Case.Library);
  ASSERT_NE(L, nullptr) << Case.Library.str();
  if (!llvm::sys::fs::exists(Case.File))
    GTEST_SKIP() << Case.File << " is not installed";
  std::vector<std::string> Args = Case.Args;
  Args.insert(Args.end(), {"-D_GNU_SOURCE", "-w", "-fPIC",
                           "-resource-dir=" TICKTIDY_RESOURCE_DIR});
  std::unique_ptr<ASTUnit> Ast =
      tooling::buildASTFromCodeWithArgs(Case.Code, Args, "input.cpp");
  ASSERT_NE(Ast, nullptr);
  ASSERT_FALSE(Ast->getDiagnostics().hasErrorOccurred());
  Names Known;
  Known.TraverseDecl(Ast->getASTContext().getTranslationUnitDecl());

  auto Find = [&](StringRef Name) {
    auto It = Known.Functions.find(Name.str());
    bool Found = It != Known.Functions.end();
    EXPECT_NE(Found, Case.Elsewhere.count(Name) != 0) << Name.str();
    return Found ? &It->second : nullptr;
  };
  for (const model::Kind &K : L->Kinds) {
    if (!K.Class.empty())
      EXPECT_TRUE(Known.Classes.count(K.Class.str())) << K.Class.str();
    for (const model::Call &C : K.Calls)
      if (const auto *Overloads = Find(C.Name))
        EXPECT_TRUE(llvm::any_of(
            *Overloads, [&](const FunctionDecl *F) { return fits(*F, C); }))
            << "no overload of " << C.Name.str() << " fits its model";
  }
  for (llvm::ArrayRef<StringRef> List : {L->Runs, L->Waits, L->OffLoop})
    for (StringRef Name : List)
      Find(Name);
  for (const model::Blocker &B : L->Blocks) {
    if (const auto *Overloads = Find(B.Name))
      EXPECT_TRUE(llvm::any_of(*Overloads,
                               [&](const FunctionDecl *F) {
                                 return hasPlace(*F, B.Time) &&
                                        hasPlace(*F, B.When.Where);
                               }))
          << "no overload of " << B.Name.str() << " fits its model";
    for (StringRef Name : B.AskedBy)
      Find(Name);
  }
  for (StringRef Name : L->Pools)
    EXPECT_TRUE(Known.Classes.count(Name.str())) << Name.str();
}

const std::vector<std::string> Cxx = {"-std=c++17"};

TEST(BuiltinHeadersTest, Posix) {
  check({"POSIX timers",
         "#include <signal.h>\n#include <time.h>\n",
         "/usr/include/time.h",
         Cxx,
         {"__timer_settime64", "__timer_gettime64"}});
}

TEST(BuiltinHeadersTest, Timerfd) {
  check({"timerfd",
         "#include <fcntl.h>\n#include <stdio.h>\n#include <sys/epoll.h>\n"
         "#include <sys/ioctl.h>\n#include <sys/stat.h>\n"
         "#include <sys/timerfd.h>\n#include <sys/uio.h>\n"
         "#include <unistd.h>\n",
         "/usr/include/time.h",
         Cxx,
         {"__timerfd_settime64", "__timerfd_gettime64"}});
}

TEST(BuiltinHeadersTest, Libuv) {
  check({"libuv", "#include <uv.h>\n", "/usr/include/uv.h", Cxx, {}});
}

TEST(BuiltinHeadersTest, Libevent) {
  check({"libevent",
         "#include <event2/event.h>\n#include <event2/event_compat.h>\n"
         "#include <event2/event_struct.h>\n",
         "/usr/include/event2/event.h",
         Cxx,
         {}});
}

TEST(BuiltinHeadersTest, GLib) {
  check({"GLib",
         "#include <gio/gio.h>\n",
         "/usr/include/glib-2.0/glib.h",
         {"-std=c++17", "-isystem/usr/include/glib-2.0",
          "-isystem/usr/lib/x86_64-linux-gnu/glib-2.0/include"},
         // Newer than 2.74; of GTK.
         {"g_timeout_add_seconds_once", "gtk_main", "gtk_main_iteration",
          "gtk_dialog_run", "gtk_main_quit"}});
}

void checkQt(const std::string &Version, std::set<StringRef> Elsewhere) {
  const std::string Root = "/usr/include/x86_64-linux-gnu/" + Version;
  std::vector<std::string> Args = Cxx;
  Args.push_back("-isystem" + Root);
  for (const char *Module :
       {"QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtTest"})
    Args.push_back("-isystem" + Root + "/" + Module);
  const std::string File = Root + "/QtTest/QSignalSpy";
  check({"Qt",
         "#include <QtCore/QtCore>\n#include <QtWidgets/QtWidgets>\n"
         "#include <QtNetwork/QtNetwork>\n#include <QtTest/QtTest>\n",
         File.c_str(), Args, std::move(Elsewhere)});
}

TEST(BuiltinHeadersTest, Qt5) { checkQt("qt5", {}); }

TEST(BuiltinHeadersTest, Qt6) { checkQt("qt6", {}); }

TEST(BuiltinHeadersTest, Asio) {
  // Its deadline timers are there only with Boost's dates.
  if (!llvm::sys::fs::exists("/usr/include/boost/date_time.hpp"))
    GTEST_SKIP() << "Boost.Date_Time is not installed";
  check({"Asio",
         "#include <asio.hpp>\n#include <asio/deadline_timer.hpp>\n",
         "/usr/include/asio.hpp",
         {"-std=c++17", "-DASIO_HAS_BOOST_DATE_TIME=1"},
         {}});
}

TEST(BuiltinHeadersTest, BoostAsio) {
  check({"Boost.Asio",
         "#include <boost/asio.hpp>\n",
         "/usr/include/boost/asio.hpp",
         Cxx,
         {}});
}

TEST(BuiltinHeadersTest, Libev) {
  check({"libev",
         "#include <ev.h>\n#include <ev++.h>\n",
         "/usr/include/ev++.h",
         Cxx,
         {}});
}

TEST(BuiltinHeadersTest, Glibmm) {
  check({"glibmm",
         "#include <glibmm.h>\n",
         "/usr/include/glibmm-2.4/glibmm.h",
         {"-std=c++17", "-isystem/usr/include/glibmm-2.4",
          "-isystem/usr/lib/x86_64-linux-gnu/glibmm-2.4/include",
          "-isystem/usr/include/glib-2.0",
          "-isystem/usr/lib/x86_64-linux-gnu/glib-2.0/include",
          "-isystem/usr/include/sigc++-2.0",
          "-isystem/usr/lib/x86_64-linux-gnu/sigc++-2.0/include"},
         // Of giomm and gtkmm.
         {"Gio::Application::run", "Gtk::Application::run", "Gtk::Main::run",
          "Gtk::Main::iteration", "Gtk::Dialog::run"}});
}

TEST(BuiltinHeadersTest, Poco) {
  check({"Poco",
         "#include <Poco/Condition.h>\n#include <Poco/Event.h>\n"
         "#include <Poco/Process.h>\n#include <Poco/Semaphore.h>\n"
         "#include <Poco/Thread.h>\n#include <Poco/ThreadPool.h>\n"
         "#include <Poco/Timer.h>\n#include <Poco/Util/Timer.h>\n",
         "/usr/include/Poco/Util/Timer.h",
         Cxx,
         {}});
}

TEST(BuiltinHeadersTest, Sdl2) {
  check(
      {"SDL 2", "#include <SDL2/SDL.h>\n", "/usr/include/SDL2/SDL.h", Cxx, {}});
}

TEST(BuiltinHeadersTest, SdEvent) {
  check({"sd-event",
         "#include <systemd/sd-bus.h>\n#include <systemd/sd-event.h>\n",
         "/usr/include/systemd/sd-event.h",
         Cxx,
         {}});
}

TEST(BuiltinHeadersTest, WxWidgets) {
  check({"wxWidgets",
         "#include <wx/wx.h>\n#include <wx/evtloop.h>\n"
         "#include <wx/thread.h>\n#include <wx/timer.h>\n",
         "/usr/include/wx-3.2/wx/timer.h",
         {"-std=c++17",
          "-isystem/usr/lib/x86_64-linux-gnu/wx/include/gtk3-unicode-3.2",
          "-isystem/usr/include/wx-3.2", "-D__WXGTK__", "-DWXUSINGDLL"},
         {}});
}

TEST(BuiltinHeadersTest, IntervalTimers) {
  check({"interval timers",
         "#include <sys/time.h>\n#include <unistd.h>\n",
         "/usr/include/x86_64-linux-gnu/sys/time.h",
         Cxx,
         {}});
}

TEST(BuiltinHeadersTest, Windows) {
  check({"Windows",
         "#include <windows.h>\n#include <mmsystem.h>\n",
         "/usr/share/mingw-w64/include/windows.h",
         {"-std=c++17", "-target", "x86_64-w64-mingw32", "-nostdinc++",
          "-isystem/usr/share/mingw-w64/include", "-D_WIN32_WINNT=0x0A00"},
         {}});
}

// Debian ships no headers of these two: see tests/headers.
TEST(BuiltinHeadersTest, FreeRtos) {
  check({"FreeRTOS",
         "#include \"timers.h\"\n",
         TICKTIDY_SOURCE_DIR "/tests/headers/freertos/timers.h",
         {"-std=c++17", "-I" TICKTIDY_SOURCE_DIR "/tests/headers/freertos"},
         // Macros, and of older kernels.
         {"xTimerStart", "xTimerReset", "xTimerStop", "xTimerChangePeriod",
          "xTimerDelete", "xTimerStartFromISR", "xTimerResetFromISR",
          "xTimerStopFromISR", "xTimerChangePeriodFromISR",
          "xTimerGenericCommand"}});
}

TEST(BuiltinHeadersTest, EspIdf) {
  check({"ESP-IDF",
         "#include \"esp_timer.h\"\n",
         TICKTIDY_SOURCE_DIR "/tests/headers/esp-idf/esp_timer.h",
         {"-std=c++17", "-I" TICKTIDY_SOURCE_DIR "/tests/headers/esp-idf"},
         {}});
}

TEST(BuiltinHeadersTest, Runtime) {
  check(
      {"C and C++ run time",
       "#include <barrier>\n#include <condition_variable>\n#include <fcntl.h>\n"
       "#include <future>\n#include <latch>\n#include <mqueue.h>\n#include "
       "<netdb.h>\n"
       "#include <poll.h>\n#include <pthread.h>\n#include <semaphore>\n"
       "#include <semaphore.h>\n#include <signal.h>\n#include <stdio.h>\n"
       "#include <stdlib.h>\n#include <string>\n#include <sys/epoll.h>\n"
       "#include <sys/file.h>\n#include <sys/msg.h>\n"
       "#include <sys/select.h>\n#include <sys/socket.h>\n"
       "#include <sys/wait.h>\n#include <thread>\n#include <threads.h>\n"
       "#include <time.h>\n#include <unistd.h>\n",
       "/usr/include/time.h",
       {"-std=c++20"},
       // Of libc++.
       {"std::future::wait", "std::future::wait_for", "std::future::wait_until",
        "std::shared_future::wait", "std::shared_future::wait_for",
        "std::shared_future::wait_until"}});
}

} // namespace
