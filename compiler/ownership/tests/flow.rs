//! The flow of values over branches, loops, fields and unwind edges, on MIR in its text form.

use aria_mir::text::parse_body;
use aria_ownership::{Flow, PathStep, Site, StatusOf, events};
use aria_types::AdtRef;

fn names(_: &str) -> Option<AdtRef> {
    None
}

/// A body of one parameter `_1` and three locals.
fn body(blocks: &str) -> aria_mir::Body {
    let head = r#"fn "f" as "f"(1) {
    let _0: ();
    let _1: (Int, (Int, Int));
    let _2: (Int, (Int, Int));
    let _3: Bool;
    let _4: CPtr[(Int, (Int, Int))];
"#;
    match parse_body(&format!("{head}{blocks}\n}}\n"), &names) {
        Ok(body) => body,
        Err(error) => panic!("{error:?}"),
    }
}

/// `place used at block:index, ended at block:index …` for each loss.
fn losses(blocks: &str) -> Vec<String> {
    let body = body(blocks);
    let flow: Flow<()> = Flow::solve(&body, |site, out| events::of(&body, site, || (), out));
    let site = |s: &Site| format!("{}:{}", s.block, s.index);
    let step = |s: &PathStep| match s {
        PathStep::Field(i) => format!(".{i}"),
        PathStep::Variant(i) => format!("#{i}"),
    };
    flow.losses()
        .iter()
        .map(|loss| {
            let (path, _) = aria_ownership::Path::of(&loss.place);
            let steps: String = path.steps.iter().map(step).collect();
            let ends: Vec<String> = loss.ends.iter().map(|(s, ..)| site(s)).collect();
            let surely = if loss.always { " surely" } else { "" };
            format!("{}{steps} used {} ended {}{surely}", path.local, site(&loss.used), ends.join(" "))
        })
        .collect()
}

#[test]
fn a_use_after_a_move_is_found_and_a_store_revives() {
    let lost = losses("bb0: { _2 = move _1; _3 = copy _1.0; _1 = copy _2; _3 = copy _1.0; return; }");
    assert_eq!(lost, ["_1.0 used bb0:1 ended bb0:0 surely"]);
}

#[test]
fn a_branch_that_moves_makes_later_uses_doubtful() {
    let blocks = "bb0: { branch copy _3 -> bb1 else bb2; } bb1: { _2 = move _1; goto bb3; } bb2: { goto bb3; } bb3: { _2 = copy _1; return; }";
    assert_eq!(losses(blocks), ["_1 used bb3:0 ended bb1:0"]);
}

#[test]
fn the_next_turn_of_a_loop_meets_the_move_of_this_one() {
    let blocks = "bb0: { goto bb1; } bb1: { branch copy _3 -> bb2 else bb3; } bb2: { _2 = move _1; goto bb1; } bb3: { return; }";
    assert_eq!(losses(blocks), ["_1 used bb2:0 ended bb2:0"]);
}

#[test]
fn fields_go_one_by_one_and_the_whole_is_then_broken() {
    let blocks = "bb0: { _2.1 = move _1.1; _3 = copy _1.0; _3 = copy _1.1.0; _2 = copy _1; return; }";
    assert_eq!(losses(blocks), ["_1.1.0 used bb0:2 ended bb0:0 surely", "_1 used bb0:3 ended bb0:0 surely"]);
}

#[test]
fn a_field_of_what_is_gone_cannot_be_stored() {
    assert_eq!(losses("bb0: { _2 = move _1; _1.0 = const 1: Int; return; }"), ["_1.0 used bb0:1 ended bb0:0 surely"]);
    assert_eq!(losses("bb0: { _2 = move _1.0; _1.0 = const 1: Int; _3 = copy _1; return; }"), Vec::<String>::new());
}

#[test]
fn a_pointer_that_is_gone_cannot_be_followed() {
    let lost = losses("bb0: { _4 = &_2; _0 = move _4; _4.*.0 = const 1: Int; return; }");
    assert_eq!(lost, ["_4 used bb0:2 ended bb0:1 surely"]);
}

#[test]
fn a_call_takes_its_arguments_even_if_it_unwinds_and_gives_only_if_it_returns() {
    let blocks = r#"bb0: { call _2 = extern "f"(move _1) -> bb1 unwind bb2; }
bb1: { drop _2 -> bb3 unwind terminate; }
bb2 cleanup: { drop _2 -> bb4 unwind terminate; }
bb3: { return; }
bb4 cleanup: { drop _1 -> bb5 unwind terminate; }
bb5 cleanup: { _0 = move _2; resume; }"#;
    let body = body(blocks);
    let flow: Flow<()> = Flow::solve(&body, |site, out| events::of(&body, site, || (), out));
    let status = |block: u32, local: u32| {
        let path = aria_ownership::Path { local: aria_mir::LocalId(local), steps: Vec::new() };
        let index = flow.paths.index(&path).expect("followed");
        flow.before(Site { block: aria_mir::BlockId(block), index: 0 }).expect("reached")[index].word()
    };
    assert_eq!(status(1, 2), StatusOf::Here);
    assert_eq!(status(2, 2), StatusOf::Gone);
    assert_eq!(status(4, 1), StatusOf::Gone);
}
