//! Values: what shares them, and in which order their parts end.

use std::cell::RefCell;
use std::rc::Rc;

pub type Output = Rc<RefCell<String>>;

/// The variants of Result and Option.
pub const OK: usize = 0;
pub const ERR: usize = 1;
pub const NONE: usize = 2;
pub const SOME: usize = 3;

/// Parts that end last first.
#[derive(Clone)]
pub struct Fields(pub Vec<Value>);

impl Fields {
    /// Takes a part out.
    pub fn take(&mut self, at: usize) -> Value {
        std::mem::replace(&mut self.0[at], Value::Unit)
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        while let Some(value) = self.0.pop() {
            drop(value);
        }
    }
}

#[derive(Clone)]
pub enum Value {
    Unit,
    Int(i64),
    Byte(u8),
    Bool(bool),
    Text(Rc<str>),
    Array(Rc<RefCell<Fields>>),
    Struct(Fields),
    Object(Rc<Object>),
    /// Of an enum, an Option or a Result.
    Variant(usize, Fields),
}

/// What a reference refers to. It says when it ends.
pub struct Object {
    /// None for a caught panic, which ends silently.
    pub class: Option<usize>,
    pub fields: RefCell<Fields>,
    output: Output,
}

impl Object {
    pub fn new(class: usize, fields: Fields, output: &Output) -> Rc<Self> {
        Rc::new(Self { class: Some(class), fields: RefCell::new(fields), output: output.clone() })
    }

    /// What `rescue` gets; its only field is the message.
    pub fn panic(text: String, output: &Output) -> Rc<Self> {
        let fields = RefCell::new(Fields(vec![Value::Text(text.into())]));
        Rc::new(Self { class: None, fields, output: output.clone() })
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        if let Some(class) = self.class {
            let first = self.fields.borrow().0[0].text();
            self.output.borrow_mut().push_str(&format!("- C{class} {first}\n"));
        }
    }
}

impl Value {
    pub fn text_of(text: impl Into<Rc<str>>) -> Self {
        Value::Text(text.into())
    }

    pub fn int(&self) -> i64 {
        match self {
            Value::Int(n) => *n,
            _ => panic!("{} is no Int", self.text()),
        }
    }

    pub fn items(&self) -> Rc<RefCell<Fields>> {
        match self {
            Value::Array(items) => items.clone(),
            _ => panic!("{} is no array", self.text()),
        }
    }

    /// As `println` shows it.
    pub fn text(&self) -> String {
        match self {
            Value::Int(n) => n.to_string(),
            Value::Byte(n) => n.to_string(),
            Value::Bool(b) => b.to_string(),
            Value::Text(text) => text.to_string(),
            _ => "(a value that is not printed)".to_owned(),
        }
    }

    /// The sum; a text, the two texts.
    pub fn plus(&self, other: Value) -> Value {
        match (self, other) {
            (Value::Int(a), Value::Int(b)) => Value::Int(a.checked_add(b).expect("a generated sum overflows")),
            (a, b) => Value::text_of(a.text() + &b.text()),
        }
    }

    pub fn field(&self, at: usize) -> Value {
        match self {
            Value::Struct(fields) => fields.0[at].clone(),
            Value::Object(object) => object.fields.borrow().0[at].clone(),
            _ => panic!("{} has no fields", self.text()),
        }
    }

    /// Puts a value into a field of a field of …; returns what was there.
    pub fn replace(&mut self, path: &[usize], value: Value) -> Value {
        match (path.split_first(), &mut *self) {
            (None, _) => std::mem::replace(self, value),
            (Some((first, rest)), Value::Struct(fields)) => fields.0[*first].replace(rest, value),
            (Some((first, rest)), Value::Object(object)) => {
                let object = object.clone();
                let mut fields = object.fields.borrow_mut();
                fields.0[*first].replace(rest, value)
            }
            _ => panic!("{} has no fields", self.text()),
        }
    }

    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Object(a), Value::Object(b)) => Rc::ptr_eq(a, b),
            _ => self.text() == other.text(),
        }
    }
}
