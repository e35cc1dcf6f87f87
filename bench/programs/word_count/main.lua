-- How often each word occurs in a text, and the most frequent ones.
local bit = require("bit")

local function text(words)
  local built, n = {}, 0
  local state = 42ULL
  for i = 1, words do
    state = state * 6364136223846793005ULL + 1442695040888963407ULL
    local number = tonumber(bit.band(bit.rshift(state, 40), 2 ^ tonumber(bit.rshift(state, 33) % 17) - 1))
    n = n + 1
    built[n] = "w"
    repeat
      n = n + 1
      built[n] = string.char(97 + number % 26)
      number = math.floor(number / 26)
    until number == 0
    n = n + 1
    built[n] = i % 10 == 0 and "\n" or " "
  end
  return table.concat(built)
end

local counts = {}
for word in text(tonumber(arg[1])):gmatch("%S+") do counts[word] = (counts[word] or 0) + 1 end
local found = {}
for word, count in pairs(counts) do found[#found + 1] = {word, count} end
table.sort(found, function(a, b) return a[2] > b[2] or a[2] == b[2] and a[1] < b[1] end)
print(#found)
for i = 1, math.min(10, #found) do print(found[i][1] .. " " .. found[i][2]) end
