// From an adapter's text to LLVM bitcode that carries everything it needs from the headers.
#include "session.h"
#include "clang/AST/Attr.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

using namespace clang;

namespace aria {
namespace {

// The definitions that a function's body reaches: nothing else of the headers is compiled.
class Reached : public RecursiveASTVisitor<Reached> {
  llvm::DenseSet<const Decl *> seen;
  std::vector<Decl *> work;

public:
  std::vector<Decl *> definitions;

  bool shouldVisitImplicitCode() const { return true; }

  void reach(Decl *decl) {
    if (!seen.insert(decl->getCanonicalDecl()).second) return;
    if (auto *function = dyn_cast<FunctionDecl>(decl)) {
      const FunctionDecl *definition = nullptr;
      if (function->hasBody(definition) && !definition->isInvalidDecl()) work.push_back(const_cast<FunctionDecl *>(definition));
    } else if (auto *variable = dyn_cast<VarDecl>(decl); variable && variable->isFileVarDecl()) {
      VarDecl *definition = variable->getDefinition();
      if (!definition) definition = variable->getActingDefinition();
      if (definition && !definition->isInvalidDecl()) work.push_back(definition);
    }
  }
  void run() {
    while (!work.empty()) {
      Decl *decl = work.back();
      work.pop_back();
      definitions.push_back(decl);
      TraverseDecl(decl);
    }
  }
  bool VisitDeclRefExpr(DeclRefExpr *reference) {
    reach(reference->getDecl());
    return true;
  }
  bool VisitVarDecl(VarDecl *variable) {
    if (auto *cleanup = variable->getAttr<CleanupAttr>()) reach(cleanup->getFunctionDecl());
    return true;
  }
};

// A `static` of a header must be one object however many adapters use it: it becomes a hidden symbol that the linker
// merges, named after the import configuration (`tag`).
void share_statics(llvm::Module &module, llvm::StringRef symbol, llvm::StringRef tag, const std::set<std::string> &c99_inline) {
  std::map<std::string, unsigned> counts;
  std::vector<llvm::GlobalObject *> objects;
  for (auto &global : module.globals()) objects.push_back(&global);
  for (auto &function : module.functions()) objects.push_back(&function);
  for (llvm::GlobalObject *object : objects) {
    if (object->isDeclaration() || object->getName() == symbol || object->hasPrivateLinkage() || object->getName().starts_with("llvm.")) continue;
    bool local = object->hasInternalLinkage();
    if (object->hasAvailableExternallyLinkage() && c99_inline.count(object->getName().str())) local = true;
    if (object->hasAvailableExternallyLinkage() && !local) continue;
    if (local) {
      // The suffix that LLVM gives to the second static of one name counts within the module; ours counts within the name.
      llvm::StringRef base = object->getName();
      size_t dot = base.rfind('.');
      if (dot != llvm::StringRef::npos && base.substr(dot + 1).find_first_not_of("0123456789") == llvm::StringRef::npos) base = base.substr(0, dot);
      // The header's name comes first: reports that name symbols show it.
      std::string name = base.str() + ".header." + tag.str();
      unsigned count = counts[name]++;
      if (count) name += "." + std::to_string(count);
      object->setName(name);
      object->setLinkage(llvm::GlobalValue::LinkOnceODRLinkage);
      object->setVisibility(llvm::GlobalValue::HiddenVisibility);
      object->setDSOLocal(true);
    }
    object->setLinkage(llvm::GlobalValue::LinkOnceODRLinkage);
    object->setComdat(module.getOrInsertComdat(object->getName()));
  }
}

} // namespace

std::string compile(Session &session, llvm::StringRef text, llvm::StringRef symbol, llvm::StringRef tag, llvm::StringRef sanitizer) {
  session.diagnostics.clear();
  Container container;
  std::string out;
  auto failed = [&] {
    out.push_back(0);
    put_diagnostics(session, container, out);
    container.items = std::move(out);
    return container.finish();
  };
  bool parsed = session.parse("adapter", text);
  FunctionDecl *adapter = nullptr;
  for (Decl *decl : session.fresh)
    if (auto *function = dyn_cast<FunctionDecl>(decl))
      if (function->getName() == symbol && function->hasBody()) adapter = function;
  session.forget();
  if (!parsed || !adapter) return failed();

  Reached reached;
  reached.reach(adapter);
  reached.run();

  llvm::LLVMContext llvm_context;
  std::unique_ptr<CodeGenerator> generator = CreateLLVMCodeGen(*session.compiler, "aria-adapter", llvm_context);
  generator->Initialize(session.context());
  std::set<std::string> c99_inline;
  for (auto it = reached.definitions.rbegin(); it != reached.definitions.rend(); ++it) {
    Decl *decl = *it;
    auto *variable = dyn_cast<VarDecl>(decl);
    if (variable && variable->isThisDeclarationADefinition() == VarDecl::TentativeDefinition)
      generator->CompleteTentativeDefinition(variable);
    else
      generator->HandleTopLevelDecl(DeclGroupRef(decl));
    if (auto *function = dyn_cast<FunctionDecl>(decl))
      if (function->isInlineSpecified() && !function->hasAttr<GNUInlineAttr>()) c99_inline.insert(function->getName().str());
  }
  generator->HandleTranslationUnit(session.context());
  std::unique_ptr<llvm::Module> module(generator->ReleaseModule());
  session.compiler->getDiagnostics().Reset(/*soft=*/true);
  if (!module || !session.diagnostics.empty() || !module->getFunction(symbol)) return failed();

  share_statics(*module, symbol, tag, c99_inline);
  module->setSourceFileName("aria-adapter");
  if (auto *ident = module->getNamedMetadata("llvm.ident")) module->eraseNamedMetadata(ident);
  for (llvm::Function &function : module->functions()) {
    // With other target features than its caller's, a function is silently not inlined.
    for (const char *attribute : {"target-cpu", "target-features", "tune-cpu"}) function.removeFnAttr(attribute);
    if (function.isDeclaration()) {
      if (!function.isIntrinsic()) function.addFnAttr(llvm::Attribute::NonLazyBind);
      continue;
    }
    if (function.hasFnAttribute(llvm::Attribute::DisableSanitizerInstrumentation)) continue;
    if (sanitizer == "address") function.addFnAttr(llvm::Attribute::SanitizeAddress);
    if (sanitizer == "thread") function.addFnAttr(llvm::Attribute::SanitizeThread);
  }

  llvm::SmallString<0> bitcode;
  llvm::raw_svector_ostream stream(bitcode);
  llvm::WriteBitcodeToFile(*module, stream);
  out.push_back(1);
  container.text(out, bitcode);
  container.items = std::move(out);
  return container.finish();
}

} // namespace aria
