-- Numbers in their order, by the standard library's sort.
local bit = require("bit")
local count = tonumber(arg[1])
local state = 42ULL
local numbers = {}
for i = 1, count do
  state = state * 6364136223846793005ULL + 1442695040888963407ULL
  numbers[i] = tonumber(bit.rshift(state, 20))
end
table.sort(numbers)
local checksum = 0ULL
for i = 1, count do checksum = checksum * 31ULL + numbers[i] end
local function whole(x) return (tostring(x):gsub("U?LL$", "")) end
print(string.format("%.0f %.0f %.0f %s", numbers[1], numbers[math.floor(count / 2) + 1], numbers[count], whole(checksum)))
