/* Finding Python's library, loading it, starting the interpreter. */
#include "python.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

struct python_table aria_py_table;

static char absence[1024];
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_t starter;

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(absence, sizeof absence, format, arguments);
  va_end(arguments);
}

static bool fill(void *library) {
#define PYTHON_LOAD(name, result, parameters) \
  *(void **)&PY.name = dlsym(library, #name); \
  if (!PY.name) { \
    say("Python cannot be used: its library has no `%s`; 3.9 to 3.14 are supported", #name); \
    return false; \
  }
  PYTHON_FUNCTIONS(PYTHON_LOAD)
#undef PYTHON_LOAD
  PY.none = dlsym(library, "_Py_NoneStruct");
  PY.str_type = dlsym(library, "PyUnicode_Type");
  PY.runtime_error = dlsym(library, "PyExc_RuntimeError");
  PY.type_error = dlsym(library, "PyExc_TypeError");
  PY.memory_error = dlsym(library, "PyExc_MemoryError");
  if (!PY.none || !PY.str_type || !PY.runtime_error || !PY.type_error || !PY.memory_error) {
    say("Python cannot be used: its library is not one of CPython");
    return false;
  }
  return true;
}

/* The interpreter that the user means: ARIA_PYTHON, the active virtual environment's, the first on the path. */
static bool find_executable(char out[PATH_MAX]) {
  const char *named = getenv("ARIA_PYTHON");
  if (named && *named) {
    return snprintf(out, PATH_MAX, "%s", named) < PATH_MAX;
  }
  const char *environment = getenv("VIRTUAL_ENV");
  if (environment && *environment && snprintf(out, PATH_MAX, "%s/bin/python3", environment) < PATH_MAX && !access(out, X_OK)) {
    return true;
  }
  const char *path = getenv("PATH");
  for (const char *at = path ? path : "/usr/local/bin:/usr/bin:/bin"; at; at = *at ? at + 1 : NULL) {
    size_t length = strcspn(at, ":");
    if (length && snprintf(out, PATH_MAX, "%.*s/python3", (int)length, at) < PATH_MAX && !access(out, X_OK)) {
      return true;
    }
    at += length;
    if (!*at) {
      break;
    }
  }
  return false;
}

static void *load(const char *path) {
  /* Global, since extension modules like NumPy's refer to Python's symbols without naming its library. */
  return dlopen(path, RTLD_NOW | RTLD_GLOBAL);
}

/* The library beside an interpreter, by the usual layout and without starting it: BIN/python3.11 has
   BIN/../lib/libpython3.11.so.1.0, perhaps in the folder of the architecture. */
static void *load_beside(const char *executable) {
  char real[PATH_MAX], path[PATH_MAX + 64];
  unsigned char magic[4] = {0};
  if (!realpath(executable, real)) {
    return NULL;
  }
  int file = open(real, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return NULL;
  }
  bool program = read(file, magic, 4) == 4 && !memcmp(magic, "\177ELF", 4);
  close(file);
  char *name = strrchr(real, '/');
  /* A script in its place (pyenv's) chooses an interpreter only when it runs. */
  if (!program || !name || strncmp(name + 1, "python", 6)) {
    return NULL;
  }
  *name++ = 0;
  const char *folders[] = {"../lib", "../lib/x86_64-linux-gnu", "../lib64"};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    snprintf(path, sizeof path, "%s/%s/lib%s.so.1.0", real, folders[i], name);
    void *library = access(path, R_OK) ? NULL : load(path);
    if (library) {
      return library;
    }
  }
  return NULL;
}

/* Asks an interpreter where its library may be. */
static const char question[] =
    "import sys, os, sysconfig\n"
    "v = sysconfig.get_config_var\n"
    "print(sys.executable)\n"
    "print('%d.%d' % sys.version_info[:2])\n"
    "for d in (v('LIBDIR'), os.path.join(sys.base_prefix, 'lib'), v('LIBPL')):\n"
    "    for n in (v('INSTSONAME'), v('LDLIBRARY')):\n"
    "        if d and n and '.so' in n: print(os.path.join(d, n))\n"
    "print('libpython%s%s.so.1.0' % (v('VERSION'), getattr(sys, 'abiflags', '')))\n";

static size_t ask(const char *executable, char *answer, size_t size) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) {
    return 0;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  char *arguments[] = {(char *)executable, "-I", "-S", "-c", (char *)question, NULL};
  pid_t child;
  int failed = posix_spawn(&child, executable, &actions, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  size_t length = 0;
  while (!failed && length + 1 < size) {
    ssize_t more = read(ends[0], answer + length, size - length - 1);
    if (more < 0 && errno == EINTR) {
      continue;
    }
    if (more <= 0) {
      break;
    }
    length += (size_t)more;
  }
  close(ends[0]);
  int status = 0;
  while (!failed && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  answer[length] = 0;
  return failed || status ? 0 : length;
}

static void *load_answered(char executable[PATH_MAX]) {
  char answer[8192], *rest = NULL;
  if (!ask(executable, answer, sizeof answer)) {
    say("Python cannot be started: `%s` does not run", executable);
    return NULL;
  }
  char *itself = strtok_r(answer, "\n", &rest), *version = strtok_r(NULL, "\n", &rest), *candidate;
  if (!itself || !version) {
    say("Python cannot be started: `%s` is no Python interpreter", executable);
    return NULL;
  }
  char asked[PATH_MAX];
  snprintf(asked, sizeof asked, "%s", executable);
  snprintf(executable, PATH_MAX, "%s", itself);
  while ((candidate = strtok_r(NULL, "\n", &rest))) {
    void *library = candidate[0] == '/' && access(candidate, R_OK) ? NULL : load(candidate);
    if (library) {
      return library;
    }
  }
  say("Python cannot be loaded: `%s` (%s) has no shared library; install libpython%s, or set ARIA_PYTHON to a Python that was"
      " built with --enable-shared", asked, version, version);
  return NULL;
}

static void finish(void) {
  /* Python ends on the thread that it began on, or not at all. */
  if (pthread_equal(pthread_self(), starter) && PY.Py_IsInitialized()) {
    PY.Py_FinalizeEx();
  }
}

static bool start(const char *executable) {
  /* Larger than any version's PyConfig, whose fields only Python itself knows. */
  static uint64_t config[1024];
  PY.PyConfig_InitPythonConfig(config);
  char *arguments[] = {(char *)executable};
  struct sigaction interrupt;
  sigaction(SIGINT, NULL, &interrupt);
  python_status status = PY.PyConfig_SetBytesArgv(config, 1, arguments);
  if (!status.type) {
    status = PY.Py_InitializeFromConfig(config);
  }
  PY.PyConfig_Clear(config);
  /* Ctrl-C is the program's, not Python's. */
  sigaction(SIGINT, &interrupt, NULL);
  if (status.type) {
    say("Python cannot be started: %s", status.message ? status.message : "its configuration is broken");
    return false;
  }
  starter = pthread_self();
  atexit(finish);
  return true;
}

static void find_load_start(void) {
  /* Python may be here already: it has loaded this code. */
  if (dlsym(RTLD_DEFAULT, "Py_IsInitialized")) {
    if (fill(RTLD_DEFAULT) && !PY.Py_IsInitialized()) {
      say("Python cannot be used: it is loaded but not started");
    }
    return;
  }
  char executable[PATH_MAX];
  if (!find_executable(executable)) {
    say("Python cannot be started: there is no `python3` on the path; install it, or set ARIA_PYTHON");
    return;
  }
  void *library = load_beside(executable);
  if (!library) {
    library = load_answered(executable);
  }
  if (library && fill(library)) {
    start(executable);
  }
}

bool aria_py_ready(void) {
  pthread_once(&once, find_load_start);
  return !absence[0];
}

const char *aria_py_absence(void) {
  return absence[0] ? absence : NULL;
}
