//! Panic locations: constants that the runtime's reports read.

use aria_source::Span;
use inkwell::values::{GlobalValue, IntValue};

use crate::module::ModuleCx;

/// What makes two locations equal: the place and the function's name.
pub(crate) type LocationKey = (Span, std::sync::Arc<str>);

impl<'c> ModuleCx<'c, '_> {
    /// The location of a span, as `aria_runtime_abi::Location` describes it.
    pub fn location(&self, span: Span, function: &std::sync::Arc<str>) -> GlobalValue<'c> {
        let key = (span, function.clone());
        if let Some(known) = self.locations.borrow().get(&key) {
            return *known;
        }
        let i32 = self.ctx.i32_type();
        let ty = self.ctx.struct_type(&[i32.into(); 6], false);
        let global = self.data(ty.into(), "aria.location");
        global.set_alignment(4);
        let file = self.sources.file(span.file);
        let start = file.line_column(span.start);
        let end = file.line_column(span.end);
        let line = file.line(start.line);
        let end_column = if end.line == start.line { end.column } else { line.chars().count() as u32 + 1 };
        let number = |n: u32| i32.const_int(u64::from(n), false);
        let fields = [
            self.distance(global, 0, file.name.as_bytes()).into(),
            self.distance(global, 4, function.as_bytes()).into(),
            self.distance(global, 8, line.as_bytes()).into(),
            number(start.line).into(),
            number(start.column).into(),
            number(end_column).into(),
        ];
        global.set_initializer(&self.ctx.const_struct(&fields, false));
        self.locations.borrow_mut().insert(key, global);
        global
    }

    /// How far a text is from the field at `offset` of a location; 0 for none. Distances need no relocation when the
    /// program is loaded. Where pointers have 32 bits the field is the address itself.
    fn distance(&self, location: GlobalValue<'c>, offset: u64, text: &[u8]) -> IntValue<'c> {
        let i32 = self.ctx.i32_type();
        if text.is_empty() {
            return i32.const_zero();
        }
        let address = self.text(text).as_pointer_value().const_to_int(self.word);
        if self.layouts.target().pointer_bits == 32 {
            return address;
        }
        let field = location.as_pointer_value().const_to_int(self.word).const_add(self.word.const_int(offset, false));
        address.const_sub(field).const_truncate(i32)
    }
}
