# Pancakes: the most flips that any permutation of n takes.
def fannkuch(n : Int32)
  perm1 = Array.new(n) { |i| i }
  perm = Array.new(n, 0)
  count = Array.new(n, 0)
  most = 0
  checksum = 0
  r = n
  turn = 0
  loop do
    while r != 1
      count[r - 1] = r
      r -= 1
    end
    i = 0
    while i < n
      perm[i] = perm1[i]
      i += 1
    end
    flips = 0
    k = perm[0]
    while k != 0
      i = 0
      j = k
      while i < j
        t = perm[i]
        perm[i] = perm[j]
        perm[j] = t
        i += 1
        j -= 1
      end
      flips += 1
      k = perm[0]
    end
    most = flips if flips > most
    checksum += turn % 2 == 0 ? flips : -flips
    more = true
    while more
      return {checksum, most} if r == n
      first = perm1[0]
      i = 0
      while i < r
        perm1[i] = perm1[i + 1]
        i += 1
      end
      perm1[r] = first
      count[r] -= 1
      if count[r] > 0
        more = false
      else
        r += 1
      end
    end
    turn += 1
  end
end

checksum, most = fannkuch(ARGV[0].to_i)
puts "#{checksum} #{most}"
