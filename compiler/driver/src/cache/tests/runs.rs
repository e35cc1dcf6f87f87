//! Run manifests from the compiler's side.

use super::Place;
use crate::cache::{Cache, Dependencies, Key, Kind, RunRecord, RunRequest};
use aria_run_manifest::Sanitizer;
use std::fs;

fn recorded(place: &Place, cache: &Cache, request: &RunRequest<'_>) -> RunRecord {
    let program = cache.put(Kind::Executable, &Key::of(&[b"program"]), b"an executable").expect("written");
    let mut dependencies = Dependencies::new(&place.environment);
    dependencies.file_with_contents(request.file, &fs::read(request.file).expect("readable"));
    cache.put_run(request, &dependencies, &program).expect("written")
}

#[test]
fn a_run_is_found_until_something_changes() {
    let place = Place::new();
    let cache = place.cache();
    let (compiler, file) = (place.file("aria-compiler", "x"), place.file("main.aria", "one"));
    let request = RunRequest { compiler: &compiler, file: &file, release: false, sanitizer: None };
    assert_eq!(cache.lookup_run(&request, &place.environment), None);
    assert_eq!(recorded(&place, &cache, &request), RunRecord::Written);
    let program = cache.get_path(Kind::Executable, &Key::of(&[b"program"]));
    assert!(program.is_some());
    assert_eq!(cache.lookup_run(&request, &place.environment), program);
    assert_eq!(cache.lookup_run(&RunRequest { release: true, ..request }, &place.environment), None);
    let sanitizer = Some(Sanitizer::Thread);
    assert_eq!(cache.lookup_run(&RunRequest { sanitizer, ..request }, &place.environment), None);

    place.file("main.aria", "two, longer");
    assert_eq!(cache.lookup_run(&request, &place.environment), None);
    recorded(&place, &cache, &request);
    assert!(cache.lookup_run(&request, &place.environment).is_some());
    place.file("aria-compiler", "a new one");
    assert_eq!(cache.lookup_run(&request, &place.environment), None);
    recorded(&place, &cache, &request);
    cache.remove(Kind::Executable, &Key::of(&[b"program"]));
    assert_eq!(cache.lookup_run(&request, &place.environment), None);
}

#[test]
fn a_compiler_that_changes_meanwhile_is_not_recorded() {
    let place = Place::new();
    let cache = place.cache();
    let (compiler, file) = (place.path("aria-compiler"), place.file("main.aria", "one"));
    let request = RunRequest { compiler: &compiler, file: &file, release: false, sanitizer: None };
    fs::write(&compiler, "just linked").expect("written");
    let path = compiler.canonicalize().expect("exists");
    assert_eq!(recorded(&place, &cache, &request), RunRecord::NotKept { path });
}

#[test]
fn damaged_manifests_are_removed() {
    let place = Place::new();
    let cache = place.cache();
    let (compiler, file) = (place.file("aria-compiler", "x"), place.file("main.aria", "one"));
    let request = RunRequest { compiler: &compiler, file: &file, release: false, sanitizer: None };
    recorded(&place, &cache, &request);
    let manifest = fs::read_dir(place.path("cache/run")).expect("read").next().expect("one").expect("read").path();
    let sound = fs::read(&manifest).expect("readable");
    for at in 0..sound.len() {
        let mut bytes = sound.clone();
        bytes[at] = bytes[at].wrapping_add(1);
        fs::write(&manifest, bytes).expect("written");
        assert_eq!(cache.lookup_run(&request, &place.environment), None);
        assert!(!manifest.exists());
    }
    assert_eq!(recorded(&place, &cache, &request), RunRecord::Written);
    assert!(cache.lookup_run(&request, &place.environment).is_some());
}
