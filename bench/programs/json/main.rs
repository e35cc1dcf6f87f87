//! A text of JSON read several times, and everything in it added up.
use std::collections::HashMap;
use std::fmt::Write;

fn text(records: usize) -> String {
    let mut built = String::new();
    let mut state = 42u64;
    built.push('[');
    for i in 1..=records {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let a = state >> 40;
        let b = state >> 20 & 0xFFFF;
        write!(built, "{{\"id\": {i}, \"name\": \"user {a}\", \"active\": {}, \"balance\": {a}.{},\n", a % 2 == 0, b % 90 + 10).unwrap();
        write!(built, "  \"tags\": [\"t{}\", \"t{}\", \"quoted \\\"{b}\\\"\\n\"], \"manager\": null,\n", a % 100, b % 100).unwrap();
        write!(
            built,
            "  \"address\": {{\"street\": \"{b} Long Street\", \"city\": \"City \\u0041{}\", \"geo\": [{b}.{}, -{b}e-2]}},\n",
            a % 1000,
            a % 9 + 1
        )
        .unwrap();
        write!(built, "  \"history\": [{a}, {b}, {}, -{b}, 0, {}]}}", a % 100, state >> 12).unwrap();
        if i < records {
            built.push_str(",\n");
        }
    }
    built.push_str("]\n");
    built
}

enum Json {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    String(String),
    Array(Vec<Json>),
    Object(HashMap<String, Json>),
}

#[derive(Debug)]
struct JsonError {
    #[allow(dead_code)]
    offset: usize,
    #[allow(dead_code)]
    expected: &'static str,
}

const MAX_DEPTH: usize = 1000;

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    place: usize,
    depth: usize,
    unescaped: String,
}

fn parse(text: &str) -> Result<Json, Box<JsonError>> {
    let mut parser = Parser { text, bytes: text.as_bytes(), place: 0, depth: 0, unescaped: String::new() };
    parser.skip_space();
    let value = parser.value()?;
    parser.skip_space();
    if parser.place < text.len() {
        return Err(parser.failure("the end of the text"));
    }
    Ok(value)
}

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

fn is_plain(byte: u8) -> bool {
    byte >= 32 && byte != b'"' && byte != b'\\'
}

impl Parser<'_> {
    /// The byte at a place, 0 behind the last.
    fn byte(&self, place: usize) -> u8 {
        if place < self.bytes.len() { self.bytes[place] } else { 0 }
    }

    fn here(&self) -> u8 {
        self.byte(self.place)
    }

    fn skip_space(&mut self) {
        while matches!(self.here(), b' ' | b'\n' | b'\r' | b'\t') {
            self.place += 1;
        }
    }

    #[cold]
    fn failure(&self, expected: &'static str) -> Box<JsonError> {
        Box::new(JsonError { offset: self.place, expected })
    }

    fn value(&mut self) -> Result<Json, Box<JsonError>> {
        match self.here() {
            b'"' => Ok(Json::String(self.string()?)),
            b'0'..=b'9' | b'-' => self.number(),
            b'{' => self.object(),
            b'[' => self.array(),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => Err(self.failure("a value")),
        }
    }

    fn enter(&mut self) -> Result<(), Box<JsonError>> {
        if self.depth == MAX_DEPTH {
            return Err(self.failure("fewer arrays and objects in one another"));
        }
        self.depth += 1;
        self.place += 1;
        self.skip_space();
        Ok(())
    }

    fn array(&mut self) -> Result<Json, Box<JsonError>> {
        self.enter()?;
        let mut items = Vec::new();
        if self.here() == b']' {
            self.place += 1;
        } else {
            loop {
                items.push(self.value()?);
                self.skip_space();
                match self.here() {
                    b',' => {
                        self.place += 1;
                        self.skip_space();
                    }
                    b']' => {
                        self.place += 1;
                        break;
                    }
                    _ => return Err(self.failure("`,` or `]`")),
                }
            }
        }
        self.depth -= 1;
        Ok(Json::Array(items))
    }

    fn object(&mut self) -> Result<Json, Box<JsonError>> {
        self.enter()?;
        let mut members = HashMap::new();
        if self.here() == b'}' {
            self.place += 1;
        } else {
            loop {
                if self.here() != b'"' {
                    return Err(self.failure("a name in quotes"));
                }
                let name = self.string()?;
                self.skip_space();
                if self.here() != b':' {
                    return Err(self.failure("`:`"));
                }
                self.place += 1;
                self.skip_space();
                let value = self.value()?;
                members.insert(name, value);
                self.skip_space();
                match self.here() {
                    b',' => {
                        self.place += 1;
                        self.skip_space();
                    }
                    b'}' => {
                        self.place += 1;
                        break;
                    }
                    _ => return Err(self.failure("`,` or `}`")),
                }
            }
        }
        self.depth -= 1;
        Ok(Json::Object(members))
    }

    fn word(&mut self, word: &'static str, value: Json) -> Result<Json, Box<JsonError>> {
        if !self.bytes[self.place..].starts_with(word.as_bytes()) {
            return Err(self.failure(word));
        }
        self.place += word.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<Json, Box<JsonError>> {
        let start = self.place;
        let mut place = start;
        let mut digits = 0u64;
        let mut whole = true;
        let negative = self.byte(place) == b'-';
        if negative {
            place += 1;
        }
        let first = place;
        if self.byte(place) == b'0' {
            place += 1;
        } else {
            while self.byte(place).is_ascii_digit() {
                digits = digits.wrapping_mul(10).wrapping_add(u64::from(self.bytes[place] - b'0'));
                place += 1;
            }
            if place == first {
                self.place = place;
                return Err(self.failure("a digit"));
            }
        }
        let mut count = place - first;
        let mut exponent = 0i64;
        if self.byte(place) == b'.' {
            whole = false;
            place += 1;
            let point = place;
            while self.byte(place).is_ascii_digit() {
                digits = digits.wrapping_mul(10).wrapping_add(u64::from(self.bytes[place] - b'0'));
                place += 1;
            }
            if place == point {
                self.place = place;
                return Err(self.failure("a digit"));
            }
            count += place - point;
            exponent = -((place - point) as i64);
        }
        if self.byte(place) | 32 == b'e' {
            whole = false;
            place += 1;
            let down = self.byte(place) == b'-';
            if down || self.byte(place) == b'+' {
                place += 1;
            }
            let power = place;
            let mut written = 0i64;
            while self.byte(place).is_ascii_digit() {
                if written < 100_000 {
                    written = written * 10 + i64::from(self.bytes[place] - b'0');
                }
                place += 1;
            }
            if place == power {
                self.place = place;
                return Err(self.failure("a digit"));
            }
            exponent += if down { -written } else { written };
        }
        self.place = place;
        if whole {
            let limit = if negative { 1 << 63 } else { (1 << 63) - 1 };
            if count < 19 || count == 19 && digits <= limit {
                let value = digits as i64;
                return Ok(Json::Int(if negative { value.wrapping_neg() } else { value }));
            }
        } else if count <= 19 && digits <= 1 << 53 && (-22..=22).contains(&exponent) {
            let value = digits as f64;
            let value = if exponent < 0 { value / POWERS[-exponent as usize] } else { value * POWERS[exponent as usize] };
            return Ok(Json::Float(if negative { -value } else { value }));
        }
        let value: f64 = self.text[start..place].parse().unwrap();
        if !value.is_finite() {
            return Err(self.failure("a number in the range of a float"));
        }
        Ok(Json::Float(value))
    }

    fn string(&mut self) -> Result<String, Box<JsonError>> {
        let mut start = self.place + 1;
        let mut place = start;
        while is_plain(self.byte(place)) {
            place += 1;
        }
        self.place = place;
        if self.here() == b'"' {
            self.place += 1;
            return Ok(self.text[start..place].to_owned());
        }
        self.unescaped.clear();
        loop {
            self.unescaped.push_str(&self.text[start..self.place]);
            match self.here() {
                b'"' => {
                    self.place += 1;
                    return Ok(self.unescaped.clone());
                }
                b'\\' => {}
                _ => return Err(self.failure("an escape in place of a control character")),
            }
            let escaped = self.escaped()?;
            self.unescaped.push(escaped);
            start = self.place;
            while is_plain(self.here()) {
                self.place += 1;
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Box<JsonError>> {
        self.place += 1;
        let found = match self.here() {
            b'n' => '\n',
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\x08',
            b'f' => '\x0c',
            b'u' => return self.surrogates(),
            _ => return Err(self.failure("an escape that JSON has")),
        };
        self.place += 1;
        Ok(found)
    }

    fn surrogates(&mut self) -> Result<char, Box<JsonError>> {
        let mut code = self.four_digits()?;
        if (0xD800..0xDC00).contains(&code) && self.here() == b'\\' && self.byte(self.place + 1) == b'u' {
            self.place += 1;
            let low = self.four_digits()?;
            if (0xDC00..0xE000).contains(&low) {
                code = 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00;
            }
        }
        char::from_u32(code).ok_or_else(|| self.failure("both halves of a surrogate pair"))
    }

    fn four_digits(&mut self) -> Result<u32, Box<JsonError>> {
        let mut value = 0;
        for _ in 0..4 {
            self.place += 1;
            let Some(digit) = char::from(self.here()).to_digit(16) else { return Err(self.failure("a hexadecimal digit")) };
            value = value * 16 + digit;
        }
        self.place += 1;
        Ok(value)
    }
}

#[derive(Default)]
struct Totals {
    values: i64,
    sum: i64,
    bytes: usize,
}

fn add(value: &Json, totals: &mut Totals) {
    totals.values += 1;
    match value {
        Json::Null => {}
        Json::Bool(truth) => {
            if *truth {
                totals.sum += 1;
            }
        }
        Json::Int(number) => totals.sum += number % 1000,
        Json::Float(number) => totals.sum += (number * 100.0).floor() as i64 % 1000,
        Json::String(text) => totals.bytes += text.len(),
        Json::Array(items) => {
            for item in items {
                add(item, totals);
            }
        }
        Json::Object(members) => {
            for (name, member) in members {
                totals.bytes += name.len();
                add(member, totals);
            }
        }
    }
}

fn main() {
    let document = text(std::env::args().nth(1).map_or(20_000, |n| n.parse().unwrap()));
    let mut totals = Totals::default();
    for _ in 0..10 {
        add(&parse(&document).unwrap(), &mut totals);
    }
    println!("{} {} {} {}", document.len(), totals.values, totals.sum, totals.bytes);
}
