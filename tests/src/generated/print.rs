//! Generated programs as Aria's text.

use std::fmt::Write;

use super::model::{Arm, Block, Expr, Function, Op, Pattern, Place, Program, Stmt, Test, Ty};

/// A program as text.
pub fn program(program: &Program) -> String {
    let mut out = String::new();
    for (i, record) in program.structs.iter().enumerate() {
        let _ = writeln!(out, "struct S{i}");
        fields(&mut out, &record.fields);
        out.push_str("end\n\n");
    }
    for (i, payloads) in program.enums.iter().enumerate() {
        let _ = writeln!(out, "enum E{i}");
        for (v, payload) in payloads.iter().enumerate() {
            let types: Vec<String> = payload.iter().map(ty).collect();
            let _ = match types.is_empty() {
                true => writeln!(out, "  V{i}{v}"),
                false => writeln!(out, "  V{i}{v}({})", types.join(", ")),
            };
        }
        out.push_str("end\n\n");
    }
    for (i, record) in program.classes.iter().enumerate() {
        let _ = writeln!(out, "class C{i}");
        fields(&mut out, &record.fields);
        for method in program.functions.iter().filter(|f| f.method_of == Some(i)) {
            out.push('\n');
            function(&mut out, method, program, "  ");
        }
        let _ = writeln!(out, "\n  fn finalize\n    println(\"- C{i} #{{@f0}}\")\n  end\nend\n");
    }
    for f in program.functions.iter().filter(|f| f.method_of.is_none()) {
        function(&mut out, f, program, "");
        out.push('\n');
    }
    out
}

fn fields(out: &mut String, fields: &[Ty]) {
    for (i, field) in fields.iter().enumerate() {
        let _ = writeln!(out, "  f{i}: {}", ty(field));
    }
}

fn function(out: &mut String, f: &Function, program: &Program, indent: &str) {
    let skipped = usize::from(f.method_of.is_some());
    let params: Vec<String> = f.params[skipped..].iter().map(|(name, t)| format!("{name}: {}", ty(t))).collect();
    let result = if f.result == Ty::Unit { String::new() } else { format!(" -> {}", ty(&f.result)) };
    let params = if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) };
    let _ = writeln!(out, "{indent}fn {}{params}{result}", f.name);
    Printer { program }.block(out, &f.body, &format!("{indent}  "));
    let _ = writeln!(out, "{indent}end");
}

fn ty(t: &Ty) -> String {
    match t {
        Ty::Unit => "Unit".into(),
        Ty::Int => "Int".into(),
        Ty::Byte => "UInt8".into(),
        Ty::Bool => "Bool".into(),
        Ty::Text => "String".into(),
        Ty::Array(inner) => format!("Array[{}]", ty(inner)),
        Ty::Struct(i) => format!("S{i}"),
        Ty::Class(i) => format!("C{i}"),
        Ty::Enum(i) => format!("E{i}"),
        Ty::Option(inner) => format!("Option[{}]", ty(inner)),
        Ty::Result(inner) => format!("Result[{}, String]", ty(inner)),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '#' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

struct Printer<'p> {
    program: &'p Program,
}

impl Printer<'_> {
    fn block(&self, out: &mut String, block: &Block, indent: &str) {
        for s in &block.statements {
            self.statement(out, s, indent);
        }
        if let Some(value) = &block.value {
            let _ = writeln!(out, "{indent}{}", self.expr(value, indent));
        }
    }

    /// A block one level deeper.
    fn inner(&self, block: &Block, indent: &str) -> String {
        let mut out = String::new();
        self.block(&mut out, block, &format!("{indent}  "));
        out
    }

    fn statement(&self, out: &mut String, statement: &Stmt, i: &str) {
        let e = |expr: &Expr| self.expr(expr, i);
        let inner = |block: &Block| self.inner(block, i);
        let _ = match statement {
            Stmt::Let { name, ty: t, mutable, value } => {
                writeln!(out, "{i}{}{name}: {} = {}", if *mutable { "" } else { "let " }, ty(t), e(value))
            }
            Stmt::Assign(place, value) => writeln!(out, "{i}{} = {}", self.place(place, i), e(value)),
            Stmt::Add(place, value) => writeln!(out, "{i}{} += {}", self.place(place, i), e(value)),
            Stmt::Print(value) => writeln!(out, "{i}println({})", e(value)),
            Stmt::Expr(value) => writeln!(out, "{i}{}", e(value)),
            Stmt::Push(array, value) => writeln!(out, "{i}{array}.push({})", e(value)),
            Stmt::If(c, then, None) => writeln!(out, "{i}if {}\n{}{i}end", e(c), inner(then)),
            Stmt::If(c, then, Some(other)) => {
                writeln!(out, "{i}if {}\n{}{i}else\n{}{i}end", e(c), inner(then), inner(other))
            }
            Stmt::IfSome(name, value, then) => {
                writeln!(out, "{i}if let Some({name}) = {}\n{}{i}end", e(value), inner(then))
            }
            Stmt::While { counter, turns, body } => {
                writeln!(out, "{i}{counter}: Int = 0\n{i}while {counter} < {turns}\n{i}  {counter} += 1\n{}{i}end", inner(body))
            }
            Stmt::Range { name, first, last, inclusive, body } => {
                let dots = if *inclusive { ".." } else { "..." };
                writeln!(out, "{i}for {name} in {first}{dots}{last}\n{}{i}end", inner(body))
            }
            Stmt::Each { name, array, body } => writeln!(out, "{i}for {name} in {array}\n{}{i}end", inner(body)),
            Stmt::Match(value, arms) => writeln!(out, "{i}{}", self.matching(value, arms, i)),
            Stmt::Catch(body, rescue) => writeln!(out, "{i}{}", self.catch(body, rescue, i)),
            Stmt::Defer(value) => writeln!(out, "{i}defer println({})", e(value)),
            Stmt::ReturnIf(value, c) => writeln!(out, "{i}return {} if {}", e(value), e(c)),
            Stmt::BreakIf(c) => writeln!(out, "{i}break if {}", e(c)),
            Stmt::NextIf(c) => writeln!(out, "{i}next if {}", e(c)),
            Stmt::PanicIf(text, c) => writeln!(out, "{i}panic({}) if {}", e(text), e(c)),
        };
    }

    fn place(&self, place: &Place, i: &str) -> String {
        let mut out = place.local.clone();
        for field in &place.fields {
            let _ = write!(out, ".f{field}");
        }
        if let Some(index) = &place.index {
            let _ = write!(out, "[{}.mod({}.len)]", self.expr(index, i), place.local);
        }
        out
    }

    fn matching(&self, value: &Expr, arms: &[Arm], i: &str) -> String {
        let mut out = format!("match {}\n", self.expr(value, i));
        let deeper = format!("{i}  ");
        for arm in arms {
            let guard = arm.guard.as_ref().map(|g| format!(" if {}", self.expr(g, &deeper))).unwrap_or_default();
            let _ = write!(out, "{deeper}{}{guard} =>", self.pattern(&arm.pattern));
            match &arm.body {
                Block { statements, value: Some(value) } if statements.is_empty() => {
                    let _ = writeln!(out, " {}", self.expr(value, &deeper));
                }
                body => {
                    let _ = writeln!(out, "\n{}{deeper}end", self.inner(body, &deeper));
                }
            }
        }
        let _ = write!(out, "{i}end");
        out
    }

    fn catch(&self, body: &Block, rescue: &Block, i: &str) -> String {
        format!("catch_panic do\n{}{i}rescue problem\n{}{i}end", self.inner(body, i), self.inner(rescue, i))
    }

    fn pattern(&self, p: &Pattern) -> String {
        match p {
            Pattern::Wildcard => "_".into(),
            Pattern::Bind(name) => name.clone(),
            Pattern::Int(n) => n.to_string(),
            Pattern::Range(first, last) => format!("{first}..{last}"),
            Pattern::Text(text) => quoted(text),
            Pattern::Either(all) => all.iter().map(|p| self.pattern(p)).collect::<Vec<_>>().join(" | "),
            Pattern::Variant(of, variant, parts) if parts.is_empty() => format!("E{of}.V{of}{variant}"),
            Pattern::Variant(of, variant, parts) => {
                let parts: Vec<String> = parts.iter().map(|p| self.pattern(p)).collect();
                format!("V{of}{variant}({})", parts.join(", "))
            }
            Pattern::None => "None".into(),
            Pattern::Some(p) => format!("Some({})", self.pattern(p)),
            Pattern::Ok(p) => format!("Ok({})", self.pattern(p)),
            Pattern::Err(p) => format!("Err({})", self.pattern(p)),
        }
    }

    fn list(&self, items: &[Expr], i: &str) -> String {
        items.iter().map(|e| self.expr(e, i)).collect::<Vec<_>>().join(", ")
    }

    fn expr(&self, expr: &Expr, i: &str) -> String {
        let e = |expr: &Expr| self.expr(expr, i);
        match expr {
            Expr::Int(n) if *n < 0 => format!("({n})"),
            Expr::Int(n) => n.to_string(),
            Expr::Byte(n) => format!("{n}u8"),
            Expr::Bool(b) => b.to_string(),
            Expr::Text(text) => quoted(text),
            Expr::Local(name) => name.clone(),
            Expr::Arith(Op::Mod, a, b) => format!("{}.mod({})", e(a), e(b)),
            Expr::Arith(Op::DivFloor, a, b) => format!("{}.div_floor({})", e(a), e(b)),
            Expr::Arith(op, a, b) => format!("({} {} {})", e(a), sign(*op), e(b)),
            Expr::Negate(a) => format!("(-{})", e(a)),
            Expr::BitNot(a) => format!("(~{})", e(a)),
            Expr::Not(a) => format!("(!{})", e(a)),
            Expr::Compare(test, a, b) => {
                let sign = match test {
                    Test::Equal => "==",
                    Test::Unequal => "!=",
                    Test::Less => "<",
                    Test::LessEqual => "<=",
                };
                format!("({} {sign} {})", e(a), e(b))
            }
            Expr::And(a, b) => format!("({} && {})", e(a), e(b)),
            Expr::Or(a, b) => format!("({} || {})", e(a), e(b)),
            Expr::Interpolate(parts) => {
                let parts: Vec<String> = parts.iter().map(|p| format!("#{{{}}}", e(p))).collect();
                format!("\"{}\"", parts.join(", "))
            }
            Expr::Join(a, b) => format!("({} + {})", e(a), e(b)),
            Expr::Repeat(a, n) => format!("{}.repeat({n})", e(a)),
            Expr::Len(a) => format!("{}.len", e(a)),
            Expr::StartsWith(a, b) => format!("{}.starts_with?({})", e(a), e(b)),
            Expr::Contains(a, b) => format!("{}.contains?({})", e(a), e(b)),
            Expr::WrapByte(a) => format!("({}).wrap_uint8", e(a)),
            Expr::ByteToInt(a) => format!("({}).to_int", e(a)),
            Expr::Index(array, index) => format!("{array}[{}]", e(index)),
            Expr::Within(array, index, other) => {
                format!("({array}.empty? ? {} : {array}[{}.mod({array}.len)])", e(other), e(index))
            }
            Expr::Pop(array) => format!("{array}.pop"),
            Expr::Holds(word, a) => format!("({}.{word})", e(a)),
            Expr::UnwrapOr(a, b) => format!("{}.unwrap_or({})", e(a), e(b)),
            Expr::Force(a) if matches!(**a, Expr::Local(_)) => format!("{}!", e(a)),
            Expr::Propagate(a) if matches!(**a, Expr::Local(_)) => format!("{}?", e(a)),
            Expr::Force(a) => format!("({})!", e(a)),
            Expr::Propagate(a) => format!("({})?", e(a)),
            Expr::Field(a, field) => format!("{}.f{field}", e(a)),
            Expr::Message => "problem.message".into(),
            Expr::Struct(of, items) => format!("S{of}.new({})", self.list(items, i)),
            Expr::Object(of, items) => format!("C{of}.new({})", self.list(items, i)),
            Expr::Variant(of, variant, items) if items.is_empty() => format!("E{of}.V{of}{variant}"),
            Expr::Variant(of, variant, items) => format!("E{of}.V{of}{variant}({})", self.list(items, i)),
            Expr::None => "None".into(),
            Expr::Some(a) => format!("Some({})", e(a)),
            Expr::Ok(a) => format!("Ok({})", e(a)),
            Expr::Err(a) => format!("Err({})", e(a)),
            Expr::Array(items) => format!("[{}]", self.list(items, i)),
            Expr::Call(f, args) => format!("{}({})", self.program.functions[*f].name, self.list(args, i)),
            Expr::Method(f, args) => {
                let receiver = args.first().map(e).unwrap_or_default();
                format!("{receiver}.{}({})", self.program.functions[*f].name, self.list(&args[1..], i))
            }
            Expr::Choose(c, a, b) => format!("({} ? {} : {})", e(c), e(a), e(b)),
            Expr::If(c, then, other) => {
                format!("if {}\n{}{i}else\n{}{i}end", e(c), self.inner(then, i), self.inner(other, i))
            }
            Expr::Match(value, arms) => self.matching(value, arms, i),
            Expr::Catch(body, rescue) => self.catch(body, rescue, i),
        }
    }
}

fn sign(op: Op) -> &'static str {
    match op {
        Op::Add => "+",
        Op::Sub => "-",
        Op::Mul => "*",
        Op::Div => "/",
        Op::Rem | Op::Mod => "%",
        Op::WrapAdd => "&+",
        Op::WrapSub => "&-",
        Op::WrapMul => "&*",
        Op::And => "&",
        Op::Or => "|",
        Op::Xor => "^",
        Op::Shl => "<<",
        Op::Shr => ">>",
        Op::DivFloor => "/",
    }
}
