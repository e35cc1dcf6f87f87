-- The largest eigenvalue of an infinite matrix, by the power method.
local function entry(i, j) return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1) end

local function times(v, out, n)
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do sum = sum + entry(i, j) * v[j] end
    out[i] = sum
  end
end

local function times_transposed(v, out, n)
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do sum = sum + entry(j, i) * v[j] end
    out[i] = sum
  end
end

-- The shortest text that reads back the same.
local function shortest(x)
  for digits = 1, 17 do
    local text = string.format("%." .. digits .. "g", x)
    if tonumber(text) == x then return text:find("[.e]") and text or text .. ".0" end
  end
end

local n = tonumber(arg[1])
local u, v, t = {}, {}, {}
for i = 0, n - 1 do u[i], v[i], t[i] = 1.0, 0.0, 0.0 end
for _ = 1, 10 do
  times(u, t, n)
  times_transposed(t, v, n)
  times(v, t, n)
  times_transposed(t, u, n)
end
local uv, vv = 0.0, 0.0
for i = 0, n - 1 do
  uv = uv + u[i] * v[i]
  vv = vv + v[i] * v[i]
end
print(shortest(math.sqrt(uv / vv)))
