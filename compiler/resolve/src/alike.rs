//! "Did you mean": the name most alike to a misspelled one.

/// The candidate nearest to `name` by edit distance, if any is near enough (a third of its letters, at least one).
pub fn most_alike<S: AsRef<str>>(name: &str, candidates: impl IntoIterator<Item = S>) -> Option<String> {
    let letters = name.chars().count();
    // A single letter is one change away from every other.
    let limit = if letters < 2 { 0 } else { (letters / 3).max(1) };
    candidates
        .into_iter()
        .filter_map(|c| {
            let candidate = c.as_ref();
            if candidate.eq_ignore_ascii_case(name) {
                return Some((0, candidate.to_owned()));
            }
            if candidate.len().abs_diff(name.len()) > limit * 4 {
                return None;
            }
            let d = distance(name, candidate);
            (d <= limit).then(|| (d, candidate.to_owned()))
        })
        .min()
        .map(|(_, c)| c)
}

/// Damerau-Levenshtein distance (optimal string alignment), in characters.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::most_alike;

    #[test]
    fn finds_the_nearest_name_and_nothing_far() {
        assert_eq!(most_alike("pritnln", ["print", "println", "panic"]).as_deref(), Some("println"));
        assert_eq!(most_alike("string", ["String"]).as_deref(), Some("String"));
        assert_eq!(most_alike("zebra", ["print", "panic"]), None);
    }
}
