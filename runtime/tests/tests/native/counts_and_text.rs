//! Memory, counts, Strings, numbers as text, printing.

use crate::build::{Link, Program};

#[test]
fn numbers_and_strings_become_text() {
    let expected = "\
5.0
0.1
-0.0
0.0
1000000000000000.0
1e+16
1.2345678901234568e+17
0.0001
1e-05
1.5e-07
1e+22
5e-324
1.7976931348623157e+308
-2.5
100.0
0.3
1e+100
1234.5678
9007199254740992.0
inf
-inf
nan
0.1
16777216.0
1e-30
-9223372036854775808
18446744073709551615
-170141183460469231731687303715884105728
340282366920938463463374607431768211455

pl\u{e4}in \u{fffd}\u{fffd} end\u{fffd}
concat

C prints, Aria prints, C prints
";
    let program = Program::new(&["numbers.c"], &["-O1"], Link::Shared);
    for run in [program.run(&[]), program.run_in_valgrind()] {
        assert_eq!((run.stdout.as_str(), run.stderr.as_str(), run.status), (expected, "to stderr\n", Some(0)), "{run:?}");
    }
}

#[test]
fn blocks_and_counts_obey_their_rules() {
    let program = Program::new(&["memory.c"], &["-O1"], Link::Shared);
    let asan = Program::new(&["memory.c"], &["-O1"], Link::SharedWithAsan);
    for run in [program.run(&[]), program.run_in_valgrind(), asan.run(&[])] {
        assert_eq!((run.stdout.as_str(), run.stderr.as_str(), run.status), ("done\n", "", Some(0)), "{run:?}");
    }
}
