//! Replacing generic parameters by arguments.

use std::sync::Arc;

use crate::ty::{FnSig, LentTy, PtrTy, Ty};

impl Ty {
    /// This type with each part mapped by `f`, outermost first: where `f` answers, its answer stands as it is.
    pub fn map(&self, f: &mut dyn FnMut(&Ty) -> Option<Ty>) -> Ty {
        if let Some(mapped) = f(self) {
            return mapped;
        }
        match self {
            Ty::Ptr(p) => Ty::Ptr(Arc::new(PtrTy { pointee: p.pointee.map(f), ..**p })),
            Ty::Array(element, n) => Ty::Array(Arc::new(element.map(f)), *n),
            Ty::Adt(adt, args) if !args.is_empty() => Ty::Adt(adt.clone(), args.iter().map(|a| a.map(f)).collect()),
            Ty::Tuple(items) => Ty::Tuple(items.iter().map(|a| a.map(f)).collect()),
            Ty::Fn(sig) => Ty::Fn(Arc::new(sig.map(f))),
            Ty::CFn(sig) => Ty::CFn(Arc::new(sig.map(f))),
            Ty::Lent(lent) if !lent.args.is_empty() => {
                Ty::Lent(Arc::new(LentTy { args: lent.args.iter().map(|a| a.map(f)).collect(), ..(**lent).clone() }))
            }
            _ => self.clone(),
        }
    }

    /// This type with parameter `i` replaced by `args[i]`; parameters past the end stay.
    pub fn substitute(&self, args: &[Ty]) -> Ty {
        if args.is_empty() {
            return self.clone();
        }
        self.map(&mut |t| match t {
            Ty::Param(p) => args.get(p.index as usize).cloned(),
            _ => None,
        })
    }
}

impl FnSig {
    pub fn map(&self, f: &mut dyn FnMut(&Ty) -> Option<Ty>) -> FnSig {
        FnSig { params: self.params.iter().map(|p| p.map(f)).collect(), result: self.result.map(f), variadic: self.variadic }
    }
}
