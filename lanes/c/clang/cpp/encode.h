// Writes the container in which every answer leaves this library. The reader is `src/container.rs`; the two change
// together, with FORMAT_VERSION.
//
// Container: a header of little-endian u32s (see Container::finish), a string table (u32 length, bytes), a name index
// sorted by name, a table of types sorted by key, a file table, a directory table, and the items that these point to.
// Items are bytes and LEB128 numbers; strings are offsets into the string table.
#pragma once
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace aria {

constexpr uint32_t MAGIC = 0x49435241; // "ARCI"
constexpr uint32_t FORMAT_VERSION = 2;

inline void put32(std::string &out, uint32_t value) {
  for (int i = 0; i < 4; i++) out.push_back(char(value >> (8 * i)));
}
inline void put64(std::string &out, uint64_t value) {
  for (int i = 0; i < 8; i++) out.push_back(char(value >> (8 * i)));
}
inline void number(std::string &out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(char(value | 0x80));
    value >>= 7;
  }
  out.push_back(char(value));
}

struct IndexEntry {
  uint32_t name, item;
  uint8_t kind, flags;
};
struct KeyEntry {
  uint64_t key;
  uint32_t item;
};
struct FileEntry {
  uint32_t path, flags;
};

class Container {
  llvm::StringMap<uint32_t> interned;
  std::string strings;

public:
  std::string items;
  std::vector<IndexEntry> index;
  std::vector<KeyEntry> keys;
  std::vector<FileEntry> files;
  std::vector<uint32_t> directories;

  uint32_t intern(llvm::StringRef text) {
    auto [at, fresh] = interned.try_emplace(text, uint32_t(strings.size()));
    if (fresh) {
      put32(strings, uint32_t(text.size()));
      strings.append(text.data(), text.size());
    }
    return at->second;
  }
  void string(std::string &out, llvm::StringRef text) { number(out, intern(text)); }

  // Text that occurs once (documentation): not worth a hash-table entry.
  void text(std::string &out, llvm::StringRef text) {
    if (text.empty()) return string(out, text);
    number(out, strings.size());
    put32(strings, uint32_t(text.size()));
    strings.append(text.data(), text.size());
  }

  llvm::StringRef string_at(uint32_t at) const {
    uint32_t size;
    memcpy(&size, strings.data() + at, 4);
    return llvm::StringRef(strings).substr(at + 4, size);
  }

  std::string finish() {
    std::stable_sort(index.begin(), index.end(),
                     [&](const IndexEntry &a, const IndexEntry &b) { return string_at(a.name) < string_at(b.name); });
    std::sort(keys.begin(), keys.end(), [](const KeyEntry &a, const KeyEntry &b) { return a.key < b.key; });
    std::string out;
    const uint32_t header = 4 * 14;
    uint32_t at = header;
    uint32_t index_at = at, keys_at = index_at + uint32_t(index.size()) * 12, files_at = keys_at + uint32_t(keys.size()) * 12,
             directories_at = files_at + uint32_t(files.size()) * 8, strings_at = directories_at + uint32_t(directories.size()) * 4,
             items_at = strings_at + uint32_t(strings.size());
    out.reserve(items_at + items.size());
    for (uint32_t v : {MAGIC, FORMAT_VERSION, index_at, uint32_t(index.size()), keys_at, uint32_t(keys.size()), files_at,
                       uint32_t(files.size()), directories_at, uint32_t(directories.size()), strings_at, uint32_t(strings.size()),
                       items_at, uint32_t(items.size())})
      put32(out, v);
    for (auto &e : index) {
      put32(out, e.name);
      put32(out, e.item);
      put32(out, e.kind | uint32_t(e.flags) << 8);
    }
    for (auto &e : keys) {
      put64(out, e.key);
      put32(out, e.item);
    }
    for (auto &e : files) {
      put32(out, e.path);
      put32(out, e.flags);
    }
    for (auto d : directories) put32(out, d);
    out += strings;
    out += items;
    return out;
  }
};

} // namespace aria
