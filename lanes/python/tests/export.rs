//! An Aria module built by the compiler itself, imported and called by CPython.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MODULE: &str = r#"
## A slice of Aria.
@pymodule(name: "aria_slice")
module AriaSlice
  ## Adds two numbers.
  @pyfunction
  fn add(a: Int, b: Int) -> Int
    a + b
  end

  @pyfunction
  fn half(x: Float) -> Float = x / 2.0

  @pyfunction
  fn negate(it: Bool) -> Bool = !it

  @pyfunction
  fn greet(name: String) -> String = "Hello, #{name}!"

  @pyfunction
  fn same(it: PyObject) -> PyObject = it

  @pyfunction
  fn apply(f: PyObject, x: Int) -> Int
    println("applying")
    f(x).to_int + hidden()
  end

  @pyfunction
  fn nothing()
  end

  fn hidden() -> Int = 1
end
"#;

const USE: &str = r#"
import gc, inspect, pickle, sys
import aria_slice as m

def fails(kind, message, f, *arguments, **named):
    try:
        f(*arguments, **named)
    except kind as e:
        assert type(e) is kind, type(e)
        assert message in str(e), str(e)
    else:
        raise AssertionError(f"{f.__name__}{arguments} did not raise {kind.__name__}")

assert m.add(2, 3) == 5
assert m.half(3) == 1.5
assert m.negate(True) is False
assert m.greet("Ada Ł 🙂") == "Hello, Ada Ł 🙂!"
assert m.nothing() is None
assert m.apply(lambda x: x * 10, 4) == 41
assert not hasattr(m, "hidden")

fails(TypeError, "add() takes exactly 2 arguments (1 given)", m.add, 1)
fails(TypeError, "keyword", m.add, a=1, b=2)
fails(TypeError, "'float' object", m.add, 1, 2.5)
fails(TypeError, "'str' object", m.add, "1", 2)
fails(TypeError, "must be real number, not str", m.half, "x")
fails(TypeError, "must be str, not int", m.greet, 3)
fails(OverflowError, "int too big", m.add, 2 ** 64, 1)
fails(RuntimeError, "integer overflow", m.add, 2 ** 63 - 1, 1)
fails(RuntimeError, "ZeroDivisionError: ", m.apply, lambda x: x // 0, 4)
fails(UnicodeEncodeError, "surrogates", m.greet, "\ud800")

assert str(inspect.signature(m.add)) == "(a, b, /)"
assert m.add.__doc__ == "Adds two numbers." and m.__doc__ == "A slice of Aria."
assert pickle.loads(pickle.dumps(m.add)) is m.add

# Nothing is lost: neither what is passed, nor what fails on its way.
thing = object()
before = sys.getrefcount(thing)
blocks = None
for round in range(3):
    for i in range(2000):
        assert m.same(thing) is thing
        m.greet("x" * 100)
        for bad in ((1, "x"), (2 ** 63 - 1, 1), (1,)):
            try:
                m.add(*bad)
            except (TypeError, RuntimeError):
                pass
    gc.collect()
    if round == 1:
        blocks = sys.getallocatedblocks()
assert sys.getrefcount(thing) == before
assert sys.getallocatedblocks() - blocks < 500, sys.getallocatedblocks() - blocks
print("done")
"#;

const STUB: &str = "\"\"\"A slice of Aria.\"\"\"\n
def add(a: int, b: int, /) -> int:
    \"\"\"Adds two numbers.\"\"\"
    ...
def half(x: float, /) -> float: ...
def negate(it: bool, /) -> bool: ...
def greet(name: str, /) -> str: ...
def same(it: object, /) -> object: ...
def apply(f: object, x: int, /) -> int: ...
def nothing() -> None: ...
";

fn compiler() -> PathBuf {
    let own = std::env::current_exe().expect("a test has a path");
    own.ancestors().nth(2).expect("a profile's folder").join("aria-compiler")
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn succeeds(command: &mut Command) -> String {
    let output = run(command);
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{stdout}{stderr}", output.status);
    stdout.into_owned()
}

/// Whether the test can run: where it must, what is missing fails it.
fn is_possible() -> bool {
    let missing = if !compiler().is_file() {
        "the compiler is not built (cargo build -p aria-cli)"
    } else if Command::new("python3").arg("--version").output().is_err() {
        "there is no python3"
    } else {
        return true;
    };
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{missing}");
    eprintln!("skipped: {missing}");
    false
}

fn build(folder: &Path, options: &[&str]) -> PathBuf {
    let source = folder.join("slice.aria");
    std::fs::write(&source, MODULE).expect("written");
    let out = folder.join("out");
    let mut command = Command::new(compiler());
    command.args(["build", "--python"]).args(options).arg(&source).arg("-o").arg(&out);
    succeeds(command.env("ARIA_CACHE_DIR", folder.join("cache")));
    out
}

#[test]
fn python_imports_and_calls_what_aria_exports() {
    if !is_possible() {
        return;
    }
    for options in [&[][..], &["--release"]] {
        let folder = tempfile::tempdir().expect("a folder");
        let out = build(folder.path(), options);
        assert_eq!(std::fs::read_to_string(out.join("aria_slice.pyi")).expect("a stub"), STUB);
        // In a release, arithmetic wraps: no panic comes of it.
        let script = if options.is_empty() {
            USE.to_owned()
        } else {
            USE.replace("fails(RuntimeError, \"integer", "(lambda *_: 0)(RuntimeError, \"integer")
        };
        std::fs::write(folder.path().join("use.py"), script).expect("written");
        let mut command = Command::new("python3");
        let printed = succeeds(command.arg(folder.path().join("use.py")).env("PYTHONPATH", &out));
        // Python and C have a buffer each for the pipe, and which is written out first differs between Pythons.
        let mut lines: Vec<&str> = printed.lines().collect();
        lines.sort_unstable();
        assert_eq!(lines, ["applying", "applying", "done"]);
    }
}

#[test]
fn the_module_shows_only_its_initialiser() {
    if !is_possible() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let out = build(folder.path(), &[]);
    let listed = succeeds(Command::new("nm").args(["-D", "--defined-only"]).arg(out.join("aria_slice.abi3.so")));
    let names: Vec<&str> = listed.lines().filter_map(|l| l.split_whitespace().last()).collect();
    assert_eq!(names, ["PyInit_aria_slice"]);
    let needed = succeeds(Command::new("nm").args(["-D", "--undefined-only"]).arg(out.join("aria_slice.abi3.so")));
    assert!(!needed.contains("Py"), "the module is bound to one Python:\n{needed}");
}
