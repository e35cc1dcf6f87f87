# Numbers in their order, by the standard library's sort.
MASK = 0xFFFFFFFFFFFFFFFF
count = ARGV[0].to_i
state = 42
numbers = Array.new(count) do
  state = (state * 6364136223846793005 + 1442695040888963407) & MASK
  state >> 20
end
numbers.sort!
checksum = 0
numbers.each { |number| checksum = (checksum * 31 + number) & MASK }
puts "#{numbers[0]} #{numbers[count / 2]} #{numbers[count - 1]} #{checksum}"
