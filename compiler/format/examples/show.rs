//! x
use aria_format::*;
use aria_source::FileId;
fn main() {
    for p in std::env::args().skip(1) {
        let t = std::fs::read_to_string(&p).unwrap();
        match format(FileId(0), &t) {
            Ok(o) => {
                match format(FileId(0), &o) {
                    Ok(o2) => {
                        if o2 != o {
                            println!("NOT IDEMPOTENT {p}");
                            std::fs::write("/tmp/fmt_o1", &o).unwrap();
                            std::fs::write("/tmp/fmt_o2", &o2).unwrap();
                        }
                    }
                    Err(e) => println!("SECOND {p} {e:?}"),
                }
                let d = format!("/tmp/fmtout/{}", p.replace('/', "_"));
                std::fs::write(&d, &o).unwrap();
                if o != t {
                    println!("CHANGED {p}");
                }
            }
            Err(e) => println!("ERR {p} {e:?}"),
        }
    }
}
