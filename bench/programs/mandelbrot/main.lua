-- How many points of a square lie in the Mandelbrot set.
local function inside(cx, cy)
  local x, y = 0.0, 0.0
  for _ = 1, 50 do
    local xx, yy = x * x, y * y
    if xx + yy > 4.0 then return false end
    y = 2.0 * x * y + cy
    x = xx - yy + cx
  end
  return true
end

local size = tonumber(arg[1])
local count = 0
for row = 0, size - 1 do
  local cy = 2.0 * row / size - 1.0
  for column = 0, size - 1 do
    if inside(2.0 * column / size - 1.5, cy) then count = count + 1 end
  end
end
print(count)
