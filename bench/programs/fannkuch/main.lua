-- Pancakes: the most flips that any permutation of n takes.
local function fannkuch(n)
  local perm1, perm, count = {}, {}, {}
  for i = 0, n - 1 do perm1[i], perm[i], count[i] = i, 0, 0 end
  local most, checksum, r, turn = 0, 0, n, 0
  while true do
    while r ~= 1 do
      count[r - 1] = r
      r = r - 1
    end
    for i = 0, n - 1 do perm[i] = perm1[i] end
    local flips, k = 0, perm[0]
    while k ~= 0 do
      local i, j = 0, k
      while i < j do
        local t = perm[i]
        perm[i] = perm[j]
        perm[j] = t
        i, j = i + 1, j - 1
      end
      flips = flips + 1
      k = perm[0]
    end
    if flips > most then most = flips end
    checksum = checksum + (turn % 2 == 0 and flips or -flips)
    while true do
      if r == n then return checksum, most end
      local first = perm1[0]
      for i = 0, r - 1 do perm1[i] = perm1[i + 1] end
      perm1[r] = first
      count[r] = count[r] - 1
      if count[r] > 0 then break end
      r = r + 1
    end
    turn = turn + 1
  end
end

local checksum, most = fannkuch(tonumber(arg[1]))
print(checksum .. " " .. most)
