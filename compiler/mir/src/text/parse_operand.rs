//! Places, operands, constants and rvalues out of text.

use aria_types::{FnId, Ty};

use super::lexer::Token;
use super::parser::{Parsed, Parser};
use super::words;
use crate::constant::Const;
use crate::place::{Operand, Place, Projection};
use crate::program::{Instance, InstanceKind};
use crate::rvalue::Rvalue;

impl Parser<'_> {
    pub(super) fn place(&mut self) -> Parsed<Place> {
        let mut place = Place::local(self.local()?);
        loop {
            let step = if self.eat(".") {
                if self.eat("*") { Projection::Deref } else { Projection::Field(self.number("a field's number or *")?) }
            } else if self.eat("#") {
                Projection::Variant(self.number("a variant's number")?)
            } else if self.eat("[") {
                let index = self.local()?;
                self.expect("]")?;
                Projection::Index(index)
            } else {
                return Ok(place);
            };
            place.path.push(step);
        }
    }

    pub(super) fn operand(&mut self) -> Parsed<Operand> {
        if self.eat_word("copy") {
            Ok(Operand::Copy(self.place()?))
        } else if self.eat_word("move") {
            Ok(Operand::Move(self.place()?))
        } else if self.eat_word("const") {
            Ok(Operand::Const(self.constant()?))
        } else {
            self.fail("copy, move or const")
        }
    }

    fn of_type(&mut self) -> Parsed<Ty> {
        self.expect(":")?;
        self.ty()
    }

    fn constant(&mut self) -> Parsed<Const> {
        if matches!(self.peek(), Token::Int(_)) || self.at_punct("-") {
            let value = self.signed()?;
            return Ok(Const::Int(value, self.of_type()?));
        }
        if let Token::Text(_) = self.peek() {
            return Ok(Const::Str(self.string()?.into()));
        }
        let word = self.peek_word();
        if matches!(word, "fn" | "entry" | "closure" | "dyn_method" | "cross_fields") || word.ends_with("_glue") {
            let instance = self.instance()?;
            return Ok(Const::Fn(instance, self.of_type()?));
        }
        let word = self.peek_word().to_owned();
        self.advance();
        Ok(match &*word {
            "unit" => Const::Unit,
            "true" => Const::Bool(true),
            "false" => Const::Bool(false),
            "float" => {
                let bits = self.number("the bits of a float")?;
                Const::Float(bits, self.of_type()?)
            }
            "bytes" => {
                let bytes = self.text()?.into();
                Const::Bytes(bytes, self.of_type()?)
            }
            "location" => {
                let at = self.span()?;
                Const::Location(at, self.of_type()?)
            }
            "null" => Const::Null(self.of_type()?),
            "zeroed" => Const::Zeroed(self.of_type()?),
            "address" => {
                let address = self.number("an address")?;
                Const::Address(address, self.of_type()?)
            }
            "extern" => {
                let function = self.eat_word("fn");
                if !function {
                    self.expect_word("static")?;
                }
                let symbol = self.string()?.into();
                let ty = self.of_type()?;
                if function { Const::ExternFn(symbol, ty) } else { Const::ExternGlobal(symbol, ty) }
            }
            _ => return self.fail("a constant before this"),
        })
    }

    pub(super) fn instance(&mut self) -> Parsed<Instance> {
        let kind = if self.eat_word("fn") {
            let id = FnId(self.number("a function's number")?);
            InstanceKind::Fn(id, self.string()?.into())
        } else if self.eat_word("entry") {
            let id = FnId(self.number("a function's number")?);
            InstanceKind::Entry(id, self.string()?.into())
        } else if self.eat_word("closure") {
            let id = FnId(self.number("a function's number")?);
            let number = self.number("a closure's number")?;
            InstanceKind::Closure(id, number, self.string()?.into())
        } else if self.eat_word("dyn_method") {
            let id = FnId(self.number("a function's number")?);
            InstanceKind::DynMethod(id, self.string()?.into())
        } else if self.eat_word("drop_glue") {
            InstanceKind::DropGlue
        } else if self.eat_word("drop_later_glue") {
            InstanceKind::DropLaterGlue
        } else if self.eat_word("retain_glue") {
            InstanceKind::RetainGlue
        } else if self.eat_word("destroy_glue") {
            InstanceKind::DestroyGlue
        } else if self.eat_word("dismantle_glue") {
            InstanceKind::DismantleGlue
        } else if self.eat_word("cross_glue") {
            InstanceKind::CrossGlue
        } else if self.eat_word("cross_fields") {
            InstanceKind::CrossFields
        } else {
            return self.fail("an instance");
        };
        self.expect("[")?;
        let args = self.list("]", Self::ty)?;
        Ok(Instance { kind, args: args.into() })
    }

    fn as_type(&mut self) -> Parsed<Ty> {
        self.expect_word("as")?;
        self.ty()
    }

    fn one(&mut self) -> Parsed<Operand> {
        self.expect("(")?;
        let a = self.operand()?;
        self.expect(")")?;
        Ok(a)
    }

    pub(super) fn two(&mut self) -> Parsed<(Operand, Operand)> {
        self.expect("(")?;
        let a = self.operand()?;
        self.expect(",")?;
        let b = self.operand()?;
        self.expect(")")?;
        Ok((a, b))
    }

    pub(super) fn parenthesised(&mut self) -> Parsed<Operand> {
        self.one()
    }

    pub(super) fn rvalue(&mut self) -> Parsed<Rvalue> {
        if matches!(self.peek_word(), "copy" | "move" | "const") {
            return Ok(Rvalue::Use(self.operand()?));
        }
        if self.eat("&") {
            return Ok(Rvalue::AddressOf(self.place()?));
        }
        let word = self.peek_word().to_owned();
        self.advance();
        if let Some(op) = words::value(&words::BINARY, &word) {
            let (a, b) = self.two()?;
            return Ok(Rvalue::Binary(op, a, b));
        }
        if let Some(op) = words::value(&words::OVERFLOWING, &word) {
            let (a, b) = self.two()?;
            return Ok(Rvalue::Overflowing(op, a, b));
        }
        if let Some(op) = words::value(&words::UNARY, &word) {
            return Ok(Rvalue::Unary(op, self.one()?));
        }
        if let Some(kind) = words::value(&words::CASTS, &word) {
            let a = self.one()?;
            return Ok(Rvalue::Cast(kind, a, self.as_type()?));
        }
        Ok(match &*word {
            "aggregate" => {
                let ty = self.ty()?;
                self.expect("{")?;
                Rvalue::Aggregate(ty, self.list("}", Self::operand)?)
            }
            "variant" => {
                let variant = self.number("a variant's number")?;
                self.expect_word("of")?;
                let ty = self.ty()?;
                self.expect("{")?;
                Rvalue::Variant(ty, variant, self.list("}", Self::operand)?)
            }
            "variant_of" => Rvalue::VariantOf(self.place()?),
            "new" => {
                let class = self.ty()?;
                let tail = if self.eat_word("tail") { Some(self.operand()?) } else { None };
                Rvalue::NewObject { class, tail }
            }
            "tail" => {
                let a = self.one()?;
                Rvalue::Tail(a, self.as_type()?)
            }
            "offset" => {
                let (pointer, index) = self.two()?;
                Rvalue::Offset { pointer, index }
            }
            "size_of" => Rvalue::SizeOf(self.ty()?),
            "align_of" => Rvalue::AlignOf(self.ty()?),
            "release" => Rvalue::ReleaseCount(self.one()?),
            "needs_drop" => Rvalue::NeedsDrop(self.ty()?),
            _ => return self.fail("an rvalue before this"),
        })
    }
}
