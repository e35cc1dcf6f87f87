/* Allocation, which never returns null, and the way to end a program that cannot go on. */
#include "runtime.h"

#include <stdarg.h>
#include <stdio.h>

_Noreturn void fail(const char *format, ...) {
  va_list arguments;
  fflush(NULL);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fflush(stderr);
  abort();
}

_Noreturn void aria_rt_out_of_memory(size_t size) { fail("out of memory: %zu bytes\n", size); }

static void *allocated(size_t size, size_t align) {
  if (align <= ARIA_MALLOC_ALIGN) return malloc(size);
  size_t rounded = (size + align - 1) & ~(align - 1);
  return rounded < size ? NULL : aligned_alloc(align, rounded);
}

/* Null where there is not so much. A block of nothing is a block. */
void *aria_rt_try_alloc(size_t size, size_t align) { return allocated(size ? size : 1, align); }

void *aria_rt_alloc(size_t size, size_t align) {
  void *block = allocated(size, align);
  if (!block && size) aria_rt_out_of_memory(size);
  return block ? block : aria_rt_alloc(1, align);
}

void *aria_rt_alloc_zeroed(size_t size, size_t align) {
  void *block = aria_rt_alloc(size, align);
  return memset(block, 0, size);
}

void *aria_rt_realloc(void *old, size_t old_size, size_t new_size, size_t align) {
  if (align <= ARIA_MALLOC_ALIGN) {
    size_t size = new_size ? new_size : 1;
    void *block = realloc(old, size);
    if (!block) aria_rt_out_of_memory(size);
    return block;
  }
  void *block = aria_rt_alloc(new_size, align);
  if (old) {
    memcpy(block, old, old_size < new_size ? old_size : new_size);
    free(old);
  }
  return block;
}

void aria_rt_free(void *block) { free(block); }

/* There are no pages to give advice about. */
int madvise(void *start, size_t size, int advice) {
  (void)start, (void)size, (void)advice;
  return 0;
}
