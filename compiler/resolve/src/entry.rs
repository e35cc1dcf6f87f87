//! Where a program begins: `fn main`, or its top-level statements.

use std::sync::Arc;

use aria_source::Span;
use aria_syntax::ast::{Name, Stmt};
use aria_types::{FnDef, FnId, FnKind, Ty};

use crate::collect::{Collector, placeholder};
use crate::diagnostics::StatementsBesideMain;
use crate::modules::is_declaration;
use crate::program::{BodySource, BodyText};
use crate::scope::{Scope, ValueName};

impl Collector<'_> {
    /// A `main` that returns a `Result` is called by one that reports the error.
    fn reporting_entry(&mut self, main: FnId) -> FnId {
        let def = self.defs.function(main).clone();
        if let Some(param) = def.params.first() {
            self.unsupported("parameters of `main`", param.span);
        }
        if let Some(generic) = def.generics.first() {
            self.unsupported("type parameters of `main`", generic.span);
        }
        if self.defs.as_lang(&def.result, "result").is_none() {
            if !matches!(def.result, Ty::Unit | Ty::Never | Ty::Error) {
                self.unsupported("results of `main` other than a `Result`", def.name_span);
            }
            return main;
        }
        let id = self.new_fn(FnDef { kind: FnKind::Body, ..def });
        self.bodies.insert(id, BodySource { text: BodyText::Entry(main), self_ty: None, in_std: false, module: self.module });
        id
    }

    pub fn entry(&mut self, body: &[Stmt], scope: &Scope) -> Option<FnId> {
        let is_statement = |s: &&Stmt| !is_declaration(s);
        let first = body.iter().find(is_statement);
        if let Some((ValueName::Fn(id), span)) = scope.own.values.get("main") {
            if let Some(stray) = first {
                self.diagnostics.push(StatementsBesideMain { span: stray.span, main: *span });
            }
            return Some(self.reporting_entry(*id));
        }
        let first = first?;
        let statements: Arc<[Stmt]> = body.iter().filter(is_statement).cloned().collect();
        let span = statements.iter().fold(first.span, |s, stmt| s.to(stmt.span));
        let mut def = placeholder(&Name::new("main", Span { end: first.span.start, ..first.span }), false);
        def.span = span;
        let id = self.new_fn(def);
        self.bodies
            .insert(id, BodySource { text: BodyText::Script(statements), self_ty: None, in_std: false, module: self.module });
        Some(id)
    }
}
