//! Which command lines can be answered from the cache, and the key that they are looked up under. The launcher and the compiler read
//! the command line with the same code, so they cannot disagree.

use crate::Hash128;

/// What `--sanitize=` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sanitizer {
    /// Invalid memory accesses.
    Address,
    /// Data races.
    Thread,
}

/// A command line `run [options] FILE [arguments]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invocation<'a> {
    /// `--release`
    pub release: bool,
    /// `--sanitize=address` or `--sanitize=thread`
    pub sanitizer: Option<Sanitizer>,
    /// FILE as it was written.
    pub file: &'a [u8],
    /// Where FILE stands in the arguments given to [`Invocation::parse`]; the program's own arguments follow.
    pub file_index: usize,
}

impl<'a> Invocation<'a> {
    /// Reads the arguments behind the program's name. `None` for everything that the cache cannot answer: other commands, standard
    /// input, options that it does not know, the same option twice.
    pub fn parse(arguments: impl Iterator<Item = &'a [u8]>) -> Option<Self> {
        let mut arguments = arguments.enumerate();
        if arguments.next()?.1 != b"run" {
            return None;
        }
        let mut release = false;
        let mut sanitizer = None;
        for (index, argument) in arguments {
            match argument {
                b"--release" if !release => release = true,
                b"--sanitize=address" if sanitizer.is_none() => sanitizer = Some(Sanitizer::Address),
                b"--sanitize=thread" if sanitizer.is_none() => sanitizer = Some(Sanitizer::Thread),
                [] | [b'-', ..] => return None,
                file => return Some(Self { release, sanitizer, file, file_index: index }),
            }
        }
        None
    }
}

/// What a run manifest is looked up under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunKey<'a> {
    /// Absolute path of the compiler, links resolved.
    pub compiler: &'a [u8],
    /// Absolute path of the source file, links resolved.
    pub file: &'a [u8],
    /// `--release`
    pub release: bool,
    /// `--sanitize=`
    pub sanitizer: Option<Sanitizer>,
}

impl RunKey<'_> {
    /// Writes the key into `buffer`; `None` when that is too small. Two paths of 4,096 bytes and 8 more always suffice.
    #[must_use]
    pub fn write_into<'b>(&self, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        let options = [
            u8::from(self.release),
            match self.sanitizer {
                None => 0,
                Some(Sanitizer::Address) => 1,
                Some(Sanitizer::Thread) => 2,
            },
        ];
        let mut used = 0usize;
        for part in [self.compiler, &[0], self.file, &[0], &options] {
            let end = used.checked_add(part.len())?;
            for (slot, byte) in buffer.get_mut(used..end)?.iter_mut().zip(part) {
                *slot = *byte;
            }
            used = end;
        }
        buffer.get(..used)
    }
}

/// The name of the manifest for the key `key` in the folder [`crate::MANIFEST_FOLDER`]: 32 hexadecimal digits.
#[must_use]
pub fn run_manifest_name(key: &[u8]) -> [u8; 32] {
    let mut hash = Hash128::of(key);
    let mut name = [0; 32];
    for slot in &mut name {
        let digit = (hash >> 124) as u8;
        *slot = if digit < 10 { b'0'.wrapping_add(digit) } else { b'a'.wrapping_add(digit.wrapping_sub(10)) };
        hash <<= 4;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse<'a>(words: &[&'a str]) -> Option<Invocation<'a>> {
        Invocation::parse(words.iter().map(|word| word.as_bytes()))
    }

    #[test]
    fn options_stand_before_the_file_and_arguments_behind() {
        let found = parse(&["run", "--release", "a.aria", "--sanitize=thread", "-"]).expect("a run");
        assert_eq!(found, Invocation { release: true, sanitizer: None, file: b"a.aria", file_index: 2 });
        assert_eq!(parse(&["run", "--sanitize=thread", "x"]).expect("a run").sanitizer, Some(Sanitizer::Thread));
    }

    #[test]
    fn what_the_cache_cannot_answer() {
        let cases: [&[&str]; 9] = [
            &[],
            &["run"],
            &["build", "a.aria"],
            &["run", "-"],
            &["run", ""],
            &["run", "--verbose", "a.aria"],
            &["run", "--", "a.aria"],
            &["run", "--sanitize=memory", "a.aria"],
            &["run", "--release", "--release", "a.aria"],
        ];
        for case in cases {
            assert_eq!(parse(case), None, "{case:?}");
        }
    }

    #[test]
    fn keys_differ_in_every_part() {
        let base = RunKey { compiler: b"/c", file: b"/f", release: false, sanitizer: None };
        let keys = [
            base,
            RunKey { compiler: b"/d", ..base },
            RunKey { file: b"/g", ..base },
            RunKey { release: true, ..base },
            RunKey { sanitizer: Some(Sanitizer::Thread), ..base },
            RunKey { sanitizer: Some(Sanitizer::Address), ..base },
        ];
        let mut names: Vec<_> = keys.iter().map(|key| run_manifest_name(key.write_into(&mut [0; 64]).expect("room"))).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), keys.len());
        assert_eq!(base.write_into(&mut [0; 7]), None);
    }
}
