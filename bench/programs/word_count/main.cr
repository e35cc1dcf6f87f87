# How often each word occurs in a text, and the most frequent ones.
def text(words)
  String.build do |built|
    state = 42_u64
    (1..words).each do |i|
      state = state &* 6364136223846793005_u64 &+ 1442695040888963407_u64
      number = state >> 40 & (1_u64 << (state >> 33) % 17) - 1
      built << 'w'
      loop do
        built << 'a' + (number % 26).to_i
        number //= 26
        break if number == 0
      end
      built << (i % 10 == 0 ? '\n' : ' ')
    end
  end
end

counts = Hash(String, Int32).new(0)
text(ARGV[0].to_i).split { |word| counts[word] += 1 }
found = counts.to_a.sort_by { |word, count| {-count, word} }
puts found.size
found.first(10).each { |word, count| puts "#{word} #{count}" }
