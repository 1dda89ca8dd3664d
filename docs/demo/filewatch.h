/* The parts of filewatch, a small program whose timers go wrong in three ways.
 */

#ifndef FILEWATCH_H
#define FILEWATCH_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Looks for a file at most so many times. True if it is there. */
bool await_file(const char *path, int looks);

/* Writes so many dots, ten milliseconds apart. */
void heartbeat(int beats);

/* Prints the sizes of so many frames, of 1, 2, 3... million bytes. */
void report_frames(int frames);

#ifdef __cplusplus
}
#endif

#endif
