//! The gate: which foreign calls are checkable, and so allowed outside `unsafe`.
//!
//! A call that passes and returns only numbers is. One with pointers is where a declaration was *reviewed*: restated in
//! an overlay or in the program's `extern` block, with its facts. What a reviewed declaration does not say is not so.

use aria_bind::bind_type;
use aria_foreign::{Fact, ForeignFunction, ForeignType};
use aria_source::Span;
use aria_types::{ImportId, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::{ExtentUnknown, NeedsUnsafe, RetentionUnknown, UnknownOrigin, VariadicUnchecked};
use crate::methods::plain_call;
use crate::numeric::{Number, number};
use crate::operator::binary;
use crate::typed::{BinaryOp, Block, Conversion, Expr, ExprKind, ForeignArg, Overflow, Stmt};

/// How much lies behind a pointer, in bytes.
enum Extent {
    Bytes(u64),
    Computed(Expr),
}

fn is_pointer(ty: &ForeignType) -> bool {
    matches!(ty.canonical(), ForeignType::Pointer(_))
}

impl BodyChecker<'_> {
    /// Whether somebody reviewed a declaration.
    pub(crate) fn is_reviewed(&self, _import: ImportId, function: &ForeignFunction) -> bool {
        function.facts.has(|f| matches!(f, Fact::Safe))
    }

    /// Lets a call through or reports why not; inserts the checks that make it safe.
    pub(crate) fn gate(&mut self, function: &ForeignFunction, mut args: Vec<ForeignArg>, span: Span) -> Vec<ForeignArg> {
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
            self.check_parameter(function, &mut args, index, span);
        }
        args
    }

    /// Says which fact is missing.
    fn refuse(&mut self, function: &ForeignFunction, args: &[ForeignArg], span: Span) {
        let lends_text =
            |a: &ForeignArg| matches!(a.value.kind, ExprKind::Convert { conversion: Conversion::StringToCString, .. });
        let only_text = args.iter().zip(&function.params).all(|(a, p)| !is_pointer(&p.ty) || lends_text(a));
        if only_text
            && !is_pointer(&function.result)
            && let Some((arg, param)) = args.iter().zip(&function.params).find(|(a, _)| lends_text(a))
        {
            let parameter = param.name.as_deref().unwrap_or("its argument").to_owned();
            let (function, at) = (function.name.to_string(), arg.value.span);
            self.report(RetentionUnknown { function, parameter, span: at, declared: None });
            return;
        }
        let what = format!("calling `{}`", function.name);
        let (why, fact) = if is_pointer(&function.result) && function.params.iter().all(|p| !is_pointer(&p.ty)) {
            ("nothing says who owns the pointer it returns", "`@owned(free_with: …)` or `@borrowed(lifetime: …)`")
        } else {
            ("nothing says what it does with the pointers it takes", "the facts that its manual states")
        };
        self.report(NeedsUnsafe { what, why: why.to_owned(), span, declared: None, fact: Some(fact) });
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

    fn check_parameter(&mut self, function: &ForeignFunction, args: &mut [ForeignArg], index: usize, span: Span) {
        let param = &function.params[index];
        if !is_pointer(&param.ty) {
            return;
        }
        let name = param.name.as_deref().map_or_else(|| format!("argument {}", index + 1), str::to_owned);
        let value = &args[index].value;
        if param.facts.has(|f| matches!(f, Fact::Retained { .. })) && lends(value) {
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
            if matches!(value.kind, ExprKind::Null) && !param.facts.has(|f| matches!(f, Fact::NonNull)) {
                return;
            }
            self.check_extent(function, args, index, (&length, bytes), &name, span);
            return;
        }
        // A pointer to bytes or to nothing in particular is followed by C: where it came from must be known.
        let followed = value.ty.as_ptr().is_some_and(|p| crate::foreign_convert::is_byte(&p.pointee));
        if followed && !self.known_origin(value) {
            self.report(UnknownOrigin { what: format!("`{}`", function.name), span: value.span });
        }
    }

    /// Checks that a buffer is as long as the callee is told.
    fn check_extent(
        &mut self,
        function: &ForeignFunction,
        args: &mut [ForeignArg],
        index: usize,
        (length, in_bytes): (&str, bool),
        name: &str,
        span: Span,
    ) {
        let unit = if in_bytes { 1 } else { self.element_size(&args[index].value.ty).unwrap_or(1) };
        let Some(extent) = self.extent(&args[index].value) else {
            let (function, at) = (function.name.to_string(), args[index].value.span);
            self.report(ExtentUnknown { function, parameter: name.to_owned(), length: length.to_owned(), span: at });
            return;
        };
        let count = length.parse::<u64>().ok();
        let told = function.params.iter().position(|p| p.name.as_deref() == Some(length));
        if let (Some(count), Extent::Bytes(have)) = (count, &extent) {
            if count * unit > *have {
                self.too_short(function, name, args[index].value.span);
            }
            return;
        }
        let Some(told) = told else {
            let (function, at) = (function.name.to_string(), args[index].value.span);
            self.report(ExtentUnknown { function, parameter: name.to_owned(), length: length.to_owned(), span: at });
            return;
        };
        let wanted = &args[told].value;
        if let (Some(wanted), Extent::Bytes(have)) = (literal(wanted), &extent) {
            if u64::try_from(wanted).is_ok_and(|w| w.saturating_mul(unit) > *have) {
                self.too_short(function, name, args[index].value.span);
            }
            return;
        }
        let checked = self.check_at_run_time(function, wanted.clone(), extent, unit, name, span);
        args[told].value = checked;
    }

    fn too_short(&mut self, function: &ForeignFunction, name: &str, span: Span) {
        let what = format!("calling `{}` with `{name}` shorter than it is told", function.name);
        self.report(NeedsUnsafe { what, why: "C would go past the end of the buffer".into(), span, declared: None, fact: None });
    }

    /// `length`, after a test that the buffer has as much.
    fn check_at_run_time(
        &mut self,
        function: &ForeignFunction,
        length: Expr,
        extent: Extent,
        unit: u64,
        name: &str,
        span: Span,
    ) -> Expr {
        let ty = length.ty.clone();
        let at = length.span;
        let Some(panic) = self.lang_function("panic") else { return self.error(at) };
        let local = self.hidden(ty.clone(), at);
        let have = match extent {
            Extent::Bytes(bytes) => Expr { kind: ExprKind::Int(i128::from(bytes / unit)), ty: Ty::INT, span: at },
            Extent::Computed(e) => e,
        };
        let asked = crate::convert::convert(Conversion::Checked, self.local_expr(local, at), Ty::INT);
        let over = binary(BinaryOp::Gt, asked, have, Overflow::Wraps, Ty::Bool, at);
        let text = format!("`{}` would go past the end of `{name}`", function.name);
        let message = Expr { kind: ExprKind::Str(text.into()), ty: self.string(), span };
        let stop = plain_call(panic, Vec::new(), vec![message], Ty::Never, span);
        let test =
            Expr { kind: ExprKind::If { condition: Box::new(over), then: Box::new(stop), otherwise: None }, ty: Ty::Unit, span };
        let statements = vec![Stmt::Let { local, value: Some(length), span: at }, Stmt::Expr(test)];
        let value = Some(Box::new(self.local_expr(local, at)));
        Expr { kind: ExprKind::Block(Block { statements, value }), ty, span: at }
    }

    fn element_size(&self, ty: &Ty) -> Option<u64> {
        let pointee = &ty.as_ptr()?.pointee;
        self.size_of(pointee)
    }

    fn size_of(&self, ty: &Ty) -> Option<u64> {
        let target = self.defs.target();
        match ty {
            Ty::Void | Ty::Bool => Some(1),
            Ty::Ptr(_) | Ty::CFn(_) | Ty::RawPtr => Some(target.pointer_bytes()),
            Ty::Array(element, count) => Some(self.size_of(element)? * count),
            Ty::Extern(e) => self.defs.imports.iter().find_map(|i| {
                let record = i.interface.record(e.key).map(|r| r.size);
                record.or_else(|| {
                    let enumeration = i.interface.enumeration(e.key)?;
                    self.size_of(&bind_type(&enumeration.underlying, &*i.interface).ok()?)
                })
            }),
            _ => match number(ty, &target)? {
                Number::Int { bits, .. } | Number::Float { bits } => Some(u64::from(bits).div_ceil(8)),
            },
        }
    }

    /// What is known of the extent of the memory behind a pointer.
    fn extent(&self, pointer: &Expr) -> Option<Extent> {
        match &pointer.kind {
            ExprKind::AddressOf(place) => self.size_of(&self.infer.deep(&place.ty)).map(Extent::Bytes),
            ExprKind::CBytes(bytes) => Some(Extent::Bytes(bytes.len() as u64 + 1)),
            ExprKind::Convert { conversion: Conversion::Pointer, value } => self.extent(value),
            ExprKind::Convert { conversion: Conversion::StringToBytes | Conversion::StringToCString, value } => match &value.kind
            {
                // The NUL behind a string belongs to it.
                ExprKind::Str(text) => Some(Extent::Bytes(text.len() as u64 + 1)),
                _ if is_repeatable(value) => self.length_of(value).map(Extent::Computed),
                _ => None,
            },
            // `array.data`: as many elements as the array has.
            ExprKind::Call { args, .. } => {
                let [array] = &args[..] else { return None };
                let is_array = self.defs.as_lang(&self.infer.deep(&array.ty), "array").is_some();
                (is_array && is_repeatable(array)).then(|| self.length_of(array))?.map(Extent::Computed)
            }
            _ => None,
        }
    }

    fn length_of(&self, value: &Expr) -> Option<Expr> {
        let ty = self.infer.deep(&value.ty);
        let len = self.find_method(&ty, "len")?;
        Some(plain_call(len.function, len.owner_args, vec![value.clone()], Ty::INT, value.span))
    }
}

fn is_repeatable(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Local(_) => true,
        ExprKind::Field { base, .. } => is_repeatable(base),
        _ => false,
    }
}

fn literal(expr: &Expr) -> Option<i128> {
    match &expr.kind {
        ExprKind::Int(value) => Some(*value),
        ExprKind::Convert { value, .. } => literal(value),
        _ => None,
    }
}

/// Whether the pointer lends memory of Aria's that may be gone after the call.
fn lends(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::AddressOf(_)
        | ExprKind::Convert { conversion: Conversion::StringToCString | Conversion::StringToBytes, .. } => true,
        ExprKind::Convert { value, .. } => lends(value),
        _ => false,
    }
}
