/* The standard streams, through the C library's buffers. */
#include "system.h"

#include <stdio.h>

int64_t aria_sys_stdin_line(char **block) {
  char *line = NULL;
  size_t capacity = 0;
  ssize_t len = getline(&line, &capacity, stdin);
  if (len >= 0) {
    *block = line;
    return len;
  }
  bool broken = ferror(stdin);
  int code = errno;
  clearerr(stdin);
  free(line);
  return broken ? failure_of(code) : give("", 0, block);
}

int64_t aria_sys_stdin_read(uint8_t *bytes, int64_t count) {
  size_t read = fread(bytes, 1, size_of(count), stdin);
  if (read < size_of(count) && ferror(stdin)) {
    int code = errno;
    clearerr(stdin);
    return failure_of(code);
  }
  return (int64_t)read;
}

static FILE *stream(int64_t number) { return number == 2 ? stderr : stdout; }

int64_t aria_sys_stream_write(int64_t number, const uint8_t *bytes, int64_t count) {
  return fwrite(bytes, 1, size_of(count), stream(number)) < size_of(count) ? failed() : count;
}

int64_t aria_sys_stream_flush(int64_t number) { return fflush(stream(number)) == 0 ? 0 : failed(); }
