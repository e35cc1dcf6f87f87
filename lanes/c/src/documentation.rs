//! From a comment in a header to the text of its documentation.

/// The text of one comment, or of several line comments that follow each other: without the comment marks, the border
/// that many headers draw on the left, and the indentation that all lines share.
pub(crate) fn clean(raw: &str) -> Option<String> {
    let mut lines: Vec<&str> = Vec::new();
    for line in raw.lines() {
        let mut line = line.trim_end();
        let start = line.trim_start();
        let opened = ["/**<", "/*!<", "/**", "/*!", "/*", "///<", "///", "//!", "//"]
            .into_iter()
            .find_map(|mark| start.strip_prefix(mark));
        line = opened.unwrap_or(line);
        line = line.strip_suffix("*/").unwrap_or(line).trim_end();
        if opened.is_none() {
            let start = line.trim_start();
            if start.starts_with('*') {
                line = start.trim_start_matches('*');
            }
        }
        // What remains of a border (`/*****`) says nothing.
        lines.push(if line.trim().chars().all(|c| matches!(c, '*' | '=' | '-' | '/')) { "" } else { line });
    }
    let indent = lines.iter().skip(1).filter(|l| !l.trim().is_empty()).map(|l| l.len() - l.trim_start().len()).min().unwrap_or(0);
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        text.push_str(if number == 0 { line.trim_start() } else { line.get(indent..).unwrap_or("") });
        text.push('\n');
    }
    let text = text.trim_matches('\n').trim_end();
    if text.trim().is_empty() { None } else { Some(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn comment_marks_and_borders_go() {
        assert_eq!(clean("/* One line. */").as_deref(), Some("One line."));
        assert_eq!(clean("/// First.\n/// Second.").as_deref(), Some("First.\nSecond."));
        assert_eq!(clean("/**\n * Opens it.\n *\n *   indented\n */").as_deref(), Some("Opens it.\n\n  indented"));
        assert_eq!(
            clean("/*\n** CAPI3REF: Library Version\n**\n** Text.\n*/").as_deref(),
            Some("CAPI3REF: Library Version\n\nText.")
        );
        assert_eq!(clean("/*********/"), None);
        assert_eq!(clean("//"), None);
    }
}
