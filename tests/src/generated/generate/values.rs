//! Values of any type: literals, parts of others, calls, and expressions that choose.

use super::super::model::{Arm, Block, Expr, Op, Pattern, Stmt, Ty};
use super::Generator;
use super::numbers::arith;

impl Generator {
    /// The name of a local whose type fits.
    pub(super) fn visible(&mut self, fits: impl Fn(&Ty) -> bool) -> Option<String> {
        let fitting: Vec<&String> = self.locals.iter().filter(|l| fits(&l.ty)).map(|l| &l.name).collect();
        if fitting.is_empty() { None } else { Some((*self.random.choose(&fitting)).clone()) }
    }

    /// A value of a type. `calls` says that an object without a name may be lent to a call here: it then ends with
    /// the statement.
    pub(super) fn value(&mut self, ty: &Ty, depth: u32, calls: bool) -> Expr {
        self.budget = self.budget.saturating_sub(1);
        let depth = if self.budget == 0 { 0 } else { depth };
        match ty {
            Ty::Int => self.int(depth, calls),
            Ty::Byte => self.byte(depth),
            Ty::Bool => self.truth(depth, calls),
            Ty::Text => self.text(depth, calls),
            _ if depth == 0 => self.leaf(ty),
            _ => match self.random.below(8) {
                0..=2 => self.leaf(ty),
                3 | 4 => self.made(ty, depth - 1, calls),
                _ => self.compound(ty, depth - 1),
            },
        }
    }

    /// A value without further calls.
    pub(super) fn leaf(&mut self, ty: &Ty) -> Expr {
        match self.visible(|t| t == ty) {
            Some(local) if self.random.percent(60) => Expr::Local(local),
            _ => self.compound(ty, 0),
        }
    }

    fn all(&mut self, types: &[Ty], depth: u32) -> Vec<Expr> {
        types.iter().map(|ty| self.value(ty, depth, false)).collect()
    }

    fn compound(&mut self, ty: &Ty, depth: u32) -> Expr {
        match ty {
            Ty::Array(item) => {
                let count = 1 + self.random.below(3);
                Expr::Array((0..count).map(|_| self.value(item, depth, false)).collect())
            }
            Ty::Struct(i) => {
                let fields = self.program.structs[*i].fields.clone();
                Expr::Struct(*i, self.all(&fields, depth))
            }
            Ty::Class(i) => {
                let fields = self.program.classes[*i].fields.clone();
                Expr::Object(*i, self.all(&fields, depth))
            }
            Ty::Enum(i) => {
                let variant = self.random.below(self.program.enums[*i].len());
                let payload = self.program.enums[*i][variant].clone();
                Expr::Variant(*i, variant, self.all(&payload, depth))
            }
            Ty::Option(_) if self.random.percent(25) => Expr::None,
            Ty::Option(inner) => Expr::Some(Box::new(self.value(inner, depth, false))),
            Ty::Result(_) if self.random.percent(30) => Expr::Err(Box::new(self.text(depth, false))),
            Ty::Result(inner) => Expr::Ok(Box::new(self.value(inner, depth, false))),
            simple => self.value(simple, 0, false),
        }
    }

    /// A value out of another: of a field, an element, a call, or what a choice yields.
    pub(super) fn made(&mut self, ty: &Ty, depth: u32, calls: bool) -> Expr {
        let objects = self.program.has_objects(ty);
        let other = match self.random.below(11) {
            0..=2 => self.called(ty, depth, calls),
            3 => self.field(ty),
            4 => {
                let array = self.visible(|t| matches!(t, Ty::Array(item) if **item == *ty));
                array.map(|array| {
                    let index = Box::new(self.int(depth, false));
                    if self.caught && self.random.percent(20) {
                        return Expr::Index(array, index);
                    }
                    Expr::Within(array, index, Box::new(self.leaf(ty)))
                })
            }
            5 if !objects => {
                let array = self.visible(|t| matches!(t, Ty::Array(item) if **item == *ty));
                array.map(|array| Expr::UnwrapOr(Box::new(Expr::Pop(array)), Box::new(self.leaf(ty))))
            }
            6 if !objects => {
                let holder = self.visible(|t| matches!(t, Ty::Option(inner) | Ty::Result(inner) if **inner == *ty));
                holder.map(|holder| Expr::UnwrapOr(Box::new(Expr::Local(holder)), Box::new(self.leaf(ty))))
            }
            7 => self.propagated(ty),
            8 if self.caught => {
                let holder = self.visible(|t| matches!(t, Ty::Result(inner) if **inner == *ty));
                holder.map(|holder| Expr::Force(Box::new(Expr::Local(holder))))
            }
            9 => {
                let c = self.truth(depth, false);
                let (a, b) = (self.value(ty, depth, false), self.value(ty, depth, false));
                Some(Expr::Choose(Box::new(c), Box::new(a), Box::new(b)))
            }
            _ => None,
        };
        other.unwrap_or_else(|| self.leaf(ty))
    }

    /// A call that yields the type.
    pub(super) fn called(&mut self, ty: &Ty, depth: u32, calls: bool) -> Option<Expr> {
        let itself = self.recursion;
        let written = self.program.functions.len() - usize::from(self.result.is_some());
        let mut fitting: Vec<usize> = (0..written).filter(|f| self.program.functions[*f].result == *ty).collect();
        if let Some((id, true)) = itself
            && self.program.functions[id].result == *ty
        {
            fitting.push(id);
        }
        if fitting.is_empty() {
            return None;
        }
        let id = *self.random.choose(&fitting);
        let function = self.program.functions[id].clone();
        let mut args = Vec::new();
        for (at, (_, ty)) in function.params.iter().enumerate() {
            args.push(if at == 0 && function.method_of.is_some() {
                // The receiver is a local, which outlives the call.
                Expr::Local(self.visible(|t| t == ty)?)
            } else if at == 0 && function.recursive {
                match itself {
                    Some((own, _)) if own == id => {
                        // Once in its body, so that calls do not double at each level.
                        self.recursion = Some((id, false));
                        arith(Op::Sub, Expr::Local("depth".into()), Expr::Int(1))
                    }
                    _ => Expr::Int(self.random.below(5) as i64),
                }
            } else if !self.program.has_objects(ty) {
                self.value(ty, depth, calls)
            } else if calls && self.random.percent(60) {
                self.compound(ty, 0)
            } else {
                Expr::Local(self.visible(|t| t == ty)?)
            });
        }
        Some(if function.method_of.is_some() { Expr::Method(id, args) } else { Expr::Call(id, args) })
    }

    fn field(&mut self, ty: &Ty) -> Option<Expr> {
        let mut paths = Vec::new();
        for local in &self.locals {
            let fields = match &local.ty {
                Ty::Struct(i) => &self.program.structs[*i].fields,
                Ty::Class(i) => &self.program.classes[*i].fields,
                _ => continue,
            };
            let fitting = fields.iter().enumerate().filter(|(_, field)| *field == ty);
            paths.extend(fitting.map(|(at, _)| (local.name.clone(), at)));
        }
        if paths.is_empty() {
            return None;
        }
        let (local, at) = self.random.choose(&paths).clone();
        Some(Expr::Field(Box::new(Expr::Local(local)), at))
    }

    /// `local?`, where the function returns what may fail in the same way.
    fn propagated(&mut self, ty: &Ty) -> Option<Expr> {
        let holder = match self.result {
            Some(Ty::Option(_)) => self.visible(|t| matches!(t, Ty::Option(inner) if **inner == *ty)),
            Some(Ty::Result(_)) => self.visible(|t| matches!(t, Ty::Result(inner) if **inner == *ty)),
            _ => None,
        };
        holder.map(|holder| Expr::Propagate(Box::new(Expr::Local(holder))))
    }

    /// An expression with blocks: it may only stand where a statement's value is.
    pub(super) fn with_blocks(&mut self, ty: &Ty, depth: u32) -> Expr {
        match self.random.below(3) {
            0 => {
                let c = self.truth(2, false);
                let (then, other) = (self.block(Some(ty), depth, 2), self.block(Some(ty), depth, 2));
                Expr::If(Box::new(c), then, other)
            }
            1 => {
                let (scrutinee, arms) = self.matching(Some(ty), depth);
                Expr::Match(Box::new(scrutinee), arms)
            }
            _ => {
                let (body, rescue) = self.catching(Some(ty), depth);
                Expr::Catch(body, rescue)
            }
        }
    }

    /// What may panic, and what is done then.
    pub(super) fn catching(&mut self, ty: Option<&Ty>, depth: u32) -> (Block, Block) {
        let outer = std::mem::replace(&mut self.caught, true);
        let body = self.block(ty, depth, 4);
        self.caught = outer;
        let mut rescue = self.block(ty, depth, 1);
        rescue.statements.insert(0, Stmt::Print(Expr::Message));
        (body, rescue)
    }

    /// A local, or a value that holds no objects, and arms for all that it can be.
    pub(super) fn matching(&mut self, ty: Option<&Ty>, depth: u32) -> (Expr, Vec<Arm>) {
        let sums: Vec<usize> = (0..self.locals.len())
            .filter(|l| matches!(self.locals[*l].ty, Ty::Enum(_) | Ty::Option(_) | Ty::Result(_)))
            .collect();
        if !sums.is_empty() && self.random.percent(75) {
            let at = *self.random.choose(&sums);
            let local = self.locals[at].clone();
            // While it is taken apart it stays what it is.
            let assignable = std::mem::replace(&mut self.locals[at].assignable, false);
            let patterns = self.patterns(&local.ty);
            let arms = patterns.into_iter().map(|(pattern, names)| self.arm(pattern, names, ty, depth)).collect();
            self.locals[at].assignable = assignable;
            return (Expr::Local(local.name), arms);
        }
        let text = self.random.percent(30);
        let scrutinee = if text { self.text(1, false) } else { self.int(2, false) };
        let mut patterns = Vec::new();
        for _ in 0..self.random.below(3) {
            patterns.push(match (text, self.random.below(3)) {
                (true, _) => Pattern::Text((*self.random.choose(&["a", "b", "", "x y"])).to_owned()),
                (false, 0) => Pattern::Int(self.random.below(5) as i64),
                (false, 1) => Pattern::Range(-10, self.random.below(300) as i64),
                (false, _) => Pattern::Either(vec![Pattern::Int(1), Pattern::Int(-1), Pattern::Int(99)]),
            });
        }
        let mut arms: Vec<Arm> = patterns.into_iter().map(|p| self.arm(p, Vec::new(), ty, depth)).collect();
        let name = self.fresh("n");
        let of = if text { Ty::Text } else { Ty::Int };
        arms.push(match self.random.percent(50) {
            true => self.arm(Pattern::Bind(name.clone()), vec![(name, of)], ty, depth),
            false => self.arm(Pattern::Wildcard, Vec::new(), ty, depth),
        });
        // The last one must take everything.
        if let Some(last) = arms.last_mut() {
            last.guard = None;
        }
        (scrutinee, arms)
    }

    /// Patterns that cover a type, with what they bind.
    fn patterns(&mut self, ty: &Ty) -> Vec<(Pattern, Vec<(String, Ty)>)> {
        let parts = |g: &mut Self, types: &[Ty]| {
            let mut names = Vec::new();
            let patterns = types.iter().map(|part| {
                if g.random.percent(25) {
                    return Pattern::Wildcard;
                }
                let name = g.fresh("b");
                names.push((name.clone(), part.clone()));
                Pattern::Bind(name)
            });
            (patterns.collect::<Vec<_>>(), names)
        };
        let one = |(mut patterns, names): (Vec<Pattern>, Vec<_>)| (Box::new(patterns.remove(0)), names);
        match ty {
            Ty::Option(inner) => {
                let (some, names) = one(parts(self, std::slice::from_ref(inner)));
                vec![(Pattern::Some(some), names), (Pattern::None, Vec::new())]
            }
            Ty::Result(inner) => {
                let (ok, names) = one(parts(self, std::slice::from_ref(inner)));
                let (err, texts) = one(parts(self, &[Ty::Text]));
                vec![(Pattern::Ok(ok), names), (Pattern::Err(err), texts)]
            }
            Ty::Enum(i) => {
                let variants = self.program.enums[*i].clone();
                let all = variants.iter().enumerate().map(|(v, payload)| {
                    let (patterns, names) = parts(self, payload);
                    (Pattern::Variant(*i, v, patterns), names)
                });
                all.collect()
            }
            _ => vec![(Pattern::Wildcard, Vec::new())],
        }
    }

    fn arm(&mut self, pattern: Pattern, names: Vec<(String, Ty)>, ty: Option<&Ty>, depth: u32) -> Arm {
        let visible = self.locals.len();
        self.locals.extend(names.into_iter().map(|(name, ty)| super::Local { name, ty, assignable: false }));
        let body = self.block(ty, depth, 2);
        self.locals.truncate(visible);
        Arm { pattern, guard: None, body }
    }
}
