//! From the bytes of a container to the model. The writer is `clang/cpp/declarations.cpp` and `types.cpp`.

use std::sync::Arc;

use aria_foreign::{
    Availability, CScalar, CallingConvention, Enumeration, Enumerator, Facts, Field, ForeignFunction, ForeignPlace, ForeignType,
    FunctionType, Global, Linkage, Parameter, PointerType, Record, RecordKind, TypeKey, Unavailable,
};
use aria_lane_c_clang::{Cursor, IndexEntry, Malformed};

use crate::documentation;
use crate::facts;

/// What a line of the index stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Function,
    Global,
    Enumerator,
    ObjectMacro,
    FunctionMacro,
    Typedef,
    Tag,
    Unavailable,
    UnavailableType,
}

/// Index flag: declared in an imported header itself.
const OWN: u8 = 1;

pub(crate) fn kind(entry: &IndexEntry<'_>) -> Option<Kind> {
    Some(match entry.kind {
        1 => Kind::Function,
        2 => Kind::Global,
        3 => Kind::Enumerator,
        4 => Kind::ObjectMacro,
        5 => Kind::FunctionMacro,
        6 => Kind::Typedef,
        7 => Kind::Tag,
        8 => Kind::Unavailable,
        9 => Kind::UnavailableType,
        _ => return None,
    })
}

pub(crate) fn is_own(entry: &IndexEntry<'_>) -> bool {
    entry.flags & OWN != 0
}

/// Types nest only as deep as a header writes them; deeper bytes are damaged.
const DEPTH: u32 = 256;

fn text(c: &mut Cursor<'_>) -> Result<Arc<str>, Malformed> {
    Ok(Arc::from(c.text()?))
}

fn optional(c: &mut Cursor<'_>) -> Result<Option<Arc<str>>, Malformed> {
    let text = c.text()?;
    Ok(if text.is_empty() { None } else { Some(Arc::from(text)) })
}

fn documentation(c: &mut Cursor<'_>) -> Result<Option<Arc<str>>, Malformed> {
    let raw = c.text()?;
    Ok(if raw.is_empty() { None } else { documentation::clean(&raw).map(Arc::from) })
}

pub(crate) fn place(c: &mut Cursor<'_>) -> Result<Option<ForeignPlace>, Malformed> {
    let file = c.small()?;
    let Some(number) = file.checked_sub(1) else { return Ok(None) };
    let (path, _) = c.container().file(number as usize)?;
    Ok(Some(ForeignPlace { path: Arc::from(path), line: c.small()?, column: c.small()? }))
}

pub(crate) fn unavailable(c: &mut Cursor<'_>) -> Result<Unavailable, Malformed> {
    Ok(Unavailable { reason: c.text()?.into_owned(), place: place(c)? })
}

pub(crate) fn ty(c: &mut Cursor<'_>) -> Result<ForeignType, Malformed> {
    nested(c, DEPTH)
}

fn nested(c: &mut Cursor<'_>, depth: u32) -> Result<ForeignType, Malformed> {
    let depth = depth.checked_sub(1).ok_or(Malformed)?;
    Ok(match c.byte()? {
        0 => ForeignType::Void,
        1 => ForeignType::Scalar(*CScalar::ALL.get(c.byte()? as usize).ok_or(Malformed)?),
        2 => ForeignType::Integer { bits: bits(c)?, signed: c.byte()? != 0 },
        3 => ForeignType::Float { bits: bits(c)? },
        4 => {
            let flags = c.byte()?;
            let nullable = (flags & 8 != 0).then_some(flags & 16 != 0);
            ForeignType::Pointer(Arc::new(PointerType {
                pointee: nested(c, depth)?,
                is_const: flags & 1 != 0,
                is_volatile: flags & 2 != 0,
                restrict: flags & 4 != 0,
                nullable,
            }))
        }
        5 => ForeignType::Array { element: Arc::new(nested(c, depth)?), length: c.number()?, flexible: c.byte()? != 0 },
        6 => {
            let count = c.number()?;
            let mut params = Vec::new();
            for _ in 0..count {
                params.push(nested(c, depth)?);
            }
            ForeignType::Function(Arc::new(FunctionType { params, result: nested(c, depth)?, variadic: c.byte()? != 0 }))
        }
        7 => ForeignType::Record(TypeKey(c.u64()?)),
        8 => ForeignType::Enum(TypeKey(c.u64()?)),
        9 => ForeignType::Alias { name: text(c)?, target: Arc::new(nested(c, depth)?) },
        10 => ForeignType::Opaque { spelling: text(c)?, size: c.number()?, align: c.number()? },
        11 => ForeignType::Unavailable(Arc::new(unavailable(c)?)),
        _ => return Err(Malformed),
    })
}

fn bits(c: &mut Cursor<'_>) -> Result<u16, Malformed> {
    u16::try_from(c.number()?).map_err(|_| Malformed)
}

fn availability(c: &mut Cursor<'_>) -> Result<Availability, Malformed> {
    Ok(match c.byte()? {
        0 => Availability::Available,
        1 => Availability::Deprecated { message: optional(c)?.map(|m| m.to_string()) },
        2 => {
            let message = c.text()?;
            let reason =
                if message.is_empty() { "its header says that it is unavailable".to_owned() } else { message.into_owned() };
            Availability::Unavailable(Unavailable { reason, place: None })
        }
        _ => return Err(Malformed),
    })
}

const fn linkage(flags: u8) -> Linkage {
    if flags & 4 == 0 { Linkage::External } else { Linkage::Inline }
}

pub(crate) fn function(c: &mut Cursor<'_>) -> Result<ForeignFunction, Malformed> {
    let (name, symbol, result) = (text(c)?, text(c)?, ty(c)?);
    let count = c.number()?;
    let mut params = Vec::new();
    for _ in 0..count {
        params.push(Parameter { name: optional(c)?, ty: ty(c)?, facts: Facts::default() });
    }
    let flags = c.byte()?;
    let convention = match c.byte()? {
        0 => CallingConvention::C,
        1 => CallingConvention::CUnwind,
        2 => CallingConvention::Stdcall,
        3 => CallingConvention::Fastcall,
        4 => CallingConvention::Win64,
        5 => CallingConvention::SysV64,
        _ => return Err(Malformed),
    };
    let mut function = ForeignFunction {
        name,
        symbol,
        params,
        result,
        variadic: flags & 1 != 0,
        noreturn: flags & 2 != 0,
        convention,
        linkage: linkage(flags),
        facts: Facts::default(),
        availability: availability(c)?,
        documentation: documentation(c)?,
        place: place(c)?,
    };
    facts::read(c, &mut function)?;
    Ok(function)
}

pub(crate) fn global(c: &mut Cursor<'_>) -> Result<Global, Malformed> {
    let (name, symbol, ty) = (text(c)?, text(c)?, ty(c)?);
    let flags = c.byte()?;
    Ok(Global {
        name,
        symbol,
        ty,
        is_const: flags & 1 != 0,
        thread_local: flags & 2 != 0,
        linkage: linkage(flags),
        availability: availability(c)?,
        documentation: documentation(c)?,
        place: place(c)?,
    })
}

/// A macro as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Macro {
    /// Its brackets match, so that putting it between parentheses is harmless.
    pub balanced: bool,
    pub empty: bool,
    /// The parameters of a function-like macro, and whether `...` follows them.
    pub parameters: Option<(Vec<Arc<str>>, bool)>,
    /// The identifier that is the whole replacement, if it is one.
    pub other_name: Option<Arc<str>>,
    pub place: Option<ForeignPlace>,
    /// The item goes on with the answer to what the macro is: it is a literal.
    pub answered: bool,
}

pub(crate) fn macro_item(c: &mut Cursor<'_>, function_like: bool) -> Result<Macro, Malformed> {
    let flags = c.byte()?;
    let mut item = Macro {
        balanced: flags & 1 != 0,
        empty: flags & 2 != 0,
        parameters: None,
        other_name: None,
        place: None,
        answered: flags & 4 != 0,
    };
    if function_like {
        let count = c.number()?;
        let mut names = Vec::new();
        for _ in 0..count {
            names.push(text(c)?);
        }
        let variadic = c.byte()? != 0;
        if variadic {
            // clang lists `__VA_ARGS__`, or the name before GNU's `...`, last.
            names.pop();
        }
        item.parameters = Some((names, variadic));
    } else {
        item.other_name = optional(c)?;
    }
    item.place = place(c)?;
    Ok(item)
}

pub(crate) fn enumerator(c: &mut Cursor<'_>) -> Result<(TypeKey, i128), Malformed> {
    Ok((TypeKey(c.u64()?), c.i128()?))
}

/// A line of the type table.
pub(crate) enum Tagged {
    Record(Record),
    Enumeration(Enumeration),
}

pub(crate) fn tagged(c: &mut Cursor<'_>) -> Result<Tagged, Malformed> {
    let which = c.byte()?;
    let (key, name, spelling) = (TypeKey(c.u64()?), text(c)?, text(c)?);
    match which {
        1 => {
            let kind = match c.byte()? {
                0 => RecordKind::Struct,
                1 => RecordKind::Union,
                _ => RecordKind::Opaque,
            };
            let (size, align) = (c.number()?, c.number()?);
            let count = c.number()?;
            let mut fields = Vec::new();
            for _ in 0..count {
                let (name, ty, offset_bits, width) = (text(c)?, ty(c)?, c.number()?, c.small()?);
                fields.push(Field { name, ty, offset_bits, bit_width: width.checked_sub(1), documentation: documentation(c)? });
            }
            let (documentation, place) = (documentation(c)?, place(c)?);
            let facts = Facts::default();
            Ok(Tagged::Record(Record { key, name, spelling, kind, size, align, fields, facts, documentation, place }))
        }
        2 => {
            let underlying = ty(c)?;
            let count = c.number()?;
            let mut enumerators = Vec::new();
            for _ in 0..count {
                enumerators.push(Enumerator { name: text(c)?, value: c.i128()? });
            }
            let (documentation, place) = (documentation(c)?, place(c)?);
            Ok(Tagged::Enumeration(Enumeration { key, name, spelling, underlying, enumerators, documentation, place }))
        }
        _ => Err(Malformed),
    }
}
