/* What is known of characters. The tables are those of the native runtime. */
#include "runtime.h"

#include "tables.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_in(const struct aria_range *ranges, size_t count, uint32_t code) {
  while (count) {
    size_t half = count / 2;
    if (code < ranges[half].first) {
      count = half;
    } else if (code > ranges[half].last) {
      ranges += half + 1;
      count -= half + 1;
    } else {
      return true;
    }
  }
  return false;
}

bool char_is(uint32_t code, uint32_t kind) {
  switch (kind) {
    case ALPHABETIC: return is_in(aria_alphabetic, COUNT(aria_alphabetic), code);
    case NUMERIC: return is_in(aria_numeric, COUNT(aria_numeric), code);
    case WHITESPACE: return is_in(aria_whitespace, COUNT(aria_whitespace), code);
    case UPPERCASE: return is_in(aria_uppercase, COUNT(aria_uppercase), code);
    case LOWERCASE: return is_in(aria_lowercase, COUNT(aria_lowercase), code);
    default: return code < 0x20 || (code >= 0x7F && code < 0xA0);
  }
}

static uint32_t shifted(const struct aria_shift *shifts, size_t count, uint32_t code) {
  while (count) {
    size_t half = count / 2;
    if (code < shifts[half].first) {
      count = half;
    } else if (code > shifts[half].last) {
      shifts += half + 1;
      count -= half + 1;
    } else {
      bool hit = (code - shifts[half].first) % shifts[half].step == 0;
      return hit ? code + (uint32_t)shifts[half].distance : code;
    }
  }
  return code;
}

static size_t spelled(const struct aria_spelled *all, size_t count, uint32_t code, uint32_t out[3]) {
  for (size_t i = 0; i < count; i++) {
    if (all[i].code != code) continue;
    memcpy(out, all[i].to, sizeof all[i].to);
    return out[2] ? 3 : 2;
  }
  return 0;
}

size_t char_to(uint32_t code, uint32_t kind, uint32_t out[3]) {
  if (code < 0x80) {
    bool letter = kind == TO_UPPER ? code >= 'a' && code <= 'z' : code >= 'A' && code <= 'Z';
    out[0] = letter ? code ^ 0x20 : code;
    return 1;
  }
  size_t several = kind == TO_UPPER ? spelled(aria_spelled_upper, COUNT(aria_spelled_upper), code, out)
                                    : spelled(aria_spelled_lower, COUNT(aria_spelled_lower), code, out);
  if (several) return several;
  out[0] = kind == TO_UPPER ? shifted(aria_to_upper, COUNT(aria_to_upper), code) : shifted(aria_to_lower, COUNT(aria_to_lower), code);
  return 1;
}

static bool is_char(uint32_t code) { return code < 0x110000 && !(code >= 0xD800 && code < 0xE000); }

int32_t aria_rt_char_is(uint32_t code, uint32_t kind) { return is_char(code) && char_is(code, kind); }

uint32_t aria_rt_char_case(uint32_t code, uint32_t kind) {
  uint32_t to[3];
  return is_char(code) && char_to(code, kind == 0 ? TO_UPPER : TO_LOWER, to) == 1 ? to[0] : code;
}

/* Whether the sigma between the texts is the last letter of its word, and not the first. */
static bool ends_word(const char *bytes, const char *at, const char *next, const char *end) {
  if (at == bytes) return false;
  const char *before = at - 1;
  while ((*before & 0xC0) == 0x80) before -= 1;
  return char_is(next_char(&before), ALPHABETIC) && !(next < end && char_is(next_char(&next), ALPHABETIC));
}

/* Upper case (0), lower case (1), a capital first (2). */
String *aria_rt_text_case(const char *bytes, size_t len, uint32_t kind) {
  Text out = {0};
  for (const char *at = bytes, *end = bytes + len; at < end;) {
    const char *start = at;
    uint32_t code = next_char(&at), to[3];
    bool upper = kind == 0 || (kind == 2 && start == bytes);
    if (!upper && code == 0x3A3 && ends_word(bytes, start, at, end)) {
      text_char(&out, 0x3C2);
      continue;
    }
    size_t count = char_to(code, upper ? TO_UPPER : TO_LOWER, to);
    for (size_t i = 0; i < count; i++) text_char(&out, to[i]);
  }
  return text_finish(&out);
}

static bool is_invisible(uint32_t code) {
  return char_is(code, CONTROL) || (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) || code == 0xFEFF;
}

/* The text as a literal in the program. */
String *aria_rt_text_inspect(const char *bytes, size_t len, uint32_t quote) {
  Text out = {0};
  text_char(&out, quote);
  for (const char *at = bytes, *end = bytes + len; at < end;) {
    const char *start = at;
    uint32_t code = next_char(&at);
    const char *escaped = code == '\n'   ? "\\n"
                          : code == '\r' ? "\\r"
                          : code == '\t' ? "\\t"
                          : code == 0    ? "\\0"
                          : code == 0x1B ? "\\e"
                                         : NULL;
    if (escaped) {
      text_bytes(&out, escaped, 2);
    } else if (code == quote || code == '\\') {
      text_byte(&out, '\\');
      text_byte(&out, (char)code);
    } else if (code == '#' && quote == '"' && at < end && *at == '{') {
      text_bytes(&out, "\\#", 2);
    } else if (is_invisible(code)) {
      text_printf(&out, "\\u{%x}", (unsigned)code);
    } else {
      text_bytes(&out, start, (size_t)(at - start));
    }
  }
  text_char(&out, quote);
  return text_finish(&out);
}
