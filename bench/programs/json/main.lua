-- A text of JSON read several times, by a reader written here, and everything in it added up.
local bit = require("bit")

local function text(records)
  local built = {"["}
  local state = 42ULL
  for i = 1, records do
    state = state * 6364136223846793005ULL + 1442695040888963407ULL
    local a = tonumber(bit.rshift(state, 40))
    local b = tonumber(bit.band(bit.rshift(state, 20), 0xFFFF))
    built[#built + 1] = string.format('{"id": %d, "name": "user %d", "active": %s, "balance": %d.%d,\n', i, a, a % 2 == 0, a, b % 90 + 10)
    built[#built + 1] = string.format('  "tags": ["t%d", "t%d", "quoted \\"%d\\"\\n"], "manager": null,\n', a % 100, b % 100, b)
    built[#built + 1] = string.format(
      '  "address": {"street": "%d Long Street", "city": "City \\u0041%d", "geo": [%d.%d, -%de-2]},\n', b, a % 1000, b, a % 9 + 1, b)
    built[#built + 1] = string.format(
      '  "history": [%d, %d, %d, -%d, 0, %.0f]}', a, b, a % 100, b, tonumber(bit.rshift(state, 12)))
    if i < records then built[#built + 1] = ",\n" end
  end
  built[#built + 1] = "]\n"
  return table.concat(built)
end

local null = {}
local escapes = {n = "\n", t = "\t", r = "\r", b = "\b", f = "\f", ['"'] = '"', ["\\"] = "\\", ["/"] = "/"}

local function utf8(code)
  if code < 0x80 then return string.char(code) end
  if code < 0x800 then return string.char(0xC0 + math.floor(code / 64), 0x80 + code % 64) end
  if code < 0x10000 then return string.char(0xE0 + math.floor(code / 4096), 0x80 + math.floor(code / 64) % 64, 0x80 + code % 64) end
  return string.char(
    0xF0 + math.floor(code / 262144), 0x80 + math.floor(code / 4096) % 64, 0x80 + math.floor(code / 64) % 64, 0x80 + code % 64)
end

local find, sub, byte = string.find, string.sub, string.byte
local value

local function skip(s, place) return find(s, "[^ \n\r\t]", place) or #s + 1 end

-- What stands between quotes, and the place behind it.
local function quoted(s, place)
  local start = place + 1
  local stop = find(s, '["\\]', start) or error("an open string")
  if byte(s, stop) == 34 then return sub(s, start, stop - 1), stop + 1 end
  local parts = {}
  while true do
    parts[#parts + 1] = sub(s, start, stop - 1)
    if byte(s, stop) == 34 then return table.concat(parts), stop + 1 end
    local kind = sub(s, stop + 1, stop + 1)
    if kind == "u" then
      local code = tonumber(sub(s, stop + 2, stop + 5), 16) or error("a hexadecimal digit expected")
      start = stop + 6
      if code >= 0xD800 and code < 0xDC00 and sub(s, start, start + 1) == "\\u" then
        code = 0x10000 + (code - 0xD800) * 1024 + tonumber(sub(s, start + 2, start + 5), 16) - 0xDC00
        start = start + 6
      end
      parts[#parts + 1] = utf8(code)
    else
      parts[#parts + 1] = escapes[kind] or error("an escape expected")
      start = stop + 2
    end
    stop = find(s, '["\\]', start) or error("an open string")
  end
end

local words = {[116] = {"true", true}, [102] = {"false", false}, [110] = {"null", null}}

function value(s, place)
  local first = byte(s, place)
  if first == 34 then
    return quoted(s, place)
  elseif first == 123 then
    local members = {}
    place = skip(s, place + 1)
    if byte(s, place) == 125 then return {members = members}, place + 1 end
    while true do
      local name
      name, place = quoted(s, place)
      place = skip(s, place)
      if byte(s, place) ~= 58 then error("a colon expected") end
      members[name], place = value(s, skip(s, place + 1))
      place = skip(s, place)
      local behind = byte(s, place)
      if behind == 125 then return {members = members}, place + 1 end
      if behind ~= 44 then error("a comma expected") end
      place = skip(s, place + 1)
    end
  elseif first == 91 then
    local items = {}
    place = skip(s, place + 1)
    if byte(s, place) == 93 then return items, place + 1 end
    while true do
      items[#items + 1], place = value(s, place)
      place = skip(s, place)
      local behind = byte(s, place)
      if behind == 93 then return items, place + 1 end
      if behind ~= 44 then error("a comma expected") end
      place = skip(s, place + 1)
    end
  elseif words[first] then
    local word = words[first]
    if sub(s, place, place + #word[1] - 1) ~= word[1] then error("a value expected") end
    return word[2], place + #word[1]
  end
  local _, stop = find(s, "^-?%d+%.?%d*[eE]?[+-]?%d*", place)
  if not stop then error("a value expected") end
  local digits = sub(s, place, stop)
  return find(digits, "[.eE]") and {float = tonumber(digits)} or tonumber(digits), stop + 1
end

local values, sum, bytes = 0, 0, 0

local function add(value)
  values = values + 1
  local kind = type(value)
  if value == true then
    sum = sum + 1
  elseif kind == "number" then
    sum = sum + math.fmod(value, 1000)
  elseif kind == "string" then
    bytes = bytes + #value
  elseif kind == "table" and value ~= null then
    if value.float then
      sum = sum + math.fmod(math.floor(value.float * 100.0), 1000)
    elseif value.members then
      for name, member in pairs(value.members) do
        bytes = bytes + #name
        add(member)
      end
    else
      for i = 1, #value do add(value[i]) end
    end
  end
end

local document = text(tonumber(arg[1]))
for _ = 1, 10 do add((value(document, skip(document, 1)))) end
print(string.format("%d %d %.0f %d", #document, values, sum, bytes))
