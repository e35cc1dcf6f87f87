//! Expressions of numbers, truth and text, with a bound for each `Int`.

use super::super::model::{Expr, Op, Test, Ty};
use super::{Generator, LIMIT};

/// Where two factors would leave the range of 64 bits.
const WIDE: i128 = 1 << 60;

const TEXTS: &[&str] = &["", "a", "b", "ab", "x y", "Grüße", "世界", "q\"q", "back\\slash", "#{no}", "tab\there", "line\nbreak"];

/// An expression and what its magnitude cannot exceed.
type Bounded = (Expr, i128);

impl Generator {
    /// An `Int` that can be stored.
    pub(super) fn int(&mut self, depth: u32, calls: bool) -> Expr {
        let bounded = self.bounded(depth, calls);
        within(bounded, LIMIT).0
    }

    fn bounded(&mut self, depth: u32, calls: bool) -> Bounded {
        if depth == 0 {
            return self.int_leaf();
        }
        let d = depth - 1;
        match self.random.below(14) {
            0 | 1 => self.int_leaf(),
            2..=4 => {
                let (a, b) = (self.bounded(d, calls), self.bounded(d, calls));
                self.sum_or_product(a, b)
            }
            5 => {
                // The least number has no quotient by -1.
                let (a, bound) = within(self.bounded(d, calls), 1 << 62);
                let by = 1 + self.random.below(40) as i64;
                let op = *self.random.choose(&[Op::Div, Op::Rem, Op::Mod, Op::DivFloor]);
                let negative = matches!(op, Op::Div | Op::Rem) && self.random.percent(30);
                let bound = if matches!(op, Op::Rem | Op::Mod) { i128::from(by) } else { bound + 1 };
                (arith(op, a, Expr::Int(if negative { -by } else { by })), bound)
            }
            6 => {
                // By something that is only known to be positive.
                let (a, bound) = self.bounded(d, calls);
                let b = within(self.bounded(d, false), 1000).0;
                let by = arith(Op::Add, arith(Op::Mod, b, Expr::Int(9)), Expr::Int(1));
                (arith(*self.random.choose(&[Op::Div, Op::Rem]), a, by), bound.max(9))
            }
            7 => {
                let op = *self.random.choose(&[Op::WrapAdd, Op::WrapSub, Op::WrapMul]);
                let far = [i64::MAX, i64::MIN + 1, 1 << 62, 0x5DEE_CE66D];
                let far = Expr::Int(*self.random.choose(&far));
                (arith(op, self.bounded(d, calls).0, far), 1 << 63)
            }
            8 => {
                let op = *self.random.choose(&[Op::And, Op::Or, Op::Xor]);
                let (a, b) = (self.bounded(d, calls), self.bounded(d, calls));
                let bound = (a.1.max(b.1) as u128 + 1).next_power_of_two() as i128;
                (arith(op, a.0, b.0), bound)
            }
            9 => {
                let (a, bound) = within(self.bounded(d, calls), LIMIT);
                let by = self.random.below(12) as i64;
                if self.random.percent(50) {
                    (arith(Op::Shl, a, Expr::Int(by)), bound << by)
                } else {
                    (arith(Op::Shr, a, Expr::Int(by)), bound)
                }
            }
            10 => {
                let (a, bound) = within(self.bounded(d, calls), LIMIT);
                if self.random.percent(50) { (Expr::Negate(Box::new(a)), bound) } else { (Expr::BitNot(Box::new(a)), bound + 1) }
            }
            11 => match self.random.below(3) {
                0 => (Expr::Len(Box::new(self.text(d, calls))), i128::from(LIMIT)),
                1 => (Expr::ByteToInt(Box::new(self.byte(d))), 255),
                _ => match self.visible(|ty| matches!(ty, Ty::Array(_))) {
                    Some(array) => (Expr::Len(Box::new(Expr::Local(array))), i128::from(LIMIT)),
                    None => self.int_leaf(),
                },
            },
            _ => (self.made(&Ty::Int, d, calls), i128::from(LIMIT)),
        }
    }

    fn sum_or_product(&mut self, a: Bounded, b: Bounded) -> Bounded {
        match self.random.below(3) {
            0 => {
                let (a, b) = if a.1 * b.1 > WIDE { (within(a, LIMIT), within(b, LIMIT)) } else { (a, b) };
                (arith(Op::Mul, a.0, b.0), a.1 * b.1)
            }
            n => {
                let (a, b) = if a.1 + b.1 > WIDE { (within(a, LIMIT), within(b, LIMIT)) } else { (a, b) };
                (arith(if n == 1 { Op::Add } else { Op::Sub }, a.0, b.0), a.1 + b.1)
            }
        }
    }

    fn int_leaf(&mut self) -> Bounded {
        match self.visible(|ty| *ty == Ty::Int) {
            Some(local) if self.random.percent(60) => (Expr::Local(local), i128::from(LIMIT)),
            _ => {
                let n = *self.random.choose(&[-1_000_000, -77, -2, -1, 0, 1, 2, 3, 5, 10, 99, 255, 256, 65_536, 999_983]);
                (Expr::Int(n), i128::from(n.abs()))
            }
        }
    }

    pub(super) fn byte(&mut self, depth: u32) -> Expr {
        if depth > 0 && self.random.percent(40) {
            let op = *self.random.choose(&[Op::WrapAdd, Op::WrapSub, Op::WrapMul, Op::And, Op::Or, Op::Xor]);
            return arith(op, self.byte(depth - 1), self.byte(depth - 1));
        }
        match self.random.below(4) {
            0 if depth > 0 => Expr::WrapByte(Box::new(self.int(depth - 1, false))),
            1 if depth > 0 => {
                let by = Expr::Byte(1 + self.random.below(255) as u8);
                arith(*self.random.choose(&[Op::Div, Op::Rem]), self.byte(depth - 1), by)
            }
            2 => match self.visible(|ty| *ty == Ty::Byte) {
                Some(local) => Expr::Local(local),
                None => Expr::Byte(200),
            },
            _ => Expr::Byte(*self.random.choose(&[0, 1, 2, 127, 128, 255])),
        }
    }

    pub(super) fn truth(&mut self, depth: u32, calls: bool) -> Expr {
        if depth == 0 {
            return match self.visible(|ty| *ty == Ty::Bool) {
                Some(local) if self.random.percent(60) => Expr::Local(local),
                _ => Expr::Bool(self.random.percent(50)),
            };
        }
        let d = depth - 1;
        let test = *self.random.choose(&[Test::Equal, Test::Unequal, Test::Less, Test::LessEqual]);
        match self.random.below(9) {
            0..=3 => Expr::Compare(test, Box::new(self.bounded(d, calls).0), Box::new(self.bounded(d, calls).0)),
            4 => Expr::Compare(test, Box::new(self.text(d, calls)), Box::new(self.text(d, calls))),
            5 => {
                let (a, b) = (Box::new(self.truth(d, calls)), Box::new(self.truth(d, false)));
                if self.random.percent(50) { Expr::And(a, b) } else { Expr::Or(a, b) }
            }
            6 => Expr::Not(Box::new(self.truth(d, calls))),
            7 => {
                let option = self.visible(|ty| matches!(ty, Ty::Option(_)));
                let result = self.visible(|ty| matches!(ty, Ty::Result(_)));
                let objects: Vec<String> = self.locals.iter().filter(|l| l.ty == Ty::Class(0)).map(|l| l.name.clone()).collect();
                match (option, result) {
                    _ if objects.len() > 1 && self.random.percent(30) => {
                        let (a, b) = (self.random.choose(&objects).clone(), self.random.choose(&objects).clone());
                        let test = if self.random.percent(50) { Test::Equal } else { Test::Unequal };
                        Expr::Compare(test, Box::new(Expr::Local(a)), Box::new(Expr::Local(b)))
                    }
                    (Some(local), _) if self.random.percent(60) => Expr::Holds("some?", Box::new(Expr::Local(local))),
                    (_, Some(local)) => Expr::Holds("ok?", Box::new(Expr::Local(local))),
                    _ => Expr::StartsWith(Box::new(self.text(d, false)), Box::new(self.text(d, false))),
                }
            }
            _ => Expr::Contains(Box::new(self.text(d, false)), Box::new(self.text(d, false))),
        }
    }

    pub(super) fn text(&mut self, depth: u32, calls: bool) -> Expr {
        let known = self.visible(|ty| *ty == Ty::Text);
        match self.random.below(6) {
            0 if depth > 0 => Expr::Join(Box::new(self.text(depth - 1, calls)), Box::new(self.text(depth - 1, calls))),
            1 | 2 if depth > 0 => {
                let parts = (0..1 + self.random.below(3)).map(|_| self.shown(depth - 1, calls)).collect();
                Expr::Interpolate(parts)
            }
            3 if depth > 0 => match self.random.below(3) {
                0 => Expr::Repeat(Box::new(self.text(0, false)), self.random.below(4) as i64),
                _ => self.made(&Ty::Text, depth - 1, calls),
            },
            _ => match known {
                Some(local) if self.random.percent(60) => Expr::Local(local),
                _ => Expr::Text((*self.random.choose(TEXTS)).to_owned()),
            },
        }
    }

    /// Something that can be printed.
    pub(super) fn shown(&mut self, depth: u32, calls: bool) -> Expr {
        match self.random.below(6) {
            0 | 1 => self.bounded(depth, calls).0,
            2 => self.byte(depth),
            3 => self.truth(depth, calls),
            _ => self.text(depth, calls),
        }
    }
}

pub(super) fn arith(op: Op, a: Expr, b: Expr) -> Expr {
    Expr::Arith(op, Box::new(a), Box::new(b))
}

/// The expression, reduced if it might exceed a limit.
fn within((expr, bound): Bounded, limit: i64) -> Bounded {
    if bound <= i128::from(limit) { (expr, bound) } else { (arith(Op::Rem, expr, Expr::Int(limit)), i128::from(limit)) }
}
