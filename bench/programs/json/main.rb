# A text of JSON read several times by the standard library, and everything in it added up.
require "json"

def text(records)
  built = +"["
  state = 42
  (1..records).each do |i|
    state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
    a = state >> 40
    b = state >> 20 & 0xFFFF
    built << "{\"id\": #{i}, \"name\": \"user #{a}\", \"active\": #{a % 2 == 0}, \"balance\": #{a}.#{b % 90 + 10},\n"
    built << "  \"tags\": [\"t#{a % 100}\", \"t#{b % 100}\", \"quoted \\\"#{b}\\\"\\n\"], \"manager\": null,\n"
    built << "  \"address\": {\"street\": \"#{b} Long Street\", \"city\": \"City \\u0041#{a % 1000}\", \"geo\": [#{b}.#{a % 9 + 1}, -#{b}e-2]},\n"
    built << "  \"history\": [#{a}, #{b}, #{a % 100}, -#{b}, 0, #{state >> 12}]}"
    built << ",\n" if i < records
  end
  built << "]\n"
end

Totals = Struct.new(:values, :sum, :bytes)

def add(value, totals)
  totals.values += 1
  case value
  when true
    totals.sum += 1
  when Integer
    totals.sum += value.remainder(1000)
  when Float
    totals.sum += (value * 100.0).floor.remainder(1000)
  when String
    totals.bytes += value.bytesize
  when Array
    value.each { |item| add(item, totals) }
  when Hash
    value.each do |name, member|
      totals.bytes += name.bytesize
      add(member, totals)
    end
  end
end

document = text(ARGV[0].to_i)
totals = Totals.new(0, 0, 0)
10.times { add(JSON.parse(document), totals) }
puts "#{document.bytesize} #{totals.values} #{totals.sum} #{totals.bytes}"
