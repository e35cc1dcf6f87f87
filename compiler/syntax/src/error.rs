//! [`SyntaxError`]: what can be wrong with a text before any name in it means anything.

use std::fmt::Write as _;

use aria_source::Span;

use crate::limits::{MAX_ERRORS, MAX_NESTING};
use crate::token::TokenKind;

/// An error with the place it is shown at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    pub kind: SyntaxErrorKind,
    pub span: Span,
}

/// What stood where something else was expected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// A token, with its text as written (shortened).
    Token(TokenKind, String),
    EndOfLine,
    EndOfFile,
}

/// What the grammar asks for at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expected {
    Token(TokenKind),
    /// One of two tokens: the separator or the end of a list.
    Either(TokenKind, TokenKind),
    Expression,
    Type,
    Pattern,
    Name,
    /// A name spelled in CamelCase.
    TypeName,
    String,
    EndOfLine,
    /// A declaration after annotations or `private`.
    Declaration,
    /// A field, method or nested declaration.
    Member,
    /// A variant, method or nested declaration.
    Variant,
    /// A directive or declaration in an `extern` block.
    ExternMember,
    /// `"header.h"`, a list of such, or a dotted name.
    ExternSource,
    /// What follows the word `extern`.
    ExternForm,
    /// A module's dotted name or a path that begins with `./`.
    ImportPath,
}

/// What an `end` closes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Construct {
    Function,
    Struct,
    Class,
    Enum,
    Trait,
    Impl,
    Module,
    Test,
    ExternBlock,
    If,
    Unless,
    While,
    Loop,
    For,
    Match,
    MatchArm,
    Closure,
    DoBlock,
    Unsafe,
    CatchPanic,
    Defer,
}

/// Why a number cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NumberProblem {
    /// `0x` and nothing behind it.
    NoDigits,
    /// A digit that the base does not have.
    BadDigit(char),
    /// A suffix that names no type.
    BadSuffix(String),
    /// More than 128 bits.
    TooLarge,
    /// A float suffix on a number in another base.
    FloatInBase,
    /// An integer suffix on a number with a fraction or exponent.
    IntegerSuffixOnFloat,
}

/// The kinds of syntax error; each has a code of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SyntaxErrorKind {
    /// E0101: something else was expected here.
    Unexpected { expected: Expected, found: Found },
    /// E0102: a construct has no `end`. The span is where it opens.
    MissingEnd {
        construct: Construct,
        /// Where the `end` is missed: the text before this cannot belong to the construct, judged by its indentation.
        missed_at: Span,
        /// A `do` that was taken as the block of a call in the construct's head.
        head_do: Option<Span>,
        /// An `else if`, which was likely meant as `elsif`.
        else_if: Option<Span>,
    },
    /// E0103: a bracket is not closed where it has to be.
    UnclosedBracket { open: TokenKind, open_span: Span, found: Found },
    /// E0104: an `end`, `else` or closing bracket that closes nothing.
    Unmatched(TokenKind),
    /// E0105: a statement goes on where it should have ended.
    ExpectedEndOfLine { found: Found },
    /// E0106: a character that no token begins with. `count` neighbours are reported as one.
    InvalidCharacter { character: char, count: u32 },
    /// E0107: a string, character or byte string without its closing quote.
    UnterminatedString { quote: &'static str },
    /// E0108: an escape that does not exist or names no character.
    InvalidEscape { reason: &'static str },
    /// E0109: a number that cannot be read.
    InvalidNumber(NumberProblem),
    /// E0110: a character literal that holds none, or several.
    InvalidChar { empty: bool },
    /// E0111: `a < b < c`.
    ChainedComparison { first: Span },
    /// E0112: the left side of an assignment is no place.
    InvalidTarget,
    /// E0113: `|` without a space on both sides, where it stands between operands.
    BarSpacing,
    /// E0114: the conditional operator without spaces around its `?` and `:`.
    ConditionalSpacing,
    /// E0115: a `do` after the head of `if`, `unless`, `while`, `for` or `match`.
    HeadDo(Construct),
    /// E0116: nested, or chained, beyond the limit.
    TooDeep,
    /// E0117: an annotation before something that takes none.
    MisplacedAnnotation,
    /// E0118: a parameter without a type.
    MissingParamType { name: String },
    /// E0119: a call without parentheses, or with a space before them (`spaced`).
    CallWithoutParens { callee: Span, spaced: bool },
    /// E0120: `;` between statements.
    Semicolon,
    /// E0121: a space between a name and its colon.
    LabelSpacing,
    /// E0122: `"#{}"`.
    EmptyInterpolation,
    /// E0123: an interpolated string where only a plain one may stand.
    InterpolationNotAllowed,
    /// E0124: `...` in a pattern that is no array, or twice in one.
    MisplacedRest,
    /// E0125: `...` before other parameters, or where a function has a body in Aria.
    MisplacedVariadic,
    /// E0126: a file of 4 GiB or more.
    FileTooLarge,
    /// E0127: more errors than are kept; what follows was not read.
    TooManyErrors,
    /// E0128: a positional argument after a named one.
    PositionalAfterNamed { named: Span },
    /// E0130: a word that begins a construct in other languages.
    OtherLanguage { word: String, instead: &'static str },
    /// E0131: a directive whose argument is not in quotes.
    UnquotedDirective { directive: String, argument: String },
    /// E0129: a modifier (`private`) before something that takes none.
    MisplacedPrivate,
}

/// What a word of another language is called here.
pub(crate) fn other_language(word: &str) -> Option<&'static str> {
    Some(match word {
        "def" | "func" | "function" | "fun" | "proc" => "fn",
        "elif" | "elseif" => "elsif",
        "begin" | "try" => "catch_panic do … rescue e … end",
        "case" | "switch" => "match",
        "var" | "mut" => "name = value",
        "const" | "val" => "let",
        "interface" | "protocol" => "trait",
        "until" => "while !(…)",
        "require" | "include" | "use" => "import",
        "throw" => "raise",
        "not" => "!",
        _ => return None,
    })
}

/// How what a line goes on with in other languages is written here.
fn written_otherwise(text: &str) -> Option<&'static str> {
    Some(match text {
        "and" => "`and` is written `&&`",
        "or" => "`or` is written `||`",
        "is" => "`is` is written `==`",
        "<" | "extends" | "implements" => {
            "a class extends no other: what types share is a trait, which `impl Trait for Type` gives them"
        }
        "if" | "unless" => "what stands behind `=>` on its line takes no modifier: put it on lines of its own, up to an `end`",
        _ => return None,
    })
}

/// A secondary place of an error, with what is to be said there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    pub span: Span,
    pub text: String,
}

/// An error in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// The sentence after `error[E…]:`.
    pub title: String,
    /// The words under the error's own span; may be empty.
    pub label: String,
    pub notes: Vec<Note>,
    pub help: Option<String>,
}

impl SyntaxError {
    pub const fn new(kind: SyntaxErrorKind, span: Span) -> Self {
        Self { kind, span }
    }

    pub const fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The replacements that do what the message's help says, where that is certain.
    pub fn edits(&self) -> Vec<(Span, &'static str)> {
        match &self.kind {
            SyntaxErrorKind::HeadDo(_) => vec![(self.span, "")],
            SyntaxErrorKind::MissingEnd { else_if: Some(span), .. } => vec![(*span, "elsif")],
            SyntaxErrorKind::CallWithoutParens { callee, spaced: true } => {
                vec![(Span::new(self.span.file, callee.end, self.span.start), "")]
            }
            SyntaxErrorKind::OtherLanguage { instead, .. } if instead.bytes().all(|b| b.is_ascii_lowercase()) => {
                vec![(self.span, instead)]
            }
            SyntaxErrorKind::UnquotedDirective { .. } => {
                let start = Span::new(self.span.file, self.span.start, self.span.start);
                vec![(start, "\""), (self.span.end_point(), "\"")]
            }
            _ => Vec::new(),
        }
    }
}

impl SyntaxErrorKind {
    /// The code that `aria explain` knows.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unexpected { .. } => "E0101",
            Self::MissingEnd { .. } => "E0102",
            Self::UnclosedBracket { .. } => "E0103",
            Self::Unmatched(_) => "E0104",
            Self::ExpectedEndOfLine { .. } => "E0105",
            Self::InvalidCharacter { .. } => "E0106",
            Self::UnterminatedString { .. } => "E0107",
            Self::InvalidEscape { .. } => "E0108",
            Self::InvalidNumber(_) => "E0109",
            Self::InvalidChar { .. } => "E0110",
            Self::ChainedComparison { .. } => "E0111",
            Self::InvalidTarget => "E0112",
            Self::BarSpacing => "E0113",
            Self::ConditionalSpacing => "E0114",
            Self::HeadDo(_) => "E0115",
            Self::TooDeep => "E0116",
            Self::MisplacedAnnotation => "E0117",
            Self::MissingParamType { .. } => "E0118",
            Self::CallWithoutParens { .. } => "E0119",
            Self::Semicolon => "E0120",
            Self::LabelSpacing => "E0121",
            Self::EmptyInterpolation => "E0122",
            Self::InterpolationNotAllowed => "E0123",
            Self::MisplacedRest => "E0124",
            Self::MisplacedVariadic => "E0125",
            Self::FileTooLarge => "E0126",
            Self::TooManyErrors => "E0127",
            Self::PositionalAfterNamed { .. } => "E0128",
            Self::MisplacedPrivate => "E0129",
            Self::OtherLanguage { .. } => "E0130",
            Self::UnquotedDirective { .. } => "E0131",
        }
    }

    /// The error in words: what was expected, what was found, and what to do.
    pub fn message(&self) -> Message {
        let mut notes = Vec::new();
        let mut help = None;
        let (title, label) = match self {
            Self::Unexpected { expected, found } => {
                help = expected.help(found);
                (
                    format!("expected {}, found {}", expected.describe(), found.describe()),
                    format!("expected {}", expected.describe()),
                )
            }
            Self::MissingEnd { construct, missed_at, head_do, else_if } => {
                notes.push(Note { span: *missed_at, text: "an `end` is missing before this".to_owned() });
                if let Some(span) = head_do {
                    notes.push(Note { span: *span, text: "this `do` was read as the block of a call".to_owned() });
                    help = Some(format!("{} takes no `do`: remove it", construct.describe()));
                }
                if else_if.is_some() {
                    help = Some("`else if` begins another `if`, with an `end` of its own: write `elsif`".to_owned());
                }
                (format!("{} has no `end`", construct.describe()), "opened here".to_owned())
            }
            Self::UnclosedBracket { open, open_span, found } => {
                notes.push(Note { span: *open_span, text: "opened here".to_owned() });
                let close = closing(*open);
                (
                    format!("expected `{close}`, found {}", found.describe()),
                    format!("`{}` is not closed before this", open.describe()),
                )
            }
            Self::Unmatched(kind) => {
                if *kind == TokenKind::Else {
                    help = Some("one of two values is chosen by `condition ? this : that`".to_owned());
                }
                (format!("`{}` closes nothing", kind.describe()), "nothing is open here".to_owned())
            }
            Self::ExpectedEndOfLine { found } => {
                if matches!(found, Found::Token(TokenKind::LBrace, _)) {
                    help = Some("a body begins on the next line and closes with `end`; `{` is always a dict".to_owned());
                }
                if matches!(found, Found::Token(TokenKind::Colon, _)) {
                    help = Some("a body begins on the next line without a `:`; a result is declared with `-> Type`".to_owned());
                } else if matches!(found, Found::Token(TokenKind::FatArrow, _)) {
                    help = Some("a result is declared with `-> Type`".to_owned());
                }
                if let Found::Token(_, text) = found
                    && let Some(way) = written_otherwise(text)
                {
                    help = Some(way.to_owned());
                }
                let label = "the statement should have ended before this";
                (format!("expected the end of the line, found {}", found.describe()), label.to_owned())
            }
            Self::InvalidCharacter { character, count } => {
                let mut title = match character {
                    '\0' => "a NUL character".to_owned(),
                    c if c.is_control() || c.is_whitespace() => format!("the character U+{:04X}", *c as u32),
                    c => format!("the character `{c}` (U+{:04X})", *c as u32),
                };
                if *count > 1 {
                    let _ = write!(title, " and {} more", count - 1);
                }
                title.push_str(" cannot stand here");
                help = match character {
                    '\u{2018}' | '\u{2019}' | '\u{201C}' | '\u{201D}' => Some("strings are written with `\"` or `'`".to_owned()),
                    '\u{A0}' => Some("replace the no-break space by a plain one".to_owned()),
                    '$' => Some("there are no global variables; a top-level UPPER_CASE name is a constant".to_owned()),
                    '@' => Some("a field is written `@name`, an annotation likewise".to_owned()),
                    _ => None,
                };
                (title, "not part of the language".to_owned())
            }
            Self::UnterminatedString { quote } => {
                if *quote == "\"" {
                    help = Some("a string of several lines is written between `\"\"\"` and `\"\"\"`".to_owned());
                }
                (format!("missing {quote} at the end of the literal"), "begins here".to_owned())
            }
            Self::InvalidEscape { reason } => ((*reason).to_owned(), "this escape".to_owned()),
            Self::InvalidNumber(problem) => problem.words(&mut help),
            Self::InvalidChar { empty: true } => {
                ("a character literal holds one character".to_owned(), "there is none".to_owned())
            }
            Self::InvalidChar { empty: false } => {
                help = Some("write a string, \"…\"".to_owned());
                ("a character literal holds one character".to_owned(), "there are several".to_owned())
            }
            Self::ChainedComparison { first } => {
                notes.push(Note { span: *first, text: "the first comparison".to_owned() });
                help = Some("compare twice and join with `&&`".to_owned());
                ("comparisons cannot be chained".to_owned(), "the second comparison".to_owned())
            }
            Self::InvalidTarget => {
                help = Some("a name, a field, an index, or a tuple of these can be assigned".to_owned());
                ("this cannot be assigned".to_owned(), "not a place".to_owned())
            }
            Self::BarSpacing => {
                help = Some("write ` | `; a block's parameters follow a call, `f |x| … end`".to_owned());
                ("`|` between operands needs a space on both sides".to_owned(), String::new())
            }
            Self::ConditionalSpacing => {
                help = Some("write `condition ? a : b`".to_owned());
                ("the conditional operator needs spaces around its `?` and its `:`".to_owned(), String::new())
            }
            Self::HeadDo(construct) => {
                help = Some("remove the `do`".to_owned());
                (format!("{} takes no `do`", construct.describe()), "its body begins on the next line".to_owned())
            }
            Self::TooDeep => {
                help = Some("give parts of it names".to_owned());
                (format!("nested too deep: the limit is {MAX_NESTING} levels"), "the rest of the file is not read".to_owned())
            }
            Self::MisplacedAnnotation => {
                ("annotations stand before declarations, fields and parameters only".to_owned(), "annotates nothing".to_owned())
            }
            Self::MissingParamType { name } => {
                help = Some(format!("write `{name}: Type`"));
                (format!("the parameter `{name}` has no type"), "a parameter names its type".to_owned())
            }
            Self::CallWithoutParens { callee, spaced: true } => {
                notes.push(Note { span: *callee, text: "a new statement begins behind this".to_owned() });
                help = Some("remove the space".to_owned());
                ("a bracket after a space does not continue an operand".to_owned(), "a space stands before this".to_owned())
            }
            Self::CallWithoutParens { callee, spaced: false } => {
                notes.push(Note { span: *callee, text: "to call this, write parentheses".to_owned() });
                ("a call needs parentheses around its arguments".to_owned(), "argument without parentheses".to_owned())
            }
            Self::Semicolon => {
                help = Some("begin a new line".to_owned());
                ("statements are not separated by `;`".to_owned(), String::new())
            }
            Self::LabelSpacing => {
                help = Some("remove the space before it: `name: …`".to_owned());
                ("the colon follows its name without a space".to_owned(), String::new())
            }
            Self::EmptyInterpolation => ("an interpolation holds an expression".to_owned(), "this one is empty".to_owned()),
            Self::InterpolationNotAllowed => (
                "this string cannot be interpolated: it has to be known to the compiler".to_owned(),
                "interpolated here".to_owned(),
            ),
            Self::MisplacedRest => ("`...` stands once, inside an array pattern".to_owned(), String::new()),
            Self::MisplacedVariadic => {
                ("`...` is the last parameter of a foreign function".to_owned(), "only a foreign function is variadic".to_owned())
            }
            Self::FileTooLarge => ("the file is larger than 4 GiB".to_owned(), String::new()),
            Self::TooManyErrors => {
                (format!("more than {MAX_ERRORS} errors: the rest of the file is not read"), "the reader stopped here".to_owned())
            }
            Self::PositionalAfterNamed { named } => {
                notes.push(Note { span: *named, text: "a named argument".to_owned() });
                ("positional arguments stand before named ones".to_owned(), "a positional argument".to_owned())
            }
            Self::OtherLanguage { word, instead } => {
                help = Some(format!("here it is written `{instead}`"));
                (format!("`{word}` begins nothing in this language"), "read as a name".to_owned())
            }
            Self::UnquotedDirective { directive, argument } => {
                help = Some(format!("write `{directive} \"{argument}\"`"));
                (format!("what `{directive}` takes stands in quotes"), "not a string".to_owned())
            }
            Self::MisplacedPrivate => {
                help = Some("write it before each declaration that others must not see".to_owned());
                ("`private` stands before a declaration".to_owned(), "no declaration follows".to_owned())
            }
        };
        Message { title, label, notes, help }
    }
}

impl NumberProblem {
    fn words(&self, help: &mut Option<String>) -> (String, String) {
        match self {
            Self::NoDigits => ("a number needs digits".to_owned(), "there are none".to_owned()),
            Self::BadDigit(digit) => (format!("`{digit}` is no digit of this base"), "this number".to_owned()),
            Self::BadSuffix(suffix) => {
                *help = Some("suffixes are i8 i16 i32 i64 i128 isize, u8 u16 u32 u64 u128 usize, f32 f64".to_owned());
                (format!("`{suffix}` is no suffix of a number"), "this number".to_owned())
            }
            Self::TooLarge => ("this number does not fit 128 bits".to_owned(), "too large".to_owned()),
            Self::FloatInBase => ("only decimal numbers can be floats".to_owned(), "this number".to_owned()),
            Self::IntegerSuffixOnFloat => {
                ("a number with a fraction or exponent is a float".to_owned(), "the suffix is an integer's".to_owned())
            }
        }
    }
}

impl Found {
    pub fn describe(&self) -> String {
        match self {
            Self::Token(kind, text) => match kind {
                TokenKind::Ident | TokenKind::Int | TokenKind::Float | TokenKind::AtName | TokenKind::Symbol => {
                    format!("`{text}`")
                }
                kind if kind.is_fixed() => format!("`{}`", kind.describe()),
                kind => kind.describe().to_owned(),
            },
            Self::EndOfLine => "the end of the line".to_owned(),
            Self::EndOfFile => "the end of the file".to_owned(),
        }
    }
}

impl Expected {
    pub fn describe(self) -> String {
        match self {
            Self::Token(kind) => name_of(kind),
            Self::Either(a, b) => format!("{} or {}", name_of(a), name_of(b)),
            Self::Expression => "an expression".to_owned(),
            Self::Type => "a type".to_owned(),
            Self::Pattern => "a pattern".to_owned(),
            Self::Name => "a name".to_owned(),
            Self::TypeName => "a name in CamelCase".to_owned(),
            Self::String => "a string".to_owned(),
            Self::EndOfLine => "the end of the line".to_owned(),
            Self::Declaration => "a declaration".to_owned(),
            Self::Member => "a field, a method or `end`".to_owned(),
            Self::Variant => "a variant, a method or `end`".to_owned(),
            Self::ExternMember => "a declaration, a directive or `end`".to_owned(),
            Self::ExternSource => "a file name in quotes, a list of such, or a module name".to_owned(),
            Self::ExternForm => "an ABI in quotes, a lane such as `C`, or `struct`, `union`, `enum`".to_owned(),
            Self::ImportPath => "a module name or a path beginning with `./`".to_owned(),
        }
    }

    fn help(self, found: &Found) -> Option<String> {
        let Found::Token(kind, _) = found else { return None };
        match (self, kind) {
            (Self::Expression, TokenKind::Plus) => Some("there is no `++` and no sign `+`: count with `x += 1`".to_owned()),
            (Self::Expression, TokenKind::Fn) => Some("a closure is written `|x| … end`".to_owned()),
            (Self::Expression, kind) if kind.is_word() => Some(format!("`{}` is a reserved word", kind.describe())),
            (Self::Name, kind) if kind.is_word() && kind.is_fixed() => Some(format!("`{}` is a reserved word", kind.describe())),
            _ => None,
        }
    }
}

impl Construct {
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Function => "this function",
            Self::Struct => "this struct",
            Self::Class => "this class",
            Self::Enum => "this enum",
            Self::Trait => "this trait",
            Self::Impl => "this `impl`",
            Self::Module => "this module",
            Self::Test => "this test",
            Self::ExternBlock => "this `extern` block",
            Self::If => "this `if`",
            Self::Unless => "this `unless`",
            Self::While => "this `while`",
            Self::Loop => "this `loop`",
            Self::For => "this `for`",
            Self::Match => "this `match`",
            Self::MatchArm => "this arm",
            Self::Closure => "this closure",
            Self::DoBlock => "this `do` block",
            Self::Unsafe => "this `unsafe`",
            Self::CatchPanic => "this `catch_panic`",
            Self::Defer => "this `defer`",
        }
    }
}

fn name_of(kind: TokenKind) -> String {
    if kind.is_fixed() { format!("`{}`", kind.describe()) } else { kind.describe().to_owned() }
}

const fn closing(open: TokenKind) -> &'static str {
    match open {
        TokenKind::LParen => ")",
        TokenKind::LBracket => "]",
        TokenKind::Bar => "|",
        _ => "}",
    }
}
