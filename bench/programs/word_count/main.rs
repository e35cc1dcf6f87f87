//! How often each word occurs in a text, and the most frequent ones.
use std::collections::HashMap;

fn text(words: usize) -> String {
    let mut built = String::new();
    let mut state = 42u64;
    for i in 1..=words {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        // As in a natural text, the hundredth word is a hundred times rarer than the first.
        let mut number = state >> 40 & ((1 << (state >> 33) % 17) - 1);
        built.push('w');
        loop {
            built.push((b'a' + (number % 26) as u8) as char);
            number /= 26;
            if number == 0 {
                break;
            }
        }
        built.push(if i % 10 == 0 { '\n' } else { ' ' });
    }
    built
}

fn main() {
    let text = text(std::env::args().nth(1).map_or(5_000_000, |n| n.parse().unwrap()));
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word).or_insert(0) += 1;
    }
    let mut found: Vec<(&str, i64)> = counts.into_iter().collect();
    found.sort_by_key(|&(word, count)| (-count, word));
    println!("{}", found.len());
    for (word, count) in found.iter().take(10) {
        println!("{word} {count}");
    }
}
