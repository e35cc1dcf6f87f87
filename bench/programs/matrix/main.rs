//! The product of two square matrices, as arrays of rows.

fn matrix(n: usize, seed: f64) -> Vec<Vec<f64>> {
    let scale = seed / n as f64 / n as f64;
    (0..n).map(|i| (0..n).map(|j| scale * (i as i64 - j as i64) as f64 * (i + j) as f64).collect()).collect()
}
fn product(a: &Vec<Vec<f64>>, b: &Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let n = a.len();
    let mut out = Vec::new();
    for i in 0..n {
        let mut row = vec![0.0; n];
        let left = &a[i];
        for k in 0..n {
            let x = left[k];
            let right = &b[k];
            for j in 0..n {
                row[j] += x * right[j];
            }
        }
        out.push(row);
    }
    out
}
fn main() {
    let n: usize = std::env::args().nth(1).map_or(900, |n| n.parse().unwrap());
    let c = product(&matrix(n, 1.0), &matrix(n, 2.0));
    println!("{:?}", c[n / 2][n / 2]);
}
