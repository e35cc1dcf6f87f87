//! Declarations.

use std::sync::Arc;

use aria_source::Span;

use super::{Annotation, Block, Doc, Expr, LetDecl, Name, Pattern, Stmt, TypeExpr, VarDecl};

/// A declaration with what stands before it.
#[derive(Clone, Debug)]
pub struct Item {
    pub annotations: Vec<Annotation>,
    pub doc: Option<Doc>,
    /// The word `private`, if it was written.
    pub private: Option<Span>,
    pub kind: ItemKind,
    /// From the first annotation to the last word.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ItemKind {
    Fn(Arc<FnDecl>),
    Struct(TypeDecl),
    Class(TypeDecl),
    Enum(EnumDecl),
    Trait(TraitDecl),
    Impl(ImplDecl),
    Module(ModuleDecl),
    Alias(AliasDecl),
    Import(ImportDecl),
    Test(TestDecl),
    /// `extern struct`, `extern union`: laid out as C would.
    ExternRecord(ExternRecordDecl),
    /// `extern enum`: backed by an integer.
    ExternEnum(EnumDecl),
    /// `extern LANE from …`.
    ExternImport(ExternImportDecl),
    /// `extern "ABI" … end`, `extern C … end`, and `extern "ABI" fn …`.
    ExternBlock(ExternBlockDecl),
}

/// A function, a method, or the declaration of a foreign one.
#[derive(Clone, Debug)]
pub struct FnDecl {
    /// May be a keyword, end in `?` or `!`, or be a hook (`=destroy`, `=copy`, `=sink`).
    pub name: Name,
    pub generics: Vec<GenericParam>,
    pub params: Vec<Param>,
    /// The `...` at the end of the parameters.
    pub variadic: Option<Span>,
    /// The word `async` before the result.
    pub is_async: Option<Span>,
    pub result: Option<TypeExpr>,
    /// The type after `raises`.
    pub raises: Option<TypeExpr>,
    pub body: FnBody,
    /// From `fn` to the end of the signature.
    pub signature_span: Span,
}

#[derive(Clone, Debug)]
pub enum FnBody {
    /// A required method of a trait, or a foreign function.
    None,
    Block(Block),
    /// `fn f(x: Int) -> Int = x * 2`.
    Expr(Box<Expr>),
}

/// `T` or `T: Ord + Display`.
#[derive(Clone, Debug)]
pub struct GenericParam {
    pub name: Name,
    pub bounds: Vec<TypeExpr>,
    pub span: Span,
}

/// A parameter; `self` is a parameter without a type.
#[derive(Clone, Debug)]
pub struct Param {
    pub annotations: Vec<Annotation>,
    /// `_` where the parameter is taken apart.
    pub name: Name,
    /// The tuple of names that its value is taken apart into.
    pub pattern: Option<Pattern>,
    /// Absent for `self`, else only after an error was reported.
    pub ty: Option<TypeExpr>,
    pub default: Option<Expr>,
    pub span: Span,
}

impl Param {
    pub fn is_self(&self) -> bool {
        self.ty.is_none() && &self.name == "self"
    }
}

/// A `struct` or `class`.
#[derive(Clone, Debug)]
pub struct TypeDecl {
    pub name: Name,
    pub generics: Vec<GenericParam>,
    /// From `@derive(…)` before the declaration, or `derive(…)` after its name or in its body.
    pub derives: Vec<TypeExpr>,
    pub members: Vec<Member>,
}

impl TypeDecl {
    pub fn fields(&self) -> impl Iterator<Item = &FieldDecl> {
        fields(&self.members)
    }

    pub fn methods(&self) -> impl Iterator<Item = (&Arc<Item>, &Arc<FnDecl>)> {
        methods(&self.members)
    }
}

/// What a type's body holds.
#[derive(Clone, Debug)]
pub enum Member {
    Field(Box<FieldDecl>),
    /// A method, or a nested declaration.
    Item(Arc<Item>),
    /// A constant: `let MAX = 3` (a `let` with a type and a lower-case name is a field).
    Let(Box<LetDecl>),
    Error(Span),
}

/// The fields among the members of a body.
pub fn fields(members: &[Member]) -> impl Iterator<Item = &FieldDecl> {
    members.iter().filter_map(|m| if let Member::Field(field) = m { Some(&**field) } else { None })
}

/// The methods among the members of a body, with the items that carry their annotations.
pub fn methods(members: &[Member]) -> impl Iterator<Item = (&Arc<Item>, &Arc<FnDecl>)> {
    members.iter().filter_map(|m| match m {
        Member::Item(item) => match &item.kind {
            ItemKind::Fn(decl) => Some((item, decl)),
            _ => None,
        },
        _ => None,
    })
}

/// `name: T`, `let name: T`, `@name: T`, each with an optional `= default`.
#[derive(Clone, Debug)]
pub struct FieldDecl {
    pub annotations: Vec<Annotation>,
    pub doc: Option<Doc>,
    /// Not writable from outside.
    pub is_let: bool,
    /// Written `@name: T` (or `private name: T`): not visible from outside.
    pub is_private: bool,
    /// Without the `@`.
    pub name: Name,
    pub ty: TypeExpr,
    pub default: Option<Expr>,
    pub span: Span,
}

/// An `enum` or `extern enum`.
#[derive(Clone, Debug)]
pub struct EnumDecl {
    pub name: Name,
    pub generics: Vec<GenericParam>,
    /// The integer type after a colon: `enum Color: UInt8`.
    pub backing: Option<TypeExpr>,
    pub derives: Vec<TypeExpr>,
    pub variants: Vec<Variant>,
    /// Methods and nested declarations; never fields.
    pub members: Vec<Member>,
    /// Whether a body was written; only an `extern enum` inside an `extern` block may have none.
    pub has_body: bool,
}

impl EnumDecl {
    pub fn methods(&self) -> impl Iterator<Item = (&Arc<Item>, &Arc<FnDecl>)> {
        methods(&self.members)
    }
}

#[derive(Clone, Debug)]
pub struct Variant {
    pub annotations: Vec<Annotation>,
    pub doc: Option<Doc>,
    pub name: Name,
    pub payload: Vec<PayloadField>,
    /// `= 3`.
    pub discriminant: Option<Expr>,
    pub span: Span,
}

/// `Float` or `radius: Float` in a variant.
#[derive(Clone, Debug)]
pub struct PayloadField {
    pub name: Option<Name>,
    pub ty: TypeExpr,
    pub span: Span,
}

/// `trait Name: Super … end`. A signature directly followed by `fn`, an annotation, `alias`, `private` or `end` is
/// a required method; any other has a default body.
#[derive(Clone, Debug)]
pub struct TraitDecl {
    pub name: Name,
    pub generics: Vec<GenericParam>,
    pub supertraits: Vec<TypeExpr>,
    pub members: Vec<Member>,
}

/// `impl Trait for Type … end`, or `impl Type … end`.
#[derive(Clone, Debug)]
pub struct ImplDecl {
    pub generics: Vec<GenericParam>,
    pub trait_: Option<TypeExpr>,
    pub target: TypeExpr,
    pub members: Vec<Member>,
}

#[derive(Clone, Debug)]
pub struct ModuleDecl {
    pub name: Name,
    pub body: Vec<Stmt>,
}

/// `alias Name[T] = Type`; without a type it is an associated type a trait asks for.
#[derive(Clone, Debug)]
pub struct AliasDecl {
    pub name: Name,
    pub generics: Vec<GenericParam>,
    pub target: Option<TypeExpr>,
}

#[derive(Clone, Debug)]
pub struct ImportDecl {
    pub path: ImportPath,
    pub alias: Option<Name>,
}

#[derive(Clone, Debug)]
pub enum ImportPath {
    /// `std.sqlite`. Never empty.
    Module(Vec<Name>),
    /// `./shapes`, `../lib/shapes`, as written.
    File(Name),
}

/// `test "name" … end`.
#[derive(Clone, Debug)]
pub struct TestDecl {
    /// The test's name, and the place of its literal.
    pub name: Name,
    pub body: Block,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RecordKind {
    Struct,
    Union,
}

/// `extern struct S … end`, `extern union U … end`.
#[derive(Clone, Debug)]
pub struct ExternRecordDecl {
    pub kind: RecordKind,
    pub name: Name,
    pub derives: Vec<TypeExpr>,
    pub members: Vec<Member>,
    /// Whether a body was written; inside an `extern` block a record without one is opaque, or adds facts to the header's.
    pub has_body: bool,
}

impl ExternRecordDecl {
    pub fn fields(&self) -> impl Iterator<Item = &FieldDecl> {
        fields(&self.members)
    }
}

/// `extern LANE from SOURCE [as name] [do … end]`.
#[derive(Clone, Debug)]
pub struct ExternImportDecl {
    /// `C`, `Python`, `R`, `wasm`, `wasi`, or whatever a lane answers to.
    pub lane: Name,
    pub source: ExternSource,
    pub alias: Option<Name>,
    /// The `do … end` block.
    pub body: Vec<ExternMember>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ExternSource {
    /// `"sqlite3.h"`, `["a.h", "b.h"]`: never empty unless an error was reported.
    Files { files: Vec<StringLiteral>, span: Span },
    /// `numpy`, `scipy.optimize`. Never empty.
    Path(Vec<Name>),
}

/// A string literal without interpolation, decoded.
#[derive(Clone, Debug)]
pub struct StringLiteral {
    pub value: Arc<str>,
    pub span: Span,
}

/// `extern "ABI" [lib "name"] … end`, `extern LANE … end`, or one `extern "ABI" fn …`.
#[derive(Clone, Debug)]
pub struct ExternBlockDecl {
    pub abi: ExternAbi,
    pub library: Option<StringLiteral>,
    pub members: Vec<ExternMember>,
    /// Written as one declaration, without `end`.
    pub single: bool,
}

#[derive(Clone, Debug)]
pub enum ExternAbi {
    /// `"C"`, `"stdcall"`, `"C-unwind"`, …
    Named(StringLiteral),
    /// `extern C` followed by declarations.
    Lane(Name),
}

/// What an `extern` block may hold.
#[derive(Clone, Debug)]
pub enum ExternMember {
    /// `define "A", "1"`, `include_path "…"`, `link "…"`.
    Directive(Directive),
    /// A function, record, enum or alias; `struct` and `union` here are the foreign side's.
    Item(Box<Item>),
    /// A global: `environ: CPtr[CString]`.
    Global(Box<VarDecl>),
    Error(Span),
}

#[derive(Clone, Debug)]
pub struct Directive {
    pub name: Name,
    pub args: Vec<Expr>,
    pub span: Span,
}
