//! The seal behind every entry: whoever reads one knows that it is whole and unchanged.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

const MAGIC: [u8; 8] = *b"AriaEnt\x01";

/// Bytes of a seal: hash, length of the contents, magic number.
pub const LENGTH: usize = 32 + 8 + 8;

/// The seal of `contents`.
#[must_use]
pub fn of(contents: &[u8]) -> [u8; LENGTH] {
    sealed(&blake3::hash(contents), contents.len() as u64)
}

/// An entry that is read from front to back, its seal last, each byte once and straight to where it stays.
pub struct SealedFile {
    file: File,
    hasher: blake3::Hasher,
    length: u64,
    left: u64,
}

impl SealedFile {
    /// Opens an entry; `None` if it cannot be opened. One too short for a seal reads as empty and unsound.
    #[must_use]
    pub fn open(path: &Path) -> Option<Self> {
        let mut file = File::open(path).ok()?;
        let end = file.seek(SeekFrom::End(0)).ok()?;
        file.seek(SeekFrom::Start(0)).ok()?;
        let length = end.saturating_sub(LENGTH as u64);
        Some(Self { file, hasher: blake3::Hasher::new(), length, left: length })
    }

    /// The contents that were not read yet.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.left
    }

    /// Fills `buffer` with the next contents; `None` if there are fewer.
    pub fn fill(&mut self, buffer: &mut [u8]) -> Option<()> {
        let left = self.left.checked_sub(buffer.len() as u64)?;
        self.file.read_exact(buffer).ok()?;
        self.hasher.update(buffer);
        self.left = left;
        Some(())
    }

    /// The file, if all contents, of which the rest is read now, are as they were sealed.
    #[must_use]
    pub fn sound(mut self) -> Option<File> {
        let copied = std::io::copy(&mut (&self.file).take(self.left), &mut self.hasher).ok()?;
        let mut seal = [0; LENGTH];
        self.file.read_exact(&mut seal).ok()?;
        let expected = sealed(&self.hasher.finalize(), self.length);
        (copied == self.left && seal == expected).then_some(self.file)
    }
}

fn sealed(hash: &blake3::Hash, length: u64) -> [u8; LENGTH] {
    let mut seal = [0; LENGTH];
    seal[..32].copy_from_slice(hash.as_bytes());
    seal[32..40].copy_from_slice(&length.to_le_bytes());
    seal[40..].copy_from_slice(&MAGIC);
    seal
}
