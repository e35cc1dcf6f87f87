//! Writing, reading, damage, bounds and refusals.

use super::{Place, age};
use crate::cache::{Cache, CacheError, Key, Kind, Unsafe};
use crate::platform::Environment;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

#[test]
fn entries_are_found_by_kind_and_key() {
    let place = Place::new();
    let cache = Cache::open(&place.environment).expect("opened");
    assert_eq!(cache.root(), place.path("cache"));
    assert_eq!(fs::metadata(cache.root()).expect("exists").permissions().mode() & 0o777, 0o700);
    let key = Key::of(&[b"a", b"b"]);
    assert_eq!(cache.get(Kind::Object, &key), None);
    cache.put(Kind::Object, &key, b"contents").expect("written");
    cache.put(Kind::Import, &key, b"").expect("written");
    assert_eq!(cache.get(Kind::Object, &key).as_deref(), Some(&b"contents"[..]));
    assert_eq!(cache.get(Kind::Import, &key).as_deref(), Some(&b""[..]));
    assert_eq!(cache.get(Kind::Object, &Key::of(&[b"ab", b""])), None);
    cache.put(Kind::Object, &key, b"others").expect("written");
    assert_eq!(cache.get(Kind::Object, &key).as_deref(), Some(&b"others"[..]));
    let statistics = cache.clean().expect("cleaned");
    assert_eq!((statistics.total_entries(), statistics.total_bytes()), (2, 6 + 2 * 48));
    assert_eq!(cache.statistics().total_entries(), 0);
    assert_eq!(cache.get(Kind::Object, &key), None);
}

#[test]
fn executables_run_and_keep_their_inode() {
    let place = Place::new();
    let cache = place.cache();
    let program = fs::read("/bin/true").expect("readable");
    let key = Key::of(&[b"true"]);
    let path = cache.put(Kind::Executable, &key, &program).expect("written");
    assert!(Command::new(&path).status().expect("started").success());
    let before = crate::platform::files::probe(&path);
    assert_eq!(cache.put(Kind::Executable, &key, &program).expect("written"), path);
    assert_eq!(crate::platform::files::probe(&path), before);
    assert_eq!(cache.get_path(Kind::Executable, &key), Some(path));
}

#[test]
fn any_damage_counts_as_missing_and_is_repaired() {
    let place = Place::new();
    let cache = place.cache();
    let key = Key::of(&[b"key"]);
    let path = cache.put(Kind::Import, &key, b"some contents").expect("written");
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
        assert_eq!(cache.get(Kind::Import, &key), None);
        fs::write(&path, &bytes).expect("written");
        assert_eq!(cache.get_path(Kind::Import, &key), None);
        fs::write(&path, &bytes).expect("written");
        cache.put(Kind::Import, &key, b"some contents").expect("written");
        assert_eq!(cache.get(Kind::Import, &key).as_deref(), Some(&b"some contents"[..]));
    }
}

#[test]
fn the_least_recently_used_goes_first() {
    let place = Place::new();
    let cache = place.cache_of(64 * 1024);
    let keys: Vec<Key> = (0..60u8).map(|number| Key::of(&[&[number]])).collect();
    for (number, key) in keys.iter().enumerate().take(30) {
        let path = cache.put(Kind::Object, key, &[0; 2000]).expect("written");
        age(&path, 100 - number as u64);
    }
    // A hit makes the oldest one young.
    assert!(cache.get(Kind::Object, &keys[0]).is_some());
    for key in &keys[30..] {
        cache.put(Kind::Object, key, &[0; 2000]).expect("written");
        assert!(cache.statistics().total_bytes() <= 64 * 1024 + 4096);
    }
    assert!(cache.get(Kind::Object, &keys[0]).is_some());
    assert!(cache.get(Kind::Object, &keys[1]).is_none());
    assert!(keys[31..].iter().all(|key| cache.get(Kind::Object, key).is_some()));
}

#[test]
fn what_a_dead_writer_left_is_swept() {
    let place = Place::new();
    let cache = place.cache_of(1024);
    let (old, new) = (place.path("cache/object/.writing-old"), place.path("cache/object/.writing-new"));
    fs::write(&old, "x").expect("written");
    fs::write(&new, "x").expect("written");
    age(&old, 2);
    cache.put(Kind::Object, &Key::of(&[]), b"x").expect("written");
    assert!(!old.exists() && new.exists());
    assert_eq!(cache.statistics().total_entries(), 1);
}

#[test]
fn concurrent_writers_readers_and_cleaners() {
    let place = Place::new();
    let cache = place.cache_of(256 * 1024);
    let hits = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for thread in 0..8usize {
            let (cache, hits) = (&cache, &hits);
            scope.spawn(move || {
                for round in 0..150usize {
                    let number = (thread * 7 + round) % 10;
                    let key = Key::of(&[&[number as u8]]);
                    let contents = vec![number as u8; 3000 + number];
                    if let Some(found) = cache.get(Kind::Object, &key) {
                        assert_eq!(*found, *contents);
                        hits.fetch_add(1, Ordering::Relaxed);
                    }
                    cache.put(Kind::Object, &key, &contents).expect("written");
                    if thread == 0 && round % 10 == 0 {
                        cache.clean().expect("cleaned");
                    }
                }
            });
        }
    });
    assert!(hits.load(Ordering::Relaxed) > 0);
    assert!(cache.statistics().total_entries() <= 10);
}

#[test]
fn a_cache_removed_while_open_is_made_again() {
    let place = Place::new();
    let cache = place.cache();
    fs::remove_dir_all(place.path("cache")).expect("removed");
    cache.put(Kind::Object, &Key::of(&[]), b"x").expect("written");
    assert!(cache.get(Kind::Object, &Key::of(&[])).is_some());
}

#[test]
fn folders_of_others_are_refused() {
    let place = Place::new();
    let folder = place.folder("shared");
    for mode in [0o770, 0o707, 0o777] {
        fs::set_permissions(&folder, Permissions::from_mode(mode)).expect("changed");
        let reason = Unsafe::WritableByOthers { mode };
        assert_eq!(Cache::open_at(&folder, 1).unwrap_err(), CacheError::Unsafe { folder: folder.clone(), reason });
    }
    // A link does not hide it.
    symlink(&folder, place.path("link")).expect("linked");
    assert!(matches!(Cache::open_at(&place.path("link"), 1), Err(CacheError::Unsafe { .. })));
    if rustix::process::geteuid().is_root() {
        fs::set_permissions(&folder, Permissions::from_mode(0o700)).expect("changed");
        std::os::unix::fs::chown(&folder, Some(12345), None).expect("changed");
        let reason = Unsafe::OwnedByAnother { user: 12345 };
        assert_eq!(Cache::open_at(&folder, 1).unwrap_err(), CacheError::Unsafe { folder, reason });
    }
}

#[test]
fn places_that_cannot_hold_a_cache() {
    let place = Place::new();
    let below_file = place.file("file", "").join("cache");
    let environment = Environment::new("/", [("ARIA_CACHE_DIR", &below_file)]);
    assert!(matches!(Cache::open(&environment), Err(CacheError::Failed { path, .. }) if path == below_file));
    let nothing: [(&str, &str); 0] = [];
    assert_eq!(Cache::open(&Environment::new("/", nothing)).unwrap_err(), CacheError::NoPlace);
    // No user, not even root, creates files there.
    assert!(Cache::open_at("/proc/aria".as_ref(), 1).is_err());
    let (temporary, folder) = Cache::temporary().expect("created");
    temporary.put(Kind::Object, &Key::of(&[]), b"x").expect("written");
    drop(folder);
    assert!(!temporary.root().exists());
}

#[test]
fn a_write_that_fails_is_an_error_and_leaves_nothing() {
    let place = Place::new();
    let cache = place.cache();
    fs::remove_dir(place.path("cache/object")).expect("removed");
    fs::write(place.path("cache/object"), "in the way").expect("written");
    assert!(matches!(cache.put(Kind::Object, &Key::of(&[]), b"x"), Err(CacheError::Failed { .. })));
    assert_eq!(cache.get(Kind::Object, &Key::of(&[])), None);
    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
    assert_eq!(CacheError::from_io("/x".as_ref(), &full), CacheError::Full { path: "/x".into() });
    let read_only = std::io::Error::from(std::io::ErrorKind::ReadOnlyFilesystem);
    assert_eq!(CacheError::from_io("/x".as_ref(), &read_only), CacheError::ReadOnly { path: "/x".into() });
}
