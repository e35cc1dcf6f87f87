//! Blocks and statements.

use super::super::model::{Block, Expr, Op, Place, Stmt, Ty};
use super::numbers::arith;
use super::{Generator, LIMIT, Local};

impl Generator {
    /// A block of a few statements in a scope of its own, with a value if a type is given.
    pub(super) fn block(&mut self, ty: Option<&Ty>, depth: u32, most: usize) -> Block {
        let visible = self.locals.len();
        let count = 1 + self.random.below(most);
        let mut statements = Vec::new();
        for _ in 0..count {
            self.statement(depth, &mut statements);
        }
        let value = ty.map(|ty| Box::new(self.value(ty, 2, false)));
        self.locals.truncate(visible);
        Block { statements, value }
    }

    fn statement(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        self.budget = self.budget.saturating_sub(1);
        if depth == 0 || self.budget == 0 {
            let shown = self.shown(1, false);
            out.push(Stmt::Print(shown));
            return;
        }
        let d = depth - 1;
        match self.random.below(22) {
            0..=4 => self.declaration(d, out),
            5 | 6 => self.assignment(d, out),
            7 | 8 => {
                let shown = self.shown(3, true);
                out.push(Stmt::Print(shown));
            }
            9 => {
                let ty = self.any_type();
                if let Some(call) = self.called(&ty, 2, true) {
                    out.push(Stmt::Expr(call));
                }
            }
            10 => {
                let c = self.truth(2, false);
                let then = self.block(None, d, 3);
                let other = self.random.percent(50).then(|| self.block(None, d, 3));
                out.push(Stmt::If(c, then, other));
            }
            11 => {
                let Some(option) = self.locals.iter().find(|l| matches!(l.ty, Ty::Option(_))).cloned() else { return };
                let Ty::Option(inner) = option.ty else { return };
                let name = self.fresh("o");
                let body = self.frozen(&option.name, |g| g.with(name.clone(), *inner, |g| g.block(None, d, 3)));
                out.push(Stmt::IfSome(name, Expr::Local(option.name), body));
            }
            12 | 13 => self.looping(d, out),
            14 | 15 => {
                let (scrutinee, arms) = self.matching(None, d);
                out.push(Stmt::Match(scrutinee, arms));
            }
            16 => {
                let (body, rescue) = self.catching(None, d);
                out.push(Stmt::Catch(body, rescue));
            }
            17 => {
                // What it shows is taken at the end of the block, from what was there when it was written.
                let parts = vec![Expr::Text("deferred".into()), self.shown(0, false)];
                out.push(Stmt::Defer(Expr::Interpolate(parts)));
            }
            18 => {
                let Some(result) = self.result.clone() else { return };
                let value = self.value(&result, 1, false);
                let c = self.truth(2, false);
                out.push(Stmt::ReturnIf(value, c));
            }
            19 if self.in_loop => {
                let c = self.truth(2, false);
                out.push(if self.random.percent(50) { Stmt::BreakIf(c) } else { Stmt::NextIf(c) });
            }
            20 if self.caught => {
                let (text, c) = (self.text(1, false), self.truth(2, false));
                out.push(Stmt::PanicIf(text, c));
            }
            _ => {
                let Some(array) = self.locals.iter().find(|l| matches!(l.ty, Ty::Array(_))).cloned() else { return };
                let Ty::Array(item) = array.ty else { return };
                let value = self.value(&item, 2, false);
                out.push(Stmt::Push(array.name, value));
            }
        }
    }

    fn declaration(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let mut ty = self.any_type();
        // What may fail is taken out more often than chance would have it.
        let inner = if self.random.percent(30) { self.holder_of() } else { None };
        let value = if let Some((inner, value)) = inner {
            ty = inner;
            value
        } else if self.random.percent(20) && depth > 0 {
            self.with_blocks(&ty, depth - 1)
        } else {
            self.value(&ty, 3, true)
        };
        let name = self.fresh("v");
        let mutable = self.random.percent(75);
        self.locals.push(Local { name: name.clone(), ty: ty.clone(), assignable: mutable });
        out.push(Stmt::Let { name, ty, mutable, value });
    }

    /// A local of an Option or a Result, or a call that gives one, propagated or unwrapped.
    fn holder_of(&mut self) -> Option<(Ty, Expr)> {
        let fits = |g: &Self, ty: &Ty| match (ty, &g.result) {
            (Ty::Option(_), Some(Ty::Option(_))) | (Ty::Result(_), Some(Ty::Result(_))) => true,
            (Ty::Result(_), _) => g.caught,
            _ => false,
        };
        let locals = self.locals.iter().map(|l| l.ty.clone());
        let results = self.program.functions.iter().map(|f| f.result.clone());
        let types: Vec<Ty> = locals.chain(results).filter(|ty| fits(self, ty)).collect();
        if types.is_empty() {
            return None;
        }
        let ty = self.random.choose(&types).clone();
        let called = if self.random.percent(50) { self.called(&ty, 1, true) } else { None };
        let value = match (called, self.visible(|t| *t == ty)) {
            (Some(call), _) => call,
            (None, Some(local)) => Expr::Local(local),
            (None, None) => return None,
        };
        let returns = matches!((&ty, &self.result), (Ty::Option(_), Some(Ty::Option(_))) | (Ty::Result(_), Some(Ty::Result(_))));
        let value = Box::new(value);
        let value =
            if returns && !(self.caught && self.random.percent(50)) { Expr::Propagate(value) } else { Expr::Force(value) };
        match ty {
            Ty::Result(inner) => Some((*inner, value)),
            Ty::Option(inner) if returns => match value {
                Expr::Force(value) => Some((*inner, Expr::Propagate(value))),
                value => Some((*inner, value)),
            },
            _ => None,
        }
    }

    fn assignment(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        if self.locals.is_empty() {
            return;
        }
        let local = self.locals[self.random.below(self.locals.len())].clone();
        let mut place = Place { local: local.name, fields: Vec::new(), index: None };
        let mut ty = local.ty;
        let mut inside = false;
        // Into structs and objects, as far as chance goes.
        while let Ty::Struct(i) | Ty::Class(i) = ty {
            let record = if matches!(ty, Ty::Struct(_)) { &self.program.structs[i] } else { &self.program.classes[i] };
            let object = matches!(ty, Ty::Class(_));
            if place.local == "self" && place.fields.is_empty() || self.random.percent(70) {
                let at = self.random.below(record.fields.len());
                ty = record.fields[at].clone();
                place.fields.push(at);
                inside |= object;
            } else {
                break;
            }
        }
        // A field of an object can be assigned even if the name of the object cannot.
        if !local.assignable && !inside {
            return;
        }
        if ty == Ty::Int && self.random.percent(40) {
            let more = self.int(2, false);
            let whole = place.fields.iter().fold(Expr::Local(place.local.clone()), |e, f| Expr::Field(Box::new(e), *f));
            out.push(Stmt::Add(place.clone(), more));
            out.push(Stmt::Assign(place, arith(Op::Rem, whole, Expr::Int(LIMIT))));
            return;
        }
        let simple = place.fields.is_empty();
        let value = if simple && depth > 0 && self.random.percent(15) {
            self.with_blocks(&ty, depth - 1)
        } else {
            self.value(&ty, 3, simple)
        };
        out.push(Stmt::Assign(place, value));
    }

    fn looping(&mut self, depth: u32, out: &mut Vec<Stmt>) {
        let outer = std::mem::replace(&mut self.in_loop, true);
        match self.random.below(3) {
            0 => {
                let counter = self.fresh("w");
                let turns = self.random.below(5) as i64;
                self.locals.push(Local { name: counter.clone(), ty: Ty::Int, assignable: false });
                let body = self.block(None, depth, 3);
                out.push(Stmt::While { counter, turns, body });
            }
            1 => {
                let name = self.fresh("i");
                let first = self.random.below(7) as i64 - 3;
                let last = first + self.random.below(5) as i64 - 1;
                let inclusive = self.random.percent(50);
                let body = self.with(name.clone(), Ty::Int, |g| g.block(None, depth, 3));
                out.push(Stmt::Range { name, first, last, inclusive, body });
            }
            _ => {
                let array = self.locals.iter().rev().find(|l| matches!(l.ty, Ty::Array(_))).cloned();
                if let Some(Local { name: array, ty: Ty::Array(item), .. }) = array {
                    let name = self.fresh("x");
                    let body = self.frozen(&array, |g| g.with(name.clone(), *item, |g| g.block(None, depth, 3)));
                    out.push(Stmt::Each { name, array, body });
                }
            }
        }
        self.in_loop = outer;
    }

    /// With one more name that cannot be assigned.
    fn with<T>(&mut self, name: String, ty: Ty, write: impl FnOnce(&mut Self) -> T) -> T {
        self.locals.push(Local { name, ty, assignable: false });
        let written = write(self);
        self.locals.pop();
        written
    }

    /// With a local that keeps its value.
    fn frozen<T>(&mut self, name: &str, write: impl FnOnce(&mut Self) -> T) -> T {
        let at = self.locals.iter().position(|l| l.name == name).unwrap_or(0);
        let assignable = std::mem::replace(&mut self.locals[at].assignable, false);
        let written = write(self);
        self.locals[at].assignable = assignable;
        written
    }
}
