/* A panic in a function that was inlined. */
#include "runtime.h"

static inline __attribute__((always_inline)) void inlined(const char *text) {
    aria_rt_panic_str(text, 4, NULL);
}
static __attribute__((noinline)) void caller(const char *text) {
    inlined(text);
}

static int32_t program(void) {
    caller("deep");
    return 0;
}

int main(int argc, char **argv) { return aria_rt_main(program, argc, argv); }
