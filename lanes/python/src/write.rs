//! Writing the `.pyi`: the interface in Python's own words, for type checkers and editors.

use std::fmt::Write;

use aria_foreign::{ExportedInterface, ForeignFunction};
use aria_lane::{Writer, WrittenFile};

use crate::PythonLane;
use crate::export::param_name;
use crate::mappings::python_name;

impl Writer for PythonLane {
    fn write(&self, interface: &ExportedInterface) -> Vec<WrittenFile> {
        let mut contents = String::new();
        if let Some(text) = &interface.documentation {
            docstring(&mut contents, "", text);
            contents.push('\n');
        }
        for function in &interface.functions {
            stub(&mut contents, function);
        }
        vec![WrittenFile { path: format!("{}.pyi", interface.name), contents }]
    }
}

fn stub(out: &mut String, function: &ForeignFunction) {
    let mut params: Vec<String> = Vec::new();
    for (i, param) in function.params.iter().enumerate() {
        let ty = python_name(&param.ty).unwrap_or("object");
        params.push(format!("{}: {ty}", param_name(param.name.as_deref(), i)));
    }
    if !params.is_empty() {
        params.push("/".to_owned());
    }
    let result = python_name(&function.result).unwrap_or("object");
    let _ = write!(out, "def {}({}) -> {result}:", function.name, params.join(", "));
    match &function.documentation {
        Some(text) => {
            out.push('\n');
            docstring(out, "    ", text);
            out.push_str("    ...\n");
        }
        None => out.push_str(" ...\n"),
    }
}

fn docstring(out: &mut String, indent: &str, text: &str) {
    let text = text.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    let lines: Vec<&str> = text.trim().lines().collect();
    if let [only] = lines[..]
        && !only.ends_with('"')
    {
        let _ = writeln!(out, "{indent}\"\"\"{only}\"\"\"");
        return;
    }
    let _ = writeln!(out, "{indent}\"\"\"");
    for line in lines {
        let _ = writeln!(out, "{}", format!("{indent}{line}").trim_end());
    }
    let _ = writeln!(out, "{indent}\"\"\"");
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use aria_foreign::{Availability, CScalar, CallingConvention, Facts, ForeignType, Linkage, Parameter};

    use super::*;

    fn function(name: &str, params: &[(&str, ForeignType)], result: ForeignType, text: Option<&str>) -> Arc<ForeignFunction> {
        let param =
            |(name, ty): &(&str, ForeignType)| Parameter { name: Some((*name).into()), ty: ty.clone(), facts: Facts::default() };
        Arc::new(ForeignFunction {
            name: name.into(),
            symbol: name.into(),
            params: params.iter().map(param).collect(),
            result,
            variadic: false,
            noreturn: false,
            convention: CallingConvention::C,
            linkage: Linkage::External,
            facts: Facts::default(),
            availability: Availability::Available,
            documentation: text.map(Into::into),
            place: None,
        })
    }

    #[test]
    fn functions_are_stubs_with_their_documentation() {
        let int = ForeignType::Integer { bits: 64, signed: true };
        let float = ForeignType::Scalar(CScalar::Double);
        let add = function("add", &[("a", int.clone()), ("lambda", float)], int, Some("Adds.\n\nSays \"\"\"so\"\"\"."));
        let reset = function("reset", &[], ForeignType::Void, None);
        let interface =
            ExportedInterface { name: "m".into(), documentation: Some("A module.".into()), functions: vec![add, reset] };
        let files = PythonLane.write(&interface);
        assert_eq!(files[0].path, "m.pyi");
        let expected = "\"\"\"A module.\"\"\"\n\n\
            def add(a: int, lambda_: float, /) -> int:\n    \"\"\"\n    Adds.\n\n    Says \\\"\\\"\\\"so\\\"\\\"\\\".\n    \"\"\"\n    ...\n\
            def reset() -> None: ...\n";
        assert_eq!(files[0].contents, expected);
    }
}
