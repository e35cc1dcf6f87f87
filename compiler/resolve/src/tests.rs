//! `test` blocks: functions that only a program of tests runs.

use std::sync::Arc;

use aria_source::Span;
use aria_syntax::ast::TestDecl;
use aria_types::FnId;

use crate::collect::{Collector, placeholder};
use crate::program::{BodySource, BodyText};

/// What becomes of a file's `test` blocks.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub enum TestMode {
    /// They are left out.
    #[default]
    Leave,
    /// They are checked, and nothing runs them.
    Check,
    /// The program runs them instead of what it usually does: those whose name contains the text.
    Run(String),
}

/// A `test` block, as the function it is.
#[derive(Clone, Debug)]
pub struct TestFn {
    pub name: Arc<str>,
    pub function: FnId,
    pub span: Span,
}

impl Collector<'_> {
    pub(crate) fn declare_test(&mut self, decl: &TestDecl) {
        let wanted = match &self.test_mode {
            TestMode::Leave => false,
            TestMode::Check => true,
            TestMode::Run(filter) => decl.name.text.contains(&**filter),
        };
        if !wanted || self.in_std {
            return;
        }
        let mut def = placeholder(&decl.name, false);
        def.span = decl.body.span;
        let function = self.new_fn(def);
        let text = BodyText::Script(decl.body.statements.iter().cloned().collect());
        let module = self.declare_items_of("test", &decl.body.statements).unwrap_or(self.module);
        self.bodies.insert(function, BodySource { text, self_ty: None, in_std: false, module });
        self.tests.push(TestFn { name: decl.name.text.clone(), function, span: decl.name.span });
    }

    /// The function that runs the tests; `None` where there are none.
    pub(crate) fn test_entry(&mut self) -> Option<FnId> {
        let tests = std::mem::take(&mut self.tests);
        let first = tests.first()?;
        let name = aria_syntax::ast::Name::new("tests", first.span);
        let id = self.new_fn(placeholder(&name, false));
        let text = BodyText::Tests(tests.into());
        self.bodies.insert(id, BodySource { text, self_ty: None, in_std: false, module: self.module });
        Some(id)
    }
}
