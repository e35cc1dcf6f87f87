/* Values laid out by a format specification: `[[fill]align][sign][#][0][width][group][.precision][kind]`. The compiler has judged it. */
#include "runtime.h"

#include <math.h>
#include <stdio.h>

typedef struct {
  uint32_t fill;
  /* `<`, `^`, `>`, or 0. */
  char align;
  /* `+`, a space, or 0. */
  char sign;
  bool alternate, zero;
  size_t width;
  /* `,`, `_`, or 0. */
  char group;
  bool has_precision;
  size_t precision;
  /* The letter at the end, or 0. */
  char kind;
} Spec;

static bool is_align(char c) { return c == '<' || c == '^' || c == '>'; }

static bool take(const char **at, const char *end, char wanted) {
  if (*at == end || **at != wanted) return false;
  *at += 1;
  return true;
}

static bool number(const char **at, const char *end, size_t *out) {
  const char *start = *at;
  for (*out = 0; *at < end && **at >= '0' && **at <= '9'; *at += 1) *out = *out * 10 + (size_t)(**at - '0');
  return *at > start;
}

static Spec read_spec(const char *at, size_t len) {
  const char *end = at + len, *second = at;
  Spec spec = {.fill = ' '};
  uint32_t first = len ? next_char(&second) : 0;
  if (second > at && second < end && is_align(*second)) {
    spec.fill = first;
    spec.align = *second;
    at = second + 1;
  } else if (len && is_align(*at)) {
    spec.align = *at++;
  }
  if (take(&at, end, '+')) {
    spec.sign = '+';
  } else if (take(&at, end, ' ')) {
    spec.sign = ' ';
  } else {
    take(&at, end, '-');
  }
  spec.alternate = take(&at, end, '#');
  spec.zero = take(&at, end, '0');
  number(&at, end, &spec.width);
  if (take(&at, end, ',')) spec.group = ',';
  if (take(&at, end, '_')) spec.group = '_';
  if (take(&at, end, '.')) spec.has_precision = number(&at, end, &spec.precision);
  if (at < end) spec.kind = *at;
  return spec;
}

typedef struct {
  const char *bytes;
  size_t len;
} Part;

/* The parts behind one another, filled up to the width; `characters` is how long they are together. */
static String *pad(const Spec *spec, const Part *parts, size_t count, size_t characters, char usual) {
  size_t missing = spec->width > characters ? spec->width - characters : 0;
  char align = spec->align ? spec->align : usual;
  size_t before = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
  Text out = {0};
  for (size_t i = 0; i < before; i++) text_char(&out, spec->fill);
  for (size_t i = 0; i < count; i++) text_bytes(&out, parts[i].bytes, parts[i].len);
  for (size_t i = before; i < missing; i++) text_char(&out, spec->fill);
  return text_finish(&out);
}

static Part sign_of(const Spec *spec, bool negative) {
  if (negative) return (Part){"-", 1};
  return (Part){spec->sign == '+' ? "+" : " ", spec->sign ? 1 : 0};
}

/* A number: its sign and prefix, its whole digits, and what follows them. */
static String *lay_out(const Spec *spec, bool negative, Part prefix, Part digits, Part rest, size_t group_size) {
  Part sign = sign_of(spec, negative);
  size_t around = sign.len + prefix.len + rest.len, count = digits.len;
  bool zeros = spec->zero && !spec->align;
  while (zeros && around + count + (spec->group && count ? (count - 1) / group_size : 0) < spec->width) count++;
  Text whole = {0};
  for (size_t place = 0; place < count; place++) {
    size_t left = count - place;
    if (spec->group && place && left % group_size == 0) text_byte(&whole, spec->group);
    text_byte(&whole, left > digits.len ? '0' : digits.bytes[digits.len - left]);
  }
  Part parts[] = {sign, prefix, {whole.start, whole.len}, rest};
  String *out = pad(spec, parts, 4, around + whole.len, '>');
  free(whole.start);
  return out;
}

static String *integer(const Spec *spec, bool negative, unsigned __int128 magnitude) {
  char text[128];
  unsigned shift = spec->kind == 'x' || spec->kind == 'X' ? 4 : spec->kind == 'o' ? 3 : spec->kind == 'b' ? 1 : 0;
  Part none = {"", 0};
  if (!shift) return lay_out(spec, negative, none, (Part){text, decimal(magnitude, text)}, none, 3);
  const char *letters = spec->kind == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
  size_t start = sizeof text;
  do {
    text[--start] = letters[(unsigned)magnitude & ((1u << shift) - 1)];
    magnitude >>= shift;
  } while (magnitude);
  Part prefix = {shift == 4 ? "0x" : shift == 3 ? "0o" : "0b", spec->alternate ? 2 : 0};
  return lay_out(spec, negative, prefix, (Part){text + start, sizeof text - start}, none, 4);
}

String *aria_rt_format_int(uint64_t low, uint64_t high, const char *spec, size_t len) {
  Spec read = read_spec(spec, len);
  __int128 value = wide(low, high);
  return integer(&read, value < 0, value < 0 ? -(unsigned __int128)value : (unsigned __int128)value);
}

String *aria_rt_format_uint(uint64_t low, uint64_t high, const char *spec, size_t len) {
  Spec read = read_spec(spec, len);
  return integer(&read, false, (unsigned __int128)wide(low, high));
}

static void strip_zeros(Text *text) {
  if (!memchr(text->start, '.', text->len)) return;
  while (text->start[text->len - 1] == '0') text->len -= 1;
  if (text->start[text->len - 1] == '.') text->len -= 1;
}

/* So many significant digits, without zeros at the end, in whichever form is shorter. */
static void general(Text *out, double magnitude, size_t digits, char kind) {
  text_printf(out, "%.*e", (int)digits - 1, magnitude);
  text_byte(out, 0);
  char *e = strchr(out->start, 'e');
  long exponent = strtol(e + 1, NULL, 10);
  if (exponent < -4 || exponent >= (long)digits) {
    char tail[16];
    snprintf(tail, sizeof tail, "%c%c%02ld", kind == 'G' ? 'E' : 'e', exponent < 0 ? '-' : '+', labs(exponent));
    out->len = (size_t)(e - out->start);
    strip_zeros(out);
    text_bytes(out, tail, strlen(tail));
    return;
  }
  long precision = (long)digits - 1 - exponent;
  out->len = 0;
  text_printf(out, "%.*f", precision > 0 ? (int)precision : 0, magnitude);
  strip_zeros(out);
}

String *aria_rt_format_float(double value, const char *spec_text, size_t len) {
  Spec spec = read_spec(spec_text, len);
  bool negative = signbit(value) && !isnan(value);
  double magnitude = fabs(value);
  if (!isfinite(value)) {
    Part sign = sign_of(&spec, negative);
    Part parts[] = {sign, {isnan(value) ? "nan" : "inf", 3}};
    return pad(&spec, parts, 2, sign.len + 3, '>');
  }
  int precision = spec.has_precision ? (int)spec.precision : 6;
  Text text = {0};
  switch (spec.kind) {
    case 'e': text_printf(&text, "%.*e", precision, magnitude); break;
    case 'E': text_printf(&text, "%.*E", precision, magnitude); break;
    case 'g':
    case 'G': general(&text, magnitude, precision ? (size_t)precision : 1, spec.kind); break;
    case '%': text_printf(&text, "%.*f%%", precision, magnitude * 100.0); break;
    case 0:
      if (!spec.has_precision) {
        char shortest[40];
        text_bytes(&text, shortest, f64_text(magnitude, shortest));
        break;
      }
      /* fallthrough */
    default: text_printf(&text, "%.*f", precision, magnitude);
  }
  size_t whole = 0;
  while (whole < text.len && text.start[whole] >= '0' && text.start[whole] <= '9') whole++;
  Part none = {"", 0};
  String *out = lay_out(&spec, negative, none, (Part){text.start, whole}, (Part){text.start + whole, text.len - whole}, 3);
  free(text.start);
  return out;
}

String *aria_rt_format_text(const char *bytes, size_t size, const char *spec_text, size_t len) {
  Spec spec = read_spec(spec_text, len);
  const char *end = bytes + size;
  if (spec.has_precision) {
    const char *at = bytes;
    for (size_t i = 0; i < spec.precision && at < end; i++) next_char(&at);
    end = at;
  }
  Part part = {bytes, (size_t)(end - bytes)};
  return pad(&spec, &part, 1, count_chars(bytes, part.len), '<');
}
