// One live clang: a preprocessor, a parser and their AST, to which inputs are added as if they stood one after another
// in a single file.
#pragma once
#include "encode.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Parse/Parser.h"
#include "clang/Sema/Sema.h"
#include <map>
#include <memory>
#include <set>

namespace aria {

// A diagnostic as data. `input` is the number of the input whose parsing produced it.
struct Diagnostic {
  unsigned severity; // 0 note, 1 warning, 2 error, 3 fatal
  std::string path;  // empty: in an input, not in a file
  unsigned line, column, end_line, end_column, input;
  std::string text;
  std::string missing_include; // the file that `#include` did not find
};

struct Session {
  std::unique_ptr<clang::CompilerInstance> compiler;
  std::unique_ptr<clang::FrontendAction> action;
  std::unique_ptr<clang::Parser> parser;
  std::vector<Diagnostic> diagnostics;
  std::vector<clang::Decl *> fresh;           // top-level declarations of the last input
  std::set<std::string> searched;             // directories in which an include was sought
  std::vector<std::string> search_path;       // where includes are sought, in order, absent directories too
  std::vector<std::string> main_headers;      // what the inputs included, as found
  std::set<const clang::FileEntry *> own;     // the same, by identity
  std::set<clang::FileID> inputs;
  clang::Decl *last = nullptr;
  unsigned input_count = 0;
  bool broken = false;   // no further input can be parsed
  bool recording = true; // the input is an import, not the prelude
  std::string missing;

  // Null, with the reason in `error`, if clang cannot start with these arguments.
  static std::unique_ptr<Session> open(const std::vector<std::string> &arguments, std::string &error);
  ~Session();

  // Parses one input. False if it had errors; the session stays usable.
  bool parse(llvm::StringRef name, llvm::StringRef text);
  // Notes where the last input ended.
  void mark();
  // Takes the names that the last input declared out of scope again.
  void forget();
  void forget_locals();

  clang::ASTContext &context() { return compiler->getASTContext(); }
  clang::SourceManager &sources() { return compiler->getSourceManager(); }
};

// Writes the collected diagnostics as a container and empties the list.
std::string take_diagnostics(Session &session);
void put_diagnostics(Session &session, Container &container, std::string &out);

// Everything the inputs declared.
std::string snapshot(Session &session);
// What an object-like macro is.
std::string probe_macro(Session &session, llvm::StringRef name);
// The type of the only statement of the function that `text` defines.
std::string probe_statement(Session &session, llvm::StringRef text);
// Compiles the function `symbol` that `text` defines, with everything it needs from the headers.
std::string compile(Session &session, llvm::StringRef text, llvm::StringRef symbol, llvm::StringRef tag, llvm::StringRef sanitizer);

} // namespace aria
