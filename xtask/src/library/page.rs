//! The pages as Markdown.

use std::fmt::Write;

use super::collect::{Entry, Library, Subject, SubjectKind};

const ORIGIN: &str = "<!-- Written by `cargo xtask library` from the comments of `std/`. -->\n";

/// The page that leads to the others.
pub fn index(library: &Library) -> String {
    let mut out = format!("{ORIGIN}\n# The standard library\n");
    let groups = [
        (SubjectKind::Functions, "Functions", "Every program sees them."),
        (SubjectKind::Type, "Types", "Every program sees them."),
        (SubjectKind::Iterator, "Iterators", "What the methods of [`Iterator`](iterator.md) and the containers give."),
        (SubjectKind::Trait, "Traits", "Every program sees them."),
        (SubjectKind::Module, "Modules", "A program imports them: `import std.math`, then `math.sqrt(2.0)`."),
    ];
    for (kind, title, about) in groups {
        let _ = write!(out, "\n## {title}\n\n{about}\n\n");
        for subject in library.subjects.iter().filter(|s| s.kind == kind) {
            let _ = writeln!(out, "- [`{}`]({}): {}", subject.name, subject.file_name(), first_sentence(&subject.doc));
        }
    }
    out
}

/// The page of a subject.
pub fn subject(subject: &Subject) -> String {
    let mut out = format!("{ORIGIN}\n# {}\n", subject.name);
    if subject.kind == SubjectKind::Module {
        let _ = write!(out, "\n`import {}`\n", subject.name);
    }
    body(subject, &mut out, "##");
    for part in &subject.parts {
        let _ = write!(out, "\n## {}\n", part.name);
        body(part, &mut out, "###");
    }
    out
}

fn body(subject: &Subject, out: &mut String, level: &str) {
    if !subject.head.is_empty() {
        let _ = write!(out, "\n`{}`\n", subject.head);
    }
    if !subject.doc.is_empty() {
        let _ = write!(out, "\n{}\n", subject.doc.trim());
    }
    if subject.name == "Int" {
        let _ =
            write!(out, "\nThe other widths, `Int8` to `Int128`, `UInt8` to `UInt128`, `ISize` and `USize`, have the same.\n");
    }
    if !subject.implements.is_empty() {
        let traits: Vec<String> = subject.implements.iter().map(|t| format!("`{t}`")).collect();
        let _ = write!(out, "\nImplements {}.\n", traits.join(", "));
    }
    // What says something of itself comes with a heading; the rest explains itself by its name and type.
    for Entry { signature, doc } in subject.entries.iter().filter(|e| !e.doc.is_empty()) {
        let _ = write!(out, "\n{level} `{signature}`\n\n{}\n", doc.trim());
    }
    let plain: Vec<&Entry> = subject.entries.iter().filter(|e| e.doc.is_empty()).collect();
    if !plain.is_empty() {
        let also = if plain.len() == subject.entries.len() { "Has" } else { "Has also" };
        let _ = write!(out, "\n{also}:\n\n");
        for entry in plain {
            let _ = writeln!(out, "- `{}`", entry.signature);
        }
    }
}

/// A text up to its first full stop, on one line.
fn first_sentence(text: &str) -> String {
    let line = text.split("\n\n").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    match line.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::super::collect::Library;
    use super::{first_sentence, subject};

    #[test]
    fn a_page_has_what_users_see_and_nothing_else() {
        let text = "## A pile.\nclass Pile[T: Eq] derive(Debug)\n  @items: Int\n  ## How many.\n  let size: Int\n\n  ## Adds one.\n  \
                    fn add(item: T)\n    @items = 1\n  end\n\n  fn empty? -> Bool = true\n\n  private fn grow\n    @items = 2\n  \
                    end\nend\n\nimpl[T: Eq] Eq for Pile[T]\n  fn equals?(self, other: Pile[T]) -> Bool = true\nend\n\nfn own = 1\n";
        let library = Library::read(&[("std/pile.aria", text)], &[]);
        let pile = library.subjects.iter().find(|s| s.name == "Pile").unwrap();
        let page = subject(pile);
        let wanted = [
            "`class Pile[T: Eq]`\n\nA pile.\n",
            "Implements `Debug`, `Eq`.\n",
            "## `let size: Int`\n\nHow many.\n",
            "## `fn add(item: T)`\n\nAdds one.\n",
            "Has also:\n\n- `fn empty? -> Bool`\n",
        ];
        for part in wanted {
            assert!(page.contains(part), "{part}\nis not in\n{page}");
        }
        assert!(!page.contains("grow") && !page.contains("items") && !page.contains("equals?"), "{page}");
    }

    #[test]
    fn a_sentence_ends_at_its_full_stop() {
        assert_eq!(first_sentence("One line\ngoes on. Another.\n\nMore."), "One line goes on.");
        assert_eq!(first_sentence("No stop"), "No stop");
    }
}
