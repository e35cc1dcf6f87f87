# The orbits of the outer planets, by a symplectic integrator.
SOLAR_MASS = 39.47841760435743
DAYS = 365.24

Body = Struct.new(:x, :y, :z, :vx, :vy, :vz, :mass)

def energy(bodies)
  e = 0.0
  bodies.each_with_index do |b, i|
    e += 0.5 * b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz)
    (i + 1...bodies.size).each do |j|
      c = bodies[j]
      dx = b.x - c.x
      dy = b.y - c.y
      dz = b.z - c.z
      e -= b.mass * c.mass / Math.sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  e
end

def advance(bodies, dt)
  n = bodies.size
  i = 0
  while i < n
    b = bodies[i]
    i += 1
    j = i
    while j < n
      c = bodies[j]
      j += 1
      dx = b.x - c.x
      dy = b.y - c.y
      dz = b.z - c.z
      squared = dx * dx + dy * dy + dz * dz
      magnitude = dt / (squared * Math.sqrt(squared))
      b.vx -= dx * c.mass * magnitude
      b.vy -= dy * c.mass * magnitude
      b.vz -= dz * c.mass * magnitude
      c.vx += dx * b.mass * magnitude
      c.vy += dy * b.mass * magnitude
      c.vz += dz * b.mass * magnitude
    end
  end
  bodies.each do |b|
    b.x += dt * b.vx
    b.y += dt * b.vy
    b.z += dt * b.vz
  end
end

bodies = [
  Body.new(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, SOLAR_MASS),
  Body.new(4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694 * DAYS, 0.00769901118419740425 * DAYS, -0.0000690460016972063023 * DAYS, 0.000954791938424326609 * SOLAR_MASS),
  Body.new(8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411222 * DAYS, 0.00499852801234917238 * DAYS, 0.0000230417297573763929 * DAYS, 0.000285885980666130812 * SOLAR_MASS),
  Body.new(12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618 * DAYS, 0.00237847173959480950 * DAYS, -0.0000296589568540237556 * DAYS, 0.0000436624404335156298 * SOLAR_MASS),
  Body.new(15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322 * DAYS, 0.00162824170038242295 * DAYS, -0.0000951592254519715870 * DAYS, 0.0000515138902046611451 * SOLAR_MASS),
]
px = py = pz = 0.0
bodies.each do |b|
  px += b.vx * b.mass
  py += b.vy * b.mass
  pz += b.vz * b.mass
end
bodies[0].vx = -px / SOLAR_MASS
bodies[0].vy = -py / SOLAR_MASS
bodies[0].vz = -pz / SOLAR_MASS
puts energy(bodies)
ARGV[0].to_i.times { advance(bodies, 0.01) }
puts energy(bodies)
