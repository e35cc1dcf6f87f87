/* Panics and shared counts on several threads at once. */
#include "runtime.h"
#include <pthread.h>

enum { THREADS = 4, ROUNDS = 2000 };

static Object *shared;

static void panics(void *number) { aria_rt_panic_bounds(*(int64_t *)number, 0, NULL); }

static void *run(void *data) {
    for (int round = 0; round < ROUNDS; round++) {
        aria_rt_retain_slow(shared);
        aria_rt_weak_retain(shared);
        if (aria_rt_weak_upgrade(shared) != shared) puts("lost");
        if (aria_rt_release_slow(shared) || aria_rt_release_slow(shared)) puts("dead");
        aria_rt_weak_release(shared);
    }
    for (int round = 0; round < 20; round++) {
        Panic *panic = aria_rt_try(panics, data);
        String *message = aria_rt_panic_message(panic);
        char expected[64];
        snprintf(expected, sizeof expected, "index %d out of bounds: the array has 0 elements", (int)*(int64_t *)data);
        if (strcmp(message->bytes, expected)) puts("wrong message");
        message->header.strong--;
        aria_rt_panic_destroy(panic);
    }
    return NULL;
}

int main(void) {
    pthread_t threads[THREADS];
    int64_t numbers[THREADS];
    shared = aria_rt_alloc(sizeof *shared, 8);
    *shared = (Object){1, 0};
    aria_rt_mark_shared(shared);
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        pthread_create(&threads[i], NULL, run, &numbers[i]);
    }
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    printf("strong %d, weak %u\n", (int)shared->strong, shared->meta & 0x3FFFFFFF);
    aria_rt_free(shared);
}
