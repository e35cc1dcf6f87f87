//! Arithmetic on every integer type at the edges of its range, checked and wrapping, against Rust's.

use std::fmt::Write;

use super::sandbox::Sandbox;
use super::{Problem, Test, ensure};

pub const TESTS: &[(&str, Test)] =
    &[("integers_are_checked", checked), ("integers_wrap_in_release", wrapping), ("the_manifest_asks_for_checks", manifest)];

/// What an operation gives: the checked result, which is absent where it panics, and the wrapped one, which is absent
/// where it always panics.
struct Expected {
    expression: String,
    checked: Option<String>,
    wrapped: Option<String>,
}

macro_rules! integer {
    ($all:ident, $ty:ident, $name:literal, $signed:literal) => {{
        let edges = [$ty::MIN, $ty::MIN + 1, 0, 1, 2, 7, $ty::MAX / 2, $ty::MAX - 1, $ty::MAX, (0 as $ty).wrapping_sub(1)];
        let mut add = |expression: String, checked: Option<$ty>, wrapped: Option<$ty>| {
            let text = |value: Option<$ty>| value.map(|v| v.to_string());
            $all.push(($name, Expected { expression, checked: text(checked), wrapped: text(wrapped) }));
        };
        for (i, a) in edges.into_iter().enumerate() {
            for (j, b) in edges.into_iter().enumerate() {
                let op = |sign: &str| format!("v[{i}] {sign} v[{j}]");
                add(op("+"), a.checked_add(b), Some(a.wrapping_add(b)));
                add(op("-"), a.checked_sub(b), Some(a.wrapping_sub(b)));
                add(op("*"), a.checked_mul(b), Some(a.wrapping_mul(b)));
                for sign in ["&+", "&-", "&*"] {
                    let result = match sign {
                        "&+" => a.wrapping_add(b),
                        "&-" => a.wrapping_sub(b),
                        _ => a.wrapping_mul(b),
                    };
                    add(op(sign), Some(result), Some(result));
                }
                // Division never wraps.
                add(op("/"), a.checked_div(b), a.checked_div(b));
                add(op("%"), a.checked_rem(b), a.checked_rem(b));
            }
            if $signed {
                add(format!("-v[{i}]"), a.checked_neg(), Some(a.wrapping_neg()));
            }
            for amount in [0, 1, $ty::BITS - 1, $ty::BITS, 200] {
                // Amounts that are not below the width never mean anything.
                let (left, right) = (a.checked_shl(amount), a.checked_shr(amount));
                add(format!("v[{i}] << amount({amount})"), left, left);
                add(format!("v[{i}] >> amount({amount})"), right, right);
            }
        }
        edges.map(|v| v.to_string())
    }};
}

/// A program that prints each result, or `panic`, and what that is in the two modes.
fn table() -> (String, String, String) {
    let mut all: Vec<(&str, Expected)> = Vec::new();
    let types: Vec<(&str, Vec<String>)> = vec![
        ("Int8", integer!(all, i8, "Int8", true).to_vec()),
        ("Int16", integer!(all, i16, "Int16", true).to_vec()),
        ("Int32", integer!(all, i32, "Int32", true).to_vec()),
        ("Int", integer!(all, i64, "Int", true).to_vec()),
        ("Int128", integer!(all, i128, "Int128", true).to_vec()),
        ("UInt8", integer!(all, u8, "UInt8", false).to_vec()),
        ("UInt16", integer!(all, u16, "UInt16", false).to_vec()),
        ("UInt32", integer!(all, u32, "UInt32", false).to_vec()),
        ("UInt", integer!(all, u64, "UInt", false).to_vec()),
        ("UInt128", integer!(all, u128, "UInt128", false).to_vec()),
    ];
    let (mut program, mut checked, mut wrapped) = (String::new(), String::new(), String::new());
    // Nothing is known of an amount when it is compiled.
    program.push_str("fn amount(n: Int) -> Int = [n][0]\n\n");
    for (name, values) in types {
        let _ = writeln!(program, "fn test_{}(v: Array[{name}], what: Int) -> {name}\n  match what", name.to_lowercase());
        let mut count = 0;
        for (_, case) in all.iter().filter(|(ty, _)| *ty == name) {
            let _ = writeln!(program, "    {count} => {}", case.expression);
            let line = |result: &Option<String>| format!("{name} {count} {}\n", result.as_deref().unwrap_or("panic"));
            checked.push_str(&line(&case.checked));
            wrapped.push_str(&line(&case.wrapped));
            count += 1;
        }
        let _ = write!(
            program,
            "    _ => v[2]\n  end\nend\n\nfn run_{0}\n  v: Array[{name}] = [{1}]\n  for what in 0...{count}\n    \
             catch_panic do\n      println(\"{name} #{{what}} #{{test_{0}(v, what)}}\")\n    rescue _\n      \
             println(\"{name} #{{what}} panic\")\n    end\n  end\nend\n\nrun_{0}()\n\n",
            name.to_lowercase(),
            values.join(", "),
        );
    }
    (program, checked, wrapped)
}

fn prints(sandbox: &Sandbox<'_>, arguments: &[&str], expected: &str) -> Result<(), Problem> {
    let ran = sandbox.aria(arguments)?;
    let (printed, wanted): (Vec<&str>, Vec<&str>) = (ran.stdout.lines().collect(), expected.lines().collect());
    let different = printed.iter().zip(&wanted).find(|(a, b)| a != b);
    ensure(printed.len() == wanted.len() && different.is_none(), || {
        format!("{} lines of {}, first difference {different:?}\n{}", printed.len(), wanted.len(), ran.stderr)
    })
}

fn checked(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let (program, checked, _) = table();
    sandbox.write("main.aria", program)?;
    prints(sandbox, &["run", "main.aria"], &checked)
}

fn wrapping(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let (program, _, wrapped) = table();
    sandbox.write("main.aria", program)?;
    prints(sandbox, &["run", "--release", "main.aria"], &wrapped)
}

/// `[build] overflow_checks` holds for release builds of the project's programs.
fn manifest(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let program = "fn above(n: Int8) -> Int8 = n + 1\n\nx = 127i8\nx = above(x)\nprintln(x)\n";
    sandbox.write("src/main.aria", program)?;
    sandbox.write("aria.toml", "[package]\nname = \"app\"\n")?;
    prints(sandbox, &["run", "--release", "src/main.aria"], "-128\n")?;
    sandbox.write("aria.toml", "[package]\nname = \"app\"\n\n[build]\noverflow_checks = true\n")?;
    sandbox.settle()?;
    let ran = sandbox.aria(&["run", "--release", "src/main.aria"])?;
    ensure(ran.status == Some(101) && ran.stderr.contains("integer overflow: `+`"), || format!("{ran:?}"))?;
    sandbox.write("aria.toml", "[package]\nname = \"app\"\n\n[build]\noverflow_checks = 1\n")?;
    sandbox.settle()?;
    let ran = sandbox.aria(&["run", "--release", "src/main.aria"])?;
    ensure(ran.stderr.contains("`overflow_checks` is `true` or `false`"), || format!("{ran:?}"))
}
