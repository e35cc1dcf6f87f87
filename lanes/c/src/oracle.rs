//! [`Oracle`]: asks clang what nobody has asked before, and remembers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aria_foreign::Unavailable;
use aria_lane::LaneHost;
use aria_lane_c_clang::{ClangDiagnostic, Container, Cursor, Malformed, Session, SessionError, Severity};
use serde::Serialize;

use crate::configuration::{Configuration, ConfigurationKey, StartError};

/// A question to clang. What makes two of them equal is all here; the text is derived.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub(crate) enum Question {
    Macro(String),
    Statement { text: String },
    Compile { text: String, symbol: String },
}

/// The questions of one interface, over one session that starts when it must.
pub(crate) struct Oracle {
    configuration: Configuration,
    key: ConfigurationKey,
    host: Arc<dyn LaneHost>,
    session: Mutex<Option<Session>>,
    answers: Mutex<HashMap<[u8; 32], Container>>,
}

impl Oracle {
    pub fn new(configuration: Configuration, key: ConfigurationKey, host: Arc<dyn LaneHost>, session: Option<Session>) -> Self {
        Self { configuration, key, host, session: Mutex::new(session), answers: Mutex::new(HashMap::new()) }
    }

    pub fn key(&self) -> ConfigurationKey {
        self.key
    }

    /// The answer, from memory, the cache, or clang.
    ///
    /// # Errors
    /// If clang cannot be asked.
    pub fn ask(&self, question: &Question, declarations: &Container) -> Result<Container, Unavailable> {
        let key = self.key.question(question);
        if let Some(known) = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(known.clone());
        }
        let stored = self.host.cached(&key).and_then(|bytes| Container::open(bytes).ok());
        let answer = match stored {
            Some(answer) => answer,
            None => {
                let answer = self.ask_clang(question).map_err(|reason| Unavailable { reason, place: None })?;
                self.host.store(&key, answer.bytes(), &self.configuration.dependencies(declarations));
                answer
            }
        };
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(key, answer.clone());
        Ok(answer)
    }

    fn ask_clang(&self, question: &Question) -> Result<Container, String> {
        let mut slot = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let reused = slot.is_some();
        let session = match slot.take() {
            Some(session) => session,
            None => self.start()?,
        };
        match self.put(&session, question) {
            Ok(answer) => {
                *slot = Some(session);
                Ok(answer)
            }
            // A session that an earlier question damaged is replaced once.
            Err(_) if reused => {
                let session = self.start()?;
                let answer = self.put(&session, question).map_err(|e| e.to_string())?;
                *slot = Some(session);
                Ok(answer)
            }
            Err(error) => Err(error.to_string()),
        }
    }

    fn start(&self) -> Result<Session, String> {
        let (session, _) = self.configuration.open().map_err(|StartError::Open(e)| e.to_string())?;
        Ok(session)
    }

    fn put(&self, session: &Session, question: &Question) -> Result<Container, SessionError> {
        match question {
            Question::Macro(name) => session.macro_value(name),
            Question::Statement { text } => session.statement(text),
            Question::Compile { text, symbol } => {
                session.compile(text, symbol, &self.configuration.tag(), self.configuration.sanitizer.as_deref())
            }
        }
    }
}

/// The reason in a failed answer: clang's first error.
pub(crate) fn refusal(c: &mut Cursor<'_>) -> Result<Unavailable, Malformed> {
    let list = ClangDiagnostic::read_all(c)?;
    let error = list.iter().find(|d| d.severity != Severity::Note);
    let Some(error) = error else { return Ok(Unavailable { reason: "it is no expression".into(), place: None }) };
    let place = error.path.as_deref().map(|path| aria_foreign::ForeignPlace {
        path: path.into(),
        line: error.line,
        column: error.column,
    });
    Ok(Unavailable { reason: error.text.clone(), place })
}
