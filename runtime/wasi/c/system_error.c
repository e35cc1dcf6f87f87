/* Failures: the C library's error numbers as the layer's kinds; and blocks, in which texts are handed over. */
#include "system.h"

static int64_t kind(int code) {
  switch (code) {
    case ENOENT:
    case ESRCH:
    case ECHILD: return ARIA_FAILURE_NOT_FOUND;
    case EPERM:
    case EACCES:
    // A path that leads out of the directories that the program was given.
    case ENOTCAPABLE: return ARIA_FAILURE_PERMISSION_DENIED;
    case EEXIST: return ARIA_FAILURE_ALREADY_EXISTS;
    case ENOTDIR: return ARIA_FAILURE_NOT_A_DIRECTORY;
    case EISDIR: return ARIA_FAILURE_IS_A_DIRECTORY;
    case ENOTEMPTY: return ARIA_FAILURE_DIRECTORY_NOT_EMPTY;
    case EINVAL: return ARIA_FAILURE_INVALID_INPUT;
    case EBADF: return ARIA_FAILURE_CLOSED;
    case EPIPE: return ARIA_FAILURE_BROKEN_PIPE;
    case EAGAIN: return ARIA_FAILURE_WOULD_BLOCK;
    case ETIMEDOUT: return ARIA_FAILURE_TIMED_OUT;
    case ENOSPC:
    case EDQUOT: return ARIA_FAILURE_STORAGE_FULL;
    case EFBIG: return ARIA_FAILURE_FILE_TOO_LARGE;
    case EROFS: return ARIA_FAILURE_READ_ONLY_FILESYSTEM;
    case EMFILE:
    case ENFILE: return ARIA_FAILURE_TOO_MANY_OPEN_FILES;
    case ENAMETOOLONG: return ARIA_FAILURE_NAME_TOO_LONG;
    case ELOOP:
    case EMLINK: return ARIA_FAILURE_TOO_MANY_LINKS;
    case EXDEV: return ARIA_FAILURE_CROSSES_DEVICES;
    case EBUSY:
    case ETXTBSY: return ARIA_FAILURE_RESOURCE_BUSY;
    case ENOSYS:
    case ENOTSUP:
    case ENOTTY:
    case ESPIPE: return ARIA_FAILURE_UNSUPPORTED;
    case ENOMEM: return ARIA_FAILURE_OUT_OF_MEMORY;
    case EINTR: return ARIA_FAILURE_INTERRUPTED;
    case ENOEXEC: return ARIA_FAILURE_NOT_EXECUTABLE;
    default: return ARIA_FAILURE_OTHER;
  }
}

int64_t failure_of(int code) { return -(kind(code) + 64 * (int64_t)code); }

int64_t failed(void) { return failure_of(errno); }

int64_t checked(int64_t result) { return result < 0 ? failed() : result; }

int64_t unsupported(void) { return failure_of(ENOSYS); }

int64_t give(const char *bytes, size_t len, char **block) {
  Text text = {0};
  text_bytes(&text, bytes, len);
  return give_text(&text, block);
}

int64_t give_text(Text *text, char **block) {
  text_byte(text, 0);
  *block = text->start;
  return (int64_t)text->len - 1;
}

int64_t aria_sys_error_text(int64_t failure, char **block) {
  int64_t code = -failure / 64;
  const char *text = strerror(code >= 0 && code <= INT32_MAX ? (int)code : 0);
  return give(text, strlen(text), block);
}
