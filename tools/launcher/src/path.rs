//! A path in a buffer of fixed size, always followed by a NUL.

use crate::system;
use core::ffi::CStr;

const CAPACITY: usize = 4352;

/// A path, built piece by piece.
pub struct PathBuffer {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl PathBuffer {
    /// The path that consists of `parts`, put together as they are. `None` when it is longer than the kernel takes, or holds a NUL.
    pub fn of(parts: &[&[u8]]) -> Option<Self> {
        let mut path = Self { bytes: [0; CAPACITY], length: 0 };
        for part in parts {
            let end = path.length.checked_add(part.len())?;
            if end >= CAPACITY {
                return None;
            }
            for (slot, byte) in path.bytes.get_mut(path.length..end)?.iter_mut().zip(*part) {
                if *byte == 0 {
                    return None;
                }
                *slot = *byte;
            }
            path.length = end;
        }
        Some(path)
    }

    /// The absolute path of what is at `path`, links resolved: the kernel's own answer for an opened file.
    pub fn resolved(path: &CStr) -> Option<Self> {
        let file = system::open_path(path)?;
        let mut digits = [0; 10];
        let link = Self::of(&[b"/proc/self/fd/", file.digits(&mut digits)])?;
        let found = Self::link(link.as_c_str())?;
        // The kernel answers with something else than a path for what is not in the file system.
        if found.bytes.first() == Some(&b'/') { Some(found) } else { None }
    }

    /// What the symbolic link `path` says.
    pub fn link(path: &CStr) -> Option<Self> {
        let mut target = Self { bytes: [0; CAPACITY], length: 0 };
        let length = system::read_link(path, &mut target.bytes)?;
        if length >= CAPACITY {
            return None;
        }
        *target.bytes.get_mut(length)? = 0;
        target.length = length;
        Some(target)
    }

    /// The path without its NUL.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// The path up to its last slash.
    pub fn folder(&self) -> &[u8] {
        let bytes = self.as_bytes();
        let end = bytes.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        bytes.get(..end).unwrap_or_default()
    }

    /// The path as the kernel takes it.
    pub fn as_c_str(&self) -> &CStr {
        let with_nul = self.bytes.get(..self.length.wrapping_add(1)).unwrap_or_default();
        CStr::from_bytes_with_nul(with_nul).unwrap_or_default()
    }
}
