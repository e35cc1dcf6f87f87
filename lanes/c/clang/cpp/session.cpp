// Starting clang, feeding it inputs, and collecting what it says.
#include "session.h"
#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/DiagnosticLex.h"
#include "clang/Driver/Compilation.h"
#include "clang/Driver/Driver.h"
#include "clang/Driver/Job.h"
#include "clang/Driver/Tool.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/TextDiagnosticBuffer.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Pragma.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Sema/Scope.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;

namespace aria {
namespace {

// The AST of an import is never finished, so clang's checks at the end of a file do not apply: a "prefix".
class Action : public ASTFrontendAction {
  bool ending = false;

public:
  TranslationUnitKind getTranslationUnitKind() override { return TU_Prefix; }
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &, llvm::StringRef) override {
    return std::make_unique<ASTConsumer>();
  }
  void ExecuteAction() override {
    CompilerInstance &ci = getCompilerInstance();
    ci.getPreprocessor().enableIncrementalProcessing();
    ci.getPreprocessor().EnterMainSourceFile();
    if (!ci.hasSema()) ci.createSema(getTranslationUnitKind(), nullptr);
  }
  // The AST and the preprocessor outlive the (empty) main file.
  void EndSourceFile() override {
    if (ending) ASTFrontendAction::EndSourceFile();
  }
  void finish() {
    ending = true;
    EndSourceFile();
  }
};

class Collector : public DiagnosticConsumer {
  Session &session;

public:
  explicit Collector(Session &s) : session(s) {}
  void HandleDiagnostic(DiagnosticsEngine::Level level, const clang::Diagnostic &info) override {
    DiagnosticConsumer::HandleDiagnostic(level, info);
    if (level < DiagnosticsEngine::Note || level == DiagnosticsEngine::Remark || level == DiagnosticsEngine::Warning) return;
    if (session.diagnostics.size() > 1000) return;
    Diagnostic d{};
    d.severity = level == DiagnosticsEngine::Note ? 0 : level == DiagnosticsEngine::Fatal ? 3 : 2;
    d.input = session.input_count;
    llvm::SmallString<128> text;
    info.FormatDiagnostic(text);
    d.text = std::string(text);
    if (info.getID() == diag::err_pp_file_not_found) {
      d.severity = 3;
      d.missing_include = info.getArgKind(0) == DiagnosticsEngine::ak_std_string ? info.getArgStdStr(0) : session.missing;
    }
    if (info.hasSourceManager() && info.getLocation().isValid()) {
      SourceManager &sm = info.getSourceManager();
      SourceLocation at = sm.getExpansionLoc(info.getLocation());
      FileID file = sm.getFileID(at);
      if (!session.inputs.count(file))
        if (auto entry = sm.getFileEntryRefForID(file)) {
          llvm::SmallString<128> path(entry->getName());
          llvm::sys::path::remove_dots(path, true);
          d.path = std::string(path);
        }
      d.line = sm.getSpellingLineNumber(at);
      d.column = sm.getSpellingColumnNumber(at);
      SourceLocation end = Lexer::getLocForEndOfToken(at, 0, sm, session.compiler->getLangOpts());
      if (end.isInvalid()) end = at;
      d.end_line = sm.getSpellingLineNumber(end);
      d.end_column = sm.getSpellingColumnNumber(end);
    }
    session.diagnostics.push_back(std::move(d));
  }
};

// Ends every input: only here may the preprocessor be told that more will come. In that state clang 22 leaves the names
// of C's inner scopes declared when the scopes end, so that `{ int c; { int c; } c; }` is ambiguous and every local
// variable of a header is visible behind it; while an input is parsed the preprocessor must not be in it.
constexpr const char *END_PRAGMA = "aria_end_of_input";

class EndOfInput : public PragmaHandler {
public:
  EndOfInput() : PragmaHandler(END_PRAGMA) {}
  void HandlePragma(Preprocessor &pp, PragmaIntroducer, Token &) override { pp.enableIncrementalProcessing(true); }
};

// Records which directories an include looked into, up to the one that had the file.
class Includes : public PPCallbacks {
  Session &session;

  void sought(SourceLocation at, llvm::StringRef name, bool angled, OptionalFileEntryRef found) {
    Preprocessor &pp = session.compiler->getPreprocessor();
    SourceManager &sm = session.sources();
    auto tried = [&](llvm::StringRef directory) {
      llvm::SmallString<128> path(directory);
      llvm::sys::path::append(path, llvm::sys::path::parent_path(name));
      llvm::sys::path::remove_dots(path, true);
      session.searched.insert(std::string(path));
      if (!found) return false;
      llvm::SmallString<128> whole(directory);
      llvm::sys::path::append(whole, name);
      return found->getName() == whole;
    };
    if (llvm::sys::path::is_absolute(name)) {
      tried("/");
      return;
    }
    if (!angled) {
      FileID includer = sm.getFileID(sm.getExpansionLoc(at));
      if (!session.inputs.count(includer))
        if (auto entry = sm.getFileEntryRefForID(includer))
          if (tried(entry->getDir().getName())) return;
    }
    HeaderSearch &search = pp.getHeaderSearchInfo();
    auto begin = angled ? search.angled_dir_begin() : search.search_dir_begin();
    for (auto directory = begin; directory != search.search_dir_end(); ++directory)
      if (directory->isNormalDir() && tried(directory->getDirRef()->getName())) return;
  }

public:
  explicit Includes(Session &s) : session(s) {}
  bool FileNotFound(llvm::StringRef name) override {
    session.missing = name.str();
    return false;
  }
  void InclusionDirective(SourceLocation hash, const Token &, llvm::StringRef name, bool angled, CharSourceRange,
                          OptionalFileEntryRef file, llvm::StringRef, llvm::StringRef, const Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    sought(hash, name, angled, file);
    if (file && session.recording && session.inputs.count(session.sources().getFileID(session.sources().getExpansionLoc(hash)))) {
      llvm::SmallString<128> path(file->getName());
      llvm::sys::path::remove_dots(path, true);
      session.main_headers.push_back(std::string(path));
      session.own.insert(&file->getFileEntry());
    }
  }
  void HasInclude(SourceLocation at, llvm::StringRef name, bool angled, OptionalFileEntryRef file,
                  SrcMgr::CharacteristicKind) override {
    sought(at, name, angled, file);
  }
};

} // namespace

std::unique_ptr<Session> Session::open(const std::vector<std::string> &arguments, std::string &error) {
  // Inline assembly in headers is parsed by the target's own assembler.
  static bool initialized = [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllAsmParsers();
    return true;
  }();
  (void)initialized;

  std::vector<const char *> argv;
  for (auto &a : arguments) argv.push_back(a.c_str());

  auto vfs = llvm::vfs::getRealFileSystem();
  DiagnosticOptions options;
  auto *buffer = new TextDiagnosticBuffer;
  DiagnosticsEngine early(DiagnosticIDs::create(), options, buffer);
  auto fail = [&](llvm::StringRef fallback) -> std::unique_ptr<Session> {
    error = fallback.str();
    if (buffer->err_begin() != buffer->err_end()) error = buffer->err_begin()->second;
    return nullptr;
  };

  driver::Driver driver(argv[0], "x86_64-unknown-linux-gnu", early, "aria", vfs);
  driver.setCheckInputsExist(false);
  std::unique_ptr<driver::Compilation> compilation(driver.BuildCompilation(argv));
  if (!compilation || compilation->getJobs().empty()) return fail("clang's driver made no compilation job");
  const driver::Command &job = *compilation->getJobs().begin();
  if (llvm::StringRef(job.getCreator().getName()) != "clang") return fail("clang's driver made no compilation job");

  auto session = std::make_unique<Session>();
  auto invocation = std::make_shared<CompilerInvocation>();
  if (!CompilerInvocation::CreateFromArgs(*invocation, job.getArguments(), early, argv[0])) return fail("clang rejected its arguments");
  if (buffer->err_begin() != buffer->err_end()) return fail("clang rejected its arguments");
  invocation->getFrontendOpts().DisableFree = false;
  invocation->getCodeGenOpts().DisableFree = false;
  invocation->getCodeGenOpts().ClearASTBeforeBackend = false;
  invocation->getFrontendOpts().ProgramAction = frontend::ParseSyntaxOnly;

  session->compiler = std::make_unique<CompilerInstance>(invocation);
  CompilerInstance &ci = *session->compiler;
  ci.setVirtualFileSystem(vfs);
  ci.createDiagnostics(new Collector(*session), true);
  // A file that is not found must not silence what follows.
  ci.getDiagnostics().setFatalsAsError(true);
  ci.getDiagnostics().setErrorLimit(0);
  ci.createFileManager();
  ci.createSourceManager();
  if (!ci.createTarget()) return fail("clang does not know the target");
  for (auto &entry : ci.getHeaderSearchOpts().UserEntries) {
    llvm::SmallString<128> path(entry.Path);
    llvm::sys::path::remove_dots(path, true);
    session->searched.insert(std::string(path));
    session->search_path.push_back(std::string(path));
  }

  auto action = std::make_unique<Action>();
  FrontendInputFile input(llvm::MemoryBufferRef("", "<aria>"), InputKind(Language::C));
  if (!action->BeginSourceFile(ci, input)) return fail("clang could not begin");
  ci.getPreprocessor().addPPCallbacks(std::make_unique<Includes>(*session));
  ci.getPreprocessor().AddPragmaHandler(new EndOfInput);
  if (auto e = action->Execute()) {
    error = llvm::toString(std::move(e));
    return nullptr;
  }
  session->action = std::move(action);
  session->parser = std::make_unique<Parser>(ci.getPreprocessor(), ci.getSema(), false);
  session->parser->Initialize();
  return session;
}

Session::~Session() {
  parser.reset();
  if (action) static_cast<Action &>(*action).finish();
}

bool Session::parse(llvm::StringRef name, llvm::StringRef text) {
  Preprocessor &pp = compiler->getPreprocessor();
  SourceManager &sm = sources();
  DiagnosticsEngine &diags = compiler->getDiagnostics();
  fresh.clear();
  mark();
  input_count++;
  recording = name != "prelude";

  // The parser looks a few tokens ahead: these are what it may see before its last declaration is finished.
  std::string code = text.str() + "\n;;;\n#pragma " + END_PRAGMA + "\n";
  SourceLocation from = sm.getLocForStartOfFile(sm.getMainFileID());
  FileID file = sm.createFileID(llvm::MemoryBuffer::getMemBufferCopy(code, name), SrcMgr::C_User, 0, 0, from);
  inputs.insert(file);
  if (pp.EnterSourceFile(file, nullptr, from)) return false;

  pp.enableIncrementalProcessing(false);
  // The parser still stands at the end of the last input.
  if (parser->getCurToken().isOneOf(tok::annot_repl_input_end, tok::eof)) parser->ConsumeAnyToken();
  Parser::DeclGroupPtrTy group;
  Sema::ModuleImportState state = Sema::ModuleImportState::NotACXX20Module;
  for (bool end = parser->ParseFirstTopLevelDecl(group, state); !end; end = parser->ParseTopLevelDecl(group, state))
    if (group)
      for (Decl *d : group.get()) fresh.push_back(d);
  // A parser that gives up (brackets nested too deep) pretends to be at the end; the rest of the input must not leak
  // into the next one.
  if (!parser->getCurToken().is(tok::annot_repl_input_end)) {
    Token token;
    do
      pp.Lex(token);
    while (!token.isOneOf(tok::annot_repl_input_end, tok::eof));
  }

  // The pragma was swallowed (by a comment that is never closed): the input cannot be told from the next.
  broken = broken || !pp.isIncrementalProcessingEnabled();
  pp.enableIncrementalProcessing(true);

  bool failed = diags.hasErrorOccurred();
  if (failed) forget_locals();
  diags.Reset(/*soft=*/true);
  diags.getClient()->clear();
  return !failed;
}

void Session::mark() {
  if (!last) last = *context().getTranslationUnitDecl()->decls_begin();
  while (last && last->getNextDeclInContext()) last = last->getNextDeclInContext();
}

void Session::forget() {
  Scope *scope = parser->getCurScope();
  while (scope && scope->getParent()) scope = scope->getParent();
  for (Decl *d = last ? last->getNextDeclInContext() : nullptr; d; d = d->getNextDeclInContext()) {
    auto *named = dyn_cast<NamedDecl>(d);
    if (!named || !named->getDeclName() || !scope || !scope->isDeclScope(named)) continue;
    scope->RemoveDecl(named);
    compiler->getSema().IdResolver.RemoveDecl(named);
  }
}

// A function that an input left open ends in the state that END_PRAGMA starts.
void Session::forget_locals() {
  IdentifierResolver &names = compiler->getSema().IdResolver;
  for (Decl *d = last ? last->getNextDeclInContext() : nullptr; d; d = d->getNextDeclInContext()) {
    auto *function = dyn_cast<FunctionDecl>(d);
    if (!function) continue;
    for (Decl *inner : function->decls()) {
      auto *named = dyn_cast<NamedDecl>(inner);
      if (!named || !named->getDeclName()) continue;
      if (std::find(names.begin(named->getDeclName()), names.end(), named) != names.end()) names.RemoveDecl(named);
    }
  }
}

void put_diagnostics(Session &session, Container &container, std::string &out) {
  number(out, session.diagnostics.size());
  for (auto &d : session.diagnostics) {
    out.push_back(char(d.severity));
    container.string(out, d.path);
    for (unsigned v : {d.line, d.column, d.end_line, d.end_column, d.input}) number(out, v);
    container.string(out, d.text);
    container.string(out, d.missing_include);
  }
  session.diagnostics.clear();
}

std::string take_diagnostics(Session &session) {
  Container container;
  std::string out;
  put_diagnostics(session, container, out);
  container.items = std::move(out);
  return container.finish();
}

} // namespace aria
