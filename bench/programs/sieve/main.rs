//! The primes below a limit.

fn main() {
    let limit: usize = std::env::args().nth(1).map_or(50_000_000, |n| n.parse().unwrap());
    let mut composite = vec![false; limit + 1];
    let mut count = 0;
    for i in 2..=limit {
        if !composite[i] {
            count += 1;
            let mut j = i * i;
            while j <= limit {
                composite[j] = true;
                j += i;
            }
        }
    }
    println!("{count}");
}
