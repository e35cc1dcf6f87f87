// A text of JSON read several times, and everything in it added up.
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { NIL, BOOL, INT, FLOAT, STRING, ARRAY, OBJECT };
struct text { size_t len; char *bytes; };
struct json {
  enum kind kind;
  union { int64_t number; double real; struct text text; struct array *array; struct object *object; };
};
struct array { size_t len, room; struct json *items; };
struct member { struct text name; uint64_t hash; struct json value; };
// Members in their order, and a table of their numbers plus 1.
struct object { size_t len, room; struct member *members; uint32_t *table; };
struct reader { const char *start, *place; int depth; char *scratch; };

_Noreturn static void fail(const struct reader *r, const char *expected) {
  fprintf(stderr, "byte %td: expected %s\n", r->place - r->start, expected);
  exit(1);
}

static void *some(void *memory) {
  if (!memory) abort();
  return memory;
}

static void skip(struct reader *r) {
  while (*r->place == ' ' || *r->place == '\n' || *r->place == '\r' || *r->place == '\t') r->place++;
}

static unsigned four_digits(struct reader *r) {
  unsigned value = 0;
  for (int i = 0; i < 4; i++) {
    char c = *++r->place;
    if (c >= '0' && c <= '9') value = value * 16 + (unsigned)(c - '0');
    else if ((c | 32) >= 'a' && (c | 32) <= 'f') value = value * 16 + (unsigned)((c | 32) - 'a' + 10);
    else fail(r, "a hexadecimal digit");
  }
  r->place++;
  return value;
}

static char *put(char *out, unsigned code) {
  if (code < 0x80) { *out++ = (char)code; return out; }
  if (code < 0x800) *out++ = (char)(0xC0 | code >> 6);
  else {
    if (code < 0x10000) *out++ = (char)(0xE0 | code >> 12);
    else { *out++ = (char)(0xF0 | code >> 18); *out++ = (char)(0x80 | (code >> 12 & 0x3F)); }
    *out++ = (char)(0x80 | (code >> 6 & 0x3F));
  }
  *out++ = (char)(0x80 | (code & 0x3F));
  return out;
}

static int plain(char c) { return (unsigned char)c >= 32 && c != '"' && c != '\\'; }

static struct text copied(const char *bytes, size_t len) {
  char *copy = some(malloc(len + 1));
  memcpy(copy, bytes, len);
  copy[len] = 0;
  return (struct text){len, copy};
}

static struct text string(struct reader *r) {
  const char *start = ++r->place;
  while (plain(*r->place)) r->place++;
  if (*r->place == '"') return copied(start, (size_t)(r->place++ - start));
  char *out = r->scratch;
  for (;;) {
    memcpy(out, start, (size_t)(r->place - start));
    out += r->place - start;
    if (*r->place == '"') { r->place++; return copied(r->scratch, (size_t)(out - r->scratch)); }
    if (*r->place != '\\') fail(r, "an escape in place of a control character");
    switch (*++r->place) {
      case 'n': *out++ = '\n'; r->place++; break;
      case 't': *out++ = '\t'; r->place++; break;
      case 'r': *out++ = '\r'; r->place++; break;
      case 'b': *out++ = '\b'; r->place++; break;
      case 'f': *out++ = '\f'; r->place++; break;
      case '"': case '\\': case '/': *out++ = *r->place++; break;
      case 'u': {
        unsigned code = four_digits(r);
        if (code >= 0xD800 && code < 0xDC00 && r->place[0] == '\\' && r->place[1] == 'u') {
          r->place++;
          unsigned low = four_digits(r);
          if (low < 0xDC00 || low > 0xDFFF) fail(r, "both halves of a surrogate pair");
          code = 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00;
        } else if (code >= 0xD800 && code <= 0xDFFF) fail(r, "both halves of a surrogate pair");
        out = put(out, code);
        break;
      }
      default: fail(r, "an escape that JSON has");
    }
    start = r->place;
    while (plain(*r->place)) r->place++;
  }
}

static int is_digit(char c) { return c >= '0' && c <= '9'; }

static struct json number(struct reader *r) {
  static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const char *start = r->place;
  uint64_t digits = 0;
  int negative = *r->place == '-', whole = 1;
  r->place += negative;
  const char *first = r->place;
  if (*r->place == '0') r->place++;
  else while (is_digit(*r->place)) digits = digits * 10 + (uint64_t)(*r->place++ - '0');
  if (r->place == first) fail(r, "a digit");
  long count = r->place - first, exponent = 0;
  if (*r->place == '.') {
    const char *point = ++r->place;
    whole = 0;
    while (is_digit(*r->place)) digits = digits * 10 + (uint64_t)(*r->place++ - '0');
    if (r->place == point) fail(r, "a digit");
    count += r->place - point;
    exponent = point - r->place;
  }
  if ((*r->place | 32) == 'e') {
    r->place++;
    whole = 0;
    int down = *r->place == '-';
    if (down || *r->place == '+') r->place++;
    const char *power = r->place;
    long written = 0;
    for (; is_digit(*r->place); r->place++) if (written < 100000) written = written * 10 + (*r->place - '0');
    if (r->place == power) fail(r, "a digit");
    exponent += down ? -written : written;
  }
  if (whole && (count < 19 || (count == 19 && digits <= INT64_MAX + (uint64_t)negative)))
    return (struct json){INT, .number = (int64_t)(negative ? 0 - digits : digits)};
  if (!whole && count <= 19 && digits <= 1ull << 53 && exponent >= -22 && exponent <= 22) {
    double value = exponent < 0 ? (double)digits / powers[-exponent] : (double)digits * powers[exponent];
    return (struct json){FLOAT, .real = negative ? -value : value};
  }
  double value = strtod(start, 0);
  if (!isfinite(value)) fail(r, "a number in the range of a double");
  return (struct json){FLOAT, .real = value};
}

static uint64_t hashed(struct text text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < text.len; i++) hash = (hash ^ (unsigned char)text.bytes[i]) * 0x100000001b3u;
  return hash ^ hash >> 32;
}

static void release(struct json *value);

// The table has twice as many places as there is room for members, a power of two.
static void insert(struct object *o, struct text name, struct json value) {
  uint64_t hash = hashed(name);
  if (o->room) {
    size_t mask = o->room * 2 - 1;
    for (size_t i = hash & mask; o->table[i]; i = (i + 1) & mask) {
      struct member *m = &o->members[o->table[i] - 1];
      if (m->hash == hash && m->name.len == name.len && memcmp(m->name.bytes, name.bytes, name.len) == 0) {
        release(&m->value);
        m->value = value;
        free(name.bytes);
        return;
      }
    }
  }
  if (o->len == o->room) {
    o->room = o->room ? o->room * 2 : 4;
    o->members = some(realloc(o->members, o->room * sizeof *o->members));
    free(o->table);
    o->table = some(calloc(o->room * 2, sizeof *o->table));
    for (size_t k = 0; k < o->len; k++) {
      size_t mask = o->room * 2 - 1, i = o->members[k].hash & mask;
      while (o->table[i]) i = (i + 1) & mask;
      o->table[i] = (uint32_t)k + 1;
    }
  }
  size_t mask = o->room * 2 - 1, i = hash & mask;
  while (o->table[i]) i = (i + 1) & mask;
  o->members[o->len++] = (struct member){name, hash, value};
  o->table[i] = (uint32_t)o->len;
}

static void enter(struct reader *r) {
  if (r->depth++ == 1000) fail(r, "fewer arrays and objects in one another");
  r->place++;
  skip(r);
}

static struct json read(struct reader *r) {
  switch (*r->place) {
    case '"': return (struct json){STRING, .text = string(r)};
    case '{': {
      struct object *o = some(calloc(1, sizeof *o));
      enter(r);
      if (*r->place != '}') for (;;) {
        if (*r->place != '"') fail(r, "a name in quotes");
        struct text name = string(r);
        skip(r);
        if (*r->place != ':') fail(r, "`:`");
        r->place++;
        skip(r);
        insert(o, name, read(r));
        skip(r);
        if (*r->place == '}') break;
        if (*r->place != ',') fail(r, "`,` or `}`");
        r->place++;
        skip(r);
      }
      r->place++;
      r->depth--;
      return (struct json){OBJECT, .object = o};
    }
    case '[': {
      struct array *a = some(calloc(1, sizeof *a));
      enter(r);
      if (*r->place != ']') for (;;) {
        if (a->len == a->room) {
          a->room = a->room ? a->room * 2 : 4;
          a->items = some(realloc(a->items, a->room * sizeof *a->items));
        }
        a->items[a->len] = read(r);
        a->len++;
        skip(r);
        if (*r->place == ']') break;
        if (*r->place != ',') fail(r, "`,` or `]`");
        r->place++;
        skip(r);
      }
      r->place++;
      r->depth--;
      return (struct json){ARRAY, .array = a};
    }
    case 't': if (strncmp(r->place, "true", 4) != 0) break; r->place += 4; return (struct json){BOOL, .number = 1};
    case 'f': if (strncmp(r->place, "false", 5) != 0) break; r->place += 5; return (struct json){BOOL, .number = 0};
    case 'n': if (strncmp(r->place, "null", 4) != 0) break; r->place += 4; return (struct json){NIL, .number = 0};
    default: if (*r->place == '-' || is_digit(*r->place)) return number(r);
  }
  fail(r, "a value");
}

static void release(struct json *value) {
  if (value->kind == STRING) free(value->text.bytes);
  else if (value->kind == ARRAY) {
    for (size_t i = 0; i < value->array->len; i++) release(&value->array->items[i]);
    free(value->array->items);
    free(value->array);
  } else if (value->kind == OBJECT) {
    for (size_t i = 0; i < value->object->len; i++) {
      free(value->object->members[i].name.bytes);
      release(&value->object->members[i].value);
    }
    free(value->object->members);
    free(value->object->table);
    free(value->object);
  }
}

static int64_t values, sum, bytes;

static void add(const struct json *value) {
  values++;
  switch (value->kind) {
    case NIL: break;
    case BOOL: sum += value->number; break;
    case INT: sum += value->number % 1000; break;
    case FLOAT: sum += (int64_t)floor(value->real * 100.0) % 1000; break;
    case STRING: bytes += (int64_t)value->text.len; break;
    case ARRAY: for (size_t i = 0; i < value->array->len; i++) add(&value->array->items[i]); break;
    case OBJECT:
      for (size_t i = 0; i < value->object->len; i++) {
        bytes += (int64_t)value->object->members[i].name.len;
        add(&value->object->members[i].value);
      }
  }
}

int main(int argc, char **argv) {
  long records = argc > 1 ? atol(argv[1]) : 20000;
  char *text = some(malloc((size_t)records * 512 + 16)), *end = text;
  uint64_t state = 42;
  *end++ = '[';
  for (long i = 1; i <= records; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    uint64_t a = state >> 40, b = state >> 20 & 0xFFFF;
    end += sprintf(end, "{\"id\": %ld, \"name\": \"user %" PRIu64 "\", \"active\": %s, \"balance\": %" PRIu64 ".%" PRIu64 ",\n", i, a, a % 2 == 0 ? "true" : "false", a, b % 90 + 10);
    end += sprintf(end, "  \"tags\": [\"t%" PRIu64 "\", \"t%" PRIu64 "\", \"quoted \\\"%" PRIu64 "\\\"\\n\"], \"manager\": null,\n", a % 100, b % 100, b);
    end += sprintf(end, "  \"address\": {\"street\": \"%" PRIu64 " Long Street\", \"city\": \"City \\u0041%" PRIu64 "\", \"geo\": [%" PRIu64 ".%" PRIu64 ", -%" PRIu64 "e-2]},\n", b, a % 1000, b, a % 9 + 1, b);
    end += sprintf(end, "  \"history\": [%" PRIu64 ", %" PRIu64 ", %" PRIu64 ", -%" PRIu64 ", 0, %" PRIu64 "]}", a, b, a % 100, b, state >> 12);
    if (i < records) end += sprintf(end, ",\n");
  }
  end += sprintf(end, "]\n");
  for (int i = 0; i < 10; i++) {
    struct reader r = {text, text, 0, some(malloc((size_t)(end - text)))};
    skip(&r);
    struct json document = read(&r);
    skip(&r);
    if (*r.place) fail(&r, "the end of the text");
    add(&document);
    release(&document);
    free(r.scratch);
  }
  printf("%td %" PRId64 " %" PRId64 " %" PRId64 "\n", end - text, values, sum, bytes);
}
