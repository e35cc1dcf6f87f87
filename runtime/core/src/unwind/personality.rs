//! The personality routines: which frames take part in unwinding, and how.

use aria_runtime_abi::unwind::{CLEANUP_SELECTOR, EXCEPTION_CLASS};
use core::ffi::c_int;

use super::call_site_table::{Action, Frame, find_action};
use super::{Context, Exception, Unwinder, reason};

const SEARCH_PHASE: c_int = 1;
const HANDLER_FRAME: c_int = 4;
const FORCE_UNWIND: c_int = 8;

/// The registers that carry the exception and the selector to a landing pad.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
const LANDING_REGISTERS: (c_int, c_int) = (0, 1); // In DWARF's numbers: rax and rdx, or x0 and x1.

/// Enters a landing pad when the unwinder returns.
///
/// # Safety
/// `context` is the frame of the function that `pad` belongs to.
unsafe fn land(unwinder: Unwinder, context: *mut Context, exception: *mut Exception, pad: usize, selector: i32) -> c_int {
    // SAFETY: the caller's promise.
    unsafe {
        unwinder.set_gr()(context, LANDING_REGISTERS.0, exception as usize);
        unwinder.set_gr()(context, LANDING_REGISTERS.1, selector as usize);
        unwinder.set_ip()(context, pad);
    }
    reason::INSTALL_CONTEXT
}

/// The personality routine of Aria's functions: panics are caught and cleaned up after, foreign exceptions and forced
/// unwinding (the end of a cancelled thread) only cleaned up after.
///
/// # Safety
/// Only the unwinder calls this.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_personality(
    version: c_int,
    actions: c_int,
    class: u64,
    exception: *mut Exception,
    context: *mut Context,
) -> c_int {
    let searching = actions & SEARCH_PHASE != 0;
    let failure = if searching { reason::FATAL_PHASE1_ERROR } else { reason::FATAL_PHASE2_ERROR };
    if version != 1 {
        return failure;
    }
    let Some(unwinder) = Unwinder::get() else { return failure };
    // SAFETY: the context is the unwinder's, and the data belongs to a function with this personality.
    let found = unsafe {
        let mut ip_is_exact = 0;
        let ip = unwinder.get_ip_info()(context, &raw mut ip_is_exact);
        let frame = Frame {
            // A return address may lie behind the call's region.
            ip: if ip_is_exact == 0 { ip.wrapping_sub(1) } else { ip },
            function_start: unwinder.get_region_start()(context),
        };
        find_action(unwinder.get_language_specific_data()(context), &frame)
    };
    let ours = class == EXCEPTION_CLASS && actions & FORCE_UNWIND == 0;
    match found {
        Err(_) => failure,
        Ok(Action::None) => reason::CONTINUE_UNWIND,
        Ok(Action::Terminate) if ours => failure,
        Ok(Action::Terminate) => reason::CONTINUE_UNWIND,
        Ok(Action::Land { catch: Some(_), .. }) if ours && searching => reason::HANDLER_FOUND,
        Ok(Action::Land { .. }) if searching => reason::CONTINUE_UNWIND,
        Ok(Action::Land { pad, catch: Some(selector), .. }) if ours && actions & HANDLER_FRAME != 0 => {
            // SAFETY: the pad comes from the data of this frame's function.
            unsafe { land(unwinder, context, exception, pad, selector) }
        }
        Ok(Action::Land { pad, cleanup: true, .. }) => {
            // SAFETY: as above.
            unsafe { land(unwinder, context, exception, pad, CLEANUP_SELECTOR) }
        }
        Ok(Action::Land { cleanup: false, .. }) => reason::CONTINUE_UNWIND,
    }
}

/// The personality routine of the frames in which the runtime itself stops panics. Their language-specific data is the
/// landing pad's own address.
///
/// # Safety
/// Only the unwinder calls this.
pub unsafe extern "C" fn boundary_personality(
    version: c_int,
    actions: c_int,
    class: u64,
    exception: *mut Exception,
    context: *mut Context,
) -> c_int {
    if version != 1 || class != EXCEPTION_CLASS || actions & FORCE_UNWIND != 0 {
        return reason::CONTINUE_UNWIND;
    }
    if actions & SEARCH_PHASE != 0 {
        return reason::HANDLER_FOUND;
    }
    let Some(unwinder) = Unwinder::get() else { return reason::FATAL_PHASE2_ERROR };
    // SAFETY: the context is the unwinder's; the pad belongs to its frame.
    unsafe {
        let pad = unwinder.get_language_specific_data()(context) as usize;
        land(unwinder, context, exception, pad, 1)
    }
}
