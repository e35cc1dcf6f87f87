//! Expressions: one entry per kind of syntax.

use aria_foreign::NameSpace;
use aria_resolve::{TypeTooLarge, ValueName, most_alike, value_elsewhere};
use aria_source::Span;
use aria_syntax::ast::{self, ExprKind as Syn, Name, Suffix};
use aria_types::{FnId, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::diagnostics::{NoSelf, TypeAsValue, UnknownName, UsedBeforeAssigned};
use crate::methods::plain_call;
use crate::typed::{Block, Expr, ExprKind, LocalId, Stmt};

impl BodyChecker<'_> {
    /// Checks an expression. `hint` is the type its place asks for, if any; the result may still need [`Self::coerce`].
    pub(crate) fn expr(&mut self, expr: &ast::Expr, hint: Option<&Ty>) -> Expr {
        let checked = self.any_expr(expr, hint);
        let checked = self.read_weak(checked);
        // `b = (a, a)`, `c = (b, b)` and so on would double a type with each line.
        if self.infer.is_large(&checked.ty) {
            self.report(TypeTooLarge { span: checked.span });
            return self.error(checked.span);
        }
        checked
    }

    fn any_expr(&mut self, expr: &ast::Expr, hint: Option<&Ty>) -> Expr {
        let span = expr.span;
        match &expr.kind {
            Syn::Int { value, suffix } => self.integer(*value, false, *suffix, hint, span),
            Syn::Float { value, suffix, .. } => self.float(*value, *suffix, hint, span),
            Syn::Bool(b) => Expr { kind: ExprKind::Bool(*b), ty: Ty::Bool, span },
            Syn::Null => self.null(hint, span),
            Syn::Unit => self.unit(span),
            Syn::Char(c) => self.character(*c, hint, span),
            Syn::Symbol(name) => self.symbol(&name.text, span),
            Syn::Bytes(bytes) => self.byte_string(bytes, span),
            Syn::Str(parts) => self.string_literal(parts, span),
            Syn::Name(name) => self.name(name, hint),
            Syn::SelfValue => self.self_value(span),
            Syn::SelfField(name) => {
                if let Some(local) = self.unmade_field(name.as_str()) {
                    return self.read_local(local, span);
                }
                let base = self.self_value(span);
                if base.ty.is_error() {
                    return base;
                }
                self.field(base, name, true)
            }
            Syn::Suffixed { base, suffix, suffix_span } => self.suffixed(base, *suffix, *suffix_span, span, hint),
            Syn::Propagate(inner) => {
                let inner = self.expr(inner, None);
                self.propagate(inner, span)
            }
            Syn::Unwrap(inner) => {
                let inner = self.expr(inner, None);
                self.unwrap(inner, span)
            }
            Syn::Array(items) => self.array_literal(items, hint, span),
            Syn::Dict(entries) => self.dict_literal(entries, hint, span),
            Syn::Tuple(parts) => self.tuple(parts, hint, span),
            Syn::Paren(inner) => self.expr(inner, hint),
            Syn::Field { base, name } => self.member(base, name, hint, span),
            Syn::Bracket { base, args } => self.bracket(base, args, span),
            Syn::Call { callee, args, block, .. } => {
                let mut given: Vec<Given<'_>> = args.iter().map(Given::from).collect();
                given.extend(block.iter().map(|block| Given::Block(block)));
                self.call(callee, &given, hint, span)
            }
            Syn::Unary { op, operand, op_span } => self.unary(*op, operand, *op_span, hint, span),
            Syn::Binary { op, left, right, op_span } => self.binary(*op, left, right, *op_span, hint, span),
            Syn::Range { start, end, inclusive } => self.range_value(start, end.as_deref(), *inclusive, hint, span),
            Syn::Conditional { condition, then, otherwise } => self.conditional(condition, then, otherwise, hint, span),
            Syn::Pipe { value, target } => self.pipe(value, target, hint, span),
            Syn::Assign { target, op, value, op_span } => self.assign(target, *op, value, *op_span, span),
            Syn::Closure(closure) => self.closure(closure, hint),
            Syn::Do(block) => self.block(block, hint),
            Syn::If(branches) => self.if_expr(branches, hint, span),
            Syn::While { condition, body } => self.while_loop(condition, body, span),
            Syn::Loop(body) => self.endless_loop(body, hint, span),
            Syn::For { pattern, iterable, body } => self.for_loop(pattern, iterable, body, span),
            Syn::Match { scrutinee, arms } => self.match_expr(scrutinee, arms, hint, span),
            Syn::Unsafe(block) => {
                self.unsafe_depth += 1;
                let checked = self.block(block, hint);
                self.unsafe_depth -= 1;
                checked
            }
            Syn::CatchPanic { body, rescue } => self.catch_panic(body, rescue.as_deref(), hint, span),
            Syn::Return(value) => self.return_expr(value.as_deref(), span),
            Syn::Break(value) => self.break_expr(value.as_deref(), span),
            Syn::Next(value) => self.next_expr(value.as_deref(), span),
            Syn::Raise(error) => self.raise(error, span),
            Syn::Assert { condition, message } => self.assert(condition, message.as_deref(), span),
            Syn::Type(_) => self.unsupported("types as values", span),
            Syn::Error => self.error(span),
        }
    }

    pub(crate) fn unit(&self, span: Span) -> Expr {
        Expr { kind: ExprKind::Unit, ty: Ty::Unit, span }
    }

    pub(crate) fn self_value(&mut self, span: Span) -> Expr {
        if let Some(local) = self.weak_self {
            return self.local_expr(local, span);
        }
        match self.self_local {
            Some(local) if self.def.mutating => {
                let pointer = Box::new(self.local_expr(local, span));
                let ty = self.def.receiver.clone().unwrap_or(Ty::Error);
                Expr { kind: ExprKind::Deref { pointer, checked: false }, ty, span }
            }
            Some(local) => self.local_expr(local, span),
            None if self.init_fields.is_some() => self.made_object(span),
            None => {
                self.report(NoSelf { span });
                self.error(span)
            }
        }
    }

    /// Reads a local, which must have a value.
    pub(crate) fn read_local(&mut self, id: LocalId, span: Span) -> Expr {
        if self.unassigned.contains(&id) {
            let local = &self.locals[id.0 as usize];
            let (name, declared) = (local.name.to_string(), local.span);
            self.report(UsedBeforeAssigned { name, span, declared });
            // Once is enough.
            self.unassigned.remove(&id);
        }
        self.local_expr(id, span)
    }

    fn name(&mut self, name: &Name, hint: Option<&Ty>) -> Expr {
        let span = name.span;
        if let Some(local) = self.local(name.as_str()) {
            return self.read_local(local, span);
        }
        match self.scope.value_name(name.as_str()) {
            Some(ValueName::Const(id)) => {
                // Constants are literals, so a use is the literal itself.
                self.constant_value(id, span)
            }
            Some(ValueName::Fn(function)) => self.function_value(function, hint, span),
            Some(ValueName::Namespace(_)) => {
                self.report(TypeAsValue { name: name.text.to_string(), what: "a namespace", span });
                self.error(span)
            }
            Some(ValueName::Module(_)) => {
                self.report(TypeAsValue { name: name.text.to_string(), what: "a module", span });
                self.error(span)
            }
            None => {
                if let Some(variant) = self.prelude_variant(name, hint) {
                    return variant;
                }
                if self.type_named(name.as_str()) {
                    self.report(TypeAsValue { name: name.text.to_string(), what: "a type", span });
                    return self.error(span);
                }
                if self.sibling(name.as_str()).is_some() {
                    // Only after a dot may the parentheses of a call be left out.
                    let similar = Some(format!("{}()", name.text));
                    self.report(UnknownName { name: name.text.to_string(), span, similar });
                    return self.error(span);
                }
                self.unknown_name(name)
            }
        }
    }

    pub(crate) fn unknown_name(&mut self, name: &Name) -> Expr {
        let mut names: Vec<String> = self.names.iter().flat_map(|s| s.keys().map(|k| k.to_string())).collect();
        names.extend(self.scope.value_names().iter().map(|n| n.to_string()));
        names.sort();
        let namespaces = self.scope.value_names();
        let foreign = namespaces.iter().find(|n| match self.scope.value_name(n) {
            Some(ValueName::Namespace(import)) => {
                self.defs.import(import).interface.lookup(name.as_str(), NameSpace::Values).is_some()
            }
            _ => false,
        });
        // What Ruby and others call it comes before what is spelled alike.
        let elsewhere = value_elsewhere(name.as_str());
        let similar = foreign.map(|n| format!("{n}.{}", name.text)).or(elsewhere.map(str::to_owned));
        let similar = similar.or_else(|| most_alike(name.as_str(), names));
        self.report(UnknownName { name: name.text.to_string(), span: name.span, similar });
        self.error(name.span)
    }

    /// `x?` and `x!` with nothing between: a name that ends in the sign if there is one.
    fn suffixed(&mut self, base: &ast::Expr, suffix: Suffix, suffix_span: Span, span: Span, hint: Option<&Ty>) -> Expr {
        if let Some(function) = self.signed_function(base, suffix, span) {
            return self.function_value(function, hint, span.to(suffix_span));
        }
        if let Some(found) = self.signed_name(base, suffix, &[], hint, span) {
            return found;
        }
        let inner = self.expr(base, None);
        let span = span.to(suffix_span);
        match suffix {
            Suffix::Question => self.propagate(inner, span),
            Suffix::Bang => self.unwrap(inner, span),
        }
    }

    /// The function that `base` with the sign names, if it is not to be called here: it has parameters that must be given.
    fn signed_function(&self, base: &ast::Expr, suffix: Suffix, span: Span) -> Option<FnId> {
        let signed = |name: &Name| Name::new(format!("{}{}", name.text, suffix.sign()), span);
        let function = match &base.kind {
            Syn::Name(name) if self.local(name.as_str()).is_none() => match self.scope.value_name(signed(name).as_str()) {
                Some(ValueName::Fn(id)) if self.sibling(signed(name).as_str()).is_none() => id,
                _ => return None,
            },
            Syn::Field { base, name } => self.module_function(base, &signed(name))?,
            _ => return None,
        };
        self.defs.function(function).params.iter().any(|p| !p.has_default).then_some(function)
    }

    /// Looks `base` with the sign up as a name of its own (`null?`, `save!`), and calls it.
    pub(crate) fn signed_name(
        &mut self,
        base: &ast::Expr,
        suffix: Suffix,
        given: &[Given<'_>],
        hint: Option<&Ty>,
        span: Span,
    ) -> Option<Expr> {
        match &base.kind {
            Syn::Name(name) => {
                let signed = Name::new(format!("{}{}", name.text, suffix.sign()), span);
                if self.local(name.as_str()).is_some() && given.is_empty() {
                    return None;
                }
                if matches!(self.scope.value_name(signed.as_str()), Some(ValueName::Fn(_)))
                    || self.sibling(signed.as_str()).is_some()
                {
                    let callee = ast::Expr::new(Syn::Name(signed), span);
                    return Some(self.call(&callee, given, hint, span));
                }
                None
            }
            Syn::Field { base: receiver, name } => {
                let signed = Name::new(format!("{}{}", name.text, suffix.sign()), name.span);
                if self.module_function(receiver, &signed).is_some() {
                    return Some(self.call_member(receiver, &signed, given, hint, span));
                }
                if self.is_type_or_namespace(receiver) {
                    let known = self.type_has_member(receiver, signed.as_str());
                    return known.then(|| self.call_member(receiver, &signed, given, hint, span));
                }
                // Looking is free of effects: what it reports is kept only if the member is there.
                let before = self.diagnostics.clone();
                let value = self.expr(receiver, None);
                let ty = self.infer.shallow(&value.ty);
                if self.has_member(&ty, signed.as_str()) {
                    return Some(self.member_of(value, &signed, Some(given), span));
                }
                self.diagnostics = before;
                None
            }
            _ => None,
        }
    }

    fn tuple(&mut self, parts: &[ast::Expr], hint: Option<&Ty>, span: Span) -> Expr {
        let hints = hint.map(|h| self.infer.shallow(h));
        let hints = match &hints {
            Some(Ty::Tuple(items)) if items.len() == parts.len() => Some(items.clone()),
            _ => None,
        };
        let parts: Vec<Expr> = parts
            .iter()
            .enumerate()
            .map(|(i, p)| match &hints {
                Some(hints) => self.expr_to(p, &hints[i]),
                None => self.expr(p, None),
            })
            .collect();
        let ty = Ty::Tuple(parts.iter().map(|p| p.ty.clone()).collect());
        Expr { kind: ExprKind::Construct(parts), ty, span }
    }

    fn pipe(&mut self, value: &ast::Expr, target: &ast::Expr, hint: Option<&Ty>, span: Span) -> Expr {
        let first = Given::Syntax { label: None, expr: value };
        match &target.kind {
            Syn::Call { callee, args, block, .. } => {
                let mut all = vec![first];
                all.extend(args.iter().map(Given::from));
                all.extend(block.iter().map(|block| Given::Block(block)));
                self.call(callee, &all, hint, span)
            }
            _ => self.call(target, &[first], hint, span),
        }
    }
}

impl BodyChecker<'_> {
    /// `[a, b]`: an `Array` that the elements are pushed onto.
    fn array_literal(&mut self, items: &[ast::Expr], hint: Option<&Ty>, span: Span) -> Expr {
        let hint = hint.map(|h| self.infer.shallow(h));
        if let Some(Ty::Array(element, length)) = &hint
            && *length == items.len() as u64
        {
            let parts = items.iter().map(|i| self.expr_to(i, element)).collect();
            return Expr { kind: ExprKind::Construct(parts), ty: Ty::Array(element.clone(), *length), span };
        }
        let element = hint.as_ref().and_then(|h| self.defs.as_lang(h, "array")).map(|a| a[0].clone());
        let mut wanted = element;
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let value = self.expr(item, wanted.as_ref());
            let value = self.used_value(value);
            let ty = wanted.get_or_insert_with(|| value.ty.clone()).clone();
            values.push(self.coerce(value, &ty));
        }
        let element = wanted.unwrap_or_else(|| self.infer.fresh());
        let ty = self.defs.lang_ty("array", std::slice::from_ref(&element));
        let (Some(make), Some(push)) = (self.lang_function("array_with_capacity"), self.lang_function("array_push")) else {
            return self.error(span);
        };
        let local = self.hidden(ty.clone(), span);
        let capacity = Expr { kind: ExprKind::Int(values.len() as i128), ty: Ty::INT, span };
        let made = plain_call(make, vec![element.clone()], vec![capacity], ty.clone(), span);
        let mut statements = vec![Stmt::Let { local, value: Some(made), span }];
        for value in values {
            let at = value.span;
            let array = self.local_expr(local, at);
            statements.push(Stmt::Expr(plain_call(push, vec![element.clone()], vec![array, value], Ty::Unit, at)));
        }
        let value = Some(Box::new(self.local_expr(local, span)));
        Expr { kind: ExprKind::Block(Block { statements, value }), ty, span }
    }
}
