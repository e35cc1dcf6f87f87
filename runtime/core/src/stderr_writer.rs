//! Buffered writing to the standard error stream without the C library's streams, for reports of panics and aborts.

const CAPACITY: usize = 1024;

/// Collects text and writes it to file descriptor 2; works in a signal handler.
pub struct StderrWriter {
    buffer: [u8; CAPACITY],
    len: usize,
}

impl StderrWriter {
    pub fn new() -> Self {
        Self { buffer: [0; CAPACITY], len: 0 }
    }

    pub fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.byte(byte);
        }
    }

    pub fn byte(&mut self, byte: u8) {
        if self.len >= CAPACITY {
            self.flush();
        }
        if let Some(slot) = self.buffer.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        }
    }

    pub fn number(&mut self, number: u64) {
        self.write(itoa::Buffer::new().format(number).as_bytes());
    }

    pub fn flush(&mut self) {
        let mut rest = self.buffer.get(..self.len).unwrap_or_default();
        while !rest.is_empty() {
            // SAFETY: `rest` is readable for its length.
            let written = unsafe { libc::write(2, rest.as_ptr().cast(), rest.len()) };
            // A closed standard error stream leaves nobody to tell.
            let Some(remaining) = usize::try_from(written).ok().and_then(|n| rest.get(n..)) else { break };
            rest = remaining;
        }
        self.len = 0;
    }
}
