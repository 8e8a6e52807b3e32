#include "tests/simulation/blueprint.h"

namespace liaison::simulation {

namespace {

class Maker {
 public:
  Maker(unsigned seed, bool judged) : random_(seed), judged_(judged) {}

  Blueprint make() {
    Blueprint made;
    made.list = list(2 + any(4), 0, true);
    // A way into the case that waits, and a last step that does.
    made.list.insert(made.list.begin(), task());
    made.list.push_back(task());
    if (any(2) == 0) made.whole = limit(20 + any(40));
    return made;
  }

 private:
  int any(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  std::string fresh(const char* kind) { return kind + std::to_string(++names_); }

  Limit limit(int hours) {
    Limit made{hours, {}};
    for (int share = 20 + any(40); share < 100 && any(3) > 0; share += 10 + any(40))
      made.ladder.push_back({MarkOfLadder::Kind::kShare, share, 0, 0});
    if (any(2) == 0) made.ladder.push_back({MarkOfLadder::Kind::kBreach, 0, 0, 0});
    for (int late = 1 + any(5); any(3) > 0 && late < 40; late += 1 + any(9)) {
      made.ladder.push_back({MarkOfLadder::Kind::kLate, late, 0, 0});
    }
    if (!made.ladder.empty() && any(4) == 0) {
      made.ladder.back().every = 1 + any(4);
      made.ladder.back().at_most = 1 + any(3);
    }
    return made;
  }

  Node task() {
    constexpr const char* kDepartments[] = {"alpha", "beta", "gamma"};
    Node made;
    made.name = fresh("task");
    made.department = kDepartments[any(3)];
    if (any(3) > 0) made.limit = limit(1 + any(30));
    return made;
  }

  std::vector<Node> list(int length, int depth, bool top = false) {
    std::vector<Node> made;
    for (int i = 0; i < length; ++i) made.push_back(node(depth));
    turn_some_back(made);
    for (std::size_t i = 0; i < made.size(); ++i) {
      if (made[i].kind != Node::Kind::kSwitch) continue;
      const auto later = static_cast<int>(made.size() - i) - 1;
      if (later > 1) made[i].then = made[i + 2 + static_cast<std::size_t>(any(later - 1))].name;
      else made[i].then = top && any(3) == 0 ? "end" : "";
    }
    return made;
  }

  // Where steps are returned, what is left of whose time is a matter of its own: no limits there.
  void turn_some_back(std::vector<Node>& made) {
    if (made.size() < 2 || any(3) > 0) return;
    Node& to = made[made.size() - 2];
    Node& from = made.back();
    if (from.kind != Node::Kind::kTask || to.kind != Node::Kind::kTask) return;
    from.returns_to = to.name;
    from.returns_at_most = 1 + any(2);
    from.limit = to.limit = {};
  }

  Node node(int depth) {
    const int what = any(judged_ ? 12 : 20);
    if (what < 4 || depth > 2) return task();
    Node made;
    if (what == 4) {
      made.kind = Node::Kind::kSwitch;
      made.name = fresh("which");
      made.more_than = any(5);
    } else if (what < 8) {
      made.kind = what == 5 ? Node::Kind::kRace : Node::Kind::kFork;
      made.name = fresh("both");
      for (int i = 2 + any(2); i > 0; --i) made.inner.push_back(branch(depth + 1));
      if (any(2) == 0) made.limit = limit(5 + any(30));
    } else if (what < 10) {
      made.kind = Node::Kind::kFor;
      made.name = fresh("each");
      made.inner = {task()};
      for (Node& more : list(any(2), depth + 1)) made.inner.push_back(more);
      if (any(2) == 0) made.limit = limit(5 + any(30));
    } else if (what < 12) {
      made = listed(depth + 1);
    } else {
      made = wild(what, depth);
    }
    return made;
  }

  Node listed(int depth) {
    Node made;
    made.kind = Node::Kind::kList;
    made.name = fresh("some");
    made.inner = list(1 + any(3), depth);
    made.inner.push_back(task());
    if (any(2) == 0) made.limit = limit(5 + any(30));
    return made;
  }

  Node branch(int depth) { return any(2) == 0 ? task() : listed(depth); }

  Node wild(int what, int depth) {
    constexpr Node::Kind kKinds[] = {Node::Kind::kTell, Node::Kind::kWait,   Node::Kind::kSet,
                                     Node::Kind::kTry,  Node::Kind::kListen, Node::Kind::kBreaks};
    Node made;
    made.kind = kKinds[static_cast<std::size_t>(what - 12) % 6];
    made.name = fresh("odd");
    made.amount = 1 + any(12);
    if (made.kind == Node::Kind::kTry) made.inner = listed(depth + 1).inner;
    return made;
  }

  std::mt19937 random_;
  const bool judged_;
  int names_ = 0;
};

class Writer {
 public:
  std::string write(const Blueprint& made) {
    text_ =
        "document: { dsl: '1.0.3', namespace: test, name: made-up, version: '1.0.0' }\n"
        "opens: { with: { type: test.made-up }, key: .no }\n"
        "input: { schema: { document: { type: object, required: [n, items], properties: "
        "{ no: { type: string }, n: { type: integer }, items: { type: array } } } } }\n";
    if (made.whole.hours > 0) text_ += "deadlines:\n  whole: " + limit(made.whole) + "\n";
    text_ += "do:\n";
    list(made.list, 2);
    return text_;
  }

 private:
  static std::string limit(const Limit& limit) {
    std::string text = "{ within: " + std::to_string(limit.hours) + " hours, escalate: ";
    if (limit.ladder.empty()) return text + "none }";
    text += "[";
    for (const MarkOfLadder& mark : limit.ladder) {
      const std::string amount = std::to_string(mark.amount);
      text += text.back() == '[' ? " { " : ", { ";
      text += mark.kind == MarkOfLadder::Kind::kShare    ? "at: " + amount + "%"
              : mark.kind == MarkOfLadder::Kind::kBreach ? "at: breach"
                                                         : "late: " + amount + " hours";
      text += ", to: alpha.head";
      if (mark.every > 0)
        text += ", again: { every: " + std::to_string(mark.every) +
                " hours, atMost: " + std::to_string(mark.at_most) + " }";
      text += " }";
    }
    return text + " ] }";
  }

  void line(int indent, const std::string& text) {
    text_ += std::string(static_cast<std::size_t>(indent), ' ') + text + "\n";
  }

  void list(const std::vector<Node>& nodes, int indent) {
    for (const Node& node : nodes) write(node, indent);
  }

  void write(const Node& node, int indent) {
    line(indent, "- " + node.name + ":");
    indent += 4;
    const std::string amount = std::to_string(node.amount);
    switch (node.kind) {
      case Node::Kind::kTask: write_task(node, indent); break;
      case Node::Kind::kList:
        line(indent, "do:");
        list(node.inner, indent + 2);
        break;
      case Node::Kind::kSwitch: {
        const std::string then = node.then.empty() ? "continue" : node.then;
        line(indent, "switch: [{ more: { when: '$context.n > " + std::to_string(node.more_than) +
                         "', then: " + then + " } }]");
        break;
      }
      case Node::Kind::kFork:
      case Node::Kind::kRace:
        line(indent, "fork:");
        if (node.kind == Node::Kind::kRace) line(indent + 2, "compete: true");
        line(indent + 2, "branches:");
        list(node.inner, indent + 4);
        break;
      case Node::Kind::kFor:
        line(indent, "for: { each: it, in: '$context.items' }");
        line(indent, "do:");
        list(node.inner, indent + 2);
        break;
      case Node::Kind::kTell: line(indent, "tell: { template: word, receipt: told }"); break;
      case Node::Kind::kWait: line(indent, "wait: { hours: " + amount + " }"); break;
      case Node::Kind::kSet:
        line(indent, "set: { n: '${ $context.n + " + amount + " }' }");
        line(indent, "output: { as: '$context + .' }");
        line(indent, "export: { as: . }");
        break;
      case Node::Kind::kTry: write_try(node, indent); break;
      case Node::Kind::kListen:
        line(indent, "listen: { to: { one: { with: { type: test.word } } } }");
        line(indent, "output: { as: $context }");
        line(indent, "timeout: { after: { hours: " + amount + " } }");
        break;
      case Node::Kind::kBreaks:
        line(indent, "set: { half: '${ 12 / ($context.n - 2) }' }");
        line(indent, "output: { as: '$context + .' }");
        break;
    }
    if (node.limit.hours > 0) line(indent, "deadline: " + limit(node.limit));
  }

  void write_task(const Node& node, int indent) {
    std::string text = "forward: { to: " + node.department + ", title: " + node.name +
                       ", result: { required: [ok] }";
    if (!node.returns_to.empty())
      text += ", returns: { to: " + node.returns_to +
              ", atMost: " + std::to_string(node.returns_at_most) + " }";
    line(indent, text + " }");
  }

  void write_try(const Node& node, int indent) {
    line(indent, "try:");
    list(node.inner, indent + 2);
    line(indent + 2, "- " + node.name + "Raises:");
    line(indent + 6, "if: $context.n > 2");
    line(indent + 6, "raise: { error: { type: 'https://example.com/odd', status: 400 } }");
    if (node.amount % 2 == 0)
      line(indent,
           "catch: { retry: { delay: { minutes: 30 }, limit: { attempt: { count: 2 } } } }");
    else line(indent, "catch: { errors: { with: { status: 400 } } }");
  }

  std::string text_;
};

}  // namespace

Blueprint made_up(unsigned seed, bool for_the_judge) { return Maker(seed, for_the_judge).make(); }
std::string text_of(const Blueprint& made) { return Writer().write(made); }

}  // namespace liaison::simulation
