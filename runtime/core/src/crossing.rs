//! What crosses to another thread: everything that is reached is marked, so that its counts are atomic from then on,
//! and what is moved rather than shared must be referred to from nowhere else.
//!
//! The compiler's glue tells of each reference that it finds. Objects are visited from a list, not by recursion, so
//! that a chain of any length can cross. An object with a single count needs no more than that: the reference it was
//! reached by is the only one. For others the references found are counted, and compared in the end with what the
//! object's header says.

use aria_runtime_abi::StringObject;
use aria_runtime_abi::crossing::{MOVED, SHARED, WEAK, WEAK_SHARED};
use aria_runtime_abi::object::{IMMORTAL, ObjectHeader, SHARED_BIT, WEAK_COUNT_MASK};
use core::sync::atomic::{AtomicU32, Ordering};

use crate::growing::Growing;
use crate::memory::aria_rt_alloc;
use crate::object::aria_rt_mark_shared;
use crate::string::from_parts;

/// Tells a walk of the references in an object. Null for an object without any.
type Visit = Option<extern "C" fn(*mut ObjectHeader, *mut Crossing)>;

/// An object with more than one count, and how many of them were found.
#[derive(Clone, Copy)]
struct Found {
    object: *mut ObjectHeader,
    strong: u32,
    weak: u32,
    /// The class's name.
    name: *const u8,
    name_len: usize,
}

/// One walk.
pub struct Crossing {
    /// Objects whose references are still to be told.
    todo: Growing<(*mut ObjectHeader, Visit)>,
    found: Growing<Found>,
    /// Positions in `found`, plus one, by the object's address. A power of two, more than half empty.
    table: *mut u32,
    table_len: usize,
    /// Nothing is moved: what is reached is only lent.
    lent: bool,
    /// The first thing met that may not go to another thread: the name of its type.
    refused: *const u8,
    refused_len: usize,
}

impl Crossing {
    /// The entry of an object, and whether it is new.
    fn entry(&mut self, object: *mut ObjectHeader) -> (&mut Found, bool) {
        if (self.found.as_slice().len() + 1) * 2 > self.table_len {
            self.enlarge();
        }
        let mut at = slot(object, self.table_len);
        loop {
            // SAFETY: `at` is below the length.
            let position = unsafe { *self.table.add(at) };
            if position == 0 {
                break;
            }
            let known = position as usize - 1;
            if self.found.as_slice()[known].object == object {
                return (&mut self.found.as_mut_slice()[known], false);
            }
            at = (at + 1) & (self.table_len - 1);
        }
        self.found.push(Found { object, strong: 0, weak: 0, name: core::ptr::null(), name_len: 0 });
        let last = self.found.as_slice().len();
        // SAFETY: as above.
        unsafe { *self.table.add(at) = last as u32 };
        (&mut self.found.as_mut_slice()[last - 1], true)
    }

    #[cold]
    fn enlarge(&mut self) {
        let len = if self.table_len == 0 { 64 } else { self.table_len * 2 };
        let table = crate::memory::aria_rt_alloc_zeroed(len * size_of::<u32>(), align_of::<u32>()).cast::<u32>();
        for (position, found) in self.found.as_slice().iter().enumerate() {
            let mut at = slot(found.object, len);
            // SAFETY: `at` stays below the length; the table is not full.
            unsafe {
                while *table.add(at) != 0 {
                    at = (at + 1) & (len - 1);
                }
                *table.add(at) = position as u32 + 1;
            }
        }
        // SAFETY: the old table is ours or null.
        unsafe { libc::free(self.table.cast()) };
        (self.table, self.table_len) = (table, len);
    }
}

impl Drop for Crossing {
    fn drop(&mut self) {
        // SAFETY: the table is ours or null.
        unsafe { libc::free(self.table.cast()) };
    }
}

/// Where the search for an object begins.
fn slot(object: *mut ObjectHeader, len: usize) -> usize {
    (((object as u64) >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (len - 1)
}

/// The count of strong references and that of weak ones.
///
/// # Safety
/// `object` points to a header.
unsafe fn counts(object: *mut ObjectHeader) -> (i32, u32) {
    // SAFETY: the caller's promise; the words are aligned.
    unsafe {
        let strong = AtomicU32::from_ptr(&raw mut (*object).strong).load(Ordering::Relaxed) as i32;
        (strong, AtomicU32::from_ptr(&raw mut (*object).meta).load(Ordering::Relaxed))
    }
}

/// Begins a walk. `lent` says that nothing changes its owner, so that references from elsewhere do no harm.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_crossing_begin(lent: bool) -> *mut Crossing {
    let walk = aria_rt_alloc(size_of::<Crossing>(), align_of::<Crossing>()).cast::<Crossing>();
    let new = Crossing {
        todo: Growing::new(),
        found: Growing::new(),
        table: core::ptr::null_mut(),
        table_len: 0,
        lent,
        refused: core::ptr::null(),
        refused_len: 0,
    };
    // SAFETY: the block is new and large enough.
    unsafe { walk.write(new) };
    walk
}

/// Tells a walk of a reference. `kind` is one of `aria_runtime_abi::crossing`.
///
/// # Safety
/// `walk` was begun and not ended; `object` is null or a live object, or a destroyed one that a weak reference keeps;
/// `visit` can be called with it; `name` is readable for `name_len` bytes for good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_cross(
    walk: *mut Crossing,
    object: *mut ObjectHeader,
    visit: Visit,
    kind: u32,
    name: *const u8,
    name_len: usize,
) {
    if object.is_null() {
        return;
    }
    // SAFETY: the caller's promise, here and below.
    let (strong, meta) = unsafe { counts(object) };
    if strong == IMMORTAL as i32 {
        // A literal holds nothing; a closure in somebody's frame may.
        if visit.is_some() {
            // SAFETY: nobody else uses the walk.
            unsafe { (*walk).todo.push((object, visit)) };
        }
        return;
    }
    if strong == 0 {
        // Destroyed, and kept by weak references, whose count may be changed by two threads from now on.
        // SAFETY: as above.
        unsafe { AtomicU32::from_ptr(&raw mut (*object).meta).fetch_or(SHARED_BIT, Ordering::Relaxed) };
        return;
    }
    // SAFETY: nobody else uses the walk.
    let walk = unsafe { &mut *walk };
    let new = match kind {
        // What is shared never changes, so that a mark says the same of everything behind it.
        SHARED | WEAK_SHARED => strong > 0,
        _ if walk.lent => {
            let (entry, new) = walk.entry(object);
            (entry.name, entry.name_len) = (name, name_len);
            new
        }
        MOVED if strong.unsigned_abs() == 1 && meta & WEAK_COUNT_MASK == 0 => true,
        _ => {
            let (entry, new) = walk.entry(object);
            (entry.name, entry.name_len) = (name, name_len);
            match kind {
                WEAK => entry.weak += 1,
                _ => entry.strong += 1,
            }
            new
        }
    };
    if new {
        // SAFETY: as above; until the walk is over, only this thread reaches what it marks first.
        unsafe { aria_rt_mark_shared(object) };
        if visit.is_some() {
            walk.todo.push((object, visit));
        }
    }
}

/// Tells a walk of something that may not go to another thread.
///
/// # Safety
/// `walk` was begun and not ended; `name` is readable for `len` bytes for good.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_cross_refused(walk: *mut Crossing, name: *const u8, len: usize) {
    // SAFETY: the caller's promise.
    let walk = unsafe { &mut *walk };
    if walk.refused.is_null() {
        (walk.refused, walk.refused_len) = (name, len);
    }
}

/// Visits everything that was reached, and ends the walk: null, or why it may not cross, as an owned String.
///
/// # Safety
/// `walk` was begun and not ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_crossing_end(walk: *mut Crossing) -> *mut StringObject {
    // SAFETY: the walk is live; visiting adds to the list, so that no borrow of it is held meanwhile.
    while let Some((object, visit)) = unsafe { (*walk).todo.pop() } {
        if let Some(visit) = visit {
            visit(object, walk);
        }
    }
    // SAFETY: the walk ends here: its memory is given back once it was moved out.
    let ended = unsafe { walk.read() };
    // SAFETY: as above.
    unsafe { libc::free(walk.cast()) };
    let outside = |found: &&Found| {
        // SAFETY: what was found is alive.
        let (strong, meta) = unsafe { counts(found.object) };
        strong.unsigned_abs() != found.strong || meta & WEAK_COUNT_MASK != found.weak
    };
    if !ended.refused.is_null() {
        // SAFETY: names are constants.
        let name = unsafe { core::slice::from_raw_parts(ended.refused, ended.refused_len) };
        return from_parts(&[b"this cannot go to another thread: it holds a `", name, b"`"]);
    }
    match ended.found.as_slice().iter().find(|found| !ended.lent && outside(found)) {
        Some(found) => {
            // SAFETY: names are constants.
            let name = unsafe { core::slice::from_raw_parts(found.name, found.name_len) };
            from_parts(&[b"this cannot go to another thread: `", name, b"` in it is still referenced from outside"])
        }
        None => core::ptr::null_mut(),
    }
}
