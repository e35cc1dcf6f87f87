//! Branches of different types: whoever makes nothing of the value may write them, whoever uses it is told of the branch
//! that does not fit.

use aria_source::Span;
use aria_types::Ty;

use crate::body::BodyChecker;
use crate::diagnostics::Mismatch;
use crate::typed::{Expr, ExprKind};

/// The first branch that says a type, and the first of another type.
#[derive(Clone)]
pub(crate) struct Disagreement {
    expected: Ty,
    first: Span,
    found: Ty,
    span: Span,
}

impl BodyChecker<'_> {
    /// Notes that the branches of the expression at `whole` have no type in common.
    pub(crate) fn disagree(&mut self, branches: &[Expr], whole: Span) {
        let has_value = |this: &Self, b: &&Expr| !matches!(this.infer.shallow(&b.ty), Ty::Unit | Ty::Never | Ty::Error);
        let Some(first) = branches.iter().find(|b| has_value(self, b)) else { return };
        let expected = self.infer.shallow(&first.ty);
        let other = branches.iter().find(|b| !b.ty.is_never() && self.try_coerce((*b).clone(), &expected).is_err());
        let Some(other) = other else { return };
        // The branches behind `elsif` may not agree among themselves.
        let found = match self.disagreements.get(&other.span) {
            Some(inner) => inner.clone(),
            None => Disagreement { expected, first: tail(first), found: other.ty.clone(), span: tail(other) },
        };
        self.disagreements.insert(whole, found);
    }

    /// A value that something is made of, which it must be on every way.
    pub(crate) fn used_value(&mut self, value: Expr) -> Expr {
        if value.ty != Ty::Unit {
            return value;
        }
        let Some(Disagreement { expected, first, found, span }) = self.disagreements.remove(&value.span) else {
            return value;
        };
        let because = Some((format!("the value is `{}` here", self.show(&expected)), first));
        let (expected, found) = (self.show(&expected), self.show(&found));
        self.report(Mismatch { expected, found, span, because, help: None });
        self.error(value.span)
    }
}

/// Where the value of a branch stands.
fn tail(branch: &Expr) -> Span {
    match &branch.kind {
        ExprKind::Block(block) => block.value.as_deref().map_or(branch.span, tail),
        _ => branch.span,
    }
}
