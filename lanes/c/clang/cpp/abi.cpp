// The flat C ABI: the only symbols this library exports. Every call is guarded: a crash inside clang ends the call, not
// the process, and the session must then be closed by forgetting it.
#include "session.h"
#include "llvm/Support/CrashRecoveryContext.h"

using namespace aria;

extern "C" {

struct aria_bytes {
  const char *data;
  size_t size;
};

} // extern "C"

// Results of every call.
enum { ARIA_OK = 0, ARIA_REFUSED = 1, ARIA_CRASHED = 2 };

#define ARIA_EXPORT __attribute__((visibility("default")))

static void give(aria_bytes *out, const std::string &bytes) {
  char *data = static_cast<char *>(malloc(bytes.size() + 1));
  if (data) memcpy(data, bytes.data(), bytes.size());
  *out = {data, data ? bytes.size() : 0};
}

static llvm::StringRef view(aria_bytes text) { return llvm::StringRef(text.data, text.size); }

template <typename Body> static int guarded(Body body) {
  int status = ARIA_OK;
  llvm::CrashRecoveryContext recovery;
  if (!recovery.RunSafely([&] { status = body(); })) return ARIA_CRASHED;
  return status;
}

// An answer of a session that broke over the question is not given.
template <typename Body> static int asked(Session *session, aria_bytes *out, Body body) {
  *out = {nullptr, 0};
  return guarded([&] {
    std::string answer = body();
    if (session->broken) return int(ARIA_CRASHED);
    give(out, answer);
    return int(ARIA_OK);
  });
}

extern "C" {

ARIA_EXPORT uint32_t aria_clang_format_version() { return FORMAT_VERSION; }

ARIA_EXPORT int aria_clang_open(const aria_bytes *arguments, size_t count, Session **out, aria_bytes *error) {
  llvm::CrashRecoveryContext::Enable();
  *out = nullptr;
  *error = {nullptr, 0};
  return guarded([&] {
    std::vector<std::string> list;
    for (size_t i = 0; i < count; i++) list.push_back(view(arguments[i]).str());
    std::string reason;
    auto session = Session::open(list, reason);
    if (!session) {
      give(error, reason);
      return int(ARIA_REFUSED);
    }
    *out = session.release();
    return int(ARIA_OK);
  });
}

ARIA_EXPORT int aria_clang_parse(Session *session, aria_bytes name, aria_bytes text, aria_bytes *diagnostics) {
  return asked(session, diagnostics, [&] {
    session->parse(view(name), view(text));
    return take_diagnostics(*session);
  });
}

ARIA_EXPORT int aria_clang_snapshot(Session *session, aria_bytes *out) {
  return asked(session, out, [&] { return snapshot(*session); });
}

ARIA_EXPORT int aria_clang_macro(Session *session, aria_bytes name, aria_bytes *out) {
  return asked(session, out, [&] { return probe_macro(*session, view(name)); });
}

ARIA_EXPORT int aria_clang_statement(Session *session, aria_bytes text, aria_bytes *out) {
  return asked(session, out, [&] { return probe_statement(*session, view(text)); });
}

ARIA_EXPORT int aria_clang_compile(Session *session, aria_bytes text, aria_bytes symbol, aria_bytes tag, aria_bytes sanitizer, aria_bytes *out) {
  return asked(session, out, [&] { return compile(*session, view(text), view(symbol), view(tag), view(sanitizer)); });
}

ARIA_EXPORT void aria_clang_release(aria_bytes bytes) { free(const_cast<char *>(bytes.data)); }

ARIA_EXPORT int aria_clang_close(Session *session) {
  return guarded([&] { return delete session, int(ARIA_OK); });
}

} // extern "C"
