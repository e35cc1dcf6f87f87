# The primes below a limit.
limit = ARGV[0].to_i64
composite = Array.new(limit + 1, false)
count = 0
i = 2_i64
while i <= limit
  unless composite[i]
    count += 1
    j = i * i
    while j <= limit
      composite[j] = true
      j += i
    end
  end
  i += 1
end
puts count
