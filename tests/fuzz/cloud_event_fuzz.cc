// Any bytes as a CloudEvent: an input or all reasons why not.
#include "engine/runtime/cloud_event.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, unsigned long size) {
  using namespace liaison;
  const auto decoded =
      decode_cloud_event(std::string_view(reinterpret_cast<const char*>(bytes), size));
  if (const auto* error = std::get_if<DecodeError>(&decoded)) {
    check(!error->reasons.empty(), "what is refused has a reason");
  } else {
    check(!std::get<Input>(decoded).origin.id.empty(), "what is taken has an id");
  }
  return 0;
}
