//! Writing actual output back as expected output, when `ARIA_BLESS=1` asks for it.

use std::path::Path;
use std::sync::Mutex;

use crate::literate::Document;

/// Cases of one Markdown file run side by side; only one may rewrite it at a time.
static WRITING: Mutex<()> = Mutex::new(());

/// Replaces the text of a block of a Markdown file.
///
/// # Errors
/// If the file cannot be read or written, or no longer has such a block.
pub fn block(path: &Path, section: usize, block: usize, text: &str) -> Result<(), String> {
    let _one = WRITING.lock();
    let problem = |e: std::io::Error| format!("cannot bless {}: {e}", path.display());
    // Read again: an earlier block may have changed its length.
    let mut markdown = std::fs::read_to_string(path).map_err(problem)?;
    let document = Document::parse(&markdown);
    let found = document.sections.get(section).and_then(|s| s.blocks.get(block));
    let inside = found.ok_or_else(|| format!("{} has changed meanwhile", path.display()))?.inside.clone();
    markdown.replace_range(inside, text);
    std::fs::write(path, markdown).map_err(problem)
}

/// Replaces a file.
///
/// # Errors
/// If it cannot be written.
pub fn file(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|e| format!("cannot bless {}: {e}", path.display()))
}
