//! Applies what the helps suggest: a `fixed` block is the program that then stands there, and it must compile.

use std::path::Path;

use crate::aria::Aria;
use crate::expect::{self, Actual, Edit};
use crate::literate::Block;

use super::write_files;

/// Applies to the block's file the first help with edits of every diagnostic. Returns the file without its
/// expectations, and what the compiler has against it.
///
/// # Errors
/// A sentence, if an edit does not fit the file or the compiler cannot be started.
pub fn apply(block: &Block, blocks: &[Block], actual: &[Actual], aria: &Aria) -> Result<(String, Option<String>), String> {
    let name = block.words.iter().map(String::as_str).find(|w| w.contains('.')).unwrap_or("main.aria");
    let source = blocks.iter().find(|b| b.source_file() == Some(name));
    let source = source.ok_or_else(|| format!("line {}: there is no {name} to fix", block.line))?;
    let mut edits: Vec<&Edit> = actual.iter().filter_map(|a| a.fixes.first()).flatten().filter(|e| e.file == name).collect();
    // From the end, so that offsets stay what they were.
    edits.sort_by_key(|e| std::cmp::Reverse((e.bytes.start, e.bytes.end)));
    edits.dedup();
    let mut text = source.text.clone();
    let mut border = text.len();
    for edit in edits {
        if edit.bytes.end > border || text.get(edit.bytes.clone()).is_none() {
            return Err(format!("the edit {:?} lies outside of {name} or in another edit", edit.bytes));
        }
        border = edit.bytes.start;
        text.replace_range(edit.bytes.clone(), &edit.replacement);
    }
    let text = expect::removed(name, &text);
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    write_files(folder.path(), blocks)?;
    std::fs::write(folder.path().join(name), &text).map_err(|e| e.to_string())?;
    Ok((text, rejection(folder.path(), aria)?))
}

fn rejection(folder: &Path, aria: &Aria) -> Result<Option<String>, String> {
    let outcome = aria.run(["check", "main.aria", "--message-format", "json"], folder, "")?;
    let found = expect::in_output(&format!("{}\n{}", outcome.stdout, outcome.stderr), folder, &[])?;
    let rendered: String = found.iter().filter(|a| a.severity == "error").map(|a| a.rendered.as_str()).collect();
    let accepted = rendered.is_empty() && outcome.status == Some(0);
    Ok((!accepted).then(|| format!("  with its helps applied the program is still rejected:\n{rendered}")))
}
