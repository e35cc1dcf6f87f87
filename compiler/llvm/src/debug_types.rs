//! Types as DWARF describes them, so that a debugger can show values.

use aria_layout::{Layout, Repr, Scalar, Shape, Variants};
use aria_types::{AdtKind, Ty};
use inkwell::AddressSpace;
use inkwell::debug_info::{AsDIScope, DIFlags, DIFlagsConstants, DIType};

use crate::debug_info::DebugInfo;
use crate::module::ModuleCx;

/// DWARF's encodings of basic types (DWARF 4, 7.8).
const BOOLEAN: u32 = 0x02;
const FLOAT: u32 = 0x04;
const SIGNED: u32 = 0x05;
const SIGNED_CHAR: u32 = 0x06;
const UNSIGNED: u32 = 0x07;
const UNSIGNED_CHAR: u32 = 0x08;
const UTF: u32 = 0x10;

/// Deeper types are shown by name only.
const MAX_DEPTH: u32 = 12;

impl<'c> DebugInfo<'c> {
    pub fn ty(&self, m: &ModuleCx<'c, '_>, ty: &Ty) -> DIType<'c> {
        if let Some(known) = self.types.borrow().get(ty) {
            return *known;
        }
        if self.depth.get() > MAX_DEPTH {
            return self.basic(&ty.to_string(), 0, UNSIGNED);
        }
        self.depth.set(self.depth.get() + 1);
        let described = self.describe(m, ty);
        self.depth.set(self.depth.get() - 1);
        self.types.borrow_mut().insert(ty.clone(), described);
        described
    }

    fn basic(&self, name: &str, bits: u64, encoding: u32) -> DIType<'c> {
        let name = if name.is_empty() { "?" } else { name };
        match self.builder.create_basic_type(name, bits, encoding, DIFlags::ZERO) {
            Ok(basic) => basic.as_type(),
            // Only an empty name is refused.
            Err(_) => self.builder.create_pointer_type("?", self.pointee_of_nothing(), 64, 64, AddressSpace::default()).as_type(),
        }
    }

    fn pointee_of_nothing(&self) -> DIType<'c> {
        self.builder.create_reference_type(self.unit_type(), 0x0f).as_type()
    }

    fn unit_type(&self) -> DIType<'c> {
        let file = self.unit.get_file();
        let scope = self.unit.as_debug_info_scope();
        self.builder.create_struct_type(scope, "Unit", file, 0, 0, 8, DIFlags::ZERO, None, &[], 0, None, "").as_type()
    }

    fn pointer(&self, m: &ModuleCx<'c, '_>, name: &str, pointee: DIType<'c>) -> DIType<'c> {
        let bits = u64::from(m.layouts.target().pointer_bits);
        self.builder.create_pointer_type(name, pointee, bits, bits as u32, AddressSpace::default()).as_type()
    }

    fn describe(&self, m: &ModuleCx<'c, '_>, ty: &Ty) -> DIType<'c> {
        let name = ty.to_string();
        match ty {
            Ty::Ptr(p) => {
                let pointee = self.ty(m, &p.pointee);
                self.pointer(m, &name, pointee)
            }
            Ty::Void => self.basic("Void", 8, UNSIGNED_CHAR),
            _ if m.layouts.is_class(ty) => {
                let object = self.named(m, ty, &name, |this| match m.layouts.object_layout(ty) {
                    Ok(layout) => this.record(m, ty, &name, &layout),
                    Err(_) => this.unit_type(),
                });
                self.pointer(m, &name, object)
            }
            _ => match m.layouts.layout_of(ty) {
                Ok(layout) => self.value(m, ty, &name, &layout),
                Err(_) => self.basic(&name, 0, UNSIGNED),
            },
        }
    }

    fn value(&self, m: &ModuleCx<'c, '_>, ty: &Ty, name: &str, layout: &Layout) -> DIType<'c> {
        match (&layout.shape, layout.repr) {
            (Shape::Fields(_), _) => self.named(m, ty, name, |this| this.record(m, ty, name, layout)),
            (Shape::Elements { count, .. }, _) => {
                let Ty::Array(element, _) = ty else { return self.unit_type() };
                let element = self.ty(m, element);
                let align = layout.align as u32 * 8;
                let count = i64::try_from(*count).unwrap_or(i64::MAX);
                #[allow(clippy::single_range_in_vec_init)]
                self.builder.create_array_type(element, layout.size * 8, align, &[0..count]).as_type()
            }
            (Shape::Enum(Variants::Tagged { tag_bits, .. }), Repr::Scalar(_)) => self.tag(m, ty, name, *tag_bits),
            (Shape::Enum(Variants::Tagged { .. }), _) => self.named(m, ty, name, |this| this.tagged(m, ty, name, layout)),
            (Shape::Enum(Variants::NullPointer { payload_variant, .. }), _) => {
                match m.layouts.field_ty(ty, Some(*payload_variant), 0) {
                    Ok(payload) => self.ty(m, &payload),
                    Err(_) => self.unit_type(),
                }
            }
            (Shape::Plain, Repr::Scalar(scalar)) => self.scalar(m, ty, name, scalar),
            (Shape::Plain, _) => self.unit_type(),
        }
    }

    fn scalar(&self, m: &ModuleCx<'c, '_>, ty: &Ty, name: &str, scalar: Scalar) -> DIType<'c> {
        let is_char = matches!(ty, Ty::C(aria_c) if aria_c.aria_name().ends_with("Char") && aria_c.aria_name() != "CWChar");
        match scalar {
            Scalar::Bool => self.basic(name, 8, BOOLEAN),
            Scalar::Int { bits, .. } if *ty == Ty::Char => self.basic(name, u64::from(bits), UTF),
            Scalar::Int { bits, signed } => {
                let encoding = match (is_char, signed) {
                    (true, true) => SIGNED_CHAR,
                    (true, false) => UNSIGNED_CHAR,
                    (false, true) => SIGNED,
                    (false, false) => UNSIGNED,
                };
                self.basic(name, u64::from(bits), encoding)
            }
            Scalar::Float { bits } => self.basic(name, if bits == 80 { 128 } else { u64::from(bits) }, FLOAT),
            Scalar::Pointer => {
                let nothing = self.basic("Void", 8, UNSIGNED_CHAR);
                self.pointer(m, name, nothing)
            }
        }
    }

    /// A type that may refer to itself: while it is being described, a placeholder stands for it.
    fn named(&self, m: &ModuleCx<'c, '_>, ty: &Ty, name: &str, describe: impl FnOnce(&Self) -> DIType<'c>) -> DIType<'c> {
        // SAFETY: the placeholder is replaced below, before the builder is finished.
        let placeholder = unsafe { self.builder.create_placeholder_derived_type(m.ctx) };
        // What refers to a class refers to its pointer, so that the placeholder must be one too.
        let reference = match m.layouts.is_class(ty) {
            true => self.pointer(m, name, placeholder.as_type()),
            false => placeholder.as_type(),
        };
        self.types.borrow_mut().insert(ty.clone(), reference);
        let described = describe(self);
        let scope = self.unit.as_debug_info_scope();
        let alias = self.builder.create_typedef(described, name, self.unit.get_file(), 0, scope, 0);
        // SAFETY: the placeholder is the temporary node made above, and is not used after this.
        unsafe { self.builder.replace_placeholder_derived_type(placeholder, alias) };
        alias.as_type()
    }

    fn member(&self, m: &ModuleCx<'c, '_>, name: &str, ty: &Ty, offset: u64) -> Option<DIType<'c>> {
        let layout = m.layouts.layout_of(ty).ok()?;
        let (scope, file) = (self.unit.as_debug_info_scope(), self.unit.get_file());
        let described = self.ty(m, ty);
        let align = layout.align as u32 * 8;
        let member =
            self.builder.create_member_type(scope, name, file, 0, layout.size * 8, align, offset * 8, DIFlags::ZERO, described);
        Some(member.as_type())
    }

    fn structure(&self, name: &str, layout: &Layout, members: &[DIType<'c>]) -> DIType<'c> {
        let (scope, file) = (self.unit.as_debug_info_scope(), self.unit.get_file());
        let (size, align) = (layout.size * 8, layout.align as u32 * 8);
        self.builder.create_struct_type(scope, name, file, 0, size, align, DIFlags::ZERO, None, members, 0, None, "").as_type()
    }

    fn record(&self, m: &ModuleCx<'c, '_>, ty: &Ty, name: &str, layout: &Layout) -> DIType<'c> {
        let types = m.layouts.field_types(ty, None).unwrap_or_default();
        let names: Vec<String> = match ty {
            Ty::Adt(adt, _) => m.layouts.defs().adt(adt.id).fields.iter().map(|f| f.name.to_string()).collect(),
            Ty::Extern(e) => {
                m.layouts.record_of(e).map(|r| r.fields.iter().map(|f| f.name.to_string()).collect()).unwrap_or_default()
            }
            _ => (0..types.len()).map(|i| format!("_{i}")).collect(),
        };
        let fields = names.iter().zip(&types).enumerate();
        let members: Vec<_> =
            fields.filter_map(|(i, (name, ty))| self.member(m, name, ty, layout.field_offset(None, i as u32)?)).collect();
        self.structure(name, layout, &members)
    }

    /// The tag of an enum, with its variants' names.
    fn tag(&self, m: &ModuleCx<'c, '_>, ty: &Ty, name: &str, bits: u16) -> DIType<'c> {
        let Ty::Adt(adt, _) = ty else { return self.unit_type() };
        let variants = &m.layouts.defs().adt(adt.id).variants;
        let enumerator = |(i, v): (usize, &aria_types::VariantDef)| self.builder.create_enumerator(&v.name, i as i64, true);
        let enumerators: Vec<_> = variants.iter().enumerate().map(enumerator).collect();
        let (scope, file) = (self.unit.as_debug_info_scope(), self.unit.get_file());
        let inner = self.basic(&format!("UInt{bits}"), u64::from(bits), UNSIGNED);
        self.builder
            .create_enumeration_type(scope, name, file, 0, u64::from(bits), u32::from(bits), &enumerators, inner)
            .as_type()
    }

    /// An enum with payloads: the tag, and each payload under its variant's name, one over the other.
    fn tagged(&self, m: &ModuleCx<'c, '_>, ty: &Ty, name: &str, layout: &Layout) -> DIType<'c> {
        let (Ty::Adt(adt, _), Shape::Enum(Variants::Tagged { tag_bits, fields, .. })) = (ty, &layout.shape) else {
            return self.unit_type();
        };
        let def = m.layouts.defs().adt(adt.id);
        debug_assert!(def.kind == AdtKind::Enum);
        let (scope, file) = (self.unit.as_debug_info_scope(), self.unit.get_file());
        let bits = u64::from(*tag_bits);
        let tag = self.tag(m, ty, &format!("{name}.variant"), *tag_bits);
        let mut members =
            vec![self.builder.create_member_type(scope, "variant", file, 0, bits, bits as u32, 0, DIFlags::ZERO, tag).as_type()];
        for (index, (variant, offsets)) in def.variants.iter().zip(fields).enumerate() {
            let types = m.layouts.field_types(ty, Some(index as u32)).unwrap_or_default();
            for (i, (field, offset)) in types.iter().zip(offsets).enumerate() {
                let name = format!("{}.{}", variant.name, variant.fields[i].name);
                members.extend(self.member(m, &name, field, *offset));
            }
        }
        self.structure(name, layout, &members)
    }
}
