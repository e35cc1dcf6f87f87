//! Reading a function's language-specific data: which landing pad belongs to an instruction, and what it wants.
//!
//! The format is the one that LLVM and GCC write into `.gcc_except_table`; the algorithm is that of Rust's and C++'s
//! personality routines. Malformed data gives an error, never a jump to a wrong place.

/// What the landing pad of an instruction asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// There is no landing pad: unwinding goes on.
    None,
    /// The instruction was declared not to unwind.
    Terminate,
    /// The pad cleans up (`cleanup`), catches with a selector (`catch`), or both.
    Land { pad: usize, cleanup: bool, catch: Option<i32> },
}

/// Data that cannot be read.
#[derive(Debug, Clone, Copy)]
pub struct Malformed;

/// Where a frame stands.
pub struct Frame {
    /// An address within the call that unwinds.
    pub ip: usize,
    pub function_start: usize,
}

const OMIT: u8 = 0xFF;
const INDIRECT: u8 = 0x80;

struct Reader {
    next: *const u8,
}

impl Reader {
    /// # Safety
    /// This and the following methods: the reader stands inside data that the compiler emitted.
    unsafe fn read<T>(&mut self) -> T {
        // SAFETY: the caller's promise; the data is not aligned.
        let value = unsafe { self.next.cast::<T>().read_unaligned() };
        self.next = self.next.wrapping_add(size_of::<T>());
        value
    }

    unsafe fn uleb128(&mut self) -> u64 {
        let mut shift = 0_u32;
        let mut result = 0_u64;
        loop {
            // SAFETY: the caller's promise.
            let byte = unsafe { self.read::<u8>() };
            result |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                return result;
            }
        }
    }

    unsafe fn sleb128(&mut self) -> i64 {
        let mut shift = 0_u32;
        let mut result = 0_i64;
        loop {
            // SAFETY: the caller's promise.
            let byte = unsafe { self.read::<u8>() };
            result |= i64::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                if byte & 0x40 != 0 && shift < 64 {
                    result |= -1 << shift;
                }
                return result;
            }
        }
    }

    /// A value in the format of the encoding's low bits, relative to nothing.
    unsafe fn offset(&mut self, encoding: u8) -> Result<usize, Malformed> {
        // SAFETY: the caller's promise.
        unsafe {
            Ok(match encoding & 0x0F {
                0x00 => self.read::<usize>(),
                0x01 => self.uleb128() as usize,
                0x02 => usize::from(self.read::<u16>()),
                0x03 => self.read::<u32>() as usize,
                0x04 | 0x0C => self.read::<u64>() as usize,
                0x09 => self.sleb128() as usize,
                0x0A => self.read::<i16>() as usize,
                0x0B => self.read::<i32>() as usize,
                _ => return Err(Malformed),
            })
        }
    }

    /// An address in the given encoding.
    unsafe fn pointer(&mut self, encoding: u8, frame: &Frame) -> Result<usize, Malformed> {
        let base = match encoding & 0x70 {
            0x00 => 0,
            0x10 => self.next as usize,
            // Relative to the text or data section: no compiler emits these here, and LLVM's unwinder knows no bases.
            0x40 => frame.function_start,
            _ => return Err(Malformed),
        };
        // SAFETY: the caller's promise.
        let address = base.wrapping_add(unsafe { self.offset(encoding) }?);
        if encoding & INDIRECT == 0 {
            return Ok(address);
        }
        // SAFETY: an indirect encoding refers to a pointer in the data section.
        Ok(unsafe { (address as *const usize).read_unaligned() })
    }
}

/// Finds what the frame's function wants done for the frame's instruction.
///
/// # Safety
/// `lsda` is null, or language-specific data of the frame's function.
pub unsafe fn find_action(lsda: *const u8, frame: &Frame) -> Result<Action, Malformed> {
    if lsda.is_null() {
        return Ok(Action::None);
    }
    let mut reader = Reader { next: lsda };
    // SAFETY: every read stays within the data, whose layout the header describes.
    unsafe {
        let start_encoding: u8 = reader.read();
        let pad_base = if start_encoding == OMIT { frame.function_start } else { reader.pointer(start_encoding, frame)? };
        let type_encoding: u8 = reader.read();
        if type_encoding != OMIT {
            // The offset of the type table: all types are taken to be the one that catches all.
            reader.uleb128();
        }
        let site_encoding: u8 = reader.read();
        let sites_len = reader.uleb128() as usize;
        let actions = reader.next.wrapping_add(sites_len);
        while reader.next < actions {
            let start = frame.function_start.wrapping_add(reader.offset(site_encoding)?);
            let len = reader.offset(site_encoding)?;
            let pad = reader.offset(site_encoding)?;
            let action = reader.uleb128();
            // Call sites are sorted.
            if frame.ip < start {
                break;
            }
            if frame.ip < start.wrapping_add(len) {
                if pad == 0 {
                    return Ok(Action::None);
                }
                return Ok(read_chain(actions, action, pad_base.wrapping_add(pad)));
            }
        }
    }
    // An instruction without an entry was declared not to unwind.
    Ok(Action::Terminate)
}

/// Follows the chain of what a landing pad catches.
///
/// # Safety
/// `actions` is the action table, and `first` an entry of its function's call-site table.
unsafe fn read_chain(actions: *const u8, first: u64, pad: usize) -> Action {
    if first == 0 {
        return Action::Land { pad, cleanup: true, catch: None };
    }
    let mut cleanup = false;
    let mut catch = None;
    let mut reader = Reader { next: actions.wrapping_add(first as usize - 1) };
    loop {
        // SAFETY: the chain leads through the action table.
        let filter = unsafe { reader.sleb128() };
        let here = reader.next;
        // SAFETY: as above.
        let next = unsafe { reader.sleb128() };
        if filter == 0 {
            cleanup = true;
        } else if filter > 0 && catch.is_none() {
            catch = Some(filter as i32);
        }
        if next == 0 {
            return Action::Land { pad, cleanup, catch };
        }
        reader.next = here.wrapping_offset(next as isize);
    }
}
