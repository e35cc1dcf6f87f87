//! The harness on pages and compilers that are right and wrong in every way it must tell apart.

use super::*;
use crate::fake::Fake;

/// A compiler that says E0510 in line 2 of `main.aria`, as JSON, and lists that one code.
const SCRIPT: &str = r##"case "$*" in
"explain --list") echo "E0510 needs unsafe"; exit 0 ;;
"check main.aria --message-format json") ;;
*) echo "unexpected call: $*" >&2; exit 2 ;;
esac
grep -q "clean\|unsafe f" main.aria && exit 0
printf '%s\n' '{"$message_type":"diagnostic","code":"E0510","severity":"error","message":"a call needs `unsafe`","spans":[{"file":"main.aria","byte_start":10,"byte_end":13,"line_start":2,"is_primary":true}],"children":[{"spans":[]},{"spans":[{"file":"main.aria","byte_start":10,"byte_end":10,"line_start":2,"is_primary":true,"suggested_replacement":"unsafe "}]}],"rendered":"error[E0510]: a call needs `unsafe`\n --> main.aria:2:1\n"}'
exit 1"##;

const PAGE: &str = "# E0510: needs unsafe\n\nProse.\n\n```aria\nfn main\n  f() # error[E0510]: needs `unsafe`\nend\n```\n\n## Accepted\n\n```aria\n# clean\n```\n";

fn verdicts(script: &str, page: &str) -> Vec<(String, Verdict)> {
    let fake = Fake::new(script);
    fake.write("ui/E0510.md", page);
    fake.verdicts(cases, "ui")
}

fn failure(verdicts: &[(String, Verdict)], name: &str) -> String {
    match verdicts.iter().find(|(n, _)| n == name) {
        Some((_, Verdict::Failed(reason))) => reason.clone(),
        other => panic!("{name} should fail: {other:?} in {verdicts:?}"),
    }
}

#[test]
fn a_page_that_tells_the_truth_passes() {
    let passed = ["ui/E0510", "ui/E0510/basic", "ui/E0510/Accepted", "ui/table"];
    assert_eq!(verdicts(SCRIPT, PAGE), passed.map(|n| (n.to_owned(), Verdict::Passed)));
}

#[test]
fn a_missing_diagnostic_fails() {
    let verdicts = verdicts(SCRIPT, &PAGE.replace("fn main", "clean"));
    let reason = failure(&verdicts, "ui/E0510/basic");
    assert!(reason.contains("tests/ui/E0510.md:5"), "{reason}");
    assert!(reason.contains("missing    main.aria:2: error[E0510]: needs `unsafe`"), "{reason}");
}

#[test]
fn an_extra_diagnostic_fails() {
    let verdicts = verdicts(SCRIPT, &PAGE.replace("# clean", "x"));
    let reason = failure(&verdicts, "ui/E0510/Accepted");
    assert!(reason.contains("unexpected (no line") || reason.contains("unexpected main.aria:2"), "{reason}");
}

#[test]
fn another_message_is_both() {
    let reason = failure(&verdicts(SCRIPT, &PAGE.replace("needs `unsafe`", "needs luck")), "ui/E0510/basic");
    assert!(reason.contains("missing") && reason.contains("unexpected"), "{reason}");
}

#[test]
fn a_compiler_that_fails_without_saying_why_fails() {
    let script = SCRIPT.replace("&& exit 0", "&& { echo oops >&2; exit 1; }");
    let reason = failure(&verdicts(&script, PAGE), "ui/E0510/Accepted");
    assert!(reason.contains("failed without an error (status 1)") && reason.contains("oops"), "{reason}");
}

#[test]
fn errors_with_status_zero_and_crashes_fail() {
    let reason = failure(&verdicts(&SCRIPT.replace("\nexit 1", "\nexit 0"), PAGE), "ui/E0510/basic");
    assert!(reason.contains("in spite of its errors"), "{reason}");
    let reason = failure(&verdicts(&SCRIPT.replace("\nexit 1", "\nexit 101"), PAGE), "ui/E0510/basic");
    assert!(reason.contains("crashed"), "{reason}");
}

#[test]
fn the_pages_and_the_compilers_table_must_agree() {
    let say = |list: &str| failure(&verdicts(&SCRIPT.replace("E0510 needs unsafe", list), PAGE), "ui/table");
    assert!(say("E0511 extent").contains("E0511 (extent) has no tests/ui/E0511.md"));
    assert!(say("E0511 extent").contains("E0510.md is about no code"));
    assert!(say("E0510 other title").contains("`other title` in the compiler and `needs unsafe` in its page"));
    let broken = failure(&verdicts(&SCRIPT.replace("exit 0 ;;", "exit 7 ;;"), PAGE), "ui/table");
    assert!(broken.contains("failed"), "{broken}");
}

#[test]
fn a_page_has_the_form_of_a_page() {
    let title = failure(&verdicts(SCRIPT, &PAGE.replace("# E0510:", "# E0511:")), "ui/E0510");
    assert!(title.contains("must be `# E0510: title`"), "{title}");
    let idle = failure(&verdicts(SCRIPT, "# E0510: needs unsafe\n\n```aria\n# clean\n```\n"), "ui/E0510");
    assert!(idle.contains("no section expects E0510"), "{idle}");
}

#[test]
fn rendered_text_is_compared_exactly() {
    let output = "```output\nerror[E0510]: a call needs `unsafe`\n --> main.aria:2:1\n```\n\n## Accepted";
    let page = PAGE.replace("## Accepted", output);
    assert_eq!(verdicts(SCRIPT, &page)[1].1, Verdict::Passed);
    let reason = failure(&verdicts(SCRIPT, &page.replace(":2:1", ":2:9")), "ui/E0510/basic");
    assert!(reason.contains("-  --> main.aria:2:9") && reason.contains("+  --> main.aria:2:1"), "{reason}");
}

#[test]
fn helps_are_applied_and_must_compile() {
    let fixed = "```fixed\nfn main\n  unsafe f()\nend\n```\n\n## Accepted";
    let page = PAGE.replace("## Accepted", fixed);
    assert_eq!(verdicts(SCRIPT, &page)[1].1, Verdict::Passed);
    let reason = failure(&verdicts(SCRIPT, &page.replace("unsafe f", "safe f")), "ui/E0510/basic");
    assert!(reason.contains("-   safe f()") && reason.contains("+   unsafe f()"), "{reason}");
    let reason = failure(&verdicts(&SCRIPT.replace("\\|unsafe f", ""), &page), "ui/E0510/basic");
    assert!(reason.contains("still rejected") && reason.contains("E0510"), "{reason}");
    let reason = failure(
        &verdicts(&SCRIPT.replace(r#""byte_start":10,"byte_end":10"#, r#""byte_start":99,"byte_end":99"#), &page),
        "ui/E0510/basic",
    );
    assert!(reason.contains("outside of main.aria"), "{reason}");
}

#[test]
fn blessing_updates_a_page() {
    let fake = Fake::blessing(SCRIPT);
    fake.write("ui/E0510.md", &PAGE.replace("## Accepted", "```output\nold\n```\n\n```fixed\nold\n```\n\n## Accepted"));
    assert!(fake.verdicts(cases, "ui").iter().all(|(_, v)| *v == Verdict::Passed));
    let page = fake.read("ui/E0510.md");
    assert!(page.contains("```output\nerror[E0510]: a call needs `unsafe`\n --> main.aria:2:1\n```\n\n```fixed\nfn main\n  unsafe f()\nend\n```\n\n## Accepted"), "{page}");
}

#[test]
fn blessing_writes_the_text_between_the_fences() {
    let fake = Fake::new("");
    let path = fake.write("p.md", "# T\n\n```aria\nx\n```\n\n```output\nold\n```\n\n## N\n\n```output\nkept\n```\n");
    bless::block(&path, 0, 1, "new\ntext\n").unwrap();
    let after = std::fs::read_to_string(&path).unwrap();
    assert_eq!(after, "# T\n\n```aria\nx\n```\n\n```output\nnew\ntext\n```\n\n## N\n\n```output\nkept\n```\n");
    bless::block(&path, 0, 1, "").unwrap();
    bless::block(&path, 1, 0, "other\n").unwrap();
    let after = std::fs::read_to_string(&path).unwrap();
    assert_eq!(after, "# T\n\n```aria\nx\n```\n\n```output\n```\n\n## N\n\n```output\nother\n```\n");
    assert!(bless::block(&path, 1, 4, "").is_err());
}

#[test]
fn a_console_block_is_the_command() {
    let script = SCRIPT.replace("check main.aria --message", "check --deny warnings main.aria --message");
    let page = PAGE.replace("\n## Accepted\n", "\n```console\n$ aria check --deny warnings main.aria\n```\n\n## Accepted\n");
    assert_eq!(verdicts(&script, &page)[1].1, Verdict::Passed);
    let wrong = failure(&verdicts(&script, &page.replace("$ aria", "$ other")), "ui/E0510/basic");
    assert!(wrong.contains("a console block is one line"), "{wrong}");
}

#[test]
fn files_stay_within_the_case() {
    for name in ["../x.h", "/tmp/x.h", "main.aria"] {
        let page = PAGE.replace("\n## Accepted", &format!("\n```c {name}\n```\n\n## Accepted"));
        let reason = failure(&verdicts(SCRIPT, &page), "ui/E0510/basic");
        assert!(reason.contains("not a name of its own"), "{name}: {reason}");
    }
}

#[test]
fn a_code_that_cannot_be_provoked_is_described() {
    let page = "# E0510: needs unsafe\n\nProse.\n\n```described\nonly on\nanother machine\n```\n";
    let all = verdicts(SCRIPT, page);
    assert!(all.contains(&("ui/E0510/described".to_owned(), Verdict::Skipped("only on another machine".to_owned()))), "{all:?}");
    assert!(all.contains(&("ui/E0510".to_owned(), Verdict::Passed)), "{all:?}");
    let empty = verdicts(SCRIPT, &page.replace("only on\nanother machine\n", ""));
    assert!(failure(&empty, "ui/E0510").contains("the reason"));
}

#[test]
fn a_console_line_sets_variables_and_a_file_has_its_encoding() {
    let script = r#"test "$ARIA_CACHE_DIR" = here && test "$(wc -c < main.aria)" -eq 2 && exit 0; exit 1"#;
    let page = "# E0510: x\n\n```console\n$ ARIA_CACHE_DIR=here aria check main.aria\n```\n\n```aria latin1\n\u{e9}\n```\n";
    let name = "ui/E0510/basic".to_owned();
    assert!(verdicts(script, page).contains(&(name.clone(), Verdict::Passed)));
    assert!(!verdicts(script, &page.replace(" latin1", "")).contains(&(name.clone(), Verdict::Passed)));
    assert!(!verdicts(script, &page.replace("here", "there")).contains(&(name, Verdict::Passed)));
}
