//! Runs a generated program as the language says, without the compiler: what it prints, destructors included.

mod operate;
mod value;

use std::cell::RefCell;
use std::rc::Rc;

use super::model::{Arm, Block, Expr, Pattern, Place, Program, Stmt};
use value::{ERR, Fields, NONE, OK, Object, Output, SOME, Value};

/// What a program may do at most; one that does more is not worth compiling.
const MAX_STEPS: u32 = 30_000;
const MAX_OUTPUT: usize = 40_000;
const MAX_CALLS: u32 = 40;

/// Why an expression has no value.
pub(super) enum Exit {
    Return(Value),
    Break,
    Next,
    Panic(String),
    /// The program runs for too long.
    TooLong,
}

type Outcome<T> = Result<T, Exit>;

/// What is undone at the end of a block, last first.
enum Entry<'p> {
    Local(&'p str, Value),
    Defer(&'p Expr),
}

struct Machine<'p> {
    program: &'p Program,
    output: Output,
    /// The scopes of the calls that are running; a call sees its own, from `frame` on.
    scope: Vec<Entry<'p>>,
    frame: usize,
    /// Objects without a name, which end with their statement.
    temporaries: Vec<Value>,
    steps: u32,
    calls: u32,
}

/// What a program prints on standard output; `None` if it runs for too long.
///
/// # Panics
/// If the program does what generated programs never do: overflow, divide by zero, or panic outside `catch_panic`.
pub fn run(program: &Program) -> Option<String> {
    let output = Rc::new(RefCell::new(String::new()));
    let mut machine =
        Machine { program, output: output.clone(), scope: Vec::new(), frame: 0, temporaries: Vec::new(), steps: 0, calls: 0 };
    let ended = machine.call(program.functions.len() - 1, Vec::new());
    match ended {
        Ok(_) => Some(output.take()),
        Err(Exit::TooLong) => None,
        Err(Exit::Panic(text)) => panic!("a generated program panics: {text}"),
        Err(_) => panic!("a jump leaves main"),
    }
}

impl<'p> Machine<'p> {
    fn step(&mut self) -> Outcome<()> {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.output.borrow().len() > MAX_OUTPUT { Err(Exit::TooLong) } else { Ok(()) }
    }

    fn print(&self, text: &str) {
        let mut output = self.output.borrow_mut();
        output.push_str(text);
        output.push('\n');
    }

    fn call(&mut self, function: usize, args: Vec<Value>) -> Outcome<Value> {
        self.step()?;
        let function = &self.program.functions[function];
        if self.calls == MAX_CALLS {
            return Err(Exit::TooLong);
        }
        self.calls += 1;
        let outer = std::mem::replace(&mut self.frame, self.scope.len());
        for ((name, _), value) in function.params.iter().zip(args) {
            self.scope.push(Entry::Local(name, value));
        }
        let result = self.block(&function.body);
        let result = self.leave(self.frame, result);
        self.frame = outer;
        self.calls -= 1;
        match result {
            Err(Exit::Return(value)) => Ok(value),
            other => other,
        }
    }

    /// Runs a block in a scope of its own.
    fn block(&mut self, block: &'p Block) -> Outcome<Value> {
        let from = self.scope.len();
        let result = self.inside(block);
        self.leave(from, result)
    }

    fn inside(&mut self, block: &'p Block) -> Outcome<Value> {
        for statement in &block.statements {
            let temporaries = self.temporaries.len();
            let result = self.step().and_then(|()| self.statement(statement));
            self.end_temporaries(temporaries);
            result?;
        }
        match &block.value {
            Some(value) => {
                let temporaries = self.temporaries.len();
                let value = self.expr(value);
                self.end_temporaries(temporaries);
                value
            }
            None => Ok(Value::Unit),
        }
    }

    fn end_temporaries(&mut self, from: usize) {
        while self.temporaries.len() > from {
            drop(self.temporaries.pop());
        }
    }

    /// Ends what was begun since `from`, last first.
    fn leave(&mut self, from: usize, result: Outcome<Value>) -> Outcome<Value> {
        while self.scope.len() > from {
            if let Some(Entry::Defer(text)) = self.scope.pop() {
                let text = self.expr(text)?.text();
                self.print(&text);
            }
        }
        result
    }

    fn condition(&mut self, expr: &'p Expr) -> Outcome<bool> {
        Ok(matches!(self.expr(expr)?, Value::Bool(true)))
    }

    fn statement(&mut self, statement: &'p Stmt) -> Outcome<()> {
        match statement {
            Stmt::Let { name, value, .. } => {
                let value = self.expr(value)?;
                self.scope.push(Entry::Local(name, value));
            }
            Stmt::Assign(place, value) => {
                let value = self.expr(value)?;
                self.assign(place, value)?;
            }
            Stmt::Add(place, value) => {
                let value = self.expr(value)?;
                let old = self.read(place)?;
                self.assign(place, old.plus(value))?;
            }
            Stmt::Print(value) => {
                let text = self.expr(value)?.text();
                self.print(&text);
            }
            Stmt::Expr(value) => {
                let value = self.expr(value)?;
                self.temporaries.push(value);
            }
            Stmt::Push(array, value) => {
                let value = self.expr(value)?;
                self.local(array).items().borrow_mut().0.push(value);
            }
            Stmt::If(c, then, other) => {
                if self.condition(c)? {
                    self.block(then)?;
                } else if let Some(other) = other {
                    self.block(other)?;
                }
            }
            Stmt::IfSome(name, value, then) => {
                if let Value::Variant(SOME, mut fields) = self.expr(value)? {
                    self.bound(vec![(name, fields.take(0))], then)?;
                }
            }
            Stmt::While { counter, turns, body } => {
                self.scope.push(Entry::Local(counter, Value::Int(0)));
                while self.local(counter).int() < *turns {
                    let next = self.local(counter).int() + 1;
                    self.set(counter, Value::Int(next));
                    if !self.turn(Vec::new(), body)? {
                        break;
                    }
                }
            }
            Stmt::Range { name, first, last, inclusive, body } => {
                let end = last + i64::from(*inclusive);
                for i in *first..end {
                    if !self.turn(vec![(name, Value::Int(i))], body)? {
                        break;
                    }
                }
            }
            Stmt::Each { name, array, body } => {
                let items = self.local(array).items();
                let mut at = 0;
                loop {
                    // The length is reread each time.
                    let Some(item) = items.borrow().0.get(at).cloned() else { break };
                    if !self.turn(vec![(name, item)], body)? {
                        break;
                    }
                    at += 1;
                }
            }
            Stmt::Match(value, arms) => drop(self.matching(value, arms)?),
            Stmt::Catch(body, rescue) => drop(self.catch(body, rescue)?),
            Stmt::Defer(text) => self.scope.push(Entry::Defer(text)),
            Stmt::ReturnIf(value, c) => {
                if self.condition(c)? {
                    return Err(Exit::Return(self.expr(value)?));
                }
            }
            Stmt::BreakIf(c) => {
                if self.condition(c)? {
                    return Err(Exit::Break);
                }
            }
            Stmt::NextIf(c) => {
                if self.condition(c)? {
                    return Err(Exit::Next);
                }
            }
            Stmt::PanicIf(text, c) => {
                if self.condition(c)? {
                    return Err(Exit::Panic(self.expr(text)?.text()));
                }
            }
        }
        Ok(())
    }

    /// A turn of a loop: whether there may be another.
    fn turn(&mut self, names: Vec<(&'p String, Value)>, body: &'p Block) -> Outcome<bool> {
        self.step()?;
        match self.bound(names, body) {
            Ok(_) | Err(Exit::Next) => Ok(true),
            Err(Exit::Break) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Runs a block with names for it.
    fn bound(&mut self, names: Vec<(&'p String, Value)>, body: &'p Block) -> Outcome<Value> {
        let from = self.scope.len();
        self.scope.extend(names.into_iter().map(|(name, value)| Entry::Local(name, value)));
        let result = self.block(body);
        self.leave(from, result)
    }

    fn catch(&mut self, body: &'p Block, rescue: &'p Block) -> Outcome<Value> {
        let (frame, calls, temporaries) = (self.frame, self.calls, self.temporaries.len());
        match self.block(body) {
            Err(Exit::Panic(text)) => {
                (self.frame, self.calls) = (frame, calls);
                self.end_temporaries(temporaries);
                let from = self.scope.len();
                let problem = Value::Object(Object::panic(text, &self.output));
                self.scope.push(Entry::Local("problem", problem));
                let result = self.block(rescue);
                self.leave(from, result)
            }
            other => other,
        }
    }

    fn matching(&mut self, value: &'p Expr, arms: &'p [Arm]) -> Outcome<Value> {
        let value = self.expr(value)?;
        for arm in arms {
            let mut names = Vec::new();
            if !fits(&arm.pattern, &value, &mut names) {
                continue;
            }
            let from = self.scope.len();
            self.scope.extend(names.into_iter().map(|(name, value)| Entry::Local(name, value)));
            let chosen = match &arm.guard {
                Some(guard) => self.condition(guard),
                None => Ok(true),
            };
            let result = match chosen {
                Ok(true) => self.block(&arm.body),
                Ok(false) => {
                    self.leave(from, Ok(Value::Unit))?;
                    continue;
                }
                Err(exit) => Err(exit),
            };
            return self.leave(from, result);
        }
        panic!("no arm fits: {:?}", value.text());
    }

    fn find(&mut self, name: &str) -> &mut Value {
        let frame = self.frame;
        let found = self.scope[frame..].iter_mut().rev().find_map(|entry| match entry {
            Entry::Local(local, value) if *local == name => Some(value),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("there is no local {name}"))
    }

    fn local(&mut self, name: &str) -> Value {
        self.find(name).clone()
    }

    fn set(&mut self, name: &str, value: Value) {
        // The old value ends when the place already holds the new one.
        let old = std::mem::replace(self.find(name), value);
        drop(old);
    }

    fn index(&mut self, place: &'p Place) -> Outcome<Option<usize>> {
        let Some(index) = &place.index else { return Ok(None) };
        let index = self.expr(index)?.int();
        let length = self.local(&place.local).items().borrow().0.len() as i64;
        assert!(length > 0, "an element of an empty array is assigned");
        Ok(Some(index.rem_euclid(length) as usize))
    }

    fn read(&mut self, place: &'p Place) -> Outcome<Value> {
        if let Some(index) = self.index(place)? {
            return Ok(self.local(&place.local).items().borrow().0[index].clone());
        }
        let whole = self.local(&place.local);
        Ok(place.fields.iter().fold(whole, |value, field| value.field(*field)))
    }

    fn assign(&mut self, place: &'p Place, value: Value) -> Outcome<()> {
        if let Some(index) = self.index(place)? {
            let items = self.local(&place.local).items();
            let old = std::mem::replace(&mut items.borrow_mut().0[index], value);
            drop(old);
            return Ok(());
        }
        let old = self.find(&place.local).replace(&place.fields, value);
        drop(old);
        Ok(())
    }
}

/// Whether a value is of a pattern's form, and what its names then mean.
fn fits<'p>(pattern: &'p Pattern, value: &Value, names: &mut Vec<(&'p String, Value)>) -> bool {
    match pattern {
        Pattern::Wildcard => true,
        Pattern::Bind(name) => {
            names.push((name, value.clone()));
            true
        }
        Pattern::Int(n) => value.int() == *n,
        Pattern::Range(first, last) => (*first..=*last).contains(&value.int()),
        Pattern::Text(text) => value.text() == *text,
        Pattern::Either(all) => all.iter().any(|p| fits(p, value, names)),
        Pattern::None => matches!(value, Value::Variant(NONE, _)),
        Pattern::Some(p) => part_fits(p, SOME, value, names),
        Pattern::Ok(p) => part_fits(p, OK, value, names),
        Pattern::Err(p) => part_fits(p, ERR, value, names),
        Pattern::Variant(_, variant, parts) => match value {
            Value::Variant(found, Fields(fields)) if found == variant => {
                parts.iter().zip(fields).all(|(p, field)| fits(p, field, names))
            }
            _ => false,
        },
    }
}

fn part_fits<'p>(pattern: &'p Pattern, wanted: usize, value: &Value, names: &mut Vec<(&'p String, Value)>) -> bool {
    match value {
        Value::Variant(variant, fields) if *variant == wanted => fits(pattern, &fields.0[0], names),
        _ => false,
    }
}
