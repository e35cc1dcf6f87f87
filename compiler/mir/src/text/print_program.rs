//! Programs as text: what bodies refer to first, then the bodies.

use std::fmt::Write;

use super::lexer::quote;
use super::print_body::{body, instance};
use super::print_type::{list, ty};
use crate::program::MirProgram;

pub(super) fn program(p: &MirProgram) -> String {
    let mut out = String::new();
    if let Some(string) = &p.string_ty {
        out.push_str("string ");
        ty(&mut out, string);
        out.push_str(";\n");
    }
    for e in &p.externs {
        out.push_str("extern fn ");
        quote(&mut out, e.symbol.as_bytes());
        out.push('(');
        list(&mut out, &e.params);
        out.push_str(") -> ");
        ty(&mut out, &e.result);
        for (set, word) in [(e.variadic, " variadic"), (e.noreturn, " noreturn"), (e.unwinds, " unwinds")] {
            if set {
                out.push_str(word);
            }
        }
        out.push_str(";\n");
    }
    for g in &p.globals {
        out.push_str("extern static ");
        quote(&mut out, g.symbol.as_bytes());
        out.push_str(if g.thread_local { " thread_local;\n" } else { ";\n" });
    }
    for adapter in &p.adapters {
        out.push_str("adapter ");
        quote(&mut out, adapter);
        out.push_str(";\n");
    }
    // The map has no order of its own.
    let mut instances: Vec<(u32, String)> = Vec::with_capacity(p.instances.len());
    for (i, id) in &p.instances {
        let mut line = String::new();
        instance(&mut line, i);
        instances.push((id.0, line));
    }
    instances.sort();
    for (id, line) in instances {
        let _ = writeln!(out, "instance {line} = f{id};");
    }
    if let Some(entry) = p.entry {
        let _ = writeln!(out, "entry {entry};");
    }
    for b in &p.bodies {
        out.push('\n');
        body(&mut out, b);
    }
    out
}
