//! Records that only the program declares, as C for the adapter that passes them.
//!
//! Each adapter defines them anew under names of its own: what is passed depends on the members only.

use std::fmt::Write;
use std::sync::Arc;

use aria_foreign::{Record, RecordKind, TypeKey};

use crate::spelling::{TagSpellings, Unspellable, specifier};

/// The program's own records, before those of the headers.
pub(crate) struct DeclaredTags<'a> {
    /// Innermost first.
    pub records: &'a [Arc<Record>],
    /// The adapter's symbol, which makes the names its own.
    pub adapter: &'a str,
    pub headers: &'a dyn TagSpellings,
}

impl DeclaredTags<'_> {
    fn tag(&self, record: &Record) -> String {
        let word = if record.kind == RecordKind::Union { "union" } else { "struct" };
        format!("{word} {}_{:016x}", self.adapter, record.key.0)
    }

    /// The definitions, one on a line.
    pub fn definitions(&self) -> Result<String, Unspellable> {
        let mut text = String::new();
        for record in self.records {
            let _ = write!(text, "{} {{", self.tag(record));
            // A header may have made a macro of any name but one like this.
            for (number, field) in record.fields.iter().enumerate() {
                let _ = write!(text, " {} __aria_{number};", specifier(&field.ty, self)?);
            }
            text.push_str(" };\n");
        }
        Ok(text)
    }
}

impl TagSpellings for DeclaredTags<'_> {
    fn tag_spelling(&self, key: TypeKey) -> Option<String> {
        match self.records.iter().find(|r| r.key == key) {
            Some(record) => Some(self.tag(record)),
            None => self.headers.tag_spelling(key),
        }
    }
}
