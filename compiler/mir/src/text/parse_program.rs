//! Programs out of text.

use super::lexer::Token;
use super::parser::{Parsed, Parser};
use crate::body::BodyId;
use crate::program::{ExternFn, ExternGlobal, MirProgram};

impl Parser<'_> {
    pub(super) fn program(&mut self) -> Parsed<MirProgram> {
        let mut program = MirProgram::default();
        while *self.peek() != Token::End {
            match self.peek_word() {
                "fn" => {
                    let body = self.body()?;
                    program.bodies.push(body);
                    continue;
                }
                "string" => {
                    self.advance();
                    program.string_ty = Some(self.ty()?);
                }
                "extern" => {
                    self.advance();
                    if self.eat_word("static") {
                        let symbol = self.string()?.into();
                        program.globals.push(ExternGlobal { symbol, thread_local: self.eat_word("thread_local") });
                    } else {
                        let function = self.extern_fn()?;
                        program.externs.push(function);
                    }
                }
                "adapter" => {
                    self.advance();
                    program.adapters.push(self.text()?.into());
                }
                "instance" => {
                    self.advance();
                    let instance = self.instance()?;
                    self.expect("=")?;
                    let id = BodyId(self.numbered("f", "a body")?);
                    program.instances.insert(instance, id);
                }
                "entry" => {
                    self.advance();
                    program.entry = Some(BodyId(self.numbered("f", "a body")?));
                }
                _ => return self.fail("fn, extern, adapter, instance, entry or string"),
            }
            self.expect(";")?;
        }
        Ok(program)
    }

    fn extern_fn(&mut self) -> Parsed<ExternFn> {
        self.expect_word("fn")?;
        let symbol = self.string()?.into();
        self.expect("(")?;
        let params = self.list(")", Self::ty)?;
        self.expect("->")?;
        let result = self.ty()?;
        let variadic = self.eat_word("variadic");
        let noreturn = self.eat_word("noreturn");
        let unwinds = self.eat_word("unwinds");
        Ok(ExternFn { symbol, params, result, variadic, noreturn, unwinds })
    }
}
