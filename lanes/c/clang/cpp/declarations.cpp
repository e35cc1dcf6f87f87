// Everything the inputs declared: functions with their facts, globals, types, enumerators, macros.
#include "types.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclGroup.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Sema/Sema.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace aria {
namespace {

enum Kind : uint8_t { FunctionItem = 1, GlobalItem, EnumeratorItem, ObjectMacroItem, FunctionMacroItem, TypedefItem, TagItem, UnavailableItem, UnavailableTypeItem };
enum FactKind : char { NonNull, Nullable, Format, Owned, Access };
enum Convention : char { C, CUnwind, Stdcall, Fastcall, Win64, SysV64 };

class Declarations {
  Session &session;
  Encoder &encoder;
  ASTContext &context;
  llvm::DenseSet<const Decl *> seen;

  void add(llvm::StringRef name, Kind kind, SourceLocation at, const std::string &item) {
    if (name.empty()) return;
    encoder.container.index.push_back(
        {encoder.container.intern(name), uint32_t(encoder.container.items.size()), kind, uint8_t(encoder.own(at) ? 1 : 0)});
    encoder.container.items += item;
  }

  void unavailable(llvm::StringRef name, const llvm::Twine &reason, SourceLocation at, Kind kind = UnavailableItem) {
    std::string out;
    encoder.container.string(out, reason.str());
    encoder.place(at, out);
    add(name, kind, at, out);
  }

  static llvm::StringRef symbol(const NamedDecl *decl) {
    if (auto *label = decl->getAttr<AsmLabelAttr>()) {
      llvm::StringRef text = label->getLabel();
      text.consume_front("\01");
      return text;
    }
    return decl->getName();
  }

  void availability(const Decl *decl, std::string &out) {
    std::string message;
    if (auto *error = decl->getAttr<ErrorAttr>(); error && error->isError()) {
      out.push_back(2);
      encoder.container.string(out, error->getUserDiagnostic());
      return;
    }
    switch (decl->getAvailability(&message)) {
    case AR_Deprecated: out.push_back(1); break;
    case AR_Unavailable: out.push_back(2); break;
    default: out.push_back(0); return;
    }
    if (auto *deprecated = decl->getAttr<DeprecatedAttr>()) message = deprecated->getMessage();
    if (auto *unavailable = decl->getAttr<UnavailableAttr>()) message = unavailable->getMessage();
    encoder.container.string(out, message);
  }

  struct FactList {
    std::string bytes;
    unsigned count = 0;
  };

  // `target` is 0 for the function and its result, else the parameter's number from one.
  void begin(FactList &facts, unsigned target, FactKind kind, SourceLocation at) {
    facts.count++;
    number(facts.bytes, target);
    facts.bytes.push_back(kind);
    encoder.place(at, facts.bytes);
  }

  void nullability(FactList &facts, unsigned target, QualType type, SourceLocation at) {
    if (auto n = type->getNullability()) {
      if (*n == NullabilityKind::NonNull) begin(facts, target, NonNull, at);
      if (*n == NullabilityKind::Nullable) begin(facts, target, Nullable, at);
    }
  }

  FactList collect(const FunctionDecl *decl) {
    FactList facts;
    for (const Attr *attr : decl->attrs()) {
      SourceLocation at = attr->getLocation();
      if (auto *nonnull = dyn_cast<NonNullAttr>(attr)) {
        if (!nonnull->args_size()) {
          for (unsigned i = 0; i < decl->getNumParams(); i++)
            if (decl->getParamDecl(i)->getType()->isPointerType()) begin(facts, i + 1, NonNull, at);
        } else {
          for (const ParamIdx &index : nonnull->args()) begin(facts, index.getASTIndex() + 1, NonNull, at);
        }
      } else if (isa<ReturnsNonNullAttr>(attr)) {
        begin(facts, 0, NonNull, at);
      } else if (auto *format = dyn_cast<FormatAttr>(attr)) {
        llvm::StringRef name = format->getType()->getName();
        name.consume_front("__");
        name.consume_back("__");
        begin(facts, unsigned(format->getFormatIdx()), Format, at);
        encoder.container.string(facts.bytes, name);
      } else if (auto *restricted = dyn_cast<RestrictAttr>(attr)) {
        auto *deallocator = restricted->getDeallocator();
        auto *reference = deallocator ? dyn_cast<DeclRefExpr>(deallocator->IgnoreParenCasts()) : nullptr;
        if (!reference) continue;
        // `reallocarray` names itself beside `free`; its own result is ended by `free`.
        if (reference->getDecl()->getCanonicalDecl() == decl->getCanonicalDecl()) continue;
        auto *named = dyn_cast<NamedDecl>(reference->getDecl());
        llvm::StringRef name = named->getName();
        name.consume_front("__builtin_");
        ParamIdx index = restricted->getDeallocatorPtrArgIndex();
        begin(facts, 0, Owned, at);
        encoder.container.string(facts.bytes, name);
        number(facts.bytes, index.isValid() ? index.getASTIndex() : 0);
      } else if (auto *annotation = dyn_cast<AnnotateAttr>(attr)) {
        llvm::StringRef text = annotation->getAnnotation();
        if (!text.consume_front("access:")) continue;
        begin(facts, 0, Access, at);
        encoder.container.string(facts.bytes, text);
      }
    }
    nullability(facts, 0, decl->getReturnType(), decl->getLocation());
    for (unsigned i = 0; i < decl->getNumParams(); i++) {
      const ParmVarDecl *param = decl->getParamDecl(i);
      if (auto *nonnull = param->getAttr<NonNullAttr>()) begin(facts, i + 1, NonNull, nonnull->getLocation());
      nullability(facts, i + 1, param->getType(), param->getLocation());
    }
    return facts;
  }

  // A transparent union is passed as its first member.
  QualType passed(QualType type) {
    if (auto *record = type->getAsRecordDecl())
      if (record->isUnion() && record->hasAttr<TransparentUnionAttr>() && !record->field_empty())
        return record->field_begin()->getType();
    return type;
  }

  void function(const FunctionDecl *any) {
    const FunctionDecl *decl = any->getMostRecentDecl();
    // `extern` inside a function is no declaration of the header's.
    SourceLocation at = decl->getLocation();
    llvm::StringRef name = decl->getName();
    if (decl->isInvalidDecl()) return unavailable(name, "its declaration has errors", at);
    auto *type = decl->getType()->castAs<clang::FunctionType>();
    char convention;
    switch (type->getCallConv()) {
    case CC_C: convention = C; break;
    case CC_X86StdCall: convention = Stdcall; break;
    case CC_X86FastCall: convention = Fastcall; break;
    case CC_Win64: convention = Win64; break;
    case CC_X86_64SysV: convention = SysV64; break;
    default:
      return unavailable(name, "it has the calling convention `" + clang::FunctionType::getNameForCallConv(type->getCallConv()) + "`", at);
    }
    const FunctionDecl *definition = nullptr;
    bool defined = decl->hasBody(definition);
    if (!defined && decl->getStorageClass() == SC_Static) return unavailable(name, "it is declared `static` but never defined", at);
    bool in_library = !defined || (definition->hasAttr<GNUInlineAttr>() && definition->getStorageClass() == SC_Extern);
    std::string out;
    encoder.container.string(out, name);
    encoder.container.string(out, symbol(decl));
    encoder.type(decl->getReturnType(), out);
    number(out, decl->getNumParams());
    for (unsigned i = 0; i < decl->getNumParams(); i++) {
      llvm::StringRef parameter;
      for (const FunctionDecl *redeclaration : decl->redecls())
        if (i < redeclaration->getNumParams() && parameter.empty()) parameter = redeclaration->getParamDecl(i)->getName();
      encoder.container.string(out, parameter);
      encoder.type(passed(decl->getParamDecl(i)->getType()), out);
    }
    bool variadic = isa<FunctionNoProtoType>(type) ? !defined : decl->isVariadic();
    out.push_back(char((variadic ? 1 : 0) | (decl->isNoReturn() ? 2 : 0) | (in_library ? 0 : 4)));
    out.push_back(convention);
    availability(decl, out);
    encoder.documentation(decl, out);
    encoder.place(at, out);
    FactList facts = collect(decl);
    number(out, facts.count);
    out += facts.bytes;
    add(name, FunctionItem, at, out);
  }

  void variable(const VarDecl *any) {
    const VarDecl *decl = any->getMostRecentDecl();
    if (decl->isInvalidDecl()) return unavailable(decl->getName(), "its declaration has errors", decl->getLocation());
    bool defined = decl->getStorageClass() == SC_Static;
    for (const VarDecl *redeclaration : decl->redecls())
      defined |= redeclaration->isThisDeclarationADefinition() != VarDecl::DeclarationOnly;
    if (auto *tag = decl->getType()->getAsTagDecl()) encoder.name_tag(tag, "__typeof__(" + decl->getName().str() + ")");
    std::string out;
    encoder.container.string(out, decl->getName());
    encoder.container.string(out, symbol(decl));
    encoder.type(decl->getType(), out);
    out.push_back(char((decl->getType().isConstQualified() ? 1 : 0) | (decl->getTLSKind() != VarDecl::TLS_None ? 2 : 0) | (defined ? 4 : 0)));
    availability(decl, out);
    encoder.documentation(decl, out);
    encoder.place(decl->getLocation(), out);
    add(decl->getName(), GlobalItem, decl->getLocation(), out);
  }

  // A replacement that is a literal, perhaps with a minus and parentheses, needs no question: most macros are that.
  Expr *literal(const MacroInfo *macro) {
    Sema &sema = session.compiler->getSema();
    llvm::ArrayRef<Token> tokens = macro->tokens();
    while (tokens.size() > 2 && tokens.front().is(tok::l_paren) && tokens.back().is(tok::r_paren)) tokens = tokens.drop_front().drop_back();
    bool minus = tokens.size() == 2 && tokens.front().is(tok::minus);
    if (minus) tokens = tokens.drop_front();
    if (tokens.size() != 1) return nullptr;
    ExprResult result;
    if (tokens[0].is(tok::numeric_constant)) result = sema.ActOnNumericConstant(tokens[0]);
    else if (tokens[0].is(tok::char_constant) && !minus) result = sema.ActOnCharacterConstant(tokens[0]);
    else if (tokens[0].is(tok::string_literal) && !minus) result = sema.ActOnStringLiteral(tokens);
    if (!result.isUsable()) return nullptr;
    if (minus) result = sema.CreateBuiltinUnaryOp(SourceLocation(), UO_Minus, result.get());
    return result.isUsable() ? result.get() : nullptr;
  }

  void macro(const IdentifierInfo *name, const MacroInfo *macro) {
    std::string out;
    bool balanced = true;
    std::string nesting;
    for (const Token &token : macro->tokens()) {
      if (token.isOneOf(tok::l_paren, tok::l_square, tok::l_brace)) {
        nesting.push_back(token.is(tok::l_paren) ? '(' : token.is(tok::l_square) ? '[' : '{');
      } else if (token.isOneOf(tok::r_paren, tok::r_square, tok::r_brace)) {
        char open = token.is(tok::r_paren) ? '(' : token.is(tok::r_square) ? '[' : '{';
        if (nesting.empty() || nesting.back() != open) {
          balanced = false;
          break;
        }
        nesting.pop_back();
      }
    }
    balanced = balanced && nesting.empty();
    Expr *value = balanced && !macro->isFunctionLike() ? literal(macro) : nullptr;
    out.push_back(char((balanced ? 1 : 0) | (macro->getNumTokens() == 0 ? 2 : 0) | (value ? 4 : 0)));
    if (macro->isFunctionLike()) {
      number(out, macro->getNumParams());
      for (const IdentifierInfo *param : macro->params()) encoder.container.string(out, param->getName());
      out.push_back(macro->isVariadic());
    } else {
      llvm::StringRef other;
      if (macro->getNumTokens() == 1 && macro->getReplacementToken(0).getIdentifierInfo())
        other = macro->getReplacementToken(0).getIdentifierInfo()->getName();
      encoder.container.string(out, other);
    }
    SourceLocation at = macro->getDefinitionLoc();
    encoder.place(at, out);
    if (value) put_value(encoder, context, value, out);
    add(name->getName(), macro->isFunctionLike() ? FunctionMacroItem : ObjectMacroItem, at, out);
  }

  void tag(const TagDecl *decl) {
    const TagDecl *shown = decl->getDefinition() ? decl->getDefinition() : decl;
    std::string out;
    encoder.type(context.getCanonicalTagType(shown), out);
    add(decl->getName(), TagItem, shown->getLocation(), out);
    if (auto *definition = dyn_cast_or_null<EnumDecl>(decl->getDefinition()))
      for (auto *enumerator : definition->enumerators()) {
        std::string item;
        put64(item, encoder.key(definition));
        encoder.integer(enumerator->getInitVal(), item);
        add(enumerator->getName(), EnumeratorItem, enumerator->getLocation(), item);
      }
  }

  void members(const RecordDecl *record) {
    for (auto *inner : record->decls())
      if (auto *nested = dyn_cast<TagDecl>(inner)) declaration(nested);
  }

public:
  Declarations(Session &s, Encoder &e) : session(s), encoder(e), context(s.context()) {}

  void declaration(const Decl *decl) {
    if (decl->isImplicit() && !isa<TagDecl>(decl)) return;
    if (!seen.insert(decl->getCanonicalDecl()).second) return;
    if (auto *f = dyn_cast<FunctionDecl>(decl)) return function(f);
    if (auto *v = dyn_cast<VarDecl>(decl)) return variable(v);
    if (auto *t = dyn_cast<TypedefNameDecl>(decl)) {
      if (t->isInvalidDecl()) return unavailable(t->getName(), "its declaration has errors", t->getLocation(), UnavailableTypeItem);
      std::string out;
      encoder.type(context.getTypedefType(ElaboratedTypeKeyword::None, std::nullopt, t), out);
      encoder.place(t->getLocation(), out);
      return add(t->getName(), TypedefItem, t->getLocation(), out);
    }
    if (auto *t = dyn_cast<TagDecl>(decl)) {
      if (auto *r = dyn_cast_or_null<RecordDecl>(t->getDefinition())) members(r);
      return tag(t);
    }
  }

  void macros() {
    Preprocessor &pp = session.compiler->getPreprocessor();
    SourceManager &sm = session.sources();
    std::vector<std::pair<llvm::StringRef, const IdentifierInfo *>> names;
    for (auto &entry : pp.macros()) names.push_back({entry.first->getName(), entry.first});
    std::sort(names.begin(), names.end());
    for (auto &[_, name] : names) {
      const MacroInfo *info = pp.getMacroInfo(name);
      if (!info || info->isBuiltinMacro() || info->getDefinitionLoc().isInvalid()) continue;
      SourceLocation at = info->getDefinitionLoc();
      if (sm.isWrittenInBuiltinFile(at)) continue;
      macro(name, info);
    }
  }
};

} // namespace

std::string snapshot(Session &session) {
  Encoder encoder(session);
  Declarations declarations(session, encoder);
  for (const Decl *decl : session.context().getTranslationUnitDecl()->decls()) declarations.declaration(decl);
  encoder.write_pending();
  declarations.macros();
  // What a malformed literal made clang say is said when its macro is asked.
  session.diagnostics.clear();
  session.compiler->getDiagnostics().Reset(/*soft=*/true);

  Container &container = encoder.container;
  SourceManager &sm = session.sources();
  // Place files come first; behind them every file that was read, marked as such.
  std::set<std::string> read;
  for (auto it = sm.fileinfo_begin(); it != sm.fileinfo_end(); ++it) {
    llvm::SmallString<128> path(it->first.getName());
    llvm::sys::path::remove_dots(path, true);
    read.insert(std::string(path));
  }
  for (auto &path : read) container.files.push_back({container.intern(path), 2});
  for (auto &path : session.main_headers) container.files.push_back({container.intern(path), 4});
  for (auto &path : session.search_path) container.files.push_back({container.intern(path), 8});
  for (auto &directory : session.searched) container.directories.push_back(container.intern(directory));
  return container.finish();
}

} // namespace aria
