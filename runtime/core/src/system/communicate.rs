//! Feeding a child and collecting what it says at the same time, so that no full pipe stops either side.

use core::ffi::{c_char, c_int, c_short};

use super::block::Block;
use super::error::{errno, from_code, last, retried};
use super::file::{aria_sys_close, aria_sys_write, descriptor};

/// How much is read at a time: what a pipe holds on Linux.
const PIECE: usize = 64 * 1024;

/// Reads what is there; true at the end.
///
/// # Errors
/// The failure of the system.
fn collect(number: c_int, block: &mut Block) -> Result<bool, i64> {
    let (room, size) = block.room(PIECE);
    // SAFETY: the room has that size.
    let read = retried(|| unsafe { libc::read(number, room.cast(), size) as i64 });
    if read == from_code(libc::EAGAIN) {
        return Ok(false);
    }
    let read = usize::try_from(read).map_err(|_| read)?;
    // SAFETY: so much was written.
    unsafe { block.grow(read) };
    Ok(read == 0)
}

/// What is still to be written to the child; its descriptor is closed with the last byte, and in any case in the end.
struct Feed<'a> {
    number: c_int,
    rest: &'a [u8],
}

impl Feed<'_> {
    fn close(&mut self) {
        if self.number >= 0 {
            aria_sys_close(i64::from(self.number));
            self.number = -1;
        }
    }

    /// Writes as much as the pipe takes now.
    ///
    /// # Errors
    /// The failure of the system.
    fn write(&mut self) -> Result<(), i64> {
        // SAFETY: the rest can be read.
        let written = unsafe { aria_sys_write(i64::from(self.number), self.rest.as_ptr(), self.rest.len() as i64) };
        match usize::try_from(written) {
            Ok(written) => self.rest = self.rest.get(written..).unwrap_or_default(),
            Err(_) if written == from_code(libc::EAGAIN) => return Ok(()),
            // The child does not want the rest.
            Err(_) if written == from_code(libc::EPIPE) => self.rest = &[],
            Err(_) => return Err(written),
        }
        if self.rest.is_empty() {
            self.close();
        }
        Ok(())
    }
}

impl Drop for Feed<'_> {
    fn drop(&mut self) {
        self.close();
    }
}

/// Writes and reads until everything is written, and both outputs are at their ends.
///
/// # Errors
/// The failure of the system.
fn exchange(feed: &mut Feed<'_>, outputs: &mut [(c_int, Block); 2]) -> Result<(), i64> {
    if feed.number >= 0 {
        if feed.rest.is_empty() {
            feed.close();
        } else {
            // SAFETY: fcntl with these commands has no preconditions; the flag is this end's alone.
            unsafe {
                let flags = libc::fcntl(feed.number, libc::F_GETFL);
                libc::fcntl(feed.number, libc::F_SETFL, flags | libc::O_NONBLOCK);
            }
        }
    }
    loop {
        let [(output, _), (error, _)] = &*outputs;
        let watched = |fd: c_int, events: c_short| libc::pollfd { fd, events, revents: 0 };
        // Negative descriptors are passed over.
        let mut list = [watched(feed.number, libc::POLLOUT), watched(*output, libc::POLLIN), watched(*error, libc::POLLIN)];
        if list.iter().all(|entry| entry.fd < 0) {
            return Ok(());
        }
        // SAFETY: the list has that many entries.
        if unsafe { libc::poll(list.as_mut_ptr(), list.len() as libc::nfds_t, -1) } < 0 {
            if errno() == libc::EINTR {
                continue;
            }
            return Err(last());
        }
        let [input, ready @ ..] = list;
        if input.revents != 0 {
            feed.write()?;
        }
        for ((number, block), entry) in outputs.iter_mut().zip(ready) {
            if entry.revents != 0 && collect(*number, block)? {
                *number = -1;
            }
        }
    }
}

/// Feeds a child and collects its outputs.
///
/// # Safety
/// `bytes` can be read for `count` bytes; `blocks` and `sizes` can be written, each for two.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_communicate(
    input: i64,
    bytes: *const u8,
    count: i64,
    output: i64,
    error: i64,
    blocks: *mut *mut c_char,
    sizes: *mut i64,
) -> i64 {
    let rest = match usize::try_from(count) {
        // SAFETY: the caller's promise.
        Ok(count) if count > 0 => unsafe { core::slice::from_raw_parts(bytes, count) },
        _ => &[],
    };
    let mut feed = Feed { number: descriptor(input), rest };
    let mut outputs = [(descriptor(output), Block::new()), (descriptor(error), Block::new())];
    if let Err(failure) = exchange(&mut feed, &mut outputs) {
        return failure;
    }
    for ((_, block), index) in outputs.into_iter().zip(0..) {
        // SAFETY: the caller's promise.
        unsafe { sizes.add(index).write(block.give(blocks.add(index))) };
    }
    0
}
