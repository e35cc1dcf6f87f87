//! The options that commands share.

use std::ffi::OsString;
use std::path::PathBuf;

use aria_driver::{CompileOptions, Profile, Session, Target, project, target_named};
use aria_run_manifest::Sanitizer;

/// A command's arguments, read.
#[derive(Debug, Default)]
pub struct Arguments {
    pub file: Option<PathBuf>,
    pub output: Option<PathBuf>,
    pub release: bool,
    pub sanitizer: Option<Sanitizer>,
    /// What `--target` names.
    pub target: Option<String>,
    pub json: bool,
    pub syntax_only: bool,
    /// The index of the lane whose world a module is made for (`--python`).
    pub world: Option<usize>,
    /// What follows FILE, or `--`.
    pub rest: Vec<OsString>,
}

impl Arguments {
    /// Reads a command's arguments; with `runs`, everything behind FILE, or behind `--`, is the program's.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn read(arguments: &[OsString], runs: bool) -> Result<Self, String> {
        let mut out = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let text = argument.to_string_lossy();
            let mut value = |name: &str| arguments.next().cloned().ok_or_else(|| format!("`{name}` needs a value"));
            match &*text {
                "--release" => out.release = true,
                "--syntax-only" => out.syntax_only = true,
                "--sanitize=address" => out.sanitizer = Some(Sanitizer::Address),
                "--sanitize=thread" => out.sanitizer = Some(Sanitizer::Thread),
                "--message-format=json" => out.json = true,
                "--message-format" => match value("--message-format")?.to_str() {
                    Some("json") => out.json = true,
                    Some("human") => out.json = false,
                    _ => return Err("`--message-format` is `json` or `human`".into()),
                },
                "--" if runs => {
                    out.rest = arguments.cloned().collect();
                    break;
                }
                "--target" => out.target = Some(value("--target")?.to_string_lossy().into_owned()),
                option if option.starts_with("--target=") => out.target = option.strip_prefix("--target=").map(str::to_owned),
                "-o" | "--output" => out.output = Some(value("-o")?.into()),
                option if world(option).is_some() => out.world = world(option),
                option if option.starts_with('-') && option.len() > 1 => return Err(format!("there is no option `{option}`")),
                _ if out.file.is_none() => {
                    out.file = Some(argument.into());
                    if runs {
                        out.rest = arguments.cloned().collect();
                        break;
                    }
                }
                other => return Err(format!("`{other}` is one argument too many")),
            }
        }
        Ok(out)
    }

    /// The compilation these arguments ask for: of FILE, or of the project around the working directory. `None` if there is
    /// none, which was reported.
    pub fn options(&self, session: &mut Session<'_>, otherwise: Profile, runs: bool) -> Option<CompileOptions> {
        let target = match &self.target {
            Some(name) => target_named(session, name)?,
            None => Target::Host,
        };
        let file = match &self.file {
            Some(file) => file.clone(),
            None => {
                let project = project::current(session)?;
                project::main_file(session, &project, runs)?
            }
        };
        let profile = if self.release { Profile::Release } else { otherwise };
        Some(CompileOptions { profile, target, sanitizer: self.sanitizer, ..CompileOptions::new(file) })
    }
}

/// The lane that an option like `--python` names, if programs can be called from its world.
fn world(option: &str) -> Option<usize> {
    let name = option.strip_prefix("--")?;
    crate::LANES.iter().position(|lane| lane.emitter().is_some() && lane.name().to_lowercase() == name)
}
