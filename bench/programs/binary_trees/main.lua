-- Trees made and dropped.
local function make(depth)
  if depth == 0 then return {} end
  return {left = make(depth - 1), right = make(depth - 1)}
end

local function check(node)
  local left, right = node.left, node.right
  if not left then return 1 end
  if not right then return 1 + check(left) end
  return 1 + check(left) + check(right)
end

local depth = tonumber(arg[1])
print(check(make(depth + 1)))
local long_lived = make(depth)
for d = 4, depth, 2 do
  local turns = 2 ^ (depth - d + 4)
  local sum = 0
  for _ = 1, turns do sum = sum + check(make(d)) end
  print(string.format("%d %d %d", turns, d, sum))
end
print(check(long_lived))
