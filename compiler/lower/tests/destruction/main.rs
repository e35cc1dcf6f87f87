//! The proof of "destructors run exactly once on every path": lowered programs run on an abstract machine, once
//! without a panic and once with a panic at each place where one can begin, and leave nothing behind.

mod generate;
mod machine;
mod memory;
mod structure;
mod world;

use aria_check::typed::{CheckedProgram, ExprKind, Local, PatternKind, Stmt};
use aria_lower::{LowerOptions, lower};
use aria_mir::MirProgram;
use aria_types::Ty;

use machine::{Exit, run};
use world::*;

fn lowered(program: &CheckedProgram) -> MirProgram {
    let lowered = lower(program, &LowerOptions::default());
    let reported: Vec<String> = lowered.diagnostics.iter().map(|d| d.message.clone()).collect();
    assert!(reported.is_empty(), "{reported:?}");
    lowered.program
}

/// Runs a program with no panic and with one at every tick, for several sequences of coins.
fn survive(program: &CheckedProgram, coin_seeds: u64) -> Result<u32, String> {
    let mir = lowered(program);
    structure::check(&mir, &program.defs)?;
    let mut runs = 0;
    for coins in 0..coin_seeds {
        let coins = coins.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x55;
        let (exit, ticks) = run(&mir, coins, 0).map_err(|f| format!("without a panic: {}", f.0))?;
        if exit != Exit::Returned {
            return Err("unwinds without a panic".into());
        }
        for at in 1..=ticks {
            run(&mir, coins, at).map_err(|f| format!("with a panic at tick {at} (coins {coins}): {}", f.0))?;
            runs += 1;
        }
    }
    Ok(runs)
}

fn check(locals: Vec<Local>, body: aria_check::typed::Expr) -> MirProgram {
    let program = program(locals, body);
    if let Err(why) = survive(&program, 8) {
        panic!("{why}\n{}", dump(&lowered(&program)));
    }
    lowered(&program)
}

fn dump(program: &MirProgram) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for body in &program.bodies {
        let _ = writeln!(out, "{}:", body.symbol);
        for (i, local) in body.locals.iter().enumerate() {
            let _ = writeln!(out, "  _{i}: {}", local.ty);
        }
        for (i, block) in body.blocks.iter().enumerate() {
            let _ = writeln!(out, "  bb{i}{}:", if block.cleanup { " (cleanup)" } else { "" });
            for s in &block.statements {
                let _ = writeln!(out, "    {:?}", s.kind);
            }
            let _ = writeln!(out, "    {:?}", block.terminator.kind);
        }
    }
    out
}

#[test]
fn random_programs_destroy_everything_exactly_once() {
    let programs = std::env::var("ARIA_LOWER_PROGRAMS").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let first = std::env::var("ARIA_LOWER_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let mut runs = 0;
    for seed in first..first + programs {
        let ((locals, body), work) = generate::bodies(seed);
        let program = program_with(locals, body, Some(work));
        match survive(&program, 4) {
            Ok(n) => runs += n,
            Err(why) => {
                if programs == 1 {
                    println!("{}", dump(&lowered(&program)));
                }
                panic!("ARIA_LOWER_PROGRAMS=1 ARIA_LOWER_SEED={seed}: {why}");
            }
        }
    }
    assert!(runs > programs as u32 * 10, "only {runs} panics in {programs} programs");
}

#[test]
fn the_machine_sees_a_missing_drop_and_a_second_one() {
    let mir = check(vec![declaration(obj())], block(vec![let_(0, Some(call(MAKE, &[], vec![], obj())))], None));
    let is_drop = |b: &aria_mir::Block| matches!(b.terminator.kind, aria_mir::TerminatorKind::Drop { .. }) && !b.cleanup;
    let main = mir.bodies.iter().position(|b| &*b.symbol == "aria.main").unwrap();
    let at = mir.bodies[main].blocks.iter().position(is_drop).unwrap();
    let aria_mir::TerminatorKind::Drop { target, .. } = mir.bodies[main].blocks[at].terminator.kind else { unreachable!() };

    let mut forgets = mir.clone();
    forgets.bodies[main].blocks[at].terminator.kind = aria_mir::TerminatorKind::Goto(target);
    assert!(run(&forgets, 0, 0).is_err());

    let mut repeats = mir.clone();
    let mut again = repeats.bodies[main].blocks[at].clone();
    again.statements.clear();
    repeats.bodies[main].blocks.push(again);
    let last = aria_mir::BlockId(repeats.bodies[main].blocks.len() as u32 - 1);
    if let aria_mir::TerminatorKind::Drop { target, .. } = &mut repeats.bodies[main].blocks[at].terminator.kind {
        *target = last;
    }
    assert!(run(&repeats, 0, 0).is_err());
}

#[test]
fn a_local_is_lent_without_a_count() {
    let make = || call(MAKE, &[], vec![], obj());
    let body = block(vec![let_(0, Some(make())), Stmt::Expr(call(PASS, &[], vec![local(0, obj())], obj()))], None);
    let mir = check(vec![declaration(obj())], body);
    let main = mir.bodies.iter().find(|b| &*b.symbol == "aria.main").unwrap();
    let retains = main.blocks.iter().flat_map(|b| &b.statements).filter(|s| matches!(s.kind, aria_mir::StatementKind::Retain(_)));
    assert_eq!(retains.count(), 0);
}

#[test]
fn a_local_assigned_by_a_later_argument_is_copied() {
    let make = || call(MAKE, &[], vec![], obj());
    let reassigned = block(
        vec![Stmt::Expr(assign(local(0, obj()), make()))],
        Some(construct(duo(), vec![make(), int(1), variant(opt(), 0, vec![])])),
    );
    let body = block(vec![let_(0, Some(make())), Stmt::Expr(call(LOOK, &[], vec![local(0, obj()), reassigned], Ty::INT))], None);
    check(vec![declaration(obj())], body);
}

#[test]
fn a_field_overwritten_by_the_callee_stays_alive() {
    let make = || call(MAKE, &[], vec![], obj());
    let owner = construct(pair(), vec![make(), construct(duo(), vec![make(), int(1), variant(opt(), 1, vec![make()])])]);
    let inner = get(local(0, pair()), 0, obj());
    let body = block(vec![let_(0, Some(owner)), Stmt::Expr(call(OVERWRITE, &[], vec![local(0, pair()), inner], obj()))], None);
    check(vec![declaration(pair())], body);
}

#[test]
fn nothing_can_be_left_over_when_returning_through_a_panicking_defer() {
    // The result of `pass` is on its way out while the defer runs.
    let make = || call(MAKE, &[], vec![], obj());
    let tick = call(TICK, &[], vec![], Ty::Unit);
    let inner = block(
        vec![Stmt::Defer { body: tick, span: SPAN }, let_(0, Some(make()))],
        Some(call(PASS, &[], vec![local(0, obj())], obj())),
    );
    check(vec![declaration(obj()), declaration(obj())], block(vec![let_(1, Some(inner))], None));
}

#[test]
fn a_caught_panic_is_an_object_that_is_destroyed() {
    let body =
        catch(block(vec![Stmt::Expr(call(MAKE, &[], vec![], obj()))], None), Some((Some(0), expr(ExprKind::Unit, Ty::Unit))));
    let mir = check(vec![declaration(panic_ty())], block(vec![Stmt::Expr(body)], None));
    assert_eq!(run(&mir, 0, 1).unwrap().0, Exit::Returned);
}

#[test]
fn symbols_say_what_they_are() {
    let body = call(SAME, &[boxed(obj())], vec![construct(boxed(obj()), vec![call(MAKE, &[], vec![], obj())])], boxed(obj()));
    let mir = check(vec![], block(vec![Stmt::Expr(body)], None));
    let symbols: Vec<&str> = mir.bodies.iter().map(|b| &*b.symbol).collect();
    for expected in ["aria_main", "aria.main", "aria.same[Box[Obj]]", "aria.Obj.finalize", "aria.destroy[Obj]"] {
        assert!(symbols.contains(&expected), "{expected} in {symbols:?}");
    }
}

#[test]
fn a_guard_that_changes_what_is_matched_does_not_change_the_choice() {
    let make = || call(MAKE, &[], vec![], obj());
    let some = |p| pattern(PatternKind::Variant { variant: 1, fields: vec![(0, p)] }, opt());
    let none = || pattern(PatternKind::Variant { variant: 0, fields: vec![] }, opt());
    let owner = construct(pair(), vec![make(), construct(duo(), vec![make(), int(1), variant(opt(), 1, vec![make()])])]);
    let place = || get(get(local(0, pair()), 1, duo()), 2, opt());
    let empties =
        block(vec![Stmt::Expr(assign(place(), variant(opt(), 0, vec![])))], Some(expr(ExprKind::Bool(false), Ty::Bool)));
    let arms =
        vec![(none(), None, int(0)), (some(binding(1, obj())), Some(empties), int(1)), (some(binding(2, obj())), None, int(2))];
    let body = block(vec![let_(0, Some(owner)), Stmt::Expr(match_(place(), arms))], None);
    check(vec![declaration(pair()), declaration(obj()), declaration(obj())], body);
}

#[test]
fn a_reference_left_behind_by_finalize_ends_the_program() {
    let mut program = program(vec![], block(vec![Stmt::Expr(call(MAKE, &[], vec![], obj()))], None));
    let stash = call(STASH, &[], vec![local(0, obj())], Ty::Unit);
    if let Some(body) = program.bodies.get_mut(&FINALIZE) {
        body.value = block(vec![Stmt::Expr(stash)], None);
    }
    let why = run(&lowered(&program), 0, 0).unwrap_err().0;
    assert!(why.contains("aria_rt_abort_resurrected"), "{why}");
}

#[test]
fn elements_of_an_array_are_dropped_and_retained() {
    let ty = Ty::Array(duo().into(), 3);
    let element = || {
        construct(duo(), vec![call(MAKE, &[], vec![], obj()), int(1), variant(opt(), 1, vec![call(MAKE, &[], vec![], obj())])])
    };
    let whole = construct(ty.clone(), vec![element(), element(), element()]);
    let body = block(vec![let_(0, Some(whole)), let_(1, Some(local(0, ty.clone())))], None);
    check(vec![declaration(ty.clone()), declaration(ty)], body);
}

#[test]
fn a_long_list_is_destroyed_without_recursion() {
    // list = Some(node(list)) a few thousand times; the machine allows 300 calls within each other.
    let list = || local(0, node_opt());
    let make = || call(MAKE, &[], vec![], obj());
    let grow = assign(list(), variant(node_opt(), 1, vec![construct(node(), vec![make(), list(), make()])]));
    let count = || local(1, Ty::INT);
    let one = expr(
        ExprKind::Binary {
            op: aria_check::typed::BinaryOp::Add,
            left: Box::new(count()),
            right: Box::new(int(1)),
            overflow: aria_check::typed::Overflow::Wraps,
        },
        Ty::INT,
    );
    let turn = block(vec![Stmt::Expr(grow), Stmt::Expr(assign(count(), one))], None);
    let body = block(
        vec![
            let_(0, Some(variant(node_opt(), 0, vec![]))),
            let_(1, Some(int(0))),
            Stmt::Expr(loop_(0, if_(less(count(), int(2000)), turn, Some(break_(0))))),
        ],
        None,
    );
    let program = program(vec![declaration(node_opt()), declaration(Ty::INT)], body);
    let mir = lowered(&program);
    structure::check(&mir, &program.defs).unwrap();
    let (exit, ticks) = run(&mir, 0, 0).unwrap_or_else(|f| panic!("{}", f.0));
    assert_eq!((exit, ticks), (Exit::Returned, 2000 * 5));
    // In the midst of the destruction.
    for at in [4001, 4002, 7003, 9999, 10_000] {
        let (exit, _) = run(&mir, 0, at).unwrap_or_else(|f| panic!("{at}: {}", f.0));
        assert_eq!(exit, Exit::Unwound);
    }
}
