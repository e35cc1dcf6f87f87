//! Places that are changed inside something: receivers of methods that change them, and parts of elements. A mutating
//! method is given a pointer to the place that its receiver is: a mutable local, a field of one or of an object, an
//! element. What the place lies in stays alive during the call.

use aria_source::Span;
use aria_types::{AdtKind, FnId, Ty};

use crate::arguments::as_written;
use crate::body::BodyChecker;
use crate::call::Given;
use crate::diagnostics::ReceiverKept;
use crate::methods::FoundMethod;
use crate::pointer::is_place;
use crate::typed::{Block, Callee, Expr, ExprKind, LocalId, Stmt};

/// What happens around a change of a place.
#[derive(Default)]
pub(crate) struct Change {
    /// Evaluated first: what the place lies in.
    before: Vec<Stmt>,
    /// The elements that the place lies in, whose collections hand them out as copies; the outermost first.
    elements: Vec<Element>,
}

impl Change {
    pub fn is_direct(&self) -> bool {
        self.before.is_empty() && self.elements.is_empty()
    }
}

/// An element that is taken out of its collection, changed, and put back.
struct Element {
    copy: LocalId,
    taken: Expr,
    collection: Expr,
    indices: Vec<Expr>,
    put: FoundMethod,
}

impl BodyChecker<'_> {
    /// The pointer that a mutating method is given as its `self`.
    pub(crate) fn changed_receiver(&mut self, method: FnId, receiver: Expr) -> (Expr, Change) {
        let mut change = Change::default();
        let span = receiver.span;
        let ty = receiver.ty.clone();
        let place = if self.is_class(&ty) {
            // The method changes the object, and the reference to it may come from anywhere.
            self.held(receiver, &mut change)
        } else {
            let place = self.anchored(receiver, true, &mut change);
            if let Some((why, declared)) = self.unchangeable(&place) {
                let def = self.defs.function(method);
                let method_span = (!def.in_std).then_some(def.name_span);
                self.report(ReceiverKept { method: def.name.to_string(), why, span, declared, method_span });
            }
            place
        };
        let pointer = Ty::pointer(ty, false);
        (Expr { kind: ExprKind::AddressOf(Box::new(place)), ty: pointer, span }, change)
    }

    /// The call itself, with what happens around it.
    pub(crate) fn changing_call(
        &mut self,
        mut change: Change,
        callee: Callee,
        mut args: Vec<Expr>,
        written: Vec<u32>,
        ty: Ty,
        span: Span,
    ) -> Expr {
        if !change.elements.is_empty() {
            for index in written.iter().filter(|i| **i != 0) {
                let Some(arg) = args.get_mut(*index as usize) else { continue };
                let value = std::mem::replace(arg, self.error(span));
                *arg = self.held(value, &mut change);
            }
        }
        let call = as_written(Expr { kind: ExprKind::Call { callee, args }, ty, span }, written);
        self.changing(change, call)
    }

    /// Runs `action` with the elements that it changes taken out before and put back behind it. What it uses is held
    /// already: it may have changed the collections.
    pub(crate) fn changing(&mut self, mut change: Change, action: Expr) -> Expr {
        if change.is_direct() {
            return action;
        }
        let (ty, span) = (action.ty.clone(), action.span);
        let elements = std::mem::take(&mut change.elements);
        if elements.is_empty() {
            let block = Block { statements: change.before, value: Some(Box::new(action)) };
            return Expr { kind: ExprKind::Block(block), ty, span };
        }
        for element in &elements {
            change.before.push(Stmt::Let { local: element.copy, value: Some(element.taken.clone()), span });
        }
        let value = match self.infer.shallow(&ty) {
            Ty::Unit | Ty::Never => {
                change.before.push(Stmt::Expr(action));
                None
            }
            _ => Some(Box::new(self.held(action, &mut change))),
        };
        for element in elements.into_iter().rev() {
            let copy = self.local_expr(element.copy, span);
            let given: Vec<Given<'_>> = element.indices.into_iter().chain([copy]).map(Given::Typed).collect();
            let put = self.call_method(element.put, element.collection, &given, span, span);
            change.before.push(Stmt::Expr(put));
        }
        Expr { kind: ExprKind::Block(Block { statements: change.before, value }), ty, span }
    }

    fn is_class(&self, ty: &Ty) -> bool {
        matches!(self.infer.shallow(ty), Ty::Adt(adt, _) if self.defs.adt(adt.id).kind == AdtKind::Class)
    }

    /// A value in a hidden local of its own.
    pub(crate) fn held(&mut self, value: Expr, change: &mut Change) -> Expr {
        let span = value.span;
        let local = self.hidden(value.ty.clone(), span);
        change.before.push(Stmt::Let { local, value: Some(value), span });
        self.local_expr(local, span)
    }

    /// The place, with the elements on the way to it taken out. `keep`: objects on the way are held by a local of this
    /// frame, so that they stay whatever runs during a call.
    pub(crate) fn anchored(&mut self, place: Expr, keep: bool, change: &mut Change) -> Expr {
        let Expr { kind, ty, span } = place;
        let kind = match kind {
            ExprKind::Field { base, field } if self.is_class(&base.ty) => {
                // A local that nobody assigns holds the object already.
                let lasting = matches!(base.kind, ExprKind::Local(id) if !self.locals[id.0 as usize].mutable);
                let base = if lasting || !keep { *base } else { self.held(*base, change) };
                ExprKind::Field { base: Box::new(base), field }
            }
            ExprKind::Field { base, field } => ExprKind::Field { base: Box::new(self.anchored(*base, keep, change)), field },
            ExprKind::Element { array, index, checked } => {
                ExprKind::Element { array: Box::new(self.anchored(*array, keep, change)), index, checked }
            }
            ExprKind::Call { callee, args } => match (self.element_put(&callee, &args), &args[..]) {
                (Some(put), [collection, indices @ ..]) => {
                    // A collection that is a value itself is changed where it is.
                    let collection = match self.defs.function(put.function).mutating && !self.is_class(&collection.ty) {
                        true => self.anchored(collection.clone(), keep, change),
                        false => self.held(collection.clone(), change),
                    };
                    // Beside the indices, reading may be given what only its panic needs.
                    let (indices, rest) = indices.split_at(put.params - 1);
                    let indices: Vec<Expr> = indices.iter().map(|index| self.held(index.clone(), change)).collect();
                    let args = std::iter::once(&collection).chain(&indices).chain(rest).cloned().collect();
                    let taken = Expr { kind: ExprKind::Call { callee, args }, ty: ty.clone(), span };
                    let copy = self.hidden(ty.clone(), span);
                    change.elements.push(Element { copy, taken, collection, indices, put });
                    ExprKind::Local(copy)
                }
                _ => ExprKind::Call { callee, args },
            },
            other => other,
        };
        Expr { kind, ty, span }
    }

    /// What puts an element back, where a call is `collection[index]`.
    pub(crate) fn element_put(&self, callee: &Callee, args: &[Expr]) -> Option<FoundMethod> {
        let (Callee::Function { function, .. }, [collection, _, ..]) = (callee, args) else { return None };
        let at = self.defs.function(*function);
        let reads = &*at.name == "at" && at.receiver.is_some() && !at.mutating;
        self.find_method(&collection.ty, "put").filter(|put| reads && put.instance && (2..=args.len()).contains(&put.params))
    }

    /// Why a receiver cannot be changed.
    fn unchangeable(&self, place: &Expr) -> Option<(String, Option<Span>)> {
        if !is_place(place) || self.in_a_copy(place) {
            return Some(("this is a value that nothing keeps".into(), None));
        }
        self.unwritable(place)
    }
}
