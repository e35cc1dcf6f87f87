//! A small world for tests: types that own things, and functions on them, as checked definitions; and short ways to
//! write typed trees.

use std::collections::HashMap;
use std::sync::Arc;

use aria_check::typed::{
    Arm, Block, Callee, CheckedProgram, Conversion, Expr, ExprKind, Local, LocalId, LoopId, Overflow, Pattern, PatternKind,
    Rescue, Stmt, TypedBody,
};
use aria_source::{FileId, Span};
use aria_types::{
    AdtDef, AdtId, AdtKind, Attributes, Defs, FieldDef, FnDef, FnId, FnKind, GenericDef, LangItem, MethodOwner, ParamDef,
    ParamTy, Ty, VariantDef,
};

pub const SPAN: Span = Span::new(FileId(0), 0, 0);

/// A class with a finalizer.
pub const OBJ: AdtId = AdtId(0);
/// A class of two references.
pub const PAIR: AdtId = AdtId(1);
/// A struct of two references and a number.
pub const DUO: AdtId = AdtId(2);
/// An enum with one reference.
pub const OPT: AdtId = AdtId(3);
/// An enum with payloads of several shapes.
pub const MIXED: AdtId = AdtId(4);
pub const STRING: AdtId = AdtId(5);
pub const PANIC: AdtId = AdtId(6);
/// A class whose objects form lists: `first: Obj`, `next: NodeOpt`, `last: Obj`, and a finalizer.
pub const NODE: AdtId = AdtId(8);
pub const NODE_OPT: AdtId = AdtId(9);
/// A generic struct.
pub const BOX: AdtId = AdtId(7);

pub const MAIN: FnId = FnId(0);
/// Panics when its turn has come.
pub const TICK: FnId = FnId(1);
pub const COIN: FnId = FnId(2);
pub const MAKE: FnId = FnId(3);
/// Returns its argument.
pub const PASS: FnId = FnId(4);
pub const LOOK: FnId = FnId(5);
pub const FINALIZE: FnId = FnId(6);
/// `fn same[T](value: T) -> T`.
pub const SAME: FnId = FnId(7);
/// Assigns its parameter.
pub const REPLACE: FnId = FnId(8);
pub const PAIR_NEW: FnId = FnId(9);
/// Generated.
pub const WORK: FnId = FnId(11);
/// A new String.
pub const TEXT: FnId = FnId(12);
/// Reads what a C string points to.
pub const PEEK: FnId = FnId(13);
/// Keeps a reference behind Aria's back.
pub const STASH: FnId = FnId(14);
pub const NODE_FINALIZE: FnId = FnId(15);
/// `pair.first = new object`, while the caller may be holding the old one.
pub const OVERWRITE: FnId = FnId(10);

pub fn adt(defs_name: &str, id: AdtId, args: &[Ty]) -> Ty {
    Ty::Adt(aria_types::AdtRef { id, name: defs_name.into() }, args.into())
}

pub fn obj() -> Ty {
    adt("Obj", OBJ, &[])
}
pub fn pair() -> Ty {
    adt("Pair", PAIR, &[])
}
pub fn duo() -> Ty {
    adt("Duo", DUO, &[])
}
pub fn opt() -> Ty {
    adt("Opt", OPT, &[])
}
pub fn mixed() -> Ty {
    adt("Mixed", MIXED, &[])
}
pub fn string() -> Ty {
    adt("String", STRING, &[])
}
pub fn panic_ty() -> Ty {
    adt("Panic", PANIC, &[])
}
pub fn node() -> Ty {
    adt("Node", NODE, &[])
}
pub fn node_opt() -> Ty {
    adt("NodeOpt", NODE_OPT, &[])
}
pub fn boxed(inner: Ty) -> Ty {
    adt("Box", BOX, &[inner])
}
pub fn param() -> Ty {
    Ty::Param(ParamTy { index: 0, name: "T".into() })
}

fn field(name: &str, ty: Ty) -> FieldDef {
    FieldDef { name: name.into(), ty, private: false, readonly: false, span: SPAN }
}

fn define(name: &str, kind: AdtKind, fields: Vec<FieldDef>, variants: Vec<(&str, Vec<Ty>)>) -> AdtDef {
    let variant = |(name, types): (&str, Vec<Ty>)| VariantDef {
        name: name.into(),
        fields: types.into_iter().enumerate().map(|(i, ty)| field(&i.to_string(), ty)).collect(),
        span: SPAN,
    };
    AdtDef {
        name: name.into(),
        kind,
        generics: Vec::new(),
        fields,
        variants: variants.into_iter().map(variant).collect(),
        methods: HashMap::new(),
        finalize: None,
        span: SPAN,
        in_std: false,
    }
}

fn generic() -> GenericDef {
    GenericDef { name: "T".into(), bounds: Vec::new(), span: SPAN }
}

fn function(name: &str, params: &[Ty], result: Ty, kind: FnKind) -> FnDef {
    let params = params.iter().enumerate();
    FnDef {
        name: name.into(),
        owner: None,
        generics: Vec::new(),
        owner_generics: 0,
        receiver: None,
        mutating: false,
        params: params
            .map(|(i, ty)| ParamDef {
                name: format!("p{i}").into(),
                ty: ty.clone(),
                has_default: false,
                facts: Default::default(),
                span: SPAN,
            })
            .collect(),
        result,
        kind,
        attributes: Attributes::default(),
        convention: None,
        span: SPAN,
        name_span: SPAN,
        in_std: false,
    }
}

pub fn defs() -> Defs {
    let mut defs = Defs::default();
    let mut finalized = define("Obj", AdtKind::Class, vec![field("id", Ty::INT)], vec![]);
    finalized.finalize = Some(FINALIZE);
    let mut generic_box = define("Box", AdtKind::Struct, vec![field("value", param())], vec![]);
    generic_box.generics = vec![generic()];
    defs.adts = vec![
        finalized,
        define("Pair", AdtKind::Class, vec![field("first", obj()), field("second", duo())], vec![]),
        define("Duo", AdtKind::Struct, vec![field("x", obj()), field("n", Ty::INT), field("z", opt())], vec![]),
        define("Opt", AdtKind::Enum, vec![], vec![("None", vec![]), ("Some", vec![obj()])]),
        define(
            "Mixed",
            AdtKind::Enum,
            vec![],
            vec![("A", vec![obj(), obj()]), ("B", vec![duo()]), ("C", vec![]), ("D", vec![pair()])],
        ),
        define("String", AdtKind::Class, vec![field("len", Ty::INT)], vec![]),
        define("Panic", AdtKind::Class, vec![], vec![]),
        generic_box,
        define("Node", AdtKind::Class, vec![field("first", obj()), field("next", node_opt()), field("last", obj())], vec![]),
        define("NodeOpt", AdtKind::Enum, vec![], vec![("None", vec![]), ("Some", vec![node()])]),
    ];
    defs.adts[NODE.0 as usize].finalize = Some(NODE_FINALIZE);
    defs.lang.add("string", LangItem::Adt(STRING));
    defs.lang.add("panic_object", LangItem::Adt(PANIC));
    let mut finalize = function("finalize", &[], Ty::Unit, FnKind::Body);
    finalize.owner = Some(MethodOwner::Adt(OBJ));
    finalize.receiver = Some(obj());
    let mut same = function("same", &[param()], param(), FnKind::Body);
    same.generics = vec![generic()];
    defs.fns = vec![
        function("main", &[], Ty::Unit, FnKind::Body),
        // Runtime functions with this prefix unwind.
        function("tick", &[], Ty::Unit, FnKind::Runtime("aria_rt_panic_tick".into())),
        function("coin", &[], Ty::Bool, FnKind::Runtime("coin".into())),
        function("make", &[], obj(), FnKind::Body),
        function("pass", &[obj()], obj(), FnKind::Body),
        function("look", &[obj(), duo()], Ty::INT, FnKind::Body),
        finalize,
        same,
        function("replace", &[obj()], obj(), FnKind::Body),
        function("new", &[obj(), duo()], pair(), FnKind::Constructor(PAIR)),
        function("overwrite", &[pair(), obj()], obj(), FnKind::Body),
        function("work", &[obj(), duo()], obj(), FnKind::Body),
        function("text", &[], string(), FnKind::Runtime("text".into())),
        function("peek", &[Ty::c_string(true)], Ty::Unit, FnKind::Runtime("peek".into())),
        function("stash", &[obj()], Ty::Unit, FnKind::Runtime("stash".into())),
        function("finalize", &[], Ty::Unit, FnKind::Body),
    ];
    defs.fns[NODE_FINALIZE.0 as usize].owner = Some(MethodOwner::Adt(NODE));
    defs.fns[NODE_FINALIZE.0 as usize].receiver = Some(node());
    defs
}

/// The bodies of every function but `main`.
pub fn bodies() -> HashMap<FnId, TypedBody> {
    let tick = || Stmt::Expr(call(TICK, &[], vec![], Ty::Unit));
    let p = |i: u32, ty: Ty| local(i, ty);
    let declared = |types: &[Ty]| types.iter().map(|ty| declaration(ty.clone())).collect::<Vec<_>>();
    let body = |function, types: &[Ty], params: u32, value: Expr| {
        let params = (0..params).map(LocalId).collect();
        (function, TypedBody { function, locals: declared(types), params, value, span: SPAN })
    };
    HashMap::from([
        body(MAKE, &[], 0, block(vec![tick()], Some(construct(obj(), vec![int(1)])))),
        body(PASS, &[obj()], 1, block(vec![tick()], Some(p(0, obj())))),
        body(LOOK, &[obj(), duo()], 2, block(vec![tick()], Some(get(p(0, obj()), 0, Ty::INT)))),
        body(FINALIZE, &[obj()], 1, block(vec![tick()], None)),
        body(NODE_FINALIZE, &[node()], 1, block(vec![tick()], None)),
        body(SAME, &[param()], 1, block(vec![tick()], Some(p(0, param())))),
        body(
            REPLACE,
            &[obj()],
            1,
            block(vec![Stmt::Expr(assign(p(0, obj()), call(MAKE, &[], vec![], obj()))), tick()], Some(p(0, obj()))),
        ),
        body(
            OVERWRITE,
            &[pair(), obj()],
            2,
            block(
                vec![Stmt::Expr(assign(get(p(0, pair()), 0, obj()), call(MAKE, &[], vec![], obj()))), tick()],
                Some(p(1, obj())),
            ),
        ),
    ])
}

/// A program whose `main` has this body.
pub fn program(locals: Vec<Local>, value: Expr) -> CheckedProgram {
    program_with(locals, value, None)
}

/// The same, with a body for `work`, whose first two locals are its parameters.
pub fn program_with(locals: Vec<Local>, value: Expr, work: Option<(Vec<Local>, Expr)>) -> CheckedProgram {
    let mut bodies = bodies();
    if let Some((locals, value)) = work {
        bodies.insert(WORK, TypedBody { function: WORK, locals, params: vec![LocalId(0), LocalId(1)], value, span: SPAN });
    }
    bodies.insert(MAIN, TypedBody { function: MAIN, locals, params: vec![], value, span: SPAN });
    CheckedProgram { defs: Arc::new(defs()), bodies, constants: HashMap::new(), entry: Some(MAIN) }
}

pub fn declaration(ty: Ty) -> Local {
    Local { name: "v".into(), ty, mutable: true, hidden: false, lent: false, span: SPAN }
}

pub fn expr(kind: ExprKind, ty: Ty) -> Expr {
    Expr { kind, ty, span: SPAN }
}
pub fn int(value: i128) -> Expr {
    expr(ExprKind::Int(value), Ty::INT)
}
pub fn local(index: u32, ty: Ty) -> Expr {
    expr(ExprKind::Local(LocalId(index)), ty)
}
pub fn get(base: Expr, field: u32, ty: Ty) -> Expr {
    expr(ExprKind::Field { base: Box::new(base), field }, ty)
}
pub fn call(function: FnId, types: &[Ty], args: Vec<Expr>, ty: Ty) -> Expr {
    expr(ExprKind::Call { callee: Callee::Function { function, args: types.to_vec() }, args }, ty)
}
pub fn construct(ty: Ty, fields: Vec<Expr>) -> Expr {
    expr(ExprKind::Construct(fields), ty)
}
pub fn variant(ty: Ty, variant: u32, fields: Vec<Expr>) -> Expr {
    expr(ExprKind::Variant { variant, fields }, ty)
}
pub fn block(statements: Vec<Stmt>, value: Option<Expr>) -> Expr {
    let ty = value.as_ref().map_or(Ty::Unit, |v| v.ty.clone());
    expr(ExprKind::Block(Block { statements, value: value.map(Box::new) }), ty)
}
pub fn assign(place: Expr, value: Expr) -> Expr {
    expr(ExprKind::Assign { place: Box::new(place), value: Box::new(value) }, Ty::Unit)
}
pub fn let_(index: u32, value: Option<Expr>) -> Stmt {
    Stmt::Let { local: LocalId(index), value, span: SPAN }
}
pub fn coin() -> Expr {
    call(COIN, &[], vec![], Ty::Bool)
}
pub fn if_(condition: Expr, then: Expr, otherwise: Option<Expr>) -> Expr {
    let ty = if otherwise.is_some() { then.ty.clone() } else { Ty::Unit };
    expr(ExprKind::If { condition: Box::new(condition), then: Box::new(then), otherwise: otherwise.map(Box::new) }, ty)
}
pub fn loop_(id: u32, body: Expr) -> Expr {
    expr(ExprKind::Loop { id: LoopId(id), body: Box::new(body) }, Ty::Unit)
}
pub fn break_(id: u32) -> Expr {
    expr(ExprKind::Break(LoopId(id)), Ty::Never)
}
pub fn next(id: u32) -> Expr {
    expr(ExprKind::Next(LoopId(id)), Ty::Never)
}
pub fn return_(value: Option<Expr>) -> Expr {
    expr(ExprKind::Return(value.map(Box::new)), Ty::Never)
}
pub fn to_c_string(value: Expr) -> Expr {
    let conversion = Conversion::StringToCString;
    expr(ExprKind::Convert { conversion, value: Box::new(value) }, Ty::c_string(true))
}
pub fn text() -> Expr {
    call(TEXT, &[], vec![], string())
}
pub fn peek(pointer: Expr) -> Stmt {
    Stmt::Expr(call(PEEK, &[], vec![pointer], Ty::Unit))
}
pub fn never_as(value: Expr, ty: Ty) -> Expr {
    expr(ExprKind::Convert { conversion: Conversion::Never, value: Box::new(value) }, ty)
}
pub fn catch(body: Expr, rescue: Option<(Option<u32>, Expr)>) -> Expr {
    let ty = body.ty.clone();
    let rescue = rescue.map(|(local, body)| Rescue { local: local.map(LocalId), body: Box::new(body) });
    expr(ExprKind::CatchPanic { body: Box::new(body), rescue }, ty)
}
pub fn match_(scrutinee: Expr, arms: Vec<(Pattern, Option<Expr>, Expr)>) -> Expr {
    let ty = arms[0].2.ty.clone();
    let arms = arms.into_iter().map(|(pattern, guard, body)| Arm { pattern, guard, body }).collect();
    expr(ExprKind::Match { scrutinee: Box::new(scrutinee), arms }, ty)
}
pub fn pattern(kind: PatternKind, ty: Ty) -> Pattern {
    Pattern { kind, ty, span: SPAN }
}
pub fn binding(index: u32, ty: Ty) -> Pattern {
    pattern(PatternKind::Binding(LocalId(index)), ty)
}
pub fn less(left: Expr, right: Expr) -> Expr {
    let kind = ExprKind::Binary {
        op: aria_check::typed::BinaryOp::Lt,
        left: Box::new(left),
        right: Box::new(right),
        overflow: Overflow::Checked,
    };
    expr(kind, Ty::Bool)
}
