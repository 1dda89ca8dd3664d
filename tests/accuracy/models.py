# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The calls of the timer libraries, read from the checks' own models.

What makes and what ends a timer is told by checks/model/libraries/*.yaml; this
module reads the part of YAML in which they are written. SPELLINGS adds the names
that the models need not know, since the compiler sees what stands behind them:
macros and typedefs.
"""

import dataclasses
import functools
import pathlib
import re

LIBRARIES = pathlib.Path(__file__).parents[2] / "checks" / "model" / "libraries"

# Macro or typedef: the name in a model that it stands for.
SPELLINGS = {
    "evtimer_new": "event_new",
    "evtimer_set": "event_set",
    "evtimer_assign": "event_assign",
    "evtimer_add": "event_add",
    "evtimer_del": "event_del",
    "timeout_set": "event_set",
    "timeout_add": "event_add",
    "timeout_del": "event_del",
    "steady_timer": "basic_waitable_timer",
    "system_timer": "basic_waitable_timer",
    "high_resolution_timer": "basic_waitable_timer",
    "deadline_timer": "basic_deadline_timer",
}


@dataclasses.dataclass(frozen=True)
class Call:
    """A function, by its last name, and what it does to a timer."""
    name: str
    does: frozenset[str]
    handle: str      # "return", "this", "argument N", "pointee N" or ""
    when: str        # the model's condition, or ""
    periodic: str    # likewise
    method_of: str   # the class of a member function, by its last name, or ""
    spelled: bool    # through a macro that fills in arguments of its own
    own: bool = False  # of a project, not of a model
    seen: bool = True  # see projects.py

    def makes(self) -> bool:
        return "create" in self.does

    def ends(self) -> bool:
        return bool(self.does & {"stop", "release"})


def scalar(text: str) -> object:
    text = text.strip()
    if text.startswith("["):
        return [part.strip() for part in text.strip("[]").split(",") if part.strip()]
    return text.strip("\"'")


def parse(lines: list[tuple[int, str]]) -> object:
    """A block of (indentation, text) lines: a list or a mapping."""
    if lines[0][1].startswith("- "):
        items: list[list[tuple[int, str]]] = []
        for indent, text in lines:
            if indent == lines[0][0] and text.startswith("- "):
                items.append([(indent + 2, text[2:])])
            else:
                items[-1].append((indent, text))
        return [parse(item) if re.match(r"[\w-]+:( |$)", item[0][1]) else scalar(item[0][1])
                for item in items]
    result, at = {}, 0
    while at < len(lines):
        indent, text = lines[at]
        key, _, value = text.partition(":")
        end = at + 1
        while end < len(lines) and lines[end][0] > indent:
            end += 1
        result[key] = scalar(value) if value.strip() else parse(lines[at + 1:end])
        at = end
    return result


def read(path: pathlib.Path) -> dict:
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        line = re.sub(r"(^|\s)#.*", "", line).rstrip()
        if line:
            lines.append((len(line) - len(line.lstrip()), line.lstrip()))
    return parse(lines)


def spellings(name: str) -> list[tuple[str, bool]]:
    return [(name, False)] + [(other, True) for other, meant in SPELLINGS.items() if meant == name]


def calls_of(kind: dict) -> list[Call]:
    result = []
    for entry in kind["calls"]:
        for full in entry.get("names") or [entry["name"]]:
            parts = full.split("::")
            handle = entry.get("handle", "")
            owner = parts[-2] if handle == "this" and len(parts) > 1 else ""
            result += [Call(name, frozenset(entry["does"]), handle, entry.get("when", ""),
                            entry.get("periodic", ""), owner, spelled)
                       for name, spelled in spellings(parts[-1])]
    return result


@functools.cache
def timer_calls(folder: pathlib.Path = LIBRARIES) -> list[Call]:
    """All calls of all models."""
    return [call for path in sorted(folder.glob("*.yaml"))
            for kind in read(path).get("kinds", []) for call in calls_of(kind)]


@functools.cache
def timer_classes(folder: pathlib.Path = LIBRARIES) -> set[str]:
    """The classes whose objects are timers, typedefs included.

    By their last names, but for those that could be anybody's: `ev::timer`.
    """
    result = set()
    for path in folder.glob("*.yaml"):
        for kind in read(path).get("kinds", []):
            if kind.get("regime") == "object" and "class" in kind:
                parts = kind["class"].split("::")
                plain = parts[-1].lower() not in ("timer", "periodic", "connection")
                result |= {name for name, _ in spellings(parts[-1] if plain
                                                         else "::".join(parts[-2:]))}
    return result
