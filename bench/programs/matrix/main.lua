-- The product of two square matrices, as tables of rows.
local function matrix(n, seed)
  local rows = {}
  local scale = seed / n / n
  for i = 0, n - 1 do
    local row = {}
    for j = 0, n - 1 do row[j + 1] = scale * (i - j) * (i + j) end
    rows[i + 1] = row
  end
  return rows
end

local function product(a, b)
  local n = #a
  local out = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do row[j] = 0.0 end
    local left = a[i]
    for k = 1, n do
      local x, right = left[k], b[k]
      for j = 1, n do row[j] = row[j] + x * right[j] end
    end
    out[i] = row
  end
  return out
end

-- The shortest text that reads back the same.
local function shortest(x)
  for digits = 1, 17 do
    local text = string.format("%." .. digits .. "g", x)
    if tonumber(text) == x then return text:find("[.e]") and text or text .. ".0" end
  end
end

local n = tonumber(arg[1])
local c = product(matrix(n, 1.0), matrix(n, 2.0))
local middle = math.floor(n / 2) + 1
print(shortest(c[middle][middle]))
