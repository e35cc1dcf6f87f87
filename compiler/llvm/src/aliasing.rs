//! What LLVM may assume about memory: the counts in objects' headers are no one's values, so that counting a
//! reference leaves every field known; and a field of a class, or the elements of arrays of a type, are met only by
//! accesses to the same, or through pointers.

use std::collections::HashMap;

use aria_layout::Scalar;
use aria_types::Ty;
use inkwell::values::{BasicValue, BasicValueEnum, InstructionValue, IntValue, MetadataValue, PointerValue};

use crate::error::CodegenError;
use crate::function::FunctionCx;
use crate::memory::{Address, as_int};
use crate::module::ModuleCx;

/// The class of an access, after LLVM's type-based alias analysis: a tree, in which an access meets what lies above or
/// below it, and never what lies beside it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Access {
    /// The counts in a header. Only generated code and the runtime touch them.
    Header,
    /// A private field of the library's own containers: how much there is, and where. Their addresses are never
    /// taken, so that storing an element leaves them known.
    Container(Named),
    /// A field of a class of the program, reached through its object. It lies below values: pointers may lead to it.
    Field(Named),
    /// The elements of arrays of one type, reached through their array. Below values, too.
    Element(Named),
    /// The code addresses in the objects of closures and `dyn` values, which stay what they were made with.
    Code,
    /// Everything else. Pointers may be cast, so that types say nothing among values.
    Value,
}

/// A name of a field or of a type of elements.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Named(u32);

/// The tags and names in use.
#[derive(Default)]
pub(crate) struct Tags<'c> {
    names: HashMap<String, Named>,
    texts: Vec<String>,
    nodes: HashMap<Access, MetadataValue<'c>>,
}

impl Tags<'_> {
    fn named(&mut self, text: String) -> Named {
        if let Some(known) = self.names.get(&text) {
            return *known;
        }
        let named = Named(self.texts.len() as u32);
        self.texts.push(text.clone());
        self.names.insert(text, named);
        named
    }
}

impl<'c> ModuleCx<'c, '_> {
    fn access_tag(&self, access: Access) -> MetadataValue<'c> {
        if let Some(known) = self.tags.borrow().nodes.get(&access) {
            return *known;
        }
        let zero = self.ctx.i64_type().const_zero();
        let below = |parent: MetadataValue<'c>, name: &str| {
            self.ctx.metadata_node(&[self.ctx.metadata_string(name).into(), parent.into(), zero.into()])
        };
        let root = self.ctx.metadata_node(&[self.ctx.metadata_string("aria").into()]);
        let text = |named: Named| self.tags.borrow().texts.get(named.0 as usize).cloned().unwrap_or_default();
        let ty = match access {
            Access::Header => below(root, "header"),
            Access::Container(field) => below(below(root, "container"), &text(field)),
            Access::Value | Access::Code => below(root, "value"),
            Access::Field(field) => below(below(root, "value"), &text(field)),
            Access::Element(ty) => below(below(root, "value"), &text(ty)),
        };
        let tag = self.ctx.metadata_node(&[ty.into(), ty.into(), zero.into()]);
        self.tags.borrow_mut().nodes.insert(access, tag);
        tag
    }

    /// What a field of an object is. Only plain scalars of the library's containers are kept apart from values: a
    /// struct's methods reach its parts by address. A field is named by its class without the class's arguments, since
    /// the library looks at some objects as if they were of another instance.
    pub fn access(&self, class: &Ty, index: u32, field: &Ty) -> Access {
        let Ty::Adt(adt, _) = class else { return Access::Value };
        let plain = |ty: &Ty| matches!(ty, Ty::Int(_) | Ty::Float(_) | Ty::Bool | Ty::Char | Ty::Ptr(_));
        let (def, lang) = (self.layouts.defs().adt(adt.id), &self.layouts.defs().lang);
        // The code and the glue of a closure; the glue and the methods of a `dyn` value.
        if index < 2 && [lang.adt("closure"), lang.adt("dyn_object")].contains(&Some(adt.id)) {
            return Access::Code;
        }
        // What may be of any type may be lent out by address.
        let sealed = def.in_std && def.fields.iter().all(|f| f.private && !matches!(f.ty, Ty::Param(_)));
        let named = || self.tags.borrow_mut().named(format!("{}.{index}", adt.name));
        match def.in_std {
            true if sealed && plain(field) => Access::Container(named()),
            false if self.layouts.defs().dyn_trait(class).is_none() => Access::Field(named()),
            _ => Access::Value,
        }
    }

    /// What the elements of arrays of a type are.
    pub fn elements(&self, ty: &Ty) -> Access {
        Access::Element(self.tags.borrow_mut().named(format!("[{ty}]")))
    }

    /// Marks a load or store.
    pub fn mark(&self, instruction: InstructionValue<'c>, access: Access) {
        // Nobody asks where nothing is optimised.
        if self.options.debug_locals {
            return;
        }
        // Refused only for what is not a node.
        let _ = instruction.set_metadata(self.access_tag(access), self.ctx.get_kind_id("tbaa"));
        if access == Access::Code {
            // Of one object, every load gives what was stored: whatever is called in between, the callee stays known.
            let _ = instruction.set_metadata(self.ctx.metadata_node(&[]), self.ctx.get_kind_id("invariant.group"));
        }
    }
}

/// A word of the header.
const HEADER_WORD: Scalar = Scalar::Int { bits: 32, signed: true };

impl<'c> FunctionCx<'_, 'c, '_> {
    /// A word of an object's header, `offset` bytes in.
    pub fn load_header(&self, object: PointerValue<'c>, offset: u64) -> Result<IntValue<'c>, CodegenError> {
        let at = self.at(Address::new(object, 8), offset)?;
        let loaded: BasicValueEnum<'c> = self.load_scalar(at, HEADER_WORD, 4)?;
        if let Some(instruction) = loaded.as_instruction_value() {
            self.m.mark(instruction, Access::Header);
        }
        as_int(loaded)
    }

    pub fn store_header(&self, object: PointerValue<'c>, offset: u64, value: IntValue<'c>) -> Result<(), CodegenError> {
        let at = self.at(Address::new(object, 8), offset)?;
        let store = self.b.build_store(at.ptr, value)?;
        let _ = store.set_alignment(4);
        self.m.mark(store, Access::Header);
        Ok(())
    }
}
