//! [`Document`]: a Markdown file as test material: its title, its sections, and the fenced blocks in them.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

/// A Markdown file cut at its headings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Document {
    /// The text of the first `#` heading.
    pub title: String,
    /// The first section holds what stands before the first `##` and is named by the title.
    pub sections: Vec<Section>,
}

/// What stands between two `##` headings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Section {
    pub name: String,
    pub blocks: Vec<Block>,
}

/// A fenced block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// The first word after the fence.
    pub language: String,
    /// The other words, which spaces or commas separate.
    pub words: Vec<String>,
    pub text: String,
    /// The line of the opening fence, counted from one.
    pub line: usize,
    /// The bytes of the lines between the fences.
    pub inside: Range<usize>,
}

impl Block {
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|w| w == word)
    }

    /// The file that the block stands for: the first word with a dot in it; `main.aria` for Aria without one.
    pub fn source_file(&self) -> Option<&str> {
        if ["output", "console", "fixed"].contains(&self.language.as_str()) {
            return None;
        }
        let named = self.words.iter().map(String::as_str).find(|w| w.contains('.'));
        named.or((self.language == "aria").then_some("main.aria"))
    }
}

impl Document {
    pub fn parse(markdown: &str) -> Self {
        let mut document = Document { title: String::new(), sections: vec![Section::default()] };
        let mut heading: Option<(HeadingLevel, String)> = None;
        let mut block: Option<Block> = None;
        for (event, range) in Parser::new(markdown).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { level, .. }) => heading = Some((level, String::new())),
                Event::End(TagEnd::Heading(_)) => match heading.take() {
                    Some((HeadingLevel::H1, text)) if document.title.is_empty() => {
                        document.sections[0].name.clone_from(&text);
                        document.title = text;
                    }
                    Some((HeadingLevel::H2, name)) => document.sections.push(Section { name, blocks: Vec::new() }),
                    _ => {}
                },
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => block = Some(open(markdown, &info, range)),
                Event::End(TagEnd::CodeBlock) => {
                    let section = document.sections.last_mut();
                    section.into_iter().for_each(|s| s.blocks.extend(block.take()));
                }
                Event::Text(text) | Event::Code(text) => match (&mut heading, &mut block) {
                    (Some((_, heading)), _) => heading.push_str(&text),
                    (None, Some(block)) => block.text.push_str(&text),
                    (None, None) => {}
                },
                _ => {}
            }
        }
        document
    }
}

fn open(markdown: &str, info: &str, range: Range<usize>) -> Block {
    let mut words = info.split([' ', ',', '\t']).filter(|w| !w.is_empty()).map(str::to_owned);
    let language = words.next().unwrap_or_default();
    let source = &markdown[range.clone()];
    let first = source.find('\n').map_or(source.len(), |i| i + 1);
    // A fence that is never closed runs to the end of the file.
    let fence = |line: &str| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
    let last_line = source.trim_end().rfind('\n').map_or(0, |i| i + 1);
    let last = if last_line >= first && fence(&source[last_line..]) { last_line } else { source.len() };
    Block {
        language,
        words: words.collect(),
        text: String::new(),
        line: markdown[..range.start].matches('\n').count() + 1,
        inside: range.start + first..range.start + last.max(first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# E0510: needs `unsafe`\n\nProse.\n\n```aria\na\n```\n\n## With a header\n\n```aria sub/two.aria,check\nb\n\nc\n```\n```c thing.h\nd\n```\n```output\n```\n\n````markdown\n```aria\nnot a block\n```\n````\n";

    #[test]
    fn a_document_is_cut_into_sections_and_blocks() {
        let document = Document::parse(TEXT);
        assert_eq!(document.title, "E0510: needs unsafe");
        let names: Vec<_> = document.sections.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["E0510: needs unsafe", "With a header"]);
        let blocks: Vec<_> =
            document.sections[1].blocks.iter().map(|b| (b.language.as_str(), b.source_file(), b.text.as_str())).collect();
        let expected = [
            ("aria", Some("sub/two.aria"), "b\n\nc\n"),
            ("c", Some("thing.h"), "d\n"),
            ("output", None, ""),
            ("markdown", None, "```aria\nnot a block\n```\n"),
        ];
        assert_eq!(blocks, expected);
        assert_eq!(document.sections[0].blocks[0].source_file(), Some("main.aria"));
        assert!(document.sections[1].blocks[0].has("check"));
    }

    #[test]
    fn a_block_knows_where_it_stands() {
        for block in Document::parse(TEXT).sections.iter().flat_map(|s| &s.blocks) {
            assert_eq!(&TEXT[block.inside.clone()], block.text);
            assert!(
                TEXT.lines().nth(block.line - 1).unwrap().starts_with(&format!("```{}", block.language))
                    || block.language == "markdown"
            );
        }
    }

    #[test]
    fn broken_markdown_is_no_panic() {
        for text in ["", "```", "```aria", "```aria\n", "```aria\nx", "# \n## \n", "~~~\n~~~"] {
            for block in Document::parse(text).sections.iter().flat_map(|s| &s.blocks) {
                assert_eq!(text[block.inside.clone()].trim_end(), block.text.trim_end(), "{text:?}");
            }
        }
    }
}
