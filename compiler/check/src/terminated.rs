//! Text that C reads up to its NUL: an array lent as such must have one.

use aria_types::{IntTy, Ty};

use crate::body::BodyChecker;
use crate::convert::convert;
use crate::foreign_convert::is_byte;
use crate::methods::plain_call;
use crate::operator::unary;
use crate::typed::{Block, Callee, Conversion, Expr, ExprKind, Overflow, Stmt, UnaryOp};

/// The number of bytes of the array whose first element a pointer points to.
fn array_behind(pointer: &Expr) -> Option<u64> {
    match &pointer.kind {
        ExprKind::AddressOf(place) => match &place.ty {
            Ty::Array(element, length) if is_byte(element) => Some(*length),
            _ => None,
        },
        ExprKind::Convert { conversion: Conversion::Pointer, value } => array_behind(value),
        _ => None,
    }
}

impl BodyChecker<'_> {
    /// The pointer, after a test that the array behind it holds a NUL; other pointers as they are.
    pub(crate) fn terminated(&mut self, pointer: Expr) -> Expr {
        let (Some(length), false) = (array_behind(&pointer), self.in_unsafe()) else { return pointer };
        let (Some(has_nul), Some(panic)) = (self.lang_function("has_nul"), self.lang_function("panic")) else { return pointer };
        let (ty, span) = (pointer.ty.clone(), pointer.span);
        let local = self.hidden(ty.clone(), span);
        let bytes = convert(Conversion::Pointer, self.local_expr(local, span), Ty::pointer(Ty::Int(IntTy::U8), false));
        let count = Expr { kind: ExprKind::Int(i128::from(length)), ty: Ty::INT, span };
        let found = plain_call(has_nul, Vec::new(), vec![bytes, count], Ty::Bool, span);
        let missing = unary(UnaryOp::Not, found, Overflow::Wraps, span);
        let text = "the array holds no NUL, so C would read past its end";
        let message = Expr { kind: ExprKind::Str(text.into()), ty: self.string(), span };
        let stop = plain_call(panic, Vec::new(), vec![message], Ty::Never, span);
        let test = ExprKind::If { condition: Box::new(missing), then: Box::new(stop), otherwise: None };
        let statements =
            vec![Stmt::Let { local, value: Some(pointer), span }, Stmt::Expr(Expr { kind: test, ty: Ty::Unit, span })];
        let value = Some(Box::new(self.local_expr(local, span)));
        Expr { kind: ExprKind::Block(Block { statements, value }), ty, span }
    }

    /// `bytes.data`, by way of the function that tests for a NUL first.
    pub(crate) fn tested_bytes(&self, pointer: &Expr) -> Option<Expr> {
        let kind = match &pointer.kind {
            ExprKind::Convert { conversion: Conversion::Pointer, value } => {
                ExprKind::Convert { conversion: Conversion::Pointer, value: Box::new(self.tested_bytes(value)?) }
            }
            ExprKind::Call { callee: Callee::Function { args: types, .. }, args } => {
                let [bytes] = &args[..] else { return None };
                self.defs.as_lang(&self.infer.deep(&bytes.ty), "bytes")?;
                let callee = Callee::Function { function: self.lang_function("bytes_terminated")?, args: types.clone() };
                ExprKind::Call { callee, args: args.clone() }
            }
            _ => return None,
        };
        Some(Expr { kind, ty: pointer.ty.clone(), span: pointer.span })
    }
}
