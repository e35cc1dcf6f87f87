//! The symbols outside the program that lowered code calls, in one place: runtime entries and C's library.

/// `String owned (const String *parts, USize n)`.
pub const STRING_CONCAT_N: &str = "aria_rt_string_concat_n";
/// `String owned (String owned, const String *parts, USize n)`: the parts behind the first.
pub const STRING_APPEND_N: &str = "aria_rt_string_append_n";
/// `String owned (CString)`: not null; what is not UTF-8 is replaced.
pub const STRING_FROM_C_LOSSY: &str = "aria_rt_string_from_c_lossy";
/// `Never (String owned, location)`; unwinds.
pub const PANIC: &str = "aria_rt_panic";
/// `Never (CString class, USize length)`: a reference to an object was left behind by its `finalize`.
pub const ABORT_RESURRECTED: &str = "aria_rt_abort_resurrected";
/// C's `size_t strlen(const char *)`: the position of the first NUL, which every String has behind its bytes.
pub const STRLEN: &str = "strlen";
pub const MEMMOVE: &str = "memmove";

/// Runtime functions whose symbol begins so leave by unwinding.
pub const PANIC_PREFIX: &str = "aria_rt_panic";

/// The symbol of the program's entry.
pub const ENTRY: &str = "aria_main";

/// Runtime functions that keep their first argument.
pub const CONSUMES_FIRST: &[&str] = &[PANIC, "aria_rt_panic_unwrap", "aria_rt_panic_again"];

/// Runtime functions whose second argument is the place of the panic: the caller's, where `std` does not give one.
pub const LOCATED: &[&str] = &[PANIC, "aria_rt_panic_unwrap"];

/// `String owned (Panic)`: what a panic said.
pub const PANIC_MESSAGE: &str = "aria_rt_panic_message";
/// `Unit (Panic)`: the destroy glue of panics.
pub const PANIC_DESTROY: &str = "aria_rt_panic_destroy";
/// `Unit (walk, object, code, kind, CString class, USize length)`: a reference that goes to another thread.
pub const CROSS: &str = "aria_rt_cross";
/// `Unit (walk, CString type, USize length)`: something that may not.
pub const CROSS_REFUSED: &str = "aria_rt_cross_refused";
