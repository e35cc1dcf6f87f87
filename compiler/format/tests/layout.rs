//! The style, rule by rule: a text before and after.

use aria_format::{FormatError, format};
use aria_source::FileId;

#[track_caller]
fn becomes(before: &str, after: &str) {
    let found = format(FileId(0), before).unwrap_or_else(|error| panic!("{error:?}\n{before}"));
    assert_eq!(found, after, "\n--- found\n{found}--- expected\n{after}");
    assert_eq!(format(FileId(0), after).ok().as_deref(), Some(after), "it is not stable");
}

#[track_caller]
fn stays(text: &str) {
    becomes(text, text);
}

#[test]
fn spaces() {
    becomes("x=1+2 *-3", "x = 1 + 2 * -3\n");
    becomes("f( a,b :1 )".replace("b :", "b:").as_str(), "f(a, b: 1)\n");
    becomes("x = [ 1 ,2 ]\ny = { \"a\"=>1,b: 2 }\nz = ( )", "x = [1, 2]\ny = {\"a\" => 1, b: 2}\nz = ()\n");
    becomes("for i in 0 ... n\nend", "for i in 0...n\nend\n");
    becomes("x = a ? b  :  c", "x = a ? b : c\n");
    becomes("fn f (x:Int=3)->Int=x", "fn f(x: Int = 3) -> Int = x\n");
    becomes("data.map( | x | x * 2 end )", "data.map(|x| x * 2 end)\n");
    becomes("a . b . c", "a.b.c\n");
    becomes("x =   ! y\nz = ~  y", "x = !y\nz = ~y\n");
    // These signs would become another.
    becomes("f(&  &x)", "f(& &x)\n");
    stays("a &+ b &* c\npair.0.1\nx?.y!.z?(1)?!\np = CPtr[T].const\nm = Option[dyn Shape].None\n");
    stays("fn null?(self) -> Bool = true\n\nstruct S\n  fn =destroy(self)\n  end\nend\n");
}

#[test]
fn comments_and_strings_are_not_touched() {
    stays("import std.sqlite                       # a module\nimport ./shapes as geo                  # a file\n");
    stays("x = \"a  #{ 1+2 }  b\"\ny = \"\"\"\n      text\n   more  #{ f( 1 ) }\n  \"\"\"\nz = 'a  b'\n");
    becomes("#  one\n\n\n\n#two  \nx=1 #three", "#  one\n\n#two  \nx = 1 #three\n");
    becomes("f(a # one\n, b)", "f(\n  a, # one\n  b\n)\n");
    becomes("fn f\n# one\nx\n     # two\nend", "fn f\n  # one\n  x\n  # two\nend\n");
    stays("## About f.\n@inline\nfn f\nend\n");
}

#[test]
fn empty_lines() {
    becomes("\n\n\nx = 1\n\n\n\ny = 2\n\n\n", "x = 1\n\ny = 2\n");
    becomes("fn f\n\n  x\n\nend\nfn g\nend\n", "fn f\n  x\nend\n\nfn g\nend\n");
    becomes("x = 1\n# about f\nfn f\nend\n", "x = 1\n\n# about f\nfn f\nend\n");
    stays("fn one -> Int = 1\nfn two -> Int = 2\nalias T = Int\n");
    becomes("", "");
    becomes("\n\n", "");
    becomes("# only a comment", "# only a comment\n");
}

#[test]
fn blocks() {
    stays("if a then b else c end\n");
    becomes("if a then b\nelse c end", "if a then\n  b\nelse\n  c\nend\n");
    becomes("match x\n1 => a\n  _=>\n b\n   end\nend", "match x\n  1 => a\n  _ =>\n    b\n  end\nend\n");
    becomes("catch_panic do f()\nrescue e\ng()\nend", "catch_panic do\n  f()\nrescue e\n  g()\nend\n");
    stays("each([1, 2]) |i| total += i end\n");
    becomes("run(1, ||\nx\nend, 2)", "run(1, ||\n  x\nend, 2)\n");
    stays("x = (unsafe C.f end)\n");
    becomes("defer do\nx\nend\ndefer f( )", "defer do\n  x\nend\ndefer f()\n");
}

#[test]
fn lists() {
    becomes("f(a,\n  b)", "f(a, b)\n");
    becomes("f(\n a, b)", "f(\n  a,\n  b\n)\n");
    becomes("f(a, b,)\nx = (1,)\ny = [1, 2,]", "f(a, b)\nx = (1,)\ny = [1, 2]\n");
    becomes("x = [\n1, 0,\n   0, 1 ]", "x = [\n  1, 0,\n  0, 1\n]\n");
    let long = ["first_argument_of_this_call", "second_argument_of_this_call", "third_argument_of_this_call", "last"];
    becomes(&format!("configure({})", long.join(", ")), &format!("configure(\n  {}\n)\n", long.join(",\n  ")));
    becomes(&format!("f([{}])", long.join(", ")), &format!("f([{}])\n", long.join(", ")));
    becomes(&format!("configure_it([{}])", long.join(", ")), &format!("configure_it([\n  {}\n])\n", long.join(",\n  ")));
    // A single argument gains nothing from a line of its own.
    stays(&format!("println(\"{}\")\n", "long ".repeat(30)));
    // A modifier stays in sight.
    stays(&format!("return configure({}) if condition\n", long.join(", ")));
}

#[test]
fn operators_and_chains() {
    let terms = ["first_operand_of_this_sum", "second_operand_of_this_sum", "third_operand_of_this_sum", "last * 2 * 3"];
    becomes(&format!("x = {}", terms.join(" + ")), &format!("x = {}\n", terms.join(" +\n  ")));
    becomes("x =\n1 +\n 2", "x =\n  1 +\n  2\n");
    becomes("while a &&\nb\n  f()\nend", "while a &&\n    b\n  f()\nend\n");
    stays("x = xs\n  .map |x| x * 2 end\n  # comment\n  .sum\n");
    becomes("v = f(x)\n|> g(1)\n     |> h", "v = f(x)\n  |> g(1)\n  |> h\n");
    let calls = ["data.map(|x| x * 2 end)", "filter(|x| a_condition_that_is_long end)", "fold(0) |a, b| a + b end"];
    becomes(&format!("x = {}", calls.join(".")), &format!("x = {}\n", calls.join(".")));
    becomes(&format!("xxxxxxxxxxx = {}", calls.join(".")), &format!("xxxxxxxxxxx = {}\n", calls.join("\n  .")));
    becomes(
        "fn bind(index: Int, value: Int) -> Result[Unit, DbError] = check(C.sqlite3_bind_int64(@handle, index, value))",
        "fn bind(index: Int, value: Int) -> Result[Unit, DbError] =\n  check(C.sqlite3_bind_int64(@handle, index, value))\n",
    );
}

#[test]
fn syntax_errors_are_given_back() {
    match format(FileId(0), "fn f(\n") {
        Err(FormatError::Syntax(errors)) => assert!(!errors.is_empty()),
        other => panic!("{other:?}"),
    }
}
