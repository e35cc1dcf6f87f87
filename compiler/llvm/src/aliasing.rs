//! What LLVM may assume about memory: the counts in objects' headers are no one's values, so that counting a
//! reference leaves every field known.

use aria_layout::Scalar;
use aria_types::Ty;
use inkwell::values::{BasicValue, BasicValueEnum, InstructionValue, IntValue, MetadataValue, PointerValue};

use crate::error::CodegenError;
use crate::function::FunctionCx;
use crate::memory::{Address, as_int};
use crate::module::ModuleCx;

/// The class of an access, after LLVM's type-based alias analysis. Accesses of different kinds never meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Access {
    /// The counts in a header. Only generated code and the runtime touch them.
    Header,
    /// The private fields of the library's own containers: how much there is and where. Their addresses are never
    /// taken, so that storing an element leaves them known.
    Container,
    /// Everything else. Pointers may be cast, so that types say nothing among values.
    Value,
}

impl<'c> ModuleCx<'c, '_> {
    fn access_tag(&self, access: Access) -> MetadataValue<'c> {
        let tags = self.access_tags.get_or_init(|| {
            let root = self.ctx.metadata_node(&[self.ctx.metadata_string("aria").into()]);
            let zero = self.ctx.i64_type().const_zero();
            ["header", "container", "value"].map(|name| {
                let ty = self.ctx.metadata_node(&[self.ctx.metadata_string(name).into(), root.into(), zero.into()]);
                self.ctx.metadata_node(&[ty.into(), ty.into(), zero.into()])
            })
        });
        match access {
            Access::Header => tags[0],
            Access::Container => tags[1],
            Access::Value => tags[2],
        }
    }

    /// What a field of an object is. Only plain scalars of the library's containers are kept apart: a struct's methods
    /// reach its parts by address.
    pub fn access(&self, class: &Ty, field: &Ty) -> Access {
        let Ty::Adt(adt, _) = class else { return Access::Value };
        let plain = |ty: &Ty| matches!(ty, Ty::Int(_) | Ty::Float(_) | Ty::Bool | Ty::Char | Ty::Ptr(_));
        let def = self.layouts.defs().adt(adt.id);
        // What may be of any type may be lent out by address.
        let sealed = def.in_std && def.fields.iter().all(|f| f.private && !matches!(f.ty, Ty::Param(_)));
        if sealed && plain(field) { Access::Container } else { Access::Value }
    }

    /// Marks a load or store.
    pub fn mark(&self, instruction: InstructionValue<'c>, access: Access) {
        // Nobody asks where nothing is optimised.
        if self.options.debug_locals {
            return;
        }
        // Refused only for what is not a node.
        let _ = instruction.set_metadata(self.access_tag(access), self.ctx.get_kind_id("tbaa"));
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
