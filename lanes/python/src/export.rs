//! Exporting a module: what Python can take, and under which names it finds it.

use aria_diagnostics::Diagnostic;
use aria_foreign::{ExportedInterface, ForeignFunction, LaneEntry};
use aria_lane::{Emitter, ExportRequest};
use aria_source::Span;

use crate::PythonLane;
use crate::diagnostics::{BadModuleName, NoPythonType};
use crate::mappings::{ENTRY, python_name};

/// The words that Python's grammar keeps for itself (3.9 to 3.14).
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
    "return", "try", "while", "with", "yield",
];

/// Whether a name can be written in Python, in ASCII.
pub(crate) fn is_identifier(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_ascii_digit()) && !KEYWORDS.contains(&name)
}

impl Emitter for PythonLane {
    fn entry(&self) -> &'static LaneEntry {
        &ENTRY
    }

    fn check(&self, request: &ExportRequest<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let interface = request.interface;
        if !is_identifier(&interface.name) {
            found.push(BadModuleName { name: interface.name.to_string(), span: request.module }.into());
        }
        for (function, span) in interface.functions.iter().zip(request.functions) {
            types(function, *span, &mut found);
        }
        found
    }

    fn file_name(&self, interface: &ExportedInterface) -> String {
        // Every Python from 3.9 on loads it: it refers to no symbol of any of them.
        format!("{}.abi3.so", interface.name)
    }

    /// A first line that `inspect.signature` understands, then the documentation.
    fn function_documentation(&self, function: &ForeignFunction) -> String {
        let names = function.params.iter().enumerate().map(|(i, p)| param_name(p.name.as_deref(), i));
        let mut params: Vec<String> = names.collect();
        if !params.is_empty() {
            params.push("/".to_owned());
        }
        let text = function.documentation.as_deref().unwrap_or_default();
        format!("{}({})\n--\n\n{text}", function.name, params.join(", "))
    }
}

fn types(function: &ForeignFunction, span: Span, found: &mut Vec<Diagnostic>) {
    let mut report = |what: String, ty: &aria_foreign::ForeignType| {
        let ty = spelled(ty);
        found.push(NoPythonType { function: function.name.to_string(), what, ty, span }.into());
    };
    for (i, param) in function.params.iter().enumerate().filter(|(_, p)| python_name(&p.ty).is_none()) {
        report(format!("the parameter `{}`", param_name(param.name.as_deref(), i)), &param.ty);
    }
    if python_name(&function.result).is_none() {
        report("its result".to_owned(), &function.result);
    }
}

fn spelled(ty: &aria_foreign::ForeignType) -> String {
    use aria_foreign::ForeignType;
    match ty {
        ForeignType::Opaque { spelling, .. } => spelling.to_string(),
        ForeignType::Integer { bits, signed } => format!("{}Int{bits}", if *signed { "" } else { "U" }),
        ForeignType::Scalar(scalar) => scalar.aria_name().to_owned(),
        ForeignType::Alias { name, .. } => name.to_string(),
        ForeignType::Unavailable(why) => why.reason.clone(),
        _ => "a foreign type".to_owned(),
    }
}

/// The parameter's name, made one of Python's if it is none.
pub(crate) fn param_name(name: Option<&str>, index: usize) -> String {
    match name {
        Some(name) if is_identifier(name) => name.to_owned(),
        Some(name) if is_identifier(&format!("{name}_")) => format!("{name}_"),
        _ => format!("p{}", index + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_python_can_write() {
        assert!(is_identifier("aria_slice") && is_identifier("_x9"));
        assert!(!is_identifier("") && !is_identifier("9x") && !is_identifier("a-b") && !is_identifier("lambda"));
        assert_eq!(param_name(Some("lambda"), 0), "lambda_");
        assert_eq!(param_name(Some("ok?"), 1), "p2");
        assert_eq!(param_name(None, 0), "p1");
    }
}
