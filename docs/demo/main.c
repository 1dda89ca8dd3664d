/* Runs the parts of filewatch and tells what they left behind. */

#include "filewatch.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static int open_timers(void) {
  int count = 0;
  struct dirent *entry;
  DIR *files = opendir("/proc/self/fd");
  while (files && (entry = readdir(files))) {
    char target[64] = "";
    if (readlinkat(dirfd(files), entry->d_name, target, sizeof target - 1) > 0)
      count += strcmp(target, "anon_inode:[timerfd]") == 0;
  }
  closedir(files);
  return count;
}

int main(void) {
  struct rusage usage;

  for (int i = 0; i < 3; ++i)
    await_file("/", 5);
  heartbeat(10);
  report_frames(12);

  getrusage(RUSAGE_SELF, &usage);
  printf("timers still open: %d\n", open_timers());
  printf("peak memory: %ld MB\n", usage.ru_maxrss / 1024);
  return 0;
}
