//! Bodies out of text.

use std::sync::Arc;

use aria_types::{FnId, TraitId};

use super::parser::{Parsed, Parser};
use super::words;
use crate::body::{Block, Body, LocalDecl, Statement, StatementKind, Terminator, TerminatorKind, Unwind};
use crate::rvalue::{Callee, PanicKind};

const TERMINATORS: [&str; 11] =
    ["goto", "branch", "switch", "return", "unreachable", "call", "drop", "assert", "resume", "catch", "abort"];

impl Parser<'_> {
    pub(super) fn body(&mut self) -> Parsed<Body> {
        self.expect_word("fn")?;
        let symbol = self.string()?.into();
        self.expect_word("as")?;
        let name = self.string()?.into();
        self.expect("(")?;
        let params = self.number("the number of parameters")?;
        self.expect(")")?;
        let exported = self.eat_word("exported");
        let inline = self.eat_word("inline");
        let cold = self.eat_word("cold");
        let span = self.optional_span()?;
        self.expect("{")?;
        let mut locals = Vec::new();
        while self.eat_word("let") {
            if self.numbered("_", "a local")? as usize != locals.len() {
                return self.fail("the next local's number before this");
            }
            let name = if self.at_punct(":") { None } else { Some(self.string()?.into()) };
            self.expect(":")?;
            let ty = self.ty()?;
            locals.push(LocalDecl { ty, name, span: self.span()? });
            self.expect(";")?;
        }
        if locals.len() <= params as usize {
            return self.fail("a local for the result and for every parameter before this");
        }
        let mut blocks = Vec::new();
        while !self.eat("}") {
            if self.numbered("bb", "a block")? as usize != blocks.len() {
                return self.fail("the next block's number before this");
            }
            let cleanup = self.eat_word("cleanup");
            self.expect(":")?;
            self.expect("{")?;
            let mut statements = Vec::new();
            while !TERMINATORS.contains(&self.peek_word()) {
                let kind = self.statement()?;
                statements.push(Statement { kind, span: self.span()? });
                self.expect(";")?;
            }
            let kind = self.terminator()?;
            let terminator = Terminator { kind, span: self.span()? };
            self.expect(";")?;
            self.expect("}")?;
            blocks.push(Block { statements, terminator, cleanup });
        }
        Ok(Body { symbol, name, params, locals, blocks, span, exported, inline, cold })
    }

    fn statement(&mut self) -> Parsed<StatementKind> {
        Ok(match self.peek_word() {
            "set_variant" => {
                self.advance();
                let place = self.place()?;
                self.expect("=")?;
                StatementKind::SetVariant(place, self.number("a variant's number")?)
            }
            "retain" => {
                self.advance();
                StatementKind::Retain(self.place()?)
            }
            "zero" => {
                self.advance();
                StatementKind::Zero(self.place()?)
            }
            "free" => {
                self.advance();
                StatementKind::FreeObject(self.operand()?)
            }
            "live" => {
                self.advance();
                StatementKind::StorageLive(self.local()?)
            }
            "dead" => {
                self.advance();
                StatementKind::StorageDead(self.local()?)
            }
            word if word.starts_with('_') => {
                let place = self.place()?;
                self.expect("=")?;
                StatementKind::Assign(place, self.rvalue()?)
            }
            _ => return self.fail("a statement or terminator"),
        })
    }

    fn unwind(&mut self) -> Parsed<Unwind> {
        self.expect_word("unwind")?;
        Ok(match self.peek_word() {
            "continue" => {
                self.advance();
                Unwind::Continue
            }
            "terminate" => {
                self.advance();
                Unwind::Terminate
            }
            "never" => {
                self.advance();
                Unwind::Never
            }
            _ => Unwind::Cleanup(self.numbered("bb", "continue, terminate, never or a block").map(crate::body::BlockId)?),
        })
    }

    fn callee(&mut self) -> Parsed<Callee> {
        if self.eat_word("extern") {
            return Ok(Callee::Extern(self.string()?.into()));
        }
        if self.eat_word("fn_value") {
            let closure = self.operand()?;
            self.expect_word("as")?;
            self.expect_word("Fn")?;
            return Ok(Callee::Closure(closure, Arc::new(self.signature()?)));
        }
        if self.eat_word("pointer") {
            let pointer = self.operand()?;
            self.expect_word("as")?;
            self.expect_word("CFn")?;
            return Ok(Callee::Pointer(pointer, Arc::new(self.signature()?)));
        }
        if self.eat_word("trait") {
            let trait_ = TraitId(self.number("a trait's number")?);
            self.expect_word("method")?;
            let method = FnId(self.number("a function's number")?);
            self.expect_word("for")?;
            let self_ty = self.ty()?;
            self.expect_word("with")?;
            self.expect("[")?;
            let args = self.list("]", Self::ty)?;
            return Ok(Callee::TraitMethod { trait_, method, self_ty, args });
        }
        Ok(Callee::Instance(self.instance()?))
    }

    fn panic_kind(&mut self) -> Parsed<PanicKind> {
        let word = self.peek_word().to_owned();
        self.advance();
        Ok(match &*word {
            "overflow" => {
                let operator = self.string()?;
                match words::OPERATORS.into_iter().find(|o| *o == operator) {
                    Some(operator) => PanicKind::Overflow(operator),
                    None => return self.fail("a known operator before this"),
                }
            }
            "division_by_zero" => PanicKind::DivisionByZero,
            "bounds" => {
                let (index, length) = self.two()?;
                PanicKind::Bounds { index, length }
            }
            "null" => PanicKind::Null,
            "range" => {
                let value = self.parenthesised()?;
                PanicKind::Range { value, target: self.string()?.into() }
            }
            "nul_in_string" => PanicKind::NulInString { position: self.parenthesised()? },
            "shift_amount" => PanicKind::ShiftAmount,
            "no_match" => PanicKind::NoMatch,
            _ => return self.fail("a kind of panic before this"),
        })
    }

    fn terminator(&mut self) -> Parsed<TerminatorKind> {
        let word = self.peek_word().to_owned();
        self.advance();
        Ok(match &*word {
            "goto" => TerminatorKind::Goto(self.block()?),
            "branch" => {
                let condition = self.operand()?;
                self.expect("->")?;
                let then = self.block()?;
                self.expect_word("else")?;
                TerminatorKind::Branch { condition, then, otherwise: self.block()? }
            }
            "switch" => {
                let value = self.operand()?;
                self.expect("{")?;
                let cases = self.list("}", |p| {
                    let case = p.signed()?;
                    p.expect(":")?;
                    Ok((case, p.block()?))
                })?;
                self.expect_word("else")?;
                TerminatorKind::Switch { value, cases, otherwise: self.block()? }
            }
            "return" => TerminatorKind::Return,
            "unreachable" => TerminatorKind::Unreachable,
            "call" => {
                let destination = self.place()?;
                self.expect("=")?;
                let callee = self.callee()?;
                self.expect("(")?;
                let args = self.list(")", Self::operand)?;
                let target = if self.eat("->") { Some(self.block()?) } else { None };
                TerminatorKind::Call { callee, args, destination, target, unwind: self.unwind()? }
            }
            "drop" => {
                let place = self.place()?;
                self.expect("->")?;
                let target = self.block()?;
                TerminatorKind::Drop { place, target, unwind: self.unwind()? }
            }
            "assert" => {
                let condition = self.operand()?;
                self.expect("==")?;
                let expected = self.eat_word("true");
                if !expected {
                    self.expect_word("false")?;
                }
                self.expect_word("else")?;
                let kind = self.panic_kind()?;
                self.expect("->")?;
                let target = self.block()?;
                TerminatorKind::Assert { condition, expected, kind, target, unwind: self.unwind()? }
            }
            "resume" => TerminatorKind::Resume,
            "catch" => {
                let destination = self.place()?;
                self.expect("->")?;
                TerminatorKind::Catch { destination, target: self.block()? }
            }
            "abort" => TerminatorKind::Abort,
            _ => return self.fail("a terminator before this"),
        })
    }
}
