//! `let x: T` without a value: it is assigned once, before it is used, on every path.

use aria_syntax::ast::{self, PatternKind};
use aria_types::Ty;

use crate::body::BodyChecker;
use crate::diagnostics::CannotInfer;
use crate::typed::{LocalId, Stmt};

/// How many loops, closures and `defer`s are around a declaration: an assignment inside more of them may run twice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Surroundings {
    loops: usize,
    closures: usize,
    defers: u32,
}

impl BodyChecker<'_> {
    fn surroundings(&self) -> Surroundings {
        Surroundings { loops: self.loops.len(), closures: self.closures.len(), defers: self.defers }
    }

    pub(crate) fn let_without_value(&mut self, decl: &ast::LetDecl, ty: Option<Ty>, out: &mut Vec<Stmt>) {
        let (PatternKind::Binding(name), Some(ty)) = (&decl.pattern.kind, ty) else {
            let what = match &decl.pattern.kind {
                PatternKind::Binding(name) => format!("`{}`", name.text),
                _ => "what is declared here".to_owned(),
            };
            self.report(CannotInfer { what, span: decl.pattern.span });
            self.pattern(&decl.pattern, &Ty::Error);
            return;
        };
        let local = self.declare(name.as_str(), ty, false, name.span);
        self.unassigned.insert(local);
        self.unknown_origin.insert(local);
        self.deferred.insert(local, self.surroundings());
        out.push(Stmt::Let { local, value: None, span: decl.span });
    }

    /// Whether an assignment to this local gives it its first value, for certain.
    pub(crate) fn first_assignment(&mut self, local: LocalId) -> bool {
        self.deferred.get(&local) == Some(&self.surroundings()) && self.assigned.insert(local)
    }
}
