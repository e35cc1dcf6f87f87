//! Fields of frozen values: `frozen.name` reads a field of the class that is frozen.

use aria_source::Span;
use aria_syntax::ast::Name;
use aria_types::{Crossing, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::NotSend;
use crate::send::{crossing, why_not};
use crate::typed::{Expr, ExprKind};

impl BodyChecker<'_> {
    /// A field of what a `Frozen` holds, if that has one of the name and is not shared as a whole.
    pub(crate) fn frozen_field(&mut self, value: &Expr, name: &Name, span: Span) -> Option<Expr> {
        let ty = self.infer.deep(&value.ty);
        let held = self.defs.as_lang(&ty, "frozen")?.first()?.clone();
        let Ty::Adt(adt, args) = &held else { return None };
        let def = self.defs.adt(adt.id);
        let (index, field) = def.field(name.as_str()).filter(|(_, field)| !field.private)?;
        if crossing(self.defs, self.def, &held) == Crossing::Shared {
            return None;
        }
        let ty = field.ty.substitute(args);
        if let Some(why) = why_not(self.defs, self.def, &ty) {
            let what = "a field that is read from a frozen value".into();
            self.report(NotSend { ty: ty.to_string(), what, why, span });
        }
        let inside = ExprKind::Field { base: Box::new(value.clone()), field: 0 };
        let base = Box::new(Expr { kind: inside, ty: held.clone(), span: value.span });
        Some(Expr { kind: ExprKind::Field { base, field: index as u32 }, ty, span })
    }
}
