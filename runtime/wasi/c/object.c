/* Counts of objects where the inline path of the compiler does not apply. With one thread, shared objects count like others. */
#include "runtime.h"

static bool is_immortal(const Object *object) { return object->strong == ARIA_IMMORTAL; }

void aria_rt_retain_slow(Object *object) {
  if ((int32_t)object->strong < 0 && !is_immortal(object)) object->strong -= 1;
}

bool aria_rt_release_slow(Object *object) {
  if ((int32_t)object->strong >= 0 || is_immortal(object)) return false;
  object->strong += 1;
  return object->strong == 0;
}

void aria_rt_mark_shared(Object *object) {
  if ((int32_t)object->strong > 0) {
    object->strong = -object->strong;
    object->meta |= ARIA_SHARED_BIT;
  }
}

void aria_rt_object_free(Object *object) {
  if ((object->meta & ARIA_WEAK_COUNT_MASK) == 0) {
    free(object);
  } else {
    object->meta |= ARIA_DESTROYED_BIT;
  }
}

void aria_rt_weak_retain(Object *object) {
  if (!object || is_immortal(object)) return;
  if ((object->meta & ARIA_WEAK_COUNT_MASK) == ARIA_WEAK_COUNT_MASK) {
    fail("fatal error: too many weak references to one object\n");
  }
  object->meta += 1;
}

void aria_rt_weak_release(Object *object) {
  if (!object || is_immortal(object)) return;
  uint32_t before = object->meta;
  object->meta -= 1;
  if ((before & ARIA_WEAK_COUNT_MASK) == 1 && (before & ARIA_DESTROYED_BIT)) free(object);
}

Object *aria_rt_weak_upgrade(Object *object) {
  if (!object || is_immortal(object)) return object;
  if (object->meta & ARIA_SHARED_BIT) {
    if ((int32_t)object->strong >= 0) return NULL;
    object->strong -= 1;
    return object;
  }
  if ((int32_t)object->strong <= 0) return NULL;
  object->strong += 1;
  return object;
}

_Noreturn void aria_rt_abort_resurrected(const char *class_name, size_t len) {
  fail("fatal error: `finalize` of `%.*s` left a reference to the object behind\n", (int)len, class_name);
}
