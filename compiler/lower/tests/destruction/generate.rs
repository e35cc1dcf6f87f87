//! Random well-typed bodies: nested blocks, branches, loops, matches, early exits, `defer` and `catch_panic`, over
//! types that own things.

use aria_check::typed::{Expr, ExprKind, Local, LocalId, PatternKind, Stmt};
use aria_types::Ty;

use crate::world::*;

/// A small generator of numbers (splitmix64), so that a seed names a program.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}

pub struct Generator {
    random: Random,
    locals: Vec<Local>,
    /// Locals that hold a value here.
    scope: Vec<u32>,
    loops: Vec<u32>,
    next_loop: u32,
    /// Inside a `defer`, which nothing may leave.
    confined: bool,
    /// What `return` takes with it.
    result: Option<Ty>,
    /// What is left of the program's size.
    budget: u32,
}

/// The locals and body of a function.
pub type Body = (Vec<Local>, Expr);

/// `main` and `work`.
pub fn bodies(seed: u64) -> (Body, Body) {
    let generator = |seed, params: &[Ty], result| Generator {
        random: Random(seed),
        locals: params.iter().cloned().map(declaration).collect(),
        scope: (0..params.len() as u32).collect(),
        loops: Vec::new(),
        next_loop: 0,
        confined: false,
        result,
        budget: 60,
    };
    let mut main = generator(seed, &[], None);
    let main_body = main.block(None, 4);
    let mut work = generator(!seed, &[obj(), duo()], Some(obj()));
    let work_body = work.block(Some(&obj()), 3);
    ((main.locals, main_body), (work.locals, work_body))
}

fn types() -> Vec<Ty> {
    let two = Ty::Tuple([obj(), duo()].into());
    vec![obj(), obj(), duo(), opt(), pair(), mixed(), two, boxed(obj()), boxed(opt()), string(), node(), Ty::INT]
}

impl Generator {
    fn declare(&mut self, ty: Ty) -> u32 {
        self.locals.push(declaration(ty));
        self.locals.len() as u32 - 1
    }

    fn any_type(&mut self) -> Ty {
        let all = types();
        all[self.random.below(all.len())].clone()
    }

    fn visible(&mut self, ty: &Ty) -> Option<u32> {
        let fitting: Vec<u32> = self.scope.iter().copied().filter(|l| self.locals[*l as usize].ty == *ty).collect();
        if fitting.is_empty() { None } else { Some(fitting[self.random.below(fitting.len())]) }
    }

    /// A block of statements, with a value of a type if one is asked for.
    fn block(&mut self, ty: Option<&Ty>, depth: u32) -> Expr {
        let visible = self.scope.len();
        let count = if depth == 0 { 1 } else { 1 + self.random.below(4) };
        let statements = (0..count).flat_map(|_| self.statement(depth)).collect();
        let value = ty.map(|ty| self.value(ty, depth));
        self.scope.truncate(visible);
        block(statements, value)
    }

    fn statement(&mut self, depth: u32) -> Vec<Stmt> {
        self.budget = self.budget.saturating_sub(1);
        if depth == 0 || self.budget == 0 {
            return vec![Stmt::Expr(self.value(&obj(), 0))];
        }
        match self.random.below(18) {
            0..=4 => {
                let ty = self.any_type();
                let value = self.value(&ty, depth - 1);
                let local = self.declare(ty);
                self.scope.push(local);
                vec![let_(local, Some(value))]
            }
            5 => {
                // Declared now, filled later, perhaps only on one path; read only if on all.
                let ty = self.any_type();
                let value = self.value(&ty, depth - 1);
                let index = self.declare(ty.clone());
                let filling = assign(local(index, ty), value);
                if self.random.chance(50) {
                    self.scope.push(index);
                    vec![let_(index, None), Stmt::Expr(filling)]
                } else {
                    vec![let_(index, None), Stmt::Expr(if_(coin(), block(vec![Stmt::Expr(filling)], None), None))]
                }
            }
            6 | 7 => self.assignment(depth - 1),
            8 => {
                let (confined, loops) = (self.confined, std::mem::take(&mut self.loops));
                self.confined = true;
                let body = self.block(None, depth - 1);
                self.confined = confined;
                self.loops = loops;
                vec![Stmt::Defer { body, span: SPAN }]
            }
            9 => vec![Stmt::Expr(self.looping(depth - 1))],
            10 => {
                let then = self.block(None, depth - 1);
                let otherwise = self.random.chance(50).then(|| self.block(None, depth - 1));
                vec![Stmt::Expr(if_(coin(), then, otherwise))]
            }
            11 => {
                let exit = self.exit();
                vec![Stmt::Expr(if_(coin(), block(vec![Stmt::Expr(exit)], None), None))]
            }
            12 => {
                let pointer = self.pointer(depth - 1);
                if self.random.chance(50) {
                    return vec![peek(pointer)];
                }
                let kept = self.declare(Ty::c_string(true));
                let between = self.statement(depth - 1);
                let uses = vec![peek(local(kept, Ty::c_string(true)))];
                [vec![let_(kept, Some(pointer))], between, uses].concat()
            }
            13 => {
                let body = self.block(None, depth - 1);
                let rescue = self.rescue(None, depth - 1);
                vec![Stmt::Expr(catch(body, rescue))]
            }
            _ => {
                let ty = self.any_type();
                vec![Stmt::Expr(self.value(&ty, depth))]
            }
        }
    }

    /// A pointer into a String, which may be a temporary of some branch.
    fn pointer(&mut self, depth: u32) -> Expr {
        let ty = Ty::c_string(true);
        if depth == 0 {
            return to_c_string(self.leaf(&string()));
        }
        match self.random.below(5) {
            0 => if_(coin(), self.pointer(depth - 1), Some(self.pointer(depth - 1))),
            1 => block(vec![Stmt::Expr(self.value(&obj(), depth - 1))], Some(self.pointer(depth - 1))),
            2 => catch(self.pointer(depth - 1), Some((None, self.pointer(0)))),
            3 => {
                let exit = self.exit();
                if !exit.ty.is_never() {
                    return to_c_string(text());
                }
                if_(coin(), self.pointer(depth - 1), Some(never_as(exit, ty)))
            }
            _ => to_c_string(self.value(&string(), depth - 1)),
        }
    }

    fn rescue(&mut self, ty: Option<&Ty>, depth: u32) -> Option<(Option<u32>, Expr)> {
        if ty.is_none() && self.random.chance(40) {
            return None;
        }
        let local = self.random.chance(50).then(|| self.declare(panic_ty()));
        Some((local, self.block(ty, depth)))
    }

    /// Leaves the surroundings in some way that is allowed here.
    fn exit(&mut self) -> Expr {
        match self.loops.last() {
            Some(id) if self.random.chance(70) => {
                if self.random.chance(50) {
                    break_(*id)
                } else {
                    next(*id)
                }
            }
            _ if !self.confined => {
                let value = self.result.clone().map(|ty| self.value(&ty, 2));
                return_(value)
            }
            _ => call(TICK, &[], vec![], Ty::Unit),
        }
    }

    fn assignment(&mut self, depth: u32) -> Vec<Stmt> {
        let ty = self.any_type();
        let Some(index) = self.visible(&ty) else { return vec![Stmt::Expr(self.value(&ty, depth))] };
        let whole = local(index, ty.clone());
        let (place, ty) = match self.random.below(3) {
            0 if ty == pair() => (get(whole, 0, obj()), obj()),
            1 if ty == pair() => (get(get(whole, 1, duo()), 2, opt()), opt()),
            0 if ty == duo() => (get(whole, 0, obj()), obj()),
            _ => (whole, ty),
        };
        let value = self.value(&ty, depth);
        vec![Stmt::Expr(assign(place, value))]
    }

    fn looping(&mut self, depth: u32) -> Expr {
        let id = self.next_loop;
        self.next_loop += 1;
        self.loops.push(id);
        let body = self.block(None, depth);
        self.loops.pop();
        loop_(id, if_(coin(), body, Some(break_(id))))
    }

    /// A value of a type.
    fn value(&mut self, ty: &Ty, depth: u32) -> Expr {
        self.budget = self.budget.saturating_sub(1);
        if depth == 0 || self.budget == 0 {
            return self.leaf(ty);
        }
        let d = depth - 1;
        match self.random.below(13) {
            0 | 1 => self.leaf(ty),
            2 => self.block(Some(ty), d),
            3 => {
                let (then, otherwise) = (self.value(ty, d), self.value(ty, d));
                if_(coin(), then, Some(otherwise))
            }
            4 => {
                // One branch leaves.
                let exit = self.exit();
                if !exit.ty.is_never() {
                    return self.leaf(ty);
                }
                let value = self.value(ty, d);
                if_(coin(), value, Some(never_as(exit, ty.clone())))
            }
            5 | 6 => self.matching(ty, d),
            7 => {
                let body = self.block(Some(ty), d);
                let rescue = self.rescue(Some(ty), d);
                catch(body, rescue)
            }
            8 => {
                let value = self.value(ty, d);
                call(SAME, std::slice::from_ref(ty), vec![value], ty.clone())
            }
            9 => {
                // Out of a temporary.
                if *ty == obj() {
                    let owner = self.value(&pair(), d);
                    get(owner, 0, obj())
                } else if *ty == duo() {
                    let owner = self.value(&pair(), d);
                    get(owner, 1, duo())
                } else {
                    let owner = self.value(&boxed(ty.clone()), 0);
                    get(owner, 0, ty.clone())
                }
            }
            _ => self.compound(ty, d),
        }
    }

    fn leaf(&mut self, ty: &Ty) -> Expr {
        if let (Some(index), true) = (self.visible(ty), self.random.chance(70)) {
            return local(index, ty.clone());
        }
        if *ty == obj() {
            return call(MAKE, &[], vec![], obj());
        }
        if *ty == string() {
            return text();
        }
        self.compound(ty, 0)
    }

    fn compound(&mut self, ty: &Ty, d: u32) -> Expr {
        match ty {
            Ty::Int(_) if d > 0 => {
                let args = vec![self.value(&obj(), d), self.value(&duo(), d)];
                call(LOOK, &[], args, Ty::INT)
            }
            Ty::Int(_) => int(7),
            Ty::Tuple(items) => {
                let fields = items.iter().map(|i| self.value(i, d)).collect();
                construct(ty.clone(), fields)
            }
            Ty::Adt(adt, args) => match adt.id {
                NODE => {
                    let next = if self.random.chance(60) {
                        variant(node_opt(), 1, vec![self.value(&node(), d)])
                    } else {
                        variant(node_opt(), 0, vec![])
                    };
                    construct(node(), vec![self.value(&obj(), d), next, self.value(&obj(), d)])
                }
                STRING => {
                    expr(ExprKind::Concat((0..=self.random.below(3)).map(|_| self.value(&string(), d)).collect()), string())
                }
                OBJ if d > 0 => match self.random.below(5) {
                    4 if self.result.is_none() => {
                        let args = vec![self.value(&obj(), d), self.value(&duo(), d)];
                        call(WORK, &[], args, obj())
                    }
                    0 => call(REPLACE, &[], vec![self.value(&obj(), d)], obj()),
                    1 => {
                        // The second argument may lie in the first, which the callee overwrites.
                        let owner = self.value(&pair(), d);
                        let inner = match &owner.kind {
                            ExprKind::Local(_) => get(owner.clone(), 0, obj()),
                            _ => self.value(&obj(), d),
                        };
                        call(OVERWRITE, &[], vec![owner, inner], obj())
                    }
                    _ => call(PASS, &[], vec![self.value(&obj(), d)], obj()),
                },
                OBJ => call(MAKE, &[], vec![], obj()),
                PAIR => {
                    let fields = vec![self.value(&obj(), d), self.value(&duo(), d)];
                    if self.random.chance(50) { construct(pair(), fields) } else { call(PAIR_NEW, &[], fields, pair()) }
                }
                DUO => construct(duo(), vec![self.value(&obj(), d), self.value(&Ty::INT, d), self.value(&opt(), d)]),
                NODE_OPT => variant(node_opt(), 1, vec![self.value(&node(), d)]),
                OPT if self.random.chance(30) => variant(opt(), 0, vec![]),
                OPT => variant(opt(), 1, vec![self.value(&obj(), d)]),
                MIXED => match self.random.below(4) {
                    0 => variant(mixed(), 0, vec![self.value(&obj(), d), self.value(&obj(), d)]),
                    1 => variant(mixed(), 1, vec![self.value(&duo(), d)]),
                    2 => variant(mixed(), 2, vec![]),
                    _ => variant(mixed(), 3, vec![self.value(&pair(), d)]),
                },
                _ => construct(ty.clone(), args.iter().map(|a| self.value(a, d)).collect()),
            },
            _ => int(0),
        }
    }

    fn matching(&mut self, ty: &Ty, d: u32) -> Expr {
        let wild = || pattern(PatternKind::Wildcard, mixed());
        let arm = |g: &mut Self, kind: PatternKind, of: Ty, bound: Vec<u32>, guarded: bool| {
            let visible = g.scope.len();
            g.scope.extend(bound);
            let guard = (guarded && g.random.chance(40))
                .then(|| if g.random.chance(50) { coin() } else { less(g.value(&Ty::INT, 1), int(3)) });
            let body = g.value(ty, d);
            g.scope.truncate(visible);
            (pattern(kind, of), guard, body)
        };
        if self.random.chance(50) {
            let scrutinee = self.value(&opt(), d);
            let inner = self.declare(obj());
            let some = PatternKind::Variant { variant: 1, fields: vec![(0, binding(inner, obj()))] };
            let none = PatternKind::Variant { variant: 0, fields: vec![] };
            let mut arms = vec![arm(self, some, opt(), vec![inner], true)];
            let whole = self.declare(opt());
            arms.push(arm(self, none, opt(), vec![], false));
            if arms[0].1.is_some() {
                arms.push(arm(self, PatternKind::Binding(LocalId(whole)), opt(), vec![whole], false));
            }
            return match_(scrutinee, arms);
        }
        let scrutinee = self.value(&mixed(), d);
        let (a, b, z) = (self.declare(obj()), self.declare(duo()), self.declare(obj()));
        let first = PatternKind::Variant { variant: 0, fields: vec![(1, binding(a, obj()))] };
        let some = pattern(PatternKind::Variant { variant: 1, fields: vec![(0, binding(z, obj()))] }, opt());
        let nested = PatternKind::Variant { variant: 1, fields: vec![(0, pattern(PatternKind::Fields(vec![(2, some)]), duo()))] };
        let second = PatternKind::Variant { variant: 1, fields: vec![(0, binding(b, duo()))] };
        let mut arms = vec![arm(self, first, mixed(), vec![a], true)];
        if self.random.chance(50) {
            arms.push(arm(self, nested, mixed(), vec![z], true));
        }
        arms.push(arm(self, second, mixed(), vec![b], true));
        arms.push(arm(self, wild().kind, mixed(), vec![], false));
        match_(scrutinee, arms)
    }
}
