//! The words of the text form that stand for variants without insides, each table read in both directions.

use crate::rvalue::{BinOp, CastKind, UnOp};

pub(super) const BINARY: [(&str, BinOp); 16] = [
    ("add", BinOp::Add),
    ("sub", BinOp::Sub),
    ("mul", BinOp::Mul),
    ("div", BinOp::Div),
    ("rem", BinOp::Rem),
    ("and", BinOp::And),
    ("or", BinOp::Or),
    ("xor", BinOp::Xor),
    ("shl", BinOp::Shl),
    ("shr", BinOp::Shr),
    ("eq", BinOp::Eq),
    ("ne", BinOp::Ne),
    ("lt", BinOp::Lt),
    ("le", BinOp::Le),
    ("gt", BinOp::Gt),
    ("ge", BinOp::Ge),
];

pub(super) const OVERFLOWING: [(&str, BinOp); 3] =
    [("checked_add", BinOp::Add), ("checked_sub", BinOp::Sub), ("checked_mul", BinOp::Mul)];

pub(super) const UNARY: [(&str, UnOp); 2] = [("neg", UnOp::Neg), ("not", UnOp::Not)];

pub(super) const CASTS: [(&str, CastKind); 7] = [
    ("int_to_int", CastKind::IntToInt),
    ("int_to_float", CastKind::IntToFloat),
    ("float_to_int", CastKind::FloatToInt),
    ("float_to_float", CastKind::FloatToFloat),
    ("reinterpret", CastKind::Reinterpret),
    ("ptr_to_int", CastKind::PtrToInt),
    ("int_to_ptr", CastKind::IntToPtr),
];

/// The spellings under which an overflow can be reported.
pub(super) const OPERATORS: [&str; 12] = ["+", "-", "*", "/", "%", "<<", ">>", "**", "abs", "unary -", "+=", "-="];

pub(super) fn word<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> &'static str {
    table.iter().find(|(_, v)| v == value).map_or("?", |(w, _)| w)
}

pub(super) fn value<T: Copy>(table: &[(&'static str, T)], word: &str) -> Option<T> {
    table.iter().find(|(w, _)| *w == word).map(|(_, v)| *v)
}
