//! [`BodyChecker`]: the state of checking one body.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aria_diagnostics::{Diagnostic, Diagnostics};
use aria_resolve::{BodySource, BodyText, NotSupportedYet, ResolvedProgram, Scope, TypeResolver};
use aria_source::Span;
use aria_syntax::ast::{Block as Syntax, TypeExpr};
use aria_types::{ConstId, Defs, FnDef, FnId, FnKind, GenericDef, TraitRef, Ty};

use crate::bounds::Obligation;
use crate::closure::ClosureFrame;
use crate::constants::{NoValue, evaluate};
use crate::constructor::Fields;
use crate::diagnostics::{ConstantWithoutValue, CyclicConstant, NotConstant};
use crate::disagree::Disagreement;
use crate::first_value::Surroundings;
use crate::infer::Inference;
use crate::loops::LoopValue;
use crate::raise::declared_to_raise;
use crate::typed::{Expr, ExprKind, Local, LocalId, LoopId, TypedBody};
use crate::zonk::Zonk;

/// A loop around the place being checked.
pub(crate) struct LoopFrame {
    pub id: LoopId,
    /// A `break` names it.
    pub left: bool,
    /// The `defer` nesting it stands in: `break` may not cross one.
    pub defers: u32,
    /// Locals without a value at each `break`, joined.
    pub unassigned_at_breaks: HashSet<LocalId>,
    /// What the values of `break` become; `None` where a loop has no value of its own.
    pub value: Option<LoopValue>,
}

pub(crate) struct BodyChecker<'a> {
    pub program: &'a ResolvedProgram,
    pub defs: &'a Defs,
    pub scope: &'a Scope,
    pub def: &'a FnDef,
    pub id: FnId,
    pub self_ty: Option<Ty>,
    pub self_local: Option<LocalId>,
    /// The fields of the object that an `init` makes, as long as it is not made.
    pub init_fields: Option<Fields>,
    /// What `self` is inside a closure that captures it weakly.
    pub weak_self: Option<LocalId>,
    pub diagnostics: Diagnostics,
    pub infer: Inference,
    pub locals: Vec<Local>,
    pub names: Vec<HashMap<Arc<str>, LocalId>>,
    pub loops: Vec<LoopFrame>,
    /// The closures around the place being checked.
    pub closures: Vec<ClosureFrame>,
    next_loop: u32,
    /// How many `unsafe` blocks are around.
    pub unsafe_depth: u32,
    pub defers: u32,
    /// Locals that were declared without a value and may not have one yet.
    pub unassigned: HashSet<LocalId>,
    /// Locals declared by `let` without a value, with what was around the declaration.
    pub deferred: HashMap<LocalId, Surroundings>,
    /// Those of them that may have a value by now.
    pub assigned: HashSet<LocalId>,
    /// Branches of different types, by the expression that they belong to.
    pub disagreements: HashMap<Span, Disagreement>,
    /// Bounds that type arguments must meet once they are known.
    pub obligations: Vec<Obligation>,
    /// Bounds whose types are to decide the arguments of their traits.
    pub undecided: Vec<(Ty, TraitRef)>,
    /// The constants whose values are being looked into, the outermost first.
    pub constants: Vec<ConstId>,
    /// One of these turned out to need its own value.
    pub cycle: Option<ConstId>,
    /// Pointer locals that hold something whose origin is not known.
    pub unknown_origin: HashSet<LocalId>,
    /// Pointer locals that were followed where that had to be checkable.
    pub followed: HashSet<LocalId>,
    pub in_std: bool,
    /// The function is declared with `raises`.
    pub raises: bool,
}

impl<'a> BodyChecker<'a> {
    pub fn new(program: &'a ResolvedProgram, id: FnId, source: &BodySource) -> Self {
        Self::with_def(program, program.defs.function(id), id, source)
    }

    fn with_def(program: &'a ResolvedProgram, def: &'a FnDef, id: FnId, source: &BodySource) -> Self {
        Self {
            program,
            defs: &program.defs,
            scope: program.scope(source.module),
            def,
            id,
            self_ty: source.self_ty.clone(),
            self_local: None,
            init_fields: None,
            weak_self: None,
            diagnostics: Diagnostics::new(),
            infer: Inference::default(),
            locals: Vec::new(),
            names: vec![HashMap::new()],
            loops: Vec::new(),
            closures: Vec::new(),
            next_loop: 0,
            unsafe_depth: u32::from(def.attributes.raw_ffi),
            defers: 0,
            unassigned: HashSet::new(),
            deferred: HashMap::new(),
            assigned: HashSet::new(),
            disagreements: HashMap::new(),
            obligations: Vec::new(),
            undecided: Vec::new(),
            constants: Vec::new(),
            cycle: None,
            unknown_origin: HashSet::new(),
            followed: HashSet::new(),
            in_std: source.in_std,
            raises: declared_to_raise(source),
        }
    }

    pub fn run(mut self, source: &BodySource) -> (Option<TypedBody>, Diagnostics) {
        if !matches!(self.def.kind, FnKind::Body) {
            return (None, self.diagnostics);
        }
        let mut params = Vec::new();
        if let Some(receiver) = &self.def.receiver {
            let ty = if self.def.mutating { Ty::pointer(receiver.clone(), false) } else { receiver.clone() };
            let local = self.declare("self", ty, false, self.def.name_span);
            self.self_local = Some(local);
            params.push(local);
        }
        for param in &self.def.params {
            let local = self.declare(&param.name, param.ty.clone(), true, param.span);
            self.unknown_origin.insert(local);
            params.push(local);
        }
        let mut value = match &source.text {
            BodyText::Function(decl) => self.function_body(decl),
            BodyText::Init(decl, defaults) => self.init_body(decl, defaults),
            BodyText::Script(statements) => {
                let block = Syntax { statements: statements.to_vec(), span: self.def.span };
                self.function_block(&block, &Ty::Unit)
            }
            BodyText::Tests(tests) => self.run_tests(tests),
            BodyText::Entry(main) => self.reporting_main(*main),
            BodyText::Value(_) | BodyText::Fields(_) => return (None, self.diagnostics),
        };
        self.check_obligations();
        let mut zonk = Zonk::new(&self.infer, &mut self.diagnostics);
        zonk.locals(&mut self.locals);
        zonk.expr(&mut value);
        let mut body = TypedBody { function: self.id, locals: self.locals, params, value, span: self.def.span };
        crate::send::check(self.defs, self.def, &mut body, &mut self.diagnostics);
        (Some(body), self.diagnostics)
    }

    /// Checks a constant's value, which must be a literal, another constant, or arithmetic on such.
    pub fn constant(program: &'a ResolvedProgram, id: ConstId) -> (Expr, Diagnostics) {
        let (value, diagnostics, _) = Self::constant_within(program, vec![id]);
        (value, diagnostics)
    }

    /// The value of the last of these constants, each of which was named by the one before it.
    fn constant_within(program: &'a ResolvedProgram, constants: Vec<ConstId>) -> (Expr, Diagnostics, Option<ConstId>) {
        let nothing = |span| (Expr { kind: ExprKind::Error, ty: Ty::Error, span }, Diagnostics::new(), None);
        let nowhere = Span::new(aria_source::FileId(0), 0, 0);
        let Some(source) = constants.last().and_then(|id| program.constants.get(id)) else { return nothing(nowhere) };
        let BodyText::Value(value) = &source.text else { return nothing(nowhere) };
        let Some(def) = program.defs.fns.first() else { return nothing(value.span) };
        let mut checker = Self::with_def(program, def, FnId(0), source);
        checker.unsafe_depth = 0;
        checker.constants = constants;
        let mut expr = checker.expr(value, None);
        let mut zonk = Zonk::new(&checker.infer, &mut checker.diagnostics);
        zonk.expr(&mut expr);
        if !is_constant(&expr) {
            checker.report(NotConstant { span: expr.span });
        }
        let at = expr.span;
        let expr = evaluate(expr, &program.defs.target()).unwrap_or_else(|NoValue { why, span }| {
            checker.report(ConstantWithoutValue { why, span });
            checker.error(at)
        });
        (expr, checker.diagnostics, checker.cycle)
    }

    /// The value of a constant where it is named.
    pub fn constant_value(&mut self, id: ConstId, span: Span) -> Expr {
        let (value, cycle) = if self.constants.contains(&id) {
            (self.error(span), Some(id))
        } else {
            let constants = self.constants.iter().copied().chain([id]).collect();
            let (value, _, cycle) = Self::constant_within(self.program, constants);
            (value, cycle)
        };
        if let Some(id) = cycle {
            // Whoever is checked for its own sake reports; the others only look.
            if self.constants == [id] {
                let name = self.defs.consts[id.0 as usize].name.to_string();
                self.report(CyclicConstant { name, span });
            }
            self.cycle = Some(id);
        }
        Expr { span, ..value }
    }

    pub fn report(&mut self, diagnostic: impl Into<Diagnostic>) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports something this compiler does not compile yet.
    pub fn unsupported(&mut self, what: &str, span: Span) -> Expr {
        self.report(NotSupportedYet { what: what.into(), span });
        self.error(span)
    }

    /// What stands where an error was reported.
    pub fn error(&self, span: Span) -> Expr {
        Expr { kind: ExprKind::Error, ty: Ty::Error, span }
    }

    pub fn declare(&mut self, name: &str, ty: Ty, mutable: bool, span: Span) -> LocalId {
        let id = LocalId(self.locals.len() as u32);
        let name: Arc<str> = name.into();
        self.locals.push(Local { name: name.clone(), ty, mutable, hidden: false, lent: false, span });
        if let Some(scope) = self.names.last_mut() {
            scope.insert(name, id);
        }
        id
    }

    /// A local that no name reaches.
    pub fn hidden(&mut self, ty: Ty, span: Span) -> LocalId {
        let id = LocalId(self.locals.len() as u32);
        self.locals.push(Local { name: "".into(), ty, mutable: true, hidden: true, lent: false, span });
        id
    }

    pub fn local(&self, name: &str) -> Option<LocalId> {
        self.names.iter().rev().find_map(|scope| scope.get(name).copied())
    }

    pub fn local_expr(&self, id: LocalId, span: Span) -> Expr {
        Expr { kind: ExprKind::Local(id), ty: self.locals[id.0 as usize].ty.clone(), span }
    }

    /// Runs `f` with a scope of its own for names.
    pub fn scoped<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        self.names.push(HashMap::new());
        let out = f(self);
        self.names.pop();
        out
    }

    pub fn new_loop(&mut self) -> LoopId {
        self.next_loop += 1;
        LoopId(self.next_loop - 1)
    }

    pub fn generics(&self) -> &'a [GenericDef] {
        &self.def.generics
    }

    pub fn resolve_type(&mut self, ty: &TypeExpr) -> Ty {
        let generics = self.generics();
        let self_ty = self.self_ty.clone();
        TypeResolver {
            defs: self.defs,
            scope: self.scope,
            generics,
            self_ty: self_ty.as_ref(),
            opaque: None,
            diagnostics: &mut self.diagnostics,
        }
        .resolve(ty)
    }

    pub fn string(&self) -> Ty {
        self.defs.string()
    }

    pub fn in_unsafe(&self) -> bool {
        self.unsafe_depth > 0
    }

    /// The type as messages show it.
    pub fn show(&self, ty: &Ty) -> String {
        self.told_apart(&self.infer.deep(ty)).to_string()
    }
}

fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Unit
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::CBytes(_)
        | ExprKind::Null
        | ExprKind::Address(_)
        | ExprKind::Constant(_)
        | ExprKind::Error => true,
        ExprKind::Unary { operand, .. } => is_constant(operand),
        ExprKind::Binary { left, right, .. } | ExprKind::Logical { left, right, .. } => is_constant(left) && is_constant(right),
        ExprKind::Concat(parts) => parts.iter().all(is_constant),
        ExprKind::Convert { value, .. } => is_constant(value),
        _ => false,
    }
}
