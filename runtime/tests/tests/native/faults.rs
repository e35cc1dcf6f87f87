//! Exhausted stacks and memory, and the faults that are none of the runtime's business.

use crate::build::{Link, Program};

const SIGABRT: i32 = 6;
const SIGSEGV: i32 = 11;

#[test]
fn an_exhausted_stack_names_the_function_and_aborts() {
    for link in [Link::Shared, Link::Static] {
        let run = Program::new(&["faults.c"], &["-O0"], link).run(&["overflow"]);
        assert_eq!(run.signal, Some(SIGABRT), "{run:?}");
        let (first, backtrace) = run.stderr.split_once('\n').expect("two lines");
        assert_eq!(first, "fatal error: stack overflow in recurse", "{run:?}");
        assert!(backtrace.starts_with("backtrace:\n   0: recurse  at programs/faults.c:"), "{run:?}");
        assert!(backtrace.contains("\n   9: recurse  at programs/faults.c:"), "{run:?}");
        assert!(backtrace.ends_with("\n   ...\n"), "{run:?}");
    }
}

#[test]
fn an_exhausted_stack_of_another_thread_is_reported_too() {
    let program = Program::new(&["faults.c"], &["-O0"], Link::Shared);
    let run = program.run(&["thread"]);
    assert_eq!(run.signal, Some(SIGABRT), "{run:?}");
    assert!(run.stderr.starts_with("fatal error: stack overflow in recurse\nbacktrace:\n   0: recurse"), "{run:?}");
    assert_eq!(program.run(&["quiet"]).status, Some(0));
}

#[test]
fn other_faults_take_their_usual_course() {
    let program = Program::new(&["faults.c"], &["-O0"], Link::Shared);
    for choice in ["null", "kill"] {
        let run = program.run(&[choice]);
        assert_eq!((run.signal, run.stderr.as_str()), (Some(SIGSEGV), ""), "{choice}: {run:?}");
    }
}

#[test]
fn a_sanitizer_keeps_its_handler() {
    let run = Program::new(&["faults.c"], &["-O0"], Link::SharedWithAsan).run(&["null"]);
    assert!(run.stderr.contains("AddressSanitizer: SEGV"), "{run:?}");
}

#[test]
fn exhausted_memory_aborts_with_its_size() {
    let run = Program::new(&["faults.c"], &["-O0"], Link::Shared).run(&["memory"]);
    assert_eq!(run.signal, Some(SIGABRT), "{run:?}");
    let expected = "fatal error: out of memory: 4611686018427387904 bytes\nbacktrace:\n   0: program  at programs/faults.c:";
    assert!(run.stderr.starts_with(expected), "{run:?}");
}

#[test]
fn arguments_and_status_pass_through() {
    let program = Program::new(&["faults.c"], &["-O0"], Link::Shared);
    assert_eq!(program.run(&[]).status, Some(3));
    assert_eq!(program.run(&["unknown"]).status, Some(4));
}
