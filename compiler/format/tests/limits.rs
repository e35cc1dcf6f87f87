//! Programs as deep and as long as the parser lets through.

use aria_format::format;
use aria_source::FileId;

#[track_caller]
fn is_stable(text: &str) {
    let once = format(FileId(0), text).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(format(FileId(0), &once).ok(), Some(once));
}

fn nested(before: &str, open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{before}{}{inner}{}\n", open.repeat(depth), close.repeat(depth))
}

#[test]
fn deep() {
    // The compiler's own stack.
    let thread = std::thread::Builder::new().stack_size(1 << 28).spawn(|| {
        is_stable(&nested("x = ", "(", "1", ")", 100));
        is_stable(&nested("x = ", "[", "1", "]", 100));
        is_stable(&nested("x = ", "f(a, ", "1", ")", 100));
        is_stable(&nested("x = ", "f(|y|\n", "1", "\nend)", 50));
        is_stable(&nested("x = ", "\"#{", "1", "}\"", 100));
        is_stable(&nested("x: ", "Array[", "Int", "]", 120));
        is_stable(&nested("x = ", "1 + ", "1", "", 700));
        is_stable(&nested("x = 1", " |> f", "", "", 700));
        is_stable(&nested("x = a", ".f(1)", "", "", 300));
        is_stable(&nested("", "if a\n", "b", "\nend", 100));
        is_stable(&nested("", "module M\n", "x = 1", "\nend", 100));
    });
    thread.unwrap().join().unwrap();
}

#[test]
fn long() {
    let started = std::time::Instant::now();
    is_stable(&"fn f(a: Int, b: Int) -> Int\n  g(a, [1, 2, 3], |x| x + 1 end) if a == b\nend\n".repeat(3000));
    is_stable(&format!("x = [{}]\n", "1, ".repeat(50_000)));
    is_stable(&"# a comment\n".repeat(50_000));
    assert!(started.elapsed().as_secs() < 60, "it took {:?}", started.elapsed());
}
