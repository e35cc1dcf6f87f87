//! Random programs of values that move: every value must be destroyed exactly once, and when it must be.
//!
//! What may be moved is decided while a program is written (a variable that is gone on some way is not used any more, unless
//! it is given a new value); what it prints is found by running it here.

use super::random::Random;

/// A variable, by number.
type Var = usize;

enum Stmt {
    /// `v = open(n)`, which declares it where it is new.
    Open(Var),
    /// `w = v`.
    Move(Var, Var),
    /// `w = pass(v)`, with what the function does with it on the way.
    Pass(Var, Var),
    Look(Var),
    Keep(Var),
    /// `keep(v) if …`, after which only a new value makes it one again.
    KeepIf(Var, bool),
    Push(Var),
    /// Takes the last element, and keeps it or lets it end.
    Pop(bool),
    Each,
    /// `maybe = Some(v)`, looked at, then taken apart.
    Option(Var, bool),
    /// Two values in a tuple, of which the first or second is kept, and the other ends with it.
    Pair(Var, Var, bool),
    /// An object that holds it, and is given another one.
    Owner(Var),
    /// A closure that looks at it.
    Closure(Var),
    If(bool, Vec<Stmt>, Vec<Stmt>),
    Loop(u32, Vec<Stmt>),
    /// Ends in a panic, if it says so, which is caught.
    Catch(Vec<Stmt>, bool),
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Here,
    Gone,
}

struct Writer {
    random: Random,
    /// The variables in scope, those of inner blocks last.
    scope: Vec<(Var, State)>,
    next: Var,
    /// Variables from here on may be moved: a loop must leave those before it as they are.
    movable: usize,
}

/// A program, and what it prints.
pub fn program(seed: u64) -> (String, String) {
    let mut writer = Writer { random: Random(seed), scope: Vec::new(), next: 0, movable: 0 };
    let body = writer.block(12, 3);
    let mut text = String::from(HEAD);
    print(&body, 1, &mut text);
    text.push_str("  println(\"end\")\nend\n");
    let mut run = Run { out: String::new(), ids: 0, values: Vec::new(), array: Vec::new() };
    body.iter().for_each(|s| run.statement(s));
    run.out.push_str("end\n");
    let rest = std::mem::take(&mut run.array);
    run.leave(0);
    rest.into_iter().rev().for_each(|id| run.close(id));
    (text, run.out)
}

const HEAD: &str = r#"@no_copy
struct Value
  id: Int

  fn =destroy(self)
    println("close #{@id}")
  end
end

class Ids
  last: Int

  fn open -> Value
    @last += 1
    println("open #{@last}")
    Value.new(id: @last)
  end
end

class Owner
  value: Value
end

fn look(v: Value)
  println("look #{v.id}")
end

fn keep(v: Value)
  own = v
  println("keep #{own.id}")
end

fn pass(v: Value) -> Value
  return v if v.id % 2 == 0
  w = v
  w
end

fn yes(b: Bool) -> Bool = b

fn main
  ids = Ids.new(last: 0)
  all: Array[Value] = []
"#;

impl Writer {
    fn here(&mut self, from: usize) -> Option<Var> {
        let here: Vec<Var> = self.scope[from..].iter().filter(|(_, s)| *s == State::Here).map(|(v, _)| *v).collect();
        if here.is_empty() { None } else { Some(*self.random.choose(&here)) }
    }

    fn set(&mut self, var: Var, state: State) {
        if let Some(entry) = self.scope.iter_mut().find(|(v, _)| *v == var) {
            entry.1 = state;
        }
    }

    fn fresh(&mut self) -> Var {
        self.next += 1;
        self.scope.push((self.next, State::Here));
        self.next
    }

    fn block(&mut self, size: usize, depth: u32) -> Vec<Stmt> {
        let depth_of_scope = self.scope.len();
        let mut out = Vec::new();
        for _ in 0..1 + self.random.below(size) {
            let statement = self.statement(depth);
            out.push(statement);
        }
        self.scope.truncate(depth_of_scope);
        out
    }

    fn statement(&mut self, depth: u32) -> Stmt {
        let kind = self.random.below(if depth == 0 { 14 } else { 20 });
        let Some(var) = self.here(if kind < 2 { 0 } else { self.movable }) else {
            return self.open();
        };
        let gone = |this: &mut Self| this.set(var, State::Gone);
        match kind {
            0 => Stmt::Look(var),
            1 => Stmt::Closure(var),
            2 | 3 => self.open(),
            4 => {
                gone(self);
                Stmt::Move(self.fresh(), var)
            }
            5 => {
                gone(self);
                Stmt::Pass(self.fresh(), var)
            }
            6 => {
                gone(self);
                Stmt::Keep(var)
            }
            7 => {
                gone(self);
                Stmt::KeepIf(var, self.random.percent(50))
            }
            8 | 9 => {
                gone(self);
                Stmt::Push(var)
            }
            10 => Stmt::Pop(self.random.percent(50)),
            11 => {
                gone(self);
                Stmt::Option(var, self.random.percent(50))
            }
            12 => {
                gone(self);
                match self.here(self.movable) {
                    Some(other) => {
                        self.set(other, State::Gone);
                        Stmt::Pair(var, other, self.random.percent(50))
                    }
                    None => Stmt::Owner(var),
                }
            }
            13 => Stmt::Each,
            14..=16 => {
                let before = self.scope.clone();
                let then = self.block(4, depth - 1);
                let after = std::mem::replace(&mut self.scope, before);
                let otherwise = self.block(4, depth - 1);
                for (entry, (_, other)) in self.scope.iter_mut().zip(after) {
                    if other == State::Gone {
                        entry.1 = State::Gone;
                    }
                }
                Stmt::If(self.random.percent(50), then, otherwise)
            }
            17 | 18 => {
                let movable = std::mem::replace(&mut self.movable, self.scope.len());
                let body = self.block(5, depth - 1);
                self.movable = movable;
                Stmt::Loop(1 + self.random.below(3) as u32, body)
            }
            _ => {
                let body = self.block(4, depth - 1);
                // What is moved and given a new value inside may be left without it by a panic in between.
                let movable = self.movable;
                self.scope[movable..].iter_mut().for_each(|entry| entry.1 = State::Gone);
                Stmt::Catch(body, self.random.percent(50))
            }
        }
    }

    /// A new variable, or a new value for one that may have moved.
    fn open(&mut self) -> Stmt {
        let count = self.scope.len();
        if count > self.movable && self.random.percent(50) {
            let at = self.movable + self.random.below(count - self.movable);
            self.scope[at].1 = State::Here;
            return Stmt::Open(self.scope[at].0);
        }
        Stmt::Open(self.fresh())
    }
}

fn print(block: &[Stmt], depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    for statement in block {
        let mut line = |text: String| {
            for part in text.lines() {
                out.push_str(&pad);
                out.push_str(part);
                out.push('\n');
            }
        };
        match statement {
            Stmt::Open(v) => line(format!("v{v} = ids.open()")),
            Stmt::Move(w, v) => line(format!("v{w} = v{v}")),
            Stmt::Pass(w, v) => line(format!("v{w} = pass(v{v})")),
            Stmt::Look(v) => line(format!("look(v{v})")),
            Stmt::Keep(v) => line(format!("keep(v{v})")),
            Stmt::KeepIf(v, go) => line(format!("keep(v{v}) if yes({go})")),
            Stmt::Push(v) => line(format!("all.push(v{v})")),
            Stmt::Pop(true) => line("if let Some(x) = all.pop\n  keep(x)\nend".into()),
            Stmt::Pop(false) => line("if let Some(x) = all.pop\n  look(x)\nend".into()),
            Stmt::Each => line("for x in all\n  look(x)\nend".into()),
            Stmt::Option(v, true) => line(format!(
                "if yes(true)\n  maybe = Some(v{v})\n  match maybe\n    Some(x) => look(x)\n    None => ()\n  end\n  match maybe\n    Some(x) if x.id < 0 => keep(x)\n    Some(x) => keep(x)\n    None => ()\n  end\nend"
            )),
            Stmt::Option(v, false) => line(format!(
                "if yes(true)\n  maybe = Some(v{v})\n  if yes(false)\n    if let Some(x) = maybe\n      keep(x)\n    end\n  end\nend"
            )),
            Stmt::Pair(a, b, first) => line(format!(
                "if yes(true)\n  pair = (v{a}, v{b})\n  keep(pair.{})\n  look(pair.{})\nend",
                usize::from(!first),
                usize::from(*first)
            )),
            Stmt::Owner(v) => line(format!(
                "if yes(true)\n  owner = Owner.new(value: v{v})\n  look(owner.value)\n  owner.value = ids.open()\n  look(owner.value)\nend"
            )),
            Stmt::Closure(v) => line(format!("[1].each |_| look(v{v}) end")),
            Stmt::If(go, ..) => line(format!("if yes({go})")),
            Stmt::Loop(count, _) => line(format!("for _ in 0...{count}")),
            Stmt::Catch(..) => line("catch_panic do".into()),
        }
        match statement {
            Stmt::If(_, then, otherwise) => {
                print(then, depth + 1, out);
                out.push_str(&format!("{pad}else\n"));
                print(otherwise, depth + 1, out);
            }
            Stmt::Loop(_, body) => print(body, depth + 1, out),
            Stmt::Catch(body, panics) => {
                print(body, depth + 1, out);
                if *panics {
                    out.push_str(&format!("{pad}  panic(\"out\") if yes(true)\n"));
                }
            }
            _ => continue,
        }
        out.push_str(&format!("{pad}end\n"));
    }
}

/// Runs a program: the variables in order of declaration, with their values.
struct Run {
    out: String,
    ids: u32,
    values: Vec<(Var, Option<u32>)>,
    array: Vec<u32>,
}

impl Run {
    fn say(&mut self, what: &str, id: u32) {
        self.out.push_str(&format!("{what} {id}\n"));
    }

    fn close(&mut self, id: u32) {
        self.say("close", id);
    }

    fn keep(&mut self, id: u32) {
        self.say("keep", id);
        self.close(id);
    }

    fn open(&mut self) -> u32 {
        self.ids += 1;
        self.say("open", self.ids);
        self.ids
    }

    fn take(&mut self, var: Var) -> u32 {
        self.values.iter_mut().rev().find(|(v, _)| *v == var).and_then(|(_, value)| value.take()).unwrap_or(0)
    }

    fn read(&self, var: Var) -> u32 {
        self.values.iter().rev().find(|(v, _)| *v == var).and_then(|(_, value)| *value).unwrap_or(0)
    }

    fn leave(&mut self, depth: usize) {
        while self.values.len() > depth {
            if let Some((_, Some(id))) = self.values.pop() {
                self.close(id);
            }
        }
    }

    fn inner(&mut self, block: &[Stmt]) {
        let depth = self.values.len();
        block.iter().for_each(|s| self.statement(s));
        self.leave(depth);
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Open(var) => {
                let id = self.open();
                match self.values.iter().position(|(v, _)| v == var) {
                    Some(at) => {
                        if let Some(old) = self.values[at].1.replace(id) {
                            self.close(old);
                        }
                    }
                    None => self.values.push((*var, Some(id))),
                }
            }
            Stmt::Move(to, from) | Stmt::Pass(to, from) => {
                let id = self.take(*from);
                self.values.push((*to, Some(id)));
            }
            Stmt::Look(v) | Stmt::Closure(v) => self.say("look", self.read(*v)),
            Stmt::Keep(v) | Stmt::KeepIf(v, true) | Stmt::Option(v, true) => {
                let id = self.take(*v);
                if let Stmt::Option(..) = statement {
                    self.say("look", id);
                }
                self.keep(id);
            }
            Stmt::KeepIf(_, false) => {}
            Stmt::Option(v, false) => {
                let id = self.take(*v);
                self.close(id);
            }
            Stmt::Push(v) => {
                let id = self.take(*v);
                self.array.push(id);
            }
            Stmt::Pop(keeps) => {
                if let Some(id) = self.array.pop() {
                    self.say(if *keeps { "keep" } else { "look" }, id);
                    self.close(id);
                }
            }
            Stmt::Each => self.array.clone().into_iter().for_each(|id| self.say("look", id)),
            Stmt::Pair(a, b, first) => {
                let (a, b) = (self.take(*a), self.take(*b));
                let (kept, left) = if *first { (a, b) } else { (b, a) };
                self.keep(kept);
                self.say("look", left);
                self.close(left);
            }
            Stmt::Owner(v) => {
                let id = self.take(*v);
                self.say("look", id);
                let new = self.open();
                self.close(id);
                self.say("look", new);
                self.close(new);
            }
            Stmt::If(go, then, otherwise) => self.inner(if *go { then } else { otherwise }),
            Stmt::Loop(count, body) => (0..*count).for_each(|_| self.inner(body)),
            Stmt::Catch(body, _) => self.inner(body),
        }
    }
}
