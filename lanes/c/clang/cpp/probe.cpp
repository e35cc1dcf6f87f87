// Questions that only the compiler can answer: what a macro is, what type an expression has.
#include "types.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

using namespace clang;

namespace aria {
namespace {

enum Answer : char { Failed, IntegerValue, FloatValue, StringValue, PointerValue, Expression, NoValue };

const Stmt *only_statement(Session &session, bool &several) {
  several = false;
  for (Decl *decl : session.fresh)
    if (auto *function = dyn_cast<FunctionDecl>(decl))
      if (auto *body = dyn_cast_or_null<CompoundStmt>(function->getBody())) {
        several = body->size() != 1;
        return body->size() == 1 ? body->body_front() : nullptr;
      }
  return nullptr;
}

QualType value_type(ASTContext &context, const Expr *expression) {
  QualType type = expression->getType();
  if (type->isArrayType() || type->isFunctionType()) return context.getDecayedType(type);
  return type.getUnqualifiedType();
}

std::string failed(Session &session) {
  Container container;
  std::string out(1, Failed);
  put_diagnostics(session, container, out);
  container.items = std::move(out);
  return container.finish();
}

std::string finish(Encoder &encoder, std::string out) {
  encoder.container.items = std::move(out);
  encoder.container.keys.clear();
  return encoder.container.finish();
}

} // namespace

void put_value(Encoder &encoder, ASTContext &context, const Expr *expression, std::string &out) {
  QualType type = value_type(context, expression);
  if (auto *literal = dyn_cast<StringLiteral>(expression->IgnoreParenImpCasts()); literal && literal->getCharByteWidth() == 1) {
    out.push_back(StringValue);
    encoder.container.string(out, literal->getBytes());
    return;
  }
  Expr::EvalResult result;
  if (!type->isVoidType() && expression->EvaluateAsRValue(result, context) && !result.HasSideEffects) {
    const APValue &value = result.Val;
    if (value.isInt() && value.getInt().getBitWidth() <= 128 &&
        (value.getInt().isSigned() || value.getInt().getBitWidth() < 128 || !value.getInt().isNegative())) {
      out.push_back(IntegerValue);
      encoder.integer(value.getInt(), out);
      return encoder.type(type, out);
    }
    if (value.isFloat()) {
      llvm::APFloat number = value.getFloat();
      bool lost;
      number.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven, &lost);
      out.push_back(FloatValue);
      put64(out, number.bitcastToAPInt().getZExtValue());
      return encoder.type(type, out);
    }
    if (value.isLValue() && !value.getLValueBase() && type->isPointerType()) {
      out.push_back(PointerValue);
      put64(out, uint64_t(value.getLValueOffset().getQuantity()));
      return encoder.type(type, out);
    }
  }
  out.push_back(Expression);
  encoder.type(type, out);
}

std::string probe_macro(Session &session, llvm::StringRef name) {
  session.diagnostics.clear();
  std::string text = "static void __aria_probe_" + std::to_string(session.input_count) + "(void) { (" + name.str() + "); }";
  bool parsed = session.parse("probe", text);
  bool several;
  auto *expression = parsed ? dyn_cast_or_null<Expr>(only_statement(session, several)) : nullptr;
  session.forget();
  if (!expression) return failed(session);

  Encoder encoder(session);
  std::string out;
  put_value(encoder, session.context(), expression, out);
  return finish(encoder, out);
}

std::string probe_statement(Session &session, llvm::StringRef text) {
  session.diagnostics.clear();
  bool parsed = session.parse("probe", text);
  bool several = false;
  const Stmt *statement = parsed ? only_statement(session, several) : nullptr;
  session.forget();
  if (!parsed) return failed(session);
  Encoder encoder(session);
  std::string out;
  if (auto *expression = dyn_cast_or_null<Expr>(statement)) {
    out.push_back(Expression);
    encoder.type(value_type(session.context(), expression), out);
  } else {
    out.push_back(NoValue);
  }
  return finish(encoder, out);
}

} // namespace aria
