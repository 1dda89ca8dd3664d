# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""C and C++ source as text: without comments, by functions, calls and statements.

The text is looked at as it was written, before macros are expanded, since a
statement can only be taken out of what somebody wrote. All offsets are those of
the file.
"""

import bisect
import dataclasses
import re

BLANKED = re.compile(
    r"""(?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)
      | (?P<raw>R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)")
      | (?P<string>"(?:\\.|[^"\\\n])*"|(?<![\w'])'(?:\\.|[^'\\\n])+')
      | (?P<directive>^[ \t]*\#(?:\\\n|/\*.*?\*/|[^\n])*)""", re.S | re.M | re.X)


@dataclasses.dataclass(frozen=True)
class Function:
    name: str
    begin: int  # of its head
    body: int   # of its opening brace
    end: int    # after its closing brace


def blank(text: str) -> str:
    """The text with comments, literals and directives turned into spaces."""
    def spaces(found: re.Match) -> str:
        inner = re.sub(r"[^\n]", " ", found[0])
        return '"' + inner[1:-1] + '"' if found["string"] or found["raw"] else inner
    return BLANKED.sub(spaces, text)


def closing(text: str, at: int) -> int:
    """The offset of what closes the bracket at `at`, or -1."""
    pairs = {"(": ")", "{": "}", "[": "]"}
    opens, closes, depth = text[at], pairs[text[at]], 0
    for found in re.compile("[" + re.escape(opens + closes) + "]").finditer(text, at):
        depth += 1 if found[0] == opens else -1
        if depth == 0:
            return found.start()
    return -1


def arguments(text: str, at: int, end: int) -> list[str]:
    """What stands between the commas of the call whose brackets these are."""
    result, depth, start = [], 0, at + 1
    for i in range(at + 1, end + 1):
        if text[i] in "([{":
            depth += 1
        elif text[i] in ")]}" and i != end:
            depth -= 1
        elif i == end or (text[i] == "," and depth == 0):
            result.append(text[start:i].strip())
            start = i + 1
    return result if result != [""] else []


def head_name(head: str) -> str | None:
    """The function whose body follows `head`, or None if none does."""
    head = head.strip()
    if re.match(r"(?:(?:typedef|inline|export)\s+)*(?:namespace|enum|extern\s*\")", head):
        return None
    if re.match(r"(?:template\s*<.*?>\s*)?(?:typedef\s+)?(?:class|struct|union)\b[^()=]*$", head,
                re.S) or "(" not in head or re.search(r"=\s*$", head):
        return None
    found = re.search(r"((?:[\w~]+(?:<[^()]*?>)?\s*::\s*)*~?\w+|operator\s*\S+?)\s*\(", head)
    return re.sub(r"\s", "", found[1]) if found else None


def functions(text: str) -> list[Function]:
    """The outermost functions of blanked text, in order."""
    result, start, at = [], 0, 0
    for_next = re.compile(r"[{};(]")
    while found := for_next.search(text, at):
        at = found.end()
        if found[0] == "(":
            at = closing(text, found.start()) + 1 or len(text)
        elif found[0] != "{":
            start = at
        elif name := head_name(text[start:found.start()]):
            end = closing(text, found.start())
            if end < 0:
                break
            # A brace of a constructor's initializers: the body is yet to come.
            if re.match(r"\s*[,{]", text[end + 1:end + 40]) and ":" in text[start:found.start()]:
                at = end + 1
                continue
            begin = re.compile(r"\S").search(text, start).start()
            result.append(Function(name, begin, found.start(), end + 1))
            start = at = end + 1
        elif re.search(r"(?:=|\))\s*$", text[start:found.start()]):
            at = start = (closing(text, found.start()) + 1) or len(text)
        else:
            start = at
    return result


class Source:
    """A file, with what is asked of it more than once."""

    def __init__(self, text: str):
        self.text = text
        self.blanked = blank(text)
        self.functions = functions(self.blanked)
        parts, at = [], 0
        for function in self.functions:
            parts.append(self.blanked[at:function.body])
            at = function.end
        self.outside = "".join([*parts, self.blanked[at:]])  # of all functions' bodies
        self.line_starts = [0] + [m.end() for m in re.finditer("\n", text)]

    def line(self, offset: int) -> int:
        return bisect.bisect_right(self.line_starts, offset)

    def line_text(self, line: int) -> str:
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        return " ".join(self.text[self.line_starts[line - 1]:end].split())

    def function_at(self, offset: int) -> Function | None:
        return next((f for f in self.functions if f.begin <= offset < f.end), None)

    def function_on(self, line: int) -> str:
        """The name of the function on a line, or ""."""
        if not 0 < line <= len(self.line_starts):
            return ""
        begin = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        return next((f.name for f in self.functions if f.begin < end and f.end > begin), "")
