//! Reading a manifest in place: nothing is copied, and no byte sequence makes it panic.

use crate::encode::{
    ABSENT, DIRECTORY, EXECUTABLE, FILE, HAS_CONTENTS, HAS_SECOND, HAS_STAMP, HEADER, KEY, VARIABLE, WORKING_DIRECTORY,
};
use crate::{Hash128, MAGIC, Record, Stamp};
use core::ffi::CStr;

/// Why bytes are not a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Another format, or another version of it.
    Magic,
    /// Cut short, or longer than its header says.
    Length,
    /// Some byte changed.
    Checksum,
    /// A record that no version of the writer produces.
    Record,
}

/// A manifest whose length, checksum and records have all been verified.
#[derive(Clone, Copy, Debug)]
pub struct Manifest<'a> {
    body: &'a [u8],
}

impl<'a> Manifest<'a> {
    /// Verifies `bytes`.
    ///
    /// # Errors
    /// The first [`Damage`] found.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Damage> {
        let mut header = Cursor { rest: bytes };
        let magic = header.array::<8>().ok_or(Damage::Length)?;
        if magic != MAGIC {
            return Err(Damage::Magic);
        }
        let length = u32::from_le_bytes(header.array().ok_or(Damage::Length)?);
        let count = u32::from_le_bytes(header.array().ok_or(Damage::Length)?);
        let checksum = u128::from_le_bytes(header.array().ok_or(Damage::Length)?);
        if bytes.len() < HEADER || length as usize != bytes.len() {
            return Err(Damage::Length);
        }
        let body = header.rest;
        if Hash128::of(body) != checksum {
            return Err(Damage::Checksum);
        }
        let mut cursor = Cursor { rest: body };
        let mut seen = 0u32;
        while !cursor.rest.is_empty() {
            cursor.record().ok_or(Damage::Record)?;
            seen = seen.wrapping_add(1);
        }
        if seen == count { Ok(Self { body }) } else { Err(Damage::Record) }
    }

    /// The records in the order in which they were written.
    #[must_use]
    pub fn records(&self) -> Records<'a> {
        Records { cursor: Cursor { rest: self.body } }
    }

    /// The key that the manifest was written for.
    #[must_use]
    pub fn key(&self) -> Option<&'a [u8]> {
        self.records().find_map(|record| if let Record::Key(key) = record { Some(key) } else { None })
    }

    /// The executable and the state that it must be in.
    #[must_use]
    pub fn executable(&self) -> Option<(&'a CStr, Stamp)> {
        self.records().find_map(|record| if let Record::Executable { path, stamp } = record { Some((path, stamp)) } else { None })
    }
}

/// The records of a [`Manifest`].
#[derive(Clone, Debug)]
pub struct Records<'a> {
    cursor: Cursor<'a>,
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        self.cursor.record()
    }
}

#[derive(Clone, Debug)]
struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*bytes)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(bytes)
    }

    fn record(&mut self) -> Option<Record<'a>> {
        let [kind, flags] = self.array()?;
        let first_length = u16::from_le_bytes(self.array()?) as usize;
        let second_length = u32::from_le_bytes(self.array()?) as usize;
        let stamp = if flags & HAS_STAMP == 0 {
            None
        } else {
            Some(Stamp {
                size: u64::from_le_bytes(self.array()?),
                modified_ns: i64::from_le_bytes(self.array()?),
                inode: u64::from_le_bytes(self.array()?),
            })
        };
        let contents = if flags & HAS_CONTENTS == 0 { None } else { Some(u128::from_le_bytes(self.array()?)) };
        let first = CStr::from_bytes_with_nul(self.take(first_length.checked_add(1)?)?);
        let second = self.take(second_length.checked_add(1)?)?.split_last()?.1;
        let second = if flags & HAS_SECOND == 0 { None } else { Some(second) };
        Some(match (kind, stamp, second) {
            (KEY, None, Some(key)) => Record::Key(key),
            (EXECUTABLE, Some(stamp), None) => Record::Executable { path: first.ok()?, stamp },
            (FILE, Some(stamp), None) => Record::File { path: first.ok()?, stamp, contents },
            (DIRECTORY, Some(stamp), None) => Record::Directory { path: first.ok()?, stamp },
            (ABSENT, None, None) => Record::Absent { path: first.ok()? },
            (VARIABLE, None, value) => Record::Variable { name: first.ok()?.to_bytes(), value },
            (WORKING_DIRECTORY, None, Some(path)) => Record::WorkingDirectory(path),
            _ => return None,
        })
    }
}
