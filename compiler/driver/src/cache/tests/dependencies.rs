//! What invalidates a result, and when a result must not be kept.

use super::{Place, age};
use crate::cache::{CacheError, Change, Dependencies, Key, Kind};
use crate::platform::Environment;
use crate::platform::files::{Machine, Moment};
use std::fs::{self, File};
use std::time::{Duration, SystemTime};

#[test]
fn a_header_newly_placed_in_an_earlier_directory_is_noticed() {
    let place = Place::new();
    let header = place.file("second/a.h", "int a;");
    let (first, second, missing) = (place.folder("first"), place.path("second"), place.path("missing"));
    let mut dependencies = Dependencies::new(&place.environment);
    dependencies.file(&header);
    [&first, &second, &missing].into_iter().for_each(|folder| dependencies.directory(folder));
    let recorded = Dependencies::decode(&dependencies.encode().expect("stable")).expect("sound");
    assert!(recorded.still_valid(&place.environment));

    fs::write(first.join("a.h"), "long a;").expect("written");
    assert_eq!(recorded.first_change(&place.environment), Some(Change::Path(first.clone())));
    fs::remove_file(first.join("a.h")).expect("removed");
    // Taking it away again does not make the directory what it was; compiling once more is the safe side.
    assert!(!recorded.still_valid(&place.environment));

    let mut dependencies = Dependencies::new(&place.environment);
    dependencies.directory(&missing);
    fs::create_dir(&missing).expect("created");
    assert_eq!(dependencies.first_change(&place.environment), Some(Change::Path(missing)));
}

#[test]
fn files_that_appear_change_or_vanish() {
    let place = Place::new();
    let (header, candidate) = (place.file("a.h", "int a;"), place.path("b.h"));
    let mut dependencies = Dependencies::new(&place.environment);
    dependencies.file(&header);
    dependencies.absent(&candidate);
    assert!(dependencies.still_valid(&place.environment));
    fs::write(&candidate, "").expect("written");
    assert_eq!(dependencies.first_change(&place.environment), Some(Change::Path(candidate.clone())));
    fs::remove_file(&candidate).expect("removed");
    assert!(dependencies.still_valid(&place.environment));
    place.file("a.h", "int a, b;");
    assert_eq!(dependencies.first_change(&place.environment), Some(Change::Path(header.clone())));
    fs::remove_file(&header).expect("removed");
    assert_eq!(dependencies.first_change(&place.environment), Some(Change::Path(header)));
}

#[test]
fn variables_and_the_working_directory() {
    let place = Place::new();
    let mut environment = place.environment.clone();
    environment.set("CPATH", "relative:/absolute");
    let mut dependencies = Dependencies::new(&environment);
    dependencies.directory_list(&environment, "CPATH");
    dependencies.variable(&environment, "LIBRARY_PATH");
    let dependencies = Dependencies::decode(&dependencies.encode().expect("stable")).expect("sound");
    assert!(dependencies.still_valid(&environment));
    let mut changed = environment.clone();
    changed.set("LIBRARY_PATH", "");
    assert_eq!(dependencies.first_change(&changed), Some(Change::Variable("LIBRARY_PATH".into())));
    changed = environment.clone();
    changed.set("CPATH", "/absolute");
    assert_eq!(dependencies.first_change(&changed), Some(Change::Variable("CPATH".into())));
    let elsewhere = Environment::new("/", [("CPATH", "relative:/absolute")]);
    assert_eq!(dependencies.first_change(&elsewhere), Some(Change::WorkingDirectory));
}

#[test]
fn a_change_within_the_clock_tick_is_seen_by_contents() {
    let place = Place::new();
    let source = place.file("main.aria", "one");
    let time = SystemTime::now();
    File::options().append(true).open(&source).and_then(|file| file.set_modified(time)).expect("set");
    let mut dependencies = Dependencies::started_at(time, &place.environment);
    dependencies.file_with_contents(&source, b"one");
    assert!(dependencies.still_valid(&place.environment));
    fs::write(&source, "two").expect("written");
    File::options().append(true).open(&source).and_then(|file| file.set_modified(time)).expect("set");
    assert_eq!(dependencies.first_change(&place.environment), Some(Change::Path(source)));
}

#[test]
fn what_changes_meanwhile_is_not_kept() {
    let place = Place::new();
    let header = place.file("include/a.h", "int a;");
    let now = SystemTime::now();
    for (name, modified, stable) in [
        ("an hour before", now - Duration::from_secs(3600), true),
        ("100 ms before", now - Duration::from_millis(100), true),
        ("in the same tick", now - Duration::from_millis(2), false),
        ("meanwhile", now + Duration::from_millis(5), false),
    ] {
        // A whole second would stand for a file system that knows no fractions.
        let modified = if modified.duration_since(SystemTime::UNIX_EPOCH).expect("later").subsec_nanos() == 0 {
            modified - Duration::from_nanos(1)
        } else {
            modified
        };
        for path in [header.clone(), place.path("include")] {
            File::open(&path).and_then(|file| file.set_modified(modified)).expect("set");
            let mut dependencies = Dependencies::started_at(now, &place.environment);
            dependencies.file(&path);
            assert_eq!(dependencies.unstable().is_none(), stable, "{name}");
            assert_eq!(dependencies.encode().is_ok(), stable, "{name}");
        }
    }
    // Seen twice, in two states.
    age(&header, 5);
    let mut dependencies = Dependencies::started_at(now, &place.environment);
    dependencies.file(&header);
    age(&header, 4);
    dependencies.file(&header);
    assert_eq!(dependencies.encode(), Err(CacheError::Unstable { path: header.clone() }));
    // Found to be missing, and there now.
    let mut dependencies = Dependencies::started_at(now, &place.environment);
    dependencies.absent(&header);
    assert_eq!(dependencies.unstable(), Some(&*header));
}

#[test]
fn dependent_entries_hold_as_long_as_their_dependencies() {
    let place = Place::new();
    let cache = place.cache();
    let header = place.file("a.h", "int a;");
    let key = Key::of(&[b"import", b"a.h"]);
    let mut dependencies = Dependencies::new(&place.environment);
    dependencies.file(&header);
    cache.put_dependent(Kind::Import, &key, &dependencies, b"model").expect("written");
    let (found, contents) =
        cache.get_dependent(Kind::Import, &key, &mut Machine { environment: &place.environment }).expect("valid");
    assert_eq!(*contents, *b"model");
    let mut outer = Dependencies::new(&place.environment);
    outer.extend(&found);
    assert_eq!(outer.paths().collect::<Vec<_>>(), [header.as_path()]);
    age(&header, 3);
    assert!(cache.get_dependent(Kind::Import, &key, &mut Machine { environment: &place.environment }).is_none());
    assert!(!outer.still_valid(&place.environment));
}

#[test]
fn damage_to_the_dependencies_or_the_contents_counts_as_missing() {
    let place = Place::new();
    let cache = place.cache();
    let header = place.file("a.h", "int a;");
    let key = Key::of(&[b"import", b"a.h"]);
    let mut dependencies = Dependencies::new(&place.environment);
    dependencies.file(&header);
    let path = cache.put_dependent(Kind::Import, &key, &dependencies, b"model").expect("written");
    let get = || cache.get_dependent(Kind::Import, &key, &mut Machine { environment: &place.environment });
    let sound = fs::read(&path).expect("readable");
    let mut damaged: Vec<Vec<u8>> = (0..sound.len()).map(|length| sound[..length].to_vec()).collect();
    damaged.extend((0..sound.len() * 8).map(|bit| {
        let mut bytes = sound.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    }));
    damaged.push([&sound[..], b"x"].concat());
    for bytes in damaged {
        fs::write(&path, &bytes).expect("written");
        assert!(get().is_none());
        assert!(!path.exists(), "it stays damaged");
    }
    fs::write(&path, &sound).expect("written");
    assert_eq!(get().map(|(_, contents)| contents.to_vec()).as_deref(), Some(&b"model"[..]));
}

#[test]
fn a_moment_looks_once() {
    let place = Place::new();
    let header = place.file("a.h", "int a;");
    let missing = place.path("missing.h");
    let mut dependencies = Dependencies::new(&place.environment);
    dependencies.file(&header);
    dependencies.file(&missing);
    let mut moment = Moment::new(place.environment.clone());
    let first = [moment.look(&header), moment.look(&missing)];
    age(&header, 3);
    fs::write(&missing, "int b;").expect("written");
    assert_eq!([moment.look(&header), moment.look(&missing)], first);
    // What was seen before a change does not hold after it, whenever the file was read.
    let mut seen = Dependencies::new(&place.environment);
    seen.found(&header, first[0]);
    assert!(seen.unstable().is_none());
    assert_eq!(seen.first_change(&place.environment), Some(Change::Path(header)));
    let mut seen = Dependencies::new(&place.environment);
    seen.found(&missing, first[1]);
    assert_eq!(seen.first_change(&place.environment), Some(Change::Path(missing)));
}
