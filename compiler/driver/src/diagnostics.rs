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

    ManifestUnreadable { path: String, why: String, span: Option<Span> } = E0020 "a manifest that cannot be read" {
        message "cannot read `{path}`: {why}";
        if let Some(span) = span => {
            primary "this is not understood" at span;
        }
    }

    UnknownManifestKey { key: String, span: Span, similar: Option<String>, known: String } = E0021 "an unknown key in a manifest" {
        message "a manifest has no `{key}` here";
        primary "not known" at span;
        note "known here: {known}";
        if let Some(other) = similar => {
            help "a similar key exists" replace span => "{other}";
        }
    }

    ManifestValue { what: String, span: Span } = E0022 "a manifest that says something impossible" {
        message "{what}";
        primary "wrong here" at span;
    }

    DependencyNotFound { name: String, path: String, why: String, span: Span } = E0023 "a dependency that is not there" {
        message "the package `{name}` is not at `{path}`: {why}";
        primary "paths count from the manifest's folder" at span;
    }

    NoProject { folder: String } = E0024 "no project to work on" {
        message "neither `{folder}` nor a folder above it has an `aria.toml`";
        help "name a file (`aria run FILE`), or begin a project: `aria new NAME`";
    }

    CannotCreate { path: String, why: String } = E0025 "a project that cannot be created" {
        message "cannot create the project `{path}`: {why}";
    }

    ModuleNotFound { path: String, span: Span, similar: Option<String> } = E0226 "an imported file that is not there" {
        message "there is no file `{path}`";
        primary "imported here" at span;
        if let Some(other) = similar => {
            help "a file with a similar name is there" replace span => "{other}";
        }
    }

    UnknownPackage { name: String, why: String, span: Span, similar: Option<String>, manifest: Option<String> } = E0230 "an unknown package or module of the library" {
        message "cannot import `{name}`: {why}";
        primary "not known" at span;
        if let Some(other) = similar => {
            help "did you mean this?" replace span => "{other}";
        }
        if let Some(manifest) = manifest => {
            help "packages are named in `{manifest}`: `{name} = {{ path = \"../{name}\" }}` under `[dependencies]`";
        }
    }

    UnknownTarget { name: String, known: Vec<String> } = E0820 "an unknown target" {
        message "`{name}` is no target of this compiler";
        note ("the targets: {}", known.join(", "));
    }

    TargetNotInstalled { target: String, what: String, remedy: String } = E0821 "a target whose files are not installed" {
        message "`{target}` is not complete on this machine: {what}";
        help "{remedy}";
    }

    WorldNotReached { world: String, target: String, span: Span } = E0823 "a foreign world that a target does not reach" {
        message "programs for `{target}` cannot import from {world}";
        primary "imported here" at span;
    }

    NotForTarget { what: String, target: String } = E0824 "an option that a target does not have" {
        message "`{what}` is not possible for `{target}`";
    }

    LibraryNotForTarget { name: String, target: String, searched: Vec<String>, span: Option<Span> } = E0825 "a library that is not there for a target" {
        message "the library `{name}` was not found for `{target}`";
        if let Some(span) = span => {
            primary "named here" at span;
        }
        note ("searched: {}", searched.join(", "));
        help "name the path of an archive that was compiled for the target";
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
        aria_lower::MOVE_ENTRIES,
    ];
    let mut all: Vec<Entry> = own.into_iter().chain(lanes.iter().copied()).flatten().copied().collect();
    all.sort_by_key(|e| e.code);
    all
}
