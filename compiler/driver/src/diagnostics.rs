//! What the driver can say; and the table of everything that the compiler can.

use aria_diagnostics::{Entry, diagnostics};
use aria_source::Span;

diagnostics! {
    FileNotFound { path: String, why: String } = E0001 "a source file that cannot be read" {
        message "cannot read `{path}`: {why}";
    }

    NotUtf8 { path: String, offset: usize, line: usize } = E0002 "a source file that is not UTF-8" {
        message "`{path}` is not UTF-8";
        note "the byte at offset {offset}, on line {line}, begins no valid character";
        help "save the file as UTF-8";
    }

    NoEntry { file: Span } = E0003 "a program without statements" {
        message "there is nothing to run: no `fn main` and no statements";
        primary "this file only declares" at file;
        help "add `fn main … end`";
    }

    NoPlatform { what: String } = E0004 "an unsupported machine" {
        message "this machine cannot be compiled for: {what}";
    }

    CacheUnusable { why: String } = W0001 "the cache cannot be used" {
        message "nothing is kept in the cache: {why}";
        help "set `ARIA_CACHE_DIR` to a folder of your own";
    }

    CannotWrite { path: String, why: String } = E0005 "an artifact that cannot be written" {
        message "cannot write `{path}`: {why}";
    }

    CodegenFailed { what: String } = E0006 "an error inside the compiler" {
        message "the compiler made code that it cannot translate: {what}";
        note "this is a fault of the compiler, not of the program";
    }

    LinkFailed { messages: Vec<String> } = E0701 "the linker failed" {
        message "the program could not be linked";
        for text in messages => {
            note "{text}";
        }
    }

    LibraryNotFound { name: String, searched: Vec<String>, span: Option<Span> } = E0702 "a library that is not installed" {
        message "the library `{name}` was not found";
        if let Some(span) = span => {
            primary "named here" at span;
        }
        note ("searched: {}", searched.join(", "));
        help "install the library's development package, or name its path";
    }

    NoLibraryDefines { symbols: Vec<String>, candidates: Vec<String>, link: Option<Span>, import: Option<Span> } = E0703 "a function that no library defines" {
        message ("no installed library defines {}", symbols.iter().map(|s| format!("`{s}`")).collect::<Vec<_>>().join(", "));
        if let Some(span) = link => {
            primary "not in this library, nor in another" at span;
        } else {
            if let Some(span) = import => {
                primary "declared by this import" at span;
            }
        }
        if !candidates.is_empty() => {
            note ("libraries that define others of the functions used: {}", candidates.join(", "));
        }
        help "name the library: `link \"…\"` in the `extern` block";
    }

    LibraryAmbiguous { symbols: Vec<String>, candidates: Vec<String>, span: Option<Span> } = E0704 "several libraries define a function" {
        message ("several libraries define {}", symbols.iter().map(|s| format!("`{s}`")).collect::<Vec<_>>().join(", "));
        if let Some(span) = span => {
            primary "declared by this import" at span;
        }
        note ("the candidates: {}", candidates.join(", "));
        help "name the one you mean: `link \"…\"` in the `extern` block";
    }

    ToolchainIncomplete { what: String } = E0705 "the C toolchain is not installed" {
        message "a program cannot be linked here: {what}";
        help "on Debian: apt install gcc libc6-dev";
    }

    NothingOffered { world: String, module: String, function: String, span: Span } = E0661 "nothing to export" {
        message "this file offers nothing to {world}";
        primary "no module of it is marked `@{module}`" at span;
        help "mark the module with `@{module}` and its functions with `@{function}`";
    }
}

/// Every code of the compiler and its lanes.
pub fn all_entries(lanes: &[&'static [Entry]]) -> Vec<Entry> {
    let own = [
        ENTRIES,
        aria_syntax::ENTRIES,
        aria_format::ENTRIES,
        aria_resolve::ENTRIES,
        aria_check::ENTRIES,
        aria_lower::diagnostics::ENTRIES,
    ];
    let mut all: Vec<Entry> = own.into_iter().chain(lanes.iter().copied()).flatten().copied().collect();
    all.sort_by_key(|e| e.code);
    all
}
