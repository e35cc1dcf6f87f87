/* Printing through the C library's streams. */
#include "runtime.h"

#include <stdio.h>

void aria_rt_print(const char *text, size_t len) { fwrite(text, 1, len, stdout); }

void aria_rt_println(const char *text, size_t len) {
  fwrite(text, 1, len, stdout);
  putc('\n', stdout);
}

void aria_rt_eprint(const char *text, size_t len) { fwrite(text, 1, len, stderr); }

/* A short line in a single write, since `stderr` has no buffer. */
void aria_rt_eprintln(const char *text, size_t len) {
  char line[512];
  if (len < sizeof line) {
    if (len) memcpy(line, text, len);
    line[len] = '\n';
    fwrite(line, 1, len + 1, stderr);
  } else {
    fwrite(text, 1, len, stderr);
    putc('\n', stderr);
  }
}
