//! The Aria texts of the repository, and texts made from them.

use std::path::{Path, PathBuf};

use aria_source::FileId;
use aria_syntax::lexer::lex;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn walk(folder: &Path, extension: &str, out: &mut Vec<(String, String)>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && !name.starts_with('.') && name != "corpus" {
            walk(&path, extension, out);
        } else if path.extension().is_some_and(|e| e == extension) {
            let shown = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
            out.push((shown, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Every Aria file, with its name.
pub fn files() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for folder in ["bench", "compiler", "examples", "overlays", "std", "tests"] {
        walk(&root().join(folder), "aria", &mut out);
    }
    out
}

/// The `aria` blocks of the pages, with where they are.
pub fn blocks() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for folder in ["docs", "tests/ui"] {
        walk(&root().join(folder), "md", &mut pages);
    }
    let mut out = Vec::new();
    for (page, text) in pages {
        let mut block: Option<String> = None;
        for (number, line) in text.lines().enumerate() {
            match &mut block {
                Some(inside) if line.starts_with("```") => {
                    out.push((format!("{page}:{number}"), std::mem::take(inside)));
                    block = None;
                }
                Some(inside) => {
                    inside.push_str(line);
                    inside.push('\n');
                }
                None if line.starts_with("```aria") => block = Some(String::new()),
                None => {}
            }
        }
    }
    out
}

/// How many texts are made from each, `ARIA_FORMAT_ROUNDS` if that is set.
pub fn rounds() -> usize {
    std::env::var("ARIA_FORMAT_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3)
}

/// Numbers that look random, the same in every run.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// The same tokens with other white space: lines broken and joined, empty lines, comments, words made long.
pub fn disarranged(text: &str, numbers: &mut Numbers) -> String {
    let tokens = lex(FileId(0), text).tokens;
    let mut out = String::new();
    let mut end = 0;
    let mut strings = 0;
    // Some texts are changed in a few places, some everywhere.
    let every = [4, 20, 100][numbers.below(3) as usize];
    for token in &tokens {
        let gap = &text[end..token.start as usize];
        let inside = strings > 0;
        let changed = !inside && numbers.below(every) == 0;
        match numbers.below(8) {
            0 if changed => out.push_str(&format!("{gap}\n\n\n  ")),
            1 if changed && !gap.contains('#') => out.push_str(&gap.replace('\n', " ")),
            2 if changed && gap.contains('\n') => out.push_str(&format!(" # trailing{gap}")),
            3 if changed && gap.contains('\n') => out.push_str(&format!("{gap}# own line\n   ")),
            4 if changed && !gap.is_empty() => out.push_str(&format!("{gap}   ")),
            5 if changed => out.push_str(&format!("{gap}\n")),
            6 if changed => out.push_str(&format!("{gap} # behind\n")),
            _ => out.push_str(gap),
        }
        let word = &text[token.start as usize..token.end as usize];
        out.push_str(word);
        if !inside && token.kind == aria_syntax::token::TokenKind::Ident && numbers.below(every) == 0 {
            out.push_str("_with_a_name_that_goes_on");
        }
        let opens = matches!(token.kind, aria_syntax::token::TokenKind::StrOpen | aria_syntax::token::TokenKind::BlockStrOpen);
        strings += usize::from(opens);
        strings -= usize::from(token.kind == aria_syntax::token::TokenKind::StrClose && strings > 0);
        end = token.end as usize;
    }
    out
}
