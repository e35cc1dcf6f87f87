-- The orbits of the outer planets, by a symplectic integrator.
local SOLAR_MASS = 39.47841760435743
local DAYS = 365.24
local sqrt = math.sqrt

local function body(x, y, z, vx, vy, vz, mass)
  return {x = x, y = y, z = z, vx = vx, vy = vy, vz = vz, mass = mass}
end

local function energy(bodies)
  local e = 0.0
  for i = 1, #bodies do
    local b = bodies[i]
    e = e + 0.5 * b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz)
    for j = i + 1, #bodies do
      local c = bodies[j]
      local dx, dy, dz = b.x - c.x, b.y - c.y, b.z - c.z
      e = e - b.mass * c.mass / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end

local function advance(bodies, dt)
  local n = #bodies
  for i = 1, n do
    local b = bodies[i]
    for j = i + 1, n do
      local c = bodies[j]
      local dx, dy, dz = b.x - c.x, b.y - c.y, b.z - c.z
      local squared = dx * dx + dy * dy + dz * dz
      local magnitude = dt / (squared * sqrt(squared))
      b.vx = b.vx - dx * c.mass * magnitude
      b.vy = b.vy - dy * c.mass * magnitude
      b.vz = b.vz - dz * c.mass * magnitude
      c.vx = c.vx + dx * b.mass * magnitude
      c.vy = c.vy + dy * b.mass * magnitude
      c.vz = c.vz + dz * b.mass * magnitude
    end
  end
  for i = 1, n do
    local b = bodies[i]
    b.x = b.x + dt * b.vx
    b.y = b.y + dt * b.vy
    b.z = b.z + dt * b.vz
  end
end

-- The shortest text that reads back the same.
local function shortest(x)
  for digits = 1, 17 do
    local text = string.format("%." .. digits .. "g", x)
    if tonumber(text) == x then return text:find("[.e]") and text or text .. ".0" end
  end
end

local bodies = {
  body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, SOLAR_MASS),
  body(4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694 * DAYS, 0.00769901118419740425 * DAYS, -0.0000690460016972063023 * DAYS, 0.000954791938424326609 * SOLAR_MASS),
  body(8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411222 * DAYS, 0.00499852801234917238 * DAYS, 0.0000230417297573763929 * DAYS, 0.000285885980666130812 * SOLAR_MASS),
  body(12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618 * DAYS, 0.00237847173959480950 * DAYS, -0.0000296589568540237556 * DAYS, 0.0000436624404335156298 * SOLAR_MASS),
  body(15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322 * DAYS, 0.00162824170038242295 * DAYS, -0.0000951592254519715870 * DAYS, 0.0000515138902046611451 * SOLAR_MASS),
}
local px, py, pz = 0.0, 0.0, 0.0
for _, b in ipairs(bodies) do
  px, py, pz = px + b.vx * b.mass, py + b.vy * b.mass, pz + b.vz * b.mass
end
bodies[1].vx, bodies[1].vy, bodies[1].vz = -px / SOLAR_MASS, -py / SOLAR_MASS, -pz / SOLAR_MASS
print(shortest(energy(bodies)))
for _ = 1, tonumber(arg[1]) do advance(bodies, 0.01) end
print(shortest(energy(bodies)))
