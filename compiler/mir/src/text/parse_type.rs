//! Types out of text.

use std::sync::Arc;

use aria_foreign::{CScalar, TypeKey};
use aria_types::{ExternRef, FloatTy, FnId, FnSig, InferVar, IntTy, LentTy, ParamTy, PtrTy, Ty};

use super::lexer::Token;
use super::parser::{Parsed, Parser};

/// How deep types may nest, so that no text exhausts the stack.
const MAX_NESTING: u32 = 120;

impl Parser<'_> {
    pub(super) fn ty(&mut self) -> Parsed<Ty> {
        if self.nesting == MAX_NESTING {
            return self.fail("a type that nests less deeply");
        }
        self.nesting += 1;
        let ty = self.type_inside();
        self.nesting -= 1;
        ty
    }

    fn type_inside(&mut self) -> Parsed<Ty> {
        if self.eat("(") {
            let items = self.list(")", Self::ty)?;
            return Ok(Ty::Tuple(items.into()));
        }
        if let Token::Text(_) = self.peek() {
            let name = self.string()?;
            return self.adt(&name);
        }
        let word = self.peek_word().to_owned();
        if word.is_empty() {
            return self.fail("a type");
        }
        self.advance();
        if let Some(int) = IntTy::from_name(&word) {
            return Ok(Ty::Int(int));
        }
        if let Some(scalar) = CScalar::from_aria_name(&word) {
            return Ok(Ty::C(scalar));
        }
        match &*word {
            "unknown" => Ok(Ty::Error),
            "Never" => Ok(Ty::Never),
            "Unit" => Ok(Ty::Unit),
            "Bool" => Ok(Ty::Bool),
            "Char" => Ok(Ty::Char),
            "Float" => Ok(Ty::Float(FloatTy::F64)),
            "Float32" => Ok(Ty::Float(FloatTy::F32)),
            "Void" => Ok(Ty::Void),
            "RawPtr" => Ok(Ty::RawPtr),
            "CString" => self.pointer(Ty::C(CScalar::Char)),
            "CVoidPtr" => self.pointer(Ty::Void),
            "CPtr" => {
                self.expect("[")?;
                let pointee = self.ty()?;
                self.expect("]")?;
                self.pointer(pointee)
            }
            "CArray" => {
                self.expect("[")?;
                let element = self.ty()?;
                self.expect(",")?;
                let length = self.number("a length")?;
                self.expect("]")?;
                Ok(Ty::Array(Arc::new(element), length))
            }
            "Fn" => Ok(Ty::Fn(Arc::new(self.signature()?))),
            "CFn" => Ok(Ty::CFn(Arc::new(self.signature()?))),
            "extern" => {
                let is_enum = self.eat_word("enum");
                let name = self.string()?.into();
                self.expect("#")?;
                Ok(Ty::Extern(ExternRef { key: TypeKey(self.number("a type's key")?), name, is_enum }))
            }
            "foreign" => Ok(Ty::Foreign(self.number("a lane's number")?, self.string()?.into())),
            "lent" => {
                let function = FnId(self.number("a function's number")?);
                let number = self.number("a closure's number")?;
                let name = self.string()?.into();
                let args = if self.eat("[") { self.list("]", Self::ty)? } else { Vec::new() };
                Ok(Ty::Lent(Arc::new(LentTy { function, number, name, args: args.into() })))
            }
            "param" => Ok(Ty::Param(ParamTy { index: self.number("a parameter's number")?, name: self.string()?.into() })),
            "infer" => Ok(Ty::Infer(InferVar(self.number("a variable's number")?))),
            name => self.adt(name),
        }
    }

    fn adt(&mut self, name: &str) -> Parsed<Ty> {
        let Some(adt) = self.names.adt(name) else { return self.fail("the name of a known type before this") };
        let args = if self.eat("[") { self.list("]", Self::ty)? } else { Vec::new() };
        Ok(Ty::Adt(adt, args.into()))
    }

    fn pointer(&mut self, pointee: Ty) -> Parsed<Ty> {
        let mut p = PtrTy { pointee, is_const: false, restrict: false };
        while self.eat(".") {
            match self.peek_word() {
                "const" => p.is_const = true,
                "restrict" => p.restrict = true,
                _ => return self.fail("const or restrict"),
            }
            self.advance();
        }
        Ok(Ty::Ptr(Arc::new(p)))
    }

    /// What follows `Fn` or `CFn`.
    pub(super) fn signature(&mut self) -> Parsed<FnSig> {
        self.expect("[")?;
        self.expect("(")?;
        let mut variadic = false;
        let mut params = Vec::new();
        while !self.eat(")") {
            if self.eat("...") {
                variadic = true;
            } else {
                params.push(self.ty()?);
            }
            if !self.eat(",") {
                self.expect(")")?;
                break;
            }
        }
        self.expect("]")?;
        self.expect("->")?;
        let result = self.ty()?;
        Ok(FnSig { params, result, variadic })
    }
}
