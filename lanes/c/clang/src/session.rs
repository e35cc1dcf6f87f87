//! [`Session`]: a live clang on a thread of its own.
//!
//! The thread gives clang a stack that suits it, whatever thread asks, and makes the session safe to share: questions
//! queue up. A crash inside clang loses the session, not the process.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::container::{Container, Malformed};
use crate::library::{Bytes, Functions, OpenError, RawSession, functions};
use crate::{CLANG_PREFIX, RESOURCE_DIRECTORY};

const STACK: usize = 64 << 20;

static OPENED: AtomicUsize = AtomicUsize::new(0);

/// How many sessions this process has opened: what a cached compilation must not raise.
pub fn sessions_opened() -> usize {
    OPENED.load(Ordering::Relaxed)
}

/// The session crashed; open another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lost;

/// Why a question has no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SessionError {
    Lost,
    Malformed,
}

impl From<Malformed> for SessionError {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lost => "clang crashed",
            Self::Malformed => "clang's answer is malformed",
        })
    }
}

impl std::error::Error for SessionError {}

/// How grave clang finds it. Warnings are not collected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    Note,
    Error,
    /// An `#include` that found nothing.
    Fatal,
}

/// What clang said about an input, as data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClangDiagnostic {
    pub severity: Severity,
    /// The file, or `None` for a place in the input itself.
    pub path: Option<String>,
    /// Line and column count from one, columns in bytes; the end is exclusive.
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    /// The number of the input, counted from one, whose parsing said it.
    pub input: u32,
    pub text: String,
    /// What an `#include` named that was not found.
    pub missing_include: Option<String>,
}

impl ClangDiagnostic {
    /// Reads a list from an answer.
    ///
    /// # Errors
    /// [`Malformed`] if the answer is.
    pub fn read_all(cursor: &mut crate::Cursor<'_>) -> Result<Vec<Self>, Malformed> {
        let some = |text: String| if text.is_empty() { None } else { Some(text) };
        let count = cursor.number()?;
        let mut list = Vec::new();
        for _ in 0..count {
            let severity = match cursor.byte()? {
                0 => Severity::Note,
                3 => Severity::Fatal,
                _ => Severity::Error,
            };
            let path = some(cursor.text()?.into_owned());
            let [line, column, end_line, end_column, input] =
                [cursor.small()?, cursor.small()?, cursor.small()?, cursor.small()?, cursor.small()?];
            let text = cursor.text()?.into_owned();
            let missing_include = some(cursor.text()?.into_owned());
            list.push(Self { severity, path, line, column, end_line, end_column, input, text, missing_include });
        }
        Ok(list)
    }
}

enum Question {
    Parse { name: String, text: String },
    Snapshot,
    Macro(String),
    Statement(String),
    Compile { text: String, symbol: String, tag: String, sanitizer: String },
}

struct Request {
    question: Question,
    answer: Sender<Result<Arc<[u8]>, Lost>>,
}

/// A live clang.
pub struct Session {
    requests: Mutex<Option<Sender<Request>>>,
    worker: Option<JoinHandle<()>>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

impl Session {
    /// Starts clang with arguments of its driver (`-I…`, `-std=…`, `--target=…`).
    ///
    /// # Errors
    /// What is missing on this machine, or clang's reason.
    pub fn open(arguments: Vec<String>) -> Result<Self, OpenError> {
        let functions = functions()?;
        let (requests, inbox) = channel();
        let (opened, result) = channel();
        let worker = std::thread::Builder::new()
            .name("clang".into())
            .stack_size(STACK)
            .spawn(move || serve(functions, &arguments, &opened, &inbox))
            .map_err(|error| OpenError::Refused { reason: error.to_string() })?;
        result.recv().unwrap_or(Err(OpenError::Crashed))?;
        OPENED.fetch_add(1, Ordering::Relaxed);
        Ok(Self { requests: Mutex::new(Some(requests)), worker: Some(worker) })
    }

    fn ask(&self, question: Question) -> Result<Container, SessionError> {
        let (answer, reply) = channel();
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = requests.as_ref().is_some_and(|r| r.send(Request { question, answer }).is_ok());
        drop(requests);
        if !sent {
            return Err(SessionError::Lost);
        }
        let bytes = reply.recv().unwrap_or(Err(Lost)).map_err(|Lost| SessionError::Lost)?;
        Ok(Container::open(bytes)?)
    }

    /// Adds an input behind the earlier ones. Inputs with errors still declare what could be understood.
    ///
    /// # Errors
    /// If the session is lost.
    pub fn parse(&self, name: &str, text: &str) -> Result<Vec<ClangDiagnostic>, SessionError> {
        let answer = self.ask(Question::Parse { name: name.into(), text: text.into() })?;
        Ok(ClangDiagnostic::read_all(&mut answer.cursor(0))?)
    }

    /// Everything that the inputs declared.
    ///
    /// # Errors
    /// If the session is lost.
    pub fn snapshot(&self) -> Result<Container, SessionError> {
        self.ask(Question::Snapshot)
    }

    /// What an object-like macro is. The caller has checked that its brackets match.
    ///
    /// # Errors
    /// If the session is lost.
    pub fn macro_value(&self, name: &str) -> Result<Container, SessionError> {
        self.ask(Question::Macro(name.into()))
    }

    /// The type of the only statement of the function that `text` defines.
    ///
    /// # Errors
    /// If the session is lost.
    pub fn statement(&self, text: &str) -> Result<Container, SessionError> {
        self.ask(Question::Statement(text.into()))
    }

    /// LLVM bitcode of the function `symbol` that `text` defines. `tag` names the statics of this configuration.
    ///
    /// # Errors
    /// If the session is lost.
    pub fn compile(&self, text: &str, symbol: &str, tag: &str, sanitizer: Option<&str>) -> Result<Container, SessionError> {
        let sanitizer = sanitizer.unwrap_or_default().into();
        self.ask(Question::Compile { text: text.into(), symbol: symbol.into(), tag: tag.into(), sanitizer })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        *self.requests.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if let Some(worker) = self.worker.take() {
            // A worker that panicked has nothing left to say.
            let _ = worker.join();
        }
    }
}

fn view(text: &str) -> Bytes {
    Bytes { data: text.as_ptr(), size: text.len() }
}

/// Takes over bytes that the library allocated.
fn take(functions: &Functions, bytes: Bytes) -> Arc<[u8]> {
    if bytes.data.is_null() {
        return Arc::from(&[][..]);
    }
    // SAFETY: the library says that `size` bytes at `data` are initialised and ours until released.
    let copy = Arc::from(unsafe { std::slice::from_raw_parts(bytes.data, bytes.size) });
    // SAFETY: they came from the library and are released once.
    unsafe { (functions.release)(bytes) };
    copy
}

fn serve(functions: &Functions, arguments: &[String], opened: &Sender<Result<(), OpenError>>, inbox: &Receiver<Request>) {
    let program = format!("{CLANG_PREFIX}/bin/clang");
    let mut all = vec![program, format!("-resource-dir={RESOURCE_DIRECTORY}")];
    all.push("-fsyntax-only".into());
    all.extend(arguments.iter().cloned());
    all.push("<aria>".into());
    let views: Vec<Bytes> = all.iter().map(|a| view(a)).collect();
    let mut session: *mut RawSession = std::ptr::null_mut();
    let mut reason = Bytes { data: std::ptr::null(), size: 0 };
    // SAFETY: the arguments outlive the call, and both out-parameters are valid places.
    let status = unsafe { (functions.open)(views.as_ptr(), views.len(), &mut session, &mut reason) };
    let reason = take(functions, reason);
    if status != 0 || session.is_null() {
        let error =
            if status == 2 { OpenError::Crashed } else { OpenError::Refused { reason: String::from_utf8_lossy(&reason).into() } };
        // Nobody waits for the answer only if the opener is gone.
        let _ = opened.send(Err(error));
        return;
    }
    if opened.send(Ok(())).is_err() {
        // SAFETY: the session is open and this is its last use.
        unsafe { (functions.close)(session) };
        return;
    }
    while let Ok(request) = inbox.recv() {
        let answer = ask(functions, session, &request.question);
        let lost = answer.is_err();
        let _ = request.answer.send(answer);
        if lost {
            // Its state is unknown after a crash: it is leaked rather than touched again.
            return;
        }
    }
    // SAFETY: the session is open and this is its last use.
    unsafe { (functions.close)(session) };
}

fn ask(functions: &Functions, session: *mut RawSession, question: &Question) -> Result<Arc<[u8]>, Lost> {
    let mut out = Bytes { data: std::ptr::null(), size: 0 };
    // SAFETY: the session is open and only this thread uses it; texts outlive the call and `out` is a valid place.
    let status = unsafe {
        match question {
            Question::Parse { name, text } => (functions.parse)(session, view(name), view(text), &mut out),
            Question::Snapshot => (functions.snapshot)(session, &mut out),
            Question::Macro(name) => (functions.macro_value)(session, view(name), &mut out),
            Question::Statement(text) => (functions.statement)(session, view(text), &mut out),
            Question::Compile { text, symbol, tag, sanitizer } => {
                (functions.compile)(session, view(text), view(symbol), view(tag), view(sanitizer), &mut out)
            }
        }
    };
    let bytes = take(functions, out);
    if status == 0 { Ok(bytes) } else { Err(Lost) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session::open(vec!["-xc".into(), "-std=gnu17".into(), "-w".into()]).expect("clang is installed where this is tested")
    }

    #[test]
    fn inputs_follow_one_another_and_a_broken_one_does_no_harm() {
        let session = session();
        assert_eq!(
            session.parse("one", "struct point { int x, y; }; static int twice(int a) { return 2 * a; }").expect("alive"),
            []
        );
        let errors = session.parse("two", "int broken = ) ; int fine;\nint after(").expect("alive");
        assert!(errors.iter().any(|d| d.severity == Severity::Error && d.path.is_none() && d.line == 1), "{errors:?}");
        assert_eq!(session.parse("three", "int uses(struct point *p) { return twice(p->x) + fine; }").expect("alive"), []);
        let snapshot = session.snapshot().expect("alive");
        for name in ["point", "twice", "fine", "uses"] {
            assert_eq!(snapshot.find(name).count(), 1, "{name}");
        }
    }

    #[test]
    fn a_missing_include_is_told_and_parsing_goes_on() {
        let session = session();
        let errors = session.parse("one", "#include \"no/such.h\"\nint still_here;").expect("alive");
        assert_eq!(errors[0].missing_include.as_deref(), Some("no/such.h"));
        assert_eq!(session.parse("two", "int f(void) { return still_here; }").expect("alive"), []);
    }

    #[test]
    fn arguments_that_clang_refuses_are_an_error() {
        let error = Session::open(vec!["-xc".into(), "--target=no-such-machine-at-all".into()]).expect_err("no such target");
        assert!(matches!(error, OpenError::Refused { .. }), "{error:?}");
    }
}
