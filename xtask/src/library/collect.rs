//! [`Library`]: what the files of `std/` declare for users, sorted into subjects.

use std::collections::BTreeMap;

use aria_source::{SourceMap, Span};
use aria_syntax::ast::{
    Doc, EnumDecl, FnDecl, GenericParam, ImplDecl, Item, ItemKind, LetDecl, Member, PatternKind, StmtKind, TraitDecl, TypeDecl,
    TypeExpr, TypeKind, methods,
};

/// The documented library.
pub struct Library {
    /// In the order of the index.
    pub subjects: Vec<Subject>,
}

/// What a page is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SubjectKind {
    /// The functions and constants that every program sees.
    Functions,
    Type,
    /// A type that is only seen as what a method of an iterator or a container gives.
    Iterator,
    Trait,
    /// A module that a program imports.
    Module,
}

/// One page.
pub struct Subject {
    pub kind: SubjectKind,
    /// `Array`, `std.math`.
    pub name: String,
    /// The head of its declaration; empty for modules and functions.
    pub head: String,
    pub doc: String,
    /// Fields, variants and constants, then functions, in source order.
    pub entries: Vec<Entry>,
    /// The traits that a type implements, sorted.
    pub implements: Vec<String>,
    /// The types that a module declares.
    pub parts: Vec<Subject>,
}

/// A line of a page: a signature and what it is for.
pub struct Entry {
    pub signature: String,
    pub doc: String,
}

/// What the language itself declares has no comment in `std/`.
const BUILT_IN: [(&str, &str); 6] = [
    ("Bool", "`true` or `false`."),
    ("Char", "A character of Unicode: `` `a` ``."),
    ("Float", "A real number of 64 bits, as IEEE 754 defines it: `1.5`, `1e-9`. `Float64` is another name for it."),
    ("Float32", "A real number of 32 bits: `1.5f32`."),
    ("Int", "A whole number of 64 bits with a sign: `42`, `0xFF`, `1_000`."),
    ("Fn", "A function as a value: `Fn[(Int, Int)] -> Bool`."),
];

/// All widths of integers share a page.
const INTEGERS: [&str; 12] =
    ["Int8", "Int16", "Int32", "Int64", "Int128", "ISize", "UInt", "UInt8", "UInt16", "UInt32", "UInt128", "USize"];

impl Library {
    /// Reads the prelude and the modules, as `aria_std` carries them.
    pub fn read(prelude: &[(&str, &str)], modules: &[aria_std::Module]) -> Self {
        let sources = SourceMap::new();
        let mut everywhere = Collector::new(&sources);
        for (file, text) in prelude {
            everywhere.file(file, text);
        }
        let mut functions = Subject::new(SubjectKind::Functions, "functions");
        functions.doc = "The functions that every program sees.".into();
        functions.entries = std::mem::take(&mut everywhere.loose);
        let mut subjects: Vec<Subject> = everywhere.finish();
        subjects.push(functions);
        // `std.sys` is what the other modules stand on.
        for module in modules.iter().filter(|module| module.name != "sys") {
            let mut collector = Collector::new(&sources);
            let mut subject = Subject::new(SubjectKind::Module, &format!("std.{}", module.name));
            subject.doc = module.files.first().map(|(_, text)| opening(text)).unwrap_or_default();
            collector.in_module = true;
            module.files.iter().for_each(|(file, text)| collector.file(file, text));
            subject.entries = std::mem::take(&mut collector.loose);
            // The file's opening comment is no part of what its first declaration says.
            for entry in &mut subject.entries {
                if let Some(own) = entry.doc.strip_prefix(&subject.doc) {
                    entry.doc = own.trim().to_owned();
                }
            }
            subject.parts = collector.finish();
            subjects.push(subject);
        }
        subjects.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        Self { subjects }
    }
}

impl Subject {
    fn new(kind: SubjectKind, name: &str) -> Self {
        let (name, head, doc) = (name.to_owned(), String::new(), String::new());
        Self { kind, name, head, doc, entries: Vec::new(), implements: Vec::new(), parts: Vec::new() }
    }

    /// The page's file.
    pub fn file_name(&self) -> String {
        format!("{}.md", self.name.to_lowercase())
    }
}

/// The comment that a module's file opens with.
fn opening(text: &str) -> String {
    let words = |line: &str| {
        let text = line.trim_start_matches('#');
        text.strip_prefix(' ').unwrap_or(text).trim_end().to_owned()
    };
    let lines: Vec<String> = text.lines().take_while(|line| line.starts_with('#')).map(words).collect();
    lines.join("\n")
}

/// Gathers the subjects of some files.
struct Collector<'s> {
    sources: &'s SourceMap,
    subjects: BTreeMap<String, Subject>,
    /// Functions and constants outside of types.
    loose: Vec<Entry>,
    /// Everything that is not private is for users; in the prelude, what says something of itself.
    in_module: bool,
}

impl<'s> Collector<'s> {
    fn new(sources: &'s SourceMap) -> Self {
        Self { sources, subjects: BTreeMap::new(), loose: Vec::new(), in_module: false }
    }

    fn file(&mut self, name: &str, text: &str) {
        let file = self.sources.add(name, text);
        for statement in aria_syntax::parse(file, text).tree.body {
            match &statement.kind {
                StmtKind::Item(item) => self.item(item),
                StmtKind::Let(constant) if constant.private.is_none() => self.constant(constant),
                _ => {}
            }
        }
    }

    /// What was declared or extended here. Types that are only extended and say nothing of themselves are left out.
    fn finish(self) -> Vec<Subject> {
        let documented = |s: &Subject| !s.head.is_empty() || !s.entries.is_empty();
        let mut subjects: Vec<Subject> = self.subjects.into_values().filter(documented).collect();
        for subject in &mut subjects {
            subject.implements.sort();
            subject.implements.dedup();
        }
        subjects
    }

    fn item(&mut self, item: &Item) {
        if item.private.is_some() {
            return;
        }
        match &item.kind {
            // In the prelude, what has no word for users is the library's own business.
            ItemKind::Fn(decl) if item.doc.is_some() || self.in_module => {
                let entry = self.function(item, decl);
                self.loose.push(entry);
            }
            ItemKind::Struct(decl) => self.record(item, "struct", decl),
            ItemKind::Class(decl) => self.record(item, "class", decl),
            ItemKind::Enum(decl) => self.enumeration(item, decl),
            ItemKind::Trait(decl) => self.trait_(item, decl),
            ItemKind::Impl(decl) => self.implementation(decl),
            _ => {}
        }
    }

    fn constant(&mut self, constant: &LetDecl) {
        let (PatternKind::Path(_) | PatternKind::Binding(_)) = &constant.pattern.kind else { return };
        if constant.doc.is_some() || self.in_module {
            let ty = constant.ty.as_ref().map(|ty| format!(": {}", self.text(ty.span))).unwrap_or_default();
            let signature = format!("let {}{ty}", self.text(constant.pattern.span));
            self.loose.push(Entry { signature, doc: words(constant.doc.as_ref()) });
        }
    }

    fn record(&mut self, item: &Item, word: &str, decl: &TypeDecl) {
        let Some(subject) = self.declared(SubjectKind::Type, word, decl.name.as_str(), &decl.generics, item) else { return };
        let mut entries = Vec::new();
        for field in decl.fields().filter(|f| !f.is_private) {
            entries.push(Entry { signature: self.text(field.span), doc: words(field.doc.as_ref()) });
        }
        self.members(&decl.members, &mut entries);
        let derived: Vec<String> = decl.derives.iter().map(|t| self.text(t.span)).collect();
        self.extend(&subject, entries, derived);
    }

    fn enumeration(&mut self, item: &Item, decl: &EnumDecl) {
        let Some(subject) = self.declared(SubjectKind::Type, "enum", decl.name.as_str(), &decl.generics, item) else { return };
        let mut entries: Vec<Entry> = decl
            .variants
            .iter()
            .map(|variant| Entry { signature: self.text(variant.span), doc: words(variant.doc.as_ref()) })
            .collect();
        self.members(&decl.members, &mut entries);
        let derived: Vec<String> = decl.derives.iter().map(|t| self.text(t.span)).collect();
        self.extend(&subject, entries, derived);
    }

    fn trait_(&mut self, item: &Item, decl: &TraitDecl) {
        let Some(subject) = self.declared(SubjectKind::Trait, "trait", decl.name.as_str(), &decl.generics, item) else { return };
        let mut entries = Vec::new();
        self.members(&decl.members, &mut entries);
        self.extend(&subject, entries, Vec::new());
    }

    fn implementation(&mut self, decl: &ImplDecl) {
        let target = subject_of(&decl.target);
        // An impl for every type with some trait is told with the trait.
        let Some(name) = target.filter(|name| decl.generics.iter().all(|g| g.name.as_str() != name)) else { return };
        let mut entries = Vec::new();
        let mut traits = Vec::new();
        match &decl.trait_ {
            Some(implemented) => traits.push(self.text(implemented.span)),
            None => self.members(&decl.members, &mut entries),
        }
        // The other widths repeat what `Int` has.
        if INTEGERS.contains(&name.as_str()) {
            return;
        }
        let subject = self.subjects.entry(name.clone()).or_insert_with(|| Subject::new(SubjectKind::Type, &name));
        if let Some((_, doc)) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name) {
            subject.doc = (*doc).to_owned();
        }
        self.extend(&name, entries, traits);
    }

    /// Begins a type's subject, if it has a word for users; gives its name.
    fn declared(&mut self, kind: SubjectKind, word: &str, name: &str, generics: &[GenericParam], item: &Item) -> Option<String> {
        let doc = item.doc.as_ref()?;
        let generics: Vec<String> = generics.iter().map(|g| self.text(g.span)).collect();
        let generics = if generics.is_empty() { String::new() } else { format!("[{}]", generics.join(", ")) };
        let subject = self.subjects.entry(name.to_owned()).or_insert_with(|| Subject::new(kind, name));
        let walks = kind == SubjectKind::Type && (name.ends_with("Iterator") || name == "Chars");
        subject.kind = if walks { SubjectKind::Iterator } else { kind };
        subject.head = format!("{word} {name}{generics}");
        subject.doc = doc.text.to_string();
        Some(name.to_owned())
    }

    fn extend(&mut self, subject: &str, entries: Vec<Entry>, implements: Vec<String>) {
        if let Some(subject) = self.subjects.get_mut(subject) {
            subject.entries.extend(entries);
            subject.implements.extend(implements);
        }
    }

    /// The constants and methods for users among the members of a body.
    fn members(&self, members: &[Member], entries: &mut Vec<Entry>) {
        for (item, decl) in methods(members) {
            let hook = decl.name.text.starts_with('=') || &decl.name == "finalize";
            if item.private.is_none() && !hook {
                entries.push(self.function(item, decl));
            }
        }
    }

    fn function(&self, item: &Item, decl: &FnDecl) -> Entry {
        Entry { signature: self.text(decl.signature_span), doc: words(item.doc.as_ref()) }
    }

    /// The source of a place, on one line.
    fn text(&self, span: Span) -> String {
        let text = self.sources.snippet(span);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn words(doc: Option<&Doc>) -> String {
    doc.map(|doc| doc.text.to_string()).unwrap_or_default()
}

/// The subject that an `impl` for a type belongs to.
fn subject_of(target: &TypeExpr) -> Option<String> {
    match &target.kind {
        TypeKind::Path(segments) => Some(segments.first()?.name.text.to_string()),
        TypeKind::Optional(_) => Some("Option".into()),
        _ => None,
    }
}
