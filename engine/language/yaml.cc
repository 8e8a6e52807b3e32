#include "engine/language/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "engine/language/yaml_text.h"

namespace liaison::language {
namespace {

struct Stop {};  // thrown when nothing more can be read; the fault is told already

// Builds the tree from yaml-cpp's events.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceFile& file, const YamlText& text, Faults& faults)
      : file_(file), text_(text), faults_(faults) {}

  std::optional<Node> take() { return std::move(root_); }
  void tell(const YAML::Exception& exception) const;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_) {
      stop(at(mark), "expected one document, but another begins here (is the indentation right?)");
    }
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(Node::Kind::kList, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Node::Kind::kMap, mark, tag, anchor, style);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {  // a list or map that is not complete yet
    Node node;
    YAML::anchor_t anchor = 0;
    bool flow = false;
    std::optional<Node> key;  // kMap: its value comes next
    std::size_t key_end = 0;
    std::set<std::string> names;
    int height = 1;
    std::size_t first_node = 0, first_byte = 0;  // the counts when it began
  };
  struct Anchored {
    Node node;
    int height = 1;
    std::size_t nodes = 1, bytes = 0;
  };
  struct Scalar {  // the last one read
    std::size_t position = 0, end = 0;
    bool plain = false;
  };

  SourceMark at(const YAML::Mark& mark) const {
    return text_.mark_at(mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos));
  }
  [[noreturn]] void stop(const SourceMark& mark, std::string message) const {
    faults_.add(mark, std::move(message));
    throw Stop{};
  }
  Node node_at(Node::Kind kind, const SourceMark& mark) const {
    Node node;
    node.kind = kind;
    node.file = &file_.path;
    node.line = mark.line;
    node.column = mark.column;
    return node;
  }
  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style);
  void close();
  void place(Node node, int height);
  void place_key(Node node);
  void count(const SourceMark& mark, std::size_t nodes, std::size_t bytes);
  void check_tag(const SourceMark& mark, const std::string& tag) const;
  void check_anchor(const SourceMark& mark, YAML::anchor_t anchor) const;
  void check_bare_key(const Frame& frame) const;
  bool tell_cut_value() const;
  std::string excerpt(std::size_t position) const;

  const SourceFile& file_;
  const YamlText& text_;
  Faults& faults_;
  std::optional<Node> root_;
  std::vector<Frame> stack_;
  std::map<YAML::anchor_t, Anchored> anchored_;
  std::size_t nodes_ = 0, bytes_ = 0;
  Scalar last_;
};

void TreeBuilder::count(const SourceMark& mark, std::size_t nodes, std::size_t bytes) {
  nodes_ += nodes;
  bytes_ += bytes;
  if (nodes_ > kYamlLimits.nodes) stop(mark, "expected at most 100000 values, but there are more");
  if (bytes_ > kYamlLimits.bytes) {
    stop(mark, "expected at most 1 MiB of text after aliases, but there is more");
  }
}

void TreeBuilder::check_tag(const SourceMark& mark, const std::string& tag) const {
  if (tag.empty() || tag == "?" || tag == "!") return;
  faults_.add(mark, "expected a value without a tag, but the tag " + said(tag));
}

void TreeBuilder::check_anchor(const SourceMark& mark, YAML::anchor_t anchor) const {
  const bool nested = anchor != 0 && std::any_of(stack_.begin(), stack_.end(),
                                                 [](const Frame& f) { return f.anchor != 0; });
  if (nested) stop(mark, "expected anchors that do not nest, but this one stands inside another");
}

void TreeBuilder::open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
  const SourceMark place = at(mark);
  if (static_cast<int>(stack_.size()) >= kYamlLimits.depth) {
    stop(place, "expected at most 64 levels, but this is deeper");
  }
  check_tag(place, tag);
  check_anchor(place, anchor);
  Frame frame;
  frame.first_node = nodes_;
  frame.first_byte = bytes_;
  count(place, 1, 0);
  frame.node = node_at(kind, place);
  frame.anchor = anchor;
  frame.flow = style == YAML::EmitterStyle::Flow;
  stack_.push_back(std::move(frame));
}

void TreeBuilder::close() {
  Frame frame = std::move(stack_.back());
  stack_.pop_back();
  if (frame.anchor != 0) {
    anchored_[frame.anchor] = {frame.node, frame.height, nodes_ - frame.first_node,
                               bytes_ - frame.first_byte};
  }
  place(std::move(frame.node), frame.height);
}

void TreeBuilder::place(Node node, int height) {
  if (stack_.empty()) {
    root_ = std::move(node);
    return;
  }
  Frame& frame = stack_.back();
  frame.height = std::max(frame.height, height + 1);
  if (frame.node.is_list()) {
    frame.node.items.push_back(std::move(node));
  } else if (!frame.key) {
    place_key(std::move(node));
  } else {
    frame.node.keys.push_back(std::move(*frame.key));
    frame.node.items.push_back(std::move(node));
    frame.key.reset();
  }
}

void TreeBuilder::place_key(Node node) {
  Frame& frame = stack_.back();
  if (!node.is_text() || node.text.empty()) {
    stop(node.mark(), "expected a key, but " + shown(node));
  }
  if (!frame.names.insert(node.text).second) {
    const Node* former = frame.node.key_of(node.text);
    faults_.add(node.mark(), "expected each key once, but " + said(node.text) + " stands in line " +
                                 std::to_string(former->line) + " already");
  }
  frame.key = std::move(node);
  frame.key_end = last_.end;
}

// `{ a: f(x, y) }` reads as the keys `a` and `y)`, `b` alone in a line as a key without a value.
void TreeBuilder::check_bare_key(const Frame& frame) const {
  const std::size_t next = text_.after_blanks(frame.key_end);
  if (next < text_.bytes().size() && text_.bytes()[next] == ':') return;
  const std::vector<Node>& former = frame.node.items;
  if (frame.flow && !former.empty() && former.back().plain) {
    stop(former.back().mark(), "expected quotes around a value with ',' in it, but " +
                                   said(former.back().text + ", " + frame.key->text) +
                                   " is plain and cut at the ',' (quote it)");
  }
  stop(frame.key->mark(),
       "expected ':' and a value after the key, but only " + said(frame.key->text));
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const SourceMark place_ = at(mark);
  check_anchor(place_, anchor);
  count(place_, 1, 0);
  if (!stack_.empty() && stack_.back().key) check_bare_key(stack_.back());
  Node node = node_at(Node::Kind::kNothing, place_);
  if (anchor != 0) anchored_[anchor] = {node};
  place(std::move(node), 1);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  const SourceMark place_ = at(mark);
  check_tag(place_, tag);
  check_anchor(place_, anchor);
  count(place_, 1, value.size());
  Node node = node_at(Node::Kind::kText, place_);
  node.text = value;
  node.plain = tag != "!";
  last_.position = static_cast<std::size_t>(std::max(mark.pos, 0));
  last_.plain = node.plain;
  last_.end = last_.position + value.size();
  const char first = last_.position < text_.bytes().size() ? text_.bytes()[last_.position] : ' ';
  if (!node.plain && (first == '"' || first == '\'')) {
    last_.end = text_.end_of_quoted(last_.position);
    if (last_.end == std::string_view::npos) {
      stop(place_, "expected a closing quote, but the file ends");
    }
  }
  if (anchor != 0) anchored_[anchor] = {node, 1, 1, value.size()};
  place(std::move(node), 1);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const SourceMark place_ = at(mark);
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) {
    stop(place_, "expected an alias of something complete, but it stands inside its own anchor");
  }
  if (std::any_of(stack_.begin(), stack_.end(), [](const Frame& f) { return f.anchor != 0; })) {
    stop(place_, "expected aliases that do not nest, but this one stands inside an anchor");
  }
  const Anchored& anchored = found->second;
  count(place_, anchored.nodes, anchored.bytes);
  if (static_cast<int>(stack_.size()) + anchored.height > kYamlLimits.depth) {
    stop(place_, "expected at most 64 levels, but with this alias there are more");
  }
  place(anchored.node, anchored.height);
}

// ---- what yaml-cpp could not read -----------------------------------------------------------

std::string TreeBuilder::excerpt(std::size_t position) const {
  const std::string_view rest = text_.bytes().substr(position);
  std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
  constexpr std::size_t kLengthMax = 30;
  if (line.size() <= kLengthMax) return "'" + std::string(line) + "'";
  line = line.substr(0, kLengthMax);
  while ((static_cast<unsigned char>(rest[line.size()]) & 0xC0u) == 0x80u) line.remove_suffix(1);
  return "'" + std::string(line) + "…'";
}

// `{ a: .b[0] }`: the plain text ends at the bracket.
bool TreeBuilder::tell_cut_value() const {
  if (stack_.empty() || !stack_.back().flow) return false;
  const Frame& frame = stack_.back();
  const std::size_t next = text_.after_blanks(last_.end);
  const char follows = next < text_.bytes().size() ? text_.bytes()[next] : ' ';
  if (last_.plain && (follows == '[' || follows == '{')) {
    faults_.add(text_.mark_at(last_.position),
                std::string("expected quotes around a value with '") + follows + "' in it, but " +
                    excerpt(last_.position) + " is plain inside " +
                    (frame.node.is_map() ? "{ }" : "[ ]") + " and cut there (quote it)");
    return true;
  }
  const std::vector<Node>& former = frame.node.items;
  if (frame.key && frame.node.is_map() && !former.empty() && former.back().plain) {
    faults_.add(former.back().mark(), "expected quotes around a value with ',' in it, but " +
                                          said(former.back().text + ", " + frame.key->text) +
                                          " is plain and cut at the ',' (quote it)");
    return true;
  }
  return false;
}

struct Wording {
  std::string_view theirs, ours;
};
constexpr Wording kWordings[] = {
    {"end of map flow not found", "expected ',' or '}' to go on in { }, but something else"},
    {"end of sequence flow not found", "expected ',' or ']' to go on in [ ], but something else"},
    {"end of map not found",
     "expected the next key, indented like those before it, but something "
     "else (text with special characters needs quotes)"},
    {"end of sequence not found",
     "expected the next '- ', indented like those before it, but "
     "something else"},
    {"illegal map value",
     "expected one key in a line, indented like its neighbours, but another ':' "
     "(text with ': ' in it needs quotes)"},
    {"the referenced anchor is not defined",
     "expected an alias of an anchor further up, but there "
     "is none of this name"},
    {"illegal flow end", "expected an opening bracket further up, but only the closing one"},
    {"unknown token", "expected a value, but a character that cannot begin one (quote the value)"},
    {"bad file", "expected at most 64 levels, but there are more"},
    {"cannot assign multiple anchors", "expected one anchor, but a second one"},
    {"cannot assign multiple tags", "expected a value without tags, but two of them"},
};

void TreeBuilder::tell(const YAML::Exception& exception) const {
  const bool in_brackets = exception.msg.find("flow not found") != std::string::npos;
  if (in_brackets && tell_cut_value()) return;
  static constexpr std::string_view kEscape = "unknown escape character: ";
  if (exception.msg.starts_with(kEscape)) {
    return faults_.add(at(exception.mark), "expected an escape such as \\n in \"…\", but '\\" +
                                               exception.msg.substr(kEscape.size()) +
                                               "' (in '…' nothing is escaped)");
  }
  const auto known =
      std::find_if(std::begin(kWordings), std::end(kWordings),
                   [&](const Wording& w) { return exception.msg.starts_with(w.theirs); });
  faults_.add(at(exception.mark), known != std::end(kWordings)
                                      ? std::string(known->ours)
                                      : "expected YAML, but " + exception.msg);
}

}  // namespace

std::optional<Node> read_yaml(const SourceFile& file, Faults& faults) {
  const YamlText text(file, faults);
  if (!text.good()) return std::nullopt;
  TreeBuilder tree(file, text, faults);
  try {
    std::istringstream stream(file.text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(tree)) {
    }
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& exception) {
    tree.tell(exception);
    return std::nullopt;
  }
  std::optional<Node> root = tree.take();
  if (!root || root->is_nothing()) {
    faults.add({file.path, 1, 1}, "expected a document, but the file is empty");
    return std::nullopt;
  }
  return root;
}

}  // namespace liaison::language
