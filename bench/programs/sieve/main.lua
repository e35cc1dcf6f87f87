-- The primes below a limit.
local limit = tonumber(arg[1])
local composite = {}
for i = 1, limit do composite[i] = false end
local count = 0
for i = 2, limit do
  if not composite[i] then
    count = count + 1
    for j = i * i, limit, i do composite[j] = true end
  end
end
print(count)
