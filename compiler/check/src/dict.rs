//! Dict literals, and the elements of dicts.

use std::collections::HashMap;
use std::sync::Arc;

use aria_source::Span;
use aria_syntax::ast::{self, BinaryOp, DictKey, ExprKind as Syn, StringPart};
use aria_types::{FnSig, Ty};

use crate::assign::is_repeatable;
use crate::body::BodyChecker;
use crate::call::Given;
use crate::diagnostics::KeyTwice;
use crate::methods::plain_call;
use crate::numeric::number;
use crate::typed::{Block, Closure, Expr, ExprKind, Stmt};

/// A key that is known without running anything.
#[derive(PartialEq, Eq, Hash)]
enum KnownKey {
    Int(u128),
    Text(Arc<str>),
}

fn known_key(key: &DictKey) -> Option<KnownKey> {
    match key {
        DictKey::Label(name) => Some(KnownKey::Text(name.as_str().into())),
        DictKey::Expr(key) => match &key.without_parens().kind {
            Syn::Int { value, .. } => Some(KnownKey::Int(*value)),
            Syn::Str(parts) => match &parts[..] {
                [] => Some(KnownKey::Text("".into())),
                [StringPart::Text(text)] => Some(KnownKey::Text(text.clone())),
                _ => None,
            },
            _ => None,
        },
    }
}

/// Whether computing a value calls nothing, whatever the types are.
fn runs_nothing(value: &ast::Expr) -> bool {
    match &value.kind {
        Syn::Int { .. } | Syn::Float { .. } | Syn::Name(_) | Syn::SelfField(_) => true,
        Syn::Paren(inner) => runs_nothing(inner),
        _ => false,
    }
}

impl BodyChecker<'_> {
    /// `{"a" => 1}`: a `Dict` with room for the entries, which are put into it.
    pub(crate) fn dict_literal(&mut self, entries: &[ast::DictEntry], hint: Option<&Ty>, span: Span) -> Expr {
        self.distinct_keys(entries);
        let wanted = hint.map(|h| self.infer.shallow(h)).and_then(|h| self.defs.as_lang(&h, "dict").map(|a| a.to_vec()));
        let (mut key_ty, mut value_ty) = match wanted.as_deref() {
            Some([key, value]) => (Some(key.clone()), Some(value.clone())),
            _ => (None, None),
        };
        let mut pairs = Vec::with_capacity(entries.len());
        for entry in entries {
            let key = match &entry.key {
                DictKey::Expr(key) => self.expr(key, key_ty.as_ref()),
                DictKey::Label(name) => Expr { kind: ExprKind::Str(name.as_str().into()), ty: self.string(), span: name.span },
            };
            let ty = key_ty.get_or_insert_with(|| key.ty.clone()).clone();
            let key = self.coerce(key, &ty);
            let value = self.expr(&entry.value, value_ty.as_ref());
            let ty = value_ty.get_or_insert_with(|| value.ty.clone()).clone();
            pairs.push((key, self.coerce(value, &ty), entry.span));
        }
        let args = vec![key_ty.unwrap_or_else(|| self.infer.fresh()), value_ty.unwrap_or_else(|| self.infer.fresh())];
        let ty = self.defs.lang_ty("dict", &args);
        let (Some(make), Some(put)) = (self.lang_function("dict_with_capacity"), self.lang_function("dict_put")) else {
            return self.error(span);
        };
        let generics = &self.defs.function(make).generics;
        self.require_bounds(generics, &args, span);
        let local = self.hidden(ty.clone(), span);
        let capacity = Expr { kind: ExprKind::Int(pairs.len() as i128), ty: Ty::INT, span };
        let made = plain_call(make, args.clone(), vec![capacity], ty.clone(), span);
        let mut statements = vec![Stmt::Let { local, value: Some(made), span }];
        for (key, value, at) in pairs {
            let dict = self.local_expr(local, at);
            statements.push(Stmt::Expr(plain_call(put, args.clone(), vec![dict, key, value], Ty::Unit, at)));
        }
        let value = Some(Box::new(self.local_expr(local, span)));
        Expr { kind: ExprKind::Block(Block { statements, value }), ty, span }
    }

    /// A key that a literal names twice would silently lose its first value.
    fn distinct_keys(&mut self, entries: &[ast::DictEntry]) {
        let mut seen: HashMap<KnownKey, Span> = HashMap::new();
        for entry in entries {
            let Some(key) = known_key(&entry.key) else { continue };
            let span = match &entry.key {
                DictKey::Label(name) => name.span,
                DictKey::Expr(key) => key.span,
            };
            match seen.get(&key) {
                Some(first) => {
                    let first = *first;
                    self.report(KeyTwice { span, first });
                }
                None => {
                    seen.insert(key, span);
                }
            }
        }
    }

    /// `dict[key]`. The method is also given how a key is shown, for the panic where it is missing.
    pub(crate) fn dict_element(&mut self, dict: Expr, key_ty: &Ty, index: &ast::Expr, span: Span) -> Expr {
        let key = self.expr_to(index, key_ty);
        let Some(found) = self.find_method(&dict.ty, "at").filter(|f| f.instance) else { return self.error(span) };
        let shown = self.key_shown(key_ty, span);
        self.call_method(found, dict, &[Given::Typed(key), Given::Typed(shown)], span, span)
    }

    /// `dict[key] += v` where the values are numbers and computing `v` runs nothing: the key is looked up only once.
    pub(crate) fn change_number_in_dict(
        &mut self,
        target: &ast::Expr,
        op: BinaryOp,
        value: &ast::Expr,
        op_span: Span,
        span: Span,
    ) -> Option<Expr> {
        let Syn::Bracket { base, args } = &target.kind else { return None };
        let [index] = &args[..] else { return None };
        if matches!(op, BinaryOp::Pow | BinaryOp::And | BinaryOp::Or)
            || !is_repeatable(base)
            || !runs_nothing(value)
            || self.is_type(base)
        {
            return None;
        }
        // What is reported about something else than a dict is reported where that is assigned.
        let before = self.diagnostics.clone();
        let dict = self.expr(base, None);
        let types = self.defs.as_lang(&self.infer.shallow(&dict.ty), "dict").map(|a| a.to_vec());
        let number = |this: &Self, ty: &Ty| number(&this.infer.shallow(ty), &this.defs.target()).is_some();
        let (Some(types), Some(place)) = (types, self.lang_function("dict_place")) else {
            self.diagnostics = before;
            return None;
        };
        let [key_ty, value_ty] = &types[..] else { return None };
        if !number(self, value_ty) {
            self.diagnostics = before;
            return None;
        }
        let key = self.expr_to(index, key_ty);
        let shown = self.key_shown(key_ty, span);
        let pointer_ty = Ty::pointer(value_ty.clone(), false);
        let found = plain_call(place, types.clone(), vec![dict, key, shown], pointer_ty.clone(), target.span);
        let local = self.hidden(pointer_ty, span);
        let pointer = Box::new(self.local_expr(local, span));
        let old = Expr { kind: ExprKind::Deref { pointer, checked: false }, ty: value_ty.clone(), span: target.span };
        let value = self.expr(value, Some(value_ty));
        let changed = self.operate(op, old.clone(), value, op_span, span);
        let changed = self.coerce(changed, value_ty);
        let assigned = Expr { kind: ExprKind::Assign { place: Box::new(old), value: Box::new(changed) }, ty: Ty::Unit, span };
        let statements = vec![Stmt::Let { local, value: Some(found), span }, Stmt::Expr(assigned)];
        Some(Expr { kind: ExprKind::Block(Block { statements, value: None }), ty: Ty::Unit, span })
    }

    /// A closure that shows a key; it shows nothing where keys have no text form.
    pub(crate) fn key_shown(&mut self, key_ty: &Ty, span: Span) -> Expr {
        let first = self.locals.len() as u32;
        let ty = self.infer.deep(key_ty);
        let param = self.hidden(ty.clone(), span);
        let text = |text: &str, ty: Ty| Expr { kind: ExprKind::Str(text.into()), ty, span };
        let string = self.string();
        let key = self.local_expr(param, span);
        let body = if ty == string {
            let parts = vec![text("\"", string.clone()), key, text("\"", string.clone())];
            Expr { kind: ExprKind::Concat(parts), ty: string.clone(), span }
        } else if self.displayable(&ty) {
            self.display(key)
        } else {
            text("", string.clone())
        };
        let own = first..self.locals.len() as u32;
        let sig = FnSig { params: vec![ty], result: string, variadic: false };
        let closure = Closure::new(vec![param], body, own);
        Expr { kind: ExprKind::Closure(Box::new(closure)), ty: Ty::Fn(sig.into()), span }
    }
}
