//! How many points of a square lie in the Mandelbrot set.

fn inside(cx: f64, cy: f64) -> bool {
    let (mut x, mut y) = (0.0, 0.0);
    for _ in 0..50 {
        let (xx, yy) = (x * x, y * y);
        if xx + yy > 4.0 {
            return false;
        }
        y = 2.0 * x * y + cy;
        x = xx - yy + cx;
    }
    true
}
fn main() {
    let size: usize = std::env::args().nth(1).map_or(3000, |n| n.parse().unwrap());
    let mut count = 0;
    for row in 0..size {
        let cy = 2.0 * row as f64 / size as f64 - 1.0;
        for column in 0..size {
            let cx = 2.0 * column as f64 / size as f64 - 1.5;
            if inside(cx, cy) {
                count += 1;
            }
        }
    }
    println!("{count}");
}
