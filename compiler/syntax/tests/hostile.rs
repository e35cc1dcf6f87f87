//! Hostile texts: the parser answers every one of them, quickly, without a deep stack.

use aria_source::FileId;
use aria_syntax::{Parsed, SyntaxErrorKind, parse};

const MEGABYTES: usize = 10 * 1024 * 1024;

fn errors(text: &str) -> Vec<SyntaxErrorKind> {
    let Parsed { errors, tree } = parse(FileId(0), text);
    drop(tree);
    errors.into_iter().map(|e| e.kind).collect()
}

#[test]
fn ten_megabytes_of_brackets_give_one_error() {
    for unit in ["(", "[", "{", "((", "[(", "{[", "f(", "a[", "|x| (", "\"#{", "(\n", "Array["] {
        let text = unit.repeat(MEGABYTES / unit.len());
        assert_eq!(errors(&text), [SyntaxErrorKind::TooDeep], "{unit:?} repeated");
    }
}

#[test]
fn deep_nesting_without_brackets_gives_one_error() {
    let units = [
        "- ",
        "!",
        "if ",
        "x = ",
        "a ? b : ",
        "2 ** ",
        "|x| ",
        "do ",
        "unsafe do ",
        "return ",
        "raise ",
        "& ",
        "~",
        "a |x| ",
        "while ",
    ];
    for unit in units {
        let text = unit.repeat(100_000);
        let found = errors(&text);
        assert!(found.contains(&SyntaxErrorKind::TooDeep), "{unit:?} repeated: {found:?}");
        assert!(found.len() <= 3, "{unit:?} repeated: {found:?}");
    }
}

#[test]
fn deep_blocks_and_types_give_few_errors() {
    for unit in ["fn f\n", "module M\n", "class C\n", "match x\n_ =>\n", "unsafe\n", "loop\n", "if x\n", "f do\n"] {
        let found = errors(&unit.repeat(100_000));
        assert!(found.len() <= 3, "{unit:?} repeated: {:?}", &found[..found.len().min(5)]);
    }
    for unit in ["&", "weak ", "dyn ", "Fn[(A)] -> "] {
        let found = errors(&format!("x: {}", unit.repeat(100_000)));
        assert!(found.contains(&SyntaxErrorKind::TooDeep), "{unit:?} repeated: {found:?}");
    }
}

#[test]
fn long_chains_give_one_error_and_no_deep_tree() {
    for unit in [".a", "()", "[0]", "?", " + 1", " |> f", " do end", " if x", ".a?", " && b", "..1"] {
        let found = errors(&format!("x{}", unit.repeat(200_000)));
        assert_eq!(found.len(), 1, "{unit:?} repeated: {found:?}");
    }
    let found = errors(&format!("x: T{}", "?".repeat(200_000)));
    assert_eq!(found, [SyntaxErrorKind::TooDeep]);
}

#[test]
fn chains_as_programs_have_them_are_accepted() {
    let sum = vec!["x"; 500].join(" + ");
    assert_eq!(errors(&sum), []);
    let sum = vec!["-a.b.c(1)"; 500].join(" + ");
    assert_eq!(errors(&sum), []);
    let lines = "x = a.b(c).d if e.f(-1)\n".repeat(50_000);
    assert_eq!(errors(&lines), []);
    let calls = format!("x{}", ".f(1)".repeat(300));
    assert_eq!(errors(&calls), []);
    let list = format!("[{}]", "a.b + 1, ".repeat(50_000));
    assert_eq!(errors(&list), []);
    let nested = format!("x = {}1{}", "(".repeat(100), ")".repeat(100));
    assert_eq!(errors(&nested), []);
    let branches = format!("if a\n{}end", "elsif b\n  c\n".repeat(10_000));
    assert_eq!(errors(&branches), []);
}

#[test]
fn runs_of_bad_characters_give_one_error() {
    for unit in ["\0", "$", "\u{7f}", "\u{a0}", "→", "\\"] {
        let found = errors(&unit.repeat(MEGABYTES / unit.len()));
        assert_eq!(found.len(), 1, "{unit:?} repeated: {:?}", &found[..found.len().min(3)]);
        assert!(matches!(found[0], SyntaxErrorKind::InvalidCharacter { .. }));
    }
}

#[test]
fn errors_do_not_explode() {
    let lines = [
        "\"\n",
        "'\n",
        ")\n",
        "end\n",
        "a b\n",
        "@\n",
        "1x\n",
        "$ ",
        "fn\n",
        "x = \n",
        ";",
        "`\n",
        "|",
        "\"#{\n",
        "else\n",
        "private\n",
        "extern C\n",
    ];
    for unit in lines {
        let found = errors(&unit.repeat(100_000));
        assert!(found.len() <= 2 * aria_syntax::limits::MAX_ERRORS + 4, "{unit:?} repeated: {} errors", found.len());
        assert!(!found.is_empty(), "{unit:?}");
    }
}
