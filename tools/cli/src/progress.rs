//! A line on the terminal that says what a command is at, shown once it has taken a second and taken away at its end.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aria_driver::Session;

/// What takes less than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line is written anew.
const PERIOD: Duration = Duration::from_millis(200);

/// A line that is shown while this value lives.
pub struct Shown {
    /// Dropped to end the thread. `None` where nothing is shown.
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

/// Shows what `describe` says for as long as the result lives, if the standard error stream is a terminal.
pub fn show(describe: impl Fn() -> String + Send + 'static) -> Shown {
    if !std::io::stderr().is_terminal() {
        return Shown { running: None };
    }
    let (end, ended) = channel::<()>();
    let begin = Instant::now();
    let thread = std::thread::Builder::new().name("progress".into()).spawn(move || {
        let mut pause = PATIENCE;
        let mut shown = false;
        while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            pause = PERIOD;
            shown = true;
            write(&format!("\r\x1b[2K{}", line(&describe(), begin.elapsed())));
        }
        if shown {
            write("\r\x1b[2K");
        }
    });
    // A machine that starts no thread only shows nothing.
    Shown { running: thread.ok().map(|thread| (end, thread)) }
}

/// Shows what a session's compilation is at.
pub fn of_compilation(session: &Session<'_>, file: &Path) -> Shown {
    let (progress, file) = (session.progress.clone(), file.display().to_string());
    show(move || format!("{} {file}", progress.stage().doing()))
}

fn line(what: &str, since: Duration) -> String {
    format!("aria: {what} ({} s)", since.as_secs())
}

fn write(text: &str) {
    let mut out = std::io::stderr().lock();
    // A terminal that is gone is no reason to fail.
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.running.take() {
            drop(end);
            // The thread does nothing that could panic; were it to, there is no line to take away.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_and_since_when() {
        assert_eq!(line("checking main.aria", Duration::from_millis(2_700)), "aria: checking main.aria (2 s)");
    }
}
