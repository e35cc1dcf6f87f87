//! [`Layouts`]: the memoised answer for each type.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use aria_foreign::{ScalarKind, TargetData};
use aria_types::{AdtKind, Defs, FloatTy, Ty};
use rustc_hash::FxHashMap;

use crate::data::{Layout, LayoutRef, Repr, Scalar, Shape};
use crate::error::LayoutError;

/// The size of the header that every counted object begins with.
pub const OBJECT_HEADER_SIZE: u64 = 8;

/// No object is larger where pointers have 64 bits: offsets stay below the signed half of the address space with room for
/// arithmetic. With 32 bits, half of the address space is the end.
const MAX_SIZE_64: u64 = 1 << 47;
const MAX_SIZE_32: u64 = (1 << 31) - 1;

/// The result of a query.
pub(crate) type Answer = Result<LayoutRef, LayoutError>;

/// A memo entry; `None` while its answer is being computed.
pub(crate) type Memo<T> = RefCell<FxHashMap<Ty, Option<T>>>;

/// Layouts of the types of one program on its target.
pub struct Layouts<'a> {
    pub(crate) defs: &'a Defs,
    target: TargetData,
    values: Memo<Answer>,
    objects: RefCell<FxHashMap<Ty, Answer>>,
    pub(crate) drops: Memo<bool>,
    /// How many types deep the current question is: a generic type that contains ever larger instances of itself has
    /// no end.
    pub(crate) depth: Cell<u32>,
}

/// No sensible type nests deeper.
const MAX_DEPTH: u32 = 200;

/// No sensible type that lies this deep is written with more parts.
const MAX_PARTS: u32 = 2000;
const LARGE_DEPTH: u32 = 8;

impl<'a> Layouts<'a> {
    pub fn new(defs: &'a Defs) -> Self {
        Self {
            defs,
            target: defs.target(),
            values: Memo::default(),
            objects: RefCell::default(),
            drops: Memo::default(),
            depth: Cell::new(0),
        }
    }

    pub fn defs(&self) -> &'a Defs {
        self.defs
    }

    pub fn target(&self) -> &TargetData {
        &self.target
    }

    /// How a value of the type is laid out. A class reference is one pointer; see [`Layouts::object_layout`].
    ///
    /// # Errors
    /// The reason why no value can have the type.
    pub fn layout_of(&self, ty: &Ty) -> Answer {
        if let Some(scalar) = self.scalar_of(ty) {
            return Ok(self.scalar(scalar));
        }
        match self.values.borrow().get(ty) {
            Some(Some(answer)) => return answer.clone(),
            Some(None) => return Err(LayoutError::Recursive { ty: ty.clone() }),
            None => {}
        }
        if self.is_endless(ty) {
            return Err(LayoutError::Recursive { ty: ty.clone() });
        }
        self.values.borrow_mut().insert(ty.clone(), None);
        self.depth.set(self.depth.get() + 1);
        let answer = self.compute(ty);
        self.depth.set(self.depth.get() - 1);
        let max_size = if self.target.pointer_bits == 32 { MAX_SIZE_32 } else { MAX_SIZE_64 };
        let answer = answer.and_then(|layout| match layout.size <= max_size {
            true => Ok(Arc::new(layout)),
            false => Err(LayoutError::TooLarge { ty: ty.clone() }),
        });
        self.values.borrow_mut().insert(ty.clone(), Some(answer.clone()));
        answer
    }

    /// How an object of the class is laid out: the header, then the fields. Offsets count from the header's start.
    ///
    /// # Errors
    /// [`LayoutError::NotAClass`], or the reason why a field has no layout.
    pub fn object_layout(&self, class: &Ty) -> Answer {
        if let Some(answer) = self.objects.borrow().get(class) {
            return answer.clone();
        }
        let answer = self.compute_object(class).map(Arc::new);
        self.objects.borrow_mut().insert(class.clone(), answer.clone());
        answer
    }

    /// Whether a type looks like one of ever larger instances inside each other.
    pub(crate) fn is_endless(&self, ty: &Ty) -> bool {
        let mut parts = 0;
        let mut large = || {
            ty.any(&mut |_| {
                parts += 1;
                parts > MAX_PARTS
            })
        };
        self.depth.get() > MAX_DEPTH || (self.depth.get() > LARGE_DEPTH && large())
    }

    /// Whether the type is a class, so that its values are counted references to objects.
    pub fn is_class(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Adt(adt, _) if self.defs.adts.get(adt.id.0 as usize).is_some_and(|d| d.kind == AdtKind::Class))
    }

    fn compute_object(&self, class: &Ty) -> Result<Layout, LayoutError> {
        if !self.is_class(class) {
            return Err(LayoutError::NotAClass { ty: class.clone() });
        }
        let fields = self.field_types(class, None)?;
        let mut layout = self.sequence(class, OBJECT_HEADER_SIZE, &fields)?;
        layout.align = layout.align.max(OBJECT_HEADER_SIZE);
        layout.size = layout.size.next_multiple_of(layout.align);
        layout.repr = Repr::Memory;
        Ok(layout)
    }

    fn compute(&self, ty: &Ty) -> Result<Layout, LayoutError> {
        match ty {
            Ty::Never | Ty::Unit => Ok(Layout { size: 0, align: 1, repr: Repr::Zero, shape: Shape::Plain }),
            Ty::Void => Err(LayoutError::Unsized { ty: ty.clone() }),
            // Only types with a table exist at run time; those are scalars, above.
            Ty::Foreign(..) => Err(LayoutError::Opaque { ty: ty.clone() }),
            Ty::Array(element, count) => self.array(ty, element, *count),
            Ty::Tuple(items) => self.transparent(ty, items),
            Ty::Adt(adt, _) => {
                let Some(def) = self.defs.adts.get(adt.id.0 as usize) else {
                    return Err(LayoutError::NotConcrete { ty: ty.clone() });
                };
                match def.kind {
                    AdtKind::Struct => self.transparent(ty, &self.field_types(ty, None)?),
                    AdtKind::ExternStruct => self.sequence(ty, 0, &self.field_types(ty, None)?),
                    AdtKind::ExternUnion => self.union(ty, &self.field_types(ty, None)?),
                    AdtKind::Enum => self.enumeration(ty, def.variants.len()),
                    AdtKind::Class => Ok((*self.scalar(Scalar::Pointer)).clone()),
                }
            }
            Ty::Extern(e) => self.foreign(ty, e),
            _ => Err(LayoutError::NotConcrete { ty: ty.clone() }),
        }
    }

    /// The scalar that a value of the type is, where that follows from the type alone.
    fn scalar_of(&self, ty: &Ty) -> Option<Scalar> {
        Some(match ty {
            Ty::Bool => Scalar::Bool,
            Ty::Char => Scalar::Int { bits: 32, signed: false },
            Ty::Int(i) => Scalar::Int { bits: i.bits(self.target.pointer_bits), signed: i.signed() },
            Ty::Float(FloatTy::F32) => Scalar::Float { bits: 32 },
            Ty::Float(FloatTy::F64) => Scalar::Float { bits: 64 },
            Ty::C(c) => match c.kind(&self.target) {
                ScalarKind::Bool => Scalar::Bool,
                ScalarKind::Integer { bits, signed } => Scalar::Int { bits, signed },
                ScalarKind::Float { bits } => Scalar::Float { bits },
            },
            Ty::RawPtr | Ty::Ptr(_) | Ty::Fn(_) | Ty::CFn(_) | Ty::Lent(_) => Scalar::Pointer,
            Ty::Foreign(..) if self.defs.lane_type(ty).is_some() => Scalar::Pointer,
            _ if self.is_class(ty) => Scalar::Pointer,
            _ => return None,
        })
    }

    pub(crate) fn scalar(&self, scalar: Scalar) -> LayoutRef {
        let size = match scalar {
            Scalar::Bool => 1,
            Scalar::Pointer => self.target.pointer_bytes(),
            Scalar::Float { bits: 80 } => 16,
            Scalar::Int { bits, .. } | Scalar::Float { bits } => u64::from(bits) / 8,
        };
        Arc::new(Layout { size, align: size, repr: Repr::Scalar(scalar), shape: Shape::Plain })
    }
}
