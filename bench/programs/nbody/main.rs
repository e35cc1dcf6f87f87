//! The orbits of the outer planets, by a symplectic integrator.

const SOLAR_MASS: f64 = 39.47841760435743;
const DAYS: f64 = 365.24;
struct Body {
    x: f64,
    y: f64,
    z: f64,
    vx: f64,
    vy: f64,
    vz: f64,
    mass: f64,
}
fn b(x: f64, y: f64, z: f64, vx: f64, vy: f64, vz: f64, mass: f64) -> Body {
    Body { x, y, z, vx, vy, vz, mass }
}
fn bodies() -> Vec<Body> {
    vec![
        b(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, SOLAR_MASS),
        b(
            4.84143144246472090,
            -1.16032004402742839,
            -0.103622044471123109,
            0.00166007664274403694 * DAYS,
            0.00769901118419740425 * DAYS,
            -0.0000690460016972063023 * DAYS,
            0.000954791938424326609 * SOLAR_MASS,
        ),
        b(
            8.34336671824457987,
            4.12479856412430479,
            -0.403523417114321381,
            -0.00276742510726411222 * DAYS,
            0.00499852801234917238 * DAYS,
            0.0000230417297573763929 * DAYS,
            0.000285885980666130812 * SOLAR_MASS,
        ),
        b(
            12.8943695621391310,
            -15.1111514016986312,
            -0.223307578892655734,
            0.00296460137564761618 * DAYS,
            0.00237847173959480950 * DAYS,
            -0.0000296589568540237556 * DAYS,
            0.0000436624404335156298 * SOLAR_MASS,
        ),
        b(
            15.3796971148509165,
            -25.9193146099879641,
            0.179258772950371181,
            0.00268067772490389322 * DAYS,
            0.00162824170038242295 * DAYS,
            -0.0000951592254519715870 * DAYS,
            0.0000515138902046611451 * SOLAR_MASS,
        ),
    ]
}
fn energy(bodies: &[Body]) -> f64 {
    let mut e = 0.0;
    for i in 0..bodies.len() {
        let b = &bodies[i];
        e += 0.5 * b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz);
        for j in i + 1..bodies.len() {
            let c = &bodies[j];
            let (dx, dy, dz) = (b.x - c.x, b.y - c.y, b.z - c.z);
            e -= b.mass * c.mass / (dx * dx + dy * dy + dz * dz).sqrt();
        }
    }
    e
}
fn advance(bodies: &mut [Body], dt: f64) {
    for i in 0..bodies.len() {
        for j in i + 1..bodies.len() {
            let (dx, dy, dz) = (bodies[i].x - bodies[j].x, bodies[i].y - bodies[j].y, bodies[i].z - bodies[j].z);
            let squared = dx * dx + dy * dy + dz * dz;
            let magnitude = dt / (squared * squared.sqrt());
            let (mi, mj) = (bodies[i].mass, bodies[j].mass);
            bodies[i].vx -= dx * mj * magnitude;
            bodies[i].vy -= dy * mj * magnitude;
            bodies[i].vz -= dz * mj * magnitude;
            bodies[j].vx += dx * mi * magnitude;
            bodies[j].vy += dy * mi * magnitude;
            bodies[j].vz += dz * mi * magnitude;
        }
    }
    for b in bodies.iter_mut() {
        b.x += dt * b.vx;
        b.y += dt * b.vy;
        b.z += dt * b.vz;
    }
}
fn main() {
    let steps: usize = std::env::args().nth(1).map_or(5_000_000, |n| n.parse().unwrap());
    let mut system = bodies();
    let (mut px, mut py, mut pz) = (0.0, 0.0, 0.0);
    for b in &system {
        px += b.vx * b.mass;
        py += b.vy * b.mass;
        pz += b.vz * b.mass;
    }
    system[0].vx = -px / SOLAR_MASS;
    system[0].vy = -py / SOLAR_MASS;
    system[0].vz = -pz / SOLAR_MASS;
    println!("{:?}", energy(&system));
    for _ in 0..steps {
        advance(&mut system, 0.01);
    }
    println!("{:?}", energy(&system));
}
