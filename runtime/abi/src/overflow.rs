//! The operators whose overflow panics, numbered for `aria_rt_panic_overflow`.

/// The operation that left the range of its type.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverflowOperator {
    Add = 0,
    Sub = 1,
    Mul = 2,
    /// The least value divided by -1.
    Div = 3,
    /// The least value modulo -1.
    Rem = 4,
    /// The negation of the least value, or of an unsigned one.
    Neg = 5,
    /// A shift to the left by a negative amount or by the width or more.
    Shl = 6,
    /// The same to the right.
    Shr = 7,
    Pow = 8,
    /// The absolute value of the least value.
    Abs = 9,
}

impl OverflowOperator {
    /// The operator as a program writes it; an unknown number is shown as `?`.
    #[must_use]
    pub fn text(code: u32) -> &'static str {
        match code {
            c if c == Self::Add as u32 => "+",
            c if c == Self::Sub as u32 || c == Self::Neg as u32 => "-",
            c if c == Self::Mul as u32 => "*",
            c if c == Self::Div as u32 => "/",
            c if c == Self::Rem as u32 => "%",
            c if c == Self::Shl as u32 => "<<",
            c if c == Self::Shr as u32 => ">>",
            c if c == Self::Pow as u32 => "**",
            c if c == Self::Abs as u32 => "abs",
            _ => "?",
        }
    }
}
