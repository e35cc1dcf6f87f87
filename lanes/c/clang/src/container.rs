//! [`Container`]: the reader of what `cpp/encode.h` writes. Total: damaged bytes are an error, never a panic.

use std::fmt;
use std::sync::Arc;

const MAGIC: u32 = 0x4943_5241;
pub(crate) const FORMAT_VERSION: u32 = 2;
const HEADER_WORDS: usize = 14;

/// The bytes are no container, or end too early, or point outside of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("malformed answer of the clang library")
    }
}

impl std::error::Error for Malformed {}

/// A table of the header: where it begins and how many entries it has.
#[derive(Clone, Copy, Debug)]
struct Table {
    at: usize,
    count: usize,
}

/// An opened container. Opening checks the header only; everything else is read when asked for.
#[derive(Clone, Debug)]
pub struct Container {
    bytes: Arc<[u8]>,
    index: Table,
    keys: Table,
    files: Table,
    directories: Table,
    strings: Table,
    items: Table,
}

/// One line of the name index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IndexEntry<'a> {
    pub name: &'a str,
    pub kind: u8,
    pub flags: u8,
    /// The offset of the item.
    pub item: u32,
}

impl Container {
    /// Opens bytes that the clang library wrote, now or at some earlier time.
    ///
    /// # Errors
    /// [`Malformed`] if they are of another format or their tables do not fit.
    pub fn open(bytes: Arc<[u8]>) -> Result<Self, Malformed> {
        let word = |i: usize| read_u32(&bytes, i * 4);
        if bytes.len() < HEADER_WORDS * 4 || word(0)? != MAGIC || word(1)? != FORMAT_VERSION {
            return Err(Malformed);
        }
        let table = |first: usize, width: usize| {
            let (at, count) = (word(first)? as usize, word(first + 1)? as usize);
            let end = count.checked_mul(width).and_then(|size| size.checked_add(at)).ok_or(Malformed)?;
            if end <= bytes.len() { Ok(Table { at, count }) } else { Err(Malformed) }
        };
        let (index, keys, files, directories) = (table(2, 12)?, table(4, 12)?, table(6, 8)?, table(8, 4)?);
        let (strings, items) = (table(10, 1)?, table(12, 1)?);
        Ok(Self { index, keys, files, directories, strings, items, bytes })
    }

    /// A container in which nothing is declared.
    pub fn empty() -> Self {
        let none = Table { at: 0, count: 0 };
        Self { bytes: Arc::from(&[][..]), index: none, keys: none, files: none, directories: none, strings: none, items: none }
    }

    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// The bytes of a string.
    ///
    /// # Errors
    /// [`Malformed`] if the offset is none of a string.
    pub fn string_bytes(&self, offset: u32) -> Result<&[u8], Malformed> {
        let table = self.bytes.get(self.strings.at..self.strings.at + self.strings.count).ok_or(Malformed)?;
        let size = read_u32(table, offset as usize)? as usize;
        let start = offset as usize + 4;
        table.get(start..start.checked_add(size).ok_or(Malformed)?).ok_or(Malformed)
    }

    fn str(&self, offset: u32) -> Result<&str, Malformed> {
        std::str::from_utf8(self.string_bytes(offset)?).map_err(|_| Malformed)
    }

    /// How many names the index holds.
    pub fn len(&self) -> usize {
        self.index.count
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A line of the index, in the order of names.
    ///
    /// # Errors
    /// [`Malformed`] past the end.
    pub fn entry(&self, number: usize) -> Result<IndexEntry<'_>, Malformed> {
        if number >= self.index.count {
            return Err(Malformed);
        }
        let at = self.index.at + number * 12;
        let kind = read_u32(&self.bytes, at + 8)?;
        Ok(IndexEntry {
            name: self.str(read_u32(&self.bytes, at)?)?,
            item: read_u32(&self.bytes, at + 4)?,
            kind: kind as u8,
            flags: (kind >> 8) as u8,
        })
    }

    /// Every line of the index with this name.
    pub fn find<'a>(&'a self, name: &'a str) -> impl Iterator<Item = IndexEntry<'a>> + 'a {
        let (mut low, mut high) = (0, self.index.count);
        while low < high {
            let middle = (low + high) / 2;
            match self.entry(middle) {
                Ok(entry) if entry.name.as_bytes() < name.as_bytes() => low = middle + 1,
                _ => high = middle,
            }
        }
        (low..self.index.count).map_while(|i| self.entry(i).ok()).take_while(move |e| e.name == name)
    }

    /// The item of a type's key.
    pub fn find_key(&self, key: u64) -> Option<u32> {
        let read = |i: usize| -> Option<u64> {
            let at = self.keys.at + i * 12;
            let bytes = self.bytes.get(at..at + 8)?;
            Some(u64::from_le_bytes(bytes.try_into().ok()?))
        };
        let (mut low, mut high) = (0, self.keys.count);
        while low < high {
            let middle = (low + high) / 2;
            if read(middle)? < key { low = middle + 1 } else { high = middle }
        }
        if low >= self.keys.count || read(low)? != key {
            return None;
        }
        read_u32(&self.bytes, self.keys.at + low * 12 + 8).ok()
    }

    /// Every type key, in order.
    pub fn type_keys(&self) -> impl Iterator<Item = u64> + '_ {
        (0..self.keys.count).filter_map(|i| {
            let at = self.keys.at + i * 12;
            Some(u64::from_le_bytes(self.bytes.get(at..at + 8)?.try_into().ok()?))
        })
    }

    /// A file of the file table by its number from zero, with its flags.
    ///
    /// # Errors
    /// [`Malformed`] past the end.
    pub fn file(&self, number: usize) -> Result<(&str, u32), Malformed> {
        if number >= self.files.count {
            return Err(Malformed);
        }
        let at = self.files.at + number * 8;
        Ok((self.str(read_u32(&self.bytes, at)?)?, read_u32(&self.bytes, at + 4)?))
    }

    pub fn files(&self) -> impl Iterator<Item = (&str, u32)> {
        (0..self.files.count).filter_map(|i| self.file(i).ok())
    }

    pub fn directories(&self) -> impl Iterator<Item = &str> {
        let read = |i: usize| self.str(read_u32(&self.bytes, self.directories.at + i * 4)?);
        (0..self.directories.count).filter_map(move |i| read(i).ok())
    }

    /// Reads from an item's offset.
    pub fn cursor(&self, item: u32) -> Cursor<'_> {
        Cursor { container: self, at: self.items.at + item as usize }
    }
}

fn read_u32(bytes: &[u8], at: usize) -> Result<u32, Malformed> {
    let end = at.checked_add(4).ok_or(Malformed)?;
    let four = bytes.get(at..end).ok_or(Malformed)?;
    Ok(u32::from_le_bytes(four.try_into().map_err(|_| Malformed)?))
}

/// Reads an item from front to back. All methods fail with [`Malformed`] when the bytes do.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    container: &'a Container,
    at: usize,
}

#[allow(clippy::missing_errors_doc)] // said once, above
impl<'a> Cursor<'a> {
    pub fn container(&self) -> &'a Container {
        self.container
    }

    pub fn byte(&mut self) -> Result<u8, Malformed> {
        let end = self.container.items.at + self.container.items.count;
        let byte = *self.container.bytes.get(self.at).filter(|_| self.at < end).ok_or(Malformed)?;
        self.at += 1;
        Ok(byte)
    }

    /// An unsigned LEB128 number.
    pub fn number(&mut self) -> Result<u64, Malformed> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Malformed)
    }

    pub fn small(&mut self) -> Result<u32, Malformed> {
        u32::try_from(self.number()?).map_err(|_| Malformed)
    }

    pub fn u64(&mut self) -> Result<u64, Malformed> {
        let mut value = 0;
        for i in 0..8 {
            value |= u64::from(self.byte()?) << (8 * i);
        }
        Ok(value)
    }

    pub fn i128(&mut self) -> Result<i128, Malformed> {
        let (low, high) = (self.u64()?, self.u64()?);
        Ok(((u128::from(high) << 64) | u128::from(low)) as i128)
    }

    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let at = self.small()?;
        self.container.string_bytes(at)
    }

    /// A string; text that is not UTF-8 is shown as well as it can be.
    pub fn text(&mut self) -> Result<std::borrow::Cow<'a, str>, Malformed> {
        Ok(String::from_utf8_lossy(self.bytes()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(words: [u32; HEADER_WORDS]) -> Vec<u8> {
        words.iter().flat_map(|w| w.to_le_bytes()).collect()
    }

    #[test]
    fn bytes_of_another_kind_are_refused() {
        assert_eq!(Container::open(Arc::from(&b""[..])).err(), Some(Malformed));
        assert_eq!(Container::open(header([0; 14]).into()).err(), Some(Malformed));
        assert_eq!(
            Container::open(header([MAGIC, FORMAT_VERSION, 0, u32::MAX, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).into()).err(),
            Some(Malformed)
        );
    }

    #[test]
    fn offsets_outside_are_errors_not_panics() {
        let end = 56;
        let container = Container::open(header([MAGIC, FORMAT_VERSION, end, 0, end, 0, end, 0, end, 0, end, 0, end, 0]).into())
            .expect("an empty one");
        assert!(container.is_empty());
        assert_eq!(container.string_bytes(u32::MAX), Err(Malformed));
        assert_eq!(container.cursor(u32::MAX).byte(), Err(Malformed));
        assert_eq!(container.cursor(0).number(), Err(Malformed));
        assert_eq!(container.find("x").count(), 0);
        assert_eq!(container.find_key(1), None);
    }
}
