# Trees made and dropped.
class Node
  attr_reader :left, :right

  def initialize(left, right)
    @left = left
    @right = right
  end
end

def make(depth)
  return Node.new(nil, nil) if depth == 0
  Node.new(make(depth - 1), make(depth - 1))
end

def check(node)
  left = node.left
  right = node.right
  return 1 unless left
  right ? 1 + check(left) + check(right) : 1 + check(left)
end

depth = ARGV[0].to_i
puts check(make(depth + 1))
long_lived = make(depth)
d = 4
while d <= depth
  turns = 1 << (depth - d + 4)
  sum = 0
  turns.times { sum += check(make(d)) }
  puts "#{turns} #{d} #{sum}"
  d += 2
end
puts check(long_lived)
