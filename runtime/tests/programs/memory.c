/* Blocks and counts. */
#include "runtime.h"
#include <assert.h>
#undef NDEBUG

static Object *new_object(void) {
    Object *object = aria_rt_alloc(sizeof *object, 8);
    *object = (Object){1, 0};
    return object;
}

int main(void) {
    char *block = aria_rt_alloc(100, 64);
    assert((uintptr_t)block % 64 == 0);
    memset(block, 7, 100);
    block = aria_rt_realloc(block, 100, 1000, 64);
    assert((uintptr_t)block % 64 == 0 && block[99] == 7);
    aria_rt_free(block);
    block = aria_rt_realloc(NULL, 0, 10, 1);
    block = aria_rt_realloc(block, 10, 0, 1);
    aria_rt_free(block);
    block = aria_rt_alloc_zeroed(1000, 128);
    for (int i = 0; i < 1000; i++) assert(block[i] == 0);
    aria_rt_free(block);

    static Object literal = {(uint32_t)INT32_MIN, 0};
    aria_rt_retain_slow(&literal);
    assert(!aria_rt_release_slow(&literal) && literal.strong == (uint32_t)INT32_MIN);
    aria_rt_weak_retain(&literal);
    assert(aria_rt_weak_upgrade(&literal) == &literal && literal.meta == 0);

    /* An object with one weak reference outlives its destruction until that one goes. */
    Object *object = new_object();
    aria_rt_weak_retain(object);
    assert(aria_rt_weak_upgrade(object) == object && object->strong == 2);
    object->strong = 0;
    aria_rt_object_free(object);
    assert(aria_rt_weak_upgrade(object) == NULL);
    aria_rt_weak_release(object);

    /* The same for a shared one, with atomic counts. */
    object = new_object();
    aria_rt_mark_shared(object);
    assert((int32_t)object->strong == -1);
    aria_rt_retain_slow(object);
    assert((int32_t)object->strong == -2 && !aria_rt_release_slow(object));
    aria_rt_weak_retain(object);
    assert(aria_rt_weak_upgrade(object) == object && !aria_rt_release_slow(object));
    assert(aria_rt_release_slow(object) && aria_rt_weak_upgrade(object) == NULL);
    aria_rt_object_free(object);
    aria_rt_weak_release(object);

    object = new_object();
    object->strong = 0;
    aria_rt_object_free(object);
    assert(aria_rt_weak_upgrade(NULL) == NULL);
    puts("done");
}
