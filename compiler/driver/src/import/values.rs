//! Constants: the values of a header's object-like macros.

use aria_bind::{bind_type, type_form};
use aria_foreign::{Constant, ConstantValue, ForeignInterface, ForeignType, Unavailable};

/// A macro as a constant; a comment may follow.
///
/// # Errors
/// Why the macro is no value.
pub fn constant(name: &str, interface: &dyn ForeignInterface) -> Result<(String, Option<String>), Unavailable> {
    let Some(constant) = interface.constant(name) else {
        return Err(Unavailable { reason: "it is not defined".into(), place: None });
    };
    let form = |ty: &ForeignType| bind_type(ty, interface).map(|_| type_form(ty, interface));
    Ok(match constant? {
        Constant::Name(other) => (format!("let {name} = {other}"), None),
        Constant::Expression(ty) => (format!("{name}: {}", form(&ty)?), Some("computed at each use".into())),
        Constant::Value(value) => match value {
            ConstantValue::Integer { value, ty } => (format!("let {name}: {} = {value}", form(&ty)?), None),
            ConstantValue::Float { bits, ty } => (format!("let {name}: {} = {:?}", form(&ty)?, f64::from_bits(bits)), None),
            ConstantValue::String(bytes) => match std::str::from_utf8(&bytes) {
                Ok(text) => (format!("let {name} = {}", quoted(text)), None),
                Err(_) => (format!("let {name}: CString"), Some("bytes that are not UTF-8".into())),
            },
            ConstantValue::Pointer { address: 0, ty } => (format!("let {name}: {} = null", form(&ty)?), None),
            ConstantValue::Pointer { address, ty } => {
                (format!("let {name}: {}", form(&ty)?), Some(format!("the address {address:#x}")))
            }
        },
    })
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '#' if chars.peek() == Some(&'{') => out.push_str("\\#"),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_reads_back_as_itself() {
        assert_eq!(super::quoted("a\"b\\c\n\u{1}#{x} #"), "\"a\\\"b\\\\c\\n\\u{1}\\#{x} #\"");
    }
}
