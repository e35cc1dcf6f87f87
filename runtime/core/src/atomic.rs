//! Atomic access to a number of 1, 2, 4 or 8 bytes, sequentially consistent. Values go by address, so that one entry
//! serves every width.

use core::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::SeqCst};

/// What `aria_rt_atomic_update` does.
const SWAP: u32 = 0;
const ADD: u32 = 1;
const SUB: u32 = 2;
const AND: u32 = 3;
const OR: u32 = 4;
const XOR: u32 = 5;

macro_rules! by_width {
    ($size:expr, $Atomic:ident, $Int:ident, $body:block) => {
        match $size {
            1 => {
                type $Atomic = AtomicU8;
                type $Int = u8;
                $body
            }
            2 => {
                type $Atomic = AtomicU16;
                type $Int = u16;
                $body
            }
            4 => {
                type $Atomic = AtomicU32;
                type $Int = u32;
                $body
            }
            _ => {
                type $Atomic = AtomicU64;
                type $Int = u64;
                $body
            }
        }
    };
}

/// `*value = *place`.
///
/// # Safety
/// Here and below: `place` and the other addresses are aligned for `size` bytes and may be read and written; other
/// threads reach `place` only through these functions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_atomic_load(place: *mut u8, value: *mut u8, size: usize) {
    by_width!(size, Atomic, Int, {
        // SAFETY: the caller's promise.
        unsafe { *value.cast::<Int>() = Atomic::from_ptr(place.cast()).load(SeqCst) }
    });
}

/// `*place = *value`.
///
/// # Safety
/// See `aria_rt_atomic_load`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_atomic_store(place: *mut u8, value: *const u8, size: usize) {
    by_width!(size, Atomic, Int, {
        // SAFETY: the caller's promise.
        unsafe { Atomic::from_ptr(place.cast()).store(*value.cast::<Int>(), SeqCst) }
    });
}

/// Combines `*value` into `*place` by an operation; what was there goes to `*value`.
///
/// # Safety
/// See `aria_rt_atomic_load`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_atomic_update(operation: u32, place: *mut u8, value: *mut u8, size: usize) {
    by_width!(size, Atomic, Int, {
        // SAFETY: the caller's promise.
        unsafe {
            let (place, by) = (Atomic::from_ptr(place.cast()), *value.cast::<Int>());
            *value.cast::<Int>() = match operation {
                SWAP => place.swap(by, SeqCst),
                ADD => place.fetch_add(by, SeqCst),
                SUB => place.fetch_sub(by, SeqCst),
                AND => place.fetch_and(by, SeqCst),
                OR => place.fetch_or(by, SeqCst),
                XOR => place.fetch_xor(by, SeqCst),
                _ => by,
            };
        }
    });
}

/// Stores `*wanted` if `*place` equals `*expected`; else `*expected` becomes what is there. Whether it was stored.
///
/// # Safety
/// See `aria_rt_atomic_load`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_atomic_compare_exchange(
    place: *mut u8,
    expected: *mut u8,
    wanted: *const u8,
    size: usize,
) -> bool {
    by_width!(size, Atomic, Int, {
        // SAFETY: the caller's promise.
        unsafe {
            let (place, old, new) = (Atomic::from_ptr(place.cast()), *expected.cast::<Int>(), *wanted.cast::<Int>());
            match place.compare_exchange(old, new, SeqCst, SeqCst) {
                Ok(_) => true,
                Err(found) => {
                    *expected.cast::<Int>() = found;
                    false
                }
            }
        }
    })
}
