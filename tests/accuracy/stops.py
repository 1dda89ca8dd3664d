# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Finds the statements of a unit that do nothing but end a timer.

A statement is taken if it calls a function that stops or releases a timer by
the models or by the project's own names, or deletes an object, and if its handle
has the name of one that the unit, or a header of the project that it includes,
makes a timer. Names are compared by their last part: `priv->id` is `id`. So
`close(fd)` counts only where `fd = timerfd_create(...)` stands in the unit too.
"""

import dataclasses
import functools
import pathlib
import re

import models
import source_text
from projects import Project

Path = pathlib.Path
BEFORE = re.compile(r"(?:[;{}):]|\belse|\bdo)\s*$")
OBJECT = re.compile(r"((?:\w+|\]|\))(?:\s*(?:->|\.|::)\s*\w+(?:\[[^\]]*\])?)*)\s*(?:->|\.)\s*$")


@dataclasses.dataclass(frozen=True)
class Stop:
    """A statement that ends a timer. Offsets: begin to after the semicolon."""
    begin: int
    end: int
    line: int
    function: str
    statement: str
    handle: str  # as it is written
    world: str   # see world_of
    fate: str    # see fate_of

    def without(self, text: str) -> str:
        """The text with an empty statement in its place; lines stay where they are."""
        gap = re.sub(r"[^\n]", " ", text[self.begin:self.end])
        return text[:self.begin] + "{}" + gap[2:] + text[self.end:]


def last_name(expression: str) -> str:
    """The name of the variable or field: `(uv_handle_t *)&a->timers[i]` is `timers`."""
    bare = re.sub(r"\[[^\]]*\]", "", expression)
    bare = re.sub(r"\.(?:get|data|value)\(\)", "", bare)
    names = re.findall(r"[A-Za-z_]\w*", bare.rstrip(") "))
    return names[-1] if names else ""


def handle_of(call: models.Call, args: list[str], before: str) -> str | None:
    """The handle's expression; `before` is the text up to the call's name."""
    where, _, number = call.handle.partition(" ")
    if where in ("argument", "pointee"):
        at = int(number.split(".")[0])
        if call.spelled:
            at = 0
        return args[at] if -len(args) <= at < len(args) else None
    if where == "return":
        found = re.search(r"([\w.\->\[\]]+)\s*=\s*(?:\([^()]*\)\s*)?$", before)
        return found[1] if found else None
    if where == "this":
        found = OBJECT.search(before)
        return found[1] if found else None
    return None


def condition_holds(call: models.Call, args: list[str]) -> bool:
    found = re.fullmatch(r"argument (\d+) is -1", call.when)
    return not found or call.spelled or (int(found[1]) < len(args) and args[int(found[1])] == "-1")


def calls_in(text: str, calls: list[models.Call]):
    """(call, offset of its name, arguments, offset after its bracket) for each."""
    by_name: dict[str, list[models.Call]] = {}
    for call in calls:
        by_name.setdefault(call.name, []).append(call)
    for found in re.finditer(r"\b(" + "|".join(map(re.escape, sorted(by_name))) + r")\s*\(", text):
        end = source_text.closing(text, found.end() - 1)
        if end >= 0:
            args = source_text.arguments(text, found.end() - 1, end)
            for call in by_name[found[1]]:
                yield call, found.start(), args, end + 1


def handles(text: str, calls: list[models.Call]) -> set[str]:
    """The last names of what blanked text makes a timer, or declares as one."""
    names = set()
    makers = [call for call in calls if call.makes() and call.handle != "this"]
    for call, at, args, _ in calls_in(text, makers):
        if condition_holds(call, args):
            names.add(last_name(handle_of(call, args, text[max(0, at - 200):at]) or ""))
    classes = "|".join(sorted(models.timer_classes()))
    for found in re.finditer(rf"\b(?:{classes})\b[>\s&*]*\s(\w+)\s*[;({{=,)\[]", text):
        names.add(found[1])
    for found in re.finditer(rf"(\w+)\s*=\s*new\s+(?:\w+::)*(?:{classes})\b", text):
        names.add(found[1])
    return names - {""}


class Headers:
    """A project's headers by their last names, and the timers in them."""

    def __init__(self, project: Project):
        self.calls = project.calls
        self.paths = {path.name: path for pattern in ("*.h", "*.hpp")
                      for path in project.root.rglob(pattern)}
        self.known: dict[Path, set[str]] = {}
        own = "|".join(call.name for call in project.calls if call.own)
        defined = re.compile(rf"\b({own})\s*\([^;{{}}]*\)\s*\{{|#\s*define\s+({own})\(")
        self.defines = {name for path in self.paths.values() if own
                        for names in defined.findall(path.read_text(errors="replace"))
                        for name in names} - {""}

    def handles_for(self, path: Path, text: str) -> set[str]:
        """The timers of the headers that a unit names, one level deep."""
        result = set()
        for name in re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.M):
            beside = path.parent / name
            if found := beside if beside.exists() else self.paths.get(Path(name).name):
                if found not in self.known:
                    self.known[found] = handles(
                        source_text.blank(found.read_text(errors="replace")), self.calls)
                result |= self.known[found]
        return result


def world_of(handle: str, source: source_text.Source, at: int) -> str:
    """Where the handle lives, as far as the text tells.

    local: a variable of the function; file: a variable of the file, or a field
    that is declared in the file; open: a parameter, or a field that a header
    declares, so that code in other files may end the timer. Whatever is ended
    by a function of the project that is defined in another file is open too.
    """
    name = last_name(handle)
    function = source.function_at(at)
    field = re.search(r"(?:->|\.)\s*\w+(?:\[[^\]]*\])?\)*$", handle.strip())
    if function and not field:
        declared = re.compile(rf"(?:\w|[*&>\]])[\s*&]+{name}\s*(?:[;=,({{\[]|:[^:])")
        keyword = re.compile(rf"\b(?:return|delete|goto|case|else)\s+{name}\b")
        body = keyword.sub("", source.blanked[function.body:function.end])
        if declared.search(body):
            return "local"
        head = source.blanked[function.begin:function.body]
        if re.search(rf"\b{name}\s*(?:\[\w*\]\s*)?[,)]", head):
            return "open"
    declared = re.compile(rf"\s*[\w:<>, ]+[\s*&>]+{name}\s*(?:\[[^\]]*\])?\s*(?:;|=|,|\{{)")
    return "file" if any(name in line and declared.match(line)
                         for line in source.outside.splitlines()) else "open"


ENDS = re.compile(r"(?:free|unref|delete|destroy|dispose|finalize|fini|clear|release)\w*$", re.I)


def ends_by_itself(name: str, source: source_text.Source, calls: list[models.Call]) -> bool:
    """True if all timers that are made in handles of this name fire but once.

    That is: a timer that repeats until its callback returns 0 has a callback in
    the file, which returns nothing else.
    """
    bodies = {f.name: source.blanked[f.body:f.end] for f in source.functions}
    made = False
    for call, at, args, _ in calls_in(source.blanked, [c for c in calls if c.makes()]):
        handle = handle_of(call, args, source.blanked[max(0, at - 200):at])
        if not handle or last_name(handle) != name:
            continue
        made = True
        callbacks = [bodies[arg.strip("& ")] for arg in args if arg.strip("& ") in bodies]
        results = {value for body in callbacks for value in re.findall(r"return\s+([^;]*);", body)}
        if not call.periodic.startswith("until") or not results or results - {
                "FALSE", "0", "false", "G_SOURCE_REMOVE"}:
            return False
    return made


def fate_of(handle: str, world: str, source: source_text.Source, at: int,
            calls: list[models.Call]) -> str:
    """What becomes of the handle's place in the rest of the function.

    lost: it is a local variable, or a part of an object that the function ends
    (frees, or whose destructor or finalizer the function is by its name);
    overwritten: the function sets it to nothing, or makes another timer in it;
    kept: it lives on, so that the timer can still be ended later; once: lost from
    a local variable, or overwritten, but all that is made in it ends by itself.
    Judged by the text: a verdict overrules it.
    """
    function = source.function_at(at)
    if world == "local":
        return "once" if ends_by_itself(last_name(handle), source, calls) else "lost"
    rest = source.blanked[at:function.end]
    after = rest.partition(";")[2]
    base = re.match(r"[\s(&*]*(\w+)\s*(?:->|\.)", handle)
    own = function.name.split("::")[-1]
    if "~" in own or re.search(r"(?:^|_)(?:free|destroy|dispose|finalize|dealloc)$", own):
        return "lost"
    names = {base[1]} if base else set()
    if base:  # also what the object was got from
        names |= set(re.findall(rf"\b(\w+)\s*=\s*{base[1]}\s*;",
                                source.blanked[function.body:at]))
    for found in re.finditer(r"(\w+)\s*\(\s*&?\s*(?:\w+\s*,\s*)?(\w+)\s*\)", after):
        if found[2] in names and ENDS.search(found[1]):
            return "lost"
    nothing = re.escape(handle.strip("&() ")) + r"\s*=\s*(?:0|-1|NULL|nullptr)\s*;"
    if last_name(handle) in handles(after, calls) or re.search(nothing, after):
        own_end = ends_by_itself(last_name(handle), source, calls)
        return "once" if own_end else "overwritten"
    return "kept"


def read_source(path: Path) -> source_text.Source:
    return source_text.Source(path.read_text(encoding="utf-8", errors="surrogateescape"))


def stops(project: Project, path: Path, headers: Headers) -> list[Stop]:
    """The statements of a file that end a timer of it, in order."""
    source = read_source(path)
    text = source.blanked
    timers = handles(text, project.calls) | headers.handles_for(path, source.text)
    if any(not call.seen for call in project.calls):
        known = handles(text, [call for call in project.calls if call.seen])
    else:
        known = timers
    defined = headers.defines | {function.name for function in source.functions}
    result: dict[int, Stop] = {}

    @functools.cache
    def made_in(function: source_text.Function) -> set[str]:
        return handles(text[function.begin:function.end], project.calls)

    def add(begin: int, end: int, handle: str, seen: bool = True) -> None:
        rest = re.match(r"\s*;", text[end:])
        if not rest or last_name(handle) not in timers:
            return
        if not BEFORE.search(text[max(0, begin - 200):begin]):
            return
        function = source.function_at(begin)
        if function is None:
            return
        seen = seen and last_name(handle) in known
        world = world_of(handle, source, begin) if seen else "open"
        if begin in result and world == "open":
            return
        if world == "local" and last_name(handle) not in made_in(function):
            return
        end += rest.end()
        statement = " ".join(source.text[begin:end].split())
        result[begin] = Stop(begin, end, source.line(begin), function.name, statement, handle,
                             world, fate_of(handle, world, source, begin, project.calls))

    enders = [call for call in project.calls if call.ends() and not call.makes() and call.handle]
    for call, at, args, end in calls_in(text, enders):
        before = text[max(0, at - 200):at]
        handle = handle_of(call, args, before)
        if handle is None:
            continue
        begin = at
        if call.handle == "this":
            begin = at - len(before) + OBJECT.search(before).start()
        own = re.search(r"(?:\(void\)\s*|[\w.\->\[\]]+\s*=\s*)$", text[max(0, begin - 200):begin])
        seen = not call.own or call.name in defined
        add(begin - len(own[0]) if own else begin, end, handle, seen)
    for found in re.finditer(r"\bdelete\s+([\w.\->\[\]]+)", text):
        add(found.start(), found.end(), found[1])
    return [result[at] for at in sorted(result)]
