//! Panics: the counted object that describes one, the exception that carries it, and their way up the stack.

mod backtrace;
mod boundary;
mod entry;
mod in_flight;
mod report;
mod symbolize;

use aria_runtime_abi::unwind::EXCEPTION_CLASS;
use aria_runtime_abi::{Location, ObjectHeader, StringObject};
use core::ffi::c_int;

use crate::memory::{abort_with, aria_rt_alloc};
use crate::unwind::{Exception, Raise, Unwinder, reason};
use crate::{object, string};

pub use backtrace::Backtrace;
pub use boundary::{run_at_root, run_thread};
pub use symbolize::{Symbolizer, write_backtrace};

/// A panic, as `rescue` sees it: a counted object.
#[repr(C)]
pub struct Panic {
    header: ObjectHeader,
    /// Owned.
    message: *mut StringObject,
    /// May be null.
    location: *const Location,
    backtrace: Backtrace,
}

/// The exception that carries a panic. It is freed when the panic is caught; the panic lives on.
#[repr(C)]
pub struct PanicException {
    exception: Exception,
    /// Owned.
    panic: *mut Panic,
    /// The panic of this thread during whose unwinding this one was raised; see `in_flight`.
    outer: *mut PanicException,
}

/// What the assembly of an entry point calls next, returned in two registers.
#[repr(C)]
pub struct Raising {
    exception: *mut PanicException,
    raise: Raise,
}

/// Makes a panic of a message, which passes to it, and prepares to raise it.
fn prepare(message: *mut StringObject, location: *const Location) -> Raising {
    let panic = aria_rt_alloc(size_of::<Panic>(), align_of::<Panic>()).cast::<Panic>();
    // SAFETY: the block is new and large enough.
    unsafe {
        (&raw mut (*panic).header).write(ObjectHeader { strong: 1, meta: 0 });
        (&raw mut (*panic).message).write(message);
        (&raw mut (*panic).location).write(location);
        Backtrace::capture_into(&raw mut (*panic).backtrace);
        prepare_again(panic)
    }
}

/// Prepares to raise a panic, which passes to the exception.
///
/// # Safety
/// The caller owns a count of `panic`.
unsafe fn prepare_again(panic: *mut Panic) -> Raising {
    let Some(unwinder) = Unwinder::get() else {
        // SAFETY: the panic is live.
        unsafe { report::print(panic) };
        abort_with(&[b"fatal error: no unwinder was found: neither libgcc_s.so.1 nor libunwind.so.1 could be loaded\n"]);
    };
    let exception = aria_rt_alloc(size_of::<PanicException>(), align_of::<PanicException>()).cast::<PanicException>();
    let unwind = Exception { class: EXCEPTION_CLASS, cleanup: Some(delete_exception), private: [0; 2] };
    // SAFETY: the block is new and large enough.
    unsafe {
        exception.write(PanicException { exception: unwind, panic, outer: core::ptr::null_mut() });
        in_flight::begin(exception);
    }
    Raising { exception, raise: unwinder.raise() }
}

/// Ends an exception and hands its panic over.
///
/// # Safety
/// `exception` is ours, live, and not used again.
unsafe fn end_exception(exception: *mut PanicException) -> *mut Panic {
    // SAFETY: the caller's promise.
    unsafe {
        in_flight::end(exception);
        let panic = (*exception).panic;
        libc::free(exception.cast());
        panic
    }
}

/// Called through the exception when another language's handler swallows it.
extern "C" fn delete_exception(_: c_int, exception: *mut Exception) {
    // SAFETY: only our exceptions have this function, and whoever calls it is done with the exception.
    unsafe { release(end_exception(exception.cast())) };
}

/// The unwinder came back: no frame catches the panic, or one cannot be unwound.
///
/// # Safety
/// `exception` was just raised.
unsafe extern "C" fn raise_failed(exception: *mut PanicException, code: c_int) -> ! {
    // SAFETY: the exception is still ours.
    unsafe { report::print((*exception).panic) };
    if code == reason::END_OF_STACK {
        abort_with(&[b"fatal error: the panic reached the end of the stack, and nothing there catches panics\n"]);
    }
    abort_with(&[b"fatal error: the panic cannot leave a function that was declared not to unwind\n"])
}

/// # Safety
/// The caller owns a count of `panic`.
pub unsafe fn release(panic: *mut Panic) {
    // SAFETY: the caller's promise.
    unsafe {
        let strong = (*panic).header.strong;
        let dead = if strong as i32 > 0 {
            (*panic).header.strong = strong - 1;
            strong == 1
        } else {
            object::aria_rt_release_slow(panic.cast())
        };
        if dead {
            aria_rt_panic_destroy(panic);
        }
    }
}

/// Ends the exception that a catching landing pad received, and hands its panic over.
///
/// # Safety
/// `exception` is what the landing pad received with a selector other than that of cleanups.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_catch(exception: *mut Exception) -> *mut Panic {
    // SAFETY: the caller's promise; our personality gives foreign exceptions to cleanups only.
    unsafe {
        if (*exception).class != EXCEPTION_CLASS {
            abort_with(&[b"fatal error: an exception of another language was caught as a panic\n"]);
        }
        end_exception(exception.cast())
    }
}

/// Aborts because a cleanup that ran for one panic raised another; prints both.
///
/// # Safety
/// `exception` is what the landing pad around the cleanup received.
#[cold]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_panic_in_cleanup(exception: *mut Exception) -> ! {
    // SAFETY: the caller's promise.
    unsafe {
        if (*exception).class != EXCEPTION_CLASS {
            let first = in_flight::innermost();
            if !first.is_null() {
                report::print_without_backtrace((*first).panic);
            }
            abort_with(&[b"fatal error: an exception of another language while unwinding\n"]);
        }
        let second = exception.cast::<PanicException>();
        let first = (*second).outer;
        if first.is_null() {
            report::print((*second).panic);
            abort_with(&[b"fatal error: a panic while unwinding from an exception of another language\n"]);
        }
        report::print_without_backtrace((*first).panic);
        report::print((*second).panic);
    }
    abort_with(&[b"fatal error: a panic while unwinding from another panic\n"])
}

/// The message, retained.
///
/// # Safety
/// `panic` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_panic_message(panic: *const Panic) -> *mut StringObject {
    // SAFETY: the caller's promise; a panic owns its message.
    unsafe {
        let message = (*panic).message;
        string::retain(message);
        message
    }
}

/// The place, or null.
///
/// # Safety
/// `panic` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_panic_location(panic: *const Panic) -> *const Location {
    // SAFETY: the caller's promise.
    unsafe { (*panic).location }
}

/// Prints what an uncaught panic prints.
///
/// # Safety
/// `panic` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_panic_report(panic: *const Panic) {
    // SAFETY: the caller's promise.
    unsafe { report::print(panic) }
}

/// Drops the message and frees the panic.
///
/// # Safety
/// The count of `panic` has reached 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_panic_destroy(panic: *mut Panic) {
    // SAFETY: the caller's promise; a panic owns its message.
    unsafe {
        string::release((*panic).message);
        object::aria_rt_object_free(panic.cast());
    }
}
