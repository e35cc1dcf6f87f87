//! Bodies as text.

use std::fmt::Write;

use aria_source::{FileId, Span};
use aria_types::Ty;

use super::lexer::quote;
use super::print_type::{list, signature, ty};
use super::words;
use crate::body::{Body, Statement, StatementKind, Terminator, TerminatorKind, Unwind};
use crate::constant::Const;
use crate::place::{Operand, Place, Projection};
use crate::program::{Instance, InstanceKind};
use crate::rvalue::{Callee, PanicKind, Rvalue};

/// The span of what is written without one.
pub(super) const NO_SPAN: Span = Span::new(FileId(0), 0, 0);

fn span(out: &mut String, s: Span) {
    if s != NO_SPAN {
        let _ = write!(out, " @{}:{}..{}", s.file.0, s.start, s.end);
    }
}

pub(super) fn body(out: &mut String, b: &Body) {
    out.push_str("fn ");
    quote(out, b.symbol.as_bytes());
    out.push_str(" as ");
    quote(out, b.name.as_bytes());
    let _ = write!(out, "({})", b.params);
    for (set, word) in [(b.exported, " exported"), (b.inline, " inline"), (b.cold, " cold")] {
        if set {
            out.push_str(word);
        }
    }
    if let Some(s) = b.span {
        let _ = write!(out, " @{}:{}..{}", s.file.0, s.start, s.end);
    }
    out.push_str(" {\n");
    for (i, local) in b.locals.iter().enumerate() {
        let _ = write!(out, "    let _{i}");
        if let Some(name) = &local.name {
            out.push(' ');
            quote(out, name.as_bytes());
        }
        out.push_str(": ");
        ty(out, &local.ty);
        span(out, local.span);
        out.push_str(";\n");
    }
    for (i, block) in b.blocks.iter().enumerate() {
        let _ = writeln!(out, "    bb{i}{}: {{", if block.cleanup { " cleanup" } else { "" });
        for s in &block.statements {
            statement(out, s);
        }
        terminator(out, &block.terminator);
        out.push_str("    }\n");
    }
    out.push_str("}\n");
}

fn statement(out: &mut String, s: &Statement) {
    out.push_str("        ");
    match &s.kind {
        StatementKind::Assign(p, r) => {
            place(out, p);
            out.push_str(" = ");
            rvalue(out, r);
        }
        StatementKind::SetVariant(p, v) => {
            out.push_str("set_variant ");
            place(out, p);
            let _ = write!(out, " = {v}");
        }
        StatementKind::Retain(p) => {
            out.push_str("retain ");
            place(out, p);
        }
        StatementKind::Zero(p) => {
            out.push_str("zero ");
            place(out, p);
        }
        StatementKind::FreeObject(o) => {
            out.push_str("free ");
            operand(out, o);
        }
        StatementKind::StorageLive(l) => drop(write!(out, "live {l}")),
        StatementKind::StorageDead(l) => drop(write!(out, "dead {l}")),
    }
    span(out, s.span);
    out.push_str(";\n");
}

fn place(out: &mut String, p: &Place) {
    let _ = write!(out, "{}", p.local);
    for step in &p.path {
        let _ = match step {
            Projection::Deref => write!(out, ".*"),
            Projection::Field(i) => write!(out, ".{i}"),
            Projection::Variant(v) => write!(out, "#{v}"),
            Projection::Index(l) => write!(out, "[{l}]"),
        };
    }
}

pub(super) fn operand(out: &mut String, o: &Operand) {
    match o {
        Operand::Copy(p) => {
            out.push_str("copy ");
            place(out, p);
        }
        Operand::Move(p) => {
            out.push_str("move ");
            place(out, p);
        }
        Operand::Const(c) => {
            out.push_str("const ");
            constant(out, c);
        }
    }
}

fn operands(out: &mut String, items: &[Operand]) {
    for (i, o) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        operand(out, o);
    }
}

fn constant(out: &mut String, c: &Const) {
    match c {
        Const::Unit => out.push_str("unit"),
        Const::Bool(b) => drop(write!(out, "{b}")),
        Const::Int(v, _) => drop(write!(out, "{v}")),
        Const::Float(bits, _) => drop(write!(out, "float {bits:#x}")),
        Const::Str(s) => quote(out, s.as_bytes()),
        Const::Bytes(b, _) => {
            out.push_str("bytes ");
            quote(out, b);
        }
        Const::Null(_) => out.push_str("null"),
        Const::Zeroed(_) => out.push_str("zeroed"),
        Const::Address(a, _) => drop(write!(out, "address {a:#x}")),
        Const::Location(at, _) => {
            out.push_str("location");
            span(out, *at);
        }
        Const::Fn(i, _) => instance(out, i),
        Const::ExternFn(s, _) => {
            out.push_str("extern fn ");
            quote(out, s.as_bytes());
        }
        Const::ExternGlobal(s, _) => {
            out.push_str("extern static ");
            quote(out, s.as_bytes());
        }
    }
    if !matches!(c, Const::Unit | Const::Bool(_))
        && let Some(t) = c.ty()
    {
        out.push_str(": ");
        ty(out, &t);
    }
}

pub(super) fn instance(out: &mut String, i: &Instance) {
    match &i.kind {
        InstanceKind::Fn(id, name) => {
            let _ = write!(out, "fn {} ", id.0);
            quote(out, name.as_bytes());
        }
        InstanceKind::Entry(id, name) => {
            let _ = write!(out, "entry {} ", id.0);
            quote(out, name.as_bytes());
        }
        InstanceKind::Closure(id, number, name) => {
            let _ = write!(out, "closure {} {number} ", id.0);
            quote(out, name.as_bytes());
        }
        InstanceKind::DynMethod(id, name) => {
            let _ = write!(out, "dyn_method {} ", id.0);
            quote(out, name.as_bytes());
        }
        InstanceKind::DropGlue => out.push_str("drop_glue"),
        InstanceKind::DropLaterGlue => out.push_str("drop_later_glue"),
        InstanceKind::DismantleGlue => out.push_str("dismantle_glue"),
        InstanceKind::RetainGlue => out.push_str("retain_glue"),
        InstanceKind::DestroyGlue => out.push_str("destroy_glue"),
        InstanceKind::CrossGlue => out.push_str("cross_glue"),
        InstanceKind::CrossFields => out.push_str("cross_fields"),
    }
    out.push('[');
    list(out, &i.args);
    out.push(']');
}

fn typed(out: &mut String, word: &str, t: &Ty) {
    out.push_str(word);
    ty(out, t);
}

fn rvalue(out: &mut String, r: &Rvalue) {
    match r {
        Rvalue::Use(o) => operand(out, o),
        Rvalue::Binary(op, a, b) => call(out, words::word(&words::BINARY, op), &[a, b]),
        Rvalue::Overflowing(op, a, b) => call(out, words::word(&words::OVERFLOWING, op), &[a, b]),
        Rvalue::Unary(op, a) => call(out, words::word(&words::UNARY, op), &[a]),
        Rvalue::Cast(kind, a, t) => {
            call(out, words::word(&words::CASTS, kind), &[a]);
            typed(out, " as ", t);
        }
        Rvalue::AddressOf(p) => {
            out.push('&');
            place(out, p);
        }
        Rvalue::Aggregate(t, parts) => {
            typed(out, "aggregate ", t);
            out.push_str(" {");
            operands(out, parts);
            out.push('}');
        }
        Rvalue::Variant(t, v, parts) => {
            let _ = write!(out, "variant {v} of ");
            ty(out, t);
            out.push_str(" {");
            operands(out, parts);
            out.push('}');
        }
        Rvalue::VariantOf(p) => {
            out.push_str("variant_of ");
            place(out, p);
        }
        Rvalue::NewObject { class, tail } => {
            typed(out, "new ", class);
            if let Some(tail) = tail {
                out.push_str(" tail ");
                operand(out, tail);
            }
        }
        Rvalue::Tail(o, t) => {
            call(out, "tail", &[o]);
            typed(out, " as ", t);
        }
        Rvalue::Offset { pointer, index } => call(out, "offset", &[pointer, index]),
        Rvalue::SizeOf(t) => typed(out, "size_of ", t),
        Rvalue::AlignOf(t) => typed(out, "align_of ", t),
        Rvalue::ReleaseCount(o) => call(out, "release", &[o]),
        Rvalue::NeedsDrop(t) => typed(out, "needs_drop ", t),
    }
}

fn call(out: &mut String, word: &str, args: &[&Operand]) {
    out.push_str(word);
    out.push('(');
    for (i, a) in args.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        operand(out, a);
    }
    out.push(')');
}

fn unwind(out: &mut String, u: Unwind) {
    let _ = match u {
        Unwind::Continue => write!(out, " unwind continue"),
        Unwind::Cleanup(b) => write!(out, " unwind {b}"),
        Unwind::Terminate => write!(out, " unwind terminate"),
        Unwind::Never => write!(out, " unwind never"),
    };
}

fn callee(out: &mut String, c: &Callee) {
    match c {
        Callee::Instance(i) => instance(out, i),
        Callee::TraitMethod { trait_, method, self_ty, args } => {
            let _ = write!(out, "trait {} method {} for ", trait_.0, method.0);
            ty(out, self_ty);
            out.push_str(" with [");
            list(out, args);
            out.push(']');
        }
        Callee::Extern(symbol) => {
            out.push_str("extern ");
            quote(out, symbol.as_bytes());
        }
        Callee::Closure(o, sig) => {
            out.push_str("fn_value ");
            operand(out, o);
            out.push_str(" as ");
            signature(out, "Fn", sig);
        }
        Callee::Pointer(o, sig) => {
            out.push_str("pointer ");
            operand(out, o);
            out.push_str(" as ");
            signature(out, "CFn", sig);
        }
    }
}

fn panic_kind(out: &mut String, kind: &PanicKind) {
    match kind {
        PanicKind::Overflow(op) => {
            out.push_str("overflow ");
            quote(out, op.as_bytes());
        }
        PanicKind::DivisionByZero => out.push_str("division_by_zero"),
        PanicKind::Bounds { index, length } => call(out, "bounds", &[index, length]),
        PanicKind::Null => out.push_str("null"),
        PanicKind::Range { value, target } => {
            call(out, "range", &[value]);
            out.push(' ');
            quote(out, target.as_bytes());
        }
        PanicKind::NulInString { position } => call(out, "nul_in_string", &[position]),
        PanicKind::ShiftAmount => out.push_str("shift_amount"),
        PanicKind::NoMatch => out.push_str("no_match"),
    }
}

fn terminator(out: &mut String, t: &Terminator) {
    out.push_str("        ");
    match &t.kind {
        TerminatorKind::Goto(b) => drop(write!(out, "goto {b}")),
        TerminatorKind::Branch { condition, then, otherwise } => {
            out.push_str("branch ");
            operand(out, condition);
            let _ = write!(out, " -> {then} else {otherwise}");
        }
        TerminatorKind::Switch { value, cases, otherwise } => {
            out.push_str("switch ");
            operand(out, value);
            out.push_str(" {");
            for (i, (case, block)) in cases.iter().enumerate() {
                let _ = write!(out, "{}{case}: {block}", if i > 0 { ", " } else { "" });
            }
            let _ = write!(out, "}} else {otherwise}");
        }
        TerminatorKind::Return => out.push_str("return"),
        TerminatorKind::Unreachable => out.push_str("unreachable"),
        TerminatorKind::Call { callee: c, args, destination, target, unwind: u } => {
            out.push_str("call ");
            place(out, destination);
            out.push_str(" = ");
            callee(out, c);
            out.push('(');
            operands(out, args);
            out.push(')');
            if let Some(target) = target {
                let _ = write!(out, " -> {target}");
            }
            unwind(out, *u);
        }
        TerminatorKind::Drop { place: p, target, unwind: u } => {
            out.push_str("drop ");
            place(out, p);
            let _ = write!(out, " -> {target}");
            unwind(out, *u);
        }
        TerminatorKind::Assert { condition, expected, kind, target, unwind: u } => {
            out.push_str("assert ");
            operand(out, condition);
            let _ = write!(out, " == {expected} else ");
            panic_kind(out, kind);
            let _ = write!(out, " -> {target}");
            unwind(out, *u);
        }
        TerminatorKind::Resume => out.push_str("resume"),
        TerminatorKind::Catch { destination, target } => {
            out.push_str("catch ");
            place(out, destination);
            let _ = write!(out, " -> {target}");
        }
        TerminatorKind::Abort => out.push_str("abort"),
    }
    span(out, t.span);
    out.push_str(";\n");
}
