//! How a difference between expected and actual text is shown.

use similar::{ChangeTag, TextDiff};

/// Unless both are equal, what they are and their lines as a diff: `-` expected, `+` actual.
pub fn text(what: &str, expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    let mut report = format!("{what} differs (- expected, + actual):\n");
    let diff = TextDiff::from_lines(expected, actual);
    for group in diff.grouped_ops(3) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let line = change.value();
            report.push_str(&format!("  {sign} {}", line.strip_suffix('\n').unwrap_or(line)));
            report.push_str(if line.ends_with('\n') { "\n" } else { " (no newline at the end)\n" });
        }
    }
    Some(report)
}

/// What a process wrote to its standard error, as an appendix to a failure.
pub fn stderr(text: &str) -> String {
    text.lines().map(|line| format!("  stderr: {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_do_not_differ() {
        assert_eq!(text("stdout", "a\n", "a\n"), None);
    }

    #[test]
    fn the_lines_that_differ_are_marked() {
        let report = text("stdout", "a\nb\nc\n", "a\nx\nc").unwrap();
        assert_eq!(report, "stdout differs (- expected, + actual):\n    a\n  - b\n  - c\n  + x\n  + c (no newline at the end)\n");
    }
}
