//! The objects of a program: its code generation units, each generated on one of several threads, or taken from the cache
//! where nothing in it changed.
//!
//! Objects come in the order of the units, whichever thread was first, so that equal programs give equal executables.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use aria_layout::Layouts;
use aria_llvm::{Codegen, CodegenError, CodegenOptions, Unit};
use aria_mir::MirProgram;
use aria_source::SourceMap;
use aria_types::Defs;

use crate::cache::{Cache, Key, Kind};
use crate::installation;

/// LLVM recurses as deep as expressions nest. Only address space until it is used.
const STACK_BYTES: usize = 1 << 28;

/// More threads than this wait for memory.
const MOST_THREADS: usize = 16;

/// What generating a unit gives: its object.
type Generated = Result<Arc<[u8]>, CodegenError>;

/// Generates the objects of a program.
///
/// # Errors
/// Those of code generation; of several, that of the first unit.
pub(crate) fn generate(
    program: &MirProgram,
    defs: &Defs,
    sources: &SourceMap,
    options: &CodegenOptions,
    cache: Option<&Cache>,
) -> Result<Vec<Arc<[u8]>>, CodegenError> {
    let layouts = Layouts::new(defs);
    let codegen = Codegen::new(program, &layouts, options)?;
    let units = aria_llvm::units(program, &layouts, sources, options);
    if let [unit] = &units[..] {
        // A small program: asking the cache costs about as much as it could save.
        return Ok(vec![codegen.generate(unit, &layouts, sources)?.object.into()]);
    }
    let work = Work { codegen: &codegen, defs, sources, cache, compiler: compiler_stamp() };
    let results: Vec<Mutex<Option<Generated>>> = units.iter().map(|_| Mutex::new(None)).collect();
    // The largest first, so that no thread is left with one at the end.
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(units[*i].bodies.len()));
    let next = AtomicUsize::new(0);
    let run = || {
        let layouts = Layouts::new(defs);
        while let Some(index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let object = work.object(&units[*index], &layouts);
            *results[*index].lock().unwrap_or_else(PoisonError::into_inner) = Some(object);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(units.len()).min(MOST_THREADS);
    std::thread::scope(|scope| {
        for _ in 1..threads {
            // Where no thread can be started, the others do its work.
            let _ = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run);
        }
        run();
    });
    let objects = results.into_iter().map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner));
    objects.map(|object| object.unwrap_or(Err(CodegenError::Unsupported("a unit that was lost")))).collect()
}

struct Work<'p> {
    codegen: &'p Codegen<'p>,
    defs: &'p Defs,
    sources: &'p SourceMap,
    cache: Option<&'p Cache>,
    compiler: Option<Vec<u8>>,
}

impl Work<'_> {
    fn object(&self, unit: &Unit, layouts: &Layouts<'_>) -> Result<Arc<[u8]>, CodegenError> {
        debug_assert!(std::ptr::eq(layouts.defs(), self.defs));
        let place = self.cache.zip(self.compiler.as_ref()).map(|(cache, compiler)| {
            let contents = self.codegen.fingerprint(unit, layouts, self.sources);
            let target = format!("{:?}", self.defs.target());
            (cache, Key::of(&[b"unit", compiler, target.as_bytes(), &contents]))
        });
        if let Some((cache, key)) = &place
            && let Some(known) = cache.get(Kind::Object, key)
        {
            return Ok(known);
        }
        let object: Arc<[u8]> = self.codegen.generate(unit, layouts, self.sources)?.object.into();
        if let Some((cache, key)) = &place {
            // Where it is not kept, the next compilation generates it again, which is all that is lost.
            let _ = cache.put(Kind::Object, key, &object);
        }
        Ok(object)
    }
}

/// What tells this compiler from another one. `None` where that cannot be known, and nothing may be kept.
fn compiler_stamp() -> Option<Vec<u8>> {
    let path = installation::compiler()?;
    stamp(&path)
}

fn stamp(path: &Path) -> Option<Vec<u8>> {
    let metadata = std::fs::metadata(path).ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let text = format!("{}\0{}\0{}\0{}", env!("CARGO_PKG_VERSION"), path.display(), metadata.len(), modified.as_nanos());
    Some(text.into_bytes())
}
