//! Errors: what is said, where, and that the rest of the file is still read.

mod reading;

use reading::{broken_tree, errors};

/// A text, its errors and the tree that is left of it.
#[track_caller]
fn recovers(text: &str, expected: &[&str], tree: &str) {
    assert_eq!(errors(text), expected, "in:\n{text}");
    assert_eq!(broken_tree(text), tree, "in:\n{text}");
}

#[test]
fn a_missing_end_is_placed_by_indentation() {
    recovers(
        "fn f\n  if x\n    y\n\nfn g\n  z\nend\n",
        &["2:3 E0102 this `if` has no `end`"],
        "(fn f () (do (if (x y))))\n(fn g () (do z))",
    );
    recovers(
        "class A\n  fn f\n    if x\n      1\n  end\n  fn g\n    2\n  end\nend\n",
        &["3:5 E0102 this `if` has no `end`"],
        "(class A (fn f () (do (if (x 1)))) (fn g () (do 2)))",
    );
    recovers("x.each do |a|\n  b\nz\n", &["1:8 E0102 this `do` block has no `end`"], "(call (. x each) (do (a) b))\nz");
    recovers("end\nx = 1", &["1:1 E0104 `end` closes nothing"], "(= x 1)");
    recovers("if a\n  b\nend\nend\nc", &["4:1 E0104 `end` closes nothing"], "(if (a b))\nc");
}

#[test]
fn a_head_takes_no_do() {
    recovers("for i in 0..10 do\n  f(i)\nend", &["1:16 E0115 this `for` takes no `do`"], "(for i (.. 0 10) (call f i))");
    recovers("while a do\n  f(i)\nend\ng", &["1:9 E0115 this `while` takes no `do`"], "(while a (call f i))\ng");
}

#[test]
fn an_unclosed_bracket_ends_with_its_line() {
    recovers("x = (1, 2\ny = 3\n", &["1:10 E0103 expected `)`, found the end of the line"], "(= x (tuple 1 2))\n(= y 3)");
    recovers("fn f(x: Int\n  y\nend\nz", &["1:12 E0103 expected `)`, found the end of the line"], "(fn f ((x: Int)) (do y))\nz");
    recovers("f(\n  a\n  b,\n  c\n)\nx", &["2:4 E0101 expected `,` or `)`, found the end of the line"], "(call f a b c)\nx");
    recovers("f(a b, c)", &["1:5 E0101 expected `,` or `)`, found `b`"], "(call f a c)");
    recovers("f(1, , 2)", &["1:6 E0101 expected an expression, found `,`"], "(call f 1 <error> 2)");
    recovers("x = )\ny", &["1:5 E0101 expected an expression, found `)`"], "(= x <error>)\ny");
}

#[test]
fn members_are_skipped_one_by_one() {
    recovers(
        "class A\n  x: Int\n  y Int\n  fn f\n    1\n  end\n  z: )\nend\nfn g\nend",
        &["3:3 E0101 expected a field, a method or `end`, found `y`", "7:6 E0101 expected a type, found `)`"],
        "(class A (field x Int) <error> (fn f () (do 1)) (field z <error>))\n(fn g () (do))",
    );
    recovers(
        "match x\n  1 = > 2\n  Some(x => 3\n  3 => 4\nend\ny",
        &["2:5 E0101 expected `=>`, found `=`", "3:10 E0101 expected `,` or `)`, found `=>`"],
        "(match x (1 => <error>) ((variant Some x) => <error>) (3 => 4))\ny",
    );
    recovers(
        "struct foo\n  a : Int\nend",
        &["2:5 E0121 the colon follows its name without a space"],
        "(struct foo (field a Int))",
    );
}

#[test]
fn an_incomplete_member_access_keeps_its_base() {
    recovers("foo.\nx = 2", &["1:5 E0101 expected a name, found the end of the line"], "(. foo )\n(= x 2)");
    recovers("x = 1 +", &["1:8 E0101 expected an expression, found the end of the file"], "(= x (+ 1 <error>))");
    recovers(
        "\"abc #{x + } def\"\ny",
        &["1:12 E0101 expected an expression, found `}`"],
        "(str \"abc \" (# (+ x <error>)) \" def\")\ny",
    );
}

#[test]
fn what_other_languages_do_is_explained() {
    recovers("puts \"hello\"", &["1:6 E0119 a call needs parentheses around its arguments"], "puts");
    recovers("def foo\n  1\nend\ny", &["1:1 E0130 `def` begins nothing in this language"], "def\n1\ny");
    recovers("a; b", &["1:2 E0120 statements are not separated by `;`"], "a\nb");
    recovers("private\nfn x = 1", &["1:1 E0129 `private` stands before a declaration"], "private\n(fn x () (= 1))");
    recovers("1 = 2", &["1:1 E0112 this cannot be assigned"], "(= 1 2)");
    recovers("f(x: 1, 2)", &["1:9 E0128 positional arguments stand before named ones"], "(call f (x: 1) 2)");
}

#[test]
fn messages_name_both_places_and_a_way_out() {
    let text = "fn f\n  x = (1\n  y\nend";
    let parsed = aria_syntax::parse(aria_source::FileId(0), text);
    let message = parsed.errors[0].kind.message();
    assert_eq!(message.title, "expected `)`, found the end of the line");
    assert_eq!(message.notes.len(), 1);
    assert_eq!((message.notes[0].span.start, message.notes[0].text.as_str()), (11, "opened here"));
    let parsed = aria_syntax::parse(aria_source::FileId(0), "if x {\n}\n");
    let help = parsed.errors.iter().find_map(|e| e.kind.message().help);
    assert_eq!(help.as_deref(), Some("a body begins on the next line and closes with `end`; `{` is always a dict"));
}

#[test]
fn habits_of_other_languages_are_answered() {
    let cases = [
        ("class Dog < Animal\nend\n", "a class extends no other"),
        ("go = ready and true\n", "`&&`"),
        ("go = ready or true\n", "`||`"),
        ("z = 1 if true else 2\n", "`condition ? this : that`"),
        ("let mut x = 3\n", "`name = value`"),
        ("match x\n  1 => f(1) if y\n  _ => 2\nend\n", "takes no modifier"),
        ("go = not ready\n", "`!`"),
    ];
    for (text, wanted) in cases {
        let parsed = aria_syntax::parse(aria_source::FileId(0), text);
        let help = parsed.errors.iter().find_map(|e| e.kind.message().help).unwrap_or_default();
        assert!(help.contains(wanted), "{text}: {help}\n{:?}", parsed.errors);
    }
}
