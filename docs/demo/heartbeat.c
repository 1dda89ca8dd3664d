/* Writes a dot every ten milliseconds. */

#include "filewatch.h"
#include <stdint.h>
#include <stdio.h>
#include <sys/timerfd.h>
#include <unistd.h>

void heartbeat(int beats) {
  while (beats-- > 0) {
    struct itimerspec delay = {{0, 0}, {0, 10000000}};
    uint64_t ticks;
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    timerfd_settime(timer, 0, &delay, NULL);
    if (read(timer, &ticks, sizeof ticks) == sizeof ticks)
      putchar('.');
  }
  putchar('\n');
}
