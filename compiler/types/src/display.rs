//! Types as Aria spells them.

use std::fmt;

use aria_foreign::CScalar;

use crate::ty::{FloatTy, FnSig, PtrTy, Ty};

fn list(f: &mut fmt::Formatter<'_>, items: &[Ty]) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}

fn signature(f: &mut fmt::Formatter<'_>, word: &str, sig: &FnSig) -> fmt::Result {
    write!(f, "{word}[(")?;
    list(f, &sig.params)?;
    if sig.variadic {
        f.write_str(if sig.params.is_empty() { "..." } else { ", ..." })?;
    }
    write!(f, ")] -> {}", sig.result)
}

fn pointer(f: &mut fmt::Formatter<'_>, p: &PtrTy) -> fmt::Result {
    match &p.pointee {
        Ty::C(CScalar::Char) => return f.write_str("CString"),
        Ty::Void => f.write_str("CVoidPtr")?,
        other => write!(f, "CPtr[{other}]")?,
    }
    if p.is_const {
        f.write_str(".const")?;
    }
    if p.restrict {
        f.write_str(".restrict")?;
    }
    Ok(())
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Error => f.write_str("{unknown}"),
            Ty::Never => f.write_str("Never"),
            Ty::Unit => f.write_str("Unit"),
            Ty::Bool => f.write_str("Bool"),
            Ty::Char => f.write_str("Char"),
            Ty::Int(i) => f.write_str(i.name()),
            Ty::Float(FloatTy::F64) => f.write_str("Float"),
            Ty::Float(FloatTy::F32) => f.write_str("Float32"),
            Ty::C(c) => f.write_str(c.aria_name()),
            Ty::Void => f.write_str("Void"),
            Ty::RawPtr => f.write_str("RawPtr"),
            Ty::Ptr(p) => pointer(f, p),
            Ty::Array(element, n) => write!(f, "CArray[{element}, {n}]"),
            Ty::Extern(e) => f.write_str(&e.name),
            Ty::Foreign(_, name) => f.write_str(name),
            Ty::Adt(adt, args) if args.is_empty() => f.write_str(&adt.name),
            Ty::Adt(adt, args) => {
                write!(f, "{}[", adt.name)?;
                list(f, args)?;
                f.write_str("]")
            }
            Ty::Tuple(items) => {
                f.write_str("(")?;
                list(f, items)?;
                f.write_str(if items.len() == 1 { ",)" } else { ")" })
            }
            Ty::Fn(sig) => signature(f, "Fn", sig),
            Ty::CFn(sig) => signature(f, "CFn", sig),
            Ty::Lent(lent) => {
                write!(f, "closure {} of {}", lent.number, lent.name)?;
                if lent.args.is_empty() {
                    return Ok(());
                }
                f.write_str("[")?;
                list(f, &lent.args)?;
                f.write_str("]")
            }
            Ty::Param(p) => f.write_str(&p.name),
            Ty::Infer(_) => f.write_str("_"),
        }
    }
}
