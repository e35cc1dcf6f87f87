//! The largest eigenvalue of an infinite matrix, by the power method.

fn entry(i: i64, j: i64) -> f64 {
    1.0 / ((i + j) * (i + j + 1) / 2 + i + 1) as f64
}
fn times(v: &[f64], out: &mut [f64]) {
    let n = v.len();
    for i in 0..n {
        let mut sum = 0.0;
        for j in 0..n {
            sum += entry(i as i64, j as i64) * v[j];
        }
        out[i] = sum;
    }
}
fn times_transposed(v: &[f64], out: &mut [f64]) {
    let n = v.len();
    for i in 0..n {
        let mut sum = 0.0;
        for j in 0..n {
            sum += entry(j as i64, i as i64) * v[j];
        }
        out[i] = sum;
    }
}
fn main() {
    let n: usize = std::env::args().nth(1).map_or(3000, |n| n.parse().unwrap());
    let (mut u, mut v, mut t) = (vec![1.0; n], vec![0.0; n], vec![0.0; n]);
    for _ in 0..10 {
        times(&u, &mut t);
        times_transposed(&t, &mut v);
        times(&v, &mut t);
        times_transposed(&t, &mut u);
    }
    let (mut uv, mut vv) = (0.0, 0.0);
    for i in 0..n {
        uv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    println!("{:?}", f64::sqrt(uv / vv));
}
