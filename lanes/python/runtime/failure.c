/* Exceptions: whether one is pending, and what it says. */
#include "python.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

ARIA_PY bool aria_py_failed(void) {
  return !aria_py_ready() || PY.PyErr_Occurred();
}

ARIA_PY const char *aria_py_text_of(object *it, const char *attribute, object **holder) {
  object *value = it;
  if (attribute) {
    value = PY.PyObject_GetAttrString(it, attribute);
  } else {
    PY.Py_IncRef(it);
  }
  *holder = value ? PY.PyObject_Str(value) : NULL;
  if (value) {
    PY.Py_DecRef(value);
  }
  ptrdiff_t length = 0;
  const char *text = *holder ? PY.PyUnicode_AsUTF8AndSize(*holder, &length) : NULL;
  PY.PyErr_Clear();
  return text;
}

static void drop(object *it) {
  if (it) {
    PY.Py_DecRef(it);
  }
}

/* `module.Type: message` as Python's own tracebacks end, without the module for types of its own. */
static aria_string *message_of(object *type, object *value) {
  object *held[3];
  const char *module = aria_py_text_of(type, "__module__", &held[0]);
  const char *name = aria_py_text_of(type, "__qualname__", &held[1]);
  const char *said = value ? aria_py_text_of(value, NULL, &held[2]) : (held[2] = NULL, NULL);
  bool own = !module || !strcmp(module, "builtins") || !strcmp(module, "__main__");
  const char *parts[] = {own ? "" : module, own ? "" : ".", name ? name : "an exception", said && *said ? ": " : "",
                         said ? said : ""};
  size_t length = 0;
  for (size_t i = 0; i < 5; i++) {
    length += strlen(parts[i]);
  }
  aria_string *string = NULL;
  char *joined = malloc(length + 1);
  if (joined) {
    char *end = joined;
    for (size_t i = 0; i < 5; i++) {
      end = stpcpy(end, parts[i]);
    }
    string = aria_rt_string_new(joined, length);
    free(joined);
  } else {
    string = aria_rt_string_new("MemoryError", strlen("MemoryError"));
  }
  for (size_t i = 0; i < 3; i++) {
    drop(held[i]);
  }
  return string;
}

ARIA_PY aria_string *aria_py_take_failure(void) {
  const char *absence = aria_py_absence();
  if (absence) {
    return aria_rt_string_new(absence, strlen(absence));
  }
  object *type = NULL, *value = NULL, *trace = NULL;
  PY.PyErr_Fetch(&type, &value, &trace);
  if (!type) {
    const char *nothing = "a Python operation failed without saying why";
    return aria_rt_string_new(nothing, strlen(nothing));
  }
  PY.PyErr_NormalizeException(&type, &value, &trace);
  aria_string *message = message_of(type, value);
  drop(type);
  drop(value);
  drop(trace);
  return message;
}
