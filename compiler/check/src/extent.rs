//! Extents: a buffer handed to C is as long as the callee is told.
//!
//! What the callee is told is the expression of `@len(…)` or `@bytes(…)`: a product of numbers, parameters, and what
//! lies behind parameters (`size * count`, `capacity.value`).

use aria_bind::bind_type;
use aria_foreign::ForeignFunction;
use aria_source::Span;
use aria_types::Ty;

use crate::body::BodyChecker;
use crate::diagnostics::{ExtentUnknown, NeedsUnsafe};
use crate::methods::plain_call;
use crate::numeric::{Number, number};
use crate::operator::binary;
use crate::typed::{BinaryOp, Block, Conversion, Expr, ExprKind, ForeignArg, Overflow, Stmt};

/// How much lies behind a pointer, in bytes; computed: in elements.
enum Extent {
    Bytes(u64),
    Computed(Expr),
}

/// One factor of what the callee is told.
#[derive(Clone, Copy)]
enum Factor {
    Number(u64),
    Parameter(usize),
    /// What lies behind a pointer parameter when the call begins.
    Behind(usize),
}

impl Factor {
    fn parameter(self) -> Option<usize> {
        match self {
            Factor::Number(_) => None,
            Factor::Parameter(index) | Factor::Behind(index) => Some(index),
        }
    }
}

fn factors(length: &str, function: &ForeignFunction) -> Option<Vec<Factor>> {
    let parameter = |name: &str| function.params.iter().position(|p| p.name.as_deref() == Some(name));
    let factor = |text: &str| match (text.parse(), text.strip_suffix(".value")) {
        (Ok(number), _) => Some(Factor::Number(number)),
        (_, Some(pointer)) => parameter(pointer).map(Factor::Behind),
        _ => parameter(text).map(Factor::Parameter),
    };
    length.split('*').map(|text| factor(text.trim())).collect()
}

/// A buffer whose extent is checked.
pub(crate) struct Buffer<'b> {
    /// The parameter that receives it.
    pub index: usize,
    pub name: &'b str,
    /// What the callee is told.
    pub length: &'b str,
    pub in_bytes: bool,
}

impl BodyChecker<'_> {
    /// Checks that a buffer is as long as the callee is told.
    pub(crate) fn check_extent(&mut self, function: &ForeignFunction, args: &mut [ForeignArg], buffer: &Buffer<'_>, span: Span) {
        let value = &args[buffer.index].value;
        let at = value.span;
        let unit = if buffer.in_bytes { 1 } else { self.element_size(&value.ty).unwrap_or(1) };
        let known = self.extent(value).zip(factors(buffer.length, function));
        let told = known.and_then(|(extent, factors)| Some((extent, self.told(&factors, args)?, factors)));
        let Some((extent, told, factors)) = told else {
            let (function, parameter) = (function.name.to_string(), buffer.name.to_owned());
            self.report(ExtentUnknown { function, parameter, length: buffer.length.to_owned(), span: at });
            return;
        };
        let constant = told.iter().map(literal).collect::<Option<Vec<i128>>>();
        if let (Some(numbers), Extent::Bytes(have)) = (constant, &extent) {
            let asked = numbers.iter().try_fold(i128::from(unit), |product, n| product.checked_mul(*n));
            if asked.is_none_or(|asked| asked > i128::from(*have)) {
                let what = format!("calling `{}` with `{}` shorter than it is told", function.name, buffer.name);
                self.report(NeedsUnsafe {
                    what,
                    why: "C would go past the end of the buffer".into(),
                    span: at,
                    declared: None,
                    fact: None,
                });
            }
            return;
        }
        let Some(position) = tested(&factors, args) else {
            // The callee's own number against a length that only the program's run knows.
            self.test_before(function, args, buffer.index, (told, None), extent, unit, buffer.name, span);
            return;
        };
        let hoisted = factors.iter().position(|f| matches!(f, Factor::Parameter(index) if *index == position));
        self.test_before(function, args, position, (told, hoisted), extent, unit, buffer.name, span);
    }

    /// The factors as expressions. All but one are evaluated again, so they must be plain.
    fn told(&self, factors: &[Factor], args: &[ForeignArg]) -> Option<Vec<Expr>> {
        let tested = tested(factors, args);
        let expression = |factor: &Factor| match *factor {
            Factor::Number(n) => Some(Expr { kind: ExprKind::Int(n.into()), ty: Ty::INT, span: args.first()?.value.span }),
            Factor::Parameter(index) => {
                let value = &args.get(index)?.value;
                (Some(index) == tested || is_plain(value)).then(|| value.clone())
            }
            Factor::Behind(index) => match &through_pointers(&args.get(index)?.value).kind {
                ExprKind::AddressOf(place) if is_repeatable(place) => Some((**place).clone()),
                _ => None,
            },
        };
        factors.iter().map(expression).collect()
    }

    /// Has the argument at `position` preceded by a test that the buffer has as much as the product of `told`, one of
    /// which may be that argument itself.
    #[expect(clippy::too_many_arguments, reason = "one test, built at one place")]
    fn test_before(
        &mut self,
        function: &ForeignFunction,
        args: &mut [ForeignArg],
        position: usize,
        (mut told, hoisted): (Vec<Expr>, Option<usize>),
        extent: Extent,
        unit: u64,
        name: &str,
        span: Span,
    ) {
        let Some(panic) = self.lang_function("panic") else { return };
        let value = args[position].value.clone();
        let (ty, at) = (value.ty.clone(), value.span);
        let mut statements = Vec::new();
        let mut result = value;
        if let Some(hoisted) = hoisted {
            let local = self.hidden(ty.clone(), at);
            statements.push(Stmt::Let { local, value: Some(result), span: at });
            result = self.local_expr(local, at);
            told[hoisted] = result.clone();
        }
        let int = |value: i128| Expr { kind: ExprKind::Int(value), ty: Ty::INT, span: at };
        let mut have = match extent {
            Extent::Bytes(bytes) => int(i128::from(bytes / unit)),
            Extent::Computed(e) => e,
        };
        // `a * b > have` as `a > 0 && b > have / a`, which cannot overflow.
        let mut told = told.into_iter().map(|e| crate::convert::convert(Conversion::Checked, e, Ty::INT));
        let Some(mut factor) = told.next() else { return };
        let mut positive: Option<Expr> = None;
        let both = |left: Option<Expr>, right: Expr| match left {
            None => right,
            Some(left) => {
                let kind = ExprKind::Logical { and: true, left: Box::new(left), right: Box::new(right) };
                Expr { kind, ty: Ty::Bool, span: at }
            }
        };
        for next in told {
            let some = binary(BinaryOp::Gt, factor.clone(), int(0), Overflow::Wraps, Ty::Bool, at);
            positive = Some(both(positive, some));
            have = binary(BinaryOp::Div, have, factor, Overflow::Wraps, Ty::INT, at);
            factor = next;
        }
        let over = both(positive, binary(BinaryOp::Gt, factor, have, Overflow::Wraps, Ty::Bool, at));
        let text = format!("`{}` would go past the end of `{name}`", function.name);
        let message = Expr { kind: ExprKind::Str(text.into()), ty: self.string(), span };
        let stop = plain_call(panic, Vec::new(), vec![message], Ty::Never, span);
        let kind = ExprKind::If { condition: Box::new(over), then: Box::new(stop), otherwise: None };
        statements.push(Stmt::Expr(Expr { kind, ty: Ty::Unit, span }));
        let block = Block { statements, value: Some(Box::new(result)) };
        args[position].value = Expr { kind: ExprKind::Block(block), ty, span: at };
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
            ExprKind::Convert { conversion: Conversion::StringToBytes | Conversion::StringToCString, value } => {
                match &value.kind {
                    // The NUL behind a string belongs to it.
                    ExprKind::Str(text) => Some(Extent::Bytes(text.len() as u64 + 1)),
                    _ if is_repeatable(value) => self.length_of(value, "byte_len").map(Extent::Computed),
                    _ => None,
                }
            }
            // `array.data`: as many elements as the array has.
            ExprKind::Call { args, .. } => {
                let [array] = &args[..] else { return None };
                if let Some(count) = self.literal_bytes(array) {
                    return Some(Extent::Bytes(count));
                }
                let ty = self.infer.deep(&array.ty);
                let is_array = self.defs.as_lang(&ty, "array").or(self.defs.as_lang(&ty, "bytes")).is_some();
                (is_array && is_repeatable(array)).then(|| self.length_of(array, "len"))?.map(Extent::Computed)
            }
            _ => None,
        }
    }

    fn length_of(&self, value: &Expr, method: &str) -> Option<Expr> {
        let ty = self.infer.deep(&value.ty);
        let len = self.find_method(&ty, method)?;
        Some(plain_call(len.function, len.owner_args, vec![value.clone()], Ty::INT, value.span))
    }
}

/// The parameter before which the test stands: the one that cannot be evaluated twice, else the last.
fn tested(factors: &[Factor], args: &[ForeignArg]) -> Option<usize> {
    let once = factors.iter().find_map(|f| match f {
        Factor::Parameter(index) if args.get(*index).is_some_and(|a| !is_plain(&a.value)) => Some(*index),
        _ => None,
    });
    once.or_else(|| factors.iter().filter_map(|f| f.parameter()).max())
}

fn through_pointers(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Convert { conversion: Conversion::Pointer, value } => through_pointers(value),
        _ => expr,
    }
}

fn is_repeatable(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Local(_) => true,
        ExprKind::Field { base, .. } => is_repeatable(base),
        _ => false,
    }
}

/// A literal or local, converted or not.
fn is_plain(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Int(_) | ExprKind::Local(_) => true,
        ExprKind::Convert { conversion: Conversion::Checked | Conversion::Lossless, value } => is_plain(value),
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
