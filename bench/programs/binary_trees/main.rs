//! Trees made and dropped.

struct Node {
    left: Option<Box<Node>>,
    right: Option<Box<Node>>,
}
fn make(depth: i64) -> Box<Node> {
    if depth == 0 {
        return Box::new(Node { left: None, right: None });
    }
    Box::new(Node { left: Some(make(depth - 1)), right: Some(make(depth - 1)) })
}
fn check(node: &Node) -> i64 {
    match (&node.left, &node.right) {
        (Some(l), Some(r)) => 1 + check(l) + check(r),
        (Some(l), None) => 1 + check(l),
        _ => 1,
    }
}
fn main() {
    let depth: i64 = std::env::args().nth(1).map_or(18, |n| n.parse().unwrap());
    println!("{}", check(&make(depth + 1)));
    let long_lived = make(depth);
    let mut d = 4;
    while d <= depth {
        let turns = 1i64 << (depth - d + 4);
        let mut sum = 0;
        for _ in 0..turns {
            sum += check(&make(d));
        }
        println!("{turns} {d} {sum}");
        d += 2;
    }
    println!("{}", check(&long_lived));
}
