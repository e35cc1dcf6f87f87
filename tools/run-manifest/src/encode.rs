//! Writing a manifest, without an allocator: the records are walked twice, once for length and checksum and once for the bytes.

use crate::{Hash128, MAGIC, MAX_LENGTH, Record};

pub(crate) const HEADER: usize = 32;
pub(crate) const HAS_STAMP: u8 = 1;
pub(crate) const HAS_CONTENTS: u8 = 2;
pub(crate) const HAS_SECOND: u8 = 4;

pub(crate) const KEY: u8 = 1;
pub(crate) const EXECUTABLE: u8 = 2;
pub(crate) const FILE: u8 = 3;
pub(crate) const DIRECTORY: u8 = 4;
pub(crate) const ABSENT: u8 = 5;
pub(crate) const VARIABLE: u8 = 6;
pub(crate) const WORKING_DIRECTORY: u8 = 7;

/// Hands the bytes of a manifest with these records to `sink`, piece by piece. False, with nothing handed out, when a text is too
/// long for the format or the whole would be longer than [`MAX_LENGTH`].
pub fn encode<'a>(records: impl Iterator<Item = Record<'a>> + Clone, sink: &mut impl FnMut(&[u8])) -> bool {
    let mut hash = Hash128::new();
    let mut length = HEADER;
    let mut count = 0u32;
    for record in records.clone() {
        let fits = write(&record, &mut |bytes: &[u8]| {
            hash.update(bytes);
            length = length.saturating_add(bytes.len());
        });
        if !fits || length > MAX_LENGTH {
            return false;
        }
        count = count.saturating_add(1);
    }
    sink(&MAGIC);
    sink(&(length as u32).to_le_bytes());
    sink(&count.to_le_bytes());
    sink(&hash.finish().to_le_bytes());
    for record in records {
        write(&record, sink);
    }
    true
}

fn write(record: &Record<'_>, sink: &mut impl FnMut(&[u8])) -> bool {
    let (kind, first, second): (u8, &[u8], Option<&[u8]>) = match *record {
        Record::Key(key) => (KEY, &[], Some(key)),
        Record::Executable { path, .. } => (EXECUTABLE, path.to_bytes(), None),
        Record::File { path, .. } => (FILE, path.to_bytes(), None),
        Record::Directory { path, .. } => (DIRECTORY, path.to_bytes(), None),
        Record::Absent { path } => (ABSENT, path.to_bytes(), None),
        Record::Variable { name, value } => (VARIABLE, name, value),
        Record::WorkingDirectory(path) => (WORKING_DIRECTORY, &[], Some(path)),
    };
    let stamp = match *record {
        Record::Executable { stamp, .. } | Record::File { stamp, .. } | Record::Directory { stamp, .. } => Some(stamp),
        _ => None,
    };
    let contents = if let Record::File { contents, .. } = *record { contents } else { None };
    let (Ok(first_length), Ok(second_length)) = (u16::try_from(first.len()), u32::try_from(second.map_or(0, <[u8]>::len))) else {
        return false;
    };
    let flag = |set: bool, bit: u8| if set { bit } else { 0 };
    let flags = flag(stamp.is_some(), HAS_STAMP) + flag(contents.is_some(), HAS_CONTENTS) + flag(second.is_some(), HAS_SECOND);
    sink(&[kind, flags]);
    sink(&first_length.to_le_bytes());
    sink(&second_length.to_le_bytes());
    if let Some(stamp) = stamp {
        sink(&stamp.size.to_le_bytes());
        sink(&stamp.modified_ns.to_le_bytes());
        sink(&stamp.inode.to_le_bytes());
    }
    if let Some(contents) = contents {
        sink(&contents.to_le_bytes());
    }
    sink(first);
    sink(&[0]);
    sink(second.unwrap_or_default());
    sink(&[0]);
    true
}
