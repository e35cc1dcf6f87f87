//! Unification of types within one body.

use aria_types::{InferVar, Ty};

/// A type made of more types than this was doubled again and again.
const MAX_PARTS: usize = 4096;

/// What is known about the body's type variables.
#[derive(Default)]
pub(crate) struct Inference {
    vars: Vec<Option<Ty>>,
}

impl Inference {
    pub fn fresh(&mut self) -> Ty {
        self.vars.push(None);
        Ty::Infer(InferVar(self.vars.len() as u32 - 1))
    }

    /// The type with its outermost variable replaced by what is known.
    pub fn shallow(&self, ty: &Ty) -> Ty {
        let mut ty = ty;
        while let Ty::Infer(var) = ty {
            match &self.vars[var.0 as usize] {
                Some(known) => ty = known,
                None => break,
            }
        }
        ty.clone()
    }

    /// Whether a type is made of more types than any program needs.
    pub fn is_large(&self, ty: &Ty) -> bool {
        let mut left = match ty {
            Ty::Adt(_, args) if args.is_empty() => return false,
            Ty::Tuple(_) | Ty::Adt(..) | Ty::Ptr(_) | Ty::Array(..) | Ty::CFn(_) | Ty::Fn(_) => vec![ty.clone()],
            _ => return false,
        };
        let mut count = 0;
        while let Some(ty) = left.pop() {
            count += 1;
            if count > MAX_PARTS {
                return true;
            }
            match self.shallow(&ty) {
                Ty::Ptr(p) => left.push(p.pointee.clone()),
                Ty::Array(element, _) => left.push((*element).clone()),
                Ty::Adt(_, items) | Ty::Tuple(items) => left.extend(items.iter().cloned()),
                Ty::Fn(sig) | Ty::CFn(sig) => left.extend(sig.params.iter().chain([&sig.result]).cloned()),
                _ => {}
            }
        }
        false
    }

    /// The type with every variable replaced by what is known.
    pub fn deep(&self, ty: &Ty) -> Ty {
        ty.map(&mut |t| match t {
            Ty::Infer(var) => Some(match &self.vars[var.0 as usize] {
                Some(known) => self.deep(known),
                None => t.clone(),
            }),
            _ => None,
        })
    }

    /// Whether something in a type is not known yet.
    pub fn is_open(&self, ty: &Ty) -> bool {
        ty.any(&mut |t| match t {
            Ty::Infer(var) => self.vars[var.0 as usize].as_ref().is_none_or(|known| self.is_open(known)),
            _ => false,
        })
    }

    /// Makes two types equal if they can be; otherwise nothing is promised about the variables inside.
    pub fn unify(&mut self, a: &Ty, b: &Ty) -> bool {
        let (a, b) = (self.shallow(a), self.shallow(b));
        match (&a, &b) {
            (Ty::Infer(x), Ty::Infer(y)) if x == y => true,
            (Ty::Infer(x), other) | (other, Ty::Infer(x)) => {
                if self.occurs(*x, other) {
                    return false;
                }
                self.vars[x.0 as usize] = Some(other.clone());
                true
            }
            (Ty::Error, _) | (_, Ty::Error) => true,
            (Ty::Adt(x, xs), Ty::Adt(y, ys)) => {
                x == y && xs.len() == ys.len() && xs.iter().zip(ys.iter()).all(|(x, y)| self.unify(x, y))
            }
            (Ty::Tuple(xs), Ty::Tuple(ys)) => xs.len() == ys.len() && xs.iter().zip(ys.iter()).all(|(x, y)| self.unify(x, y)),
            (Ty::Ptr(x), Ty::Ptr(y)) => x.is_const == y.is_const && self.unify(&x.pointee, &y.pointee),
            (Ty::Array(x, n), Ty::Array(y, m)) => n == m && self.unify(x, y),
            (Ty::CFn(x), Ty::CFn(y)) | (Ty::Fn(x), Ty::Fn(y)) => {
                x.variadic == y.variadic
                    && x.params.len() == y.params.len()
                    && x.params.iter().zip(&y.params).all(|(x, y)| self.unify(x, y))
                    && self.unify(&x.result, &y.result)
            }
            _ => a == b,
        }
    }

    fn occurs(&self, var: InferVar, ty: &Ty) -> bool {
        self.deep(ty).any(&mut |t| *t == Ty::Infer(var))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use aria_types::Ty;

    use super::Inference;

    fn tuple(parts: &[Ty]) -> Ty {
        Ty::Tuple(Arc::from(parts))
    }

    #[test]
    fn variables_take_the_other_side_and_conflicts_are_found() {
        let mut infer = Inference::default();
        let (a, b) = (infer.fresh(), infer.fresh());
        assert!(infer.unify(&tuple(&[a.clone(), Ty::Bool]), &tuple(&[b.clone(), b.clone()])));
        assert_eq!(infer.deep(&tuple(&[a.clone(), b])), tuple(&[Ty::Bool, Ty::Bool]));
        assert!(!infer.unify(&a, &Ty::INT));
    }

    #[test]
    fn a_type_is_not_a_part_of_itself() {
        let mut infer = Inference::default();
        let a = infer.fresh();
        assert!(!infer.unify(&a, &tuple(&[a.clone(), Ty::INT])));
    }
}
