# The largest eigenvalue of an infinite matrix, by the power method.
def entry(i, j)
  1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)
end

def times(v, result)
  n = v.size
  n.times do |i|
    sum = 0.0
    n.times { |j| sum += entry(i, j) * v[j] }
    result[i] = sum
  end
end

def times_transposed(v, result)
  n = v.size
  n.times do |i|
    sum = 0.0
    n.times { |j| sum += entry(j, i) * v[j] }
    result[i] = sum
  end
end

n = ARGV[0].to_i
u = Array.new(n, 1.0)
v = Array.new(n, 0.0)
t = Array.new(n, 0.0)
10.times do
  times(u, t)
  times_transposed(t, v)
  times(v, t)
  times_transposed(t, u)
end
uv = vv = 0.0
n.times do |i|
  uv += u[i] * v[i]
  vv += v[i] * v[i]
end
puts Math.sqrt(uv / vv)
