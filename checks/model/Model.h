//===- Model.h - What a timer API is ----------------------------*- C++ -*-===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The vocabulary in which a timer library is described. The built-in libraries
// (libraries/*.yaml) are compiled into constant tables of these types; a user's
// model file is read into the same types at run time. Nothing here knows clang.
//
//===----------------------------------------------------------------------===//

#ifndef TICKTIDY_CHECKS_MODEL_MODEL_H
#define TICKTIDY_CHECKS_MODEL_MODEL_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace ticktidy::model {

/// What it means to lose the last handle of a live timer.
enum class Regime : std::uint8_t {
  Resource,  ///< The timer leaks: POSIX, timerfd, GLib ids.
  Object,    ///< The handle is the object and its destructor stops it: QTimer.
  Intrusive, ///< The storage must outlive the armed timer: libuv, libev.
};

/// Where the callbacks of a timer run.
enum class Thread : std::uint8_t {
  Loop,   ///< On the event loop: a callback that blocks starves the others.
  Own,    ///< On a thread of the timer or of a pool.
  Signal, ///< In a signal handler.
  None,   ///< There is no callback; the timer is polled or read.
};

/// What the callback of a timer may still do once the timer has been stopped.
enum class AfterStop : std::uint8_t {
  Silent,  ///< It never runs again.
  Told,    ///< It runs once more, and an argument says why.
  Running, ///< It may still be running, or about to, on another thread.
};

/// Unit of an interval argument.
enum class Unit : std::uint8_t {
  None, ///< No interval, or one that carries its own unit in its type.
  Nanoseconds,
  Microseconds,
  Milliseconds,
  Seconds,
  Ticks,
  Timespec, ///< struct timespec, or a struct made of them
  Timeval,  ///< struct timeval, or a struct made of them
  Chrono,   ///< std::chrono duration or a type that works like one
};

/// What a call does to its timer; a call may do several things at once.
enum Action : std::uint16_t {
  ActionNone = 0,
  ActionCreate = 1 << 0,   ///< makes a timer
  ActionStart = 1 << 1,    ///< arms it
  ActionStop = 1 << 2,     ///< disarms it and keeps it usable
  ActionRelease = 1 << 3,  ///< ends it for good (disarming it, if need be)
  ActionAttach = 1 << 4,   ///< gives it a callback
  ActionOwn = 1 << 5,      ///< gives it an owner: from here on it is cared for
  ActionBorrow = 1 << 6,   ///< only looks at it or sets a property
  ActionPeriod = 1 << 7,   ///< decides whether it repeats (see Periodic)
  ActionInterval = 1 << 8, ///< sets its interval
  ActionWait = 1 << 9,     ///< blocks until it has fired
  ActionAsk = 1 << 10,     ///< tells whether it is alive, or armed
};
using ActionSet = std::uint16_t;

/// A place in a call. Arguments are numbered from 0; a negative number counts
/// from the end (-1 is the last argument that the source spells out).
struct Place {
  enum Kind : std::uint8_t {
    None,
    Return,   ///< the value that the call returns
    This,     ///< the object whose member function is called
    Argument, ///< the value of an argument
    Pointee,  ///< the object that an argument points or refers to
  };
  Kind Where = None;
  std::int8_t Index = 0;
  llvm::StringRef Field = {}; ///< a member of that place ("it_value"), a path
                              ///< of members ("a.b"), or empty

  explicit operator bool() const { return Where != None; }
};

/// A fact about one call that decides what the call means.
struct Condition {
  enum Kind : std::uint8_t {
    Never,
    Always,
    Zero,      ///< the place holds the constant zero, null or false
    NonZero,   ///< the place holds a constant that is not zero
    Equals,    ///< the place holds the constant Value
    HasBits,   ///< the place holds a constant with any of the bits in Value
    LacksBits, ///< the place holds a constant with none of the bits in Value
    RefersTo,  ///< the place names the function or member Name, or is a string
               ///< literal that spells the last component of it
    CallbackContinues, ///< every return of the visible callback is a constant
                       ///< other than Value
  };
  Kind Test = Never;
  Place Where = {};
  std::int64_t Value = 0;
  llvm::StringRef Name = {};
};

/// How a creating or starting call says that it failed.
enum class Failure : std::uint8_t {
  Never,     ///< it cannot fail, or it throws
  NeverZero, ///< it cannot fail, and its result is never zero
  Zero,      ///< the result is zero, null or false
  NonZero,   ///< the result is anything but zero
  Negative,  ///< the result is below zero
};

inline bool mayFail(Failure How) {
  return How != Failure::Never && How != Failure::NeverZero;
}

/// One function, constructor or member function of a library.
struct Call {
  llvm::StringRef Name; ///< qualified, without template arguments:
                        ///< "uv_timer_start", "QTimer::start"
  ActionSet Does = ActionNone;
  Place Handle = {}; ///< the timer it is about; None: nobody gets a handle
  Place Callback = {};
  Place UserData = {}; ///< what the callback is given
  Place Context = {};  ///< the object with which the callback ends; counts only
                       ///< where that argument is a pointer to an object
  Place Owner = {};    ///< an object that owns the timer from here on, if not
                       ///< null (a Qt parent)
  Place Interval = {};
  Unit IntervalUnit = Unit::None; ///< an argument whose type carries its unit
                                  ///< (a chrono duration) keeps that one
  bool ZeroSpins = false;         ///< a repeating timer whose interval is zero
                                  ///< never lets its loop rest
  std::int64_t Most = 0; ///< the largest interval that is valid, in its
                         ///< unit, or 0 where the type sets the limit
  std::optional<std::int64_t> Keeps = {}; ///< a number that is no interval, and
                                          ///< leaves it as it was
  Condition When = {Condition::Always};   ///< the call means this only then
  Condition Periodic = {}; ///< for Start, Create and Period: does it repeat?
  Condition Disarms = {};  ///< for Start: the call stops the timer instead
  Condition Once = {};     ///< the callback is let go when it has run once
  Failure Fails = Failure::Never;
  bool Idempotent = true; ///< for Stop and Release: a second one is harmless
  bool Replaces = false;  ///< for Start and Interval: ends what was pending
  bool Shared = false;  ///< it serves things that are no timers as well: alone
                        ///< it does not prove that its handle is one
  bool Counted = false; ///< for Release: gives back one of several references,
                        ///< with which the timer may go on living
  std::uint8_t MinArguments = 0;   ///< it means the calls with at least and at
  std::uint8_t MaxArguments = 255; ///< most so many arguments spelled out

  /// True if a call that spells out \p Arguments arguments is meant.
  constexpr bool takes(unsigned Arguments) const {
    return Arguments >= MinArguments && Arguments <= MaxArguments;
  }
};

/// One sort of timer in a library: what it is and the calls that handle it.
struct Kind {
  llvm::StringRef Name; ///< unique over all models: "timerfd"
  Regime Losing = Regime::Resource;
  Thread RunsOn = Thread::Loop;
  llvm::StringRef Class; ///< the C++ class whose objects are these timers
                         ///< (resource: whose type the handle has), or empty
  bool OwnedByReceiver = false; ///< the object on which it is created ends it
  bool Single = false; ///< a process has one such timer: nobody holds a handle,
                       ///< a start replaces the last one

  AfterStop Stopped = AfterStop::Silent;
  Place ToldBy = {};      ///< Told: the argument of the callback
  llvm::StringRef ToldAs; ///< Told: the value that it then has

  // Edits. In these texts {handle} is the handle as the source spells it,
  // {pointer} a pointer to it, {receiver} a pointer to the object on which the
  // timer was created, {argN} the N-th argument of the creating call. A pointer
  // before "->" may be written as the object and ".". {null}, in ResetText
  // only, is the null pointer as the language of the source writes it.
  llvm::StringRef EndText;   ///< expression that ends the timer
  llvm::StringRef ValidText; ///< condition for a handle that holds a timer, or
                             ///< empty where no such test exists
  llvm::StringRef EndVerb;   ///< "closed", "deleted": how a person says EndText
  llvm::StringRef ResetText; ///< assignment after which the handle holds no
                             ///< timer (ValidText is false then), or empty
                             ///< where no value says so

  llvm::ArrayRef<Call> Calls;
  /// Virtual functions that the timer calls: an override is a callback.
  llvm::ArrayRef<llvm::StringRef> Overrides;
};

/// A function that blocks the calling thread, whatever it works on.
struct Blocker {
  llvm::StringRef Name;
  llvm::StringRef Until; ///< what ends the wait ("the thread has ended"), or
                         ///< empty where only time has to pass
  Place Time = {};       ///< how long it waits at most, if an argument says so
  Unit TimeUnit = Unit::None;
  Condition When = {Condition::Always}; ///< it blocks only then
  bool MayBeOver = false; ///< code may know that the wait has an end already:
                          ///< a test of anything but the object is taken so
  /// Functions that tell, of the same object, whether the wait has an end.
  llvm::ArrayRef<llvm::StringRef> AskedBy;
};

/// A function or constructor that makes a callable of another one.
struct Wrapper {
  /// What it does with its other arguments.
  enum Binding : std::uint8_t {
    None,   ///< nothing that the callable would see
    Placed, ///< they are the callable's arguments, but for placeholders
    First,  ///< they come before those of the call
    Last,   ///< they come after those of the call
    Refers, ///< it has none, and only refers to what it wraps
  };
  llvm::StringRef Name; ///< qualified, as that of a call
  Place Callable = {};  ///< what it wraps
  Place Object = {};    ///< on which a member function is called
  Place Error = {};     ///< where the error goes that the callable would be
                        ///< given first; Return: into the awaited result
  Binding Binds = None;
  llvm::StringRef EndsWith = {}; ///< the callable ends with its object if that
                                 ///< is of this class
};

/// A timer library.
struct Library {
  llvm::StringRef Name; ///< "libuv"
  llvm::StringRef Url;  ///< its documentation
  llvm::ArrayRef<Kind> Kinds;
  /// Functions that run the callbacks of a loop before they return.
  llvm::ArrayRef<llvm::StringRef> Runs;
  /// Functions that may block the calling thread until time has passed or
  /// something has happened.
  llvm::ArrayRef<llvm::StringRef> Waits;
  llvm::ArrayRef<Wrapper> Wrappers;
  /// Those of which the call alone says that they block. They count as Waits.
  llvm::ArrayRef<Blocker> Blocks;
  /// Classes of executors that have threads of their own.
  llvm::ArrayRef<llvm::StringRef> Pools;
  /// Functions that end a loop, or after which code runs on another thread or
  /// in another process.
  llvm::ArrayRef<llvm::StringRef> OffLoop;
};

} // namespace ticktidy::model

#endif // TICKTIDY_CHECKS_MODEL_MODEL_H
