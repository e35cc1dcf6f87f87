//! Tables of characters as C: ranges of the characters with a property, and what characters become in the other case.

use std::fmt::Write as _;

/// Whether a character has a property.
type Property = fn(char) -> bool;

/// What a character becomes.
type Mapping = fn(char) -> Vec<char>;

/// The tables, one array of each kind.
pub fn header() -> String {
    // (Writing to a String does not fail.)
    let mut out = String::from(crate::BEGINNING);
    let properties: [(&str, Property); 5] = [
        ("alphabetic", char::is_alphabetic),
        ("numeric", char::is_numeric),
        ("whitespace", char::is_whitespace),
        ("uppercase", char::is_uppercase),
        ("lowercase", char::is_lowercase),
    ];
    out += "struct aria_range { uint32_t first, last; };\n";
    for (name, has) in properties {
        let ranges = ranges(has);
        let _ = write!(out, "static const struct aria_range aria_{name}[] = {{");
        for (first, last) in ranges {
            let _ = write!(out, "{{{first},{last}}},");
        }
        out += "};\n";
    }
    out += "struct aria_shift { uint32_t first, last; int32_t distance; uint32_t step; };\n";
    out += "struct aria_spelled { uint32_t code, to[3]; };\n";
    let cases: [(&str, Mapping); 2] = [("upper", |c| c.to_uppercase().collect()), ("lower", |c| c.to_lowercase().collect())];
    for (name, map) in cases {
        let _ = write!(out, "static const struct aria_shift aria_to_{name}[] = {{");
        for shift in shifts(map) {
            let _ = write!(out, "{{{},{},{},{}}},", shift.first, shift.last, shift.distance, shift.step);
        }
        let _ = write!(out, "}};\nstatic const struct aria_spelled aria_spelled_{name}[] = {{");
        for (code, to) in spelled(map) {
            let to: Vec<String> = to.iter().map(|c| u32::from(*c).to_string()).collect();
            let _ = write!(out, "{{{code},{{{}}}}},", to.join(","));
        }
        out += "};\n";
    }
    out
}

fn characters() -> impl Iterator<Item = char> {
    (0..=u32::from(char::MAX)).filter_map(char::from_u32)
}

/// The ranges of characters with a property, in order.
fn ranges(has: Property) -> Vec<(u32, u32)> {
    let mut out: Vec<(u32, u32)> = Vec::new();
    for code in characters().filter(|c| has(*c)).map(u32::from) {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == code => *last = code,
            _ => out.push((code, code)),
        }
    }
    out
}

/// Characters that lie `step` apart and become those that lie `distance` further.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Shift {
    first: u32,
    last: u32,
    distance: i32,
    /// 1 or 2.
    step: u32,
}

/// What each character becomes that becomes one other, in order.
fn shifts(map: Mapping) -> Vec<Shift> {
    let mut out: Vec<Shift> = Vec::new();
    for c in characters() {
        let (code, mapped) = (u32::from(c), map(c));
        let [to] = mapped[..] else { continue };
        if to == c {
            continue;
        }
        let distance = u32::from(to) as i32 - code as i32;
        match out.last_mut() {
            // The first two characters decide how far apart the others are.
            Some(shift) if shift.distance == distance && shift.first == shift.last && matches!(code - shift.last, 1 | 2) => {
                shift.step = code - shift.last;
                shift.last = code;
            }
            Some(shift) if shift.distance == distance && shift.last + shift.step == code => shift.last = code,
            _ => out.push(Shift { first: code, last: code, distance, step: 1 }),
        }
    }
    out
}

/// What each character becomes that becomes several, in order.
fn spelled(map: Mapping) -> Vec<(u32, Vec<char>)> {
    characters().map(|c| (u32::from(c), map(c))).filter(|(_, to)| to.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_say_what_the_property_says() {
        let ranges = ranges(char::is_alphabetic);
        for c in characters() {
            let found = ranges.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)));
            assert_eq!(found, c.is_alphabetic(), "{c:?}");
        }
    }

    #[test]
    fn shifts_and_spellings_say_what_the_case_is() {
        let map = |c: char| c.to_uppercase().collect::<Vec<_>>();
        let (shifts, spelled) = (shifts(map), spelled(map));
        for c in characters() {
            let code = u32::from(c);
            let found = shifts.iter().find(|s| (s.first..=s.last).contains(&code) && (code - s.first).is_multiple_of(s.step));
            let spelled = spelled.iter().find(|(from, _)| *from == code).map(|(_, to)| to.clone());
            let single = found.and_then(|s| char::from_u32(code.wrapping_add_signed(s.distance))).unwrap_or(c);
            assert_eq!(spelled.unwrap_or_else(|| vec![single]), map(c), "{c:?}");
        }
    }
}
