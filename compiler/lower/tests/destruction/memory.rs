//! The abstract memory of the machine: values without bytes, objects with counts, and faults where a rule is broken.

use aria_types::Ty;

/// A value. `Nothing` is storage that holds no value: never written, moved out of, or dropped.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    Nothing,
    /// All-zero bits of any type.
    Zero,
    Unit,
    Bool(bool),
    Int(i128),
    /// An immortal String.
    Text,
    Object(usize),
    /// A struct or tuple.
    Parts(Vec<Value>),
    Variant(u32, Vec<Value>),
    Pointer(Address),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Base {
    /// Frame, local.
    Local(usize, usize),
    /// The fields of an object.
    Fields(usize),
    /// The count of an object.
    Count(usize),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    Part(usize),
    Payload(u32, usize),
}

/// Where a value lives.
#[derive(Clone, PartialEq, Debug)]
pub struct Address {
    pub base: Base,
    pub steps: Vec<Step>,
}

#[derive(Debug)]
pub struct Object {
    pub class: Ty,
    pub count: i64,
    pub freed: bool,
    pub fields: Value,
}

/// A broken rule: the test fails with it.
#[derive(Debug)]
pub struct Fault(pub String);

pub type Checked<T> = Result<T, Fault>;

pub fn fault<T>(text: impl Into<String>) -> Checked<T> {
    Err(Fault(text.into()))
}

#[derive(Default)]
pub struct Memory {
    pub frames: Vec<Vec<Value>>,
    pub objects: Vec<Object>,
}

impl Memory {
    pub fn create(&mut self, class: Ty) -> Value {
        self.objects.push(Object { class, count: 1, freed: false, fields: Value::Zero });
        Value::Object(self.objects.len() - 1)
    }

    pub fn live(&mut self, object: usize) -> Checked<&mut Object> {
        match self.objects.get_mut(object) {
            Some(o) if !o.freed => Ok(o),
            _ => fault(format!("object {object} is used after it was freed")),
        }
    }

    pub fn read(&mut self, address: &Address) -> Checked<Value> {
        let mut value = match address.base {
            Base::Local(frame, local) => &self.frames[frame][local],
            Base::Fields(object) => &self.live(object)?.fields,
            Base::Count(object) => return Ok(Value::Int(i128::from(self.live(object)?.count))),
        };
        for step in &address.steps {
            value = match (step, value) {
                (_, Value::Zero) => return Ok(Value::Zero),
                (Step::Part(i), Value::Parts(parts)) => match parts.get(*i) {
                    Some(part) => part,
                    None => return Ok(Value::Zero),
                },
                (Step::Payload(v, i), Value::Variant(tag, parts)) if v == tag => match parts.get(*i) {
                    Some(part) => part,
                    None => return Ok(Value::Zero),
                },
                _ => return fault(format!("no {step:?} in {value:?}")),
            };
        }
        Ok(value.clone())
    }

    pub fn write(&mut self, address: &Address, new: Value) -> Checked<()> {
        let mut value = match address.base {
            Base::Local(frame, local) => &mut self.frames[frame][local],
            Base::Fields(object) => &mut self.live(object)?.fields,
            Base::Count(object) => {
                let Value::Int(count) = new else { return fault("a count that is no number") };
                self.live(object)?.count = count as i64;
                return Ok(());
            }
        };
        for step in &address.steps {
            if *value == Value::Zero {
                *value = match step {
                    Step::Part(_) => Value::Parts(Vec::new()),
                    Step::Payload(v, _) => Value::Variant(*v, Vec::new()),
                };
            }
            value = match (step, value) {
                (Step::Part(i), Value::Parts(parts)) => grown(parts, *i),
                (Step::Payload(v, i), Value::Variant(tag, parts)) if v == tag => grown(parts, *i),
                _ => return fault(format!("no {step:?} to write")),
            };
        }
        *value = new;
        Ok(())
    }
}

fn grown(parts: &mut Vec<Value>, index: usize) -> &mut Value {
    if parts.len() <= index {
        parts.resize(index + 1, Value::Zero);
    }
    &mut parts[index]
}

impl Value {
    /// Whether an object is reachable in it without following references.
    pub fn holds_object(&self) -> bool {
        match self {
            Value::Object(_) => true,
            Value::Parts(parts) | Value::Variant(_, parts) => parts.iter().any(Value::holds_object),
            _ => false,
        }
    }
}
