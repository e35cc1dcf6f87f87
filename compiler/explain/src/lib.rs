//! The pages of `aria explain`: the literate cases of `tests/ui`, embedded.
//!
//! It is a crate of its own because its build depends on those files: a changed page rebuilds this crate and the
//! command line, not everything that can report a diagnostic.

use aria_diagnostics::Code;

/// Code and literate text, sorted by code.
const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The page about a code as Markdown; none if there is none.
pub fn explain(code: Code) -> Option<String> {
    let code = code.to_string();
    let index = PAGES.binary_search_by(|(name, _)| name.cmp(&code.as_str())).ok()?;
    Some(aria_diagnostics::explain::page(PAGES[index].1))
}

/// The codes that have a page, in order.
pub fn explained() -> impl Iterator<Item = Code> {
    PAGES.iter().filter_map(|(name, _)| Code::parse(name).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_by_its_code() {
        assert_eq!(explained().count(), PAGES.len(), "a page is named by its code");
        for code in explained() {
            let page = explain(code).unwrap();
            assert!(page.starts_with(&format!("# {code}: ")), "{code}");
        }
        assert!(explained().any(|code| code.to_string() == "E0510"));
    }

    #[test]
    fn other_codes_have_none() {
        assert_eq!(explain(Code::parse("N9999").unwrap()), None);
    }
}
