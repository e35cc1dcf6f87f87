// From clang's types to the model's.
#include "types.h"
#include "clang/AST/Attr.h"
#include "clang/AST/RawCommentList.h"
#include "clang/AST/RecordLayout.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace aria {
namespace {

enum Tag : char { Void, Scalar, Integer, Float, Pointer, Array, Function, Record, Enumeration, Alias, Opaque, Unavailable };

// The order of `CScalar::ALL`.
enum ScalarIndex : char {
  Bool, Char, SChar, UChar, Short, UShort, Int, UInt, Long, ULong, LongLong, ULongLong, Size, SSize, PtrDiff, WChar, CFloat, Double,
  LongDouble
};

void scalar(ScalarIndex index, std::string &out) {
  out.push_back(Scalar);
  out.push_back(index);
}

void fixed(unsigned bits, bool is_signed, std::string &out) {
  out.push_back(Integer);
  number(out, bits);
  out.push_back(is_signed);
}

} // namespace

Encoder::Encoder(Session &s) : session(s), context(s.context()), policy(s.compiler->getLangOpts()) {
  policy.Bool = false;
}

void Encoder::type(QualType type, std::string &out) {
  // Only the unqualified type is encoded; qualifiers belong to the pointer or declaration around it.
  auto at = types.find(type.getAsOpaquePtr());
  if (at != types.end()) {
    out += at->second;
    return;
  }
  std::string bytes;
  type_uncached(type, bytes);
  out += bytes;
  types[type.getAsOpaquePtr()] = std::move(bytes);
}

bool Encoder::named_scalar(llvm::StringRef name, QualType type, std::string &out) {
  if (!type->isIntegerType() || type->isEnumeralType() || type->isBooleanType()) return false;
  unsigned bits = unsigned(context.getTypeSize(type));
  bool is_signed = type->isSignedIntegerType();
  unsigned pointer = unsigned(context.getTypeSize(context.VoidPtrTy));
  if (name == "size_t" && bits == pointer && !is_signed) return scalar(Size, out), true;
  if ((name == "ssize_t" || name == "__ssize_t") && bits == pointer && is_signed) return scalar(SSize, out), true;
  if (name == "ptrdiff_t" && bits == pointer && is_signed) return scalar(PtrDiff, out), true;
  if (name == "wchar_t") return scalar(WChar, out), true;
  llvm::StringRef rest = name;
  rest.consume_front("__");
  bool is_unsigned = rest.consume_front("u");
  unsigned width;
  if (!rest.consume_front("int") || rest.consumeInteger(10, width) || rest != "_t") return false;
  if (width != bits || is_unsigned == is_signed) return false;
  fixed(bits, is_signed, out);
  return true;
}

void Encoder::builtin(const BuiltinType *type, QualType whole, std::string &out) {
  switch (type->getKind()) {
  case BuiltinType::Void: out.push_back(Void); return;
  case BuiltinType::Bool: return scalar(Bool, out);
  case BuiltinType::Char_S:
  case BuiltinType::Char_U: return scalar(Char, out);
  case BuiltinType::SChar: return scalar(SChar, out);
  case BuiltinType::UChar: return scalar(UChar, out);
  case BuiltinType::Short: return scalar(Short, out);
  case BuiltinType::UShort: return scalar(UShort, out);
  case BuiltinType::Int: return scalar(Int, out);
  case BuiltinType::UInt: return scalar(UInt, out);
  case BuiltinType::Long: return scalar(Long, out);
  case BuiltinType::ULong: return scalar(ULong, out);
  case BuiltinType::LongLong: return scalar(LongLong, out);
  case BuiltinType::ULongLong: return scalar(ULongLong, out);
  case BuiltinType::WChar_S:
  case BuiltinType::WChar_U: return scalar(WChar, out);
  case BuiltinType::Float: return scalar(CFloat, out);
  case BuiltinType::Double: return scalar(Double, out);
  case BuiltinType::LongDouble: return scalar(LongDouble, out);
  case BuiltinType::Int128: return fixed(128, true, out);
  case BuiltinType::UInt128: return fixed(128, false, out);
  case BuiltinType::Float16:
  case BuiltinType::Float128:
    out.push_back(Float);
    number(out, type->getKind() == BuiltinType::Float16 ? 16 : 128);
    return;
  case BuiltinType::NullPtr:
    out.push_back(Pointer);
    out.push_back(0);
    out.push_back(Void);
    return;
  default: return opaque(whole, out);
  }
}

void Encoder::unavailable(llvm::StringRef reason, std::string &out) {
  out.push_back(Unavailable);
  container.string(out, reason);
  place(SourceLocation(), out);
}

void Encoder::opaque(QualType type, std::string &out) {
  if (type->isIncompleteType() || type->isSizelessType()) return unavailable("its type `" + type.getAsString(policy) + "` has no size", out);
  out.push_back(Opaque);
  container.string(out, type.getUnqualifiedType().getAsString(policy));
  number(out, uint64_t(context.getTypeSizeInChars(type).getQuantity()));
  number(out, uint64_t(context.getTypeAlignInChars(type).getQuantity()));
}

void Encoder::type_uncached(QualType type, std::string &out) {
  std::optional<NullabilityKind> nullability;
  for (;;) {
    const Type *t = type.getTypePtr();
    switch (t->getTypeClass()) {
    case Type::Attributed: {
      auto *attributed = cast<AttributedType>(t);
      if (auto n = attributed->getImmediateNullability()) {
        if (!nullability) nullability = n;
        type = attributed->getModifiedType();
      } else {
        type = attributed->getEquivalentType();
      }
      continue;
    }
    case Type::Typedef: {
      auto *decl = cast<TypedefType>(t)->getDecl();
      if (named_scalar(decl->getName(), type.getCanonicalType(), out)) return;
      out.push_back(Alias);
      container.string(out, decl->getName());
      this->type(decl->getUnderlyingType(), out);
      return;
    }
    case Type::PredefinedSugar:
      switch (cast<PredefinedSugarType>(t)->getKind()) {
      case PredefinedSugarType::Kind::SizeT: return scalar(Size, out);
      case PredefinedSugarType::Kind::SignedSizeT: return scalar(SSize, out);
      case PredefinedSugarType::Kind::PtrdiffT: return scalar(PtrDiff, out);
      }
      return;
    case Type::Builtin: return builtin(cast<BuiltinType>(t), type, out);
    case Type::Pointer: {
      QualType pointee = cast<clang::PointerType>(t)->getPointeeType();
      // A pointer to an array of run-time length has the array's address: the pointer to its element.
      while (auto *vla = context.getAsVariableArrayType(pointee)) pointee = vla->getElementType();
      int flags = (pointee.isConstQualified() ? 1 : 0) | (pointee.isVolatileQualified() ? 2 : 0) | (type.isRestrictQualified() ? 4 : 0);
      if (nullability == NullabilityKind::NonNull) flags |= 8;
      if (nullability == NullabilityKind::Nullable || nullability == NullabilityKind::NullableResult) flags |= 8 | 16;
      if (pointee.getAddressSpace() != LangAS::Default) return unavailable("it points into another address space", out);
      out.push_back(Pointer);
      out.push_back(char(flags));
      this->type(pointee, out);
      return;
    }
    case Type::ConstantArray: {
      auto *array = cast<ConstantArrayType>(t);
      out.push_back(Array);
      this->type(array->getElementType(), out);
      number(out, array->getZExtSize());
      out.push_back(array->isZeroSize());
      return;
    }
    case Type::IncompleteArray:
      out.push_back(Array);
      this->type(cast<IncompleteArrayType>(t)->getElementType(), out);
      number(out, 0);
      out.push_back(1);
      return;
    case Type::VariableArray: return unavailable("it is an array of run-time length", out);
    case Type::FunctionNoProto:
    case Type::FunctionProto: {
      auto *function = cast<clang::FunctionType>(t);
      if (function->getCallConv() != CC_C)
        return unavailable(("it has the calling convention `" + clang::FunctionType::getNameForCallConv(function->getCallConv()) + "`").str(), out);
      auto *proto = dyn_cast<FunctionProtoType>(function);
      out.push_back(Function);
      number(out, proto ? proto->getNumParams() : 0);
      if (proto)
        for (QualType p : proto->param_types()) this->type(p, out);
      this->type(function->getReturnType(), out);
      out.push_back(!proto || proto->isVariadic());
      return;
    }
    case Type::Record: {
      auto *decl = cast<clang::RecordType>(t)->getDecl();
      out.push_back(Record);
      put64(out, key(decl));
      return;
    }
    case Type::Enum: {
      auto *decl = cast<EnumType>(t)->getDecl();
      if (!decl->getDefinition()) return unavailable("the enumeration is declared but never defined", out);
      out.push_back(Enumeration);
      put64(out, key(decl));
      return;
    }
    case Type::Atomic:
    case Type::Complex:
    case Type::Vector:
    case Type::ExtVector:
    case Type::BitInt: return opaque(type, out);
    default: {
      QualType next = type.getSingleStepDesugaredType(context);
      if (next == type) return opaque(type, out);
      type = next;
    }
    }
  }
}

void Encoder::place(SourceLocation at, std::string &out) {
  SourceManager &sm = session.sources();
  if (at.isInvalid()) return number(out, 0);
  at = sm.getExpansionLoc(at);
  FileID file = sm.getFileID(at);
  auto known = file_numbers.find(file);
  if (known == file_numbers.end()) {
    auto entry = sm.getFileEntryRefForID(file);
    unsigned number = 0;
    if (entry) {
      llvm::SmallString<128> path(entry->getName());
      llvm::sys::path::remove_dots(path, true);
      container.files.push_back({container.intern(path), session.own.count(&entry->getFileEntry()) ? 1u : 0u});
      number = unsigned(container.files.size());
    }
    known = file_numbers.emplace(file, number).first;
  }
  number(out, known->second);
  if (!known->second) return;
  number(out, sm.getSpellingLineNumber(at));
  number(out, sm.getSpellingColumnNumber(at));
}

bool Encoder::own(SourceLocation at) {
  if (at.isInvalid()) return false;
  auto entry = session.sources().getFileEntryRefForID(session.sources().getFileID(session.sources().getExpansionLoc(at)));
  return entry && session.own.count(&entry->getFileEntry());
}

void Encoder::documentation(const Decl *decl, std::string &out) {
  const RawComment *comment = isa<FieldDecl>(decl) ? context.getRawCommentForDeclNoCache(decl) : context.getRawCommentForAnyRedecl(decl);
  container.text(out, comment ? comment->getRawText(session.sources()) : llvm::StringRef());
}

std::string Encoder::name(const TagDecl *decl) {
  if (!decl->getName().empty()) return decl->getName().str();
  if (auto *typedef_name = decl->getTypedefNameForAnonDecl()) return typedef_name->getName().str();
  return {};
}

std::string Encoder::spelling(const TagDecl *decl) {
  if (!decl->getName().empty()) return (decl->getKindName() + " " + decl->getName()).str();
  if (auto *typedef_name = decl->getTypedefNameForAnonDecl()) return typedef_name->getName().str();
  auto at = spellings.find(cast<TagDecl>(decl->getCanonicalDecl()));
  return at == spellings.end() ? std::string() : at->second;
}

void Encoder::name_tag(const TagDecl *decl, std::string spelling) {
  if (this->spelling(decl).empty()) spellings[cast<TagDecl>(decl->getCanonicalDecl())] = std::move(spelling);
}

// Gives the untagged types of a record's members a spelling that C accepts.
void Encoder::name_members(const RecordDecl *decl) {
  std::string outer = spelling(decl);
  if (outer.empty()) return;
  for (const FieldDecl *field : decl->fields()) {
    std::string path = "((" + outer + " *)0)->" + field->getName().str();
    QualType inner = field->getType();
    while (true) {
      if (auto *array = context.getAsArrayType(inner)) {
        inner = array->getElementType();
        path += "[0]";
      } else if (inner->isPointerType() && !isa<TypedefType>(inner.getTypePtr())) {
        inner = inner->getPointeeType();
        path = "(*" + path + ")";
      } else {
        break;
      }
    }
    if (auto *tag = inner->getAsTagDecl())
      if (!field->getName().empty()) name_tag(tag, "__typeof__(" + path + ")");
  }
}

uint64_t Encoder::key(const TagDecl *decl) {
  const TagDecl *canonical = cast<TagDecl>(decl->getCanonicalDecl());
  auto at = tag_keys.find(canonical);
  if (at != tag_keys.end()) return at->second;
  llvm::SmallString<128> text;
  index::generateUSRForDecl(canonical, text);
  llvm::raw_svector_ostream out(text);
  const TagDecl *definition = decl->getDefinition();
  if (auto *e = dyn_cast_or_null<EnumDecl>(definition)) {
    out << '|' << e->getIntegerType().getCanonicalType().getAsString(policy);
    for (auto *enumerator : e->enumerators()) out << '|' << enumerator->getName() << '=' << enumerator->getInitVal();
  } else if (auto *r = dyn_cast_or_null<RecordDecl>(definition); r && !r->isInvalidDecl() && !r->isDependentType()) {
    // A record cannot contain itself, so the keys of untagged members may be taken first.
    const ASTRecordLayout &layout = context.getASTRecordLayout(r);
    out << '|' << layout.getSize().getQuantity() << ',' << layout.getAlignment().getQuantity();
    for (auto *field : r->fields()) {
      out << '|' << field->getName() << '@' << layout.getFieldOffset(field->getFieldIndex());
      if (field->isBitField()) out << ':' << field->getBitWidthValue();
      QualType inner = field->getType();
      while (auto *array = context.getAsArrayType(inner)) inner = array->getElementType();
      auto *tag = inner->getAsTagDecl();
      if (tag && tag->getName().empty())
        out << '#' << key(tag) << '*' << context.getTypeSize(field->getType());
      else
        out << ',' << field->getType().getAsString(policy);
    }
  } else {
    out << "|opaque";
  }
  uint64_t key = llvm::xxh3_64bits(text.str());
  tag_keys[canonical] = key;
  pending.push_back(canonical);
  return key;
}

void Encoder::integer(const llvm::APSInt &value, std::string &out) {
  llvm::APSInt wide = value.extend(std::max(128u, value.getBitWidth()));
  put64(out, wide.extractBits(64, 0).getZExtValue());
  put64(out, wide.extractBits(64, 64).getZExtValue());
}

void Encoder::write_pending() {
  // Names first: a member's spelling comes from the record around it, which may be written later.
  for (size_t i = 0; i < pending.size(); i++) {
    const TagDecl *tag = pending[i];
    if (auto *r = dyn_cast_or_null<RecordDecl>(tag->getDefinition())) {
      name_members(r);
      for (auto *field : r->fields()) {
        std::string ignored;
        type(field->getType(), ignored);
      }
    }
  }
  for (size_t i = 0; i < pending.size(); i++) {
    const TagDecl *tag = pending[i];
    if (!written.insert(key(tag)).second) continue;
    container.keys.push_back({key(tag), uint32_t(container.items.size())});
    if (auto *e = dyn_cast<EnumDecl>(tag))
      enumeration(e);
    else
      record(cast<RecordDecl>(tag));
  }
  pending.clear();
}

void Encoder::record(const RecordDecl *decl) {
  const RecordDecl *definition = decl->getDefinition();
  bool opaque = !definition || definition->isInvalidDecl();
  const RecordDecl *shown = definition ? definition : decl;
  std::string out;
  out.push_back(1);
  put64(out, key(decl));
  container.string(out, name(shown));
  container.string(out, spelling(shown));
  out.push_back(opaque ? 2 : shown->isUnion() ? 1 : 0);
  const ASTRecordLayout *layout = opaque ? nullptr : &context.getASTRecordLayout(definition);
  number(out, layout ? uint64_t(layout->getSize().getQuantity()) : 0);
  uint64_t align = layout ? uint64_t(layout->getAlignment().getQuantity()) : 0;
  // An untagged record is only reached by its typedef, which may ask for more.
  if (auto *typedef_name = shown->getTypedefNameForAnonDecl(); layout && typedef_name)
    align = std::max<uint64_t>(align, context.getTypeAlign(context.getTypedefType(ElaboratedTypeKeyword::None, std::nullopt, typedef_name)) / 8);
  number(out, align);
  std::string fields;
  unsigned count = 0;
  if (layout)
    for (auto *field : definition->fields()) {
      if (field->isUnnamedBitField()) continue;
      count++;
      container.string(fields, field->getName());
      type(field->getType(), fields);
      number(fields, layout->getFieldOffset(field->getFieldIndex()));
      number(fields, field->isBitField() ? field->getBitWidthValue() + 1 : 0);
      documentation(field, fields);
    }
  number(out, count);
  out += fields;
  documentation(shown, out);
  place(shown->getLocation(), out);
  container.items += out;
}

void Encoder::enumeration(const EnumDecl *decl) {
  const EnumDecl *definition = decl->getDefinition();
  const EnumDecl *shown = definition ? definition : decl;
  std::string out;
  out.push_back(2);
  put64(out, key(decl));
  container.string(out, name(shown));
  container.string(out, spelling(shown));
  type(definition ? definition->getIntegerType() : context.IntTy, out);
  std::string members;
  unsigned count = 0;
  if (definition)
    for (auto *enumerator : definition->enumerators()) {
      count++;
      container.string(members, enumerator->getName());
      integer(enumerator->getInitVal(), members);
    }
  number(out, count);
  out += members;
  documentation(shown, out);
  place(shown->getLocation(), out);
  container.items += out;
}

} // namespace aria
