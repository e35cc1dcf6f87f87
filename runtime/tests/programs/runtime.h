/* The entry points that the C programs here call. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct { uint32_t strong, meta; } Object;
typedef struct { Object header; uint64_t len; char bytes[]; } String;
typedef struct Panic Panic;
typedef struct Location Location;

void *aria_rt_alloc(size_t, size_t);
void *aria_rt_alloc_zeroed(size_t, size_t);
void *aria_rt_realloc(void *, size_t, size_t, size_t);
void aria_rt_free(void *);
void aria_rt_retain_slow(void *);
bool aria_rt_release_slow(void *);
void aria_rt_mark_shared(void *);
void aria_rt_object_free(void *);
void aria_rt_weak_retain(void *);
void aria_rt_weak_release(void *);
void *aria_rt_weak_upgrade(void *);
_Noreturn void aria_rt_panic(String *, const Location *);
_Noreturn void aria_rt_panic_str(const char *, size_t, const Location *);
_Noreturn void aria_rt_panic_overflow(uint32_t, const Location *);
_Noreturn void aria_rt_panic_bounds(int64_t, int64_t, const Location *);
_Noreturn void aria_rt_panic_div_zero(const Location *);
_Noreturn void aria_rt_panic_null(const Location *);
_Noreturn void aria_rt_panic_int_range(uint64_t, uint64_t, const char *, size_t, const Location *);
_Noreturn void aria_rt_panic_float_range(double, const char *, size_t, const Location *);
_Noreturn void aria_rt_panic_nul_in_string(uint64_t, const Location *);
_Noreturn void aria_rt_panic_unwrap(String *, const Location *);
_Noreturn void aria_rt_panic_again(Panic *);
Panic *aria_rt_try(void (*)(void *), void *);
String *aria_rt_panic_message(const Panic *);
void aria_rt_panic_destroy(Panic *);
int aria_rt_main(int32_t (*)(void), int, char **);
int32_t aria_rt_argc(void);
void *aria_rt_thread_begin(void);
void aria_rt_thread_end(void *stack);
char **aria_rt_argv(void);
void aria_rt_print(const char *, size_t);
void aria_rt_println(const char *, size_t);
void aria_rt_eprintln(const char *, size_t);
String *aria_rt_string_new(const char *, size_t);
String *aria_rt_string_from_c_lossy(const char *);
String *aria_rt_string_concat_n(String *const *, size_t);
String *aria_rt_i64_to_string(int64_t);
String *aria_rt_u64_to_string(uint64_t);
String *aria_rt_i128_to_string(uint64_t, uint64_t);
String *aria_rt_u128_to_string(uint64_t, uint64_t);
String *aria_rt_f64_to_string(double);
String *aria_rt_f32_to_string(float);

/* Prints a String and frees it. */
static inline void show(String *string) {
    if (string->bytes[string->len] != 0 || string->header.strong != 1) puts("broken String");
    aria_rt_println(string->bytes, string->len);
    aria_rt_free(string);
}
