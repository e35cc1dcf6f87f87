//! Prints what imports cost, in milliseconds by the clock: cold (clang parses) and cached (nothing starts).
//!
//! `cargo run --release -p aria-lane-c --example import_time [HEADER…]`

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use aria_foreign::{Adapter, AdapterKind, DeclarationFilter, ForeignPlace, ForeignType, NameSpace, TargetData};
use aria_lane::{Dependency, ImportRequest, Importer, LaneHost, Spelled};
use aria_lane_c::CLane;
use aria_source::{FileId, Span};

#[derive(Default)]
struct Memory(Mutex<HashMap<Vec<u8>, Arc<[u8]>>>);

impl LaneHost for Memory {
    fn cached(&self, key: &[u8]) -> Option<Arc<[u8]>> {
        // A copy, as reading a file would be.
        self.0.lock().ok()?.get(key).map(|bytes| Arc::from(&bytes[..]))
    }
    fn store(&self, key: &[u8], bytes: &[u8], _: &[Dependency]) {
        if let Ok(mut map) = self.0.lock() {
            map.insert(key.to_vec(), bytes.into());
        }
    }
    fn depends_on(&self, _: Dependency) {}
    fn package_include_paths(&self) -> Vec<PathBuf> {
        Vec::new()
    }
    fn span(&self, _: &ForeignPlace) -> Option<Span> {
        None
    }
    fn scratch(&self) -> &Path {
        Path::new(".")
    }
}

fn timed<T>(what: &str, body: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let value = body();
    println!("  {:8.3} ms  {what}", start.elapsed().as_secs_f64() * 1e3);
    value
}

fn main() {
    let headers: Vec<String> = std::env::args().skip(1).collect();
    let headers = if headers.is_empty() { ["sqlite3.h", "openssl/ssl.h"].map(String::from).into() } else { headers };
    for header in headers {
        let host = Arc::new(Memory::default());
        let span = Span::new(FileId(0), 0, 0);
        let request = ImportRequest {
            sources: vec![Spelled { text: header.clone(), span }],
            defines: Vec::new(),
            include_paths: Vec::new(),
            links: Vec::new(),
            base: PathBuf::from("/"),
            target: TargetData::x86_64_linux(),
            sanitizer: None,
        };
        println!("{header}");
        let cold = timed("import, cold", || CLane.import(&request, host.clone()));
        println!("  {} diagnostics", cold.diagnostics.len());
        let names = timed("all names", || cold.interface.names(&DeclarationFilter::default()));
        let macros: Vec<_> = names
            .iter()
            .filter(|n| {
                matches!(cold.interface.lookup(n, NameSpace::Values), Some(aria_foreign::ForeignItem::ObjectMacro { .. }))
            })
            .collect();
        let few: Vec<_> = macros.iter().take(100).collect();
        let constants =
            timed("100 macros, asked", || few.iter().filter(|n| matches!(cold.interface.constant(n), Some(Ok(_)))).count());
        println!(
            "  {constants} of {} are constants, expressions or names; {} names, {} macros",
            few.len(),
            names.len(),
            macros.len()
        );
        let adapter = Adapter {
            kind: AdapterKind::ObjectMacro { name: macros[0].to_string().into() },
            params: Vec::new(),
            result: ForeignType::Void,
        };
        let _ = timed("an adapter, asked", || cold.interface.adapter(&adapter));
        drop(cold);
        let bytes: usize = host.0.lock().map(|map| map.values().map(|v| v.len()).max().unwrap_or(0)).unwrap_or(0);
        println!("  {} KiB of declarations", bytes / 1024);
        let before = aria_lane_c::clang_sessions_opened();
        let warm = timed("import, cached, with ten lookups", || {
            let outcome = CLane.import(&request, host.clone());
            for name in names.iter().step_by(names.len().div_ceil(10).max(1)) {
                let _ = outcome.interface.lookup(name, NameSpace::Values);
            }
            outcome
        });
        timed("every name looked up", || names.iter().filter(|n| warm.interface.lookup(n, NameSpace::Values).is_some()).count());
        println!("  {} sessions started for that", aria_lane_c::clang_sessions_opened() - before);
    }
}
