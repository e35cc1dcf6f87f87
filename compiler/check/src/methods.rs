//! Finding methods: a type's own, those of impls, those that a parameter's bounds promise; and the conversions that
//! every number has.

use std::collections::HashMap;

use aria_foreign::CScalar;
use aria_source::Span;
pub(crate) use aria_types::matches;
use aria_types::{FloatTy, FnId, ImplDef, IntTy, MethodOwner, TraitId, TraitRef, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::convert::convert;
use crate::numeric::{Number, lossless, number};
use crate::typed::{Callee, Conversion, Expr, ExprKind};

/// A method that was found for a receiver.
#[derive(Clone, Debug)]
pub(crate) struct FoundMethod {
    pub function: FnId,
    /// The owner's type arguments, from the receiver.
    pub owner_args: Vec<Ty>,
    /// Through a bound: which trait, and on which type.
    pub bound: Option<(TraitId, Ty)>,
    /// How many parameters it has beside `self`.
    pub params: usize,
    /// It takes `self`.
    pub instance: bool,
}

/// What `to_…` and `wrap_…` call a numeric type.
pub(crate) fn conversion_name(ty: &Ty) -> Option<String> {
    Some(match ty {
        Ty::Int(IntTy::ISize) => "isize".into(),
        Ty::Int(IntTy::USize) => "usize".into(),
        Ty::Int(int) => int.name().to_lowercase(),
        Ty::Float(FloatTy::F64) => "float".into(),
        Ty::Float(FloatTy::F32) => "float32".into(),
        Ty::C(c) if *c != CScalar::Bool => format!("c_{}", c.aria_name()[1..].to_lowercase()),
        _ => return None,
    })
}

/// The numeric type that a conversion's name ends in.
fn conversion_target(name: &str) -> Option<Ty> {
    let all = IntTy::ALL
        .iter()
        .map(|i| Ty::Int(*i))
        .chain([Ty::FLOAT, Ty::Float(FloatTy::F32)])
        .chain(CScalar::ALL.iter().map(|c| Ty::C(*c)));
    match name {
        "int64" => return Some(Ty::INT),
        "uint64" => return Some(Ty::Int(IntTy::U64)),
        "float64" => return Some(Ty::FLOAT),
        _ => {}
    }
    all.into_iter().find(|t| conversion_name(t).as_deref() == Some(name))
}

impl BodyChecker<'_> {
    /// A method of a type by name: its own first, then impls, then bounds.
    pub(crate) fn find_method(&self, ty: &Ty, name: &str) -> Option<FoundMethod> {
        let ty = self.infer.deep(ty);
        if let Ty::Adt(adt, args) = &ty
            && let Some(function) = self.defs.adt(adt.id).methods.get(name)
        {
            return Some(self.found(*function, args.to_vec(), None));
        }
        for bound in self.defs.dyn_traits(&ty) {
            if let Some(function) = self.defs.trait_(bound.trait_).methods.get(name) {
                return Some(self.found(*function, bound.with_self(&ty), Some((bound.trait_, ty.clone()))));
            }
        }
        let mut of_library = None;
        for imp in self.defs.impls.about(&ty) {
            let Some(function) = imp.methods.get(name).or_else(|| {
                let (trait_, _) = imp.trait_.as_ref()?;
                self.defs.trait_(*trait_).methods.get(name)
            }) else {
                continue;
            };
            let mut bindings = HashMap::new();
            if matches(&imp.target, &ty, &mut bindings) && self.holds_for(imp, &mut bindings) {
                let inherited = !imp.methods.contains_key(name);
                let own: Vec<Ty> =
                    (0..imp.generics.len() as u32).map(|i| bindings.get(&i).cloned().unwrap_or(Ty::Error)).collect();
                let args = match &imp.trait_ {
                    // A provided method's parameters are `Self` and the trait's.
                    Some((_, args)) if inherited => {
                        std::iter::once(ty.clone()).chain(args.iter().map(|a| a.substitute(&own))).collect()
                    }
                    _ => own,
                };
                // In a program, what it says of a type goes before what the library says.
                let found = self.found(*function, args, None);
                if self.in_std || !self.defs.function(*function).in_std {
                    return Some(found);
                }
                of_library.get_or_insert(found);
            }
        }
        if of_library.is_some() {
            return of_library;
        }
        if matches!(ty, Ty::C(_) | Ty::Extern(_)) {
            let (trait_, function) = self.defs.value_trait_with(name)?;
            self.defs.stand_in(&ty, trait_)?;
            return Some(self.found(function, vec![ty.clone()], Some((trait_, ty))));
        }
        if let Ty::Param(param) = &ty {
            for bound in self.bounds_of(param.index, &ty) {
                if let Some(function) = self.defs.trait_(bound.trait_).methods.get(name) {
                    let args = std::iter::once(ty.clone()).chain(bound.args.iter().cloned()).collect();
                    return Some(self.found(*function, args, Some((bound.trait_, ty.clone()))));
                }
            }
        }
        None
    }

    /// Whether an impl for every type with some bound (`impl[T, I: Iterator[T]] I`) is one for this type. What the
    /// arguments of the bound then are is added to the bindings.
    fn holds_for(&self, imp: &ImplDef, bindings: &mut HashMap<u32, Ty>) -> bool {
        let Ty::Param(param) = &imp.target else { return true };
        let (Some(generic), Some(ty)) = (imp.generics.get(param.index as usize), bindings.get(&param.index).cloned()) else {
            return false;
        };
        let fits = |bound: &TraitRef, bindings: &mut HashMap<u32, Ty>| {
            self.implemented(&ty, bound.trait_).iter().any(|form| {
                let mut tried = bindings.clone();
                let all = bound.args.iter().zip(form.args.iter()).all(|(wanted, found)| matches(wanted, found, &mut tried));
                if all {
                    *bindings = tried;
                }
                all
            })
        };
        !generic.bounds.is_empty() && generic.bounds.iter().all(|bound| fits(bound, bindings))
    }

    fn found(&self, function: FnId, owner_args: Vec<Ty>, bound: Option<(TraitId, Ty)>) -> FoundMethod {
        let def = self.defs.function(function);
        // A default method of a trait is called as its impl's would be: through the trait.
        let bound = bound.or_else(|| match &def.owner {
            Some(MethodOwner::Trait(t)) => owner_args.first().map(|s| (*t, s.clone())),
            _ => None,
        });
        FoundMethod { function, owner_args, bound, params: def.params.len(), instance: def.receiver.is_some() }
    }

    /// Every method name of a type, for suggestions.
    pub(crate) fn method_names(&self, ty: &Ty) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        if let Ty::Adt(adt, _) = ty {
            let def = self.defs.adt(adt.id);
            names.extend(def.methods.keys().map(|k| k.to_string()));
            names.extend(def.fields.iter().filter(|f| !(f.private && def.in_std)).map(|f| f.name.to_string()));
        }
        for imp in self.defs.impls.about(ty) {
            let mut bindings = HashMap::new();
            if matches(&imp.target, ty, &mut bindings) && self.holds_for(imp, &mut bindings) {
                names.extend(imp.methods.keys().map(|k| k.to_string()));
            }
        }
        names.sort();
        names
    }

    /// Calls a method that was found.
    pub(crate) fn call_method(
        &mut self,
        found: FoundMethod,
        receiver: Expr,
        given: &[Given<'_>],
        span: Span,
        name_span: Span,
    ) -> Expr {
        let receiver = found.instance.then_some(receiver);
        self.call_function(found.function, Some(found.owner_args), found.bound, receiver, given, None, span, name_span)
    }

    /// `x.to_int32`, `x.wrap_uint8`, `x.to_float`, `x.round_float32`: the conversions that every number has.
    pub(crate) fn number_conversion(&mut self, value: &Expr, name: &str, span: Span) -> Option<Expr> {
        let target = self.defs.target();
        let from = self.infer.shallow(&value.ty);
        let (checked, wanted) = match (name.strip_prefix("to_"), name.strip_prefix("wrap_")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return None,
        };
        let to = conversion_target(wanted)?;
        let source = match &from {
            Ty::Char => Number::Int { bits: 32, signed: false },
            Ty::Extern(e) if e.is_enum && checked => {
                let int = convert(Conversion::Enum, value.clone(), Ty::INT);
                return self.number_conversion(&int, name, span).map(|e| Expr { span, ..e }).or(Some(int));
            }
            _ => number(&from, &target)?,
        };
        if !checked && matches!(number(&to, &target)?, Number::Float { .. }) {
            return None;
        }
        let conversion = match (source, number(&to, &target)?) {
            _ if from == to => return Some(Expr { span, ..value.clone() }),
            _ if lossless(&from, &to) => Conversion::Lossless,
            (Number::Int { .. } | Number::Float { .. }, Number::Int { .. }) if checked => Conversion::Checked,
            (_, Number::Int { .. }) => Conversion::Wrapping,
            (_, Number::Float { .. }) => Conversion::Rounding,
        };
        Some(Expr { span, ..convert(conversion, value.clone(), to) })
    }
}

/// A call of a function by id with its type arguments known and its arguments checked.
pub(crate) fn plain_call(function: FnId, args: Vec<Ty>, values: Vec<Expr>, ty: Ty, span: Span) -> Expr {
    Expr { kind: ExprKind::Call { callee: Callee::Function { function, args }, args: values }, ty, span }
}
