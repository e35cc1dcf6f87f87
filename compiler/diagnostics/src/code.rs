//! [`Code`]: the stable name of a diagnostic, and [`Severity`], which its letter decides.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How grave a diagnostic is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    /// The word that stands before the message.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A letter (`E` error, `W` warning, `N` note) and four digits: `E0510`. Codes are never reused.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Code {
    severity: Severity,
    number: u16,
}

/// A text that should have been a [`Code`] and is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InvalidCode;

impl fmt::Display for InvalidCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code is a letter E, W or N and four digits, such as E0510")
    }
}

impl std::error::Error for InvalidCode {}

impl Code {
    /// Reads a code.
    ///
    /// # Errors
    /// [`InvalidCode`] unless the text is `E`, `W` or `N` followed by exactly four digits.
    pub const fn parse(text: &str) -> Result<Code, InvalidCode> {
        let bytes = text.as_bytes();
        if bytes.len() != 5 {
            return Err(InvalidCode);
        }
        let severity = match bytes[0] {
            b'E' => Severity::Error,
            b'W' => Severity::Warning,
            b'N' => Severity::Note,
            _ => return Err(InvalidCode),
        };
        let mut number = 0;
        let mut i = 1;
        while i < 5 {
            if !bytes[i].is_ascii_digit() {
                return Err(InvalidCode);
            }
            number = number * 10 + (bytes[i] - b'0') as u16;
            i += 1;
        }
        Ok(Code { severity, number })
    }

    /// The severity that the letter stands for.
    pub const fn severity(self) -> Severity {
        self.severity
    }
}

impl FromStr for Code {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        Code::parse(text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.severity {
            Severity::Error => 'E',
            Severity::Warning => 'W',
            Severity::Note => 'N',
        };
        write!(f, "{letter}{:04}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_as_it_is_written() {
        for text in ["E0510", "W0001", "N9999", "E0000"] {
            assert_eq!(Code::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "E051", "E05100", "X0510", "e0510", "E05a0", "E05é"] {
            assert_eq!(Code::parse(text), Err(InvalidCode), "{text}");
        }
    }

    #[test]
    fn the_letter_decides_the_severity() {
        assert_eq!(Code::parse("W0200").unwrap().severity(), Severity::Warning);
        assert_eq!(Code::parse("E0200").unwrap().severity(), Severity::Error);
    }
}
