//! The C text of adapters and of macro instantiations.

use aria_foreign::{Adapter, AdapterKind, AdapterParam, CallingConvention, ForeignType};

use crate::spelling::{TagSpellings, Unspellable, erased, specifier};

/// The function that holds a macro while its type is asked.
const PROBE: &str = "__aria_probe";

/// A parameter's declaration, and the expression that its value is.
struct Argument {
    declaration: Option<String>,
    expression: String,
}

/// `typed`: the body needs the parameter's real type, not just its machine form.
fn argument(number: usize, param: &AdapterParam, typed: bool, tags: &dyn TagSpellings) -> Result<Argument, Unspellable> {
    // A word of C that a macro takes as it stands (a type, an identifier that is pasted).
    if let ForeignType::Lane { name } = &param.ty {
        return Ok(Argument { declaration: None, expression: name.to_string() });
    }
    let name = format!("__aria_{number}");
    let whole = if typed || param.indirect { specifier(&param.ty, tags)? } else { erased(&param.ty, tags)? };
    Ok(if param.indirect {
        Argument { declaration: Some(format!("{whole} *{name}")), expression: format!("*{name}") }
    } else {
        Argument { declaration: Some(format!("{whole} {name}")), expression: name }
    })
}

/// An adapter has no lines of its own: what is in it belongs to the calling line.
const ATTRIBUTES: &str = "__attribute__((always_inline, nodebug))";

/// What a function that only the program declares is called inside its adapter. clang remembers it after the adapter's
/// end, so each adapter has a name of its own.
fn declared(adapter: &str) -> String {
    format!("{adapter}_declared")
}

/// The declaration of a function that no header declares. It has a name of its own, so that a header's declaration of
/// the same symbol, which may differ, is not met.
fn prototype(
    request: &Adapter,
    adapter: &str,
    symbol: &str,
    fixed: u32,
    variadic: bool,
    convention: CallingConvention,
    tags: &dyn TagSpellings,
) -> Result<String, Unspellable> {
    let mut parameters: Vec<String> =
        request.params.iter().take(fixed as usize).map(|p| specifier(&p.ty, tags)).collect::<Result<_, _>>()?;
    if variadic {
        parameters.push("...".into());
    }
    if parameters.is_empty() {
        parameters.push("void".into());
    }
    let attribute = match convention {
        CallingConvention::C | CallingConvention::CUnwind => "",
        CallingConvention::Stdcall => "__attribute__((stdcall)) ",
        CallingConvention::Fastcall => "__attribute__((fastcall)) ",
        CallingConvention::Win64 => "__attribute__((ms_abi)) ",
        CallingConvention::SysV64 => "__attribute__((sysv_abi)) ",
    };
    let result = specifier(&request.result, tags)?;
    Ok(format!("extern {attribute}{result} {}({}) __asm__(\"{symbol}\");", declared(adapter), parameters.join(", ")))
}

/// The definition of the function `adapter` that answers a request.
pub(crate) fn definition(request: &Adapter, adapter: &str, tags: &dyn TagSpellings) -> Result<String, Unspellable> {
    let typed = !matches!(request.kind, AdapterKind::Function { .. });
    let arguments: Vec<Argument> = request
        .params
        .iter()
        .enumerate()
        .map(|(number, param)| argument(number, param, typed, tags))
        .collect::<Result<_, _>>()?;
    let expression =
        |i: usize| arguments.get(i).map(|a| a.expression.as_str()).ok_or_else(|| Unspellable("an argument is missing".into()));
    let from = |first: usize| arguments.iter().skip(first).map(|a| a.expression.as_str()).collect::<Vec<_>>().join(", ");
    let value = match &request.kind {
        // In parentheses a function's name is not taken for a macro with parameters.
        AdapterKind::Function { name } => format!("({name})({})", from(0)),
        AdapterKind::Declared { .. } => format!("{}({})", declared(adapter), from(0)),
        AdapterKind::Pointer => format!("({})({})", expression(0)?, from(1)),
        AdapterKind::Macro { name } => format!("{name}({})", from(0)),
        AdapterKind::ObjectMacro { name } => format!("({name})"),
        AdapterKind::ReadField { field, .. } => format!("({})->{field}", expression(0)?),
        AdapterKind::WriteField { field, .. } => format!("({})->{field} = {}", expression(0)?, expression(1)?),
        AdapterKind::Address { name } => format!("(void *)&({name})"),
    };
    let mut declarations: Vec<String> = arguments.iter().filter_map(|a| a.declaration.clone()).collect();
    let (result, body) = match (&request.kind, request.result.canonical()) {
        (AdapterKind::WriteField { .. }, _) | (_, ForeignType::Void) => ("void".to_owned(), format!("{value};")),
        _ if request.result.is_direct() => (erased(&request.result, tags)?, format!("return {value};")),
        _ => {
            declarations.insert(0, format!("{} *__aria_result", specifier(&request.result, tags)?));
            ("void".to_owned(), format!("*__aria_result = {value};"))
        }
    };
    let parameters = if declarations.is_empty() { "void".to_owned() } else { declarations.join(", ") };
    let text = format!("{ATTRIBUTES} {result} {adapter}({parameters}) {{ {body} }}");
    Ok(match &request.kind {
        AdapterKind::Declared { symbol, fixed, variadic, convention } => {
            let prototype = prototype(request, adapter, symbol, *fixed, *variadic, *convention, tags)?;
            format!("{ATTRIBUTES} {result} {adapter}({parameters}) {{ {prototype} {body} }}")
        }
        // The header may have given a macro the field's name later.
        AdapterKind::ReadField { field, .. } | AdapterKind::WriteField { field, .. } => {
            format!("#pragma push_macro(\"{field}\")\n#undef {field}\n{text}\n#pragma pop_macro(\"{field}\")")
        }
        _ => text,
    })
}

/// A function whose only statement is the macro with places of these types as arguments.
pub(crate) fn instantiation(name: &str, arguments: &[ForeignType], tags: &dyn TagSpellings) -> Result<String, Unspellable> {
    let mut declarations = Vec::new();
    let mut expressions = Vec::new();
    for (number, ty) in arguments.iter().enumerate() {
        let argument = argument(number, &AdapterParam { ty: ty.clone(), indirect: true }, true, tags)?;
        declarations.extend(argument.declaration);
        expressions.push(argument.expression);
    }
    let parameters = if declarations.is_empty() { "void".to_owned() } else { declarations.join(", ") };
    Ok(format!("static void {PROBE}({parameters}) {{ {name}({}); }}", expressions.join(", ")))
}

/// A function whose only statement has the pointer to the type that a macro stands for.
pub(crate) fn type_probe(name: &str) -> String {
    format!("static void {PROBE}(void) {{ ({name} *)0; }}")
}
