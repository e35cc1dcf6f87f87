/* Operations on objects. Each gives null, or any number with an exception pending, where it fails. */
#include "python.h"

#include <stdio.h>

ARIA_PY void aria_py_retain(object *it) {
  if (it) {
    PY.Py_IncRef(it);
  }
}

ARIA_PY void aria_py_release(object *it) {
  if (it) {
    PY.Py_DecRef(it);
  }
}

ARIA_PY object *aria_py_global(const char *module, const char *name) {
  if (!aria_py_ready()) {
    return NULL;
  }
  object *imported = PY.PyImport_ImportModule(module);
  if (!imported) {
    return NULL;
  }
  object *value = PY.PyObject_GetAttrString(imported, name);
  PY.Py_DecRef(imported);
  return value;
}

ARIA_PY object *aria_py_member(object *it, const char *name) {
  return PY.PyObject_GetAttrString(it, name);
}

ARIA_PY object *aria_py_call(object *callee, object *const *arguments, int64_t count) {
  return PY.PyObject_VectorcallDict(callee, arguments, (size_t)count, NULL);
}

static aria_string *string_of(object *it) {
  ptrdiff_t length = 0;
  const char *bytes = PY.PyUnicode_AsUTF8AndSize(it, &length);
  return bytes ? aria_rt_string_new(bytes, (size_t)length) : NULL;
}

ARIA_PY aria_string *aria_py_to_string(object *it) {
  int is_text = PY.PyObject_IsInstance(it, PY.str_type);
  if (!is_text) {
    object *type = PY.PyObject_GetAttrString(it, "__class__"), *holder = NULL;
    const char *name = type ? aria_py_text_of(type, "__name__", &holder) : NULL;
    char message[256];
    snprintf(message, sizeof message, "must be str, not %.200s", name ? name : "another object");
    aria_py_release(holder);
    aria_py_release(type);
    PY.PyErr_SetString(*PY.type_error, message);
  }
  return is_text == 1 ? string_of(it) : NULL;
}

ARIA_PY aria_string *aria_py_text(object *it) {
  object *text = PY.PyObject_Str(it);
  aria_string *string = text ? string_of(text) : NULL;
  aria_py_release(text);
  return string;
}

ARIA_PY int64_t aria_py_to_int(object *it) {
  return PY.PyLong_AsLongLong(it);
}

ARIA_PY double aria_py_to_float(object *it) {
  return PY.PyFloat_AsDouble(it);
}

ARIA_PY bool aria_py_to_bool(object *it) {
  return PY.PyObject_IsTrue(it) == 1;
}

ARIA_PY object *aria_py_from_int(int64_t value) {
  return aria_py_ready() ? PY.PyLong_FromLongLong(value) : NULL;
}

ARIA_PY object *aria_py_from_float(double value) {
  return aria_py_ready() ? PY.PyFloat_FromDouble(value) : NULL;
}

ARIA_PY object *aria_py_from_bool(bool value) {
  return aria_py_ready() ? PY.PyBool_FromLong(value) : NULL;
}

ARIA_PY object *aria_py_from_string(const aria_string *value) {
  return aria_py_ready() ? PY.PyUnicode_FromStringAndSize(string_bytes(value), (ptrdiff_t)string_length(value)) : NULL;
}

ARIA_PY object *aria_py_from_unit(void) {
  if (!aria_py_ready()) {
    return NULL;
  }
  PY.Py_IncRef(PY.none);
  return PY.none;
}
