//! `aria import`.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use aria_driver::{ImportOptions, Session, import_listing};

use crate::LANES;
use crate::output::{FAILED, show, usage};

pub fn import(arguments: &[OsString]) -> ExitCode {
    let mut session = Session::new(LANES);
    let (options, json) = match read(arguments) {
        Ok(read) => read,
        Err(message) => return usage(&message),
    };
    let listing = import_listing(&mut session, &options);
    let failed = show(&mut session, json);
    if let Some(text) = &listing {
        // A closed pipe is no reason to fail.
        let _ = std::io::stdout().lock().write_all(text.as_bytes());
    }
    if failed || listing.is_none() { ExitCode::from(FAILED) } else { ExitCode::SUCCESS }
}

/// The options, and whether diagnostics are wanted as JSON.
fn read(arguments: &[OsString]) -> Result<(ImportOptions, bool), String> {
    let lane = LANES.first().map(|l| l.name().to_owned()).unwrap_or_default();
    let mut options = ImportOptions { lane, ..ImportOptions::default() };
    let mut json = false;
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy().into_owned();
        let mut value = |attached: &str| match attached {
            "" => {
                let next = arguments.next().map(|v| v.to_string_lossy().into_owned());
                next.ok_or_else(|| format!("`{text}` needs a value"))
            }
            _ => Ok(attached.to_owned()),
        };
        match text.as_str() {
            "--as" => options.namespace = Some(value("")?),
            "--filter" => options.filter = Some(value("")?),
            "--all" => options.all = true,
            "--facts" => options.facts = true,
            "--message-format=json" => json = true,
            define if define.starts_with("-D") => {
                let given = value(&define[2..])?;
                let (name, value) = match given.split_once('=') {
                    Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                    None => (given, None),
                };
                options.defines.push((name, value));
            }
            path if path.starts_with("-I") => {
                let given = value(&path[2..])?;
                options.include_paths.push(given.into());
            }
            option if option.starts_with('-') && option.len() > 1 => return Err(format!("there is no option `{option}`")),
            header if options.header.is_empty() => options.header = header.to_owned(),
            other => return Err(format!("`{other}` is one argument too many")),
        }
    }
    if options.header.is_empty() {
        return Err("`aria import` takes a HEADER, such as zlib.h".into());
    }
    Ok((options, json))
}

#[cfg(test)]
mod tests {
    use super::read;

    fn arguments(list: &[&str]) -> Result<aria_driver::ImportOptions, String> {
        let list: Vec<_> = list.iter().map(std::ffi::OsString::from).collect();
        read(&list).map(|(options, _)| options)
    }

    #[test]
    fn defines_and_paths_are_taken_attached_or_apart() {
        let options = arguments(&["-DA", "a.h", "-D", "B=2", "-Iinclude", "-I", "more", "--as", "a"]).unwrap();
        assert_eq!(options.defines, [("A".to_owned(), None), ("B".to_owned(), Some("2".to_owned()))]);
        assert_eq!(options.include_paths, ["include", "more"].map(std::path::PathBuf::from));
        assert_eq!((options.header.as_str(), options.namespace.as_deref()), ("a.h", Some("a")));
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(arguments(&[]).unwrap_err().contains("takes a HEADER"));
        assert!(arguments(&["a.h", "b.h"]).unwrap_err().contains("`b.h`"));
        assert!(arguments(&["a.h", "-D"]).unwrap_err().contains("`-D` needs a value"));
        assert!(arguments(&["--wrong"]).unwrap_err().contains("`--wrong`"));
    }
}
