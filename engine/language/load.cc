// load(): sorts the files by what they are, reads them in the order in which they need each other,
// and tells all faults together.
#include "engine/language/load.h"

#include <algorithm>

#include "engine/language/calendar_file.h"
#include "engine/language/canonical.h"
#include "engine/language/pack.h"
#include "engine/language/tables.h"

namespace liaison {
namespace language {
namespace {

enum class FileKind : std::uint8_t { kWorkflow, kCommon, kCalendar, kScenario };

FileKind kind_of(const Node& root) {
  if (root.find("document")) return FileKind::kWorkflow;
  if (root.find("scenario")) return FileKind::kScenario;
  if (root.find("week")) return FileKind::kCalendar;
  return FileKind::kCommon;
}

class Loader {
 public:
  explicit Loader(const std::vector<SourceFile>& files) : files_(files) {}
  Loaded load();

 private:
  struct File {
    const SourceFile* source = nullptr;
    Node root;
    FileKind kind = FileKind::kCommon;
  };
  template <class Read>
  void each(FileKind kind, Read read) {
    for (const File& file : read_) {
      if (file.kind == kind) read(file);
    }
  }
  void read_all();
  void add_scenario(const SourceFile& file, const Node& root);
  void read_calendar_file(const File& file);
  void check_common();
  void check_overrides();
  void compile(const File& file);

  const std::vector<SourceFile>& files_;
  Faults faults_;
  JqCheck jq_;
  std::vector<File> read_;
  Folder folder_;
  CalendarNodes calendars_;
  std::map<std::string, std::string> versions_;  // "name 1.0.0" -> where it stands
  Loaded loaded_;
};

void Loader::read_all() {
  for (const SourceFile& file : files_) {
    std::optional<Node> root = read_yaml(file, faults_);
    if (!root) continue;
    if (!root->is_map()) {
      faults_.add(root->mark(),
                  "expected a map of keys such as document: or departments:, but " + shown(*root));
      continue;
    }
    const FileKind kind = kind_of(*root);
    if (kind == FileKind::kScenario) add_scenario(file, *root);
    else read_.push_back({&file, *std::move(root), kind});
  }
}

void Loader::add_scenario(const SourceFile& file, const Node& root) {
  SourceFile& added = loaded_.scenarios.emplace_back(file);
  if (!faults_.any()) added.read = std::make_shared<const MarkedJson>(marked(root));
}

void Loader::read_calendar_file(const File& file) {
  const auto calendar = read_calendar(file.root, faults_);
  const Node* name = file.root.find("calendar");
  if (!name || !name->is_text()) return;
  const auto [former, fresh] = calendars_.emplace(name->text, &file.root);
  if (!fresh) {
    faults_.add(name->mark(), "expected each calendar once, but " + said(name->text) +
                                  " stands in " + *former->second->file + " too");
  } else if (name->text == "every-day" || name->text == "weekdays") {
    faults_.add(name->mark(), "expected another name, but " + said(name->text) + " is built in");
  } else if (calendar) {
    folder_.calendars[name->text] = calendar;
  }
}

// With an empty workflow around them.
void Loader::check_common() {
  static const std::string kNoFile;
  static const Node kEmpty =
      from_canonical({{"document", OrderedJson::object()}, {"do", OrderedJson::array()}}, &kNoFile);
  Compiler(folder_, kEmpty, faults_).check_common();
}

void Loader::compile(const File& file) {
  auto definition = make_definition(*file.source, file.root, folder_, calendars_, faults_, &jq_);
  if (!definition) return;
  const Node* document = file.root.find("document");
  const Node* version = document ? document->find("version") : nullptr;
  const std::string name = definition->name + " " + definition->version;
  const auto [former, fresh] = versions_.emplace(name, file.source->path);
  if (version && !fresh) {
    faults_.add(version->mark(), "expected each version of a workflow once, but " + said(name) +
                                     " stands in " + former->second + " too");
  }
  loaded_.definitions.push_back(std::move(definition));
}

// Whether each is of a workflow that is there.
void Loader::check_overrides() {
  Names known;
  for (const auto& definition : loaded_.definitions) known.push_back(definition->name);
  for (const Node* each : folder_.overrides) {
    const Node* name = each->is_map() ? each->find("workflow") : nullptr;
    if (!name || std::count(known.begin(), known.end(), name->text) > 0) continue;
    faults_.add(name->mark(), "expected a workflow of this folder, but " + shown(*name) +
                                  " is none" + did_you_mean(name->text, known));
  }
}

Loaded Loader::load() {
  read_all();
  each(FileKind::kCalendar, [&](const File& file) { read_calendar_file(file); });
  each(FileKind::kCommon, [&](const File& file) { add_common(file.root, folder_, faults_); });
  finish(folder_, faults_);
  check_common();
  each(FileKind::kWorkflow, [&](const File& file) { compile(file); });
  check_overrides();
  jq_.run(faults_);
  if (faults_.any()) loaded_.definitions.clear();
  loaded_.calendars = folder_.calendars;
  loaded_.faults = faults_.take();
  return std::move(loaded_);
}

}  // namespace
}  // namespace language

std::string to_text(const Fault& fault) {
  return fault.at.file + ":" + std::to_string(fault.at.line) + ":" +
         std::to_string(fault.at.column) + ": " + (fault.warning ? "warning: " : "") +
         fault.message;
}

bool Loaded::ok() const {
  return std::all_of(faults.begin(), faults.end(), [](const Fault& f) { return f.warning; });
}

Loaded load(const std::vector<SourceFile>& files) { return language::Loader(files).load(); }

}  // namespace liaison
