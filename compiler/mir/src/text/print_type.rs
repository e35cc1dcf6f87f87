//! Types as the text form writes them: as Aria spells them, with numbers where a name alone is not an identity.

use std::fmt::Write;

use aria_foreign::CScalar;
use aria_types::{FnSig, Ty};

use super::lexer::{is_word, quote};

pub(super) fn list(out: &mut String, items: &[Ty]) {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        ty(out, item);
    }
}

fn name(out: &mut String, name: &str) {
    if is_word(name) { out.push_str(name) } else { quote(out, name.as_bytes()) }
}

pub(super) fn signature(out: &mut String, word: &str, sig: &FnSig) {
    out.push_str(word);
    out.push_str("[(");
    list(out, &sig.params);
    if sig.variadic {
        out.push_str(if sig.params.is_empty() { "..." } else { ", ..." });
    }
    out.push_str(")] -> ");
    ty(out, &sig.result);
}

pub(super) fn ty(out: &mut String, t: &Ty) {
    match t {
        Ty::Ptr(p) => {
            match &p.pointee {
                Ty::C(CScalar::Char) => out.push_str("CString"),
                Ty::Void => out.push_str("CVoidPtr"),
                pointee => {
                    out.push_str("CPtr[");
                    ty(out, pointee);
                    out.push(']');
                }
            }
            if p.is_const {
                out.push_str(".const");
            }
            if p.restrict {
                out.push_str(".restrict");
            }
        }
        Ty::Array(element, n) => {
            out.push_str("CArray[");
            ty(out, element);
            let _ = write!(out, ", {n}]");
        }
        Ty::Extern(e) => {
            out.push_str(if e.is_enum { "extern enum " } else { "extern " });
            quote(out, e.name.as_bytes());
            let _ = write!(out, " #{:#x}", e.key.0);
        }
        Ty::Foreign(lane, foreign) => {
            let _ = write!(out, "foreign {lane} ");
            quote(out, foreign.as_bytes());
        }
        Ty::Adt(adt, args) => {
            name(out, &adt.name);
            if !args.is_empty() {
                out.push('[');
                list(out, args);
                out.push(']');
            }
        }
        Ty::Tuple(items) => {
            out.push('(');
            list(out, items);
            out.push_str(if items.len() == 1 { ",)" } else { ")" });
        }
        Ty::Fn(sig) => signature(out, "Fn", sig),
        Ty::CFn(sig) => signature(out, "CFn", sig),
        Ty::Lent(lent) => {
            let _ = write!(out, "lent {} {} ", lent.function.0, lent.number);
            quote(out, lent.name.as_bytes());
            if !lent.args.is_empty() {
                out.push('[');
                list(out, &lent.args);
                out.push(']');
            }
        }
        Ty::Param(p) => {
            let _ = write!(out, "param {} ", p.index);
            quote(out, p.name.as_bytes());
        }
        Ty::Infer(v) => {
            let _ = write!(out, "infer {}", v.0);
        }
        Ty::Error => out.push_str("unknown"),
        Ty::Never | Ty::Unit | Ty::Bool | Ty::Char | Ty::Int(_) | Ty::Float(_) | Ty::C(_) | Ty::Void | Ty::RawPtr => {
            let _ = write!(out, "{t}");
        }
    }
}
