//! A fast 128-bit hash for telling contents apart. It resists accidents, not adversaries: whoever can write into the cache's
//! owner's files can already run code as that owner.

const K0: u64 = 0xa076_1d64_78bd_642f;
const K1: u64 = 0xe703_7ed1_a0b4_28db;
const K2: u64 = 0x8ebc_6af0_9c88_c6e3;
const K3: u64 = 0x5899_65cc_7537_4cc3;

/// The hash as it is being computed. Pieces of any length give the same result as the whole at once.
#[derive(Clone, Debug)]
pub struct Hash128 {
    lanes: [u64; 2],
    pending: [u8; 16],
    filled: usize,
    length: u64,
}

impl Default for Hash128 {
    fn default() -> Self {
        Self::new()
    }
}

impl Hash128 {
    /// The hash of nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { lanes: [K2, K3], pending: [0; 16], filled: 0, length: 0 }
    }

    /// The hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> u128 {
        let mut hash = Self::new();
        hash.update(bytes);
        hash.finish()
    }

    /// Adds `bytes`.
    pub fn update(&mut self, mut bytes: &[u8]) {
        self.length = self.length.wrapping_add(bytes.len() as u64);
        if self.filled > 0 {
            let room = 16usize.wrapping_sub(self.filled);
            let taken = if bytes.len() < room { bytes.len() } else { room };
            for (slot, byte) in self.pending.iter_mut().skip(self.filled).zip(bytes) {
                *slot = *byte;
            }
            self.filled = self.filled.wrapping_add(taken);
            bytes = bytes.get(taken..).unwrap_or_default();
            if self.filled < 16 {
                return;
            }
            let block = self.pending;
            self.mix(&block);
            self.filled = 0;
        }
        while let Some((block, rest)) = bytes.split_first_chunk::<16>() {
            self.mix(block);
            bytes = rest;
        }
        for (slot, byte) in self.pending.iter_mut().zip(bytes) {
            *slot = *byte;
        }
        self.filled = bytes.len();
    }

    /// The hash of everything added.
    #[must_use]
    pub fn finish(mut self) -> u128 {
        let mut last = [0; 16];
        for (slot, byte) in last.iter_mut().zip(self.pending.iter().take(self.filled)) {
            *slot = *byte;
        }
        self.mix(&last);
        let [low, high] = self.lanes;
        let low = fold(low ^ self.length, K1 ^ high);
        let high = fold(high ^ K0, self.length ^ low.rotate_left(29));
        (u128::from(high) << 64) | u128::from(low)
    }

    fn mix(&mut self, block: &[u8; 16]) {
        let whole = u128::from_le_bytes(*block);
        let (first, second) = (whole as u64, (whole >> 64) as u64);
        let [low, high] = self.lanes;
        self.lanes = [
            fold(first ^ K0 ^ high.rotate_left(23), second ^ low),
            fold(first ^ high, second ^ K1 ^ low.rotate_left(41)).wrapping_add(low),
        ];
    }
}

/// The two halves of the full product, folded: every input bit reaches every output bit.
const fn fold(left: u64, right: u64) -> u64 {
    let product = (left as u128).wrapping_mul(right as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::Hash128;

    #[test]
    fn pieces_equal_the_whole() {
        let bytes: Vec<u8> = (0..500u32).map(|n| (n * 7) as u8).collect();
        for step in 1..40 {
            let mut hash = Hash128::new();
            bytes.chunks(step).for_each(|piece| hash.update(piece));
            assert_eq!(hash.finish(), Hash128::of(&bytes), "step {step}");
        }
    }

    #[test]
    fn every_bit_and_the_length_count() {
        let bytes = [0u8; 70];
        let mut seen: Vec<u128> = (0..=70).map(|length| Hash128::of(&bytes[..length])).collect();
        for bit in 0..70 * 8 {
            let mut changed = bytes;
            changed[bit / 8] ^= 1 << (bit % 8);
            seen.push(Hash128::of(&changed));
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }
}
