//! Everything that the code of a unit depends on, as bytes: equal bytes give equal objects, so that a hash of them is what
//! an object can be kept under.
//!
//! Indices into the program's tables change with every declaration, and offsets in a text with every character. Here
//! stand what they lead to instead: names, layouts, lines and columns.

mod types;

use std::sync::Arc;

use aria_layout::Layouts;
use aria_mir::{
    Body, BodyId, Callee, Const, MirProgram, Operand, PanicKind, Place, Projection, Rvalue, Statement, StatementKind, Terminator,
    TerminatorKind, Unwind,
};
use aria_source::{FileId, SourceFile, SourceMap, Span};
use aria_types::Ty;
use rustc_hash::FxHashMap;

use crate::module::Codegen;
use crate::units::Unit;

impl Codegen<'_> {
    /// What the code of a unit depends on, but for the compiler itself.
    pub fn fingerprint(&self, unit: &Unit, layouts: &Layouts<'_>, sources: &SourceMap) -> Vec<u8> {
        let mut writer = Writer {
            codegen: self,
            program: self.program,
            layouts,
            sources,
            out: Vec::with_capacity(1 << 16),
            types: FxHashMap::default(),
            bodies: FxHashMap::default(),
            symbols: FxHashMap::default(),
            files: FxHashMap::default(),
            last: None,
            depth: 0,
        };
        writer.unit(unit);
        writer.out
    }
}

struct Writer<'p> {
    codegen: &'p Codegen<'p>,
    program: &'p MirProgram,
    layouts: &'p Layouts<'p>,
    sources: &'p SourceMap,
    out: Vec<u8>,
    types: FxHashMap<Ty, u32>,
    /// The bodies that the unit defines or refers to, by their place in its lists.
    bodies: FxHashMap<BodyId, u32>,
    symbols: FxHashMap<Arc<str>, u32>,
    files: FxHashMap<FileId, (u32, Arc<SourceFile>)>,
    last: Option<Span>,
    depth: u32,
}

impl Writer<'_> {
    fn byte(&mut self, value: u8) {
        self.out.push(value);
    }

    fn flag(&mut self, value: bool) {
        self.byte(u8::from(value));
    }

    fn word(&mut self, value: u32) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u32);
        self.out.extend_from_slice(bytes);
    }

    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.word(items.len() as u32);
        items.iter().for_each(|item| write(self, item));
    }

    fn option<T>(&mut self, item: Option<&T>, write: impl FnOnce(&mut Self, &T)) {
        self.flag(item.is_some());
        if let Some(item) = item {
            write(self, item);
        }
    }

    fn unit(&mut self, unit: &Unit) {
        let program = self.program;
        self.bytes(format!("{:?}", self.codegen.options).as_bytes());
        self.bytes(unit.name.as_bytes());
        self.bytes(self.layouts.target().triple.as_bytes());
        self.option(program.string_ty.as_ref(), Self::ty);
        for (index, id) in unit.bodies.iter().chain(&unit.uses).enumerate() {
            self.bodies.insert(*id, index as u32);
        }
        self.list(&unit.uses, |this, id| this.signature(*id));
        self.list(&unit.bodies, |this, id| {
            this.signature(*id);
            this.flag(unit.shared.contains(id));
            this.flag(unit.large.contains(id));
            this.flag(program.entry == Some(*id));
            this.body(program.body(*id));
        });
        self.flag(unit.adapters);
        if unit.adapters {
            self.list(&program.adapters, |this, adapter| this.bytes(adapter));
            // Which of the functions that they define are called.
            self.list(&program.externs, |this, external| this.bytes(external.symbol.as_bytes()));
        }
    }

    /// What a caller sees of a body.
    fn signature(&mut self, id: BodyId) {
        let body = self.program.body(id);
        self.bytes(body.symbol.as_bytes());
        let Body { params, exported, inline, cold, .. } = body;
        for flag in [*exported, *inline, *cold, self.codegen.escaping.contains(&id), self.codegen.unwinds[id.0 as usize]] {
            self.flag(flag);
        }
        self.word(*params);
        self.ty(body.result_ty());
        body.param_types().for_each(|ty| self.ty(ty));
    }

    fn body(&mut self, body: &Body) {
        self.bytes(body.name.as_bytes());
        self.option(body.span.as_ref(), |this, span| this.span(*span));
        self.list(&body.locals, |this, local| {
            this.ty(&local.ty);
            this.option(local.name.as_ref(), |this, name| this.bytes(name.as_bytes()));
            this.span(local.span);
        });
        self.list(&body.blocks, |this, block| {
            this.flag(block.cleanup);
            this.list(&block.statements, Self::statement);
            this.terminator(&block.terminator);
        });
    }

    fn statement(&mut self, statement: &Statement) {
        self.span(statement.span);
        match &statement.kind {
            StatementKind::Assign(place, rvalue) => {
                self.byte(0);
                self.place(place);
                self.rvalue(rvalue);
            }
            StatementKind::SetVariant(place, variant) => {
                self.byte(1);
                self.place(place);
                self.word(*variant);
            }
            StatementKind::Retain(place) => {
                self.byte(2);
                self.place(place);
            }
            StatementKind::Zero(place) => {
                self.byte(3);
                self.place(place);
            }
            StatementKind::FreeObject(operand) => {
                self.byte(4);
                self.operand(operand);
            }
            StatementKind::StorageLive(local) => {
                self.byte(5);
                self.word(local.0);
            }
            StatementKind::StorageDead(local) => {
                self.byte(6);
                self.word(local.0);
            }
        }
    }

    fn terminator(&mut self, terminator: &Terminator) {
        self.span(terminator.span);
        match &terminator.kind {
            TerminatorKind::Goto(block) => {
                self.byte(0);
                self.word(block.0);
            }
            TerminatorKind::Branch { condition, then, otherwise } => {
                self.byte(1);
                self.operand(condition);
                self.word(then.0);
                self.word(otherwise.0);
            }
            TerminatorKind::Switch { value, cases, otherwise } => {
                self.byte(2);
                self.operand(value);
                self.list(cases, |this, (case, block)| {
                    this.out.extend_from_slice(&case.to_le_bytes());
                    this.word(block.0);
                });
                self.word(otherwise.0);
            }
            TerminatorKind::Return => self.byte(3),
            TerminatorKind::Unreachable => self.byte(4),
            TerminatorKind::Call { callee, args, destination, target, unwind } => {
                self.byte(5);
                self.callee(callee);
                self.list(args, Self::operand);
                self.place(destination);
                self.option(target.as_ref(), |this, block| this.word(block.0));
                self.unwind(*unwind);
            }
            TerminatorKind::Drop { place, target, unwind } => {
                self.byte(6);
                self.place(place);
                self.word(target.0);
                self.unwind(*unwind);
            }
            TerminatorKind::Assert { condition, expected, kind, target, unwind } => {
                self.byte(7);
                self.operand(condition);
                self.flag(*expected);
                self.panic(kind);
                self.location(terminator.span);
                self.word(target.0);
                self.unwind(*unwind);
            }
            TerminatorKind::Resume => self.byte(8),
            TerminatorKind::Catch { destination, target } => {
                self.byte(9);
                self.place(destination);
                self.word(target.0);
            }
            TerminatorKind::Abort => self.byte(10),
        }
    }

    fn unwind(&mut self, unwind: Unwind) {
        match unwind {
            Unwind::Continue => self.byte(0),
            Unwind::Terminate => self.byte(1),
            Unwind::Never => self.byte(2),
            Unwind::Cleanup(block) => {
                self.byte(3);
                self.word(block.0);
            }
        }
    }

    fn callee(&mut self, callee: &Callee) {
        match callee {
            Callee::Instance(instance) => {
                self.byte(0);
                let body = self.program.instances.get(instance).and_then(|id| self.bodies.get(id)).copied();
                self.word(body.unwrap_or(u32::MAX));
            }
            Callee::Extern(symbol) => {
                self.byte(1);
                self.symbol(symbol);
            }
            Callee::Pointer(operand, sig) => {
                self.byte(2);
                self.operand(operand);
                self.list(&sig.params, Self::ty);
                self.ty(&sig.result);
                self.flag(sig.variadic);
            }
            // Resolved before code is generated, which refuses them.
            Callee::TraitMethod { .. } | Callee::Closure(..) => self.byte(3),
        }
    }

    /// What another object defines.
    fn symbol(&mut self, symbol: &Arc<str>) {
        let next = self.symbols.len() as u32;
        let index = *self.symbols.entry(symbol.clone()).or_insert(next);
        self.word(index);
        if index != next {
            return;
        }
        self.bytes(symbol.as_bytes());
        self.option(self.program.external(symbol), |this, external| {
            this.list(&external.params, Self::ty);
            this.ty(&external.result);
            for flag in [external.variadic, external.noreturn, external.unwinds] {
                this.flag(flag);
            }
        });
        self.flag(self.program.globals.iter().any(|g| g.symbol == *symbol && g.thread_local));
    }

    fn panic(&mut self, kind: &PanicKind) {
        match kind {
            PanicKind::Overflow(spelling) => {
                self.byte(0);
                self.bytes(spelling.as_bytes());
            }
            PanicKind::DivisionByZero => self.byte(1),
            PanicKind::Bounds { index, length } => {
                self.byte(2);
                self.operand(index);
                self.operand(length);
            }
            PanicKind::Null => self.byte(3),
            PanicKind::Range { value, target } => {
                self.byte(4);
                self.operand(value);
                self.bytes(target.as_bytes());
            }
            PanicKind::NulInString { position } => {
                self.byte(5);
                self.operand(position);
            }
            PanicKind::ShiftAmount => self.byte(6),
            PanicKind::NoMatch => self.byte(7),
        }
    }

    fn rvalue(&mut self, rvalue: &Rvalue) {
        match rvalue {
            Rvalue::Use(operand) => {
                self.byte(0);
                self.operand(operand);
            }
            Rvalue::Binary(op, a, b) => {
                self.byte(1);
                self.byte(*op as u8);
                self.operand(a);
                self.operand(b);
            }
            Rvalue::Overflowing(op, a, b) => {
                self.byte(2);
                self.byte(*op as u8);
                self.operand(a);
                self.operand(b);
            }
            Rvalue::Unary(op, a) => {
                self.byte(3);
                self.byte(*op as u8);
                self.operand(a);
            }
            Rvalue::Cast(kind, a, ty) => {
                self.byte(4);
                self.byte(*kind as u8);
                self.operand(a);
                self.ty(ty);
            }
            Rvalue::AddressOf(place) => {
                self.byte(5);
                self.place(place);
            }
            Rvalue::Aggregate(ty, parts) => {
                self.byte(6);
                self.ty(ty);
                self.list(parts, Self::operand);
            }
            Rvalue::Variant(ty, variant, parts) => {
                self.byte(7);
                self.ty(ty);
                self.word(*variant);
                self.list(parts, Self::operand);
            }
            Rvalue::VariantOf(place) => {
                self.byte(8);
                self.place(place);
            }
            Rvalue::NewObject { class, tail } => {
                self.byte(9);
                self.ty(class);
                self.option(tail.as_ref(), Self::operand);
            }
            Rvalue::Tail(a, ty) => {
                self.byte(10);
                self.operand(a);
                self.ty(ty);
            }
            Rvalue::Offset { pointer, index } => {
                self.byte(11);
                self.operand(pointer);
                self.operand(index);
            }
            Rvalue::SizeOf(ty) => {
                self.byte(12);
                self.ty(ty);
            }
            Rvalue::AlignOf(ty) => {
                self.byte(13);
                self.ty(ty);
            }
            Rvalue::ReleaseCount(a) => {
                self.byte(14);
                self.operand(a);
            }
            Rvalue::NeedsDrop(ty) => {
                self.byte(15);
                self.ty(ty);
            }
        }
    }

    fn place(&mut self, place: &Place) {
        self.word(place.local.0);
        self.list(&place.path, |this, step| match step {
            Projection::Deref => this.byte(0),
            Projection::Field(i) => {
                this.byte(1);
                this.word(*i);
            }
            Projection::Variant(v) => {
                this.byte(2);
                this.word(*v);
            }
            Projection::Index(local) => {
                this.byte(3);
                this.word(local.0);
            }
        });
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Copy(place) => {
                self.byte(0);
                self.place(place);
            }
            Operand::Move(place) => {
                self.byte(1);
                self.place(place);
            }
            Operand::Const(constant) => {
                self.byte(2);
                self.constant(constant);
            }
        }
    }

    fn constant(&mut self, constant: &Const) {
        match constant {
            Const::Unit => self.byte(0),
            Const::Bool(value) => {
                self.byte(1);
                self.flag(*value);
            }
            Const::Int(value, ty) => {
                self.byte(2);
                self.out.extend_from_slice(&value.to_le_bytes());
                self.ty(ty);
            }
            Const::Float(bits, ty) => {
                self.byte(3);
                self.out.extend_from_slice(&bits.to_le_bytes());
                self.ty(ty);
            }
            Const::Str(text) => {
                self.byte(4);
                self.bytes(text.as_bytes());
            }
            Const::Bytes(bytes, ty) => {
                self.byte(5);
                self.bytes(bytes);
                self.ty(ty);
            }
            Const::Null(ty) => {
                self.byte(6);
                self.ty(ty);
            }
            Const::Zeroed(ty) => {
                self.byte(7);
                self.ty(ty);
            }
            Const::Address(address, ty) => {
                self.byte(8);
                self.out.extend_from_slice(&address.to_le_bytes());
                self.ty(ty);
            }
            Const::Location(span, ty) => {
                self.byte(9);
                self.location(*span);
                self.ty(ty);
            }
            Const::Fn(instance, ty) => {
                self.byte(10);
                let body = self.program.instances.get(instance).and_then(|id| self.bodies.get(id)).copied();
                self.word(body.unwrap_or(u32::MAX));
                self.ty(ty);
            }
            Const::ExternFn(symbol, ty) => {
                self.byte(11);
                self.symbol(symbol);
                self.ty(ty);
            }
            Const::ExternGlobal(symbol, ty) => {
                self.byte(12);
                self.symbol(symbol);
                self.ty(ty);
            }
        }
    }
}
