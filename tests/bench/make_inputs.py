#!/usr/bin/env python3
"""Writes the two inputs of scripts/instructions.sh into a folder.

    make_inputs.py FOLDER

strings.cpp is a C++ unit over <string> and <vector>; plain.c is a C unit of
2,000 lines that includes nothing. Neither has a timer: what a user pays for the
checks where they have nothing to say.
"""

import pathlib
import sys

CPP_CLASSES = 40
C_LINES = 2000

CPP_HEAD = """\
#include <string>
#include <vector>
"""

CPP_CLASS = """
class Table{n} {{
public:
  explicit Table{n}(std::string Title) : Title(std::move(Title)) {{}}
  void add(const std::string &Cell) {{
    if (Cells.size() == {n} + 10u)
      Cells.clear();
    Cells.push_back(Title + Cell);
  }}
  std::string joined(char Separator) const {{
    std::string All;
    for (const std::string &Cell : Cells) {{
      if (!All.empty())
        All += Separator;
      All += Cell;
    }}
    return All;
  }}

private:
  std::string Title;
  std::vector<std::string> Cells;
}};
"""

C_FUNCTION = """
struct ring{n} {{
  unsigned char bytes[{size}];
  unsigned head, tail;
}};

int ring{n}_put(struct ring{n} *ring, unsigned char byte) {{
  unsigned next = (ring->head + 1) % {size};
  if (next == ring->tail)
    return -1;
  ring->bytes[ring->head] = byte;
  ring->head = next;
  return 0;
}}

long ring{n}_sum(const struct ring{n} *ring, long start) {{
  long sum = start;
  for (unsigned i = ring->tail; i != ring->head; i = (i + 1) % {size}) {{
    switch (ring->bytes[i] & 3) {{
    case 0: sum += ring->bytes[i]; break;
    case 1: sum -= ring->bytes[i]; break;
    default: sum ^= {n}; break;
    }}
  }}
  return sum;
}}
"""


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)

    cpp = CPP_HEAD + "".join(CPP_CLASS.format(n=n) for n in range(CPP_CLASSES))
    (folder / "strings.cpp").write_text(cpp)

    c = "/* A unit of %d lines without a timer. */\n" % C_LINES
    n = 0
    while True:
        more = C_FUNCTION.format(n=n, size=16 + n)
        if (c + more).count("\n") > C_LINES:
            break
        c += more
        n += 1
    c += "\n" * (C_LINES - c.count("\n"))
    (folder / "plain.c").write_text(c)


if __name__ == "__main__":
    main()
