//! Tokens: their kinds, spellings and the white space before them.

/// Declares [`TokenKind`] with the spelling of every word and sign, in one list.
macro_rules! tokens {
    (
        reserved { $($rk:ident $rt:literal,)* }
        contextual { $($ck:ident $ct:literal,)* }
        signs { $($sk:ident $st:literal,)* }
        others { $($(#[$om:meta])* $ok:ident $ot:literal,)* }
    ) => {
        /// What a token is.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum TokenKind {
            $($rk,)* $($ck,)* $($sk,)* $($(#[$om])* $ok,)*
        }

        /// The words that are names only where a name is sure to stand (after `.`, before `:`, as parameters).
        pub const RESERVED_WORDS: &[&str] = &[$($rt),*];
        /// The words that mean something in some places and are names elsewhere.
        pub const CONTEXTUAL_WORDS: &[&str] = &[$($ct),*];
        /// Brackets, operators and punctuation.
        pub const SIGNS: &[&str] = &[$($st),*];

        impl TokenKind {
            /// The kind of a word.
            pub(crate) fn of_word(word: &str) -> TokenKind {
                match word {
                    $($rt => TokenKind::$rk,)*
                    $($ct => TokenKind::$ck,)*
                    _ => TokenKind::Ident,
                }
            }

            /// The spelling of a word or sign, or what to call a token whose text varies.
            pub const fn describe(self) -> &'static str {
                match self {
                    $(TokenKind::$rk => $rt,)*
                    $(TokenKind::$ck => $ct,)*
                    $(TokenKind::$sk => $st,)*
                    $(TokenKind::$ok => $ot,)*
                }
            }

            /// Whether the token is always written the same way.
            pub const fn is_fixed(self) -> bool {
                match self {
                    $(TokenKind::$ok => false,)*
                    _ => true,
                }
            }
        }
    };
}

tokens! {
    reserved {
        Break "break", Do "do", Else "else", Elsif "elsif", End "end", False "false", Fn "fn", For "for", If "if",
        Let "let", Match "match", Next "next", Null "null", Return "return", SelfWord "self", True "true",
        Unless "unless", While "while",
    }
    contextual {
        Alias "alias", As "as", Assert "assert", Async "async", CatchPanic "catch_panic", Class "class",
        Defer "defer", Derive "derive", Dyn "dyn", Enum "enum", Extern "extern", From "from", Impl "impl",
        Import "import", In "in", Lib "lib", Loop "loop", Module "module", Private "private", Raise "raise",
        Raises "raises", Rescue "rescue", Struct "struct", Test "test", Then "then", Trait "trait",
        Union "union", Unsafe "unsafe", Weak "weak",
    }
    signs {
        LParen "(", RParen ")", LBracket "[", RBracket "]", LBrace "{", RBrace "}",
        Comma ",", Dot ".", DotDot "..", Ellipsis "...", Colon ":", Semicolon ";", Arrow "->", FatArrow "=>",
        Bar "|", BarBar "||", Pipe "|>", Amp "&", AmpAmp "&&", WrapPlus "&+", WrapMinus "&-", WrapStar "&*",
        Plus "+", Minus "-", Star "*", StarStar "**", Slash "/", Percent "%", Caret "^", Tilde "~",
        Bang "!", Question "?", EqEq "==", BangEq "!=", Lt "<", LtEq "<=", Gt ">", GtEq ">=", Shl "<<", Shr ">>",
        Eq "=", PlusEq "+=", MinusEq "-=", StarEq "*=", SlashEq "/=", PercentEq "%=", StarStarEq "**=",
        AmpEq "&=", BarEq "|=", CaretEq "^=", ShlEq "<<=", ShrEq ">>=", AmpAmpEq "&&=", BarBarEq "||=",
        WrapPlusEq "&+=", WrapMinusEq "&-=", WrapStarEq "&*=",
    }
    others {
        Ident "a name",
        /// `@name`, one token.
        AtName "an `@name`",
        Int "a number",
        Float "a number",
        /// `'text'`.
        RawStr "a string",
        /// `b"bytes"`.
        Bytes "a byte string",
        /// `` `c` ``.
        Char "a character",
        /// `:name`.
        Symbol "a symbol",
        /// The `"` that begins a string.
        StrOpen "a string",
        /// The `"""` that begins a string of several lines.
        BlockStrOpen "a string",
        /// Text between the quotes, escapes not yet decoded.
        StrText "text",
        /// `#{`.
        InterpOpen "`#{`",
        /// The `:spec` before the `}` of an interpolation, with its colon.
        FormatSpec "a format",
        /// The `}` of an interpolation.
        InterpClose "`}`",
        StrClose "the end of the string",
        /// `./shapes` after `import`.
        FilePath "a path",
        Eof "the end of the file",
    }
}

impl TokenKind {
    /// A word of any sort.
    pub const fn is_word(self) -> bool {
        (self as u8) < TokenKind::LParen as u8 || matches!(self, TokenKind::Ident)
    }

    /// A word that may stand as a name anywhere.
    pub const fn is_name(self) -> bool {
        ((self as u8) >= TokenKind::Alias as u8 && (self as u8) < TokenKind::LParen as u8) || matches!(self, TokenKind::Ident)
    }

    /// Whether an operand may begin with this token.
    pub const fn starts_expression(self) -> bool {
        use TokenKind as T;
        match self {
            T::Do | T::Else | T::Elsif | T::End | T::Fn | T::Let => false,
            T::LParen | T::LBracket | T::LBrace | T::Bar | T::BarBar | T::Amp | T::Minus | T::Tilde | T::Bang => true,
            T::AtName | T::Int | T::Float | T::RawStr | T::Bytes | T::Char | T::Symbol | T::StrOpen | T::BlockStrOpen => true,
            other => other.is_word(),
        }
    }
}

/// A newline stands between this token and the one before it.
pub(crate) const NEWLINE_BEFORE: u8 = 1;
/// White space, a newline or a comment stands before this token.
pub(crate) const SPACE_BEFORE: u8 = 2;
/// A `##` comment stands before this token.
pub(crate) const DOC_BEFORE: u8 = 4;

/// A token: its kind, its place, and what white space stands before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    pub start: u32,
    pub end: u32,
    pub kind: TokenKind,
    pub(crate) flags: u8,
}

impl Token {
    pub const fn newline_before(self) -> bool {
        self.flags & NEWLINE_BEFORE != 0
    }

    pub const fn space_before(self) -> bool {
        self.flags & SPACE_BEFORE != 0
    }

    pub(crate) const fn doc_before(self) -> bool {
        self.flags & DOC_BEFORE != 0
    }
}
