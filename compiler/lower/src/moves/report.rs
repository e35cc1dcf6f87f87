//! Problems as diagnostics. Those of generic code are reported where the type was chosen.

use std::collections::{HashMap, HashSet};

use aria_mir::{Body, BodyId, InstanceKind, MirProgram, TerminatorKind};
use aria_source::Span;
use aria_types::{AdtId, ImplDef, Ty};

use super::diagnostics::{CannotBeCopied, CannotTake, MayEnd, UsedAfterMove};
use super::problems::{OutOf, Problem, Why};
use super::{Functions, Lender, all_no_copy, named_functions};
use crate::context::Context;

/// Why an instance does not work: the place inside, and the type.
type Broken = (Span, Ty);

pub(super) fn report(cx: &Context<'_>, program: &MirProgram, functions: &Functions<'_>, problems: HashMap<BodyId, Vec<Problem>>) {
    let mut broken: HashMap<BodyId, Broken> = HashMap::new();
    let mut ids: Vec<BodyId> = problems.keys().copied().collect();
    ids.sort_unstable();
    for id in &ids {
        if is_chosen(cx, functions, *id) {
            let first = problems[id].first().map(place_of);
            broken.extend(first.map(|broke| (*id, broke)));
        } else {
            problems[id].iter().for_each(|p| problem(cx, p));
        }
    }
    let mut told: HashSet<(Span, Span)> = HashSet::new();
    loop {
        let mut more: HashMap<BodyId, Broken> = HashMap::new();
        for (i, body) in program.bodies.iter().enumerate() {
            let id = BodyId(i as u32);
            for (callee, span) in references(body, program) {
                let Some((inside, ty)) = broken.get(&callee) else { continue };
                if is_chosen(cx, functions, id) {
                    if !broken.contains_key(&id) {
                        more.insert(id, (*inside, ty.clone()));
                    }
                } else if told.insert((span, *inside)) {
                    let function = functions.instances.get(&callee).map_or_else(String::new, |i| match &i.kind {
                        InstanceKind::Fn(_, name) | InstanceKind::Closure(_, _, name) => name.to_string(),
                        _ => "this".to_owned(),
                    });
                    cx.report(CannotBeCopied { function, ty: ty.to_string(), span, inside: *inside });
                }
            }
        }
        if more.is_empty() {
            break;
        }
        broken.extend(more);
    }
}

/// The bodies that a body calls or names, and where.
fn references(body: &Body, program: &MirProgram) -> Vec<(BodyId, Span)> {
    let mut found = Vec::new();
    for block in &body.blocks {
        if let TerminatorKind::Call { callee: aria_mir::Callee::Instance(instance), .. } = &block.terminator.kind {
            found.extend(program.instances.get(instance).map(|id| (*id, block.terminator.span)));
        }
    }
    let span = body.span.unwrap_or(body.locals[0].span);
    found.extend(named_functions(body).into_iter().filter_map(|i| program.instances.get(i)).map(|id| (*id, span)));
    found
}

/// Whether somebody else chose the types that a body works on, or the body is the library's.
fn is_chosen(cx: &Context<'_>, functions: &Functions<'_>, id: BodyId) -> bool {
    let Some(instance) = functions.instances.get(&id) else { return false };
    let function = match &instance.kind {
        InstanceKind::Fn(function, _) | InstanceKind::Closure(function, ..) => *function,
        // What is made for a type; the others are chosen by nobody.
        other => return other.is_glue(),
    };
    let generics = cx.defs.function(function).generics.len();
    cx.defs.function(function).in_std || instance.args.iter().take(generics).any(|ty| cx.facts.no_copy(ty).is_some())
}

fn place_of(problem: &Problem) -> Broken {
    match problem {
        Problem::Used { used, ty, ends, .. } => (ends.first().map_or(*used, |e| e.0), ty.clone()),
        Problem::Taken { span, ty, .. } | Problem::EndsWhileLent { span, ty, .. } => (*span, ty.clone()),
    }
}

fn problem(cx: &Context<'_>, problem: &Problem) {
    match problem {
        Problem::Used { name, part, ty, used, ends, when } => {
            let Some((first, why)) = ends.first() else { return };
            match why {
                Why::Moved { into, .. } => cx.report(UsedAfterMove {
                    name: name.clone(),
                    part: part.clone(),
                    ty: ty.to_string(),
                    used: *used,
                    moved: *first,
                    into: into.clone(),
                    others: ends.iter().skip(1).map(|e| e.0).filter(|s| s != first).collect(),
                    when: *when,
                    surely: ends.len() == 1,
                    clone: has_clone(cx, ty),
                }),
                Why::Replaced => cx.report(UsedAfterMove {
                    name: name.clone(),
                    part: part.clone(),
                    ty: ty.to_string(),
                    used: *used,
                    moved: *first,
                    into: None,
                    others: Vec::new(),
                    when: *when,
                    surely: false,
                    clone: false,
                }),
                Why::MayEnd { by } => cx.report(MayEnd {
                    name: format!("`{name}`"),
                    ty: ty.to_string(),
                    span: *used,
                    by: by.clone(),
                    at: Some(*first),
                }),
            }
        }
        Problem::Taken { name, ty, span, out_of } => {
            let (why, help) = reason(out_of);
            let name = if name.contains(' ') { name.clone() } else { format!("`{name}`") };
            cx.report(CannotTake { name, ty: ty.to_string(), span: *span, why, help });
        }
        Problem::EndsWhileLent { name, ty, span, by } => {
            cx.report(MayEnd { name: format!("`{name}`"), ty: ty.to_string(), span: *span, by: by.clone(), at: None })
        }
    }
}

fn reason(out_of: &OutOf) -> (String, String) {
    match out_of {
        OutOf::Elsewhere => (
            "it belongs to an object, an array or a variable that closures share, where nothing may be missing".into(),
            "use it where it is, take it out by a method that leaves something else (`pop`, `remove_at`), or make the field an \
             `Option` and exchange its value"
                .into(),
        ),
        OutOf::Lent(Lender::Closure) => (
            "a closure's parameters stay its caller's".into(),
            "only look at it in the closure; to take values one by one, use `while let Some(x) = xs.pop`".into(),
        ),
        OutOf::Lent(Lender::Unknown) => {
            ("who calls this does not know that it takes its parameter".into(), "only look at it here".into())
        }
        OutOf::Lent(Lender::Hook) => ("a destructor is lent what goes on being destroyed".into(), "only look at it here".into()),
        OutOf::Destroyed(ty) => (
            format!("the destructor of `{ty}` needs all of its value"),
            format!("move the whole `{ty}`, or give it an `Option` field whose value is exchanged"),
        ),
        OutOf::Element => ("which element it is, is known only when the program runs".into(), "use it where it is".into()),
    }
}

/// Whether values of a type can be cloned by name: it and what makes it one that moves.
fn has_clone(cx: &Context<'_>, ty: &Ty) -> bool {
    let by_impl = |id: AdtId, i: &ImplDef| matches!(&i.target, Ty::Adt(a, _) if a.id == id) && i.methods.contains_key("clone");
    let clones = |id: AdtId| cx.defs.adt(id).methods.contains_key("clone") || cx.defs.impls.iter().any(|i| by_impl(id, i));
    let Ty::Adt(adt, _) = ty else { return false };
    clones(adt.id) && all_no_copy(cx, ty).into_iter().all(clones)
}
