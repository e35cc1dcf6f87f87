//! Foreign declarations as Aria would write them (`aria import`, messages, hover).

use std::fmt::Write;

use aria_foreign::{ForeignFunction, ForeignInterface, ForeignItem, ForeignType, RecordKind};

use crate::to_aria::bind_type;

/// A foreign type as Aria spells it; typedef names are kept.
pub fn type_form(ty: &ForeignType, interface: &dyn ForeignInterface) -> String {
    match ty {
        ForeignType::Alias { name, .. } => name.to_string(),
        ForeignType::Opaque { spelling, .. } => spelling.to_string(),
        ForeignType::Float { bits } => format!("Float{bits}"),
        ForeignType::Lane { name } => name.to_string(),
        ForeignType::Text => "String".to_owned(),
        ForeignType::Integer { bits, signed } => format!("{}Int{bits}", if *signed { "" } else { "U" }),
        ForeignType::Pointer(p)
            if matches!(p.pointee, ForeignType::Alias { .. }) && !matches!(p.pointee.canonical(), ForeignType::Function(_)) =>
        {
            let pointee = type_form(&p.pointee, interface);
            let qualifiers = (if p.is_const { ".const" } else { "" }, if p.restrict { ".restrict" } else { "" });
            format!("CPtr[{pointee}]{}{}", qualifiers.0, qualifiers.1)
        }
        _ => bind_type(ty, interface).map_or_else(|why| format!("{{unavailable: {}}}", why.reason), |t| t.to_string()),
    }
}

fn function_form(function: &ForeignFunction, interface: &dyn ForeignInterface) -> String {
    let mut out = format!("fn {}(", function.name);
    for (i, param) in function.params.iter().enumerate() {
        let separator = if i > 0 { ", " } else { "" };
        let name = param.name.as_deref().map_or_else(|| format!("p{}", i + 1), str::to_owned);
        let _ = write!(out, "{separator}{name}: {}", type_form(&param.ty, interface));
    }
    if function.variadic {
        out.push_str(if function.params.is_empty() { "..." } else { ", ..." });
    }
    out.push(')');
    if function.noreturn {
        out.push_str(" -> Never");
    } else if !matches!(function.result.canonical(), ForeignType::Void) {
        let _ = write!(out, " -> {}", type_form(&function.result, interface));
    }
    out
}

/// A declaration as Aria sees it; several lines for a record.
pub fn declaration_form(name: &str, item: &ForeignItem, interface: &dyn ForeignInterface) -> String {
    match item {
        ForeignItem::Function(f) => function_form(f, interface),
        ForeignItem::Global(g) => format!("{name}: {}", type_form(&g.ty, interface)),
        ForeignItem::Enumerator { value, .. } => format!("let {name} = {value}"),
        ForeignItem::ObjectMacro { .. } => format!("let {name}"),
        ForeignItem::FunctionMacro { params, variadic, .. } => {
            let mut params: Vec<&str> = params.iter().map(|p| &**p).collect();
            if *variadic {
                params.push("...");
            }
            format!("macro {name}({})", params.join(", "))
        }
        ForeignItem::Dynamic { ty, .. } => format!("{name}: {ty}  # looked up when the program runs"),
        ForeignItem::Type(ty) => type_declaration(name, ty, interface),
        ForeignItem::Unavailable(why) => format!("# {name} is unavailable: {}", why.reason),
    }
}

fn type_declaration(name: &str, ty: &ForeignType, interface: &dyn ForeignInterface) -> String {
    let target = match ty {
        ForeignType::Alias { target, .. } => target,
        other => other,
    };
    match target {
        ForeignType::Record(key) => {
            let Some(record) = interface.record(*key) else { return format!("extern struct {name}") };
            let word = if record.kind == RecordKind::Union { "union" } else { "struct" };
            if record.kind == RecordKind::Opaque {
                return format!("extern struct {name}  # opaque");
            }
            let mut out = format!("extern {word} {name}  # {} bytes, aligned to {}", record.size, record.align);
            for field in &record.fields {
                let label = if field.name.is_empty() { "_" } else { &field.name };
                let _ = write!(out, "\n  {label}: {}  # at ", type_form(&field.ty, interface));
                let _ = match field.bit_width {
                    Some(width) => write!(out, "bit {}, {width} bits", field.offset_bits),
                    None => write!(out, "{}", field.offset_bits / 8),
                };
            }
            out.push_str("\nend");
            out
        }
        ForeignType::Enum(key) => {
            let Some(enumeration) = interface.enumeration(*key) else { return format!("extern enum {name}") };
            let mut out = format!("extern enum {name}: {}", type_form(&enumeration.underlying, interface));
            for e in &enumeration.enumerators {
                let _ = write!(out, "\n  {} = {}", e.name, e.value);
            }
            out.push_str("\nend");
            out
        }
        other => format!("alias {name} = {}", type_form(other, interface)),
    }
}
