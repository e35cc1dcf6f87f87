/* What of CPython's interface the lane uses, by type: symbols that every version from 3.9 to 3.14 has, looked up when
   the program runs. No header of Python's is included, so that one binary runs with all of them. */
#ifndef ARIA_PYTHON_H
#define ARIA_PYTHON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An entry point that compiled programs call. Inside a program it is an ordinary symbol, hidden from other libraries. */
#define ARIA_PY __attribute__((visibility("hidden")))

typedef struct python_object object;

typedef struct {
  int type;
  const char *function;
  const char *message;
  int status;
} python_status;

/* NAME, RESULT, PARAMETERS */
#define PYTHON_FUNCTIONS(F) \
  F(Py_IsInitialized, int, (void)) \
  F(Py_FinalizeEx, int, (void)) \
  F(Py_IncRef, void, (object *)) \
  F(Py_DecRef, void, (object *)) \
  F(PyConfig_InitPythonConfig, void, (void *)) \
  F(PyConfig_SetBytesArgv, python_status, (void *, ptrdiff_t, char *const *)) \
  F(Py_InitializeFromConfig, python_status, (void *)) \
  F(PyConfig_Clear, void, (void *)) \
  F(PyImport_ImportModule, object *, (const char *)) \
  F(PyObject_GetAttrString, object *, (object *, const char *)) \
  F(PyObject_SetAttrString, int, (object *, const char *, object *)) \
  F(PyObject_VectorcallDict, object *, (object *, object *const *, size_t, object *)) \
  F(PyObject_Str, object *, (object *)) \
  F(PyObject_IsTrue, int, (object *)) \
  F(PyObject_IsInstance, int, (object *, object *)) \
  F(PyLong_FromLongLong, object *, (long long)) \
  F(PyLong_AsLongLong, long long, (object *)) \
  F(PyFloat_FromDouble, object *, (double)) \
  F(PyFloat_AsDouble, double, (object *)) \
  F(PyBool_FromLong, object *, (long)) \
  F(PyUnicode_FromStringAndSize, object *, (const char *, ptrdiff_t)) \
  F(PyUnicode_AsUTF8AndSize, const char *, (object *, ptrdiff_t *)) \
  F(PyErr_Occurred, object *, (void)) \
  F(PyErr_Clear, void, (void)) \
  F(PyErr_SetObject, void, (object *, object *)) \
  F(PyErr_SetString, void, (object *, const char *)) \
  F(PyErr_Fetch, void, (object **, object **, object **)) \
  F(PyErr_NormalizeException, void, (object **, object **, object **)) \
  F(PyModule_Create2, object *, (void *, int)) \
  F(PyCFunction_NewEx, object *, (void *, object *, object *))

/* The table. It is filled once, by aria_py_ready. */
#define PYTHON_FIELD(name, result, parameters) result(*name) parameters;
struct python_table {
  PYTHON_FUNCTIONS(PYTHON_FIELD)
  object *none;
  object *str_type;
  object **runtime_error;
  object **type_error;
  object **memory_error;
};
#undef PYTHON_FIELD

extern struct python_table aria_py_table ARIA_PY;
#define PY aria_py_table

/* Whether Python is there; it is found, loaded and started on the first call. */
bool aria_py_ready(void) ARIA_PY;

/* Why it is not there; null if it is. */
const char *aria_py_absence(void) ARIA_PY;

/* An Aria String; its layout is the runtime's. */
typedef struct aria_string aria_string;
aria_string *aria_rt_string_new(const char *bytes, size_t length);

static inline size_t string_length(const aria_string *string) {
  return *(const uint64_t *)((const char *)string + ARIA_STRING_LENGTH);
}

static inline const char *string_bytes(const aria_string *string) {
  return (const char *)string + ARIA_STRING_BYTES;
}

/* The text of an object, or of an attribute of it, as UTF-8; null if it has none. `holder` owns it. */
const char *aria_py_text_of(object *it, const char *attribute, object **holder) ARIA_PY;

/* A Python str of a String. */
object *aria_py_from_string(const aria_string *string) ARIA_PY;

#endif
