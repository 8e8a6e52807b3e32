#include "engine/runtime/strict_json.h"

#include <algorithm>
#include <vector>

#include "engine/model/json_reader.h"
#include "engine/time/quote.h"

namespace liaison {

namespace {

// Builds the value while nlohmann's parser reads; false stops it.
class Builder {
 public:
  using number_integer_t = Json::number_integer_t;
  using number_unsigned_t = Json::number_unsigned_t;
  using number_float_t = Json::number_float_t;
  using string_t = Json::string_t;
  using binary_t = Json::binary_t;

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(number_integer_t value) { return put(value); }
  bool number_unsigned(number_unsigned_t value) { return put(value); }
  bool number_float(number_float_t value, const string_t&) { return put(value); }
  bool string(string_t& value) { return put(std::move(value)); }
  bool binary(binary_t&) { return fail("expected JSON, but it holds binary data"); }
  bool start_object(std::size_t) { return enter(Json::object()); }
  bool start_array(std::size_t) { return enter(Json::array()); }
  bool end_object() { return leave(); }
  bool end_array() { return leave(); }

  bool key(string_t& name) {
    auto& object = open_.back()->get_ref<Json::object_t&>();
    const auto [place, fresh] = object.try_emplace(std::move(name));
    if (!fresh)
      return fail("expected each key once, but " + liaison::quoted(place->first) + " stands twice");
    place_ = &place->second;
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    return fail("expected JSON, but it breaks off or is wrong at byte " + std::to_string(position));
  }

  Json root;
  std::string reason;

 private:
  bool fail(std::string text) {
    reason = std::move(text);
    return false;
  }
  Json* add(Json value) {
    if (open_.empty()) return &(root = std::move(value));
    if (open_.back()->is_array()) {
      open_.back()->push_back(std::move(value));
      return &open_.back()->back();
    }
    return &(*place_ = std::move(value));
  }
  bool put(Json value) {
    add(std::move(value));
    return true;
  }
  bool enter(Json value) {
    if (open_.size() >= kDepthMax) {
      return fail("expected at most " + std::to_string(kDepthMax) +
                  " levels of nesting, but there are more");
    }
    open_.push_back(add(std::move(value)));
    return true;
  }
  bool leave() {
    open_.pop_back();
    return true;
  }

  std::vector<Json*> open_;  // objects and arrays not closed yet
  Json* place_ = nullptr;    // of the key just read
};

}  // namespace

static_assert(kReadLevels <= kDepthMax, "the quick reader takes nothing that is refused here");

std::variant<Json, NotJson> parse_strict(std::string_view text) {
  if (auto quick = read_json(text)) return *std::move(quick);
  Builder builder;  // takes the rarities that the other gives up, and says what is wrong
  if (Json::sax_parse(text.begin(), text.end(), &builder)) return std::move(builder.root);
  return NotJson{std::move(builder.reason)};
}

bool deeper_than(const Json& value, std::size_t depth) {
  if (!value.is_structured()) return false;
  if (depth == 0) return true;
  return std::any_of(value.begin(), value.end(),
                     [&](const Json& item) { return deeper_than(item, depth - 1); });
}

}  // namespace liaison
