//! The programs in `README.md` and `docs/`: every `aria` block is a case, so that no page shows what does not work.
//!
//! A block is run, and a following `output` block is what it must print. Words after the language choose another
//! mode: `check` and `no-run` only check it, `fails` wants it rejected (and an `E…` word says with which code),
//! `fragment` wants it only to parse. Blocks in other languages that carry a file name are written beside it, and so are those
//! with the word `module`, which are only checked themselves.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::aria::{Aria, Outcome};
use crate::literate::{Block, Document};
use crate::suite::{Case, Verdict};
use crate::ui::write_files;
use crate::{bless, compare, sorted_entries};

/// A case for each `aria` block, named by page and line.
pub fn cases(root: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    let mut pages = vec![root.join("README.md")];
    find_pages(&root.join("docs"), &mut pages);
    pages.iter().flat_map(|page| page_cases(root, page, aria)).collect()
}

fn find_pages(folder: &Path, pages: &mut Vec<PathBuf>) {
    for path in sorted_entries(folder) {
        if path.is_dir() {
            find_pages(&path, pages);
        } else if path.extension().is_some_and(|e| e == "md") {
            pages.push(path);
        }
    }
}

/// One program of a page.
struct Sample {
    page: PathBuf,
    section: usize,
    /// The files beside the program.
    files: Vec<Block>,
    program: Block,
    /// The `output` block that follows, and its place in the section.
    output: Option<(usize, String)>,
}

fn page_cases(root: &Path, page: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    // No README or an unreadable page: then there is nothing to test in it.
    let Ok(markdown) = std::fs::read_to_string(page) else { return Vec::new() };
    let name = page.strip_prefix(root).unwrap_or(page).display().to_string();
    let mut cases = Vec::new();
    for (section, blocks) in Document::parse(&markdown).sections.into_iter().map(|s| s.blocks).enumerate() {
        for (index, program) in blocks.iter().enumerate().filter(|(_, b)| b.language == "aria") {
            let beside = |b: &Block| b.language != "aria" || (b.has("module") && b.line != program.line);
            let named = blocks.iter().filter(|b| beside(b) && b.source_file().is_some());
            let output = blocks.get(index + 1).filter(|b| b.language == "output").map(|b| (index + 1, b.text.clone()));
            let sample =
                Sample { page: page.to_owned(), section, files: named.cloned().collect(), program: program.clone(), output };
            let aria = aria.clone();
            cases.push(Case::new(format!("{name}:{}", program.line), move || {
                Verdict::of(sample.test(&aria).unwrap_or_else(|problem| vec![problem]))
            }));
        }
    }
    cases
}

impl Sample {
    fn test(self, aria: &Aria) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
        let main = self.program.source_file().unwrap_or("main.aria").to_owned();
        let mut files = self.files;
        files.push(self.program);
        write_files(folder.path(), &files)?;
        let Some(program) = files.pop() else { return Ok(Vec::new()) };
        let arguments: &[&str] = match () {
            () if program.has("fragment") => &["check", "--syntax-only", &main],
            () if ["check", "no-run", "fails", "module"].iter().any(|w| program.has(w)) => &["check", &main],
            () => &["run", &main],
        };
        let outcome = aria.run(arguments, folder.path(), "")?;
        let fails = program.has("fails");
        let mut problems = verdict(&program, &outcome);
        if let Some((block, expected)) = self.output {
            let (what, actual) = if fails { ("stderr", &outcome.stderr) } else { ("stdout", &outcome.stdout) };
            match compare::text(what, &expected, actual) {
                Some(_) if aria.bless && problems.is_empty() => bless::block(&self.page, self.section, block, actual)?,
                difference => problems.extend(difference),
            }
        }
        if !problems.is_empty() {
            problems.push(compare::stderr(&outcome.stderr));
        }
        Ok(problems)
    }
}

/// Whether the compiler took the program as the block's words say.
fn verdict(program: &Block, outcome: &Outcome) -> Vec<String> {
    let mut problems = Vec::new();
    let crashed = matches!(outcome.status, None | Some(101)) && program.has("fails");
    match outcome.status {
        _ if crashed => problems.push("the compiler crashed".to_owned()),
        Some(0) if program.has("fails") => problems.push("it was accepted".to_owned()),
        Some(0) => {}
        _ if program.has("fails") => {}
        Some(status) => problems.push(format!("status {status}")),
        None => problems.push("ended by a signal".to_owned()),
    }
    let codes = program.words.iter().filter(|w| w.len() == 5 && w.starts_with('E'));
    let absent = codes.filter(|code| !outcome.stderr.contains(&format!("error[{code}]")));
    problems.extend(absent.map(|code| format!("{code} was not said")));
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    /// Says how it was called; a program that says `wrong` is rejected.
    const SCRIPT: &str = r#"for last in "$@"; do :; done
if grep -q wrong "$last"; then echo "error[E0201]: wrong" >&2; exit 1; fi
test ! -e thing.h || cat thing.h
echo "$*""#;

    fn verdicts(page: &str) -> Vec<Verdict> {
        let fake = Fake::new(SCRIPT);
        fake.write("README.md", page);
        let cases = cases(fake.folder.path(), &fake.aria);
        cases.into_iter().map(|case| case.finish().1).collect()
    }

    #[test]
    fn a_block_runs_and_prints_what_follows_it() {
        assert_eq!(verdicts("```aria\nx\n```\n\n```output\nrun main.aria\n```\n"), [Verdict::Passed]);
        assert!(matches!(&verdicts("```aria\nx\n```\n```output\nelse\n```\n")[..], [Verdict::Failed(r)] if r.contains("- else")));
        assert!(matches!(&verdicts("```aria\nwrong\n```\n")[..], [Verdict::Failed(r)] if r.contains("status 1")));
    }

    #[test]
    fn modules_of_a_section_are_beside_its_programs() {
        let module = "```aria thing.h,module\nhere\n```\n";
        let page = format!(
            "{module}```aria\nx\n```\n```output\nhere\nrun main.aria\n```\n\n## Next\n\n```aria\nx\n```\n```output\nrun main.aria\n```\n"
        );
        assert_eq!(verdicts(&page), [Verdict::Passed, Verdict::Passed, Verdict::Passed]);
    }

    #[test]
    fn words_choose_the_mode() {
        let said = |words: &str, call: &str| verdicts(&format!("```aria {words}\nx\n```\n```output\n{call}\n```\n"));
        assert_eq!(said("check", "check main.aria"), [Verdict::Passed]);
        assert_eq!(said("no-run", "check main.aria"), [Verdict::Passed]);
        assert_eq!(said("fragment", "check --syntax-only main.aria"), [Verdict::Passed]);
        assert_eq!(said("other.aria", "run other.aria"), [Verdict::Passed]);
    }

    #[test]
    fn what_should_fail_must_fail_with_its_code() {
        assert_eq!(verdicts("```aria fails,E0201\nwrong\n```\n```output\nerror[E0201]: wrong\n```\n"), [Verdict::Passed]);
        assert!(matches!(&verdicts("```aria fails\nfine\n```\n")[..], [Verdict::Failed(r)] if r.contains("accepted")));
        assert!(
            matches!(&verdicts("```aria fails E0202\nwrong\n```\n")[..], [Verdict::Failed(r)] if r.contains("E0202 was not said"))
        );
    }

    #[test]
    fn files_of_the_section_are_there() {
        let page = "```c thing.h\nint x;\n```\n```aria\nx\n```\n```output\nint x;\nrun main.aria\n```\n## Next\n```aria\nx\n```\n```output\nrun main.aria\n```\n";
        assert_eq!(verdicts(page), [Verdict::Passed, Verdict::Passed]);
    }

    #[test]
    fn blessing_writes_the_output_into_the_page() {
        let fake = Fake::blessing(SCRIPT);
        fake.write("README.md", "```aria\nx\n```\n```output\nold\n```\n```aria\nwrong\n```\n```output\nold\n```\n");
        let verdicts: Vec<_> =
            cases(fake.folder.path(), &fake.aria).into_iter().map(|c| c.finish().1 == Verdict::Passed).collect();
        assert_eq!(verdicts, [true, false]);
        assert_eq!(
            fake.read("README.md"),
            "```aria\nx\n```\n```output\nrun main.aria\n```\n```aria\nwrong\n```\n```output\nold\n```\n"
        );
    }

    #[test]
    fn pages_are_found_in_folders_and_named_by_line() {
        let fake = Fake::new(SCRIPT);
        fake.write("docs/guide/a.md", "\n\n```aria\n```\n");
        fake.write("docs/b.md", "```aria\n```\n");
        let names: Vec<_> = cases(fake.folder.path(), &fake.aria).into_iter().map(|c| c.name).collect();
        assert_eq!(names, ["docs/b.md:1", "docs/guide/a.md:3"]);
    }
}
