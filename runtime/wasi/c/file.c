/* Open files, and what is known of files. */
#include "system.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int64_t aria_sys_open(const char *path, int64_t flags, int64_t permissions) {
  bool reads = flags & ARIA_OPEN_READ, writes = flags & (ARIA_OPEN_WRITE | ARIA_OPEN_APPEND);
  int mode = writes ? (reads ? O_RDWR : O_WRONLY) : O_RDONLY;
  if (flags & ARIA_OPEN_APPEND) mode |= O_APPEND;
  if (flags & ARIA_OPEN_CREATE) mode |= O_CREAT;
  if (flags & ARIA_OPEN_CREATE_NEW) mode |= O_CREAT | O_EXCL;
  if (flags & ARIA_OPEN_TRUNCATE) mode |= O_TRUNC;
  return checked(open(path, mode, (mode_t)permissions));
}

int64_t aria_sys_close(int64_t number) { return checked(close(descriptor(number))); }

int64_t aria_sys_read(int64_t number, uint8_t *bytes, int64_t count) {
  ssize_t result = read(descriptor(number), bytes, size_of(count));
  struct stat found;
  // What may not be read is said to be closed, directories too.
  if (result < 0 && errno == EBADF && fstat(descriptor(number), &found) == 0 && S_ISDIR(found.st_mode)) errno = EISDIR;
  return checked(result);
}

int64_t aria_sys_write(int64_t number, const uint8_t *bytes, int64_t count) {
  return checked(write(descriptor(number), bytes, size_of(count)));
}

int64_t aria_sys_seek(int64_t number, int64_t offset, int64_t from) {
  static const int origins[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  if (from < 0 || from > 2) return failure_of(EINVAL);
  return checked(lseek(descriptor(number), offset, origins[from]));
}

int64_t aria_sys_sync(int64_t number) { return checked(fsync(descriptor(number))); }

int64_t aria_sys_set_size(int64_t number, int64_t size) { return checked(ftruncate(descriptor(number), size)); }

int64_t aria_sys_is_terminal(int64_t number) { return isatty(descriptor(number)); }

int64_t kind_of_mode(uint32_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG: return ARIA_KIND_FILE;
    case S_IFDIR: return ARIA_KIND_DIRECTORY;
    case S_IFLNK: return ARIA_KIND_SYMLINK;
    default: return ARIA_KIND_OTHER;
  }
}

static int64_t nanoseconds(struct timespec time) {
  int64_t whole, sum;
  if (__builtin_mul_overflow((int64_t)time.tv_sec, 1000000000, &whole) || __builtin_add_overflow(whole, time.tv_nsec, &sum)) {
    return time.tv_sec < 0 ? INT64_MIN : INT64_MAX;
  }
  return sum;
}

/* There are no permissions here: what may be done is decided when a directory is given to the program. */
static int64_t permissions_of(const struct stat *stat) { return S_ISDIR(stat->st_mode) ? 0777 : 0666; }

static int64_t tell(int result, const struct stat *stat, int64_t numbers[5]) {
  if (result < 0) return failed();
  numbers[0] = kind_of_mode(stat->st_mode);
  numbers[1] = stat->st_size;
  numbers[2] = permissions_of(stat);
  numbers[3] = nanoseconds(stat->st_mtim);
  numbers[4] = nanoseconds(stat->st_atim);
  return 0;
}

int64_t aria_sys_metadata(const char *path, int64_t follow, int64_t numbers[5]) {
  struct stat found;
  return tell(follow ? stat(path, &found) : lstat(path, &found), &found, numbers);
}

int64_t aria_sys_file_metadata(int64_t number, int64_t numbers[5]) {
  struct stat found;
  return tell(fstat(descriptor(number), &found), &found, numbers);
}

int64_t aria_sys_set_permissions(const char *path, int64_t permissions) {
  struct stat found;
  if (stat(path, &found) < 0) return failed();
  // Whoever copies a file gives the copy what the file has.
  return (permissions & 07777) == permissions_of(&found) ? 0 : unsupported();
}

int64_t aria_sys_make_dir(const char *path, int64_t permissions) { return checked(mkdir(path, (mode_t)(permissions & 07777))); }
