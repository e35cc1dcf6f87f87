//! Calls out of Aria: which are direct, which go through an adapter, and in what form.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use aria_check::typed::{CheckedProgram, Expr, ExprKind, ForeignArg, ForeignCall, ForeignTarget, Local, LocalId, TypedBody};
use aria_foreign::{
    Adapter, AdapterCode, AdapterKind, Availability, CScalar, CallingConvention, Constant, DeclarationFilter, Enumeration, Facts,
    ForeignFunction, ForeignInterface, ForeignItem, ForeignType, FunctionType, LinkRequest, Linkage, NameSpace, Parameter,
    Record, TargetData, TypeKey, Unavailable,
};
use aria_lower::{LowerOptions, Lowered, lower};
use aria_mir::{Callee, MirProgram, Rvalue, StatementKind, TerminatorKind, Unwind};
use aria_source::{FileId, Span};
use aria_types::{Attributes, Defs, ExternRef, FnDef, FnId, FnKind, FnSig, Import, ImportId, Ty};

const SPAN: Span = Span::new(FileId(0), 0, 0);
const INT: ForeignType = ForeignType::Scalar(CScalar::Int);
const POINT: ForeignType = ForeignType::Record(TypeKey(7));

/// An interface that makes any adapter but one.
struct Library {
    target: TargetData,
    asked: Mutex<Vec<Adapter>>,
}

impl ForeignInterface for Library {
    fn target(&self) -> &TargetData {
        &self.target
    }
    fn lookup(&self, _: &str, _: NameSpace) -> Option<ForeignItem> {
        None
    }
    fn record(&self, _: TypeKey) -> Option<Arc<Record>> {
        None
    }
    fn enumeration(&self, _: TypeKey) -> Option<Arc<Enumeration>> {
        None
    }
    fn constant(&self, _: &str) -> Option<Result<Constant, Unavailable>> {
        None
    }
    fn instantiate(&self, _: &str, _: &[ForeignType]) -> Result<ForeignType, Unavailable> {
        Ok(INT)
    }
    fn adapter(&self, request: &Adapter) -> Result<AdapterCode, Unavailable> {
        if request.kind == (AdapterKind::Function { name: "broken".into() }) {
            return Err(Unavailable { reason: "no such thing".into(), place: None });
        }
        self.asked.lock().unwrap().push(request.clone());
        Ok(AdapterCode { symbol: "adapter".into(), bitcode: b"bitcode"[..].into() })
    }
    fn names(&self, _: &DeclarationFilter) -> Vec<Arc<str>> {
        Vec::new()
    }
    fn link(&self) -> LinkRequest {
        LinkRequest::default()
    }
}

fn function(name: &str, params: &[ForeignType], result: ForeignType) -> ForeignFunction {
    let param = |ty: &ForeignType| Parameter { name: None, ty: ty.clone(), facts: Facts::default() };
    ForeignFunction {
        name: name.into(),
        symbol: format!("{name}_symbol").into(),
        params: params.iter().map(param).collect(),
        result,
        variadic: false,
        noreturn: false,
        convention: CallingConvention::C,
        linkage: Linkage::External,
        facts: Facts::default(),
        availability: Availability::Available,
        documentation: None,
        place: None,
    }
}

fn bound(ty: &ForeignType) -> Ty {
    match ty {
        ForeignType::Void => Ty::Unit,
        ForeignType::Scalar(s) => Ty::C(*s),
        ForeignType::Pointer(_) => Ty::CFn(Arc::new(FnSig { params: vec![], result: Ty::Unit, variadic: false })),
        _ => Ty::Extern(ExternRef { key: TypeKey(7), name: "Point".into(), is_enum: false }),
    }
}

/// A program that makes one call, with zeroed arguments.
fn calling(target: ForeignTarget, params: &[ForeignType], result: ForeignType) -> (Lowered, Vec<Adapter>) {
    let library = Arc::new(Library { target: TargetData::x86_64_linux(), asked: Mutex::default() });
    let import = Import {
        lane_index: 0,
        namespace: "C".into(),
        lane: "c",
        interface: library.clone(),
        declared: HashMap::new(),
        facts: HashMap::new(),
        span: SPAN,
    };
    let main = FnDef {
        name: "main".into(),
        owner: None,
        generics: vec![],
        owner_generics: 0,
        receiver: None,
        mutating: false,
        params: vec![],
        result: bound(&result),
        kind: FnKind::Body,
        attributes: Attributes::default(),
        convention: None,
        span: SPAN,
        name_span: SPAN,
        in_std: false,
    };
    let expr = |kind, ty| Expr { kind, ty, span: SPAN };
    let args = params.iter().map(|ty| ForeignArg { value: expr(ExprKind::Zeroed, bound(ty)), ty: ty.clone() }).collect();
    let ty = bound(&result);
    let call = ForeignCall { import: ImportId(0), target, args, result };
    let value = expr(ExprKind::ForeignCall(Box::new(call)), ty);
    let defs = Defs { fns: vec![main], imports: vec![import], ..Defs::default() };
    let pointer = Ty::CFn(Arc::new(FnSig { params: vec![Ty::C(CScalar::Int)], result: Ty::C(CScalar::Int), variadic: false }));
    let local = Local { name: "callback".into(), ty: pointer, mutable: false, hidden: false, lent: false, span: SPAN };
    let body = TypedBody { function: FnId(0), locals: vec![local], params: vec![], value, span: SPAN };
    let bodies = HashMap::from([(FnId(0), body)]);
    let program = CheckedProgram { defs: Arc::new(defs), bodies, constants: HashMap::new(), entry: Some(FnId(0)) };
    let lowered = lower(&program, &LowerOptions::default());
    let asked = library.asked.lock().unwrap().clone();
    (lowered, asked)
}

fn crossing(program: &MirProgram) -> (&Callee, usize, Unwind) {
    let main = program.bodies.iter().find(|b| &*b.symbol == "aria.main").unwrap();
    let call = main.blocks.iter().find_map(|b| match &b.terminator.kind {
        TerminatorKind::Call { callee, args, unwind, .. } => Some((callee, args.len(), *unwind)),
        _ => None,
    });
    call.unwrap()
}

#[test]
fn scalars_are_passed_straight_to_the_symbol() {
    let (lowered, asked) = calling(ForeignTarget::Function(Arc::new(function("f", &[INT, INT], INT))), &[INT, INT], INT);
    assert_eq!(crossing(&lowered.program), (&Callee::Extern("f_symbol".into()), 2, Unwind::Never));
    assert!(asked.is_empty());
    let declared = lowered.program.external("f_symbol").unwrap();
    assert_eq!((&declared.params[..], declared.unwinds), (&[Ty::C(CScalar::Int), Ty::C(CScalar::Int)][..], false));
}

#[test]
fn records_go_through_an_adapter_by_address() {
    let (lowered, asked) = calling(ForeignTarget::Function(Arc::new(function("f", &[INT, POINT], POINT))), &[INT, POINT], POINT);
    assert_eq!(crossing(&lowered.program), (&Callee::Extern("adapter".into()), 3, Unwind::Never));
    assert_eq!(lowered.program.adapters.len(), 1);
    assert_eq!(asked[0].params.iter().map(|p| p.indirect).collect::<Vec<_>>(), [false, true]);
    let declared = lowered.program.external("adapter").unwrap();
    let pointer = Ty::pointer(bound(&POINT), false);
    assert_eq!(declared.params, [pointer.clone(), Ty::C(CScalar::Int), pointer]);
    assert_eq!(declared.result, Ty::Unit);
    let main = lowered.program.bodies.iter().find(|b| &*b.symbol == "aria.main").unwrap();
    let addresses = main
        .blocks
        .iter()
        .flat_map(|b| &b.statements)
        .filter(|s| matches!(s.kind, StatementKind::Assign(_, Rvalue::AddressOf(_))));
    assert_eq!(addresses.count(), 2);
}

#[test]
fn a_variadic_call_is_adapted_with_the_types_passed() {
    let mut printf = function("printf", &[INT], INT);
    printf.variadic = true;
    let (lowered, asked) = calling(ForeignTarget::Function(Arc::new(printf)), &[INT, INT], INT);
    assert_eq!(crossing(&lowered.program).0, &Callee::Extern("adapter".into()));
    assert_eq!(asked[0].params.len(), 2);
}

#[test]
fn a_function_that_calls_back_may_unwind() {
    let callback = ForeignType::pointer(
        ForeignType::Function(Arc::new(FunctionType { params: vec![], result: ForeignType::Void, variadic: false })),
        false,
    );
    let function = function("each", std::slice::from_ref(&callback), ForeignType::Void);
    let (lowered, _) = calling(ForeignTarget::Function(Arc::new(function)), &[callback], ForeignType::Void);
    assert_eq!(crossing(&lowered.program).2, Unwind::Continue);
    assert!(lowered.program.external("each_symbol").unwrap().unwinds);
}

#[test]
fn a_pointer_is_called_as_it_is() {
    let sig = FnSig { params: vec![Ty::C(CScalar::Int)], result: Ty::C(CScalar::Int), variadic: false };
    let pointer = Expr { kind: ExprKind::Local(LocalId(0)), ty: Ty::CFn(Arc::new(sig)), span: SPAN };
    let (lowered, asked) = calling(ForeignTarget::Pointer(pointer), &[INT], INT);
    assert!(matches!(crossing(&lowered.program).0, Callee::Pointer(..)));
    assert!(asked.is_empty());
}

#[test]
fn what_cannot_be_adapted_is_reported_with_the_reason() {
    let (lowered, _) = calling(ForeignTarget::Function(Arc::new(function("broken", &[POINT], INT))), &[POINT], INT);
    let reported = lowered.diagnostics.iter().next().unwrap();
    assert_eq!(reported.code, aria_lower::diagnostics::NoAdapter::CODE);
    assert!(reported.notes[0].message.contains("no such thing"), "{:?}", reported.notes);
}
