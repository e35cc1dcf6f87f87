//! A host in memory and short ways to import text, for the tests of this lane.

#![allow(dead_code)] // each test file uses its own part

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use aria_diagnostics::Diagnostic;
use aria_foreign::{
    Adapter, AdapterKind, AdapterParam, CScalar, Constant, ConstantValue, ForeignFunction, ForeignInterface, ForeignItem,
    ForeignPlace, ForeignType, NameSpace, Record, TargetData,
};
use aria_lane::{Dependency, ImportRequest, Lane, LaneHost, MacroDefinition, Spelled};
use aria_lane_c::CLane;
use aria_source::{FileId, SourceMap, Span};

/// A host whose cache is a map.
#[derive(Default)]
pub struct MemoryHost {
    pub cache: Mutex<HashMap<Vec<u8>, Arc<[u8]>>>,
    pub stored_dependencies: Mutex<Vec<Dependency>>,
    pub dependencies: Mutex<Vec<Dependency>>,
    pub packages: Vec<PathBuf>,
    pub sources: SourceMap,
}

impl LaneHost for MemoryHost {
    fn cached(&self, key: &[u8]) -> Option<Arc<[u8]>> {
        self.cache.lock().unwrap().get(key).cloned()
    }

    fn store(&self, key: &[u8], bytes: &[u8], dependencies: &[Dependency]) {
        self.cache.lock().unwrap().insert(key.to_vec(), bytes.into());
        self.stored_dependencies.lock().unwrap().extend_from_slice(dependencies);
        self.dependencies.lock().unwrap().extend_from_slice(dependencies);
    }

    fn depends_on(&self, dependency: Dependency) {
        self.dependencies.lock().unwrap().push(dependency);
    }

    fn package_include_paths(&self) -> Vec<PathBuf> {
        self.packages.clone()
    }

    fn span(&self, place: &ForeignPlace) -> Option<Span> {
        let id = match self.sources.find(&place.path) {
            Some(id) => id,
            None => self.sources.add(&*place.path, std::fs::read_to_string(&*place.path).ok()?),
        };
        let offset = self.sources.file(id).offset(place.line, place.column);
        Some(Span::new(id, offset, offset))
    }

    fn scratch(&self) -> &Path {
        Path::new("/nonexistent")
    }
}

fn span(number: usize) -> Span {
    Span::new(FileId(1000), number as u32 * 10, number as u32 * 10 + 5)
}

fn spelled(number: usize, text: &str) -> Spelled {
    Spelled { text: text.to_owned(), span: span(number) }
}

pub fn request(base: &Path, sources: &[&str]) -> ImportRequest {
    ImportRequest {
        sources: sources.iter().enumerate().map(|(i, s)| spelled(i, s)).collect(),
        defines: Vec::new(),
        include_paths: Vec::new(),
        links: Vec::new(),
        base: base.to_owned(),
        target: TargetData::x86_64_linux(),
        sanitizer: None,
    }
}

pub fn with_define(mut request: ImportRequest, name: &str, value: Option<&str>) -> ImportRequest {
    request.defines.push(MacroDefinition { name: spelled(90, name), value: value.map(str::to_owned) });
    request
}

pub fn with_include_path(mut request: ImportRequest, path: &str) -> ImportRequest {
    request.include_paths.push(spelled(91, path));
    request
}

pub type Interface = Arc<dyn ForeignInterface>;

pub fn run(request: &ImportRequest, host: &Arc<MemoryHost>) -> (Interface, Vec<Diagnostic>) {
    let lane = CLane;
    let outcome = lane.importer().expect("the C lane imports").import(request, host.clone());
    (outcome.interface, outcome.diagnostics)
}

/// A folder with files.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

/// Imports one header of this text; it must have no errors.
pub fn import(text: &str) -> Interface {
    let dir = folder(&[("test.h", text)]);
    let (interface, diagnostics) = run(&request(dir.path(), &["test.h"]), &Arc::new(MemoryHost::default()));
    assert_eq!(diagnostics, [], "the header has errors");
    interface
}

/// Imports an installed header; it must have no errors.
pub fn import_installed(header: &str) -> Interface {
    let (interface, diagnostics) = run(&request(Path::new("/"), &[header]), &Arc::new(MemoryHost::default()));
    assert_eq!(diagnostics, [], "{header} has errors");
    interface
}

pub fn function(c: &Interface, name: &str) -> Arc<ForeignFunction> {
    match c.lookup(name, NameSpace::Values) {
        Some(ForeignItem::Function(function)) => function,
        other => panic!("`{name}` should be a function: {other:?}"),
    }
}

pub fn ty(c: &Interface, name: &str) -> ForeignType {
    match c.lookup(name, NameSpace::Types) {
        Some(ForeignItem::Type(ty)) => ty,
        other => panic!("`{name}` should be a type: {other:?}"),
    }
}

pub fn record(c: &Interface, name: &str) -> Arc<Record> {
    match ty(c, name).canonical() {
        ForeignType::Record(key) => c.record(*key).expect("a record behind its key"),
        other => panic!("`{name}` should be a record: {other:?}"),
    }
}

pub fn constant(c: &Interface, name: &str) -> Constant {
    c.constant(name).unwrap_or_else(|| panic!("there is no macro {name}")).unwrap_or_else(|e| panic!("{name}: {}", e.reason))
}

pub fn integer(c: &Interface, name: &str) -> (i128, ForeignType) {
    match constant(c, name) {
        Constant::Value(ConstantValue::Integer { value, ty }) => (value, ty),
        other => panic!("{name} should be an integer: {other:?}"),
    }
}

pub fn refused(c: &Interface, name: &str) -> String {
    match c.constant(name).unwrap_or_else(|| panic!("there is no macro {name}")) {
        Err(why) => why.reason,
        Ok(value) => panic!("{name} should be refused: {value:?}"),
    }
}

pub const fn scalar(scalar: CScalar) -> ForeignType {
    ForeignType::Scalar(scalar)
}

pub fn request_adapter(kind: AdapterKind, params: &[ForeignType], result: ForeignType) -> Adapter {
    let params = params.iter().map(|ty| AdapterParam { ty: ty.clone(), indirect: !ty.is_direct() }).collect();
    Adapter { kind, params, result }
}

/// The textual IR of an adapter.
pub fn ir(c: &Interface, request: &Adapter) -> String {
    let code = c.adapter(request).unwrap_or_else(|e| panic!("{request:?}: {}", e.reason));
    disassemble(&code.bitcode)
}

pub fn disassemble(bitcode: &[u8]) -> String {
    let dir = folder(&[]);
    let path = dir.path().join("adapter.bc");
    std::fs::write(&path, bitcode).unwrap();
    let output = std::process::Command::new("llvm-dis-22").arg(&path).args(["-o", "-"]).output().expect("llvm-dis-22 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
