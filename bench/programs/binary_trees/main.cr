# Trees made and dropped.
class Node
  getter left : Node?
  getter right : Node?

  def initialize(@left : Node?, @right : Node?)
  end
end

def make(depth : Int64) : Node
  return Node.new(nil, nil) if depth == 0
  Node.new(make(depth - 1), make(depth - 1))
end

def check(node : Node) : Int64
  left = node.left
  right = node.right
  return 1_i64 unless left
  right ? 1_i64 + check(left) + check(right) : 1_i64 + check(left)
end

depth = ARGV[0].to_i64
puts check(make(depth + 1))
long_lived = make(depth)
d = 4_i64
while d <= depth
  turns = 1_i64 << (depth - d + 4)
  sum = 0_i64
  turns.times { sum += check(make(d)) }
  puts "#{turns} #{d} #{sum}"
  d += 2
end
puts check(long_lived)
