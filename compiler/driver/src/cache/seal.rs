//! The seal behind every entry: whoever reads one knows that it is whole and unchanged.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

const MAGIC: [u8; 8] = *b"AriaEnt\x01";

/// Bytes of a seal: hash, length of the contents, magic number.
pub const LENGTH: usize = 32 + 8 + 8;

/// The seal of `contents`.
#[must_use]
pub fn of(contents: &[u8]) -> [u8; LENGTH] {
    sealed(&blake3::hash(contents), contents.len() as u64)
}

/// The length of the contents, when `bytes` are contents and their seal.
#[must_use]
pub fn verify(bytes: &[u8]) -> Option<usize> {
    let (contents, seal) = bytes.split_last_chunk::<LENGTH>()?;
    (*seal == of(contents)).then_some(contents.len())
}

/// Whether a file consists of contents and their seal; it is read in pieces.
#[must_use]
pub fn verify_file(file: &mut File) -> bool {
    let mut read = || -> std::io::Result<bool> {
        let end = file.seek(SeekFrom::End(0))?;
        let Some(length) = end.checked_sub(LENGTH as u64) else { return Ok(false) };
        file.seek(SeekFrom::Start(0))?;
        let mut hasher = blake3::Hasher::new();
        std::io::copy(&mut file.take(length), &mut hasher)?;
        let mut seal = [0; LENGTH];
        file.read_exact(&mut seal)?;
        Ok(seal == sealed(&hasher.finalize(), length))
    };
    read().unwrap_or(false)
}

fn sealed(hash: &blake3::Hash, length: u64) -> [u8; LENGTH] {
    let mut seal = [0; LENGTH];
    seal[..32].copy_from_slice(hash.as_bytes());
    seal[32..40].copy_from_slice(&length.to_le_bytes());
    seal[40..].copy_from_slice(&MAGIC);
    seal
}
