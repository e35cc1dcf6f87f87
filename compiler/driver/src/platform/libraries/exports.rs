//! The symbols that a library offers to the linker: a shared object's default versions, an archive's index, or what a linker script
//! names.

use object::elf::{FileHeader64, STB_GLOBAL, STB_GNU_UNIQUE, STB_WEAK, STV_DEFAULT, STV_PROTECTED, Sym64};
use object::read::archive::ArchiveFile;
use object::read::elf::{FileHeader, SectionHeader, Sym};
use object::{Endianness, ReadCache, SectionIndex};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// A linker script is short; longer texts are none.
const LONGEST_SCRIPT: u64 = 1 << 16;

/// How deep linker scripts may name linker scripts.
const DEPTH: usize = 4;

/// Hands every symbol that `path` offers to `found`. False when it is nothing that the linker takes, or is damaged; some symbols
/// may have been found then.
pub fn exports(path: &Path, directories: &[PathBuf], found: &mut dyn FnMut(&[u8])) -> bool {
    exports_within(path, directories, DEPTH, found).is_some()
}

fn exports_within(path: &Path, directories: &[PathBuf], depth: usize, found: &mut dyn FnMut(&[u8])) -> Option<()> {
    let mut file = File::open(path).ok()?;
    let mut magic = [0; 8];
    let length = file.read(&mut magic).ok()?;
    let magic = magic.get(..length)?;
    if magic.starts_with(b"\x7fELF") {
        shared_object(&ReadCache::new(file), found)
    } else if magic.starts_with(b"!<arch>\n") || magic.starts_with(b"!<thin>\n") {
        archive(&ReadCache::new(file), found)
    } else {
        if depth == 0 || file.metadata().ok()?.len() > LONGEST_SCRIPT {
            return None;
        }
        let mut text = String::new();
        file.seek(SeekFrom::Start(0)).ok()?;
        file.read_to_string(&mut text).ok()?;
        let named = script(&text)?;
        for name in named {
            let path = match name.strip_prefix("-l") {
                Some(library) => super::find_named(library, directories),
                None if name.starts_with('/') => Some(PathBuf::from(name)),
                None => path
                    .parent()
                    .into_iter()
                    .chain(directories.iter().map(PathBuf::as_path))
                    .map(|folder| folder.join(&name))
                    .find(|path| path.is_file()),
            };
            if let Some(path) = path {
                // Of a library that is not installed nothing can be linked, but the others are there.
                let _ = exports_within(&path, directories, depth - 1, found);
            }
        }
        Some(())
    }
}

fn shared_object(cache: &ReadCache<File>, found: &mut dyn FnMut(&[u8])) -> Option<()> {
    let header = FileHeader64::<Endianness>::parse(cache).ok()?;
    let endian = header.endian().ok()?;
    let sections = header.sections(endian, cache).ok()?;
    let (_, table) = sections.enumerate().find(|(_, section)| section.sh_type(endian) == object::elf::SHT_DYNSYM)?;
    let symbols: &[Sym64<Endianness>] = table.data_as_array(endian, cache).ok()?;
    // Read whole: the names are asked for one by one.
    let names = sections.section(SectionIndex(table.sh_link(endian) as usize)).ok()?.data(endian, cache).ok()?;
    let versions = sections.gnu_versym(endian, cache).ok().flatten().map(|(versions, _)| versions);
    for (index, symbol) in symbols.iter().enumerate() {
        let hidden =
            versions.and_then(|versions| versions.get(index)).is_some_and(|version| version.0.get(endian).0 & 0x8000 != 0);
        let offered = matches!(symbol.st_bind(), STB_GLOBAL | STB_WEAK | STB_GNU_UNIQUE)
            && matches!(symbol.st_visibility(), STV_DEFAULT | STV_PROTECTED)
            && !symbol.is_undefined(endian);
        if offered && !hidden {
            let name = names.get(symbol.st_name(endian) as usize..)?;
            let end = name.iter().position(|byte| *byte == 0)?;
            found(name.get(..end)?);
        }
    }
    Some(())
}

fn archive(cache: &ReadCache<File>, found: &mut dyn FnMut(&[u8])) -> Option<()> {
    let archive = ArchiveFile::parse(cache).ok()?;
    for symbol in archive.symbols().ok()?? {
        found(symbol.ok()?.name());
    }
    Some(())
}

/// The files and `-l` names in the `INPUT` and `GROUP` commands of a linker script; `None` when the text is none.
fn script(text: &str) -> Option<Vec<String>> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        plain.push(' ');
        rest = after.split_once("*/")?.1;
    }
    plain.push_str(rest);
    let spaced = plain.replace('(', " ( ").replace([')', ','], " ) ");
    let mut commands = Vec::new();
    let mut named = Vec::new();
    let mut last = "";
    for word in spaced.split_whitespace() {
        match word {
            "(" => commands.push(last),
            ")" => drop(commands.pop()),
            "AS_NEEDED" | "GROUP" | "INPUT" => {}
            _ if commands.iter().any(|command| matches!(*command, "GROUP" | "INPUT")) => named.push(word.to_owned()),
            _ => {}
        }
        last = word;
    }
    (!named.is_empty()).then_some(named)
}

#[cfg(test)]
mod tests {
    use super::script;

    #[test]
    fn linker_scripts() {
        let text = "/* GNU ld script\n */\nOUTPUT_FORMAT(elf64-x86-64)\nGROUP ( /lib/libc.so.6 /usr/lib/libc_nonshared.a  AS_NEEDED ( /lib64/ld.so ) )";
        let named = script(text).expect("a script");
        assert_eq!(named, ["/lib/libc.so.6", "/usr/lib/libc_nonshared.a", "/lib64/ld.so"]);
        assert_eq!(script("INPUT(libncurses.so.6 -ltinfo)").expect("a script"), ["libncurses.so.6", "-ltinfo"]);
        for text in ["", "some text", "/* open", "INPUT()", ")))(((", "GROUP"] {
            assert_eq!(script(text), None, "{text}");
        }
    }
}
