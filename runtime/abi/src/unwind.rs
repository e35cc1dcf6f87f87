//! What unwinding fixes between the runtime and generated code: the exception class and the shape of landing pads.
//!
//! Functions name `aria_rt_personality` as their personality. A landing pad is one of:
//!
//! ```text
//! cleanup:   %e = landingpad { ptr, i32 } cleanup
//!            …drop the live values, each call in it an invoke whose unwind edge is the pad "terminate"…
//!            resume { ptr, i32 } %e
//!
//! catch:     %e = landingpad { ptr, i32 } cleanup catch ptr null
//!            if extractvalue 1 == CLEANUP_SELECTOR { resume }   ; a foreign exception that passes through
//!            %panic = call ptr @aria_rt_catch(ptr exn)          ; owned, ends the exception
//!
//! terminate: %e = landingpad { ptr, i32 } cleanup catch ptr null
//!            call void @aria_rt_panic_in_cleanup(ptr exn)       ; never returns
//! ```
//!
//! A catch always says `cleanup` too and tests the selector: after inlining, inner cleanups resume into it with any
//! exception. LLVM lowers `resume` to a call of `_Unwind_Resume`; a module defines that name itself, with internal
//! linkage, as a function that calls `aria_rt_resume` and ends in `unreachable`, and lists it in `llvm.used`. Thus no
//! program needs the unwinder's library to start, and the inliner still turns the `resume` of an inlined function into
//! a branch, which it would not do for a call of `aria_rt_resume`.
//!
//! Every function carries `uwtable`, else no panic gets past it; those with large frames also want
//! `"probe-stack"="inline-asm"`, so that an exhausted stack is met at its guard. In debug information, a subprogram's
//! name is the function in Aria's terms, without a linkage name: backtraces print what they find there.
//!
//! On landing pads for threads being cancelled and for other languages' exceptions, only cleanups run.

/// The exception class of Aria's panics: vendor `ARIA`, then the version of the exception object's layout.
pub const EXCEPTION_CLASS: u64 = u64::from_be_bytes(*b"ARIA\0\0\0\x01");

/// The selector a landing pad receives when it must only clean up and resume.
pub const CLEANUP_SELECTOR: i32 = 0;
