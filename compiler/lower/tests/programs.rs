//! Aria programs, with the standard library, down to MIR that the verifier accepts.

use aria_diagnostics::Diagnostics;
use aria_layout::Layouts;
use aria_lower::{LowerOptions, Lowered, lower};
use aria_mir::{MirProgram, StatementKind, TerminatorKind};
use aria_resolve::{FileIndex, Input, ModuleFile, resolve};
use aria_source::SourceMap;

fn compile(text: &str, overflow_checks: bool) -> MirProgram {
    let sources = SourceMap::new();
    let mut diagnostics = Diagnostics::new();
    let parsed = |name: &str, text: &str| {
        let parsed = aria_syntax::parse(sources.add(name, text), text);
        assert!(parsed.errors.is_empty(), "{name}: {:?}", parsed.errors);
        parsed.tree
    };
    let std: Vec<_> = aria_std::PRELUDE.iter().map(|(name, text)| parsed(name, text)).collect();
    let program = parsed("program.aria", text);
    let target = aria_foreign::TargetData::x86_64_linux();
    let input = Input {
        std: &std,
        program: &program,
        imported: Vec::new(),
        imports: Vec::new(),
        files: Vec::new(),
        overlays: Default::default(),
        target,
        places: None,
        lanes: &[],
    };
    let resolved = resolve(input, &sources, &mut diagnostics);
    let checked = aria_check::check(&resolved, &mut diagnostics);
    let errors: Vec<&str> = diagnostics.iter().filter(|d| d.is_error()).map(|d| &*d.message).collect();
    assert!(errors.is_empty(), "{errors:?} in:\n{text}");
    let Lowered { program, diagnostics } = lower(&checked, &LowerOptions { overflow_checks, ..LowerOptions::default() });
    let errors: Vec<&str> = diagnostics.iter().map(|d| &*d.message).collect();
    assert!(errors.is_empty(), "{errors:?} in:\n{text}");
    let faults = aria_mir::verify(&program, &Layouts::new(&checked.defs));
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{} in:\n{text}\n{}", faults.join("\n"), aria_mir::text::print(&program));
    let printed = aria_mir::text::print(&program);
    match aria_mir::text::parse(&printed, &*checked.defs) {
        Ok(read) => assert_eq!(aria_mir::text::print(&read), printed),
        Err(error) => panic!("{error} in:\n{printed}"),
    }
    program
}

/// What no program reaches is not checked with it, so it is checked here.
#[test]
fn the_library_is_sound() {
    let sources = SourceMap::new();
    let parsed = |name: &str, text: &str| aria_syntax::parse(sources.add(name, text), text).tree;
    let std: Vec<_> = aria_std::PRELUDE.iter().map(|(name, text)| parsed(name, text)).collect();
    let modules: Vec<_> = aria_std::MODULES
        .iter()
        .map(|module| {
            let mut trees = module.files.iter().map(|(file, text)| parsed(file, text));
            let mut tree = trees.next().unwrap();
            trees.for_each(|part| tree.body.extend(part.body));
            (module.name, tree)
        })
        .collect();
    let index = |import: &aria_syntax::ast::ImportDecl| {
        let name = aria_resolve::library_module(import)?;
        modules.iter().position(|(known, _)| *known == name).map(FileIndex::Module)
    };
    let file = |(name, tree)| {
        let path = format!("std.{name}").into();
        let imports = aria_resolve::file_imports(tree).map(index).collect();
        ModuleFile { tree, path, in_std: true, imported: Vec::new(), imports }
    };
    let input = Input {
        std: &std,
        program: &parsed("program.aria", ""),
        imported: Vec::new(),
        imports: Vec::new(),
        files: modules.iter().map(|(name, tree)| file((*name, tree))).collect(),
        overlays: Default::default(),
        target: aria_foreign::TargetData::x86_64_linux(),
        places: None,
        lanes: &[],
    };
    let mut diagnostics = Diagnostics::new();
    let resolved = resolve(input, &sources, &mut diagnostics);
    let mut checked = 0;
    for id in resolved.bodies.keys() {
        let (body, found) = aria_check::check_body(&resolved, *id);
        checked += usize::from(body.is_some());
        found.iter().for_each(|d| diagnostics.push(d.clone()));
    }
    let messages: Vec<&str> = diagnostics.iter().map(|d| &*d.message).collect();
    assert!(messages.is_empty(), "{messages:?}");
    assert!(checked > 50, "{checked}");
}

fn symbols(program: &MirProgram) -> Vec<&str> {
    program.bodies.iter().map(|b| &*b.symbol).collect()
}

#[test]
fn arithmetic_with_and_without_checks() {
    let text = "fn sum(a: Int, b: Int) -> Int = a * b + a - b / (a % b) << 2\nprintln(\"#{sum(1, 2)}\")\n";
    let count = |program: &MirProgram| {
        let sum = program.bodies.iter().find(|b| &*b.symbol == "aria.sum").unwrap();
        sum.blocks.iter().filter(|b| matches!(b.terminator.kind, TerminatorKind::Assert { .. })).count()
    };
    let (checked, wrapping) = (count(&compile(text, true)), count(&compile(text, false)));
    // `*`, `+` and `-`; the division and the remainder are always checked, twice each.
    assert_eq!(checked - wrapping, 3);
    assert_eq!(wrapping, 4);
}

#[test]
fn arrays_of_values_and_references() {
    let program = compile(
        "
class Node
  name: String
  fn finalize
    println(\"end of #{@name}\")
  end
end

nodes: Array[Node] = []
for i in 0...3
  nodes.push(Node.new(name: \"n#{i}\"))
end
numbers = [1, 2, 3]
numbers.push(4)
total = 0
for n in numbers
  total += n
end
println(\"#{total} #{nodes.len} #{nodes[1].name}\")
if let Some(node) = nodes.pop
  println(node.name)
end
",
        true,
    );
    let symbols = symbols(&program);
    for expected in ["aria.Array.push[Node]", "aria.Array.push[Int]", "aria.Array.finalize[Node]", "aria.destroy[Array[Int]]"] {
        assert!(symbols.contains(&expected), "{expected} in {symbols:?}");
    }
    // Nothing in an array of numbers is dropped one by one.
    let ints = program.bodies.iter().find(|b| &*b.symbol == "aria.Array.finalize[Int]").unwrap();
    assert!(ints.blocks.iter().all(|b| !matches!(b.terminator.kind, TerminatorKind::Drop { .. })));
}

#[test]
fn traits_are_resolved_for_each_type() {
    let program = compile(
        "
trait Shape
  fn area(self) -> Float
  fn twice(self) -> Float = self.area * 2.0
end
struct Square
  side: Float
end
class Disc
  radius: Float
end
impl Shape for Square
  fn area(self) -> Float = self.side * self.side
end
impl Shape for Disc
  fn area(self) -> Float = self.radius * 3.0
end
fn total[T: Shape](a: T, b: T) -> Float = a.area + b.twice
println(\"#{total(Square.new(side: 2.0), Square.new(side: 3.0))}\")
println(\"#{total(Disc.new(radius: 2.0), Disc.new(radius: 3.0))}\")
",
        true,
    );
    let symbols = symbols(&program);
    for expected in ["aria.Square.Shape.area", "aria.Disc.Shape.area", "aria.Shape.twice[Disc]", "aria.total[Square]"] {
        assert!(symbols.contains(&expected), "{expected} in {symbols:?}");
    }
}

#[test]
fn failure_in_its_forms() {
    compile(
        "
enum Problem
  Missing(String)
  Odd(Int)
end

fn half(n: Int) -> Result[Int, Problem]
  return Err(Problem.Odd(n)) if n % 2 != 0
  Ok(n / 2)
end

fn quarter(n: Int) -> Result[Int, Problem]
  h = half(n)?
  Ok(half(h)?)
end

fn describe(r: Result[Int, Problem]) -> String
  match r
    Ok(0) => \"nothing\"
    Ok(n) if n > 100 => \"much\"
    Ok(1..9) => \"little\"
    Ok(_) => \"some\"
    Err(Problem.Missing(what)) => \"no #{what}\"
    Err(Problem.Odd(n)) => \"#{n} is odd\"
  end
end

println(describe(quarter(12)))
println(describe(quarter(6)))
word = \"b\"
kind = match word
  \"a\" => 1
  \"b\" | \"c\" => 2
  _ => 3
end
catch_panic do
  panic(\"no\") if kind == 2
rescue e
  println(e.message)
end
fn cleanup
  defer
    println(\"later\")
  end
  println(\"now\")
end
cleanup()
",
        true,
    );
}

#[test]
fn only_references_are_counted_in_the_end() {
    let program = compile("fn pass[T](x: T) -> T = x\nprintln(pass(\"a\"))\nprintln(\"#{pass(1)}\")\npass((1, \"b\"))\n", true);
    for body in &program.bodies {
        let retains =
            body.blocks.iter().flat_map(|b| &b.statements).filter(|s| matches!(s.kind, StatementKind::Retain(_))).count();
        match &*body.symbol {
            "aria.pass[String]" | "aria.pass[(Int,String)]" => assert_eq!(retains, 1, "{}", body.symbol),
            "aria.pass[Int]" => assert_eq!(retains, 0),
            _ => {}
        }
    }
}

#[test]
fn a_long_function_is_lowered_in_reasonable_time() {
    use std::fmt::Write;
    let mut text = String::new();
    for i in 0..1500 {
        let _ = writeln!(text, "s{i} = \"a#{{{i}}}\"");
    }
    let program = compile(&text, true);
    let main = program.bodies.iter().map(|b| b.blocks.len()).max().unwrap_or(0);
    // A cleanup block for each local, shared by all later calls, not one for each pair.
    assert!(main < 1500 * 8, "{main} blocks");
}

#[test]
fn closures_that_are_lent_and_kept() {
    let text = r##"fn twice(f: Fn[(Int)])
  f(1)
  f(2)
end

class Later
  job: Fn[()] -> Int
end

fn walk(n: Int, f: Fn[(Int)])
  f(n)
  walk(n - 1) |x| f(x + 1) end if n > 0
end

sum = 0
twice do
  println("again")
end
twice |x| sum += x end
walk(9) |x| sum += x end
later = Later.new(job: || sum end)
println((later.job)())
"##;
    let program = compile(text, true);
    let closures = symbols(&program).iter().filter(|s| s.contains("closure")).count();
    assert!(closures > 3, "{:?}", symbols(&program));
}

/// How many references the bodies take counts of, by how their symbols begin.
fn retains(program: &MirProgram, symbols: &[&str]) -> Vec<usize> {
    let counts = |body: &aria_mir::Body| {
        body.blocks.iter().flat_map(|b| &b.statements).filter(|s| matches!(s.kind, StatementKind::Retain(_))).count()
    };
    let body = |symbol: &&str| program.bodies.iter().find(|b| b.symbol.starts_with(symbol)).map(counts);
    symbols.iter().map(|s| body(s).unwrap_or_else(|| panic!("there is no {s}"))).collect()
}

#[test]
fn nothing_is_counted_in_loops_over_numbers() {
    let program = compile(
        "
class Total
  value: Int

  fn add(xs: Array[Int])
    for x in xs
      @value += x
    end
    i = 0
    while i < xs.len
      xs[i] = @value
      i += 1
    end
  end
end

fn chain(xs: Array[Int], k: Int) -> Int = xs.iter.map |x| x * k end.filter |x| x > 3 end.sum

total = Total.new(0)
total.add([1, 2])
println(chain([1, 2], total.value))
",
        false,
    );
    let next = ["aria.MapIterator[I,T,U].Iterator[U].next[", "aria.FilterIterator[I,T].Iterator[T].next["];
    assert_eq!(retains(&program, &["aria.Total.add"]), [0]);
    assert_eq!(retains(&program, &next), [0, 0]);
}

#[test]
fn a_closure_that_may_end_an_object_is_kept_while_it_runs() {
    let program = compile(
        "
class Node
  next: Node?
end

fn lengths(xs: Array[Int], node: Node) -> Int
  xs.iter.map |x|
    node.next = None
    x
  end.sum
end

println(lengths([1, 2], Node.new(Some(Node.new(None)))))
",
        false,
    );
    assert!(retains(&program, &["aria.MapIterator[I,T,U].Iterator[U].next["])[0] > 0);
}

#[test]
fn a_returned_local_gives_its_count_to_the_result() {
    let program = compile(
        "
class Node
  value: Int
end

fn made(n: Int) -> Node
  node = Node.new(n)
  node.value += 1
  node
end

# What is read once more keeps its count.
fn kept(n: Int) -> Node
  node = Node.new(n)
  defer println(node.value)
  node
end

println(made(1).value + kept(2).value)
",
        false,
    );
    let counts = retains(&program, &["aria.made", "aria.kept"]);
    assert_eq!(counts[0], 0);
    assert!(counts[1] > 0, "{counts:?}");
}

#[test]
fn literals_fill_their_arrays_in_place() {
    let program = compile("fn names -> Array[String] = [\"a\", \"b\", \"c\"]\nprintln(names().len)\n", false);
    assert_eq!(retains(&program, &["aria.names"]), [0]);
    assert!(!symbols(&program).iter().any(|s| s.starts_with("aria.Array.push")), "{:?}", symbols(&program));
}

#[test]
fn structs_are_dropped_part_by_part() {
    let program = compile(
        "
struct Pair
  first: String
  second: (String, Array[Int])
end

fn size(n: Int) -> Int
  pair = Pair.new(\"a#{n}\", (\"b#{n}\", [n]))
  pair.first.len + pair.second.0.len
end

println(size(1))
",
        false,
    );
    assert!(!program.instances.keys().any(|i| i.kind == aria_mir::InstanceKind::DropGlue), "{:?}", program.instances.keys());
}
