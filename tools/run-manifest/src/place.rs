//! Where the cache is. The launcher and the compiler must look into the same folder, so the rule is here.

/// The folder of the cache, as a base and what is put behind it, from the environment: `ARIA_CACHE_DIR`, else `XDG_CACHE_HOME`
/// (only an absolute one, as its specification says) with `/aria`, else `HOME` with `/.cache/aria`. `None` when none is set.
pub fn cache_folder<'e>(variable: impl Fn(&[u8]) -> Option<&'e [u8]>) -> Option<(&'e [u8], &'static [u8])> {
    let set = |name: &[u8]| variable(name).filter(|value| !value.is_empty());
    if let Some(folder) = set(b"ARIA_CACHE_DIR") {
        return Some((folder, b""));
    }
    if let Some(folder) = set(b"XDG_CACHE_HOME").filter(|folder| folder.first() == Some(&b'/')) {
        return Some((folder, b"/aria"));
    }
    set(b"HOME").map(|home| (home, &b"/.cache/aria"[..]))
}

#[cfg(test)]
mod tests {
    use super::cache_folder;

    #[test]
    fn the_first_usable_variable_decides() {
        let folder = |set: &'static [(&'static [u8], &'static [u8])]| {
            cache_folder(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| *value))
        };
        assert_eq!(folder(&[(b"ARIA_CACHE_DIR", b"here"), (b"HOME", b"/h")]), Some((&b"here"[..], &b""[..])));
        assert_eq!(folder(&[(b"XDG_CACHE_HOME", b"/x"), (b"HOME", b"/h")]), Some((&b"/x"[..], &b"/aria"[..])));
        assert_eq!(folder(&[(b"XDG_CACHE_HOME", b"x"), (b"HOME", b"/h")]), Some((&b"/h"[..], &b"/.cache/aria"[..])));
        assert_eq!(folder(&[(b"ARIA_CACHE_DIR", b"")]), None);
    }
}
