//! Values of a lane's own type: members, calls and liftings that are looked up when the program runs.

use std::sync::Arc;

use aria_foreign::{Carried, LaneType, ObjectOperation};
use aria_source::Span;
use aria_syntax::ast::Name;
use aria_types::{ImportId, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::convert::convert;
use crate::diagnostics::NoForeignConversion;
use crate::numeric::lossless;
use crate::typed::{Conversion, Expr, ExprKind, ObjectCall};

/// The numbers that crossings carry; narrower ones convert into them.
const NUMBERS: [Carried; 2] = [Carried::Int, Carried::Float];

fn operation(operation: ObjectOperation, object: &Ty, args: Vec<Expr>, ty: Ty, span: Span) -> Expr {
    let call = ObjectCall { object: object.clone(), operation, args };
    Expr { kind: ExprKind::ObjectCall(Box::new(call)), ty, span }
}

impl BodyChecker<'_> {
    /// `module.name` of an import whose names are looked up when the program runs.
    pub(crate) fn object_global(&mut self, import: ImportId, module: Arc<str>, ty: Arc<str>, name: &Name, span: Span) -> Expr {
        let object = Ty::Foreign(self.defs.import(import).lane_index, ty);
        let global = ObjectOperation::Global { module, name: name.text.clone() };
        operation(global, &object, Vec::new(), object.clone(), span)
    }

    /// A value of a lane's type, called.
    pub(crate) fn object_call(&mut self, callee: Expr, given: &[Given<'_>], span: Span) -> Expr {
        let object = self.infer.deep(&callee.ty);
        let Some(table) = self.defs.lane_type(&object) else { return self.error(span) };
        let mut args = vec![callee];
        for arg in given {
            if let Given::Syntax { label: Some(label), .. } = arg {
                return self.unsupported("named arguments of a foreign call", label.span);
            }
            let value = self.given(arg, None);
            args.push(self.object_argument(table, value));
        }
        operation(ObjectOperation::Call, &object, args, object.clone(), span)
    }

    /// An argument as one of the types that the lane's table lowers.
    fn object_argument(&mut self, table: &LaneType, value: Expr) -> Expr {
        let ty = self.infer.deep(&value.ty);
        if ty.is_error() {
            return value;
        }
        let known = self.defs.carried(&ty);
        if known == Some(Carried::Object) || known.is_some_and(|c| table.lower(c).is_some()) {
            return value;
        }
        let wider = NUMBERS.into_iter().filter(|c| table.lower(*c).is_some());
        if let Some(wide) = wider.map(|c| self.defs.carried_ty(c, &Ty::Error)).find(|wide| lossless(&ty, wide)) {
            return convert(Conversion::Lossless, value, wide);
        }
        let span = value.span;
        self.report(NoForeignConversion { ty: ty.to_string(), object: table.name.to_owned(), span });
        self.error(span)
    }

    /// A member of a value of a lane's type. The few that are Aria's own are never called.
    pub(crate) fn object_member(
        &mut self,
        value: Expr,
        table: &'static LaneType,
        name: &Name,
        given: Option<&[Given<'_>]>,
        span: Span,
    ) -> Expr {
        let object = self.infer.deep(&value.ty);
        if given.is_none() {
            if let Some(mapping) = table.lifts.iter().find(|c| c.member == name.as_str()) {
                let ty = self.defs.carried_ty(mapping.carried, &object);
                return operation(ObjectOperation::Lift(mapping.carried), &object, vec![value], ty, span);
            }
            if name == "to_string" {
                return Expr { span, ..self.object_text(value) };
            }
        }
        let member = operation(ObjectOperation::Member(name.text.clone()), &object, vec![value], object.clone(), span);
        match given {
            Some(given) => self.object_call(member, given, span),
            None => member,
        }
    }

    /// The text form of a value of a lane's type.
    pub(crate) fn object_text(&mut self, value: Expr) -> Expr {
        let (object, span) = (self.infer.deep(&value.ty), value.span);
        operation(ObjectOperation::Text, &object, vec![value], self.string(), span)
    }

    /// A value of a lane's type where one of Aria's is expected: lifted with a check when the program runs.
    pub(crate) fn object_to(&self, value: &Expr, expected: &Ty) -> Option<Expr> {
        let object = self.infer.shallow(&value.ty);
        let table = self.defs.lane_type(&object)?;
        let carried = self.defs.carried(expected)?;
        table.lift(carried)?;
        let ty = expected.clone();
        Some(operation(ObjectOperation::Lift(carried), &object, vec![value.clone()], ty, value.span))
    }
}
