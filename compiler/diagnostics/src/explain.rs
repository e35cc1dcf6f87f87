//! Turns a literate test case (`tests/ui/CODE.md`) into the page that `aria explain CODE` prints: what only the test
//! harness reads goes, what a reader profits from stays, the messages beside the lines among it.

/// The page for readers.
///
/// Lines that are HTML comments go; of the words after a fence the language and file names stay; a `fixed` block is
/// shown as Aria; the `~` of `# ~^ error[E0510]` goes.
pub fn page(literate: &str) -> String {
    let mut page = String::new();
    // The backquotes that opened the block we are in.
    let mut fence: Option<&str> = None;
    for line in literate.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            None if line.trim_start().starts_with("<!--") && line.trim_end().ends_with("-->") => continue,
            None if ticks.len() >= 3 => {
                fence = Some(ticks);
                page.push_str(ticks);
                page.push_str(&reader_words(&line[ticks.len()..]));
            }
            None => page.push_str(line),
            Some(open) => {
                if ticks.len() >= open.len() && line.trim_end() == ticks {
                    fence = None;
                }
                page.push_str(&without_tilde(line));
            }
        }
        page.push('\n');
    }
    page
}

fn reader_words(info: &str) -> String {
    let mut words = info.split([' ', ',', '\t']).filter(|w| !w.is_empty());
    let language = match words.next().unwrap_or_default() {
        "fixed" => "aria",
        other => other,
    };
    let files = words.filter(|w| w.contains('.'));
    std::iter::once(language).chain(files).collect::<Vec<_>>().join(" ")
}

fn without_tilde(line: &str) -> String {
    let expectation = ["# ~", "// ~"].iter().find_map(|marker| {
        let at = line.find(marker)?;
        let rest = line[at + marker.len()..].trim_start_matches(['^', '?']).trim_start();
        let severity = ["error[", "warning[", "note["].iter().any(|s| rest.starts_with(s));
        severity.then_some(at + marker.len() - 1)
    });
    match expectation {
        Some(tilde) => format!("{}{}", &line[..tilde], &line[tilde + 1..]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn the_harness_words_go_and_the_rest_stays() {
        let literate = "# E0510: needs unsafe\n\n<!-- for the harness -->\nProse with `code`.\n\n```aria main.aria check\nf() # error[E0510]: needs\n# ~^^ error[E0511]: x\n# ~ no\n```\n```c thing.h\nint f; // ~^ warning[W0101]\n```\n```fixed\n<!-- text -->\n```\n````markdown\n```\n````\n";
        let reader = "# E0510: needs unsafe\n\nProse with `code`.\n\n```aria main.aria\nf() # error[E0510]: needs\n# ^^ error[E0511]: x\n# ~ no\n```\n```c thing.h\nint f; // ^ warning[W0101]\n```\n```aria\n<!-- text -->\n```\n````markdown\n```\n````\n";
        assert_eq!(page(literate), reader);
    }

    #[test]
    fn any_text_is_a_page() {
        for text in ["", "```", "# é ~", "```\n# ~é", "````aria\n```"] {
            assert!(page(text).lines().count() == text.lines().count());
        }
    }
}
