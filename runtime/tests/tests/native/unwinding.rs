//! Panics through frames with landing pads: order of cleanups, catching, foreign exceptions, reports.

use crate::build::{Link, Program};

const CAUGHT: &str = "cleanup inner\ncleanup middle\ncleanup outer\nindex 10 out of bounds: the array has 3 elements\n";

const REPORT: &str = "\
panic: index 10 out of bounds: the array has 3 elements
  --> main.aria:12:10
   |
12 | \tlet x = items[10]
   | \t        ^^^^^^^^^
backtrace:
   0: innermost  at /src/main.aria:12
   1: Stack.inner  at /src/main.aria:22
   2: Stack.middle  at /src/main.aria:32
   3: outer  at /src/main.aria:42
   4: program  in program
";

const SIGABRT: i32 = 6;

#[test]
fn cleanups_run_innermost_first_and_the_catch_ends_the_panic() {
    for link in [Link::Shared, Link::Static, Link::SharedWithAsan] {
        for level in ["-O0", "-O2"] {
            let run = Program::new(&["frames.ll", "catch.ll", "main.ll"], &[level], link).run(&[]);
            assert_eq!((run.stdout.as_str(), run.status), (CAUGHT, Some(7)), "{run:?}");
            assert_eq!(run.stderr, "");
        }
    }
}

#[test]
fn unwinding_touches_no_memory_it_must_not() {
    let run = Program::new(&["frames.ll", "catch.ll", "main.ll"], &["-O1"], Link::Shared).run_in_valgrind();
    assert_eq!((run.stdout.as_str(), run.status), (CAUGHT, Some(7)), "{run:?}");
}

#[test]
fn an_uncaught_panic_cleans_up_reports_and_gives_101() {
    for link in [Link::Shared, Link::Static] {
        let run = Program::new(&["frames.ll", "uncaught.ll", "main.ll"], &["-O0"], link).run(&[]);
        assert_eq!((run.stderr.as_str(), run.status), (REPORT, Some(101)), "{run:?}");
        assert_eq!(run.stdout, "cleanup inner\ncleanup middle\ncleanup outer\n");
    }
}

#[test]
fn a_backtrace_shows_inlined_functions_and_paths_from_the_working_folder() {
    let run = Program::new(&["inlined.c"], &["-O1", "-funwind-tables"], Link::Shared).run(&[]);
    let expected = "\
panic: deep
backtrace:
   0: inlined  at programs/inlined.c:5
   1: caller  at programs/inlined.c:8
   2: program  at programs/inlined.c:12
";
    assert_eq!((run.stderr.as_str(), run.status), (expected, Some(101)), "{run:?}");
}

#[test]
fn cleanups_that_were_inlined_keep_their_order() {
    let run = Program::new(&["inlined_frames.ll", "catch.ll", "main.ll"], &["-O2"], Link::Shared).run(&[]);
    assert_eq!((run.stdout.as_str(), run.status), ("inner\nouter\nboom\n", Some(7)), "{run:?}");
}

#[test]
fn the_report_touches_no_memory_it_must_not() {
    let run = Program::new(&["frames.ll", "uncaught.ll", "main.ll"], &["-O0"], Link::Shared).run_in_valgrind();
    assert_eq!((run.stderr.as_str(), run.status), (REPORT, Some(101)), "{run:?}");
}

#[test]
fn a_panic_in_a_cleanup_aborts_with_both_messages() {
    let run = Program::new(&["panic_in_cleanup.ll", "main.ll"], &["-O0"], Link::Shared).run(&[]);
    assert_eq!(run.signal, Some(SIGABRT), "{run:?}");
    let first = run.stderr.find("panic: first\n").expect("the first message");
    let second = run.stderr.find("panic: second\n").expect("the second message");
    assert!(first < second, "{}", run.stderr);
    assert!(run.stderr.ends_with("fatal error: a panic while unwinding from another panic\n"), "{}", run.stderr);
}

#[test]
fn a_cleanup_may_catch_its_own_panic() {
    let run = Program::new(&["caught_in_cleanup.ll", "catch.ll", "main.ll"], &["-O0"], Link::Shared).run(&[]);
    assert_eq!((run.stdout.as_str(), run.status), ("second\nfirst\n", Some(7)), "{run:?}");
}

#[test]
fn foreign_exceptions_and_thread_exit_pass_through_and_panics_pass_cpp_frames() {
    let expected = "\
aria cleanup
C++ caught 42
--
~guard
aria cleanup
aria caught
boom!
--
aria cleanup
C++ swallowed
--
aria cleanup
end
";
    for link in [Link::Shared, Link::Static] {
        let program = Program::new(&["foreign_frame.ll", "foreign.cpp"], &["-O1", "-pthread"], link);
        let run = program.run(&[]);
        assert_eq!((run.stdout.as_str(), run.status), (expected, Some(0)), "{run:?}");
        let run = program.run_in_valgrind();
        assert_eq!((run.stdout.as_str(), run.status), (expected, Some(0)), "{run:?}");
    }
}

#[test]
fn every_way_to_panic_has_its_message() {
    let expected = "\
a message
a text
integer overflow: `+`
integer overflow: `**`
index -5 out of bounds: the array has 1 element
division by zero
a null pointer where a value is needed
-300 is out of range for `UInt8`
1e+300 is out of range for `Int`
the string has a NUL at byte 4, which C would take for its end
no such file
`!` on a value that is absent
no panic
a text
";
    for link in [Link::Shared, Link::SharedWithAsan] {
        let run = Program::new(&["messages.c"], &["-O1", "-fexceptions"], link).run(&[]);
        assert_eq!((run.stdout.as_str(), run.status), (expected, Some(0)), "{run:?}");
    }
}

#[test]
fn panics_and_shared_counts_hold_on_several_threads() {
    for link in [Link::Shared, Link::Static, Link::SharedWithAsan] {
        let run = Program::new(&["threads.c"], &["-O1", "-fexceptions", "-pthread"], link).run(&[]);
        assert_eq!((run.stdout.as_str(), run.status), ("strong -1, weak 0\n", Some(0)), "{run:?}");
    }
}

#[test]
fn a_panic_that_cannot_unwind_says_why_and_aborts() {
    let run = Program::new(&["nounwind.ll", "main.ll"], &["-O0"], Link::Shared).run(&[]);
    assert_eq!(run.signal, Some(SIGABRT), "{run:?}");
    assert!(run.stderr.starts_with("panic: boom\n"), "{run:?}");
    assert!(run.stderr.contains("cannot leave a function that was declared not to unwind"), "{run:?}");

    let run = Program::new(&["no_boundary.c"], &["-O0"], Link::Shared).run(&[]);
    assert_eq!(run.signal, Some(SIGABRT), "{run:?}");
    assert!(run.stderr.starts_with("panic: nobody listens\n"), "{run:?}");
    assert!(run.stderr.ends_with("nothing there catches panics\n"), "{run:?}");
}
