# How often each word occurs in a text, and the most frequent ones.
def text(words)
  built = +""
  state = 42
  (1..words).each do |i|
    state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
    number = state >> 40 & (1 << (state >> 33) % 17) - 1
    built << "w"
    loop do
      built << 97 + number % 26
      number /= 26
      break if number == 0
    end
    built << (i % 10 == 0 ? "\n" : " ")
  end
  built
end

counts = Hash.new(0)
text(ARGV[0].to_i).split { |word| counts[word] += 1 }
found = counts.sort_by { |word, count| [-count, word] }
puts found.size
found.first(10).each { |word, count| puts "#{word} #{count}" }
