//! The gate: which foreign calls are checkable, and so allowed outside `unsafe`.
//!
//! A call that passes and returns only numbers is. One with pointers is where a declaration was *reviewed*: restated in
//! an overlay or in the program's `extern` block, with its facts. What a reviewed declaration does not say is not so.

use aria_foreign::{CScalar, Constant, ConstantValue, Fact, ForeignFunction, ForeignType};
use aria_source::Span;
use aria_types::{ImportId, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::{NeedsUnsafe, RetentionUnknown, UnknownOrigin, VariadicUnchecked};
use crate::extent::Buffer;
use crate::methods::plain_call;
use crate::operator::binary;
use crate::typed::{BinaryOp, Block, Conversion, Expr, ExprKind, ForeignArg, Overflow, Stmt};

fn is_pointer(ty: &ForeignType) -> bool {
    matches!(ty.canonical(), ForeignType::Pointer(_))
}

impl BodyChecker<'_> {
    /// Whether somebody reviewed a declaration.
    pub(crate) fn is_reviewed(&self, _import: ImportId, function: &ForeignFunction) -> bool {
        function.facts.has(|f| matches!(f, Fact::Safe))
    }

    /// Lets a call through or reports why not; inserts the checks that make it safe.
    pub(crate) fn gate(
        &mut self,
        import: ImportId,
        function: &ForeignFunction,
        mut args: Vec<ForeignArg>,
        span: Span,
    ) -> Vec<ForeignArg> {
        if self.in_unsafe() {
            return args;
        }
        let reviewed = function.facts.has(|f| matches!(f, Fact::Safe));
        let pointers = is_pointer(&function.result) || function.params.iter().any(|p| is_pointer(&p.ty));
        if function.variadic && !self.variadic_is_checked(function, &args) {
            let why = if reviewed { "its format is not a literal" } else { "nothing says which arguments it takes" };
            self.report(VariadicUnchecked { function: function.name.to_string(), span, why: why.into() });
            return args;
        }
        if !pointers {
            return args;
        }
        if !reviewed {
            self.refuse(function, &args, span);
            return args;
        }
        for index in 0..function.params.len() {
            self.check_parameter(import, function, &mut args, index, span);
        }
        let namespace = self.defs.import(import).namespace.clone();
        for (index, (param, arg)) in function.params.iter().zip(&mut args).enumerate() {
            if param.facts.has(|f| matches!(f, Fact::Nullable)) || !self.may_be_null(&arg.value) {
                continue;
            }
            let name = param.name.as_deref().map_or_else(|| format!("argument {}", index + 1), |n| format!("parameter `{n}`"));
            let refusal = format!("`{namespace}.{}`: {name} may not be null", function.name);
            self.require_pointer(&mut arg.value, refusal);
        }
        args
    }

    /// Says which fact is missing.
    fn refuse(&mut self, function: &ForeignFunction, args: &[ForeignArg], span: Span) {
        let declared = self.defs.foreign_span(function.place.as_ref());
        let lends_text =
            |a: &ForeignArg| matches!(a.value.kind, ExprKind::Convert { conversion: Conversion::StringToCString, .. });
        let only_text = args.iter().zip(&function.params).all(|(a, p)| !is_pointer(&p.ty) || lends_text(a));
        if only_text
            && !is_pointer(&function.result)
            && let Some((arg, param)) = args.iter().zip(&function.params).find(|(a, _)| lends_text(a))
        {
            let parameter = param.name.as_deref().unwrap_or("its argument").to_owned();
            let (function, at) = (function.name.to_string(), arg.value.span);
            self.report(RetentionUnknown { function, parameter, span: at, declared });
            return;
        }
        let what = format!("calling `{}`", function.name);
        let (why, fact) = if is_pointer(&function.result) && function.params.iter().all(|p| !is_pointer(&p.ty)) {
            ("nothing says who owns the pointer it returns", "`@owned(free_with: …)` or `@borrowed(lifetime: …)`")
        } else {
            ("nothing says what it does with the pointers it takes", "the facts that its manual states")
        };
        self.report(NeedsUnsafe { what, why: why.to_owned(), span, declared, fact: Some(fact) });
    }

    fn variadic_is_checked(&self, function: &ForeignFunction, args: &[ForeignArg]) -> bool {
        function.params.iter().zip(args).any(|(p, a)| {
            let mut literal = &a.value;
            while let ExprKind::Convert { value, .. } = &literal.kind {
                literal = value;
            }
            p.facts.has(|f| matches!(f, Fact::Format(_))) && matches!(literal.kind, ExprKind::Str(_))
        })
    }

    fn check_parameter(
        &mut self,
        import: ImportId,
        function: &ForeignFunction,
        args: &mut [ForeignArg],
        index: usize,
        span: Span,
    ) {
        let param = &function.params[index];
        if !is_pointer(&param.ty) {
            return;
        }
        let name = param.name.as_deref().map_or_else(|| format!("argument {}", index + 1), str::to_owned);
        let value = &args[index].value;
        let kept = |fact: &Fact| match fact {
            Fact::Retained { condition, .. } => {
                condition.as_deref().is_none_or(|c| !self.is_ruled_out(import, function, args, c))
            }
            // What is given away must not be memory that its owner here frees, or a variable.
            Fact::Transfer { .. } => true,
            _ => false,
        };
        if param.facts.has(kept) && self.lends(value) {
            let (function, at) = (function.name.to_string(), value.span);
            self.report(RetentionUnknown { function, parameter: name, span: at, declared: None });
            return;
        }
        let counted = param.facts.iter().find_map(|s| match &s.fact {
            Fact::Len(e) => Some((e.clone(), false)),
            Fact::Bytes(e) => Some((e.clone(), true)),
            _ => None,
        });
        if let Some((length, bytes)) = counted {
            if !matches!(value.kind, ExprKind::Null) {
                let buffer = Buffer { index, name: &name, length: &length, in_bytes: bytes };
                self.check_extent(function, args, &buffer, span);
            }
            return;
        }
        // Text that is only read is read up to its NUL.
        let is_text = value.ty.as_ptr().is_some_and(|p| p.is_const && p.pointee == Ty::C(CScalar::Char));
        if is_text && let Some(tested) = self.tested_bytes(value) {
            args[index].value = tested;
            return;
        }
        // A pointer to bytes or to nothing in particular is followed by C: where it came from must be known.
        let followed = value.ty.as_ptr().is_some_and(|p| crate::foreign_convert::is_byte(&p.pointee));
        if followed {
            let value = args[index].value.clone();
            self.note_followed(&value);
        }
        let value = &args[index].value;
        if followed && !self.known_origin(value) {
            self.report(UnknownOrigin { what: format!("`{}`", function.name), span: value.span });
        }
        if is_text {
            let value = args[index].value.clone();
            args[index].value = self.terminated(value);
        }
    }

    /// Whether a condition `parameter != CONSTANT` is known to be false: the argument is that very constant.
    fn is_ruled_out(&self, import: ImportId, function: &ForeignFunction, args: &[ForeignArg], condition: &str) -> bool {
        let Some((parameter, constant)) = condition.split_once("!=") else { return false };
        let Some(index) = function.params.iter().position(|p| p.name.as_deref() == Some(parameter.trim())) else { return false };
        let mut value = &args[index].value;
        while let ExprKind::Convert { value: inner, .. } = &value.kind {
            value = inner;
        }
        let constant = self.defs.import(import).interface.constant(constant.trim());
        match (&value.kind, constant) {
            (ExprKind::Address(given), Some(Ok(Constant::Value(ConstantValue::Pointer { address, .. })))) => *given == address,
            (ExprKind::Null, Some(Ok(Constant::Value(ConstantValue::Pointer { address: 0, .. })))) => true,
            _ => false,
        }
    }

    /// Has null refused where the program runs: a reviewed parameter takes it only where `@nullable` says so.
    fn require_pointer(&mut self, value: &mut Expr, refusal: String) {
        let (Some(_), Some(panic)) = (value.ty.as_ptr(), self.lang_function("panic")) else { return };
        let (ty, span) = (value.ty.clone(), value.span);
        let local = self.hidden(ty.clone(), span);
        let pointer = std::mem::replace(value, self.local_expr(local, span));
        let null = Expr { kind: ExprKind::Null, ty: ty.clone(), span };
        let absent = binary(BinaryOp::Eq, self.local_expr(local, span), null, Overflow::Wraps, Ty::Bool, span);
        let message = Expr { kind: ExprKind::Str(refusal.into()), ty: self.string(), span };
        let stop = plain_call(panic, Vec::new(), vec![message], Ty::Never, span);
        let test = ExprKind::If { condition: Box::new(absent), then: Box::new(stop), otherwise: None };
        let statements =
            vec![Stmt::Let { local, value: Some(pointer), span }, Stmt::Expr(Expr { kind: test, ty: Ty::Unit, span })];
        let result = Some(Box::new(self.local_expr(local, span)));
        *value = Expr { kind: ExprKind::Block(Block { statements, value: result }), ty, span };
    }

    fn may_be_null(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::AddressOf(_) | ExprKind::CBytes(_) | ExprKind::Address(_) | ExprKind::Error => false,
            ExprKind::Convert { conversion: Conversion::StringToCString | Conversion::StringToBytes, .. } => false,
            ExprKind::Convert { conversion: Conversion::Pointer, value } => self.may_be_null(value),
            // The elements of an array are null if there are none, and then C is told so.
            _ => !self.is_elements(value),
        }
    }

    /// Whether the pointer lends memory of Aria's that may be gone after the call.
    fn lends(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::AddressOf(_)
            | ExprKind::Convert { conversion: Conversion::StringToCString | Conversion::StringToBytes, .. } => true,
            ExprKind::Convert { value, .. } => self.lends(value),
            _ => self.is_elements(expr),
        }
    }

    /// `array.data`, which an array becomes at a call.
    fn is_elements(&self, expr: &Expr) -> bool {
        let ExprKind::Call { args, .. } = &expr.kind else { return false };
        let [array] = &args[..] else { return false };
        let ty = self.infer.deep(&array.ty);
        self.defs.as_lang(&ty, "array").or(self.defs.as_lang(&ty, "bytes")).is_some()
    }
}
