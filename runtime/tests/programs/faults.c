/* Faults: argument 1 chooses. */
#include "runtime.h"
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

volatile int depth;
__attribute__((noinline)) int recurse(int n) {
    volatile char frame[256];
    frame[0] = (char)n;
    depth = n;
    return recurse(n + 1) + frame[0];
}

static void *on_thread(void *unused) {
    void *stack = aria_rt_thread_begin();
    recurse(0);
    aria_rt_thread_end(stack);
    return unused;
}

static void *quiet_thread(void *unused) {
    aria_rt_thread_end(aria_rt_thread_begin());
    return unused;
}

/* A small stack below which there is a guard page. */
static int run_thread(void *(*body)(void *)) {
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    if (pthread_create(&thread, &attributes, body, NULL)) return 7;
    return pthread_join(thread, NULL);
}

static int32_t program(void) {
    if (aria_rt_argc() < 2) return 3;
    switch (aria_rt_argv()[1][0]) {
    case 'o': return recurse(0);
    case 't': return run_thread(on_thread);
    case 'q': return run_thread(quiet_thread);
    case 'n': return *(volatile int *)(uintptr_t)16;
    case 'k': raise(SIGSEGV); return 0;
    case 'm': aria_rt_alloc((size_t)1 << 62, 8); return 0;
    case 'l': {
        /* The unwinder is not loaded before a panic. */
        char line[512];
        FILE *maps = fopen("/proc/self/maps", "r");
        while (fgets(line, sizeof line, maps)) if (strstr(line, "libgcc_s") || strstr(line, "libaria_backtrace")) return 1;
        fclose(maps);
        return 0;
    }
    }
    return 4;
}

int main(int argc, char **argv) { return aria_rt_main(program, argc, argv); }
