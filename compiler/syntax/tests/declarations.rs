//! Declarations: each form with the tree that it gives.

mod reading;

use reading::{check, errors, tree};

#[test]
fn functions_are_read() {
    check(&[
        ("fn main\nend", "(fn main () (do))"),
        (
            "fn area(w: Float, h: Float = 1.0) -> Float = w * h",
            "(fn area ((w: Float) (h: Float (= 1.0))) (-> Float) (= (* w h)))",
        ),
        ("fn first[T](items: Array[T]) -> Option[T]\nend", "(fn first (generics T) ((items: (Array T))) (-> (Option T)) (do))"),
        ("fn f[T: Ord + Display, U](x: &T)\nend", "(fn f (generics (T: Ord Display) U) ((x: (& T))) (do))"),
        ("fn f(x: Int) -> Int raises E\nend", "(fn f ((x: Int)) (-> Int) (raises E) (do))"),
        ("fn f() raises E\nend", "(fn f () (raises E) (do))"),
        ("fn f(url: String) async -> R\nend", "(fn f ((url: String)) async (-> R) (do))"),
        ("fn null?(self) = @x", "(fn null? (self) (= @x))"),
        ("fn save!\nend", "(fn save! () (do))"),
        ("fn =destroy(self)\nend", "(fn =destroy (self) (do))"),
        ("fn free(@transfer @nonnull ptr: CVoidPtr)\nend", "(fn free ((ptr: (@transfer) (@nonnull) CVoidPtr)) (do))"),
        ("private fn f = 1", "(fn (private) f () (= 1))"),
    ]);
    assert_eq!(errors("fn f(a)\nend"), ["1:6 E0118 the parameter `a` has no type"]);
}

#[test]
fn types_are_read() {
    let types = [
        ("Int", "Int"),
        ("geo.Point", "geo.Point"),
        ("C.sqlite3", "C.sqlite3"),
        ("String?", "(? String)"),
        ("Array[Array[Int]?]", "(Array (? (Array Int)))"),
        ("(A, B)", "(tuple A B)"),
        ("()", "(tuple)"),
        ("(A)", "A"),
        ("&T", "(& T)"),
        ("Fn[(A, B)] -> R?", "(Fn (A B) (? R))"),
        ("Fn[()]", "(Fn ())"),
        ("Fn[((A, B))] -> R", "(Fn ((tuple A B)) R)"),
        ("CFn[(CVoidPtr.const)] -> CInt", "(CFn ((const CVoidPtr)) CInt)"),
        ("CPtr[T].const.restrict", "(restrict (const (CPtr T)))"),
        ("CArray[CChar, 256]", "(CArray CChar 256)"),
        ("weak Node", "(weak Node)"),
        ("dyn Shape[T]", "(dyn (Shape T))"),
        ("Self", "Self"),
        ("weak", "weak"),
    ];
    for (ty, expected) in types {
        assert_eq!(tree(&format!("x: {ty} = 1")), format!("(var x {expected} 1)"), "{ty}");
    }
}

#[test]
fn type_declarations_are_read() {
    check(&[
        (
            "class Database\n  @handle: CPtr[sqlite3]\n  let name: String\n  @owned(free_with: f) x: A? = null\n  fn finalize\n  end\nend",
            "(class Database\n  (field (private) handle (CPtr sqlite3))\n  (field (let) name String)\n  \
             (field (@owned (free_with: f)) x (? A) null)\n  (fn finalize () (do)))",
        ),
        ("struct P[T: Ord] derive(Eq, Hash)\n  end: T\nend", "(struct P (generics (T: Ord)) (derive Eq Hash) (field end T))"),
        ("@derive(Eq)\nstruct P\n derive(Hash)\nend", "(struct (@derive Eq) P (derive Eq Hash))"),
        (
            "class A\n  let MAX = 3\n  private x: Int\n  struct B\n  end\nend",
            "(class A (let MAX 3) (field (private) x Int) (struct B))",
        ),
        (
            "enum Shape: UInt8\n  Circle(radius: Float)\n  Rect(Float, Float)\n  Empty = 3\n  fn area(self) = 1.0\nend",
            "(enum Shape\n  (: UInt8)\n  (variant Circle (radius: Float))\n  (variant Rect Float Float)\n  (variant Empty (= 3))\n  \
             (fn area (self) (= 1.0)))",
        ),
        ("enum Color\n  Red, Green\n  Blue\nend", "(enum Color (variant Red) (variant Green) (variant Blue))"),
        ("alias Pair[T] = (T, T)", "(alias Pair (generics T) (tuple T T))"),
        (
            "impl Ord for Point\n  fn cmp(self, o: Point) -> Int = 0\nend",
            "(impl Ord (for Point) (fn cmp (self (o: Point)) (-> Int) (= 0)))",
        ),
        ("impl[T] Show[T] for Array[T]\nend", "(impl (generics T) (Show T) (for (Array T)))"),
        ("impl Point\nend", "(impl (for Point))"),
        ("module Math\n  let PI = 3.14\n  x = 1\nend", "(module Math (let PI 3.14) (= x 1))"),
        ("test \"adds\"\n  assert 1 + 1 == 2\nend", "(test \"adds\" (assert (== (+ 1 1) 2)))"),
    ]);
}

#[test]
fn a_signature_followed_by_a_member_is_a_required_method() {
    check(&[(
        "trait Shape: Eq + Debug\n  fn area(self) -> Float\n  ## A name.\n  fn name(self) -> String\n    \"shape\"\n  end\n  alias Item\n  \
         @x fn b(self)\n  fn c(self) = 1\n  fn last(self)\nend",
        "(trait Shape\n  (: Eq)\n  (: Debug)\n  (fn area (self) (-> Float))\n  (fn (doc \"A name.\") name (self) (-> String) (do \"shape\"))\n  \
         (alias Item)\n  (fn (@x) b (self))\n  (fn c (self) (= 1))\n  (fn last (self)))",
    )]);
}

#[test]
fn annotations_and_fields_are_told_apart() {
    check(&[
        (
            "class A\n  @x: Int\n  @raw_ffi\n  fn f\n    @x\n  end\nend",
            "(class A (field (private) x Int) (fn (@raw_ffi) f () (do @x)))",
        ),
        ("fn f\n  @x = 3\n  @y(1)\n  fn g = 1\n  @z.f\nend", "(fn f () (do (= @x 3) (fn (@y 1) g () (= 1)) (. @z f)))"),
        ("fn f\n  @owned p: CPtr[A] = g()\nend", "(fn f () (do (var (@owned) p (CPtr A) (call g))))"),
        ("@error(code: e | f, message: g)\nfn f\nend", "(fn (@error (code: (| e f)) (message: g)) f () (do))"),
        ("@a.b = 3", "(= (. @a b) 3)"),
        ("@a += 1", "(+= @a 1)"),
    ]);
    let message = "1:1 E0117 annotations stand before declarations, fields and parameters only";
    assert_eq!(errors("@foo\nx + 1"), [message]);
}

#[test]
fn documentation_belongs_to_the_next_declaration() {
    check(&[
        ("## One.\n##\n##  Two.\n@x\nfn f = 1", "(fn (doc \"One.\\n\\n Two.\") (@x) f () (= 1))"),
        ("## Field.\nx: Int = 1\n# plain\ny: Int = 2", "(var (doc \"Field.\") x Int 1)\n(var y Int 2)"),
        ("enum E\n  ## V.\n  A\nend", "(enum E (variant (doc \"V.\") A))"),
    ]);
    let parsed = aria_syntax::parse(aria_source::FileId(0), "## a\nfn f = 1 # b\n#c\n");
    let kept: Vec<_> = parsed.tree.comments.iter().map(|c| (c.span.start, c.span.end, c.doc, c.own_line)).collect();
    assert_eq!(kept, [(0, 4, true, true), (14, 17, false, false), (18, 20, false, true)]);
}

#[test]
fn imports_are_read() {
    check(&[
        ("import std.sqlite", "(import std.sqlite)"),
        ("import ./sha-pes as geo", "(import ./sha-pes (as geo))"),
        ("import ../lib/x", "(import ../lib/x)"),
        ("extern C from \"openssl/ssl.h\" as ssl", "(extern-import C \"openssl/ssl.h\" (as ssl))"),
        ("extern C from [\"a.h\", \"b.h\"] as lib", "(extern-import C \"a.h\" \"b.h\" (as lib))"),
        ("extern Python from my_module.utils as utils", "(extern-import Python my_module.utils (as utils))"),
        ("extern R from stats", "(extern-import R stats)"),
        (
            "extern C from \"p.h\" do\n  define \"A\"\n  define \"B\", \"1\"\n  @owned(free_with: g)\n  fn f(n: CString) -> CPtr[T]\nend",
            "(extern-import C\n  \"p.h\"\n  (define \"A\")\n  (define \"B\" \"1\")\n  (fn (@owned (free_with: g)) f ((n: CString)) (-> (CPtr T))))",
        ),
    ]);
}

#[test]
fn extern_declarations_are_read() {
    check(&[
        ("extern \"C\" fn puts(s: CString) -> CInt", "(extern-fn \"C\" (fn puts ((s: CString)) (-> CInt)))"),
        ("@owned extern \"C\" fn f() -> CString", "(extern-fn \"C\" (fn (@owned) f () (-> CString)))"),
        (
            "extern \"C\" lib \"m\"\n  fn hypot(x: CDouble, ...) -> CDouble\nend",
            "(extern-block \"C\" (lib \"m\") (fn hypot ((x: CDouble) ...) (-> CDouble)))",
        ),
        (
            "extern C\n  fn a()\n  environ: CPtr[CString]\n  struct sqlite3\n  @shared(ref: r, unref: u)\n  struct G\n  struct P\n    x: CInt\n  end\n  link \"x\"\nend",
            "(extern-block C\n  (fn a ())\n  (var environ (CPtr CString))\n  (extern-struct sqlite3)\n  \
             (extern-struct (@shared (ref: r) (unref: u)) G)\n  (extern-struct P (field x CInt))\n  (link \"x\"))",
        ),
        ("extern struct S\n  a: CChar\nend", "(extern-struct S (field a CChar))"),
        ("extern union u\n  a: CChar\nend", "(extern-union u (field a CChar))"),
        ("extern enum E: CInt\n  A = 1\n  B\nend", "(extern-enum E (: CInt) (variant A (= 1)) (variant B))"),
    ]);
    assert_eq!(errors("fn f(a: Int, ...)\nend"), ["1:14 E0125 `...` is the last parameter of a foreign function"]);
}

#[test]
fn let_binds_names_of_any_spelling() {
    check(&[
        ("let limit = 10", "(let limit 10)"),
        ("let LIMIT: Int = 10", "(let LIMIT Int 10)"),
        ("let (a, B) = pair", "(let (tuple a (path B)) pair)"),
        ("private let X = 1", "(let (private) X 1)"),
        ("buffer: CArray[CChar, 256]", "(var buffer (CArray CChar 256))"),
    ]);
}
