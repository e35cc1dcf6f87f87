//! The declarations of a listing, by kind.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

use aria_bind::{bind_function, bind_type, type_form};
use aria_foreign::{
    Availability, Enumeration, ForeignFunction, ForeignItem, ForeignPlace, ForeignType, Global, Linkage, NameSpace, Record,
    RecordKind, TypeKey, Unavailable,
};

use super::annotations::{annotations, reviewer, with_origins};
use super::{Listing, values};

/// Longer signatures get a line for each parameter.
const WIDTH: usize = 110;

/// Declarations of one kind.
pub struct Group {
    title: &'static str,
    entries: Vec<Entry>,
}

struct Entry {
    /// Lines above the declaration.
    before: Vec<String>,
    lines: Vec<String>,
    /// What follows the first line as a comment.
    comment: Vec<String>,
}

impl Entry {
    fn line(text: String, comment: impl IntoIterator<Item = Option<String>>) -> Self {
        Entry { before: Vec::new(), lines: vec![text], comment: comment.into_iter().flatten().collect() }
    }

    fn is_long(&self) -> bool {
        self.lines.len() > 1 || !self.before.is_empty()
    }
}

impl Group {
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn write(&self, out: &mut String) {
        if self.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n  # {} ({})", self.title, self.entries.len());
        let mut after_long = true;
        for entry in &self.entries {
            // What takes several lines stands apart.
            if entry.is_long() || after_long {
                out.push('\n');
            }
            after_long = entry.is_long();
            for line in &entry.before {
                let _ = writeln!(out, "  {line}");
            }
            for (i, line) in entry.lines.iter().enumerate() {
                let comment =
                    if i == 0 && !entry.comment.is_empty() { format!("  # {}", entry.comment.join("; ")) } else { String::new() };
                let _ = writeln!(out, "  {line}{comment}");
            }
        }
    }
}

/// Sorts the names into groups. With them, the symbols that the functions and globals link against.
pub fn groups(listing: &Listing<'_>, names: &[Arc<str>]) -> (Vec<Group>, Vec<String>) {
    let mut sorter = Sorter {
        listing,
        types: Vec::new(),
        constants: Vec::new(),
        globals: Vec::new(),
        functions: Vec::new(),
        macros: Vec::new(),
        unavailable: Vec::new(),
        tags: BTreeSet::new(),
        symbols: Vec::new(),
    };
    for name in names {
        if let Some(item) = listing.interface.lookup(name, NameSpace::Values) {
            sorter.value(name, item);
        }
        // A tag may share its name with a typedef of something else.
        let declared = [NameSpace::Types, NameSpace::Tags].map(|space| listing.interface.lookup(name, space));
        for item in declared.into_iter().flatten() {
            sorter.type_item(name, item);
        }
    }
    let group = |title, entries| Group { title, entries };
    let groups = vec![
        group("Types", sorter.types),
        group("Constants", sorter.constants),
        group("Variables", sorter.globals),
        group("Functions", sorter.functions),
        group("Macros with parameters: typed by the arguments of each call", sorter.macros),
        group("Not available in Aria, and why", sorter.unavailable),
    ];
    (groups, sorter.symbols)
}

struct Sorter<'l> {
    listing: &'l Listing<'l>,
    types: Vec<Entry>,
    constants: Vec<Entry>,
    globals: Vec<Entry>,
    functions: Vec<Entry>,
    macros: Vec<Entry>,
    unavailable: Vec<Entry>,
    /// Records and enumerations that are listed already.
    tags: BTreeSet<TypeKey>,
    symbols: Vec<String>,
}

impl Sorter<'_> {
    fn refuse(&mut self, name: &str, why: &Unavailable, place: Option<&ForeignPlace>) {
        let place = self.listing.place(place.or(why.place.as_ref()));
        self.unavailable.push(Entry::line(format!("# {name}: {}", why.reason), [place]));
    }

    fn value(&mut self, name: &str, item: ForeignItem) {
        match item {
            ForeignItem::Function(function) => self.function(&function),
            ForeignItem::Global(global) => self.global(&global),
            ForeignItem::Enumerator { enumeration, .. } => self.enumeration(enumeration),
            ForeignItem::ObjectMacro { place } => match values::constant(name, self.listing.interface) {
                Ok((text, comment)) => {
                    let place = self.listing.place(place.as_ref());
                    self.constants.push(Entry::line(text, [place, comment]));
                }
                Err(why) => self.refuse(name, &why, place.as_ref()),
            },
            ForeignItem::FunctionMacro { params, variadic, place } => {
                let mut params: Vec<&str> = params.iter().map(|p| &**p).collect();
                params.extend(variadic.then_some("..."));
                let place = self.listing.place(place.as_ref());
                self.macros.push(Entry::line(format!("macro {name}({})", params.join(", ")), [place]));
            }
            ForeignItem::Unavailable(why) => self.refuse(name, &why, None),
            // A type macro, or a name that is only a type: listed among the types. Names that are looked up when the
            // program runs are not listed at all, since nobody knows them.
            ForeignItem::Type(_) | ForeignItem::Dynamic { .. } => {}
        }
    }

    fn function(&mut self, function: &Arc<ForeignFunction>) {
        let function = match self.listing.overlays.get(&function.name) {
            Some(more) => more.applied(function),
            None => function.clone(),
        };
        if let Availability::Unavailable(why) = &function.availability {
            return self.refuse(&function.name, why, function.place.as_ref());
        }
        let interface = self.listing.interface;
        if let Err(why) = bind_function(&function, interface) {
            return self.refuse(&function.name, &why, function.place.as_ref());
        }
        if function.linkage == Linkage::External {
            self.symbols.push(function.symbol.to_string());
        }
        let name_of = |i: usize| function.params[i].name.as_deref().map_or_else(|| format!("p{}", i + 1), str::to_owned);
        let mut params: Vec<String> = Vec::new();
        let mut before = Vec::new();
        for (i, param) in function.params.iter().enumerate() {
            let mut text = String::new();
            if self.listing.facts {
                before.extend(with_origins(self.listing, &name_of(i), &param.facts));
            } else {
                annotations(&param.facts).iter().for_each(|a| text += &format!("{a} "));
            }
            params.push(format!("{text}{}: {}", name_of(i), type_form(&param.ty, interface)));
        }
        if function.variadic {
            params.push("...".into());
        }
        let result = if function.noreturn {
            " -> Never".to_owned()
        } else if matches!(function.result.canonical(), ForeignType::Void) {
            String::new()
        } else {
            format!(" -> {}", type_form(&function.result, interface))
        };
        if self.listing.facts {
            before.splice(0..0, with_origins(self.listing, "its result", &function.facts));
        } else {
            before = annotations(&function.facts);
        }
        let short = format!("fn {}({}){result}", function.name, params.join(", "));
        let lines = if short.len() <= WIDTH {
            vec![short]
        } else {
            let params = params.iter().map(|p| format!("  {p},"));
            std::iter::once(format!("fn {}(", function.name)).chain(params).chain([format!("){result}")]).collect()
        };
        let comment = [
            self.listing.place(function.place.as_ref()),
            (function.linkage == Linkage::Inline).then(|| "inline".to_owned()),
            reviewer(&function.facts).map(|by| format!("reviewed in {by}")),
            deprecated(&function.availability),
        ];
        self.functions.push(Entry { before, lines, comment: comment.into_iter().flatten().collect() });
    }

    fn global(&mut self, global: &Global) {
        if let Availability::Unavailable(why) = &global.availability {
            return self.refuse(&global.name, why, global.place.as_ref());
        }
        if let Err(why) = bind_type(&global.ty, self.listing.interface) {
            return self.refuse(&global.name, &why, global.place.as_ref());
        }
        if global.linkage == Linkage::External {
            self.symbols.push(global.symbol.to_string());
        }
        let word = if global.is_const { "let " } else { "" };
        let text = format!("{word}{}: {}", global.name, type_form(&global.ty, self.listing.interface));
        let place = self.listing.place(global.place.as_ref());
        let thread = global.thread_local.then(|| "one for each thread".to_owned());
        self.globals.push(Entry::line(text, [place, thread, deprecated(&global.availability)]));
    }

    fn type_item(&mut self, name: &str, item: ForeignItem) {
        let ty = match item {
            ForeignItem::Type(ty) => ty,
            ForeignItem::Unavailable(why) => return self.refuse(name, &why, None),
            _ => return,
        };
        let interface = self.listing.interface;
        let target = match &ty {
            ForeignType::Alias { target, .. } => &**target,
            other => other,
        };
        match target {
            ForeignType::Record(key) => match interface.record(*key) {
                Some(record) if *record.name == *name => self.record(&record),
                Some(record) => self.alias(name, &record.name),
                None => {}
            },
            ForeignType::Enum(key) => match interface.enumeration(*key) {
                Some(e) if *e.name == *name || e.name.is_empty() => self.enumeration(*key),
                Some(e) => self.alias(name, &e.name),
                None => {}
            },
            ForeignType::Function(_) => {
                let why = Unavailable { reason: "a function type; pointers to it are `CFn`".into(), place: None };
                self.refuse(name, &why, interface.type_place(name).as_ref());
            }
            other => match bind_type(other, interface) {
                Ok(_) => self.alias(name, &type_form(other, interface)),
                Err(why) => self.refuse(name, &why, interface.type_place(name).as_ref()),
            },
        }
    }

    fn alias(&mut self, name: &str, target: &str) {
        let text = format!("alias {name} = {target}");
        if !self.types.iter().any(|e| e.lines[0] == text) {
            let place = self.listing.place(self.listing.interface.type_place(name).as_ref());
            self.types.push(Entry::line(text, [place]));
        }
    }

    fn record(&mut self, record: &Record) {
        if !self.tags.insert(record.key) {
            return;
        }
        let place = self.listing.place(record.place.as_ref());
        let word = match record.kind {
            RecordKind::Union => "union",
            RecordKind::Struct | RecordKind::Opaque => "struct",
        };
        let first = format!("extern {word} {}", record.name);
        if record.kind == RecordKind::Opaque {
            return self.types.push(Entry::line(first, [place, Some("opaque: only pointers to it exist".to_owned())]));
        }
        let mut lines = vec![first];
        for field in &record.fields {
            let name = if field.name.is_empty() { "_" } else { &*field.name };
            let form = type_form(&field.ty, self.listing.interface);
            lines.push(match field.bit_width {
                Some(width) => format!("  {name}: {form}  # bit {}, {width} bits", field.offset_bits),
                None => format!("  {name}: {form}  # at {}", field.offset_bits / 8),
            });
        }
        lines.push("end".into());
        let size = format!("{} bytes, aligned to {}", record.size, record.align);
        self.types.push(Entry { before: Vec::new(), lines, comment: place.into_iter().chain([size]).collect() });
    }

    fn enumeration(&mut self, key: TypeKey) {
        let Some(enumeration) = self.listing.interface.enumeration(key).filter(|_| self.tags.insert(key)) else { return };
        let Enumeration { name, underlying, enumerators, place, .. } = &*enumeration;
        let space = if name.is_empty() { "" } else { " " };
        let mut lines = vec![format!("extern enum{space}{name}: {}", type_form(underlying, self.listing.interface))];
        lines.extend(enumerators.iter().map(|e| format!("  {} = {}", e.name, e.value)));
        lines.push("end".into());
        let comment = self.listing.place(place.as_ref()).into_iter().collect();
        self.types.push(Entry { before: Vec::new(), lines, comment });
    }
}

fn deprecated(availability: &Availability) -> Option<String> {
    match availability {
        Availability::Deprecated { message: Some(message) } => Some(format!("deprecated: {message}")),
        Availability::Deprecated { message: None } => Some("deprecated".to_owned()),
        _ => None,
    }
}
