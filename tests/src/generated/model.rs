//! Generated programs as data: what is printed as Aria and interpreted here.

/// A type of the generated subset.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ty {
    Unit,
    Int,
    /// `UInt8`.
    Byte,
    Bool,
    Text,
    Array(Box<Ty>),
    Struct(usize),
    Class(usize),
    Enum(usize),
    Option(Box<Ty>),
    /// With a `String` as error.
    Result(Box<Ty>),
}

/// A struct or a class. The first field of a class is an `Int`, which its `finalize` prints.
#[derive(Clone, Debug)]
pub struct Record {
    pub fields: Vec<Ty>,
}

/// Everything that is declared. The last function is `main`.
#[derive(Clone, Default, Debug)]
pub struct Program {
    pub structs: Vec<Record>,
    pub classes: Vec<Record>,
    /// For each enum the payloads of its variants.
    pub enums: Vec<Vec<Vec<Ty>>>,
    pub functions: Vec<Function>,
}

/// A function, or a method: then its first parameter is `self`.
#[derive(Clone, Debug)]
pub struct Function {
    pub name: String,
    pub method_of: Option<usize>,
    /// The first parameter counts calls of itself down.
    pub recursive: bool,
    pub params: Vec<(String, Ty)>,
    pub result: Ty,
    pub body: Block,
}

#[derive(Clone, Default, Debug)]
pub struct Block {
    pub statements: Vec<Stmt>,
    pub value: Option<Box<Expr>>,
}

#[derive(Clone, Debug)]
pub enum Stmt {
    Let {
        name: String,
        ty: Ty,
        mutable: bool,
        value: Expr,
    },
    Assign(Place, Expr),
    /// `x += e`.
    Add(Place, Expr),
    Print(Expr),
    Expr(Expr),
    Push(String, Expr),
    If(Expr, Block, Option<Block>),
    /// `if let Some(name) = local`.
    IfSome(String, Expr, Block),
    /// `name = 0`, `while name < turns`, `name += 1`, the rest.
    While {
        counter: String,
        turns: i64,
        body: Block,
    },
    Range {
        name: String,
        first: i64,
        last: i64,
        inclusive: bool,
        body: Block,
    },
    Each {
        name: String,
        array: String,
        body: Block,
    },
    Match(Expr, Vec<Arm>),
    Catch(Block, Block),
    Defer(Expr),
    /// `return e if c`.
    ReturnIf(Expr, Expr),
    BreakIf(Expr),
    NextIf(Expr),
    PanicIf(Expr, Expr),
}

/// A local and fields from it on, or an element of it.
#[derive(Clone, Debug)]
pub struct Place {
    pub local: String,
    pub fields: Vec<usize>,
    /// Taken modulo the length.
    pub index: Option<Expr>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    WrapAdd,
    WrapSub,
    WrapMul,
    And,
    Or,
    Xor,
    Shl,
    Shr,
    /// `.mod`, of a positive number.
    Mod,
    /// `.div_floor`, by a positive number.
    DivFloor,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Test {
    Equal,
    Unequal,
    Less,
    LessEqual,
}

#[derive(Clone, Debug)]
pub enum Expr {
    Int(i64),
    Byte(u8),
    Bool(bool),
    Text(String),
    Local(String),
    Arith(Op, Box<Expr>, Box<Expr>),
    Negate(Box<Expr>),
    BitNot(Box<Expr>),
    Not(Box<Expr>),
    Compare(Test, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    /// `"#{a}, #{b}"`.
    Interpolate(Vec<Expr>),
    Join(Box<Expr>, Box<Expr>),
    Repeat(Box<Expr>, i64),
    /// Of an array or a text.
    Len(Box<Expr>),
    StartsWith(Box<Expr>, Box<Expr>),
    Contains(Box<Expr>, Box<Expr>),
    WrapByte(Box<Expr>),
    ByteToInt(Box<Expr>),
    /// `xs[i]`, which may panic.
    Index(String, Box<Expr>),
    /// `xs[i mod the length]`, or something else of an empty array.
    Within(String, Box<Expr>, Box<Expr>),
    /// `xs.pop`.
    Pop(String),
    /// `.some?` or `.ok?`; the word says which.
    Holds(&'static str, Box<Expr>),
    UnwrapOr(Box<Expr>, Box<Expr>),
    /// `e!`.
    Force(Box<Expr>),
    /// `e?`.
    Propagate(Box<Expr>),
    Field(Box<Expr>, usize),
    /// The message of the panic that was caught.
    Message,
    Struct(usize, Vec<Expr>),
    Object(usize, Vec<Expr>),
    Variant(usize, usize, Vec<Expr>),
    None,
    Some(Box<Expr>),
    Ok(Box<Expr>),
    Err(Box<Expr>),
    Array(Vec<Expr>),
    Call(usize, Vec<Expr>),
    /// Its first argument is the receiver.
    Method(usize, Vec<Expr>),
    Choose(Box<Expr>, Box<Expr>, Box<Expr>),
    If(Box<Expr>, Block, Block),
    Match(Box<Expr>, Vec<Arm>),
    Catch(Block, Block),
}

#[derive(Clone, Debug)]
pub struct Arm {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Block,
}

#[derive(Clone, Debug)]
pub enum Pattern {
    Wildcard,
    Bind(String),
    Int(i64),
    /// Inclusive.
    Range(i64, i64),
    Text(String),
    Either(Vec<Pattern>),
    Variant(usize, usize, Vec<Pattern>),
    None,
    Some(Box<Pattern>),
    Ok(Box<Pattern>),
    Err(Box<Pattern>),
}

impl Program {
    /// Whether values of a type hold objects, whose end can be seen.
    pub fn has_objects(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Class(_) => true,
            Ty::Array(inner) | Ty::Option(inner) | Ty::Result(inner) => self.has_objects(inner),
            Ty::Struct(i) => self.structs[*i].fields.iter().any(|f| self.has_objects(f)),
            Ty::Enum(i) => self.enums[*i].iter().flatten().any(|f| self.has_objects(f)),
            Ty::Unit | Ty::Int | Ty::Byte | Ty::Bool | Ty::Text => false,
        }
    }
}
