//! What the command line says of itself: an overview, and a page for each command.

/// A command and its page.
struct Page {
    name: &'static str,
    text: &'static str,
}

/// What `aria` alone and `aria help` print.
pub const OVERVIEW: &str = "\
Aria: a compiled, memory-safe language with the best foreign interfaces.

usage: aria COMMAND [options]

  aria new NAME        begin a project: a folder with a manifest, a program and a test
  aria run FILE        compile a program if anything changed, and run it
  aria check FILE      report errors without making anything
  aria test            run `test` blocks
  aria build FILE      make an executable, or a module for another language
  aria fmt             lay out programs in Aria's style
  aria import HEADER   show a C header as Aria sees it
  aria explain CODE    explain a diagnostic
  aria cache           show or empty the cache
  aria help COMMAND    say more about a command

A first program:

  echo 'println(\"Hello\")' > hello.aria
  aria run hello.aria
";

const PAGES: &[Page] = &[
    Page {
        name: "run",
        text: "\
usage: aria run [options] [FILE] [ARGUMENTS...]

Compiles FILE with the files it imports, and runs it. The executable is kept in the cache: as long as nothing that went
into it changes, the next run starts it at once. In a project FILE may be left out: it is src/main.aria.

What follows FILE, or `--`, are the program's arguments. The status is the program's; 1 if it has errors.

  --release                   optimise; arithmetic wraps on overflow instead of panicking
  --sanitize=address          find invalid memory accesses
  --sanitize=thread           find data races
  --target wasm32-wasi        make a WebAssembly module, and run it with wasmtime or Node
  --message-format json       diagnostics as JSON, one a line

examples:
  aria run hello.aria
  aria run --release count.aria words.txt
  aria run -- --verbose       (in a project: `--verbose` is for the program)
",
    },
    Page {
        name: "check",
        text: "\
usage: aria check [options] [FILE]

Reports the errors and warnings of FILE and the files it imports, `test` blocks among them, and makes nothing. In a
project FILE may be left out. The status is 1 if there are errors.

  --syntax-only               do not look further than the grammar
  --target wasm32-wasi        check for another target
  --message-format json       diagnostics as JSON, one a line

`aria explain CODE` says more about the code of a message.
",
    },
    Page {
        name: "build",
        text: "\
usage: aria build [options] [FILE] [-o OUT]

Makes an executable of FILE and the files it imports. Without -o it lies beside FILE, under its name without the ending;
in a project, where FILE may be left out, in the folder `build`.

  -o, --output OUT            where the result goes
  --release                   optimise; arithmetic wraps on overflow instead of panicking
  --target wasm32-wasi        make a module that a WebAssembly runtime with WASI runs
  --python                    make a module that Python imports; OUT is the folder it goes to
  --sanitize=address|thread   find invalid memory accesses, or data races
  --message-format json       diagnostics as JSON, one a line

examples:
  aria build --release tool.aria -o tool
  aria build --python calculations.aria -o .
",
    },
    Page {
        name: "test",
        text: "\
usage: aria test [FILE|FOLDER] [--filter TEXT]

Runs the `test` blocks of a file, or of all `.aria` files in a folder and its folders, several files at a time; without
a path, of the folder that the command runs in. The last line counts: N passed, N failed. The status is 1 if a test failed.

  --filter TEXT               only tests whose name contains TEXT

A test is a block at the top level of a file, and fails by `assert` or any other panic:

  test \"adds\"
    assert 1 + 1 == 2
  end
",
    },
    Page {
        name: "new",
        text: "\
usage: aria new NAME

Makes the folder NAME with a project in it: the manifest `aria.toml`, a program `src/main.aria` and a test.

example:
  aria new tool
  cd tool
  aria run
  aria test
",
    },
    Page {
        name: "fmt",
        text: "\
usage: aria fmt [--check] [FILE|FOLDER|-]...

Lays out programs in the one style that Aria has; there are no options for it. A folder stands for the `.aria` files
in it and in its folders; without a path, the folder that the command runs in is meant. `-` reads a program from the
standard input and writes it to the standard output.

A file with syntax errors is left as it is: the errors are shown, and the status is 1.

  --check                     write nothing; list the files that would change, with status 1 if there are any
  --message-format json       diagnostics as JSON, one a line
",
    },
    Page {
        name: "import",
        text: "\
usage: aria import [options] HEADER

Shows what `extern C from \"HEADER\"` gives: each function, type, constant and macro in Aria's words, what cannot be
used and why, and which libraries will be linked.

  -D NAME[=VALUE]             define a macro before the header is read
  -I DIR                      search a folder for headers
  --filter TEXT               only names that contain TEXT
  --all                       also what the header includes
  --facts                     say where each fact comes from
  --as NAME                   the namespace, as in `extern C from \"HEADER\" as NAME`

examples:
  aria import zlib.h --filter deflate
  aria import sqlite3.h --facts
",
    },
    Page {
        name: "explain",
        text: "\
usage: aria explain CODE
       aria explain --list

Prints the page of a diagnostic: what it means, programs that cause it, and how they are mended. `--list` prints every
code with its title.

example:
  aria explain E0301
",
    },
    Page {
        name: "cache",
        text: "\
usage: aria cache
       aria cache clean

Shows where the cache is and how much it holds, or empties it. What it keeps are executables and what was read of foreign
headers; it keeps itself below a gibibyte, what was not used for longest goes first.

ARIA_CACHE_DIR names another folder for it.
",
    },
];

/// The page of a command.
pub fn page(command: &str) -> Option<&'static str> {
    PAGES.iter().find(|page| page.name == command).map(|page| page.text)
}

/// The names of the commands.
pub fn commands() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|page| page.name)
}

#[cfg(test)]
mod tests {
    use super::{OVERVIEW, commands, page};

    #[test]
    fn every_command_is_in_the_overview_and_has_a_page_of_its_own() {
        for command in commands() {
            assert!(OVERVIEW.contains(&format!("\n  aria {command} ")), "{command}");
            assert!(page(command).is_some_and(|text| text.starts_with(&format!("usage: aria {command}"))), "{command}");
        }
        assert_eq!(page("nosuch"), None);
    }
}
