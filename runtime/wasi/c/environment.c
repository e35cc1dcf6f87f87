/* The environment, the end of the program, clocks, and random numbers. There are no users and no processes. */
#include "system.h"

#include <time.h>
#include <unistd.h>

int64_t aria_sys_env_get(const char *name, char **block) {
  const char *value = getenv(name);
  return value ? give(value, strlen(value), block) : failure_of(ENOENT);
}

int64_t aria_sys_env_set(const char *name, const char *value) { return checked(value ? setenv(name, value, 1) : unsetenv(name)); }

int64_t aria_sys_env_all(char **block) {
  extern char **environ;
  // The C library reads the environment from its host when it is first asked for a variable.
  getenv("");
  Text all = {0};
  for (char **entry = environ; entry && *entry; entry++) text_bytes(&all, *entry, strlen(*entry) + 1);
  return give_text(&all, block);
}

int64_t aria_sys_home(char **block) {
  (void)block;
  return failure_of(ENOENT);
}

int64_t aria_sys_program_path(char **block) {
  (void)block;
  return unsupported();
}

_Noreturn void aria_sys_exit(int64_t status) { exit((int)status); }

int64_t aria_sys_process_id(void) { return 1; }

int64_t aria_sys_spawn(const char *program, const char *const *arguments, const char *const *environment, const char *directory,
                       const int64_t streams[3], int64_t child[4]) {
  (void)program, (void)arguments, (void)environment, (void)directory, (void)streams, (void)child;
  return unsupported();
}

int64_t aria_sys_wait(int64_t child, int64_t block, int64_t ended[2]) {
  (void)child, (void)block, (void)ended;
  return unsupported();
}

int64_t aria_sys_kill(int64_t child, int64_t force) {
  (void)child, (void)force;
  return unsupported();
}

int64_t aria_sys_communicate(int64_t input, const uint8_t *bytes, int64_t count, int64_t output, int64_t error, char **blocks,
                             int64_t sizes[2]) {
  (void)input, (void)bytes, (void)count, (void)output, (void)error, (void)blocks, (void)sizes;
  return unsupported();
}

static int64_t now(clockid_t clock) {
  struct timespec time = {0};
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t aria_sys_monotonic_time(void) { return now(CLOCK_MONOTONIC); }

int64_t aria_sys_wall_time(void) { return now(CLOCK_REALTIME); }

int64_t aria_rt_clock(void) { return now(CLOCK_MONOTONIC); }

void aria_sys_sleep(int64_t nanoseconds) {
  if (nanoseconds < 0) nanoseconds = 0;
  struct timespec left = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = (long)(nanoseconds % 1000000000)};
  while (nanosleep(&left, &left) < 0 && errno == EINTR) {
  }
}

static bool number(const char **at, int64_t *out) {
  const char *start = *at;
  for (*out = 0; **at >= '0' && **at <= '9' && *out < 1000; *at += 1) *out = *out * 10 + (**at - '0');
  return *at > start;
}

/* No host tells its zone, and there are no files of zones: what is known is `TZ` where it is a name and hours west of Greenwich, such
   as `XYZ-2:30`, without summer time (POSIX.1-2017, 8.3). */
int64_t aria_sys_local_offset(int64_t seconds) {
  (void)seconds;
  const char *at = getenv("TZ");
  if (!at) return 0;
  const char *name = at;
  while ((*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z')) at++;
  if (at - name < 3) return 0;
  int64_t west = *at == '-' ? -1 : 1, part, offset;
  if (*at == '-' || *at == '+') at++;
  if (!number(&at, &offset)) return 0;
  offset *= 3600;
  for (int64_t unit = 60; unit && *at == ':'; unit = unit == 60) {
    at++;
    if (!number(&at, &part)) return 0;
    offset += part * unit;
  }
  return *at ? 0 : -west * offset;
}

int64_t aria_sys_random_bytes(uint8_t *bytes, int64_t count) {
  for (size_t done = 0, size = size_of(count); done < size;) {
    size_t part = size - done < 256 ? size - done : 256;
    if (getentropy(bytes + done, part) < 0) return failed();
    done += part;
  }
  return 0;
}
