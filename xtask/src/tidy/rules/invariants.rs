//! Each *Invariant* of ARCHITECTURE.md says what checks it, by paths that exist, or that nothing does.

use crate::tidy::Report;
use crate::tidy::tree::Tree;

pub const NAME: &str = "invariants";

const MAP: &str = "ARCHITECTURE.md";

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    let Some(text) = tree.text(MAP) else { return };
    let mut line = 1;
    for paragraph in text.split("\n\n") {
        if paragraph.starts_with("*Invariant:*") {
            check_paragraph(tree, paragraph, line, report);
        }
        line += paragraph.lines().count() + 1;
    }
}

fn check_paragraph(tree: &Tree, paragraph: &str, line: usize, report: &mut Report<'_>) {
    if paragraph.contains("\n*Not checked:*") {
        return;
    }
    let Some((_, checks)) = paragraph.split_once("\n*Checked by*") else {
        report.at(MAP, line, "say what checks this: a line `*Checked by*` with paths, or `*Not checked:*` with the reason");
        return;
    };
    // Between backquotes; what has no slash is a word of the sentence.
    let paths: Vec<&str> = checks.split('`').skip(1).step_by(2).filter(|text| text.contains('/')).collect();
    if paths.is_empty() {
        report.at(MAP, line, "`*Checked by*` names no path");
    }
    for path in paths.into_iter().filter(|path| !tree.contains(path)) {
        report.at(MAP, line, format!("there is no {path}"));
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    #[test]
    fn each_invariant_names_what_checks_it() {
        let text = "# Map\n\n*Invariant:* one.\n*Checked by* `a/b.rs`.\n\n*Invariant:* two.\n\n*Invariant:* three.\n\
            *Checked by* `a/c.rs`.\n\n*Invariant:* four.\n*Not checked:* review.\n\n*Invariant:* five.\n*Checked by* hope.\n";
        assert_eq!(
            findings_of(super::check, &[("ARCHITECTURE.md", text), ("a/b.rs", "")]),
            [
                "ARCHITECTURE.md:6: say what checks this: a line `*Checked by*` with paths, or `*Not checked:*` with the reason",
                "ARCHITECTURE.md:8: there is no a/c.rs",
                "ARCHITECTURE.md:14: `*Checked by*` names no path",
            ]
        );
    }
}
