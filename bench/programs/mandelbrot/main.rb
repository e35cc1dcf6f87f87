# How many points of a square lie in the Mandelbrot set.
def inside?(cx, cy)
  x = 0.0
  y = 0.0
  50.times do
    xx = x * x
    yy = y * y
    return false if xx + yy > 4.0
    y = 2.0 * x * y + cy
    x = xx - yy + cx
  end
  true
end

size = ARGV[0].to_i
count = 0
size.times do |row|
  cy = 2.0 * row / size - 1.0
  size.times do |column|
    cx = 2.0 * column / size - 1.5
    count += 1 if inside?(cx, cy)
  end
end
puts count
