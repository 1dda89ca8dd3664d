/* Waits until a file is there, looking every five milliseconds. */

#include "filewatch.h"
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

bool await_file(const char *path, int looks) {
  struct itimerspec every = {{0, 5000000}, {0, 5000000}};
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  if (timer < 0)
    return false;
  timerfd_settime(timer, 0, &every, NULL);

  bool found = false;
  while (!found && looks-- > 0) {
    uint64_t ticks;
    struct stat what;
    if (read(timer, &ticks, sizeof ticks) != sizeof ticks)
      break;
    if (stat(path, &what) != 0)
      continue;
    if (!S_ISREG(what.st_mode)) {
      fprintf(stderr, "%s is not a file\n", path);
      return false;
    }
    found = true;
  }
  close(timer);
  return found;
}
