/* One thread is all there is: no other can be started, no lock is ever held by somebody else, and what waits would wait for ever. */
#include "runtime.h"

int64_t aria_rt_clock(void);
void aria_sys_sleep(int64_t nanoseconds);

uint64_t aria_rt_thread_start(void (*code)(void *), void *data) {
  (void)code, (void)data;
  return 0;
}

void aria_rt_thread_join(uint64_t thread) { (void)thread; }

void aria_rt_thread_detach(uint64_t thread) { (void)thread; }

/* A panic ends the program. */
bool aria_rt_unwinding(void) { return false; }

uint64_t aria_rt_thread_current(void) { return 1; }

int64_t aria_rt_processors(void) { return 1; }

typedef struct {
  bool held;
} Monitor;

static _Noreturn void for_ever(void) { fail("fatal error: the program waits for itself: there is one thread\n"); }

Monitor *aria_rt_monitor_new(void) {
  Monitor *monitor = aria_rt_alloc(sizeof *monitor, _Alignof(Monitor));
  monitor->held = false;
  return monitor;
}

void aria_rt_monitor_free(Monitor *monitor) { free(monitor); }

bool aria_rt_monitor_try_lock(Monitor *monitor) {
  bool taken = !monitor->held;
  monitor->held = true;
  return taken;
}

void aria_rt_monitor_lock(Monitor *monitor) {
  if (!aria_rt_monitor_try_lock(monitor)) for_ever();
}

void aria_rt_monitor_unlock(Monitor *monitor) { monitor->held = false; }

void aria_rt_monitor_wait(Monitor *monitor, int64_t condition) {
  (void)monitor, (void)condition;
  for_ever();
}

bool aria_rt_monitor_wait_until(Monitor *monitor, int64_t condition, int64_t deadline) {
  (void)monitor, (void)condition;
  int64_t now = aria_rt_clock();
  if (now < deadline) aria_sys_sleep(deadline - now);
  return false;
}

void aria_rt_monitor_notify(Monitor *monitor, int64_t condition, bool all) { (void)monitor, (void)condition, (void)all; }

void aria_rt_atomic_load(void *place, void *value, size_t size) { memcpy(value, place, size); }

void aria_rt_atomic_store(void *place, const void *value, size_t size) { memcpy(place, value, size); }

/* Swap, add, subtract, and, or, xor; what was there goes to `*value`. Of wider numbers than `size` bytes, the lower bytes count. */
void aria_rt_atomic_update(uint32_t operation, void *place, void *value, size_t size) {
  uint64_t old = 0, by = 0;
  memcpy(&old, place, size);
  memcpy(&by, value, size);
  uint64_t results[] = {by, old + by, old - by, old & by, old | by, old ^ by};
  if (operation < sizeof results / sizeof *results) memcpy(place, &results[operation], size);
  memcpy(value, &old, size);
}

bool aria_rt_atomic_compare_exchange(void *place, void *expected, const void *wanted, size_t size) {
  bool equal = memcmp(place, expected, size) == 0;
  if (equal) {
    memcpy(place, wanted, size);
  } else {
    memcpy(expected, place, size);
  }
  return equal;
}

/* An exhausted stack is the engine's to report. */
void *aria_rt_thread_begin(void) { return NULL; }

void aria_rt_thread_end(void *memory) { (void)memory; }
