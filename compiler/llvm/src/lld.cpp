// lld as a function: arguments in, diagnostics out through a callback. The first argument chooses the driver, as the command's name does.
#include "lld/Common/Driver.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

LLD_HAS_DRIVER(elf)
LLD_HAS_DRIVER(wasm)

extern "C" int aria_lld(int argc, const char *const *argv, void (*sink)(void *, const char *, size_t), void *context) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  lld::Result result = lld::lldMain(llvm::ArrayRef<const char *>(argv, argc), stream, stream,
                                    {{lld::Gnu, &lld::elf::link}, {lld::Wasm, &lld::wasm::link}});
  stream.flush();
  sink(context, text.data(), text.size());
  return (result.retCode == 0 ? 0 : 1) | (result.canRunAgain ? 0 : 2);
}
