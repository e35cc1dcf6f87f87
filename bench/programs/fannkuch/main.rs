//! Pancakes: the most flips that any permutation of n takes.

fn fannkuch(n: usize) -> (i64, i64) {
    let mut perm1: Vec<usize> = (0..n).collect();
    let mut perm = vec![0usize; n];
    let mut count = vec![0usize; n];
    let (mut most, mut checksum, mut r, mut turn) = (0i64, 0i64, n, 0i64);
    loop {
        while r != 1 {
            count[r - 1] = r;
            r -= 1;
        }
        for i in 0..n {
            perm[i] = perm1[i];
        }
        let mut flips = 0;
        let mut k = perm[0];
        while k != 0 {
            let (mut i, mut j) = (0, k);
            while i < j {
                let t = perm[i];
                perm[i] = perm[j];
                perm[j] = t;
                i += 1;
                j -= 1;
            }
            flips += 1;
            k = perm[0];
        }
        if flips > most {
            most = flips;
        }
        checksum += if turn % 2 == 0 { flips } else { -flips };
        loop {
            if r == n {
                return (checksum, most);
            }
            let first = perm1[0];
            for i in 0..r {
                perm1[i] = perm1[i + 1];
            }
            perm1[r] = first;
            count[r] -= 1;
            if count[r] > 0 {
                break;
            }
            r += 1;
        }
        turn += 1;
    }
}
fn main() {
    let (c, m) = fannkuch(std::env::args().nth(1).map_or(10, |n| n.parse().unwrap()));
    println!("{c} {m}");
}
