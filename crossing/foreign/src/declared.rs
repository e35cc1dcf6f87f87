//! [`WithDeclared`]: an interface together with what the program itself declares of its world, in `extern` blocks and
//! as `extern struct`, `extern union` and `extern enum`.

use std::collections::HashMap;
use std::sync::Arc;

use crate::adapter::{Adapter, AdapterCode, AdapterParam};
use crate::item::{Enumeration, ForeignItem, ForeignPlace, Record, RecordKind, Unavailable};
use crate::layout::Tags;
use crate::query::{Constant, DeclarationFilter, ForeignInterface, LinkRequest, NameSpace};
use crate::scalar::TargetData;
use crate::ty::{ForeignType, FunctionType, PointerType, TypeKey};

/// The types that a program declares, shared by all its namespaces.
#[derive(Clone, Debug, Default)]
pub struct DeclaredTypes {
    pub records: HashMap<TypeKey, Arc<Record>>,
    pub enumerations: HashMap<TypeKey, Arc<Enumeration>>,
}

/// The names that a program declares in one namespace.
#[derive(Clone, Debug, Default)]
pub struct DeclaredNames {
    /// Globals and enumerators.
    pub values: HashMap<Arc<str>, ForeignItem>,
    pub types: HashMap<Arc<str>, ForeignType>,
}

/// A lane's interface, and before it what the program declares.
pub struct WithDeclared {
    pub inner: Arc<dyn ForeignInterface>,
    pub types: Arc<DeclaredTypes>,
    pub names: DeclaredNames,
}

impl DeclaredTypes {
    /// The records by value in a type, innermost first.
    fn by_value(&self, ty: &ForeignType, out: &mut Vec<Arc<Record>>) {
        match ty.canonical() {
            ForeignType::Record(key) => {
                let Some(record) = self.records.get(key) else { return };
                if out.iter().any(|known| known.key == *key) {
                    return;
                }
                record.fields.iter().for_each(|f| self.by_value(&f.ty, out));
                let fields = record.fields.iter().map(|f| crate::Field { ty: self.machine(&f.ty), ..f.clone() });
                out.push(Arc::new(Record { fields: fields.collect(), documentation: None, ..Record::clone(record) }));
            }
            ForeignType::Array { element, .. } => self.by_value(element, out),
            ForeignType::Pointer(p) => {
                if let ForeignType::Function(f) = p.pointee.canonical() {
                    f.params.iter().chain([&f.result]).for_each(|t| self.by_value(t, out));
                }
            }
            _ => {}
        }
    }

    /// The type with what its own world knows nothing of replaced by what is the same to the machine: an enumeration
    /// by its integer, what a pointer points to by `void`.
    fn machine(&self, ty: &ForeignType) -> ForeignType {
        match ty {
            ForeignType::Enum(key) => self.enumerations.get(key).map_or_else(|| ty.clone(), |e| e.underlying.clone()),
            ForeignType::Pointer(p) => {
                let pointee = match p.pointee.canonical() {
                    ForeignType::Function(f) => ForeignType::Function(Arc::new(FunctionType {
                        params: f.params.iter().map(|t| self.machine(t)).collect(),
                        result: self.machine(&f.result),
                        variadic: f.variadic,
                    })),
                    _ if self.mentions(&p.pointee) => ForeignType::Void,
                    _ => return ty.clone(),
                };
                ForeignType::Pointer(Arc::new(PointerType { pointee, ..PointerType::clone(p) }))
            }
            ForeignType::Array { element, length, flexible } => {
                ForeignType::Array { element: Arc::new(self.machine(element)), length: *length, flexible: *flexible }
            }
            _ => ty.clone(),
        }
    }

    /// Whether a type names one of these.
    fn mentions(&self, ty: &ForeignType) -> bool {
        match ty.canonical() {
            ForeignType::Record(key) => self.records.contains_key(key),
            ForeignType::Enum(key) => self.enumerations.contains_key(key),
            ForeignType::Array { element, .. } => self.mentions(element),
            ForeignType::Pointer(p) => self.mentions(&p.pointee),
            ForeignType::Function(f) => f.params.iter().chain([&f.result]).any(|t| self.mentions(t)),
            _ => false,
        }
    }
}

impl WithDeclared {
    fn request(&self, request: &Adapter) -> (Adapter, Vec<Arc<Record>>) {
        let mut records = Vec::new();
        request.params.iter().map(|p| &p.ty).chain([&request.result]).for_each(|t| self.types.by_value(t, &mut records));
        let params = request.params.iter().map(|p| AdapterParam { ty: self.types.machine(&p.ty), ..p.clone() });
        let kind = request.kind.clone();
        (Adapter { kind, params: params.collect(), result: self.types.machine(&request.result) }, records)
    }
}

impl Tags for WithDeclared {
    fn record(&self, key: TypeKey) -> Option<Arc<Record>> {
        self.types.records.get(&key).cloned().or_else(|| self.inner.record(key))
    }

    fn enumeration(&self, key: TypeKey) -> Option<Arc<Enumeration>> {
        self.types.enumerations.get(&key).cloned().or_else(|| self.inner.enumeration(key))
    }
}

impl ForeignInterface for WithDeclared {
    fn target(&self) -> &TargetData {
        self.inner.target()
    }

    fn lookup(&self, name: &str, space: NameSpace) -> Option<ForeignItem> {
        let declared = match space {
            NameSpace::Values => self.names.values.get(name).cloned(),
            NameSpace::Types => self.names.types.get(name).cloned().map(ForeignItem::Type),
            NameSpace::Tags => {
                let tag = |ty: &&ForeignType| matches!(ty, ForeignType::Record(_) | ForeignType::Enum(_));
                self.names.types.get(name).filter(tag).cloned().map(ForeignItem::Type)
            }
        };
        declared.or_else(|| self.inner.lookup(name, space))
    }

    fn type_place(&self, name: &str) -> Option<ForeignPlace> {
        if self.names.types.contains_key(name) { None } else { self.inner.type_place(name) }
    }

    fn record(&self, key: TypeKey) -> Option<Arc<Record>> {
        Tags::record(self, key)
    }

    fn enumeration(&self, key: TypeKey) -> Option<Arc<Enumeration>> {
        Tags::enumeration(self, key)
    }

    fn constant(&self, name: &str) -> Option<Result<Constant, Unavailable>> {
        self.inner.constant(name)
    }

    fn instantiate(&self, name: &str, arguments: &[ForeignType]) -> Result<ForeignType, Unavailable> {
        let arguments: Vec<ForeignType> = arguments.iter().map(|t| self.types.machine(t)).collect();
        self.inner.instantiate(name, &arguments)
    }

    fn adapts(&self) -> bool {
        self.inner.adapts()
    }

    fn adapter(&self, request: &Adapter) -> Result<AdapterCode, Unavailable> {
        let (request, records) = self.request(request);
        if records.is_empty() { self.inner.adapter(&request) } else { self.inner.adapter_with(&request, &records) }
    }

    fn names(&self, filter: &DeclarationFilter) -> Vec<Arc<str>> {
        let wanted = |name: &&Arc<str>| filter.contains.as_deref().is_none_or(|part| name.contains(part));
        let mut names: Vec<Arc<str>> = self.names.values.keys().chain(self.names.types.keys()).filter(wanted).cloned().collect();
        names.extend(self.inner.names(filter));
        names.sort();
        names.dedup();
        names
    }

    fn link(&self) -> LinkRequest {
        self.inner.link()
    }
}

/// The interface of a world in which there is nothing, for types that belong to no import.
pub struct NothingForeign {
    pub target: TargetData,
}

impl NothingForeign {
    fn refused() -> Unavailable {
        Unavailable { reason: "nothing is imported".into(), place: None }
    }
}

impl ForeignInterface for NothingForeign {
    fn target(&self) -> &TargetData {
        &self.target
    }

    fn lookup(&self, _: &str, _: NameSpace) -> Option<ForeignItem> {
        None
    }

    fn record(&self, _: TypeKey) -> Option<Arc<Record>> {
        None
    }

    fn enumeration(&self, _: TypeKey) -> Option<Arc<Enumeration>> {
        None
    }

    fn constant(&self, _: &str) -> Option<Result<Constant, Unavailable>> {
        None
    }

    fn instantiate(&self, _: &str, _: &[ForeignType]) -> Result<ForeignType, Unavailable> {
        Err(Self::refused())
    }

    fn adapts(&self) -> bool {
        false
    }

    fn adapter(&self, _: &Adapter) -> Result<AdapterCode, Unavailable> {
        Err(Self::refused())
    }

    fn names(&self, _: &DeclarationFilter) -> Vec<Arc<str>> {
        Vec::new()
    }

    fn link(&self) -> LinkRequest {
        LinkRequest::default()
    }
}

/// A record whose fields are still to be read.
pub fn unread_record(key: TypeKey, name: Arc<str>) -> Record {
    Record {
        key,
        spelling: name.clone(),
        name,
        kind: RecordKind::Opaque,
        size: 0,
        align: 0,
        fields: Vec::new(),
        facts: crate::Facts::default(),
        documentation: None,
        place: None,
    }
}
