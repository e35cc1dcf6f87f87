//! [`CInterface`]: the answers of one import. Names are decoded when they are looked up, never all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aria_foreign::{
    Adapter, AdapterCode, Constant, ConstantValue, DeclarationFilter, Enumeration, ForeignInterface, ForeignItem, ForeignPlace,
    ForeignType, LinkRequest, NameSpace, Record, TargetData, TypeKey, Unavailable,
};
use aria_lane_c_clang::{Container, Cursor, IndexEntry, Malformed};

use crate::adapter;
use crate::configuration::{hex, main_headers};
use crate::declared::DeclaredTags;
use crate::decode::{self, Kind, Macro, Tagged};
use crate::oracle::{Oracle, Question, refusal};
use crate::spelling::{TagSpellings, Unspellable};

/// How many names in a row a macro may stand for.
const RENAMES: usize = 64;

#[derive(Clone)]
enum KnownTag {
    Record(Arc<Record>),
    Enumeration(Arc<Enumeration>),
}

/// An import of C headers.
pub(crate) struct CInterface {
    target: TargetData,
    declarations: Container,
    links: Vec<String>,
    oracle: Oracle,
    tags: Mutex<HashMap<TypeKey, Option<KnownTag>>>,
}

impl CInterface {
    pub fn new(target: TargetData, declarations: Container, links: Vec<String>, oracle: Oracle) -> Self {
        Self { target, declarations, links, oracle, tags: Mutex::default() }
    }

    fn entries<'a>(&'a self, name: &'a str) -> Vec<(Kind, IndexEntry<'a>)> {
        self.declarations.find(name).filter_map(|entry| Some((decode::kind(&entry)?, entry))).collect()
    }

    fn item(&self, kind: Kind, entry: &IndexEntry<'_>) -> Result<ForeignItem, Malformed> {
        let mut c = self.declarations.cursor(entry.item);
        Ok(match kind {
            Kind::Function => ForeignItem::Function(Arc::new(decode::function(&mut c)?)),
            Kind::Global => ForeignItem::Global(Arc::new(decode::global(&mut c)?)),
            Kind::Enumerator => {
                let (enumeration, value) = decode::enumerator(&mut c)?;
                ForeignItem::Enumerator { enumeration, value }
            }
            Kind::ObjectMacro => ForeignItem::ObjectMacro { place: decode::macro_item(&mut c, false)?.place },
            Kind::FunctionMacro => {
                let item = decode::macro_item(&mut c, true)?;
                let (params, variadic) = item.parameters.unwrap_or_default();
                ForeignItem::FunctionMacro { params, variadic, place: item.place }
            }
            Kind::Typedef | Kind::Tag => ForeignItem::Type(decode::ty(&mut c)?),
            Kind::Unavailable | Kind::UnavailableType => ForeignItem::Unavailable(decode::unavailable(&mut c)?),
        })
    }

    fn macro_named(&self, name: &str, wanted: Kind) -> Option<Macro> {
        self.macro_with_answer(name, wanted).map(|(item, _)| item)
    }

    /// A macro, and where its answer begins if it has one.
    fn macro_with_answer(&self, name: &str, wanted: Kind) -> Option<(Macro, Cursor<'_>)> {
        let (kind, entry) = self.entries(name).into_iter().find(|(kind, _)| *kind == wanted)?;
        let mut cursor = self.declarations.cursor(entry.item);
        let item = decode::macro_item(&mut cursor, kind == Kind::FunctionMacro).ok()?;
        Some((item, cursor))
    }

    /// Like [`ForeignInterface::lookup`], without asking clang whether a macro is a type.
    fn declared(&self, name: &str, space: NameSpace) -> Option<ForeignItem> {
        let entries = self.entries(name);
        // The preprocessor comes first, as in C; but a macro that stands for itself hides nothing, and a function is
        // never hidden by a macro with parameters.
        let order: &[Kind] = match space {
            NameSpace::Values => {
                let renamed = entries.iter().any(|(kind, _)| *kind == Kind::ObjectMacro)
                    && self.macro_named(name, Kind::ObjectMacro).is_some_and(|m| m.other_name.as_deref() != Some(name));
                if renamed {
                    &[Kind::ObjectMacro]
                } else {
                    &[Kind::Function, Kind::Global, Kind::Enumerator, Kind::FunctionMacro, Kind::Unavailable, Kind::ObjectMacro]
                }
            }
            NameSpace::Types => &[Kind::Typedef, Kind::Tag, Kind::UnavailableType],
            NameSpace::Tags => &[Kind::Tag],
        };
        let (kind, entry) = order.iter().find_map(|wanted| entries.iter().find(|(kind, _)| kind == wanted))?;
        self.item(*kind, entry).ok()
    }

    /// The type that a macro stands for (`#define bool _Bool`).
    fn macro_type(&self, name: &str) -> Option<ForeignType> {
        let item = self.macro_named(name, Kind::ObjectMacro).filter(|m| m.balanced && !m.empty)?;
        if let Some(other) = item.other_name.as_deref().filter(|other| *other != name)
            && let Some(ForeignItem::Type(ty)) = self.declared(other, NameSpace::Types)
        {
            return Some(ty);
        }
        let answer = self.oracle.ask(&Question::Statement { text: adapter::type_probe(name) }, &self.declarations).ok()?;
        let mut c = answer.cursor(0);
        match (c.byte().ok()?, decode::ty(&mut c).ok()?) {
            (answers::EXPRESSION, ForeignType::Pointer(pointer)) => Some(pointer.pointee.clone()),
            _ => None,
        }
    }

    /// The name at the end of a chain of macros that only rename, if something declared or another macro has it.
    fn renamed(&self, name: &str, first: &Macro) -> Option<Arc<str>> {
        let mut last = first.other_name.clone()?;
        for _ in 0..RENAMES {
            if *last == *name {
                return None;
            }
            match self.macro_named(&last, Kind::ObjectMacro).and_then(|m| m.other_name) {
                Some(next) if next != last => last = next,
                _ => {
                    let known =
                        self.declared(&last, NameSpace::Values).is_some() || self.declared(&last, NameSpace::Types).is_some();
                    return known.then_some(last);
                }
            }
        }
        None
    }

    fn tag(&self, key: TypeKey) -> Option<KnownTag> {
        let mut tags = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || {
            let item = self.declarations.find_key(key.0)?;
            Some(match decode::tagged(&mut self.declarations.cursor(item)).ok()? {
                Tagged::Record(record) => KnownTag::Record(Arc::new(record)),
                Tagged::Enumeration(enumeration) => KnownTag::Enumeration(Arc::new(enumeration)),
            })
        };
        tags.entry(key).or_insert_with(read).clone()
    }

    /// The adapter's code. `records` are the program's own.
    fn compiled(&self, key: &[u8; 32], request: &Adapter, records: &[Arc<Record>]) -> Result<AdapterCode, Unavailable> {
        let symbol = format!("__aria_shim_{}", hex(&key[..8]));
        let tags = DeclaredTags { records, adapter: &symbol, headers: self };
        let mut text = tags.definitions().map_err(Self::unspellable)?;
        text += &adapter::definition(request, &symbol, &tags).map_err(Self::unspellable)?;
        let answer = self.oracle.ask(&Question::Compile { text, symbol: symbol.clone() }, &self.declarations)?;
        let malformed = |m: Malformed| Unavailable { reason: m.to_string(), place: None };
        let mut c = answer.cursor(0);
        if c.byte().map_err(malformed)? == 0 {
            return Err(refusal(&mut c).map_err(malformed)?);
        }
        Ok(AdapterCode { symbol: symbol.into(), bitcode: c.bytes().map_err(malformed)?.into() })
    }

    fn unspellable(reason: Unspellable) -> Unavailable {
        Unavailable { reason: reason.0, place: None }
    }

    fn macro_value(&self, name: &str, item: &Macro) -> Result<Constant, Unavailable> {
        let answer = self.oracle.ask(&Question::Macro(name.to_owned()), &self.declarations)?;
        let refused = |reason: String| Unavailable { reason, place: item.place.clone() };
        answers::constant(&mut answer.cursor(0)).map_err(|m| refused(m.to_string()))?.map_err(|why| refused(why.reason))
    }
}

impl TagSpellings for CInterface {
    fn tag_spelling(&self, key: TypeKey) -> Option<String> {
        match self.tag(key)? {
            KnownTag::Record(record) => Some(record.spelling.to_string()),
            // An enumeration without a name is as good as its integer type.
            KnownTag::Enumeration(e) if e.spelling.is_empty() => crate::spelling::specifier(&e.underlying, self).ok(),
            KnownTag::Enumeration(e) => Some(e.spelling.to_string()),
        }
    }
}

impl ForeignInterface for CInterface {
    fn target(&self) -> &TargetData {
        &self.target
    }

    fn lookup(&self, name: &str, space: NameSpace) -> Option<ForeignItem> {
        let declared = self.declared(name, space);
        match space {
            NameSpace::Types if declared.is_none() => self.macro_type(name).map(ForeignItem::Type),
            _ => declared,
        }
    }

    fn type_place(&self, name: &str) -> Option<ForeignPlace> {
        let (_, entry) = self.entries(name).into_iter().find(|(kind, _)| *kind == Kind::Typedef)?;
        let mut c = self.declarations.cursor(entry.item);
        decode::ty(&mut c).and_then(|_| decode::place(&mut c)).ok()?
    }

    fn record(&self, key: TypeKey) -> Option<Arc<Record>> {
        match self.tag(key)? {
            KnownTag::Record(record) => Some(record),
            KnownTag::Enumeration(_) => None,
        }
    }

    fn enumeration(&self, key: TypeKey) -> Option<Arc<Enumeration>> {
        match self.tag(key)? {
            KnownTag::Enumeration(enumeration) => Some(enumeration),
            KnownTag::Record(_) => None,
        }
    }

    fn constant(&self, name: &str) -> Option<Result<Constant, Unavailable>> {
        let (item, mut answer) = self.macro_with_answer(name, Kind::ObjectMacro)?;
        if item.answered {
            let malformed = |m: Malformed| Unavailable { reason: m.to_string(), place: item.place.clone() };
            return Some(answers::constant(&mut answer).map_err(malformed).and_then(|answer| answer));
        }
        let refused = |reason: &str| Some(Err(Unavailable { reason: reason.into(), place: item.place.clone() }));
        if item.empty {
            return refused("the macro expands to nothing");
        }
        if !item.balanced {
            return refused("the macro is no expression: its brackets do not match");
        }
        if let Some(other) = self.renamed(name, &item) {
            return Some(Ok(Constant::Name(other)));
        }
        Some(self.macro_value(name, &item))
    }

    fn instantiate(&self, name: &str, arguments: &[ForeignType]) -> Result<ForeignType, Unavailable> {
        let Some(item) = self.macro_named(name, Kind::FunctionMacro) else {
            return Err(Unavailable { reason: format!("there is no macro `{name}` with parameters"), place: None });
        };
        let refused = |reason: String| Unavailable { reason, place: item.place.clone() };
        if !item.balanced {
            return Err(refused("the macro is no expression: its brackets do not match".into()));
        }
        let text = adapter::instantiation(name, arguments, self).map_err(|u| refused(u.0))?;
        let answer = self.oracle.ask(&Question::Statement { text }, &self.declarations)?;
        answers::statement(&answer).map_err(|m| refused(m.to_string()))?.map_err(|why| refused(why.reason))
    }

    fn adapter(&self, request: &Adapter) -> Result<AdapterCode, Unavailable> {
        self.compiled(&self.oracle.key().question(request), request, &[])
    }

    fn adapter_with(&self, request: &Adapter, records: &[Arc<Record>]) -> Result<AdapterCode, Unavailable> {
        self.compiled(&self.oracle.key().question(&(request, records)), request, records)
    }

    fn names(&self, filter: &DeclarationFilter) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = Vec::new();
        for entry in (0..self.declarations.len()).filter_map(|i| self.declarations.entry(i).ok()) {
            let wanted = (!filter.own_only || decode::is_own(&entry))
                && filter.contains.as_deref().is_none_or(|part| entry.name.contains(part));
            if wanted && names.last().is_none_or(|last| **last != *entry.name) {
                names.push(entry.name.into());
            }
        }
        names
    }

    fn link(&self) -> LinkRequest {
        LinkRequest { explicit: self.links.clone(), headers: main_headers(&self.declarations) }
    }
}

/// The answers of `clang/cpp/probe.cpp`.
mod answers {
    use super::{Constant, ConstantValue, Container, Cursor, ForeignType, Malformed, Unavailable, decode, refusal};

    pub const FAILED: u8 = 0;
    pub const INTEGER: u8 = 1;
    pub const FLOAT: u8 = 2;
    pub const STRING: u8 = 3;
    pub const POINTER: u8 = 4;
    pub const EXPRESSION: u8 = 5;
    pub const NO_VALUE: u8 = 6;

    pub fn constant(c: &mut Cursor<'_>) -> Result<Result<Constant, Unavailable>, Malformed> {
        let value = match c.byte()? {
            FAILED => return Ok(Err(refusal(c)?)),
            INTEGER => ConstantValue::Integer { value: c.i128()?, ty: decode::ty(c)? },
            FLOAT => ConstantValue::Float { bits: c.u64()?, ty: decode::ty(c)? },
            STRING => ConstantValue::String(c.bytes()?.into()),
            POINTER => ConstantValue::Pointer { address: c.u64()?, ty: decode::ty(c)? },
            EXPRESSION => return Ok(Ok(Constant::Expression(decode::ty(c)?))),
            _ => return Err(Malformed),
        };
        Ok(Ok(Constant::Value(value)))
    }

    pub fn statement(answer: &Container) -> Result<Result<ForeignType, Unavailable>, Malformed> {
        let mut c = answer.cursor(0);
        match c.byte()? {
            FAILED => Ok(Err(refusal(&mut c)?)),
            EXPRESSION => Ok(Ok(decode::ty(&mut c)?)),
            NO_VALUE => Ok(Ok(ForeignType::Void)),
            _ => Err(Malformed),
        }
    }
}
