//! Facts that headers state in attributes, and the one that the language adds.

use std::sync::Arc;

use aria_foreign::{CScalar, Fact, FactOrigin, Facts, ForeignFunction, ForeignPlace, ForeignType, FreeWith, Sourced};
use aria_lane_c_clang::{Cursor, Malformed};

use crate::decode::place;

/// Reads the facts behind a function's item into it.
pub(crate) fn read(c: &mut Cursor<'_>, function: &mut ForeignFunction) -> Result<(), Malformed> {
    let count = c.number()?;
    for _ in 0..count {
        let target = c.small()? as usize;
        let kind = c.byte()?;
        let at = place(c)?;
        let fact = match kind {
            0 => Fact::NonNull,
            1 => Fact::Nullable,
            2 => Fact::Format(Arc::from(c.text()?)),
            3 => {
                let free_with = Some(FreeWith { function: Arc::from(c.text()?), argument: c.small()? });
                Fact::Owned { free_with, condition: None, invalid: None }
            }
            4 => {
                let access = c.text()?;
                add_access(function, &access, at.as_ref());
                continue;
            }
            _ => return Err(Malformed),
        };
        if let Some(facts) = facts_of(function, target) {
            facts.add(Sourced { fact, origin: FactOrigin::Attribute, place: at });
        }
    }
    add_printf_by_name(function);
    Ok(())
}

/// The facts of the function and its result (0), or of a parameter (counted from one).
fn facts_of(function: &mut ForeignFunction, target: usize) -> Option<&mut Facts> {
    match target.checked_sub(1) {
        None => Some(&mut function.facts),
        Some(index) => function.params.get_mut(index).map(|p| &mut p.facts),
    }
}

/// `(__write_only__, 1, 2)`: how the pointer in parameter 1 is used, and the parameter that holds its extent.
/// GCC counts the extent in elements of the pointee, in bytes for `void *`.
fn add_access(function: &mut ForeignFunction, access: &str, at: Option<&ForeignPlace>) {
    let mut words = access.trim_matches(['(', ')', ' ']).split(',').map(|w| w.trim().trim_matches('_'));
    let mode = words.next().unwrap_or_default();
    let mut index = || words.next().and_then(|w| w.parse::<usize>().ok()).and_then(|n| n.checked_sub(1));
    let (pointer, extent) = (index(), index());
    let extent = extent
        .and_then(|i| Some((i, function.params.get(i)?)))
        .map(|(i, p)| p.name.clone().unwrap_or_else(|| format!("${}", i + 1).into()));
    let Some(param) = pointer.and_then(|i| function.params.get_mut(i)) else { return };
    let in_bytes = matches!(param.ty.canonical(), ForeignType::Pointer(p) if *p.pointee.canonical() == ForeignType::Void);
    let used = match mode {
        "write_only" => Some(Fact::Out),
        "read_write" => Some(Fact::InOut),
        "read_only" => Some(Fact::ReadOnly),
        _ => None,
    };
    let extent = extent.map(|name| if in_bytes { Fact::Bytes(name) } else { Fact::Len(name) });
    for fact in used.into_iter().chain(extent) {
        param.facts.add(Sourced { fact, origin: FactOrigin::Attribute, place: at.cloned() });
    }
}

/// A `const char *` named `fmt` or `format` directly before `...` is printf's, unless the header says otherwise.
fn add_printf_by_name(function: &mut ForeignFunction) {
    if !function.variadic {
        return;
    }
    let Some(last) = function.params.last_mut() else { return };
    let named = last.name.as_deref().is_some_and(|name| matches!(name.trim_matches('_'), "fmt" | "format"));
    let string = matches!(last.ty.canonical(), ForeignType::Pointer(p)
        if p.is_const && *p.pointee.canonical() == ForeignType::Scalar(CScalar::Char));
    if named && string {
        last.facts.add(Sourced { fact: Fact::Format("printf".into()), origin: FactOrigin::Language, place: None });
    }
}
