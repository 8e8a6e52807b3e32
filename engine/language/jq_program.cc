#include "engine/language/jq_program.h"

#include <sys/stat.h>

#include <cstdlib>

#include "engine/language/expression_check.h"
#include "engine/language/jq_meter.h"
#include "engine/language/shorten.h"

namespace liaison {
namespace {

constexpr std::size_t kMaxReasonBytes = 160;

// libjq 1.6 reads ~/.jq before every program, where anybody could give `map` another meaning.
bool home_has_definitions() {
  const char* home = std::getenv("HOME");
  if (!home) return false;
  struct stat found {};
  return stat((std::string(home) + "/.jq").c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

Error reason(std::string text) { return invalid(std::move(text)); }

// What an error raised in jq says: its text, or its value as JSON.
std::string message_of(jv error) {
  const Jv message(jv_invalid_get_msg(error));
  if (message.kind() == JV_KIND_STRING) return shortened(text_of(message.get()), kMaxReasonBytes);
  const Jv shown(jv_dump_string(message.copy(), 0));
  return shortened(text_of(shown.get()), kMaxReasonBytes);
}

}  // namespace

// "jq: error: Division by zero? at <top-level>, line 73:\ndef l_e0: …" says it in front; the rest
// is of our own program.
std::string_view without_place(std::string_view said) {
  constexpr std::string_view kBefore = "jq: error: ";
  if (said.starts_with(kBefore)) said.remove_prefix(kBefore.size());
  said = said.substr(0, said.find('\n'));
  return said.substr(0, said.find(" at <top-level>"));
}

// One jq_state with the program in it and its meter.
class JqProgram::State {
 public:
  State() : state_(jq_init()), meter_(state_) { jq_set_error_cb(state_, &State::on_error, this); }
  ~State() { jq_teardown(&state_); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Result<void> compile(const std::string& text) {
    if (jq_compile(state_, text.c_str())) return {};
    const std::string_view said = said_.empty() ? "it cannot be compiled" : without_place(said_);
    return reason(shortened(said, kMaxReasonBytes));
  }

  Result<Json> run(jv input, std::int64_t most, std::int64_t& steps) {
    meter_.begin(most);
    jq_start(state_, input, 0);
    Result<Json> value = only_value();
    steps += meter_.paid();
    jq_start(state_, jv_null(), 0);  // lets go of what the evaluation held
    return value;
  }

 private:
  static void on_error(void* state, jv given) {
    const Jv error(given);
    std::string& said = static_cast<State*>(state)->said_;
    if (said.empty() && error.kind() == JV_KIND_STRING) said = text_of(error.get());
  }

  Result<Json> only_value() {
    const Jv first(jq_next(state_));
    if (Result<void> fine = check_valid(first); !fine) return fine.error();
    const Jv second(jq_next(state_));
    if (second.kind() != JV_KIND_INVALID) return reason("it gives more than one");
    if (!meter_.verdict().empty()) return reason(meter_.verdict());
    if (jv_invalid_has_msg(second.copy())) return reason(message_of(second.copy()));
    return converted(first.get());
  }

  Result<void> check_valid(const Jv& value) const {
    if (!meter_.verdict().empty()) return reason(meter_.verdict());
    if (value.kind() != JV_KIND_INVALID) return {};
    if (jv_invalid_has_msg(value.copy())) return reason(message_of(value.copy()));
    return reason("it gives none");
  }

  static Result<Json> converted(jv lent) {
    if (bytes_at_least(lent, 0) > kMaxResultBytes) return reason("it is larger than 256 KiB");
    std::optional<Json> value = from_jq(lent);
    if (!value) return reason("it holds a number that is infinite or none");
    return std::move(*value);
  }

  // A lower bound of its size as JSON: keeps a value of shared parts, which is small here and
  // huge when written out, from being converted. Stops counting above the limit.
  static std::size_t bytes_at_least(jv lent, std::size_t so_far) {
    const jv_kind kind = jv_get_kind(lent);
    std::size_t bytes = so_far + 1;
    if (kind == JV_KIND_STRING) return bytes + text_of(lent).size();
    if (kind == JV_KIND_ARRAY) {
      const int count = jv_array_length(jv_copy(lent));
      for (int i = 0; i < count && bytes <= kMaxResultBytes; ++i) {
        const Jv item(jv_array_get(jv_copy(lent), i));
        bytes = bytes_at_least(item.get(), bytes);
      }
    } else if (kind == JV_KIND_OBJECT) {
      for (int i = jv_object_iter(lent); jv_object_iter_valid(lent, i) && bytes <= kMaxResultBytes;
           i = jv_object_iter_next(lent, i)) {
        const Jv item(jv_object_iter_value(lent, i));
        bytes = bytes_at_least(item.get(), bytes);
      }
    }
    return bytes;
  }

  jq_state* state_;
  JqMeter meter_;
  std::string said_;
};

JqProgram::JqProgram(std::string text) : text_(std::move(text)) {}
JqProgram::~JqProgram() = default;

Result<void> JqProgram::compile() const {
  Result<std::unique_ptr<State>> state = borrow();
  if (!state) return state.error();
  give_back(std::move(*state));
  return {};
}

Result<std::unique_ptr<JqProgram::State>> JqProgram::borrow() const {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<State> state = std::move(idle_.back());
      idle_.pop_back();
      return state;
    }
  }
  if (home_has_definitions()) return reason("libjq would read the definitions in ~/.jq");
  auto made = std::make_unique<State>();
  if (Result<void> compiled = made->compile(text_); !compiled) return compiled.error();
  return made;
}

void JqProgram::give_back(std::unique_ptr<State> state) const {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(state));
}

Result<Json> JqProgram::run(const Asked& asked, const Json& dot, const Variables& variables,
                            std::int64_t& steps) const {
  std::vector<const Json*> given = {&dot};
  for (const RuntimeVariable& variable : runtime_variables()) {
    given.push_back(asked.needs & variable.need ? &*(variables.*variable.held) : nullptr);
  }
  for (const std::string& name : asked.locals) given.push_back(local_named(variables, name));
  for (const Json* value : given) {
    if (value && deeper_than(*value, kMaxJsonDepth)) {
      return reason("its input nests more than 512 deep");
    }
    if (value) steps += steps_of(*value);
  }
  const std::int64_t left = variables.work ? variables.work->left() - steps : kMaxUnits;
  if (left < 0) return reason("nothing is left");  // the caller says of what
  Result<std::unique_ptr<State>> state = borrow();
  if (!state) return state.error();
  jv input = jv_array_append(jv_array_sized(static_cast<int>(given.size()) + 1),
                             jv_number(static_cast<double>(asked.number)));
  for (const Json* value : given) {
    input = jv_array_append(input, value ? to_jq(*value) : jv_null());
  }
  Result<Json> value = (*state)->run(input, left, steps);
  give_back(std::move(*state));
  return value;
}

}  // namespace liaison
