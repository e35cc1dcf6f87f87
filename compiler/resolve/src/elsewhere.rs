//! What other languages call things: for somebody who writes the word that they know, the one to write here.

/// The value that other languages call so.
pub fn value_elsewhere(name: &str) -> Option<&'static str> {
    Some(match name {
        "nil" | "undefined" => "None",
        "puts" => "println",
        "this" => "self",
        _ => return None,
    })
}

/// The type that other languages call so.
pub fn type_elsewhere(name: &str) -> Option<&'static str> {
    Some(match name {
        "str" => "String",
        "List" | "Vec" => "Array",
        "HashMap" | "Map" => "Dict",
        "HashSet" => "Set",
        "Optional" => "Option",
        "Integer" | "i64" | "long" => "Int",
        "i8" => "Int8",
        "i16" => "Int16",
        "i32" => "Int32",
        "i128" => "Int128",
        "u8" => "UInt8",
        "u16" => "UInt16",
        "u32" => "UInt32",
        "u64" => "UInt64",
        "u128" => "UInt128",
        "usize" => "USize",
        "isize" => "ISize",
        "f64" | "double" => "Float",
        "f32" => "Float32",
        "void" => "Unit",
        _ => return None,
    })
}

/// The methods that might be meant by what other languages call so; a type may have none of them.
pub fn methods_elsewhere(name: &str) -> &'static [&'static str] {
    match name {
        "length" | "size" => &["len"],
        "push_back" | "add" => &["push", "add"],
        "to_s" | "toString" | "str" => &["to_string"],
        "to_i" => &["to_int"],
        "to_f" => &["to_float"],
        "collect" => &["to_array", "map"],
        "inject" => &["fold"],
        "forEach" | "for_each" => &["each"],
        "include?" | "includes" | "contains" | "has" | "key?" | "contains_key" => &["contains?"],
        "is_empty" | "isEmpty" => &["empty?"],
        "upcase" | "toUpperCase" | "to_uppercase" => &["upper"],
        "downcase" | "toLowerCase" | "to_lowercase" => &["lower"],
        "is_some" => &["some?"],
        "is_none" | "nil?" => &["none?"],
        "is_ok" => &["ok?"],
        "is_err" => &["err?"],
        "startswith" | "startsWith" | "start_with?" | "starts_with" => &["starts_with?"],
        "endswith" | "endsWith" | "end_with?" | "ends_with" => &["ends_with?"],
        "dup" | "copy" => &["clone"],
        "items" => &["entries"],
        "lstrip" => &["trim_start"],
        "rstrip" => &["trim_end"],
        "splitlines" => &["lines"],
        _ => &[],
    }
}
