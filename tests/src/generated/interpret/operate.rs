//! What expressions mean.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::model::{Expr, Op, Test};
use super::value::{ERR, Fields, NONE, OK, Object, SOME, Value};
use super::{Exit, Machine, Outcome};

/// The longest text worth computing.
const MAX_TEXT: usize = 2_000;

impl<'p> Machine<'p> {
    fn all(&mut self, items: &'p [Expr]) -> Outcome<Fields> {
        // Were a later one to panic, the earlier ones end last first.
        let mut values = Fields(Vec::new());
        for item in items {
            let value = self.expr(item)?;
            values.0.push(value);
        }
        Ok(values)
    }

    /// Arguments are lent: an object without a name lives until the statement ends.
    fn arguments(&mut self, items: &'p [Expr]) -> Outcome<Vec<Value>> {
        let mut values = Vec::new();
        for item in items {
            let value = self.expr(item)?;
            if !matches!(item, Expr::Local(_)) {
                self.temporaries.push(value.clone());
            }
            values.push(value);
        }
        Ok(values)
    }

    fn text(&mut self, expr: &'p Expr) -> Outcome<String> {
        let text = self.expr(expr)?.text();
        if text.len() > MAX_TEXT { Err(Exit::TooLong) } else { Ok(text) }
    }

    pub(super) fn expr(&mut self, expr: &'p Expr) -> Outcome<Value> {
        self.step()?;
        Ok(match expr {
            Expr::Int(n) => Value::Int(*n),
            Expr::Byte(n) => Value::Byte(*n),
            Expr::Bool(b) => Value::Bool(*b),
            Expr::Text(text) => Value::text_of(text.as_str()),
            Expr::Local(name) => self.local(name),
            Expr::Arith(op, a, b) => {
                let (a, b) = (self.expr(a)?, self.expr(b)?);
                match (a, b) {
                    (Value::Byte(a), Value::Byte(b)) => Value::Byte(bytes(*op, a, b)),
                    (a, b) => Value::Int(integers(*op, a.int(), b.int())),
                }
            }
            Expr::Negate(a) => Value::Int(-self.expr(a)?.int()),
            Expr::BitNot(a) => Value::Int(!self.expr(a)?.int()),
            Expr::Not(a) => Value::Bool(!self.condition(a)?),
            Expr::Compare(test, a, b) => {
                let (a, b) = (self.expr(a)?, self.expr(b)?);
                Value::Bool(compare(*test, &a, &b))
            }
            Expr::And(a, b) => Value::Bool(self.condition(a)? && self.condition(b)?),
            Expr::Or(a, b) => Value::Bool(self.condition(a)? || self.condition(b)?),
            Expr::Interpolate(parts) => {
                let mut texts = Vec::new();
                for part in parts {
                    texts.push(self.text(part)?);
                }
                Value::text_of(texts.join(", "))
            }
            Expr::Join(a, b) => Value::text_of(self.text(a)? + &self.text(b)?),
            Expr::Repeat(a, n) => Value::text_of(self.text(a)?.repeat(*n as usize)),
            Expr::Len(a) => match self.expr(a)? {
                Value::Array(items) => Value::Int(items.borrow().0.len() as i64),
                text => Value::Int(text.text().chars().count() as i64),
            },
            Expr::StartsWith(a, b) => {
                let (a, b) = (self.text(a)?, self.text(b)?);
                Value::Bool(a.starts_with(&b))
            }
            Expr::Contains(a, b) => {
                let (a, b) = (self.text(a)?, self.text(b)?);
                Value::Bool(a.contains(&b))
            }
            Expr::WrapByte(a) => Value::Byte(self.expr(a)?.int() as u8),
            Expr::ByteToInt(a) => match self.expr(a)? {
                Value::Byte(n) => Value::Int(n.into()),
                other => other,
            },
            Expr::Index(array, index) => {
                let index = self.expr(index)?.int();
                let items = self.local(array).items();
                let found = usize::try_from(index).ok().and_then(|i| items.borrow().0.get(i).cloned());
                let length = items.borrow().0.len();
                let elements = if length == 1 { "1 element".to_owned() } else { format!("{length} elements") };
                found.ok_or_else(|| Exit::Panic(format!("index {index} out of bounds: the array has {elements}")))?
            }
            Expr::Within(array, index, other) => {
                let items = self.local(array).items();
                let length = items.borrow().0.len() as i64;
                if length == 0 {
                    self.expr(other)?
                } else {
                    let index = self.expr(index)?.int().rem_euclid(length);
                    items.borrow().0[index as usize].clone()
                }
            }
            Expr::Pop(array) => {
                let last = self.local(array).items().borrow_mut().0.pop();
                last.map_or_else(none, some)
            }
            Expr::Holds(word, a) => {
                let wanted = if *word == "some?" { SOME } else { OK };
                Value::Bool(matches!(self.expr(a)?, Value::Variant(v, _) if v == wanted))
            }
            Expr::UnwrapOr(a, b) => {
                let (value, other) = (self.expr(a)?, self.expr(b)?);
                match value {
                    Value::Variant(OK | SOME, mut fields) => fields.take(0),
                    _ => other,
                }
            }
            Expr::Force(a) => match self.expr(a)? {
                Value::Variant(OK | SOME, mut fields) => fields.take(0),
                Value::Variant(_, mut fields) => return Err(Exit::Panic(fields.take(0).text())),
                other => other,
            },
            Expr::Propagate(a) => match self.expr(a)? {
                Value::Variant(OK | SOME, mut fields) => fields.take(0),
                failure => return Err(Exit::Return(failure)),
            },
            Expr::Field(a, field) => self.expr(a)?.field(*field),
            Expr::Message => self.local("problem").field(0),
            Expr::Struct(_, items) => Value::Struct(self.all(items)?),
            Expr::Object(class, items) => {
                let fields = self.all(items)?;
                Value::Object(Object::new(*class, fields, &self.output))
            }
            Expr::Variant(_, variant, items) => Value::Variant(*variant, self.all(items)?),
            Expr::None => none(),
            Expr::Some(a) => some(self.expr(a)?),
            Expr::Ok(a) => Value::Variant(OK, Fields(vec![self.expr(a)?])),
            Expr::Err(a) => Value::Variant(ERR, Fields(vec![self.expr(a)?])),
            Expr::Array(items) => Value::Array(Rc::new(RefCell::new(self.all(items)?))),
            Expr::Call(function, args) | Expr::Method(function, args) => {
                let args = self.arguments(args)?;
                self.call(*function, args)?
            }
            Expr::Choose(c, a, b) => {
                let chosen = if self.condition(c)? { a } else { b };
                self.expr(chosen)?
            }
            Expr::If(c, then, other) => {
                let chosen = if self.condition(c)? { then } else { other };
                self.block(chosen)?
            }
            Expr::Match(value, arms) => self.matching(value, arms)?,
            Expr::Catch(body, rescue) => self.catch(body, rescue)?,
        })
    }
}

fn none() -> Value {
    Value::Variant(NONE, Fields(Vec::new()))
}

fn some(value: Value) -> Value {
    Value::Variant(SOME, Fields(vec![value]))
}

fn compare(test: Test, a: &Value, b: &Value) -> bool {
    let order = match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Byte(a), Value::Byte(b)) => a.cmp(b),
        (a, b) => a.text().cmp(&b.text()),
    };
    match test {
        Test::Equal => a.same(b),
        Test::Unequal => !a.same(b),
        Test::Less => order.is_lt(),
        Test::LessEqual => order.is_le(),
    }
}

fn integers(op: Op, a: i64, b: i64) -> i64 {
    let checked = match op {
        Op::Add => a.checked_add(b),
        Op::Sub => a.checked_sub(b),
        Op::Mul => a.checked_mul(b),
        Op::Div => a.checked_div(b),
        Op::Rem => a.checked_rem(b),
        Op::WrapAdd => Some(a.wrapping_add(b)),
        Op::WrapSub => Some(a.wrapping_sub(b)),
        Op::WrapMul => Some(a.wrapping_mul(b)),
        Op::And => Some(a & b),
        Op::Or => Some(a | b),
        Op::Xor => Some(a ^ b),
        Op::Shl => Some(a << b),
        Op::Shr => Some(a >> b),
        Op::Mod => a.checked_rem_euclid(b),
        Op::DivFloor => a.checked_div_euclid(b),
    };
    checked.unwrap_or_else(|| panic!("a generated program computes {op:?} of {a} and {b}"))
}

fn bytes(op: Op, a: u8, b: u8) -> u8 {
    match op {
        Op::WrapAdd | Op::Add => a.wrapping_add(b),
        Op::WrapSub | Op::Sub => a.wrapping_sub(b),
        Op::WrapMul | Op::Mul => a.wrapping_mul(b),
        Op::And => a & b,
        Op::Or => a | b,
        Op::Xor => a ^ b,
        Op::Shl => a << b,
        Op::Shr => a >> b,
        Op::Div | Op::DivFloor => a / b,
        Op::Rem | Op::Mod => a % b,
    }
}
