//! The names of the runtime's entry points, with their signatures in C's terms.
//!
//! `String`, `Panic` and `Object` are pointers to counted objects; "owned" means that one count passes to the other side.
//! Entries marked *unwinds* leave by an exception and are declared `noreturn`, not `nounwind`; all others are `nounwind`.

/// `Object aria_rt_alloc(size_t size, size_t align)`: aborts when memory is exhausted, never returns null.
pub const ALLOC: &str = "aria_rt_alloc";
/// `void *aria_rt_try_alloc(size_t size, size_t align)`: the same, but null when memory is exhausted.
pub const TRY_ALLOC: &str = "aria_rt_try_alloc";
/// `void *aria_rt_alloc_zeroed(size_t size, size_t align)`: the same, with every byte zero.
pub const ALLOC_ZEROED: &str = "aria_rt_alloc_zeroed";
/// `void *aria_rt_realloc(void *old, size_t old_size, size_t new_size, size_t align)`: the same; `old` may be null.
pub const REALLOC: &str = "aria_rt_realloc";
/// `void aria_rt_free(void *)`: C's `free`; null is allowed.
pub const FREE: &str = "aria_rt_free";
/// `void aria_rt_out_of_memory(size_t size)`, noreturn: the message and abort, for code that calls `malloc` itself.
pub const OUT_OF_MEMORY: &str = "aria_rt_out_of_memory";

/// `void aria_rt_retain_slow(Object)`: for objects whose `(i32)strong` is not positive.
pub const RETAIN_SLOW: &str = "aria_rt_retain_slow";
/// `bool aria_rt_release_slow(Object)`: the same; true means that the caller must destroy the object.
pub const RELEASE_SLOW: &str = "aria_rt_release_slow";
/// `void aria_rt_mark_shared(Object)`: from now on the object's counts are atomic. Others are left as they are.
pub const MARK_SHARED: &str = "aria_rt_mark_shared";
/// `void aria_rt_object_free(Object)`: after the fields were dropped: frees, or leaves it to the last weak reference.
pub const OBJECT_FREE: &str = "aria_rt_object_free";
/// `void aria_rt_weak_retain(Object)`: one weak reference more.
pub const WEAK_RETAIN: &str = "aria_rt_weak_retain";
/// `void aria_rt_weak_release(Object)`: one weak reference less; frees a destroyed object with the last one.
pub const WEAK_RELEASE: &str = "aria_rt_weak_release";
/// `Object aria_rt_weak_upgrade(Object)`: the object, retained, or null if it was destroyed. Null stays null.
pub const WEAK_UPGRADE: &str = "aria_rt_weak_upgrade";
/// `void aria_rt_abort_resurrected(const char *class, size_t len)`, noreturn: a reference was left behind by `finalize`.
pub const ABORT_RESURRECTED: &str = "aria_rt_abort_resurrected";

/// `void aria_rt_panic(String owned, const Location *)`, *unwinds*.
pub const PANIC: &str = "aria_rt_panic";
/// `void aria_rt_panic_str(const char *, size_t len, const Location *)`, *unwinds*: the text is copied.
pub const PANIC_STR: &str = "aria_rt_panic_str";
/// `void aria_rt_panic_overflow(u32 OverflowOperator, const Location *)`, *unwinds*.
pub const PANIC_OVERFLOW: &str = "aria_rt_panic_overflow";
/// `void aria_rt_panic_bounds(i64 index, i64 len, const Location *)`, *unwinds*.
pub const PANIC_BOUNDS: &str = "aria_rt_panic_bounds";
/// `void aria_rt_panic_div_zero(const Location *)`, *unwinds*.
pub const PANIC_DIV_ZERO: &str = "aria_rt_panic_div_zero";
/// `void aria_rt_panic_null(const Location *)`, *unwinds*.
pub const PANIC_NULL: &str = "aria_rt_panic_null";
/// `void aria_rt_panic_int_range(u64 low, u64 high, const char *type, size_t len, const Location *)`, *unwinds*: the
/// value is a signed 128-bit integer in two halves.
pub const PANIC_INT_RANGE: &str = "aria_rt_panic_int_range";
/// `void aria_rt_panic_float_range(double, const char *type, size_t len, const Location *)`, *unwinds*.
pub const PANIC_FLOAT_RANGE: &str = "aria_rt_panic_float_range";
/// `void aria_rt_panic_nul_in_string(u64 position, const Location *)`, *unwinds*.
pub const PANIC_NUL_IN_STRING: &str = "aria_rt_panic_nul_in_string";
/// `void aria_rt_panic_unwrap(String owned, const Location *)`, *unwinds*: `e!` on a failure with that message; null
/// is `e!` on an absent value.
pub const PANIC_UNWRAP: &str = "aria_rt_panic_unwrap";
/// `void aria_rt_panic_again(Panic owned)`, *unwinds*: raises a caught panic once more, with its first place and frames.
pub const PANIC_AGAIN: &str = "aria_rt_panic_again";

/// `_Unwind_Reason_Code aria_rt_personality(…)`: the personality routine of every Aria function with landing pads.
pub const PERSONALITY: &str = "aria_rt_personality";
/// `Panic owned aria_rt_catch(struct _Unwind_Exception *)`: ends the exception.
pub const CATCH: &str = "aria_rt_catch";
/// `void aria_rt_resume(struct _Unwind_Exception *)`, *unwinds*: `_Unwind_Resume`, found when it is first needed.
pub const RESUME: &str = "aria_rt_resume";
/// `void aria_rt_panic_in_cleanup(struct _Unwind_Exception *)`, noreturn: aborts with both messages.
pub const PANIC_IN_CLEANUP: &str = "aria_rt_panic_in_cleanup";
/// `Panic owned aria_rt_try(void (*body)(void *), void *data)`: calls `body`, which may unwind; null if it did not.
pub const TRY: &str = "aria_rt_try";
/// `String owned aria_rt_panic_message(Panic)`.
pub const PANIC_MESSAGE: &str = "aria_rt_panic_message";
/// `const Location *aria_rt_panic_location(Panic)`.
pub const PANIC_LOCATION: &str = "aria_rt_panic_location";
/// `void aria_rt_panic_report(Panic)`: prints the report of an uncaught panic to the standard error stream.
pub const PANIC_REPORT: &str = "aria_rt_panic_report";
/// `void aria_rt_panic_destroy(Panic)`: the destroy glue of Panic objects, for when their count has reached 0.
pub const PANIC_DESTROY: &str = "aria_rt_panic_destroy";

/// `void *aria_rt_thread_begin(void)`: what a thread calls first, so that its exhausted stack is reported.
pub const THREAD_BEGIN: &str = "aria_rt_thread_begin";
/// `void aria_rt_thread_end(void *)`: takes back what `aria_rt_thread_begin` returned on the same thread.
pub const THREAD_END: &str = "aria_rt_thread_end";

/// `int aria_rt_main(i32 (*main)(void), int argc, char **argv)`: runs the program and returns its exit status.
pub const MAIN: &str = "aria_rt_main";
/// `i32 aria_rt_argc(void)`.
pub const ARGC: &str = "aria_rt_argc";
/// `char **aria_rt_argv(void)`.
pub const ARGV: &str = "aria_rt_argv";

/// `void aria_rt_print(const char *, size_t len)`: to C's `stdout`. Write errors are ignored, here and below.
pub const PRINT: &str = "aria_rt_print";
/// `void aria_rt_println(const char *, size_t len)`: the same with a line break, undivided by other threads.
pub const PRINTLN: &str = "aria_rt_println";
/// `void aria_rt_eprint(const char *, size_t len)`: to C's `stderr`.
pub const EPRINT: &str = "aria_rt_eprint";
/// `void aria_rt_eprintln(const char *, size_t len)`: to C's `stderr`.
pub const EPRINTLN: &str = "aria_rt_eprintln";

/// `String owned aria_rt_string_new(const char *, size_t len)`: copies; the bytes must be UTF-8.
pub const STRING_NEW: &str = "aria_rt_string_new";
/// `String owned aria_rt_string_from_c_lossy(const char *)`: up to the NUL; what is not UTF-8 becomes U+FFFD. Not null.
pub const STRING_FROM_C_LOSSY: &str = "aria_rt_string_from_c_lossy";
/// `String owned aria_rt_string_concat_n(const String *parts, size_t n)`: the parts stay the caller's.
pub const STRING_CONCAT_N: &str = "aria_rt_string_concat_n";
/// `String owned aria_rt_string_append_n(String owned, const String *parts, size_t n)`: the parts behind the first, in
/// place where nobody else refers to that; the parts stay the caller's.
pub const STRING_APPEND_N: &str = "aria_rt_string_append_n";
/// `String owned aria_rt_i64_to_string(i64)`.
pub const I64_TO_STRING: &str = "aria_rt_i64_to_string";
/// `String owned aria_rt_u64_to_string(u64)`.
pub const U64_TO_STRING: &str = "aria_rt_u64_to_string";
/// `String owned aria_rt_i128_to_string(u64 low, u64 high)`.
pub const I128_TO_STRING: &str = "aria_rt_i128_to_string";
/// `String owned aria_rt_u128_to_string(u64 low, u64 high)`.
pub const U128_TO_STRING: &str = "aria_rt_u128_to_string";
/// `String owned aria_rt_f64_to_string(double)`: the shortest text that reads back as the same value, as `5.0`, `1e+16`.
pub const F64_TO_STRING: &str = "aria_rt_f64_to_string";
/// `String owned aria_rt_f32_to_string(float)`.
pub const F32_TO_STRING: &str = "aria_rt_f32_to_string";
/// `String owned aria_rt_format_int(u64 low, u64 high, const char *spec, size_t len)`: by a format specification.
pub const FORMAT_INT: &str = "aria_rt_format_int";
/// `String owned aria_rt_format_uint(u64 low, u64 high, const char *spec, size_t len)`.
pub const FORMAT_UINT: &str = "aria_rt_format_uint";
/// `String owned aria_rt_format_float(double, const char *spec, size_t len)`.
pub const FORMAT_FLOAT: &str = "aria_rt_format_float";
/// `String owned aria_rt_format_text(const char *, size_t size, const char *spec, size_t len)`.
pub const FORMAT_TEXT: &str = "aria_rt_format_text";
/// `i64 aria_rt_text_len(const char *, size_t len)`: the number of characters.
pub const TEXT_LEN: &str = "aria_rt_text_len";
/// `i64 aria_rt_text_offset(const char *, size_t len, i64 index)`: where a character begins; `len` behind the last, -1 beyond.
pub const TEXT_OFFSET: &str = "aria_rt_text_offset";
/// `i64 aria_rt_text_rfind(const char *, size_t len, const char *part, size_t part_len)`: the last place, or -1.
pub const TEXT_RFIND: &str = "aria_rt_text_rfind";
/// `String owned aria_rt_text_case(const char *, size_t len, u32 kind)`: upper, lower, capitalised.
pub const TEXT_CASE: &str = "aria_rt_text_case";
/// `String owned aria_rt_text_reverse(const char *, size_t len)`.
pub const TEXT_REVERSE: &str = "aria_rt_text_reverse";
/// `String owned aria_rt_text_inspect(const char *, size_t len, u32 quote)`: as a literal.
pub const TEXT_INSPECT: &str = "aria_rt_text_inspect";
/// `int aria_rt_char_is(u32 code, u32 kind)`.
pub const CHAR_IS: &str = "aria_rt_char_is";
/// `u32 aria_rt_char_case(u32 code, u32 kind)`.
pub const CHAR_CASE: &str = "aria_rt_char_case";
/// `int aria_rt_parse_f64(const char *, size_t len, double *value)`: 0 if the text is not a number.
pub const PARSE_F64: &str = "aria_rt_parse_f64";
/// `int aria_rt_parse_f32(const char *, size_t len, float *value)`.
pub const PARSE_F32: &str = "aria_rt_parse_f32";

/// `Crossing aria_rt_crossing_begin(bool lent)`: begins to walk over what goes to another thread.
pub const CROSSING_BEGIN: &str = "aria_rt_crossing_begin";
/// `void aria_rt_cross(Crossing, Object, void (*visit)(Object, Crossing), u32 kind, const char *class, size_t len)`: a
/// reference found on the way; the kinds are those of [`crate::crossing`].
pub const CROSS: &str = "aria_rt_cross";
/// `void aria_rt_cross_refused(Crossing, const char *type, size_t len)`: something found that may not go.
pub const CROSS_REFUSED: &str = "aria_rt_cross_refused";
/// `String owned aria_rt_crossing_end(Crossing)`: null, or why it may not go.
pub const CROSSING_END: &str = "aria_rt_crossing_end";
/// `bool aria_rt_unwinding(void)`: whether a panic is under way on this thread.
pub const UNWINDING: &str = "aria_rt_unwinding";
/// `u64 aria_rt_thread_start(void (*code)(void *), void *data)`: a handle, 0 where there is no thread to be had.
pub const THREAD_START: &str = "aria_rt_thread_start";
/// `void aria_rt_thread_join(u64)`.
pub const THREAD_JOIN: &str = "aria_rt_thread_join";
/// `void aria_rt_thread_detach(u64)`.
pub const THREAD_DETACH: &str = "aria_rt_thread_detach";
/// `u64 aria_rt_thread_current(void)`.
pub const THREAD_CURRENT: &str = "aria_rt_thread_current";
/// `i64 aria_rt_processors(void)`: how many threads can run at once.
pub const PROCESSORS: &str = "aria_rt_processors";
/// `Monitor aria_rt_monitor_new(void)`: a lock with two conditions.
pub const MONITOR_NEW: &str = "aria_rt_monitor_new";
/// `void aria_rt_monitor_free(Monitor)`.
pub const MONITOR_FREE: &str = "aria_rt_monitor_free";
/// `void aria_rt_monitor_lock(Monitor)`.
pub const MONITOR_LOCK: &str = "aria_rt_monitor_lock";
/// `bool aria_rt_monitor_try_lock(Monitor)`.
pub const MONITOR_TRY_LOCK: &str = "aria_rt_monitor_try_lock";
/// `void aria_rt_monitor_unlock(Monitor)`.
pub const MONITOR_UNLOCK: &str = "aria_rt_monitor_unlock";
/// `void aria_rt_monitor_wait(Monitor, i64 condition)`.
pub const MONITOR_WAIT: &str = "aria_rt_monitor_wait";
/// `bool aria_rt_monitor_wait_until(Monitor, i64 condition, i64 deadline)`: false when the time of `aria_rt_clock` came.
pub const MONITOR_WAIT_UNTIL: &str = "aria_rt_monitor_wait_until";
/// `void aria_rt_monitor_notify(Monitor, i64 condition, bool all)`.
pub const MONITOR_NOTIFY: &str = "aria_rt_monitor_notify";
/// `i64 aria_rt_clock(void)`: nanoseconds, by a clock that nobody sets.
pub const CLOCK: &str = "aria_rt_clock";
/// `void aria_rt_atomic_load(void *place, void *value, size_t size)`: here and below, of 1, 2, 4 or 8 bytes.
pub const ATOMIC_LOAD: &str = "aria_rt_atomic_load";
/// `void aria_rt_atomic_store(void *place, const void *value, size_t size)`.
pub const ATOMIC_STORE: &str = "aria_rt_atomic_store";
/// `void aria_rt_atomic_update(u32 operation, void *place, void *value, size_t size)`: swap, add, subtract, and, or, xor.
pub const ATOMIC_UPDATE: &str = "aria_rt_atomic_update";
/// `bool aria_rt_atomic_compare_exchange(void *place, void *expected, const void *wanted, size_t size)`.
pub const ATOMIC_COMPARE_EXCHANGE: &str = "aria_rt_atomic_compare_exchange";

/// Every entry point, for tests and for tables of external names.
pub const ALL: &[&str] = &[
    ALLOC,
    TRY_ALLOC,
    ALLOC_ZEROED,
    REALLOC,
    FREE,
    OUT_OF_MEMORY,
    RETAIN_SLOW,
    RELEASE_SLOW,
    MARK_SHARED,
    OBJECT_FREE,
    WEAK_RETAIN,
    WEAK_RELEASE,
    WEAK_UPGRADE,
    ABORT_RESURRECTED,
    PANIC,
    PANIC_STR,
    PANIC_OVERFLOW,
    PANIC_BOUNDS,
    PANIC_DIV_ZERO,
    PANIC_NULL,
    PANIC_INT_RANGE,
    PANIC_FLOAT_RANGE,
    PANIC_NUL_IN_STRING,
    PANIC_UNWRAP,
    PANIC_AGAIN,
    PERSONALITY,
    CATCH,
    RESUME,
    PANIC_IN_CLEANUP,
    TRY,
    PANIC_MESSAGE,
    PANIC_LOCATION,
    PANIC_REPORT,
    PANIC_DESTROY,
    MAIN,
    THREAD_BEGIN,
    THREAD_END,
    ARGC,
    ARGV,
    PRINT,
    PRINTLN,
    EPRINT,
    EPRINTLN,
    STRING_NEW,
    STRING_FROM_C_LOSSY,
    STRING_CONCAT_N,
    STRING_APPEND_N,
    I64_TO_STRING,
    U64_TO_STRING,
    I128_TO_STRING,
    U128_TO_STRING,
    F64_TO_STRING,
    F32_TO_STRING,
    FORMAT_INT,
    FORMAT_UINT,
    FORMAT_FLOAT,
    FORMAT_TEXT,
    TEXT_LEN,
    TEXT_OFFSET,
    TEXT_RFIND,
    TEXT_CASE,
    TEXT_REVERSE,
    TEXT_INSPECT,
    CHAR_IS,
    CHAR_CASE,
    PARSE_F64,
    PARSE_F32,
    CROSSING_BEGIN,
    CROSS,
    CROSS_REFUSED,
    CROSSING_END,
    UNWINDING,
    THREAD_START,
    THREAD_JOIN,
    THREAD_DETACH,
    THREAD_CURRENT,
    PROCESSORS,
    MONITOR_NEW,
    MONITOR_FREE,
    MONITOR_LOCK,
    MONITOR_TRY_LOCK,
    MONITOR_UNLOCK,
    MONITOR_WAIT,
    MONITOR_WAIT_UNTIL,
    MONITOR_NOTIFY,
    CLOCK,
    ATOMIC_LOAD,
    ATOMIC_STORE,
    ATOMIC_UPDATE,
    ATOMIC_COMPARE_EXCHANGE,
];
