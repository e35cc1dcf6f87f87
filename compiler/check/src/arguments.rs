//! Matching arguments to parameters: positional, then named, then defaults.

use std::collections::HashMap;

use aria_resolve::{BodyText, most_alike};
use aria_source::Span;
use aria_syntax::ast;
use aria_types::{FnId, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::diagnostics::{ArgumentCount, ArgumentMissing, ArgumentName, ArgumentTwice};
use crate::typed::{Expr, ExprKind};
use crate::zonk::Zonk;

/// The values for a function's parameters, in the order of these.
pub(crate) struct Arguments {
    pub values: Vec<Expr>,
    /// The parameters as their arguments are written; those that are not given come last.
    pub written: Vec<u32>,
}

/// A call, or a value made of parts, whose arguments are evaluated as they are written.
pub(crate) fn as_written(whole: Expr, written: Vec<u32>) -> Expr {
    if written.is_sorted() {
        return whole;
    }
    let (ty, span) = (whole.ty.clone(), whole.span);
    Expr { kind: ExprKind::Ordered { order: written, whole: Box::new(whole) }, ty, span }
}

/// The order in which so many parts are evaluated: those that are written first, as they are written.
pub(crate) fn order_of(mut written: Vec<(usize, usize)>, count: usize) -> Vec<u32> {
    written.sort_unstable();
    let mut order: Vec<u32> = written.into_iter().map(|(_, index)| index as u32).collect();
    let rest: Vec<u32> = (0..count as u32).filter(|i| !order.contains(i)).collect();
    order.extend(rest);
    order
}

impl BodyChecker<'_> {
    /// Matches the arguments of a call to the parameters of its function.
    pub(crate) fn arguments(&mut self, function: FnId, args: &[Ty], given: &[Given<'_>], span: Span) -> Arguments {
        let def = self.defs.function(function);
        let params: Vec<Ty> = def.params.iter().map(|p| p.ty.substitute(args)).collect();
        let mut values: Vec<Option<Expr>> = vec![None; params.len()];
        let mut written = Vec::with_capacity(given.len());
        let name = self.function_name(function);
        // What was misnamed or given twice is likely what another parameter lacks: one report is enough.
        let mut misplaced = false;
        // Closures last: by then the types of their parameters are known.
        let (closures, others): (Vec<_>, Vec<_>) = given.iter().enumerate().partition(|(_, g)| g.is_closure());
        let position = |i: usize| given[..i].iter().filter(|g| !g.is_labelled()).count();
        let first_closure = closures.first().map(|(i, _)| *i);
        for (i, arg) in others.into_iter().chain(closures) {
            if first_closure == Some(i) {
                self.infer_from_bounds();
            }
            let (index, place) = match arg {
                Given::Syntax { label: Some(label), expr } => {
                    let Some(index) = def.params.iter().position(|p| p.name == label.text) else {
                        let similar = most_alike(label.as_str(), def.params.iter().map(|p| p.name.to_string()));
                        self.report(ArgumentName {
                            function: name.clone(),
                            name: label.text.to_string(),
                            span: label.span,
                            similar,
                        });
                        self.expr(expr, None);
                        misplaced = true;
                        continue;
                    };
                    (index, label.span)
                }
                Given::Syntax { label: None, expr } => (position(i), expr.span),
                Given::Typed(expr) => (position(i), expr.span),
                Given::Block(closure) => (position(i).max(params.len().saturating_sub(1)), closure.span),
            };
            let Some(slot) = values.get(index) else {
                self.given(arg, None);
                continue;
            };
            if slot.is_some() {
                self.report(ArgumentTwice { name: def.params[index].name.to_string(), span: place });
                misplaced = true;
                continue;
            }
            let value = self.given(arg, Some(&params[index]));
            values[index] = Some(self.coerce(value, &params[index]));
            written.push((i, index));
        }
        if given.iter().filter(|g| !g.is_labelled()).count() > params.len() {
            let required = def.params.iter().filter(|p| !p.has_default).count();
            let expected =
                if required == params.len() { params.len().to_string() } else { format!("{required} to {}", params.len()) };
            self.report(ArgumentCount { name: name.clone(), expected, found: given.len(), span, declared: Some(def.name_span) });
        }
        let mut out = Vec::with_capacity(values.len());
        for (i, value) in values.into_iter().enumerate() {
            out.push(match value {
                Some(value) => value,
                None => match self.default_value(function, i) {
                    Some(default) => self.default_expr(function, &default, &params[i]),
                    None if misplaced => self.error(span),
                    None => {
                        let param = &def.params[i];
                        let ty = self.show(&params[i]);
                        self.report(ArgumentMissing {
                            function: name.clone(),
                            name: param.name.to_string(),
                            ty,
                            span,
                            declared: Some(param.span),
                        });
                        self.error(span)
                    }
                },
            });
        }
        let written = order_of(written, out.len());
        Arguments { values: out, written }
    }

    /// Checks the default values of a function's parameters where they are declared: whether any call needs them or not.
    pub(crate) fn check_defaults(&mut self) {
        for (index, param) in self.def.params.iter().enumerate().filter(|(_, p)| p.has_default) {
            if let Some(default) = self.default_value(self.id, index) {
                let mut value = self.declared_default(self.id, &default, &param.ty);
                Zonk::new(&self.infer, &mut self.diagnostics).expr(&mut value);
            }
        }
    }

    /// A default value where it is used. What is wrong with it was reported at its declaration.
    fn default_expr(&mut self, function: FnId, default: &ast::Expr, wanted: &Ty) -> Expr {
        let before = self.diagnostics.clone();
        let value = self.declared_default(function, default, wanted);
        self.diagnostics = before;
        value
    }

    /// Checks a default value in the scope where it was written: it sees only constants.
    fn declared_default(&mut self, function: FnId, default: &ast::Expr, wanted: &Ty) -> Expr {
        let in_std = self.defs.function(function).in_std;
        let source = self.program.bodies.get(&function);
        let self_ty = source.and_then(|b| b.self_ty.clone());
        let scope = source.map_or(self.scope, |b| self.program.scope(b.module));
        let names = std::mem::replace(&mut self.names, vec![HashMap::new()]);
        let loops = std::mem::take(&mut self.loops);
        let self_local = self.self_local.take();
        let self_ty = std::mem::replace(&mut self.self_ty, self_ty);
        let scope = std::mem::replace(&mut self.scope, scope);
        let in_std = std::mem::replace(&mut self.in_std, in_std);
        let unsafe_depth = std::mem::take(&mut self.unsafe_depth);
        let value = self.expr_to(default, wanted);
        (self.names, self.loops, self.self_local, self.self_ty) = (names, loops, self_local, self_ty);
        (self.scope, self.in_std, self.unsafe_depth) = (scope, in_std, unsafe_depth);
        value
    }

    /// The syntax of a parameter's default value. It is checked where it is used, and sees only constants.
    fn default_value(&self, function: FnId, index: usize) -> Option<ast::Expr> {
        match &self.program.bodies.get(&function)?.text {
            BodyText::Function(decl) | BodyText::Init(decl, _) => {
                decl.params.iter().filter(|p| !p.is_self()).nth(index)?.default.clone()
            }
            BodyText::Fields(defaults) => defaults.get(index)?.clone(),
            BodyText::Script(_) | BodyText::Entry(_) | BodyText::Tests(_) | BodyText::Value(_) => None,
        }
    }

    /// The name by which messages call a function: `Database.open`.
    pub(crate) fn function_name(&self, function: FnId) -> String {
        let def = self.defs.function(function);
        match &def.owner {
            Some(aria_types::MethodOwner::Adt(adt)) => format!("{}.{}", self.defs.adt(*adt).name, def.name),
            _ => def.name.to_string(),
        }
    }
}
