//! What the tests share: a table of types, and MIR text made into running programs.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use aria_layout::Layouts;
use aria_llvm::{CodegenError, CodegenOptions, CodegenOutput};
use aria_mir::MirProgram;
use aria_source::{FileId, SourceMap, Span};
use aria_types::{AdtDef, AdtId, AdtKind, Defs, FieldDef, GenericDef, ParamTy, Ty, VariantDef};

const NOWHERE: Span = Span::new(FileId(0), 0, 0);

fn fields(items: &[(&str, Ty)]) -> Vec<FieldDef> {
    let field = |(name, ty): &(&str, Ty)| FieldDef {
        name: Arc::from(*name),
        ty: ty.clone(),
        private: false,
        readonly: false,
        span: NOWHERE,
    };
    items.iter().map(field).collect()
}

/// A table of types under construction.
#[derive(Default)]
pub struct Table(pub Defs);

impl Table {
    pub fn ty(&self, name: &str, args: &[Ty]) -> Ty {
        let index = self.0.adts.iter().position(|d| &*d.name == name).unwrap_or_else(|| panic!("no type {name}"));
        self.0.adt_ty(AdtId(index as u32), args.into())
    }

    fn push(&mut self, name: &str, kind: AdtKind, generics: &[&str]) -> &mut AdtDef {
        let generics = generics.iter().map(|g| GenericDef { name: Arc::from(*g), bounds: Vec::new(), span: NOWHERE }).collect();
        self.0.adts.push(AdtDef {
            name: Arc::from(name),
            kind,
            generics,
            fields: Vec::new(),
            variants: Vec::new(),
            methods: Default::default(),
            finalize: None,
            span: NOWHERE,
            in_std: false,
        });
        self.0.adts.last_mut().expect("just pushed")
    }

    pub fn record(&mut self, name: &str, kind: AdtKind, items: &[(&str, Ty)]) -> &mut AdtDef {
        let def = self.push(name, kind, &[]);
        def.fields = fields(items);
        def
    }

    pub fn enumeration(&mut self, name: &str, generics: &[&str], variants: &[(&str, &[(&str, Ty)])]) {
        let def = self.push(name, AdtKind::Enum, generics);
        let variant =
            |(name, items): &(&str, &[(&str, Ty)])| VariantDef { name: Arc::from(*name), fields: fields(items), span: NOWHERE };
        def.variants = variants.iter().map(variant).collect();
    }
}

pub fn param(index: u32) -> Ty {
    Ty::Param(ParamTy { index, name: "T".into() })
}

/// The types that the programs of these tests use.
pub fn defs() -> Defs {
    let mut t = Table::default();
    t.record("String", AdtKind::Class, &[("len", Ty::INT)]);
    t.record("Panic", AdtKind::Class, &[("code", Ty::INT)]);
    t.record("Point", AdtKind::Struct, &[("x", Ty::INT), ("y", Ty::INT)]);
    t.record(
        "Triple",
        AdtKind::Struct,
        &[("flag", Ty::Bool), ("point", t.ty("Point", &[])), ("wide", Ty::Int(aria_types::IntTy::I128))],
    );
    t.enumeration("Option", &["T"], &[("None", &[]), ("Some", &[("0", param(0))])]);
    t.enumeration("Color", &[], &[("Red", &[]), ("Green", &[]), ("Blue", &[])]);
    t.enumeration("Shape", &[], &[("Empty", &[]), ("Circle", &[("0", Ty::FLOAT)]), ("Rect", &[("0", Ty::INT), ("1", Ty::INT)])]);
    t.record("Node", AdtKind::Class, &[]);
    let next = t.ty("Option", &[t.ty("Node", &[])]);
    t.0.adts.last_mut().expect("Node").fields = fields(&[("value", Ty::INT), ("next", next)]);
    t.record("Holder", AdtKind::Struct, &[("tag", Ty::INT), ("node", t.ty("Node", &[]))]);
    t.record("Wrap", AdtKind::Struct, &[("only", Ty::FLOAT)]);
    t.0
}

pub fn program(text: &str, defs: &Defs) -> MirProgram {
    aria_mir::text::parse(text, defs).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// A source text that spans of the programs point into: eight lines of thirty-two columns.
pub fn sources() -> SourceMap {
    let sources = SourceMap::new();
    let line = "let some = line(of, the, source)"[..31].to_owned() + "\n";
    sources.add("demo.aria", line.repeat(8));
    sources
}

pub fn try_compile(text: &str, options: &CodegenOptions) -> Result<CodegenOutput, CodegenError> {
    let defs = defs();
    aria_llvm::compile(&program(text, &defs), &Layouts::new(&defs), &sources(), options)
}

pub fn compile(text: &str, options: &CodegenOptions) -> CodegenOutput {
    try_compile(text, options).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn run_tool(command: &mut Command) {
    let output = command.output().expect("the tool starts");
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
}

/// The stub runtime, compiled once.
fn runtime() -> &'static Path {
    static RUNTIME: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, object) = RUNTIME.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let object = dir.path().join("runtime.o");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/runtime.cpp");
        run_tool(Command::new("c++").args(["-c", "-O1", "-fPIC", "-o"]).arg(&object).arg(source));
        (dir, object)
    });
    object
}

/// A linked program in a folder of its own.
pub struct Executable {
    pub dir: tempfile::TempDir,
    pub path: PathBuf,
}

/// Links an object with the stub runtime.
pub fn executable(object: &[u8], extra: &[&str]) -> Executable {
    let stub = runtime().to_string_lossy();
    link_with(object, &[&[&*stub], extra].concat())
}

/// Links an object with nothing but what the arguments name, and C.
pub fn link_with(object: &[u8], args: &[&str]) -> Executable {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("program.o");
    std::fs::write(&file, object).expect("the object can be written");
    let path = dir.path().join("program");
    run_tool(Command::new("c++").arg("-pie").arg("-o").arg(&path).arg(&file).args(args));
    Executable { dir, path }
}

/// The exit status and the standard output of a program.
pub fn run_with(text: &str, options: &CodegenOptions) -> (i32, String) {
    let output: Output = Command::new(executable(&compile(text, options).object, &[]).path).output().expect("the program starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let status = output.status.code().unwrap_or_else(|| panic!("killed: {:?}\n{stderr}", output.status));
    (status, String::from_utf8(output.stdout).expect("UTF-8"))
}

/// Every way to generate code.
pub fn profiles() -> Vec<CodegenOptions> {
    let default = CodegenOptions { unit: "demo.aria".into(), ..CodegenOptions::default() };
    vec![
        default.clone(),
        CodegenOptions { profile: aria_llvm::Profile::Release, ..default.clone() },
        CodegenOptions { debug_locals: true, ..default.clone() },
        CodegenOptions { debug_info: false, ..default },
    ]
}

/// Runs a program in every profile, and expects the same each time.
pub fn expect(text: &str, status: i32, stdout: &str) {
    for options in profiles() {
        assert_eq!(run_with(text, &options), (status, stdout.to_owned()), "{options:?}");
    }
}
