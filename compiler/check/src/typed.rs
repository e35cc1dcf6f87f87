//! The typed tree: what checking a body yields. Every name is resolved, every expression has its type, every implicit
//! conversion, check and panic is written out, and sugar is gone (`?`, `!`, `if let`, `for`, `unless`, `elsif`,
//! interpolation formats). Generic parameters are still there.

mod walk;

use std::collections::HashMap;
use std::sync::Arc;

use aria_foreign::{ForeignFunction, ForeignType, ObjectOperation};
use aria_source::Span;
use aria_types::{ConstId, Defs, FnId, ImportId, TraitId, Ty};

pub use walk::{any, children, children_mut, root, touches};

/// A program whose every body has been checked. Holding one proves that checking ran; lower it only if no error was
/// reported.
pub struct CheckedProgram {
    pub defs: Arc<Defs>,
    pub bodies: HashMap<FnId, TypedBody>,
    pub constants: HashMap<ConstId, Expr>,
    /// `fn main`, or the function made of the file's top-level statements.
    pub entry: Option<FnId>,
}

/// A local of one body.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct LocalId(pub u32);

/// A loop of one body, which `break` and `next` name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LoopId(pub u32);

/// A local's declaration.
#[derive(Clone, Debug)]
pub struct Local {
    pub name: Arc<str>,
    pub ty: Ty,
    /// May be assigned after its initialisation.
    pub mutable: bool,
    /// Made by the compiler; not shown in debuggers.
    pub hidden: bool,
    /// Its value belongs to somebody else if it is of a type that cannot be copied: an element that a `for` stands at.
    pub lent: bool,
    pub span: Span,
}

/// A function's body.
#[derive(Clone, Debug)]
pub struct TypedBody {
    pub function: FnId,
    pub locals: Vec<Local>,
    /// `self` first in an instance method. Parameters are borrowed: the caller keeps them alive.
    pub params: Vec<LocalId>,
    /// Its type is the function's result type (or `Never`).
    pub value: Expr,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub ty: Ty,
    pub span: Span,
}

/// Whether `+`, `-`, `*` and unary `-` on integers panic or wrap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overflow {
    /// Panics where the profile asks for checks (debug and `run`), wraps in release.
    Checked,
    Wraps,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// Integers and floats.
    Neg,
    /// Bool.
    Not,
    /// Integers.
    BitNot,
}

/// An operation on two scalars of one type (shifts: the amount has any integer type). Operators on other types are
/// calls of their trait's method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    /// Truncates; panics on zero (integers) and on `MIN / -1`.
    Div,
    Rem,
    BitAnd,
    BitOr,
    BitXor,
    /// Panics when the amount is not below the width.
    Shl,
    Shr,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// A conversion that the checker decided on. The result type is the expression's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conversion {
    /// Between integer, float, Char and Bool scalars, without loss.
    Lossless,
    /// Integer to integer, or float to integer (truncating); panics if the value does not fit.
    Checked,
    /// Integer to integer, modular; float to integer saturating.
    Wrapping,
    /// Float to float or integer to float, rounding.
    Rounding,
    /// Pointer to pointer, pointer to `RawPtr` and back: the bits stay.
    Pointer,
    /// Pointer or `RawPtr` to integer.
    PointerToInt,
    /// Integer to pointer (in `unsafe`).
    IntToPointer,
    /// String → pointer to its bytes; panics on a NUL inside. The string must outlive the use: it is borrowed for the
    /// statement, like any temporary.
    StringToCString,
    /// String → pointer to its bytes, without the test (the callee is told the length).
    StringToBytes,
    /// `CString` → String: a copy, invalid UTF-8 replaced; null panics.
    CStringToString,
    /// `CString` → `String?`: null is None.
    CStringToOptionString,
    /// An Extern enum to and from its integer.
    Enum,
    /// `Option[CPtr[T]]` from a pointer and back (same bits).
    NullablePointer,
    /// From `Never`: unreachable.
    Never,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    Unit,
    Bool(bool),
    /// An integer, Char or C scalar; in range for the type.
    Int(i128),
    Float(f64),
    Str(Arc<str>),
    /// Constant bytes with a NUL behind them, as a pointer (a C string literal macro passed on to C).
    CBytes(Arc<[u8]>),
    /// A null pointer, `CFn` or `Option` of a pointer.
    Null,
    /// An address known at compile time, as a pointer (`SQLITE_TRANSIENT`).
    Address(u64),
    /// All-zero bits: what a C local starts as.
    Zeroed,
    Constant(ConstId),

    /// Places (they may be assigned, and their address taken): a local …
    Local(LocalId),
    /// … a field of a struct, tuple or foreign record (a place itself), or of a class instance (any expression) …
    Field {
        base: Box<Expr>,
        field: u32,
    },
    /// … what a pointer points to; `checked`: null panics …
    Deref {
        pointer: Box<Expr>,
        checked: bool,
    },
    /// … an element of a `CArray` place, bounds-checked if `checked` (index: `Int`) …
    Element {
        array: Box<Expr>,
        index: Box<Expr>,
        checked: bool,
    },
    /// … what lies `index` elements (`Int`) behind a pointer …
    PointerElement {
        pointer: Box<Expr>,
        index: Box<Expr>,
    },
    /// … a foreign variable.
    ForeignGlobal {
        import: ImportId,
        symbol: Arc<str>,
        thread_local: bool,
    },

    /// `&place`, also `array.ptr` (then the type is a pointer to the element).
    AddressOf(Box<Expr>),
    /// The code address of an Aria function, as a `CFn`.
    FunctionPointer {
        function: FnId,
        args: Vec<Ty>,
    },
    /// The code address of a foreign function, as a `CFn`.
    ForeignFunctionPointer {
        import: ImportId,
        function: Arc<ForeignFunction>,
    },

    Call {
        callee: Callee,
        args: Vec<Expr>,
    },
    /// A call of a function, or a value made of parts, whose arguments are written in another order than that of the
    /// parameters: they are evaluated as the indices say, one for each argument.
    Ordered {
        order: Vec<u32>,
        whole: Box<Expr>,
    },
    ForeignCall(Box<ForeignCall>),
    ObjectCall(Box<ObjectCall>),
    /// A struct or tuple value, or a new object of a class: every field, in declaration order.
    Construct(Vec<Expr>),
    /// An enum value.
    Variant {
        variant: u32,
        fields: Vec<Expr>,
    },
    /// The parts, all of type String, joined.
    Concat(Vec<Expr>),

    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
        overflow: Overflow,
    },
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
        overflow: Overflow,
    },
    /// `&&` (and) or `||`.
    Logical {
        and: bool,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Convert {
        conversion: Conversion,
        value: Box<Expr>,
    },

    /// Without `otherwise` the type is Unit.
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Option<Box<Expr>>,
    },
    /// Exhaustive; the first arm that fits.
    Match {
        scrutinee: Box<Expr>,
        arms: Vec<Arm>,
    },
    /// Runs until a `break`. `while c` is `loop { if c { body } else { break } }`. Its type is Unit, or Never if no
    /// `break` leaves it.
    Loop {
        id: LoopId,
        body: Box<Expr>,
    },
    Break(LoopId),
    Next(LoopId),
    Return(Option<Box<Expr>>),
    /// Unit. The old value of the place is destroyed, after the new one was computed and stored.
    Assign {
        place: Box<Expr>,
        value: Box<Expr>,
    },
    Block(Block),
    /// A closure, of type `Fn`.
    Closure(Box<Closure>),
    /// Control passes through the body (it belongs to the function); a panic in it runs `rescue`, with the panic
    /// bound to its local.
    CatchPanic {
        body: Box<Expr>,
        rescue: Option<Rescue>,
    },
    /// Stands where an error was reported.
    Error,
}

/// A closure. Its parameters, and whatever its body declares, are locals of the enclosing body; so is what it captures:
/// every local that its body names and that was declared outside of `own`. It captures variables, not values.
#[derive(Clone, Debug)]
pub struct Closure {
    pub params: Vec<LocalId>,
    /// `Return` in it leaves the closure.
    pub body: Expr,
    /// The locals declared in it.
    pub own: std::ops::Range<u32>,
    /// Those that it captures by moving them in: they hold nothing afterwards.
    pub moves: Vec<LocalId>,
    /// It is called once only, so that its body owns what was moved in.
    pub once: bool,
}

impl Closure {
    /// Neither of the last two.
    pub fn new(params: Vec<LocalId>, body: Expr, own: std::ops::Range<u32>) -> Self {
        Closure { params, body, own, moves: Vec::new(), once: false }
    }

    /// What it captures, in the order of declaration.
    pub fn captured(&self) -> Vec<LocalId> {
        let mut found = Vec::new();
        any(&self.body, &mut |e| {
            if let ExprKind::Local(local) = e.kind
                && local.0 < self.own.start
                && !found.contains(&local)
            {
                found.push(local);
            }
            false
        });
        found.sort_unstable();
        found
    }
}

/// Statements in a scope of their own: locals die at its end, in reverse order.
#[derive(Clone, Debug)]
pub struct Block {
    pub statements: Vec<Stmt>,
    /// The block's value; without it Unit (or Never).
    pub value: Option<Box<Expr>>,
}

#[derive(Clone, Debug)]
pub enum Stmt {
    /// Declares a local; without a value it is assigned later, and until then dropping it does nothing.
    Let { local: LocalId, value: Option<Expr>, span: Span },
    /// Its value, if any, is destroyed at the end of the statement.
    Expr(Expr),
    /// Runs at the end of the enclosing block, in reverse order with the locals' ends, also while unwinding.
    Defer { body: Expr, span: Span },
}

#[derive(Clone, Debug)]
pub struct Arm {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Expr,
}

#[derive(Clone, Debug)]
pub struct Rescue {
    /// Holds the `Panic` object.
    pub local: Option<LocalId>,
    pub body: Box<Expr>,
}

/// A pattern, matched against a value of type `ty`.
#[derive(Clone, Debug)]
pub struct Pattern {
    pub kind: PatternKind,
    pub ty: Ty,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum PatternKind {
    Wildcard,
    /// Binds a copy (with a count of its own) of the value.
    Binding(LocalId),
    /// Equal to a scalar constant.
    Scalar(Expr),
    /// Equal to a String.
    Str(Arc<str>),
    /// A scalar range.
    Range {
        low: Option<i128>,
        high: Option<i128>,
        inclusive: bool,
    },
    /// The null pointer.
    Null,
    /// A variant, and patterns for some of its fields.
    Variant {
        variant: u32,
        fields: Vec<(u32, Pattern)>,
    },
    /// A struct, class or tuple, and patterns for some of its fields.
    Fields(Vec<(u32, Pattern)>),
    /// An array: patterns for the elements at its start and at its end, and for those between, which are none unless
    /// `rest` says so; it may bind them as an array of their own.
    Array {
        first: Vec<Pattern>,
        rest: Option<Option<LocalId>>,
        last: Vec<Pattern>,
    },
    /// Every part binds the same locals.
    Or(Vec<Pattern>),
}

/// What a call calls. Arguments are borrowed, the result is owned.
#[derive(Clone, Debug)]
pub enum Callee {
    /// A function or method with its type arguments (the owner's first); `self` is the first argument.
    Function { function: FnId, args: Vec<Ty> },
    /// A trait's method on a type that is a parameter here.
    TraitMethod { trait_: TraitId, method: FnId, self_ty: Ty, args: Vec<Ty> },
    /// A C function pointer or a closure.
    Pointer(Box<Expr>),
}

/// A call that crosses into a foreign world.
#[derive(Clone, Debug)]
pub struct ForeignCall {
    pub import: ImportId,
    pub target: ForeignTarget,
    pub args: Vec<ForeignArg>,
    /// The foreign type of the result.
    pub result: ForeignType,
}

/// An operation on values of a lane's own type. Its result is owned.
#[derive(Clone, Debug)]
pub struct ObjectCall {
    /// The lane's type.
    pub object: Ty,
    pub operation: ObjectOperation,
    /// Borrowed operands of types that the lane's table carries.
    pub args: Vec<Expr>,
}

#[derive(Clone, Debug)]
pub enum ForeignTarget {
    Function(Arc<ForeignFunction>),
    /// Through a function pointer.
    Pointer(Expr),
    /// A function-like macro, instantiated with the arguments' types.
    Macro(Arc<str>),
    /// A macro that is a run-time expression.
    ObjectMacro(Arc<str>),
    /// Reads or writes a bit-field: the first argument is a pointer to the record.
    ReadField {
        record: Arc<str>,
        field: Arc<str>,
    },
    WriteField {
        record: Arc<str>,
        field: Arc<str>,
    },
}

/// An argument after conversion: its value has the Aria type that `ty` binds to.
#[derive(Clone, Debug)]
pub struct ForeignArg {
    pub value: Expr,
    /// The type as passed, after C's promotions for a variadic one.
    pub ty: ForeignType,
}
