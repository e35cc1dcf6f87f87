//! [`MirProgram`]: everything that code generation needs, apart from layouts.

use std::sync::Arc;

use aria_types::{FnId, Ty};
use rustc_hash::FxHashMap;

use crate::body::{Body, BodyId};

/// What an instance is an instance of.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum InstanceKind {
    /// A function of the program, with its name for printing.
    Fn(FnId, Arc<str>),
    /// A closure of a function's body, by its number there, with the function's name for printing. Its type arguments
    /// are the function's; its first parameter is the closure's object.
    Closure(FnId, u32, Arc<str>),
    /// A trait's method, with its name for printing, as the objects of the `dyn` type in `args[1]` that hold an
    /// `args[0]` carry it: its first parameter is the object.
    DynMethod(FnId, Arc<str>),
    /// How the foreign world to which the type in `args[0]` belongs enters a function of the program.
    Entry(FnId, Arc<str>),
    /// Destroys a value of the type in `args[0]`, given by pointer.
    DropGlue,
    /// The same, where objects of types that can lead to themselves are added to the thread's list ([`crate::pending`]).
    DropLaterGlue,
    /// Retains what is inside a value of the type in `args[0]`, given by pointer.
    RetainGlue,
    /// Destroys an object of the class in `args[0]` with everything that nothing else refers to.
    DestroyGlue,
    /// Runs `finalize`, drops the fields and frees an object of the class in `args[0]`. If the class can lead to itself,
    /// the thread's list is open ([`crate::pending`]), and takes what such fields refer to.
    DismantleGlue,
    /// Tells the walk in its second parameter of every reference inside a value of the type in `args[0]`, given by
    /// pointer.
    CrossGlue,
    /// The same of the fields of an object of the class in `args[0]`, or of a closure in its caller's frame.
    CrossFields,
}

impl InstanceKind {
    /// Whether it is made for a type, of which no function of the program is the origin.
    pub fn is_glue(&self) -> bool {
        match self {
            Self::Fn(..) | Self::Closure(..) | Self::DynMethod(..) | Self::Entry(..) => false,
            Self::DropGlue
            | Self::DropLaterGlue
            | Self::RetainGlue
            | Self::DestroyGlue
            | Self::DismantleGlue
            | Self::CrossGlue
            | Self::CrossFields => true,
        }
    }
}

/// A function and its type arguments.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Instance {
    pub kind: InstanceKind,
    pub args: Arc<[Ty]>,
}

/// A function that other object code defines: foreign, adapter or runtime.
#[derive(Clone, PartialEq, Debug)]
pub struct ExternFn {
    pub symbol: Arc<str>,
    pub params: Vec<Ty>,
    pub result: Ty,
    /// Arguments beyond `params` are promoted by the caller. (Rare: variadic C calls go through adapters.)
    pub variadic: bool,
    pub noreturn: bool,
    /// May unwind (a function that calls back into Aria).
    pub unwinds: bool,
}

/// A variable that other object code defines.
#[derive(Clone, PartialEq, Debug)]
pub struct ExternGlobal {
    pub symbol: Arc<str>,
    pub thread_local: bool,
}

/// Concrete bodies and what they refer to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct MirProgram {
    pub bodies: Vec<Body>,
    /// Which body an instance became. Every [`crate::Callee::Instance`] in `bodies` is here.
    pub instances: FxHashMap<Instance, BodyId>,
    pub externs: Vec<ExternFn>,
    pub globals: Vec<ExternGlobal>,
    /// LLVM bitcode of adapters, to be linked in, made internal and inlined.
    pub adapters: Vec<Arc<[u8]>>,
    /// The program's `main`: a body without parameters whose result is the exit status (`Int32`).
    pub entry: Option<BodyId>,
    /// The types that constants and checks need by role.
    pub string_ty: Option<Ty>,
}

impl MirProgram {
    pub fn body(&self, id: BodyId) -> &Body {
        &self.bodies[id.0 as usize]
    }

    pub fn external(&self, symbol: &str) -> Option<&ExternFn> {
        self.externs.iter().find(|e| &*e.symbol == symbol)
    }
}
