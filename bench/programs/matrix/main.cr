# The product of two square matrices, as arrays of rows.
def matrix(n : Int32, seed : Float64)
  scale = seed / n / n
  Array.new(n) { |i| Array.new(n) { |j| scale * (i - j) * (i + j) } }
end

def product(a : Array(Array(Float64)), b : Array(Array(Float64)))
  n = a.size
  Array.new(n) do |i|
    row = Array.new(n, 0.0)
    left = a[i]
    n.times do |k|
      x = left[k]
      right = b[k]
      n.times { |j| row[j] += x * right[j] }
    end
    row
  end
end

n = ARGV[0].to_i
c = product(matrix(n, 1.0), matrix(n, 2.0))
puts c[n // 2][n // 2]
