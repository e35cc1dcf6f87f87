/* What would cross to another thread, walked over as the native runtime does: what is moved must be referred to from nowhere else. */
#include "runtime.h"

void aria_rt_mark_shared(Object *object);

typedef struct Crossing Crossing;
typedef void (*Visit)(Object *object, Crossing *walk);

/* An object with more than one count, and how many of them were found. */
typedef struct {
  Object *object;
  uint32_t strong, weak;
  const char *name;
  size_t name_len;
} Found;

typedef struct {
  Object *object;
  Visit visit;
} Todo;

struct Crossing {
  Todo *todo;
  size_t todo_len, todo_room;
  Found *found;
  size_t found_len, found_room;
  /* Positions in `found`, plus one, by the object's address. A power of two, more than half empty. */
  uint32_t *table;
  size_t table_len;
  bool lent;
  /* The first thing met that may not go to another thread: the name of its type. */
  const char *refused;
  size_t refused_len;
};

/* An array with room for one more. */
static void *grown(void *items, size_t len, size_t *room, size_t size) {
  if (len < *room) return items;
  size_t wanted = *room ? *room * 2 : 64;
  void *block = aria_rt_realloc(items, *room * size, wanted * size, 1);
  *room = wanted;
  return block;
}

static size_t slot(const Object *object, size_t len) {
  return (size_t)(((uint64_t)((uintptr_t)object >> 4) * 0x9E3779B97F4A7C15u) >> 32) & (len - 1);
}

static uint32_t *place_of(const Crossing *walk, const Object *object) {
  size_t at = slot(object, walk->table_len);
  while (walk->table[at] && walk->found[walk->table[at] - 1].object != object) at = (at + 1) & (walk->table_len - 1);
  return &walk->table[at];
}

static Found *entry(Crossing *walk, Object *object, bool *is_new) {
  if ((walk->found_len + 1) * 2 > walk->table_len) {
    walk->table_len = walk->table_len ? walk->table_len * 2 : 64;
    free(walk->table);
    walk->table = aria_rt_alloc(walk->table_len * sizeof *walk->table, 1);
    memset(walk->table, 0, walk->table_len * sizeof *walk->table);
    for (size_t i = 0; i < walk->found_len; i++) *place_of(walk, walk->found[i].object) = (uint32_t)i + 1;
  }
  uint32_t *place = place_of(walk, object);
  *is_new = *place == 0;
  if (*is_new) {
    walk->found = grown(walk->found, walk->found_len, &walk->found_room, sizeof *walk->found);
    walk->found[walk->found_len++] = (Found){.object = object};
    *place = (uint32_t)walk->found_len;
  }
  return &walk->found[*place - 1];
}

Crossing *aria_rt_crossing_begin(bool lent) {
  Crossing *walk = aria_rt_alloc(sizeof *walk, _Alignof(Crossing));
  *walk = (Crossing){.lent = lent};
  return walk;
}

static void later(Crossing *walk, Object *object, Visit visit) {
  if (!visit) return;
  walk->todo = grown(walk->todo, walk->todo_len, &walk->todo_room, sizeof *walk->todo);
  walk->todo[walk->todo_len++] = (Todo){object, visit};
}

void aria_rt_cross_refused(Crossing *walk, const char *name, size_t len) {
  if (walk->refused) return;
  walk->refused = name;
  walk->refused_len = len;
}

void aria_rt_cross(Crossing *walk, Object *object, Visit visit, uint32_t kind, const char *name, size_t name_len) {
  if (!object) return;
  /* A literal holds nothing; a closure in somebody's frame may. */
  if (object->strong == ARIA_IMMORTAL) return later(walk, object, visit);
  int32_t strong = (int32_t)object->strong;
  if (strong == 0) {
    object->meta |= ARIA_SHARED_BIT;
    return;
  }
  bool is_new;
  bool only = (strong == 1 || strong == -1) && (object->meta & ARIA_WEAK_COUNT_MASK) == 0;
  if (kind == ARIA_CROSSING_SHARED || kind == ARIA_CROSSING_WEAK_SHARED) {
    is_new = strong > 0;
  } else if (!walk->lent && kind == ARIA_CROSSING_MOVED && only) {
    is_new = true;
  } else {
    Found *found = entry(walk, object, &is_new);
    found->name = name;
    found->name_len = name_len;
    if (kind == ARIA_CROSSING_WEAK) {
      found->weak += 1;
    } else {
      found->strong += 1;
    }
  }
  if (!is_new) return;
  aria_rt_mark_shared(object);
  later(walk, object, visit);
}

String *aria_rt_crossing_end(Crossing *walk) {
  while (walk->todo_len) {
    Todo next = walk->todo[--walk->todo_len];
    next.visit(next.object, walk);
  }
  String *problem = NULL;
  if (walk->refused) {
    Text text = {0};
    text_printf(&text, "this cannot go to another thread: it holds a `%.*s`", (int)walk->refused_len, walk->refused);
    problem = text_finish(&text);
  }
  for (size_t i = 0; i < walk->found_len && !walk->lent && !problem; i++) {
    const Found *found = &walk->found[i];
    int32_t strong = (int32_t)found->object->strong;
    uint32_t count = strong < 0 ? -(uint32_t)strong : (uint32_t)strong;
    if (count == found->strong && (found->object->meta & ARIA_WEAK_COUNT_MASK) == found->weak) continue;
    Text text = {0};
    text_printf(&text, "this cannot go to another thread: `%.*s` in it is still referenced from outside", (int)found->name_len,
                found->name);
    problem = text_finish(&text);
  }
  free(walk->todo);
  free(walk->found);
  free(walk->table);
  free(walk);
  return problem;
}
