# Numbers in their order, by the standard library's stable sort.
count = ARGV[0].to_i
state = 42_u64
numbers = Array(Int64).new(count) do
  state = state &* 6364136223846793005_u64 &+ 1442695040888963407_u64
  (state >> 20).to_i64
end
numbers.sort!
checksum = 0_u64
numbers.each { |number| checksum = checksum &* 31 &+ number.to_u64 }
puts "#{numbers[0]} #{numbers[count // 2]} #{numbers[count - 1]} #{checksum}"
