/* Names in directories: listing, removing, renaming, links, and the current directory, which the C library keeps by itself. */
#include "system.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t kind_of_entry(DIR *directory, const struct dirent *entry) {
  switch (entry->d_type) {
    case DT_REG: return ARIA_KIND_FILE;
    case DT_DIR: return ARIA_KIND_DIRECTORY;
    case DT_LNK: return ARIA_KIND_SYMLINK;
    case DT_UNKNOWN: break;
    default: return ARIA_KIND_OTHER;
  }
  struct stat found;
  if (fstatat(dirfd(directory), entry->d_name, &found, AT_SYMLINK_NOFOLLOW) < 0) return ARIA_KIND_UNKNOWN;
  return kind_of_mode(found.st_mode);
}

/* The next entry but `.` and `..`; null at the end, or with an error number. */
static struct dirent *next_entry(DIR *directory) {
  struct dirent *entry;
  do {
    errno = 0;
    entry = readdir(directory);
  } while (entry && (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")));
  return entry;
}

int64_t aria_sys_list(const char *path, char **block) {
  DIR *directory = opendir(path);
  if (!directory) return failed();
  Text entries = {0};
  struct dirent *entry;
  while ((entry = next_entry(directory))) {
    text_byte(&entries, (char)kind_of_entry(directory, entry));
    text_bytes(&entries, entry->d_name, strlen(entry->d_name) + 1);
  }
  int code = errno;
  closedir(directory);
  if (!code) return give_text(&entries, block);
  free(entries.start);
  return failure_of(code);
}

int64_t aria_sys_remove_file(const char *path) { return checked(unlink(path)); }

int64_t aria_sys_remove_dir(const char *path) { return checked(rmdir(path)); }

/* Removes what is in a directory. Entries are reached through it, so that a link in the way of a path leads nowhere. */
static int64_t empty(int parent, const char *name) {
  int opened = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (opened < 0) return failed();
  DIR *directory = fdopendir(opened);
  if (!directory) {
    int64_t failure = failed();
    close(opened);
    return failure;
  }
  int64_t result = 0;
  // Where an entry is removed, those behind it may move: what is left is found from the start.
  for (bool again = true; again && result >= 0;) {
    struct dirent *entry;
    again = false;
    rewinddir(directory);
    while (result >= 0 && (entry = next_entry(directory))) {
      bool inner = kind_of_entry(directory, entry) == ARIA_KIND_DIRECTORY;
      if (inner) result = empty(opened, entry->d_name);
      if (result >= 0) result = checked(unlinkat(opened, entry->d_name, inner ? AT_REMOVEDIR : 0));
      if (result == failure_of(ENOENT)) result = 0;
      again = true;
    }
    if (result >= 0 && errno && !again) result = failed();
  }
  closedir(directory);
  return result;
}

int64_t aria_sys_remove_tree(const char *path) {
  struct stat found;
  if (lstat(path, &found) < 0) return failed();
  if (!S_ISDIR(found.st_mode)) return checked(unlink(path));
  int64_t result = empty(AT_FDCWD, path);
  return result < 0 ? result : checked(rmdir(path));
}

int64_t aria_sys_rename(const char *from, const char *to) { return checked(rename(from, to)); }

int64_t aria_sys_symlink(const char *target, const char *path) { return checked(symlink(target, path)); }

int64_t aria_sys_hard_link(const char *existing, const char *path) { return checked(link(existing, path)); }

/* What a link holds, as a text that ends in a NUL; null with an error number. The caller frees it. */
static char *link_text(const char *path, size_t *len) {
  for (size_t size = 256; size <= 1 << 20; size *= 4) {
    char *room = aria_rt_alloc(size, 1);
    ssize_t written = readlink(path, room, size);
    if (written >= 0 && (size_t)written < size) {
      room[written] = 0;
      *len = (size_t)written;
      return room;
    }
    free(room);
    if (written < 0 && errno != ERANGE) return NULL;
  }
  errno = ENAMETOOLONG;
  return NULL;
}

int64_t aria_sys_read_link(const char *path, char **block) {
  size_t len;
  char *text = link_text(path, &len);
  if (!text) return failed();
  *block = text;
  return (int64_t)len;
}

int64_t aria_sys_current_dir(char **block) {
  for (size_t size = 256; size <= 1 << 20; size *= 4) {
    char *room = aria_rt_alloc(size, 1);
    if (getcwd(room, size)) {
      *block = room;
      return (int64_t)strlen(room);
    }
    free(room);
    if (errno != ERANGE) return failed();
  }
  return failure_of(ENAMETOOLONG);
}

int64_t aria_sys_set_current_dir(const char *path) { return checked(chdir(path)); }

/* Takes the last component off an absolute path. */
static void go_up(Text *path) {
  while (path->len && path->start[path->len - 1] != '/') path->len -= 1;
  if (path->len) path->len -= 1;
}

/* The rest of a path behind what a link holds. */
static char *spliced(const char *held, size_t len, const char *rest) {
  char *text = aria_rt_alloc(len + strlen(rest) + 2, 1);
  memcpy(text, held, len);
  text[len] = '/';
  strcpy(text + len + 1, rest);
  return text;
}

int64_t aria_sys_real_path(const char *path, char **block) {
  Text real = {0};
  int64_t result = 0;
  if (*path != '/') {
    char *current;
    int64_t len = aria_sys_current_dir(&current);
    if (len < 0) return len;
    if (len > 1) text_bytes(&real, current, (size_t)len);
    free(current);
  }
  char *left = spliced(path, strlen(path), "");
  if (!*path) result = failure_of(ENOENT);
  int links = 0;
  for (char *at = left; result >= 0 && *at;) {
    size_t len = strcspn(at, "/");
    const char *name = at;
    at += len + (at[len] == '/');
    if (len == 0 || (len == 1 && *name == '.')) continue;
    if (len == 2 && name[0] == '.' && name[1] == '.') {
      go_up(&real);
      continue;
    }
    text_byte(&real, '/');
    text_bytes(&real, name, len);
    text_byte(&real, 0);
    real.len -= 1;
    struct stat found;
    if (lstat(real.start, &found) < 0) {
      result = failed();
    } else if (S_ISLNK(found.st_mode)) {
      size_t held_len;
      char *held = link_text(real.start, &held_len);
      if (!held || ++links > 40) {
        result = held ? failure_of(ELOOP) : failed();
      } else {
        char *rest = spliced(held, held_len, at);
        go_up(&real);
        if (*held == '/') real.len = 0;
        free(left);
        at = left = rest;
      }
      free(held);
    } else if (*at && !S_ISDIR(found.st_mode)) {
      result = failure_of(ENOTDIR);
    }
  }
  free(left);
  if (result < 0) {
    free(real.start);
    return result;
  }
  if (!real.len) text_byte(&real, '/');
  return give_text(&real, block);
}
