//! Projects: what `aria new` makes works, commands without FILE find it, and packages that it depends on are found, and noticed when
//! they change.

use super::sandbox::Sandbox;
use super::{Problem, Test, ensure};

pub const TESTS: &[(&str, Test)] = &[
    ("a_new_one_works", new_one),
    ("commands_without_a_file", without_file),
    ("packages_that_change", packages),
    ("a_package_is_its_own_in_every_file", one_type),
];

fn new_one(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let made = sandbox.aria(&["new", "greeter"])?;
    ensure(made.status == Some(0) && made.stderr.is_empty(), || format!("{made:?}"))?;
    for name in ["aria.toml", ".gitignore", "src/main.aria", "src/greeting.aria"] {
        ensure(sandbox.path("greeter").join(name).is_file(), || format!("{name} is missing"))?;
    }
    for folder in ["greeter", "greeter/src"] {
        let ran = sandbox.aria_in(folder, &["run"])?;
        ensure(ran.status == Some(0) && ran.stdout == "Hello, world!\n" && ran.stderr.is_empty(), || format!("{ran:?}"))?;
    }
    // What is there stays as it is.
    sandbox.write("greeter/src/main.aria", "println(\"mine\")\n")?;
    sandbox.reports(&["new", "greeter"], &["E0025"])?;
    let ran = sandbox.aria_in("greeter", &["run"])?;
    ensure(ran.stdout == "mine\n", || format!("{ran:?}"))
}

fn without_file(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("p/aria.toml", "[package]\nname = \"p\"\n")?;
    sandbox.write("p/src/lib.aria", "fn one -> Int = 1\n")?;
    let succeeds = |folder: &str, arguments: &[&str], stdout: &str| {
        let outcome = sandbox.aria_in(folder, arguments)?;
        ensure(outcome.status == Some(0) && outcome.stdout == stdout && outcome.stderr.is_empty(), || {
            format!("{arguments:?} in {folder}: {outcome:?}")
        })
    };
    // A package without a program is checked, not run.
    succeeds("p", &["check"], "")?;
    let ran = sandbox.aria_in("p", &["run"])?;
    ensure(ran.status == Some(1) && ran.stderr.contains("E0001"), || format!("{ran:?}"))?;
    sandbox.write("p/src/main.aria", "import ./lib\nimport p\n\nprintln(lib.one() + p.one())\n")?;
    succeeds("p", &["check"], "")?;
    succeeds("p/src", &["run", "--release"], "2\n")?;
    // The second time it is only started, with its arguments.
    succeeds("p", &["run"], "2\n")?;
    succeeds("p", &["run", "--", "a", "b"], "2\n")?;
    succeeds("p/src", &["build"], "")?;
    let built = sandbox.start(&mut std::process::Command::new(sandbox.path("p/build/p")), "")?;
    ensure(built.status == Some(0) && built.stdout == "2\n", || format!("{built:?}"))
}

fn packages(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("app/aria.toml", "[package]\nname = \"app\"\n\n[dependencies]\ngeo = { path = \"../geo\" }\n")?;
    sandbox.write("app/src/main.aria", "import geo\nimport geo.shapes\n\nprintln(geo.one() + shapes.SIDES)\n")?;
    sandbox.write("geo/aria.toml", "[package]\nname = \"geo\"\n")?;
    sandbox.write("geo/src/lib.aria", "fn one -> Int = 1\n")?;
    sandbox.write("geo/src/shapes.aria", "let SIDES = 4\n")?;
    let prints = |sandbox: &mut Sandbox<'_>, expected: &str| {
        for arguments in [&["run"][..], &["run", "src/main.aria"]] {
            let ran = sandbox.aria_in("app", arguments)?;
            ensure(ran.stdout == expected, || format!("{expected:?} from {arguments:?}: {ran:?}"))?;
        }
        Ok::<_, Problem>(())
    };
    sandbox.settle()?;
    prints(sandbox, "5\n")?;
    prints(sandbox, "5\n")?;
    sandbox.write("geo/src/shapes.aria", "let SIDES = 5\n")?;
    sandbox.settle()?;
    prints(sandbox, "6\n")?;
    // Another package of the same name.
    sandbox.write("geo2/aria.toml", "[package]\nname = \"geo\"\n")?;
    sandbox.write("geo2/src/lib.aria", "fn one -> Int = 10\n")?;
    sandbox.write("geo2/src/shapes.aria", "let SIDES = 4\n")?;
    sandbox.write("app/aria.toml", "[package]\nname = \"app\"\n\n[dependencies]\ngeo = { path = \"../geo2\" }\n")?;
    sandbox.settle()?;
    prints(sandbox, "14\n")?;
    // A nearer manifest.
    sandbox.write("app/src/aria.toml", "[package]\nname = \"inner\"\n\n[dependencies]\ngeo = { path = \"../../geo\" }\n")?;
    sandbox.settle()?;
    let ran = sandbox.aria_in("app", &["run", "src/main.aria"])?;
    ensure(ran.stdout == "6\n", || format!("{ran:?}"))
}

/// Whichever way leads to a file, it is read once.
fn one_type(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("aria.toml", "[package]\nname = \"app\"\n\n[dependencies]\ngeo = { path = \"geo\" }\n")?;
    sandbox.write("geo/aria.toml", "[package]\nname = \"geo\"\n")?;
    sandbox.write("geo/src/lib.aria", "import ./point\n\nfn origin -> point.Point = point.Point.new(x: 0)\n")?;
    sandbox.write("geo/src/point.aria", "struct Point\n  x: Int\nend\n")?;
    let main = "import geo\nimport geo.point\nimport ../geo/src/point as other\n\n\
                fn x(p: other.Point) -> Int = p.x\n\nfn main\n  p: point.Point = geo.origin()\n  println(x(p))\nend\n";
    sandbox.write("src/main.aria", main)?;
    sandbox.prints(&["run"], "0\n")
}
