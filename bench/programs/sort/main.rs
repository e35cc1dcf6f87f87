//! Ten million numbers in their order, by the standard library's stable sort.

fn main() {
    let count: usize = std::env::args().nth(1).map_or(10_000_000, |n| n.parse().unwrap());
    let mut numbers: Vec<i64> = Vec::with_capacity(count);
    let mut state = 42u64;
    for _ in 0..count {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        numbers.push((state >> 20) as i64);
    }
    numbers.sort();
    let mut checksum = 0u64;
    for i in 0..count {
        checksum = checksum.wrapping_mul(31).wrapping_add(numbers[i] as u64);
    }
    println!("{} {} {} {}", numbers[0], numbers[count / 2], numbers[count - 1], checksum);
}
