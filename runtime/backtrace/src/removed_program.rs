//! A program whose file was removed while it runs: names and lines from the file that the kernel still holds.

use std::cell::OnceCell;
use std::ops::Range;

use addr2line::Context;
use addr2line::gimli::{self, Dwarf, EndianSlice, NativeEndian};
use object::read::{Object, ObjectSection, SymbolMap, SymbolMapName};

const EXECUTABLE: &str = "/proc/self/exe";

/// A function that an address lies in.
pub struct Function<'a> {
    pub name: String,
    pub file: Option<&'a str>,
    pub line: Option<u32>,
    pub column: Option<u32>,
}

struct RemovedProgram {
    context: Context<EndianSlice<'static, NativeEndian>>,
    symbols: SymbolMap<SymbolMapName<'static>>,
    /// Where the first byte of the file is in memory.
    start: usize,
    mapped: Vec<Range<usize>>,
}

thread_local! {
    static PROGRAM: OnceCell<Option<RemovedProgram>> = const { OnceCell::new() };
}

/// Calls back for every function of the program, inlined ones first, that the address lies in, if the program's file was
/// removed; says whether there was one.
pub fn each_function(address: usize, callback: &mut dyn FnMut(Function<'_>)) -> bool {
    PROGRAM.with(|program| {
        let program = program.get_or_init(RemovedProgram::open);
        program.as_ref().is_some_and(|program| program.each_function(address, callback))
    })
}

impl RemovedProgram {
    /// None if the file is in its place, or cannot be read.
    fn open() -> Option<Self> {
        let path = std::fs::read_link(EXECUTABLE).ok()?;
        let path = path.to_str().filter(|path| path.ends_with(" (deleted)"))?;
        let (start, mapped) = mappings(&std::fs::read_to_string("/proc/self/maps").ok()?, path)?;
        // It is read once, for a process that is about to end.
        let bytes: &'static [u8] = std::fs::read(EXECUTABLE).ok()?.leak();
        let file = object::File::parse(bytes).ok()?;
        let section = |id: gimli::SectionId| -> Result<_, gimli::Error> {
            let data = file.section_by_name(id.name()).and_then(|section| section.data().ok());
            Ok(EndianSlice::new(data.unwrap_or_default(), NativeEndian))
        };
        let context = Context::from_dwarf(Dwarf::load(section).ok()?).ok()?;
        Some(Self { context, symbols: file.symbol_map(), start, mapped })
    }

    fn each_function(&self, address: usize, callback: &mut dyn FnMut(Function<'_>)) -> bool {
        if !self.mapped.iter().any(|range| range.contains(&address)) {
            return false;
        }
        let probe = (address - self.start) as u64;
        let mut found = false;
        if let Ok(mut frames) = self.context.find_frames(probe).skip_all_loads() {
            while let Ok(Some(frame)) = frames.next() {
                let name = frame.function.as_ref().and_then(|name| Some(name.demangle().ok()?.into_owned()));
                let (file, line, column) = frame.location.map_or((None, None, None), |at| (at.file, at.line, at.column));
                callback(Function { name: name.unwrap_or_default(), file, line, column });
                found = true;
            }
        }
        if !found && let Some(symbol) = self.symbols.containing(probe) {
            callback(Function { name: symbol.name().to_owned(), file: None, line: None, column: None });
            found = true;
        }
        found
    }
}

/// Where a file's first byte and all its parts are, from the kernel's list. (Aria's programs are position-independent, so
/// addresses in the file count from its first byte.)
fn mappings(list: &str, path: &str) -> Option<(usize, Vec<Range<usize>>)> {
    let mut start = None;
    let mut mapped = Vec::new();
    for line in list.lines().filter(|line| line.ends_with(path)) {
        let mut words = line.split_ascii_whitespace();
        let (low, high) = words.next()?.split_once('-')?;
        let range = usize::from_str_radix(low, 16).ok()?..usize::from_str_radix(high, 16).ok()?;
        if usize::from_str_radix(words.nth(1)?, 16) == Ok(0) {
            start.get_or_insert(range.start);
        }
        mapped.push(range);
    }
    Some((start?, mapped))
}
