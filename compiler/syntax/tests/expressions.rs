//! Operators, newlines, suffixes, closures, literals: each rule with the tree that it gives.

mod reading;

use reading::{check, errors, tree};

#[test]
fn precedence_follows_the_table() {
    check(&[
        ("a + b * c ** -d ** 2", "(+ a (* b (** c (** (- d) 2))))"),
        ("-2 ** 2", "(** (- 2) 2)"),
        ("-a.b(1)?", "(- (propagate (call (. a b) 1)))"),
        ("!a && b || c && d", "(|| (&& (! a) b) (&& c d))"),
        ("a | b ^ c & d << 1 + 2 * 3", "(| a (^ b (& c (<< d (+ 1 (* 2 3))))))"),
        ("a - b - c", "(- (- a b) c)"),
        ("a / b % c &* d", "(&* (% (/ a b) c) d)"),
        ("a &+ b &- c + d", "(+ (&- (&+ a b) c) d)"),
        ("1 | 2 .. 3 + 4 == r", "(== (.. (| 1 2) (+ 3 4)) r)"),
        ("0...n - 1", "(... 0 (- n 1))"),
        ("a < b && c >= d", "(&& (< a b) (>= c d))"),
        ("a || b ? c : d ? e : f", "(?: (|| a b) c (?: d e f))"),
        ("x = a ? b : c |> f |> g(1)", "(= x (|> (|> (?: a b c) f) (call g 1)))"),
        ("a = b = c", "(= a (= b c))"),
        ("a &&= b || c", "(&&= a (|| b c))"),
        ("x **= 2", "(**= x 2)"),
        ("x &+= 2", "(&+= x 2)"),
        ("a <<= b >> c", "(<<= a (>> b c))"),
        ("(a, b) = (b, a)", "(= (tuple a b) (tuple b a))"),
        ("f(&handle)", "(call f (& handle))"),
        ("a -1", "(- a 1)"),
        ("~x & !y", "(& (~ x) (! y))"),
    ]);
}

#[test]
fn comparisons_do_not_chain() {
    assert_eq!(errors("a < b < c"), ["1:7 E0111 comparisons cannot be chained"]);
    assert_eq!(errors("a == b != c"), ["1:8 E0111 comparisons cannot be chained"]);
    assert_eq!(errors("1..2..3"), ["1:5 E0105 expected the end of the line, found `..`"]);
}

#[test]
fn newlines_end_statements_except_where_something_is_open() {
    check(&[
        ("a\n-1", "a\n(- 1)"),
        ("a\n[1]", "a\n(array 1)"),
        ("a\n(1)", "a\n(paren 1)"),
        ("a +\n  b", "(+ a b)"),
        ("x =\n  b", "(= x b)"),
        ("(a\n - b)", "(paren (- a b))"),
        ("f(\n  1,\n  2,\n)", "(call f 1 2)"),
        ("[1,\n 2\n]", "(array 1 2)"),
        ("{a: 1,\n b: 2}", "(dict (a: 1) (b: 2))"),
        ("xs\n  .map(f)\n  # a comment between\n  .sum", "(. (call (. xs map) f) sum)"),
        ("x\n  |> f\n  |> g", "(|> (|> x f) g)"),
        ("a ?\n b :\n c", "(?: a b c)"),
        ("assert a,\n  \"b\"", "(assert a \"b\")"),
        ("f(|x|\n  a\n  -1\nend)", "(call f (closure (x) a (- 1)))"),
        ("(if a\n  b\n  -c\nend)", "(paren (if (a b (- c))))"),
        ("fn f() ->\n  Int\n  1\nend", "(fn f () (-> Int) (do 1))"),
        ("a\r\nb\r\n", "a\nb"),
    ]);
}

#[test]
fn brackets_after_a_space_do_not_continue_an_operand() {
    assert_eq!(errors("f (x)"), ["1:3 E0119 a bracket after a space does not continue an operand"]);
    assert_eq!(errors("a [1]"), ["1:3 E0119 a bracket after a space does not continue an operand"]);
    assert_eq!(errors("y = puts x"), ["1:10 E0119 a call needs parentheses around its arguments"]);
    check(&[("if f(x)\n (y)\nend", "(if ((call f x) (paren y)))"), ("a[1, k](2)[3]", "(bracket (call (bracket a 1 k) 2) 3)")]);
}

#[test]
fn suffixes_stay_one_node_after_names() {
    check(&[
        ("x?", "(suffix? x)"),
        ("a.b!", "(suffix! (. a b))"),
        ("x = @h.null?", "(= x (suffix? (. @h null)))"),
        ("x = @h?", "(= x (suffix? @h))"),
        ("save!(1)", "(call (suffix! save) 1)"),
        ("f(1)?.g!", "(suffix! (. (propagate (call f 1)) g))"),
        ("a[1]!", "(unwrap (bracket a 1))"),
        ("x??", "(propagate (suffix? x))"),
        ("x!=y", "(!= x y)"),
        ("x != y", "(!= x y)"),
        ("try_py do\n  f\nend?", "(propagate (call try_py (do () f)))"),
        ("a? ? b : c", "(?: (suffix? a) b c)"),
        ("to_int? + 1", "(+ (suffix? to_int) 1)"),
    ]);
}

#[test]
fn the_conditional_operator_needs_spaces() {
    let message = "the conditional operator needs spaces around its `?` and its `:`";
    for (text, place) in [("a ? b :c", "1:7"), ("a ? b: c", "1:6"), ("a ?b : c", "1:3"), ("a? b : c", "1:2")] {
        assert_eq!(errors(text), [format!("{place} E0114 {message}")], "{text}");
    }
    check(&[("a ? :b : :c", "(?: a :b :c)"), ("f(x ? y : z, k: 1)", "(call f (?: x y z) (k: 1))")]);
}

#[test]
fn bars_open_blocks_or_join_operands() {
    check(&[
        ("data.map |b| b ^ 0xFF end", "(call (. data map) (closure (b) (^ b 255)))"),
        ("f(1) |a, b: Int| a end.g", "(. (call f 1 (closure (a (: b Int)) a)) g)"),
        ("a | b", "(| a b)"),
        ("f = |x: Int| x * 2 end", "(= f (closure ((: x Int)) (* x 2)))"),
        ("f = || 1 end", "(= f (closure () 1))"),
        ("on_click |x; weak self, y| x end", "(call on_click (closure (x (weak self) (capture y)) x))"),
        ("|; weak self| 1 end", "(closure ((weak self)) 1)"),
        ("d.each |(k, _)| k end", "(call (. d each) (closure ((tuple k _)) k))"),
        ("a || b", "(|| a b)"),
        ("spawn do\n  1\nend", "(call spawn (do () 1))"),
        ("f(1) do |x| x end", "(call f 1 (do (x) x))"),
        ("g + f do end", "(+ g (call f (do ())))"),
        ("do\n  x\nend", "(do x)"),
        ("f(|x| x end, 2)", "(call f (closure (x) x) 2)"),
        ("xs.map |type: Int| type end", "(call (. xs map) (closure ((: type Int)) type))"),
    ]);
    assert_eq!(errors("1 |x"), ["1:3 E0113 `|` between operands needs a space on both sides"]);
    assert_eq!(errors("a| b"), ["1:2 E0113 `|` between operands needs a space on both sides"]);
}

#[test]
fn words_are_names_where_only_a_name_can_stand() {
    check(&[
        ("a.end.type.if.class", "(. (. (. (. a end) type) if) class)"),
        ("f(if: 1, do: 2, end: 3)", "(call f (if: 1) (do: 2) (end: 3))"),
        ("type: Int = 4", "(var type Int 4)"),
        ("module.call(1)", "(call (. module call) 1)"),
        ("test = struct + class", "(= test (+ struct class))"),
        ("unsafe = 1", "(= unsafe 1)"),
        ("raise = assert", "(= raise assert)"),
        ("loop.x", "(. loop x)"),
        (":end", ":end"),
        ("x = @type", "(= x @type)"),
        ("{end: 1}", "(dict (end: 1))"),
        ("fn end(type: Type, fn: Int)\nend", "(fn end ((type: Type) (fn: Int)) (do))"),
        ("private = 3", "(= private 3)"),
    ]);
}

#[test]
fn literals_are_read() {
    check(&[
        ("1_000 + 0xFFi8", "(+ 1000 255i8)"),
        ("0o17 + 0b1010u128", "(+ 15 10u128)"),
        ("340282366920938463463374607431768211455", "340282366920938463463374607431768211455"),
        ("1.0 + 1e-9 + 2.5f32 + 3f64", "(+ (+ (+ 1.0 1e-9) 2.5f32) 3.0f64)"),
        ("1.to_s", "(. 1 to_s)"),
        ("1..2", "(.. 1 2)"),
        ("pair.0.1", "(. (. pair 0) 1)"),
        ("'a\\'b\\n#{x}'", "\"a'b\\\\n#{x}\""),
        (r#"b"a\x00\xff""#, r#"b"a\x00\xff""#),
        ("`a` + `\\n` + `é` + `\\``", "(+ (+ (+ `a` `\\n`) `é`) ```)"),
        ("[(), (1), (1, 2), [], {}]", "(array () (paren 1) (tuple 1 2) (array) (dict))"),
        ("{\"a\" => 1, 2 => b, c: 3}", "(dict (=> \"a\" 1) (=> 2 b) (c: 3))"),
        ("null == true", "(== null true)"),
        ("\"\\u{1F600}\\u00e9\\x41\\e\"", "\"😀éA\\u{1b}\""),
    ]);
    let bad = [
        ("0x", "1:1 E0109 a number needs digits"),
        ("0b12", "1:1 E0109 `2` is no digit of this base"),
        ("1i9", "1:1 E0109 `i9` is no suffix of a number"),
        ("1.5u8", "1:1 E0109 a number with a fraction or exponent is a float"),
        ("1.5usize", "1:1 E0109 a number with a fraction or exponent is a float"),
        ("0x1Fu9", "1:1 E0109 `u9` is no suffix of a number"),
        ("340282366920938463463374607431768211456", "1:1 E0109 this number does not fit 128 bits"),
        ("``", "1:1 E0110 a character literal holds one character"),
        ("`ab`", "1:1 E0110 a character literal holds one character"),
        ("\"\\q\"", "1:2 E0108 there is no such escape: `\\\\` writes a backslash"),
        ("\"\\u{110000}\"", "1:2 E0108 this is no Unicode character"),
        ("x = $y", "1:5 E0106 the character `$` (U+0024) cannot stand here"),
    ];
    for (text, expected) in bad {
        assert_eq!(errors(text), [expected], "{text}");
    }
}

#[test]
fn strings_are_interpolated_recursively() {
    check(&[
        (r##""a #{x} b""##, r##"(str "a " (# x) " b")"##),
        (r##""#{f("in #{y + 1}")}""##, r##"(str (# (call f (str "in " (# (+ y 1))))))"##),
        (r##""#{x:.3f}|#{a.b:>10}""##, r##"(str (# x ".3f") "|" (# (. a b) ">10"))"##),
        (r##""#{a ? :b : :c}""##, r##"(str (# (?: a :b :c)))"##),
        (r##""#{:sym}""##, r##"(str (# :sym))"##),
        (r##""#{f(a: 1)}#{ {a: 1} }""##, r##"(str (# (call f (a: 1))) (# (dict (a: 1))))"##),
        (r##""\#{x} ##""##, r##""#{x} ##""##),
        (r##""#{xs.map |x| x end:d}""##, r##"(str (# (call (. xs map) (closure (x) x)) "d"))"##),
    ]);
    assert_eq!(errors("\"#{}\""), ["1:2 E0122 an interpolation holds an expression"]);
    assert_eq!(errors("x = \"abc\ny = 1"), ["1:5 E0107 missing \" at the end of the literal"]);
    assert_eq!(errors("x = \"abc #{y\nz = 1"), ["1:5 E0107 missing \" at the end of the literal"]);
}

#[test]
fn block_strings_lose_their_common_indentation() {
    assert_eq!(tree("x = \"\"\"\n    a\n      b\n\n    c\n  \"\"\""), r#"(= x "a\n  b\n\nc\n")"#);
    assert_eq!(tree("x = \"\"\"\n    #{a}\n      b #{c}\n    \"\"\""), r#"(= x (str (# a) "\n  b " (# c) "\n"))"#);
    assert_eq!(tree("\"\"\"one line\"\"\""), "\"one line\"");
    assert_eq!(tree("\"\"\"\r\n  a \\\r\n  b\r\n  \"\"\""), "\"a b\\n\"");
    assert_eq!(tree("\"\"\"\n  say \"hi\" \\\"\"\"\n  \"\"\""), r#""say \"hi\" \"\"\"\n""#);
}

#[test]
fn types_stand_where_arguments_do() {
    check(&[
        ("Array[Int].new", "(. (bracket Array Int) new)"),
        ("a.cast[CPtr[T].const]", "(bracket (. a cast) (. (bracket CPtr T) const))"),
        ("f[Fn[(Int, A?)] -> B?](x)", "(call (bracket f (type (Fn (Int (? A)) (? B)))) x)"),
        ("Option[dyn Shape].None", "(. (bracket Option (type (dyn Shape))) None)"),
        ("Dict[String, weak Node].new", "(. (bracket Dict String (type (weak Node))) new)"),
    ]);
}

#[test]
fn control_flow_is_read() {
    check(&[
        ("if a\n b\nelsif let Some(x) = c\n d\nelse\n e\nend", "(if (a b) ((let (variant Some x) c) d) (else e))"),
        ("x = if a then b else c end", "(= x (if (a b) (else c)))"),
        ("unless a\n b\nelse\n c\nend", "(unless (a b) (else c))"),
        ("f(x) unless g if h", "(if-modifier (h (unless-modifier (g (call f x)))))"),
        ("x = 1 if c", "(if-modifier (c (= x 1)))"),
        ("return if x", "(if-modifier (x (return)))"),
        ("return x if y", "(if-modifier (y (return x)))"),
        ("break 3 unless y", "(unless-modifier (y (break 3)))"),
        ("a || return", "(|| a (return))"),
        ("while let Some(x) = it.next\n f(x)\nend", "(while (let (variant Some x) (. it next)) (call f x))"),
        ("while xs.any do |x| x end\n f\nend", "(while (call (. xs any) (do (x) x)) f)"),
        ("for (k, v) in d\nend", "(for (tuple k v) d)"),
        ("for k, v in d\nend", "(for (tuple k v) d)"),
        ("for i in 0...n\n f(i)\nend", "(for i (... 0 n) (call f i))"),
        ("loop\n break\nend", "(loop (break))"),
        ("loop do\n next\nend", "(loop (next))"),
        ("x = unsafe C.malloc(1) end", "(= x (unsafe (call (. C malloc) 1)))"),
        ("unsafe\n a\nend", "(unsafe a)"),
        ("unsafe do\n a\nend", "(unsafe a)"),
        ("catch_panic do\n a\nrescue e\n b\nend", "(catch_panic a (rescue e b))"),
        ("catch_panic do\n a\nend", "(catch_panic a)"),
        ("raise E.new(1) unless x", "(unless-modifier (x (raise (call (. E new) 1))))"),
        ("assert a == b", "(assert (== a b))"),
        ("assert(a, \"b\")", "(assert a \"b\")"),
        ("defer C.free(p) unless p.null?", "(defer (unless-modifier ((suffix? (. p null)) (call (. C free) p))))"),
        ("defer do\n a\n b\nend", "(defer a b)"),
    ]);
}

#[test]
fn patterns_are_read() {
    let arms = [
        ("1 | -2 | 3.5", "(or 1 (- 2) 3.5)"),
        ("1..5", "(.. 1 5)"),
        ("`a`...`f`", "(... `a` `f`)"),
        ("10..", "(.. 10)"),
        ("_", "_"),
        ("x", "x"),
        ("None", "(path None)"),
        ("C.SQLITE_OK", "(path C.SQLITE_OK)"),
        ("Some(Ok(x))", "(variant Some (variant Ok x))"),
        ("Point(x: 0, y:)", "(variant Point (x: 0) (y: y))"),
        ("[a, ...rest, 3]", "(array a ...rest 3)"),
        ("[...]", "(array ...)"),
        ("(a, _, ())", "(tuple a _ (tuple))"),
        ("\"s\"", "\"s\""),
        (":sym", ":sym"),
        ("true", "true"),
        ("null", "null"),
        ("(1 | 2)", "(or 1 2)"),
    ];
    for (pattern, expected) in arms {
        let text = format!("match v\n  {pattern} => 1\nend");
        assert_eq!(tree(&text), format!("(match v ({expected} => 1))"), "{pattern}");
    }
    check(&[
        ("match x\n a if a > 1 => b\n _ =>\n  c\n  d\n end\nend", "(match x (a (if (> a 1)) => b) (_ => (do c d)))"),
        ("match x\n 1 => return\n 2 => y = 3\nend", "(match x (1 => (return)) (2 => (= y 3)))"),
    ]);
    assert_eq!(errors("match x\n [...a, ...b] => 1\nend"), ["2:9 E0124 `...` stands once, inside an array pattern"]);
    assert_eq!(
        errors("match x\n \"#{a}\" => 1\nend"),
        ["2:2 E0123 this string cannot be interpolated: it has to be known to the compiler"]
    );
}
