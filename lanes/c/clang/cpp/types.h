// Encodes clang's types, places and records into a container.
#pragma once
#include "session.h"
#include "llvm/ADT/DenseMap.h"

namespace aria {

class Encoder {
  Session &session;
  clang::ASTContext &context;
  clang::PrintingPolicy policy;
  llvm::DenseMap<const void *, std::string> types;
  llvm::DenseMap<const clang::TagDecl *, uint64_t> tag_keys;
  llvm::DenseMap<const clang::TagDecl *, std::string> spellings; // of tags without a name
  std::map<clang::FileID, unsigned> file_numbers;
  std::vector<const clang::TagDecl *> pending;
  llvm::DenseSet<uint64_t> written;

  void type_uncached(clang::QualType type, std::string &out);
  bool named_scalar(llvm::StringRef name, clang::QualType type, std::string &out);
  void builtin(const clang::BuiltinType *type, clang::QualType whole, std::string &out);
  void opaque(clang::QualType type, std::string &out);
  void unavailable(llvm::StringRef reason, std::string &out);
  void record(const clang::RecordDecl *decl);
  void enumeration(const clang::EnumDecl *decl);
  void name_members(const clang::RecordDecl *decl);

public:
  Container container;
  explicit Encoder(Session &session);

  void type(clang::QualType type, std::string &out);
  void place(clang::SourceLocation at, std::string &out);
  bool own(clang::SourceLocation at);
  void documentation(const clang::Decl *decl, std::string &out);
  uint64_t key(const clang::TagDecl *decl);
  std::string name(const clang::TagDecl *decl);
  std::string spelling(const clang::TagDecl *decl);
  void integer(const llvm::APSInt &value, std::string &out);
  // Writes the tags that the encoded types mention, and those that these mention.
  void write_pending();
  void name_tag(const clang::TagDecl *decl, std::string spelling);
};

// Writes the answer to what an expression is: its value if clang knows it, else its type.
void put_value(Encoder &encoder, clang::ASTContext &context, const clang::Expr *expression, std::string &out);

} // namespace aria
