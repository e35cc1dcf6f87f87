/* Numbers as text, and floats from text. */
#include "runtime.h"

#include <math.h>
#include <stdio.h>
#include <strings.h>

size_t decimal(unsigned __int128 value, char out[40]) {
  char reversed[40];
  size_t count = 0;
  do {
    // Most numbers fit 64 bits, for which there are instructions.
    if (value >> 64 == 0) {
      uint64_t narrow = (uint64_t)value;
      do {
        reversed[count++] = (char)('0' + narrow % 10);
        narrow /= 10;
      } while (narrow);
      break;
    }
    reversed[count++] = (char)('0' + (int)(value % 10));
    value /= 10;
  } while (value);
  for (size_t i = 0; i < count; i++) out[i] = reversed[count - 1 - i];
  return count;
}

static String *signed_text(bool negative, unsigned __int128 magnitude) {
  char text[41] = "-";
  size_t len = decimal(magnitude, text + negative);
  return string_of(text, len + negative);
}

String *aria_rt_i64_to_string(int64_t value) {
  return signed_text(value < 0, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

String *aria_rt_u64_to_string(uint64_t value) { return signed_text(false, value); }

String *aria_rt_i128_to_string(uint64_t low, uint64_t high) {
  __int128 value = wide(low, high);
  return signed_text(value < 0, value < 0 ? -(unsigned __int128)value : (unsigned __int128)value);
}

String *aria_rt_u128_to_string(uint64_t low, uint64_t high) { return signed_text(false, (unsigned __int128)wide(low, high)); }

/* Digits d₁d₂… that stand for d₁.d₂… × 10^exponent. */
typedef struct {
  char digits[20];
  int count;
  int exponent;
} Digits;

/* The value with so many significant digits, correctly rounded. */
static Digits rounded(double value, int count) {
  char text[40];
  Digits out = {.count = count};
  snprintf(text, sizeof text, "%.*e", count - 1, value);
  out.digits[0] = text[0];
  if (count > 1) memcpy(out.digits + 1, text + 2, (size_t)count - 1);
  out.exponent = atoi(strchr(text, 'e') + 1);
  return out;
}

/* Whether the digits read back as the value. */
static bool reads_back(const Digits *digits, double value, bool single) {
  char text[40];
  snprintf(text, sizeof text, "%c.%.*se%d", digits->digits[0], digits->count - 1, digits->digits + 1, digits->exponent);
  return single ? strtof(text, NULL) == (float)value : strtod(text, NULL) == value;
}

/* The digits one unit in the last place up or down; false where their number would change. */
static bool step(Digits *digits, int by) {
  for (int i = digits->count - 1; i >= 0; i--) {
    char *digit = &digits->digits[i];
    if (*digit != (by > 0 ? '9' : '0')) {
      *digit = (char)(*digit + by);
      return digits->digits[0] != '0';
    }
    *digit = by > 0 ? '0' : '9';
  }
  return false;
}

/* The fewest digits that read back as the value, and of those the nearest. The interval of the texts that do is not symmetric at
   a power of two, so the nearest text of some length may miss it where its neighbour does not. */
static Digits shortest(double value, bool single) {
  // So many digits always survive; what is shorter ends in zeros then. Below the normal numbers nothing survives by itself.
  int sure = single ? 6 : 15, most = single ? 9 : 17;
  double least = single ? 0x1p-126 : 0x1p-1022;
  for (int count = value < least ? 1 : sure; count < most; count++) {
    Digits nearest = rounded(value, count);
    if (reads_back(&nearest, value, single)) return nearest;
    for (int by = -1; by <= 1; by += 2) {
      Digits beside = nearest;
      if (step(&beside, by) && reads_back(&beside, value, single)) return beside;
    }
  }
  return rounded(value, most);
}

static size_t float_text(double value, bool single, char out[40]) {
  if (isnan(value)) return (size_t)sprintf(out, "nan");
  size_t len = 0;
  if (signbit(value)) out[len++] = '-';
  if (isinf(value)) return len + (size_t)sprintf(out + len, "inf");
  if (value == 0) return len + (size_t)sprintf(out + len, "0.0");
  Digits digits = shortest(fabs(value), single);
  while (digits.count > 1 && digits.digits[digits.count - 1] == '0') digits.count -= 1;
  int point = digits.exponent + 1;
  if (point < -3 || point > 16) {
    out[len++] = digits.digits[0];
    if (digits.count > 1) len += (size_t)sprintf(out + len, ".%.*s", digits.count - 1, digits.digits + 1);
    return len + (size_t)sprintf(out + len, "e%c%02d", digits.exponent < 0 ? '-' : '+', abs(digits.exponent));
  }
  if (point <= 0) {
    len += (size_t)sprintf(out + len, "0.");
    for (int i = point; i < 0; i++) out[len++] = '0';
    return len + (size_t)sprintf(out + len, "%.*s", digits.count, digits.digits);
  }
  for (int i = 0; i < point; i++) out[len++] = i < digits.count ? digits.digits[i] : '0';
  out[len++] = '.';
  if (digits.count <= point) {
    out[len++] = '0';
    return len;
  }
  return len + (size_t)sprintf(out + len, "%.*s", digits.count - point, digits.digits + point);
}

size_t f64_text(double value, char out[40]) { return float_text(value, false, out); }

String *aria_rt_f64_to_string(double value) {
  char text[40];
  return string_of(text, float_text(value, false, text));
}

String *aria_rt_f32_to_string(float value) {
  char text[40];
  return string_of(text, float_text((double)value, true, text));
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Whether a text is a decimal number, `inf`, `infinity` or `nan`: C reads more than that. */
static bool is_float(const char *at) {
  if (*at == '+' || *at == '-') at++;
  if (!strcasecmp(at, "inf") || !strcasecmp(at, "infinity") || !strcasecmp(at, "nan")) return true;
  size_t digits = 0;
  for (; is_digit(*at); at++) digits++;
  if (*at == '.') {
    for (at++; is_digit(*at); at++) digits++;
  }
  if (!digits) return false;
  if (*at == 'e' || *at == 'E') {
    at++;
    if (*at == '+' || *at == '-') at++;
    if (!is_digit(*at)) return false;
    while (is_digit(*at)) at++;
  }
  return !*at;
}

/* The text with a NUL behind it, or null if it is no number. The caller frees it. */
static char *number_text(const char *bytes, size_t len) {
  char *text = aria_rt_alloc(len + 1, 1);
  memcpy(text, bytes, len);
  text[len] = 0;
  if (strlen(text) == len && is_float(text)) return text;
  free(text);
  return NULL;
}

int32_t aria_rt_parse_f64(const char *bytes, size_t len, double *value) {
  char *text = number_text(bytes, len);
  if (!text) return 0;
  *value = strtod(text, NULL);
  free(text);
  return 1;
}

int32_t aria_rt_parse_f32(const char *bytes, size_t len, float *value) {
  char *text = number_text(bytes, len);
  if (!text) return 0;
  *value = strtof(text, NULL);
  free(text);
  return 1;
}
