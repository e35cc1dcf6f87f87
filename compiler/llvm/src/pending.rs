//! The list of objects that are still to be dismantled: one for each thread, which costs no memory.
//!
//! A dead object's header has nothing to say but what weak references and other threads may ask, so it is the link:
//! the address of the next object in the lower 48 bits, above it the number of the glue that dismantles that one. The
//! head of the list is such a word too. An object that weak references or other threads may look at keeps its header; a
//! record of its own stands for it on the list, marked by the lowest bit of the address.

use std::cell::RefCell;
use std::mem::offset_of;

use aria_mir::{BodyId, Const, Operand, Place, Unwind, pending};
use aria_runtime_abi::ObjectHeader;
use aria_runtime_abi::object::PENDING_ADDRESS_BITS;
use inkwell::attributes::AttributeLoc;
use inkwell::module::Linkage;
use inkwell::values::{FunctionValue, GlobalValue, IntValue, PointerValue};
use inkwell::{IntPredicate, ThreadLocalMode};

use crate::call::Target;
use crate::error::CodegenError;
use crate::function::FunctionCx;
use crate::memory::{Value, as_int, as_pointer};
use crate::module::ModuleCx;
use crate::runtime::Runtime;

const META_OFFSET: u64 = offset_of!(ObjectHeader, meta) as u64;

/// The bit of a link that leads to a record instead of an object.
const RECORD_BIT: u64 = 1;

/// A record: the link to the next one, then the object's address.
const RECORD_SIZE: u64 = 16;
const RECORD_OBJECT: u64 = 8;

/// What the module knows of its list.
#[derive(Default)]
pub(crate) struct Pending<'c> {
    head: RefCell<Option<GlobalValue<'c>>>,
    run: RefCell<Option<FunctionValue<'c>>>,
    /// The glue that dismantles objects, by its number.
    glue: RefCell<Vec<BodyId>>,
}

impl<'c> ModuleCx<'c, '_> {
    fn pending_head(&self) -> PointerValue<'c> {
        let mut head = self.pending.head.borrow_mut();
        let global = *head.get_or_insert_with(|| {
            let i64 = self.ctx.i64_type();
            let global = self.module.add_global(i64, None, "aria.pending");
            global.set_linkage(Linkage::Internal);
            global.set_initializer(&i64.const_zero());
            // One load more than a plain variable in an executable; libraries that are loaded later are few and this is small.
            global.set_thread_local_mode(Some(ThreadLocalMode::InitialExecTLSModel));
            global
        });
        global.as_pointer_value()
    }

    fn pending_run(&self) -> FunctionValue<'c> {
        let mut run = self.pending.run.borrow_mut();
        *run.get_or_insert_with(|| {
            let function =
                self.module.add_function(pending::RUN, self.ctx.void_type().fn_type(&[], false), Some(Linkage::Internal));
            self.define_attributes(function);
            function.add_attribute(AttributeLoc::Function, self.attribute("noinline", 0));
            function
        })
    }

    /// The number of some glue in links.
    fn pending_number(&self, body: BodyId) -> Result<u64, CodegenError> {
        let mut glue = self.pending.glue.borrow_mut();
        let number = glue.iter().position(|known| *known == body).unwrap_or_else(|| {
            glue.push(body);
            glue.len() - 1
        });
        if number >> (64 - PENDING_ADDRESS_BITS) != 0 {
            return Err(CodegenError::Unsupported("so many recursive types"));
        }
        Ok(number as u64)
    }

    /// The body of the function that works the list off.
    pub fn define_pending(&self) -> Result<(), CodegenError> {
        let Some(function) = *self.pending.run.borrow() else { return Ok(()) };
        let glue = self.pending.glue.borrow();
        let code = |id: &BodyId| Ok(self.body(*id)?.0.as_global_value().as_pointer_value());
        let codes = glue.iter().map(code).collect::<Result<Vec<_>, CodegenError>>()?;
        let codes = self.ptr.const_array(&codes);
        let table = self.module.add_global(codes.get_type(), None, "aria.pending.glue");
        table.set_linkage(Linkage::Internal);
        table.set_constant(true);
        table.set_initializer(&codes);

        let (b, i64) = (&self.builder, self.ctx.i64_type());
        b.unset_current_debug_location();
        let [entry, take, record, object, go, done] =
            ["entry", "take", "record", "object", "go", "done"].map(|n| self.ctx.append_basic_block(function, n));
        let head = self.pending_head();
        b.position_at_end(entry);
        b.build_unconditional_branch(take)?;
        b.position_at_end(take);
        let link = as_int(b.build_load(i64, head, "link")?)?;
        let empty = b.build_int_compare(IntPredicate::EQ, link, i64.const_zero(), "")?;
        let some = self.ctx.append_basic_block(function, "some");
        b.build_conditional_branch(empty, done, some)?;

        b.position_at_end(some);
        let number = b.build_right_shift(link, i64.const_int(PENDING_ADDRESS_BITS, false), false, "number")?;
        let address = b.build_and(link, i64.const_int((1 << PENDING_ADDRESS_BITS) - 1 - RECORD_BIT, false), "address")?;
        let at = b.build_int_to_ptr(address, self.ptr, "at")?;
        let next = as_int(b.build_load(i64, at, "next")?)?;
        b.build_store(head, next)?;
        let mark = b.build_and(link, i64.const_int(RECORD_BIT, false), "mark")?;
        let is_object = b.build_int_compare(IntPredicate::EQ, mark, i64.const_zero(), "")?;
        b.build_conditional_branch(is_object, object, record)?;

        b.position_at_end(object);
        // A count of zero, no weak references.
        b.build_store(at, i64.const_zero())?;
        b.build_unconditional_branch(go)?;

        b.position_at_end(record);
        let place = self.field(at, RECORD_OBJECT)?;
        let recorded = as_pointer(b.build_load(self.ptr, place, "recorded")?)?;
        let (free, _) = self.runtime(Runtime::Free);
        b.build_call(free, &[at.into()], "")?;
        b.build_unconditional_branch(go)?;

        b.position_at_end(go);
        let dying = b.build_phi(self.ptr, "dying")?;
        dying.add_incoming(&[(&at, object), (&recorded, record)]);
        // SAFETY: numbers are those of the table's elements.
        let slot = unsafe { b.build_in_bounds_gep(self.ptr, table.as_pointer_value(), &[number], "slot")? };
        let code = as_pointer(b.build_load(self.ptr, slot, "code")?)?;
        let ty = self.ctx.void_type().fn_type(&[self.ptr.into()], false);
        b.build_indirect_call(ty, code, &[dying.as_basic_value().into()], "")?;
        b.build_unconditional_branch(take)?;

        b.position_at_end(done);
        b.build_return(None)?;
        Ok(())
    }

    fn field(&self, at: PointerValue<'c>, offset: u64) -> Result<PointerValue<'c>, CodegenError> {
        // SAFETY: the offset lies within what `at` points to.
        Ok(unsafe { self.builder.build_in_bounds_gep(self.ctx.i8_type(), at, &[self.word.const_int(offset, false)], "")? })
    }
}

impl<'c> FunctionCx<'_, 'c, '_> {
    /// Emits a call of one of the list's functions; false if it is another one's.
    pub fn pending_call(
        &self,
        symbol: &str,
        args: &[Operand],
        destination: &Place,
        unwind: Unwind,
    ) -> Result<bool, CodegenError> {
        let i64 = self.m.ctx.i64_type();
        match (symbol, args) {
            (pending::OPEN, _) => {
                let head = self.m.pending_head();
                let aside = self.b.build_load(i64, head, "aside")?;
                self.b.build_store(head, i64.const_zero())?;
                let (at, ty) = self.value_place(destination)?;
                self.store(at, Value::Scalar(aside), &*self.layout(&ty)?)?;
            }
            (pending::CLOSE, [aside]) => {
                let aside = self.operand(aside)?.int()?;
                self.b.build_store(self.m.pending_head(), aside)?;
            }
            (pending::RUN, _) => {
                // Mostly there is nothing on it.
                let link = as_int(self.b.build_load(i64, self.m.pending_head(), "")?)?;
                let empty = self.b.build_int_compare(IntPredicate::EQ, link, i64.const_zero(), "")?;
                let (some, done) = (self.new_block("pending"), self.new_block("destroyed"));
                self.branch(empty, done, some, None)?;
                self.b.position_at_end(some);
                // Ours first: declaring the extern then finds it.
                let ptr = self.m.pending_run().as_global_value().as_pointer_value();
                let abi = self.m.external(pending::RUN)?.1;
                self.emit_call(&Target { ptr, abi }, &[], unwind)?;
                self.b.build_unconditional_branch(done)?;
                self.b.position_at_end(done);
            }
            (pending::ADD, [object, Operand::Const(Const::Fn(glue, _))]) => {
                let body = self.m.program.instances.get(glue).ok_or(CodegenError::Kind("glue"))?;
                let number = self.m.pending_number(*body)?;
                // Whatever adds to the list is part of what works it off.
                self.m.pending_run();
                self.add_pending(self.operand(object)?.pointer()?, i64.const_int(number << PENDING_ADDRESS_BITS, false))?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn add_pending(&self, object: PointerValue<'c>, number: IntValue<'c>) -> Result<(), CodegenError> {
        let i64 = self.m.ctx.i64_type();
        let head = self.m.pending_head();
        let [plain, watched, add] = ["plain", "watched", "add"].map(|n| self.new_block(n));
        let next = as_int(self.b.build_load(i64, head, "next")?)?;
        let meta = self.load_header(object, META_OFFSET)?;
        let unwatched = self.b.build_int_compare(IntPredicate::EQ, meta, meta.get_type().const_zero(), "")?;
        self.branch(unwatched, plain, watched, Some(true))?;
        self.b.position_at_end(plain);
        let own = self.b.build_ptr_to_int(object, i64, "")?;
        self.b.build_unconditional_branch(add)?;
        self.b.position_at_end(watched);
        let size = self.m.word.const_int(RECORD_SIZE, false);
        let align = self.m.word.const_int(8, false);
        let record = self.call_runtime(Runtime::Alloc, &[size.into(), align.into()])?.ok_or(CodegenError::Kind("a record"))?;
        let record = as_pointer(record)?;
        self.b.build_store(self.m.field(record, RECORD_OBJECT)?, object)?;
        let marked = self.b.build_ptr_to_int(record, i64, "")?;
        let marked = self.b.build_or(marked, i64.const_int(RECORD_BIT, false), "")?;
        self.b.build_unconditional_branch(add)?;
        self.b.position_at_end(add);
        let at = self.b.build_phi(self.m.ptr, "at")?;
        at.add_incoming(&[(&object, plain), (&record, watched)]);
        let address = self.b.build_phi(i64, "address")?;
        address.add_incoming(&[(&own, plain), (&marked, watched)]);
        self.b.build_store(as_pointer(at.as_basic_value())?, next)?;
        let link = self.b.build_or(as_int(address.as_basic_value())?, number, "")?;
        self.b.build_store(head, link)?;
        Ok(())
    }
}
