//! What a rendered diagnostic looks like, and that no span can break it.

use super::*;
use crate::{Code, Help, Note};

fn found(code: &str, message: &str, labels: Vec<(Span, &str, bool)>) -> Diagnostic {
    let mut d = Diagnostic::new(Code::parse(code).unwrap(), message.to_owned());
    d.labels = labels.into_iter().map(|(span, text, primary)| Label { span, text: text.into(), primary }).collect();
    d
}

fn span_of(map: &SourceMap, file: FileId, part: &str) -> Span {
    let start = map.file(file).text.find(part).unwrap();
    Span::new(file, start as u32, (start + part.len()) as u32)
}

#[test]
fn an_ownership_error_shows_cause_effect_and_help() {
    let map = SourceMap::new();
    let file = map.add("src/lib.aria", "\n\n  data = process(ptr)  # ptr consumed\n  C.free(ptr)\n");
    let effect = span_of(&map, file, "C.free(ptr)");
    let mut d = found("E0501", "ownership violation at FFI boundary", vec![(effect, "pointer used after transfer", true)]);
    d.notes.push(Note { message: "ownership transferred here".into(), span: Some(span_of(&map, file, "process(ptr)")) });
    d.notes.push(Note { message: "`process` takes its argument".into(), span: None });
    d.helps.push(Help { message: "if C.free should receive a copy, use `ptr.clone()`".into(), edits: vec![] });
    d.helps.push(Help {
        message: "give a copy".into(),
        edits: vec![Edit { span: span_of(&map, file, "ptr"), replacement: "ptr.clone()".into() }],
    });
    let expected = "\
error[E0501]: ownership violation at FFI boundary
 --> src/lib.aria:4:3
  |
4 |   C.free(ptr)
  |   ^^^^^^^^^^^ pointer used after transfer
  |
  = note: `process` takes its argument
note: ownership transferred here
 --> src/lib.aria:3:10
  |
3 |   data = process(ptr)  # ptr consumed
  |          ^^^^^^^^^^^^
help: if C.free should receive a copy, use `ptr.clone()`
help: give a copy
  |
3 |   data = process(ptr.clone())  # ptr consumed
  |                     ++++++++";
    assert_eq!(render(&d, &map, RenderOptions::default()), expected);
}

#[test]
fn labels_in_a_header_are_shown_in_the_header() {
    let map = SourceMap::new();
    let aria = map.add("main.aria", "C.put(x)\n");
    let header = map.add("thing.h", "/* a */\nvoid put(void *p);\n");
    let d = found(
        "E0512",
        "whose is `p`?",
        vec![(span_of(&map, header, "void *p"), "declared here", false), (span_of(&map, aria, "x"), "given here", true)],
    );
    let expected = "\
error[E0512]: whose is `p`?
 --> main.aria:1:7
  |
1 | C.put(x)
  |       ^ given here
  |
 ::: thing.h:2:10
  |
2 | void put(void *p);
  |          ------- declared here";
    assert_eq!(render(&d, &map, RenderOptions::default()), expected);
}

#[test]
fn edits_around_several_lines_are_shown_as_they_will_be() {
    let map = SourceMap::new();
    let file = map.add("main.aria", "fn main\n  C.f(1)\n  C.g(2)\nend\n");
    let (first, last) = (span_of(&map, file, "C.f(1)"), span_of(&map, file, "C.g(2)"));
    let mut d = found("E0510", "m", vec![(first.to(last), "these calls", true)]);
    let before = Edit { span: Span::new(file, first.start, first.start), replacement: "unsafe\n    ".into() };
    let indent = Edit { span: Span::new(file, last.start, last.start), replacement: "  ".into() };
    let after = Edit { span: last.end_point(), replacement: "\n  end".into() };
    d.helps.push(Help { message: "answer for them".into(), edits: vec![after, before, indent] });
    let expected = "\
error[E0510]: m
 --> main.aria:2:3
  |
2 | /   C.f(1)
3 | |   C.g(2)
  | |________^ these calls
  |
help: answer for them
  |
2 ~   unsafe
3 +     C.f(1)
4 +     C.g(2)
5 +   end
  |";
    assert_eq!(render(&d, &map, RenderOptions::default()), expected);
}

#[test]
fn a_diagnostic_without_a_place_is_one_line() {
    let map = SourceMap::new();
    let d = found("E0001", "cannot read `main.aria`: no such file", vec![]);
    assert_eq!(render(&d, &map, RenderOptions::default()), "error[E0001]: cannot read `main.aria`: no such file");
}

#[test]
fn color_is_only_added_on_request() {
    let map = SourceMap::new();
    let d = found("W0001", "w", vec![]);
    assert!(!render(&d, &map, RenderOptions { color: false }).contains('\x1b'));
    assert!(render(&d, &map, RenderOptions { color: true }).contains('\x1b'));
}

#[test]
fn control_characters_in_a_message_do_not_reach_the_terminal() {
    let map = SourceMap::new();
    let mut d = found("E0001", "a\x1b[31mb", vec![]);
    d.notes.push(Note { message: "n\x1b[31m".into(), span: None });
    d.helps.push(Help { message: "h\x1b[31m".into(), edits: vec![] });
    assert!(!render(&d, &map, RenderOptions::default()).contains('\x1b'));
}

#[test]
fn every_span_of_every_text_can_be_drawn() {
    let texts = [
        "",
        "\n",
        "a",
        "a\r\nb\r\n",
        "\tä€\u{1F600}\t\n",
        "a\rb",
        "\u{202e}x\u{0}\n\n\n",
        "日本\n語",
        "\u{feff}a\n",
        "e\u{301}\n",
    ];
    for text in texts {
        let map = SourceMap::new();
        let file = map.add("t.aria", text);
        let other = map.add("o.aria", "first\nsecond\n");
        let limit = text.len() as u32 + 3;
        for start in 0..limit {
            for end in 0..limit {
                let span = Span { file, start, end };
                let mut d = found("E0101", "m", vec![(span, "p", true), (Span::new(file, end, limit), "", false)]);
                d.labels.push(Label { span: Span::new(other, start, 99), text: "o".into(), primary: false });
                d.notes.push(Note { message: "n".into(), span: Some(span) });
                for replacement in ["", "x", "x\ny\n", "\r\n", "é"] {
                    let edits = vec![
                        Edit { span, replacement: replacement.into() },
                        Edit { span: Span::new(file, start.max(end), limit), replacement: "z".into() },
                    ];
                    d.helps.push(Help { message: "h".into(), edits });
                }
                for color in [false, true] {
                    let drawn = render(&d, &map, RenderOptions { color });
                    assert!(drawn.contains("t.aria"), "{text:?} {span:?}: {drawn}");
                }
                crate::to_json(&d, &map);
            }
        }
    }
}

/// Long lines, wide characters and many marks, drawn from a fixed sequence of numbers.
#[test]
fn crowded_and_long_lines_can_be_drawn() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |limit: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as u32) % limit.max(1)
    };
    let parts = ["a", "xyz ", "\t", "é", "日", "\u{1F600}", "\n", "\r\n", "\r", "\u{301}", "\u{1b}[1m", "    "];
    for round in 0..400 {
        let line_ends = next(4) == 0;
        let count = next(600);
        let text: String = (0..count).map(|_| parts[next(12) as usize]).filter(|p| line_ends || !p.contains('\n')).collect();
        let map = SourceMap::new();
        let file = map.add("t.aria", text.as_str());
        let limit = text.len() as u32 + 10;
        let mut place = || {
            let start = next(limit);
            let end = if next(3) == 0 { next(limit) } else { start + next(20) };
            Span { file, start, end }
        };
        let mut d = found("W0101", "m", vec![(place(), "primary", true), (place(), "two\nlines", false), (place(), "", true)]);
        d.notes.push(Note { message: "n\nm".into(), span: Some(place()) });
        for replacement in ["", "short", "日本\n\t\n", "\r", "\u{1b}[0m"] {
            let edits = (0..3).map(|_| Edit { span: place(), replacement: replacement.into() }).collect();
            d.helps.push(Help { message: "h".into(), edits });
        }
        for color in [false, true] {
            let drawn = render(&d, &map, RenderOptions { color });
            assert!(drawn.contains("t.aria"), "round {round}");
            assert!(color || !drawn.contains('\u{1b}'), "round {round}: {drawn}");
        }
    }
}
