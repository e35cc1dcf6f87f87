//! The format as a whole: what is written is read back, what is damaged is refused, and a changed machine is noticed.

use aria_run_manifest::{Damage, Hash128, Host, MAX_LENGTH, Manifest, Probe, Record, Stamp, encode};
use std::ffi::CStr;

const STAMP: Stamp = Stamp { size: 12, modified_ns: 1_700_000_000_123_456_789, inode: 77 };
const DIRECTORY: Stamp = Stamp { size: 0, modified_ns: -5, inode: 3 };

fn records() -> Vec<Record<'static>> {
    vec![
        Record::Key(b"compiler\0file\0\0\0"),
        Record::Executable { path: c"/cache/exe", stamp: STAMP },
        Record::File { path: c"/src/main.aria", stamp: STAMP, contents: Some(Hash128::of(b"text")) },
        Record::File { path: c"/usr/include/stdio.h", stamp: STAMP, contents: None },
        Record::Directory { path: c"/usr/include", stamp: DIRECTORY },
        Record::Absent { path: c"/usr/local/include/stdio.h" },
        Record::Variable { name: b"CPATH", value: Some(b"/a:/b") },
        Record::Variable { name: b"LIBRARY_PATH", value: None },
        Record::WorkingDirectory(b"/src"),
    ]
}

fn bytes_of(records: &[Record<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    assert!(encode(records.iter().copied(), &mut |piece| bytes.extend_from_slice(piece)));
    bytes
}

/// The machine on which everything is as in [`records`], but for the path or name in `changed`.
struct Machine {
    changed: &'static str,
}

impl Machine {
    fn stamp(&self, path: &CStr, stamp: Stamp) -> Stamp {
        if path.to_bytes() == self.changed.as_bytes() { Stamp { modified_ns: stamp.modified_ns + 1, ..stamp } } else { stamp }
    }
}

impl Host for Machine {
    fn probe(&mut self, path: &CStr) -> Probe {
        match path.to_bytes() {
            b"/usr/include" => Probe::Directory(self.stamp(path, DIRECTORY)),
            b"/usr/local/include/stdio.h" if self.changed != "/usr/local/include/stdio.h" => Probe::Absent,
            _ => Probe::File(self.stamp(path, STAMP)),
        }
    }
    fn contents(&mut self, _: &CStr) -> Option<u128> {
        Some(Hash128::of(if self.changed == "contents" { b"TEXT" } else { b"text" }))
    }
    fn variable_is(&mut self, name: &[u8], value: Option<&[u8]>) -> bool {
        name != self.changed.as_bytes() && value == if name == b"CPATH" { Some(b"/a:/b") } else { None }
    }
    fn working_directory_is(&mut self, path: &[u8]) -> bool {
        path == b"/src" && self.changed != "cwd"
    }
}

#[test]
fn what_is_written_is_read_back() {
    let bytes = bytes_of(&records());
    let manifest = Manifest::parse(&bytes).expect("sound");
    assert_eq!(manifest.records().collect::<Vec<_>>(), records());
    assert_eq!(manifest.key(), Some(&b"compiler\0file\0\0\0"[..]));
    assert_eq!(manifest.executable(), Some((c"/cache/exe", STAMP)));
}

#[test]
fn every_change_of_the_machine_is_noticed() {
    let bytes = bytes_of(&records());
    let manifest = Manifest::parse(&bytes).expect("sound");
    assert_eq!(manifest.first_change(&mut Machine { changed: "" }), None);
    let places = [
        ("/cache/exe", 1),
        ("/src/main.aria", 2),
        ("contents", 2),
        ("/usr/include/stdio.h", 3),
        ("/usr/include", 4),
        ("/usr/local/include/stdio.h", 5),
        ("CPATH", 6),
        ("LIBRARY_PATH", 7),
        ("cwd", 8),
    ];
    for (changed, index) in places {
        assert_eq!(manifest.first_change(&mut Machine { changed }), Some(records()[index]), "{changed}");
    }
}

#[test]
fn any_flipped_bit_and_any_cut_is_refused() {
    let bytes = bytes_of(&records());
    for bit in 0..bytes.len() * 8 {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert!(Manifest::parse(&damaged).is_err(), "bit {bit}");
    }
    for length in 0..bytes.len() {
        assert!(Manifest::parse(&bytes[..length]).is_err(), "length {length}");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(Manifest::parse(&longer).unwrap_err(), Damage::Length);
}

/// Random bodies under a correct header: the checksum does not protect the record parser here.
#[test]
fn random_records_never_panic() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let sound = bytes_of(&records());
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let mut bytes = sound.clone();
        for _ in 0..1 + random() % 6 {
            let at = 32 + random() as usize % (bytes.len() - 32);
            bytes[at] = match random() % 3 {
                0 => random() as u8,
                1 => 0xff,
                _ => bytes[at].wrapping_add(1),
            };
        }
        bytes.truncate(bytes.len() - (random() % 3) as usize);
        let length = (bytes.len() as u32).to_le_bytes();
        bytes[8..12].copy_from_slice(&length);
        let hash = Hash128::of(&bytes[32..]).to_le_bytes();
        bytes[16..32].copy_from_slice(&hash);
        match Manifest::parse(&bytes) {
            Ok(manifest) => {
                manifest.first_change(&mut Machine { changed: "" });
                accepted += 1;
            }
            Err(damage) => {
                assert_eq!(damage, Damage::Record);
                refused += 1;
            }
        }
    }
    assert!(accepted > 100 && refused > 100, "{accepted} accepted, {refused} refused");
}

#[test]
fn what_does_not_fit_is_not_written() {
    let long = vec![b'x'; MAX_LENGTH];
    let mut written = 0;
    assert!(!encode([Record::Key(&long)].into_iter(), &mut |bytes| written += bytes.len()));
    let name = vec![b'x'; 70_000];
    assert!(!encode([Record::Variable { name: &name, value: None }].into_iter(), &mut |bytes| written += bytes.len()));
    assert_eq!(written, 0);
}
