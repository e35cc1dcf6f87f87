/* Modules that Python imports, and the entry of their functions. */
#include "python.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef object *entry(object *context, object *const *arguments, ptrdiff_t count);

struct method {
  const char *name;
  entry *code;
  int flags;
  const char *documentation;
};

/* PyModuleDef, whose layout the stable interface fixes. */
struct definition {
  ptrdiff_t references;
  void *type;
  void *initialise;
  ptrdiff_t index;
  object *copy;
  const char *name;
  const char *documentation;
  ptrdiff_t size;
  struct method *methods;
  void *slots, *traverse, *clear, *release;
};

enum { FASTCALL = 0x80, STABLE_INTERFACE = 3 };

/* Python keeps definitions for as long as it runs. */
static void *lasting(size_t size) {
  void *memory = calloc(1, size);
  if (!memory) {
    PY.PyErr_SetString(*PY.memory_error, "out of memory");
  }
  return memory;
}

ARIA_PY object *aria_py_module(const char *name, const char *documentation) {
  struct definition *definition = aria_py_ready() ? lasting(sizeof *definition) : NULL;
  if (!definition) {
    return NULL;
  }
  definition->references = 1;
  definition->name = name;
  definition->documentation = *documentation ? documentation : NULL;
  definition->size = -1;
  return PY.PyModule_Create2(definition, STABLE_INTERFACE);
}

ARIA_PY bool aria_py_function(object *module, const char *name, const char *documentation, entry *code) {
  struct method *method = lasting(sizeof *method);
  if (!method) {
    return false;
  }
  *method = (struct method){name, code, FASTCALL, documentation};
  object *module_name = PY.PyObject_GetAttrString(module, "__name__");
  object *function = module_name ? PY.PyCFunction_NewEx(method, module, module_name) : NULL;
  bool added = function && !PY.PyObject_SetAttrString(module, name, function);
  if (function) {
    PY.Py_DecRef(function);
  }
  if (module_name) {
    PY.Py_DecRef(module_name);
  }
  return added;
}

ARIA_PY bool aria_py_arity(int64_t given, int64_t wanted, const char *function) {
  if (given == wanted) {
    return true;
  }
  char message[512];
  snprintf(message, sizeof message, "%.300s() takes exactly %lld argument%s (%lld given)", function, (long long)wanted,
           wanted == 1 ? "" : "s", (long long)given);
  PY.PyErr_SetString(*PY.type_error, message);
  return false;
}

ARIA_PY void aria_py_raise(const aria_string *message) {
  object *text = aria_py_from_string(message);
  if (text) {
    PY.PyErr_SetObject(*PY.runtime_error, text);
    PY.Py_DecRef(text);
  }
}
