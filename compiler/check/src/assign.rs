//! Assignment.

use aria_source::Span;
use aria_syntax::ast::{self, BinaryOp, ExprKind as Syn};
use aria_types::{AdtKind, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::diagnostics::NotAssignable;
use crate::pointer::is_place;
use crate::receiver::Change;
use crate::typed::{Block, Expr, ExprKind, ForeignTarget, Stmt};

impl BodyChecker<'_> {
    pub(crate) fn assign(
        &mut self,
        target: &ast::Expr,
        op: Option<BinaryOp>,
        value: &ast::Expr,
        op_span: Span,
        span: Span,
    ) -> Expr {
        if let Some(op) = op {
            if let Some(done) = self.change_number_in_dict(target, op, value, op_span, span) {
                return done;
            }
            return self.compound(target, op, value, op_span, span);
        }
        match &target.kind {
            Syn::Name(name) if self.local(name.as_str()).is_none() => {
                if name == "_" {
                    let value = self.expr(value, None);
                    let block = Block { statements: vec![Stmt::Expr(value)], value: None };
                    return Expr { kind: ExprKind::Block(block), ty: Ty::Unit, span };
                }
                // A declaration is a statement; here a value is wanted.
                self.expr(value, None);
                self.unknown_name(name)
            }
            Syn::Tuple(parts) => self.assign_tuple(parts, value, span),
            _ => self.assign_value(target, Given::Syntax { label: None, expr: value }, span),
        }
    }

    /// Assigns a value to a place or an element.
    pub(crate) fn assign_value(&mut self, target: &ast::Expr, value: Given<'_>, span: Span) -> Expr {
        match &target.kind {
            Syn::Bracket { base, args } if !self.is_type(base) => self.assign_element(base, args, value, span),
            _ => self.assign_place(target, value, span),
        }
    }

    fn assign_place(&mut self, target: &ast::Expr, value: Given<'_>, span: Span) -> Expr {
        let (place, mut change) = self.place(target);
        let value = self.given(&value, Some(&place.ty));
        let mut value = self.coerce(value, &place.ty);
        if !change.is_direct() {
            value = self.held(value, &mut change);
        }
        let assigned = self.store(place, value, span);
        self.changing(change, assigned)
    }

    /// Checks an expression as a place to assign, with what happens around the assignment.
    pub(crate) fn place(&mut self, target: &ast::Expr) -> (Expr, Change) {
        if let Syn::Name(name) = &target.kind
            && let Some(local) = self.local(name.as_str())
        {
            let declared = &self.locals[local.0 as usize];
            if !declared.mutable && !self.first_assignment(local) {
                let declared = &self.locals[local.0 as usize];
                let why = match self.deferred.contains_key(&local) {
                    true => format!("`{}` may have a value already, and one declared by `let` keeps it", declared.name),
                    false => format!("`{}` was declared by `let` and keeps its value", declared.name),
                };
                let declared = declared.span;
                self.report(NotAssignable { why, span: target.span, declared: Some(declared) });
            }
            return (self.local_expr(local, target.span), Change::default());
        }
        if let Syn::SelfField(name) = &target.kind
            && let Some(local) = self.unmade_field(name.as_str())
        {
            return (self.local_expr(local, target.span), Change::default());
        }
        if let Syn::SelfValue = &target.kind
            && !(self.def.mutating && self.weak_self.is_none())
        {
            let place = self.expr(target, None);
            if !place.ty.is_error() {
                let why = "`self` is the object here, not a variable that holds it".into();
                self.report(NotAssignable { why, span: target.span, declared: None });
            }
            return (self.error(target.span), Change::default());
        }
        let place = self.expr(target, None);
        let place = self.unread_weak(place);
        if place.ty.is_error() {
            return (place, Change::default());
        }
        let mut change = Change::default();
        // A bit-field is written by a call; what it lies in is the place.
        let inside = bit_field_base(&place).cloned();
        let place = if inside.is_some() { place } else { self.anchored(place, false, &mut change) };
        let whole = inside.as_ref().unwrap_or(&place);
        if !is_place(whole) {
            let why = match &place.kind {
                ExprKind::ForeignCall(call) => match &call.target {
                    ForeignTarget::ObjectMacro(name) => format!("`{name}` is a macro of the header; macros can only be read"),
                    _ => "this is the result of a call, not a place".into(),
                },
                _ => "this is a value, not a place".into(),
            };
            self.report(NotAssignable { why, span: target.span, declared: None });
            return (self.error(target.span), Change::default());
        }
        if self.in_a_copy(whole) {
            let why = "this would change a copy that nothing keeps".into();
            self.report(NotAssignable { why, span: target.span, declared: None });
            return (self.error(target.span), Change::default());
        }
        self.check_writable(whole);
        (place, change)
    }

    /// Whether a place lies in a struct or tuple that is a value of its own: what a function returned, say.
    pub(crate) fn in_a_copy(&self, place: &Expr) -> bool {
        match &place.kind {
            ExprKind::Field { base, .. } => match self.infer.shallow(&base.ty) {
                Ty::Adt(adt, _) if self.defs.adt(adt.id).kind == AdtKind::Class => false,
                _ => !is_place(base) || self.in_a_copy(base),
            },
            ExprKind::Element { array, .. } => self.in_a_copy(array),
            _ => false,
        }
    }

    fn check_writable(&mut self, place: &Expr) {
        if let Some((why, declared)) = self.unwritable(place) {
            self.report(NotAssignable { why, span: place.span, declared });
        }
    }

    /// Why a place may not be changed, and where that was said.
    pub(crate) fn unwritable(&self, place: &Expr) -> Option<(String, Option<Span>)> {
        match &place.kind {
            ExprKind::Field { base, field } => {
                if let Ty::Adt(adt, _) = self.infer.shallow(&base.ty) {
                    let def = self.defs.adt(adt.id);
                    if let Some(field) = def.fields.get(*field as usize)
                        && field.readonly
                    {
                        let why =
                            format!("the field `{}` of `{}` was declared by `let` and keeps its value", field.name, def.name);
                        return Some((why, Some(field.span)));
                    }
                    if def.kind == AdtKind::Class {
                        return None;
                    }
                }
                self.unwritable(base)
            }
            ExprKind::Element { array, .. } => self.unwritable(array),
            // What changes `self` makes a method mutating; only what its syntax does not show is left.
            ExprKind::Local(id) if self.self_local == Some(*id) => {
                Some(("`self` is not given to this method to be changed; assign the field directly".into(), None))
            }
            ExprKind::Local(id) => {
                let local = &self.locals[id.0 as usize];
                let why = || format!("`{}` was declared by `let` and keeps its value", local.name);
                (!local.mutable).then(|| (why(), Some(local.span)))
            }
            ExprKind::Deref { pointer, .. } | ExprKind::PointerElement { pointer, .. }
                if self.infer.shallow(&pointer.ty).as_ptr().is_some_and(|p| p.is_const) =>
            {
                Some(("this pointer is to constant data".into(), None))
            }
            _ => None,
        }
    }

    pub(crate) fn store(&mut self, place: Expr, value: Expr, span: Span) -> Expr {
        if let ExprKind::Local(id) = &place.kind {
            self.unassigned.remove(id);
            // What was unknown once stays so: on another path the old value may still be there.
            self.note_origin(*id, &value);
        }
        if bit_field_base(&place).is_some()
            && let ExprKind::ForeignCall(read) = place.kind
        {
            return self.bit_field_store(*read, value, span).unwrap_or_else(|| self.error(span));
        }
        let ty = if value.ty.is_never() { Ty::Never } else { Ty::Unit };
        Expr { kind: ExprKind::Assign { place: Box::new(place), value: Box::new(value) }, ty, span }
    }

    fn assign_element(&mut self, base: &ast::Expr, args: &[ast::Expr], value: Given<'_>, span: Span) -> Expr {
        let target = ast::Expr::new(Syn::Bracket { base: Box::new(base.clone()), args: args.to_vec() }, span);
        let collection = self.expr(base, None);
        let ty = self.infer.shallow(&collection.ty);
        if matches!(ty, Ty::Array(..) | Ty::Ptr(_) | Ty::Error) {
            return self.assign_place(&target, value, span);
        }
        let Some(found) = self.find_method(&ty, "put").filter(|f| f.instance) else {
            return self.no_operator("[]=", &ty, None, span);
        };
        let indices: Vec<ast::Arg> =
            args.iter().map(|index| ast::Arg { label: None, value: index.clone(), span: index.span }).collect();
        let given: Vec<Given<'_>> = indices.iter().map(Given::from).chain([value]).collect();
        self.call_method(found, collection, &given, span, span)
    }
}

/// Whether evaluating the expression twice does what evaluating it once does.
pub(crate) fn is_repeatable(target: &ast::Expr) -> bool {
    match &target.kind {
        Syn::Name(_) | Syn::SelfValue | Syn::SelfField(_) | Syn::Int { .. } | Syn::Char(_) => true,
        Syn::Str(parts) => matches!(&parts[..], [] | [ast::StringPart::Text(_)]),
        Syn::Field { base, .. } | Syn::Paren(base) => is_repeatable(base),
        Syn::Bracket { base, args } => is_repeatable(base) && args.iter().all(is_repeatable),
        Syn::Binary { left, right, .. } => is_repeatable(left) && is_repeatable(right),
        _ => false,
    }
}

/// The record that a bit-field lies in, where reading one is what this expression does.
fn bit_field_base(place: &Expr) -> Option<&Expr> {
    let ExprKind::ForeignCall(call) = &place.kind else { return None };
    match (&call.target, &call.args.first()?.value.kind) {
        (ForeignTarget::ReadField { .. }, ExprKind::AddressOf(base)) => Some(base),
        _ => None,
    }
}
