#!/usr/bin/env python3
"""The generated inputs of compare.py, which this script writes into a folder.

    make_inputs.py FOLDER

strings.cpp is a C++ unit over <string> and <vector>; plain.c is a C unit of
2,000 lines that includes nothing. Neither has a timer: what a user pays for the
checks where they have nothing to say. generated.cpp has 100,000 lines and 5,000
timers: timers of one function, timers that a helper ends, and timers in fields,
one in each 500 of them not stopped on some path, with code between them.
"""

import pathlib
import sys

CPP_CLASSES = 40
C_LINES = 2000
GENERATED_LINES = 100_000
GENERATED_TIMERS = 5_000
# Of so many timers one is not stopped.
FAULTY = 500

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

GENERATED_HEAD = """\
#include <cstdint>
#include <poll.h>
#include <string>
#include <sys/timerfd.h>
#include <unistd.h>
#include <uv.h>
#include <vector>

static void finish(int fd) {
  if (fd >= 0)
    close(fd);
}
"""

# A timer of one function, with a failure test, a loop and an early return.
LOCAL = """
int wait{n}(pollfd *other, int wanted) {{
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  if (fd < 0)
    return -1;
  itimerspec when = {{{{0, {n} * 1000L}}, {{0, {n} * 1000L}}}};
  if (timerfd_settime(fd, 0, &when, nullptr) < 0) {{
    {end}
    return -2;
  }}
  int seen = 0;
  while (seen < wanted) {{
    std::uint64_t ticks = 0;
    if (read(fd, &ticks, sizeof ticks) != sizeof ticks)
      break;
    seen += static_cast<int>(ticks);
    if (other && (other->revents & POLLIN))
      seen += {n};
  }}
  close(fd);
  return seen;
}}
"""

# A timer that a helper ends.
HANDED = """
bool sleep{n}(long nanoseconds) {{
  const int timer = timerfd_create(CLOCK_REALTIME, 0);
  itimerspec when{{}};
  when.it_value.tv_nsec = nanoseconds + {n};
  std::uint64_t ticks = 0;
  bool done = timerfd_settime(timer, 0, &when, nullptr) == 0 &&
              read(timer, &ticks, sizeof ticks) > 0;
  {end}
  return done;
}}
"""

# A timer in a field that the destructor stops.
FIELD = """
class Pulse{n} {{
public:
  explicit Pulse{n}(uv_loop_t *loop) {{
    uv_timer_init(loop, &timer);
    timer.data = this;
  }}
  ~Pulse{n}() {{
    {end}
    beats.clear();
  }}
  void start(unsigned period) {{
    uv_timer_start(&timer, &Pulse{n}::beat, period, period);
  }}

private:
  static void beat(uv_timer_t *fired) {{
    auto *self = static_cast<Pulse{n} *>(fired->data);
    self->beats.push_back({n});
  }}

  uv_timer_t timer;
  std::vector<int> beats;
}};
"""

# What stands between timers.
BETWEEN = """
static int weigh{n}(const std::vector<std::string> &words, int limit) {{
  int sum = {n};
  for (const std::string &word : words) {{
    if (word.empty() || word[0] == '#')
      continue;
    sum += static_cast<int>(word.size()) * {n};
    if (sum > limit)
      return limit;
  }}
  return sum;
}}
"""


def strings():
    """A C++ unit without a timer."""
    return CPP_HEAD + "".join(CPP_CLASS.format(n=n) for n in range(CPP_CLASSES))


def plain():
    """A C unit without a timer and without an include."""
    text = "/* A unit of %d lines without a timer. */\n" % C_LINES
    lines = 1
    n = 0
    while True:
        more = C_FUNCTION.format(n=n, size=16 + n)
        lines += more.count("\n")
        if lines > C_LINES:
            break
        text += more
        n += 1
    return text + "\n" * (C_LINES - text.count("\n"))


def generated():
    """A C++ unit of many lines and timers."""
    shapes = [
        (LOCAL, "close(fd);"),
        (HANDED, "finish(timer);"),
        (FIELD, "uv_timer_stop(&timer);"),
    ]
    text = [GENERATED_HEAD]
    lines = GENERATED_HEAD.count("\n")
    between = 0
    for n in range(1, GENERATED_TIMERS + 1):
        shape, end = shapes[n % len(shapes)]
        block = shape.format(n=n, end="" if n % FAULTY == 0 else end)
        text.append(block)
        lines += block.count("\n")
        # As many lines between the timers as leave room for the rest.
        while lines < GENERATED_LINES * n // GENERATED_TIMERS - 20:
            between += 1
            block = BETWEEN.format(n=between)
            text.append(block)
            lines += block.count("\n")
    text.append("\n" * (GENERATED_LINES - lines))
    return "".join(text)


INPUTS = {"strings.cpp": strings, "plain.c": plain, "generated.cpp": generated}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in INPUTS.items():
        (folder / name).write_text(make())


if __name__ == "__main__":
    main()
