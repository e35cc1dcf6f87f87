//! A mutation that keeps texts close to programs: it moves, repeats, removes and replaces tokens and lines.

use aria_source::FileId;
use aria_syntax::lexer::lex;
use aria_syntax::token::{CONTEXTUAL_WORDS, RESERVED_WORDS, SIGNS};

/// What a token may become.
const WORDS: &[&str] = &[
    "0",
    "1",
    "-1",
    "255",
    "9223372036854775807",
    "1.5",
    "\"\"",
    "\"a#{x}\"",
    "'x'",
    "`c`",
    "()",
    "[]",
    "{}",
    "\n",
    "end\n",
    "Int",
    "Bool",
    "String",
    "Float",
    "Char",
    "UInt8",
    "Int128",
    "USize",
    "Unit",
    "Never",
    "Array",
    "Array[Int]",
    "Option",
    "Int?",
    "Result[Int, String]",
    "Some",
    "None",
    "Ok",
    "Err",
    "CPtr[Int]",
    "CString",
    "CArray[Int, 3]",
    "Fn[(Int)] -> Int",
    "Self",
    "x",
    "y",
    "T",
    "_",
    "@x",
    "@lang",
    "@inline",
    "@export",
    "println",
    "panic",
    "new",
    "finalize",
    "len",
    "to_int",
    "to_string",
    "wrap_uint8",
    "unwrap_or",
    "some?",
    "#{",
    "}",
];

/// A small generator of numbers (xorshift64*), so that a seed names a mutation.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit.max(1)
    }

    fn word(&mut self) -> &'static str {
        let lists = [WORDS, RESERVED_WORDS, CONTEXTUAL_WORDS, SIGNS];
        // Words that make sense in many places come more often than signs.
        let list = lists[[0, 0, 0, 1, 2, 3][self.below(6)]];
        list[self.below(list.len())]
    }
}

/// The places of the tokens of a text, or of its lines.
fn pieces(text: &str, by_line: bool) -> Vec<(usize, usize)> {
    if by_line {
        let mut at = 0;
        return text
            .split_inclusive('\n')
            .map(|line| {
                (at, {
                    at += line.len();
                    at
                })
            })
            .collect();
    }
    let tokens = lex(FileId(0), text).tokens;
    tokens.iter().map(|t| (t.start as usize, t.end as usize)).filter(|(start, end)| start < end).collect()
}

/// A text changed in one place.
pub fn mutate(text: &str, seed: u64) -> String {
    let mut numbers = Numbers(seed | 1);
    numbers.below(2);
    let pieces = pieces(text, numbers.below(3) == 0);
    if pieces.is_empty() {
        return numbers.word().to_owned();
    }
    let (one, other) = (numbers.below(pieces.len()), numbers.below(pieces.len()));
    let run = |at: usize, numbers: &mut Numbers| {
        let last = (at + numbers.below(4)).min(pieces.len() - 1);
        (pieces[at].0, pieces[last].1)
    };
    let mut out = text.to_owned();
    match numbers.below(6) {
        0 => {
            let (start, end) = run(one, &mut numbers);
            out.replace_range(start..end, "");
        }
        1 => {
            let (start, end) = run(one, &mut numbers);
            out.insert_str(pieces[other].0, &format!("{} ", &text[start..end]));
        }
        2 => {
            let (start, end) = run(one, &mut numbers);
            let (from, to) = pieces[other];
            out.replace_range(from..to, &text[start..end]);
        }
        3 => out.insert_str(pieces[one].0, &format!("{} ", numbers.word())),
        4 if one != other => {
            let (a, b) = (pieces[one.min(other)], pieces[one.max(other)]);
            out.replace_range(b.0..b.1, &text[a.0..a.1]);
            out.replace_range(a.0..a.1, &text[b.0..b.1]);
        }
        _ => out.replace_range(pieces[one].0..pieces[one].1, numbers.word()),
    }
    out
}

/// The text after a mutation, put where libFuzzer wants it: `None` if it is no text or would not fit.
pub fn mutate_in_place(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> Option<usize> {
    let mut text = std::str::from_utf8(&data[..size]).ok()?.to_owned();
    for turn in 0..=u64::from(seed % 3) {
        text = mutate(&text, u64::from(seed).wrapping_add(turn).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    }
    let fits = text.len() <= max_size.min(data.len());
    fits.then(|| {
        data[..text.len()].copy_from_slice(text.as_bytes());
        text.len()
    })
}
