# A text of JSON read several times by the standard library, and everything in it added up.
require "json"

def text(records)
  String.build do |built|
    state = 42_u64
    built << "["
    (1..records).each do |i|
      state = state &* 6364136223846793005_u64 &+ 1442695040888963407_u64
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
end

class Totals
  property values = 0, sum = 0_i64, bytes = 0
end

def add(value : JSON::Any, totals)
  totals.values += 1
  case raw = value.raw
  when Bool
    totals.sum += 1 if raw
  when Int64
    totals.sum += raw.remainder(1000)
  when Float64
    totals.sum += (raw * 100.0).floor.to_i64.remainder(1000)
  when String
    totals.bytes += raw.bytesize
  when Array
    raw.each { |item| add(item, totals) }
  when Hash
    raw.each do |name, member|
      totals.bytes += name.bytesize
      add(member, totals)
    end
  end
end

document = text(ARGV[0].to_i)
totals = Totals.new
10.times { add(JSON.parse(document), totals) }
puts "#{document.bytesize} #{totals.values} #{totals.sum} #{totals.bytes}"
