/* Every way to panic, caught and printed. */
#include "runtime.h"

static void message(void *data) { (void)data; aria_rt_panic(aria_rt_string_new("a message", 9), NULL); }
static void text(void *data) { (void)data; aria_rt_panic_str("a text", 6, NULL); }
static void overflow(void *data) { aria_rt_panic_overflow(*(uint32_t *)data, NULL); }
static void bounds(void *data) { (void)data; aria_rt_panic_bounds(-5, 1, NULL); }
static void div_zero(void *data) { (void)data; aria_rt_panic_div_zero(NULL); }
static void null(void *data) { (void)data; aria_rt_panic_null(NULL); }
static void int_range(void *data) { (void)data; aria_rt_panic_int_range(-300, -1, "UInt8", 5, NULL); }
static void float_range(void *data) { (void)data; aria_rt_panic_float_range(1e300, "Int", 3, NULL); }
static void nul(void *data) { (void)data; aria_rt_panic_nul_in_string(4, NULL); }
static void unwrap_error(void *data) { (void)data; aria_rt_panic_unwrap(aria_rt_string_new("no such file", 12), NULL); }
static void unwrap_none(void *data) { (void)data; aria_rt_panic_unwrap(NULL, NULL); }
static void again(void *panic) { aria_rt_panic_again(panic); }
static void nothing(void *data) { (void)data; }

static void show_message(Panic *panic) {
    String *copy = aria_rt_panic_message(panic);
    aria_rt_println(copy->bytes, copy->len);
    copy->header.strong--;
}

static void run(void (*body)(void *), void *data) {
    Panic *panic = aria_rt_try(body, data);
    if (!panic) { puts("no panic"); return; }
    show_message(panic);
    aria_rt_panic_destroy(panic);
}

int main(void) {
    uint32_t add = 0, pow = 8;
    run(message, NULL); run(text, NULL); run(overflow, &add); run(overflow, &pow); run(bounds, NULL); run(div_zero, NULL);
    run(null, NULL); run(int_range, NULL); run(float_range, NULL); run(nul, NULL); run(unwrap_error, NULL); run(unwrap_none, NULL);
    run(nothing, NULL);
    run(again, aria_rt_try(text, NULL));
}
