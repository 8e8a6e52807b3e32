// The fast path and libjq give the same, on expressions and values drawn at random; and what the
// program adds for the meter changes nothing of what libjq gives alone.
#include "engine/language/fast_expression.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/language/expressions.h"
#include "engine/language/jq_order.h"
#include "engine/language/jq_value.h"

extern "C" {
#include <jq.h>
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/lsan_interface.h>
#define LIAISON_FINDS_LEAKS
#endif
#endif

namespace liaison {
namespace {

// ---- fast path == libjq ------------------------------------------------------------------------

class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}

  Json value(int depth) {
    switch (below(depth > 0 ? 9 : 6)) {
      case 0: return nullptr;
      case 1: return below(2) == 0;
      case 2: return below(7) - 3;
      case 3: return (below(7) - 3) / 2.0;
      case 4: return texts()[static_cast<std::size_t>(below(6))];
      case 5: return below(2) ? Json(1e17 + below(3)) : Json(-0.0);
      case 6: {
        Json list = Json::array();
        for (int i = below(4); i > 0; --i) list.push_back(value(depth - 1));
        return list;
      }
      default: {
        Json object = Json::object();
        for (int i = below(5); i > 0; --i) object[name()] = value(depth - 1);
        return object;
      }
    }
  }

  std::string expression(int depth) {
    const auto sub = [&] { return "(" + expression(depth - 1) + ")"; };
    if (depth == 0) return below(3) ? path() : literal();
    switch (below(12)) {
      case 0: return sub() + comparison() + sub();
      case 1: return path() + comparison() + literal();
      case 2: return sub() + " and " + sub();
      case 3: return sub() + " or " + sub();
      case 4: return sub() + " // " + sub();
      case 5: return sub() + " | not";
      case 6: return "if " + sub() + " then " + sub() + " else " + sub() + " end";
      case 7: return sub() + (below(3) ? " + " : below(2) ? " - " : " * ") + sub();
      case 8: return "{" + name() + ": " + sub() + ", \"" + name() + "\": " + sub() + "}";
      case 9: return below(3) ? "[" + sub() + ", " + sub() + "]" : "[]";
      case 10: return sub() + " | " + sub();
      default: return below(2) ? sub() + " | length" : path();
    }
  }

  int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

 private:
  static const std::vector<std::string>& texts() {
    static const std::vector<std::string> kTexts = {"", "a", "b", "ab", "中", "\xC3\xA9\n\""};
    return kTexts;
  }
  std::string name() { return std::string(1, "abcd"[below(4)]); }
  std::string path() {
    static const std::vector<std::string> kRoots = {".", "$context", "$settings", "$case"};
    std::string made = kRoots[static_cast<std::size_t>(below(4))];
    for (int i = below(4); i > 0; --i) {
      const bool dotted = made != "." && below(5);
      made += below(5) == 0 ? "[" + std::to_string(below(5) - 2) + "]"
              : dotted      ? "." + name()
                            : "[\"" + name() + "\"]";
    }
    return made;
  }
  std::string literal() { return value(0).dump(); }
  std::string comparison() {
    static const std::vector<std::string> kSigns = {" == ", " != ", " < ", " <= ", " > ", " >= "};
    return kSigns[static_cast<std::size_t>(below(6))];
  }

  std::mt19937 random_;
};

std::string told(const Result<Json>& value) {
  if (value) return value->dump(-1, ' ', false, Json::error_handler_t::replace);
  const std::string& message = value.error().message;
  return "error" + message.substr(message.find("', but ") + 1);
}

TEST(FastExpression, gives_what_libjq_gives) {
  int fast_ones = 0, values = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    Draw draw(seed);
    ExpressionsBuilder builder;
    std::vector<std::pair<Expression, Expression>> pairs;
    for (int i = 0; i < 25; ++i) {
      const std::string text = draw.expression(3);
      const auto tree = parse_expression(text);
      ASSERT_TRUE(tree) << text << ": " << tree.error().message;
      if (FastExpression::from(*tree)) ++fast_ones;
      const auto fast = builder.add(text), slow = builder.add("(" + text + ") as $x | $x");
      if (!fast) {  // a text times a number
        EXPECT_FALSE(slow) << text;
        continue;
      }
      pairs.emplace_back(*fast, *slow);
    }
    std::shared_ptr<const Evaluator> evaluator;
    const ExpressionsBuilder::Known known{{}, {}, {"a", "b", "c", "d"}};
    ASSERT_TRUE(builder.finish(known, evaluator).empty()) << "seed " << seed;
    for (const auto& [fast, slow] : pairs) {
      for (int i = 0; i < 8; ++i) {
        Variables variables;
        variables.context = draw.value(3);
        variables.settings = draw.value(3);
        variables.of_case = draw.value(2);
        const Json dot = draw.value(3);
        const std::string expected = told(evaluator->evaluate(slow, dot, variables));
        values += !expected.starts_with("error");
        EXPECT_EQ(told(evaluator->evaluate(fast, dot, variables)), expected)
            << "seed " << seed << ": " << fast.source << " of " << dot;
      }
    }
  }
  EXPECT_GT(fast_ones, 700);
  EXPECT_GT(values, 1200);
}

TEST(FastExpression, orders_any_two_values_as_jq_does) {
  ExpressionsBuilder builder;
  const Expression sorted = *builder.add("[.[0], .[1]] | sort | (.[0] == $context) | not");
  std::shared_ptr<const Evaluator> evaluator;
  ASSERT_TRUE(builder.finish({}, evaluator).empty());
  Draw draw(7);
  for (int i = 0; i < 3000; ++i) {
    Variables variables;
    const Json a = draw.value(3), b = draw.value(3);
    variables.context = a;
    const bool after = evaluator->evaluate(sorted, Json::array({a, b}), variables)->get<bool>();
    EXPECT_EQ(jq_order(a, b) > 0, after) << a << " and " << b;
    EXPECT_EQ(jq_order(a, b) > 0, jq_order(b, a) < 0);
  }
}

TEST(FastExpression, takes_the_simple_ones_only) {
  const auto is_fast = [](const char* text) {
    return FastExpression::from(*parse_expression(text)).has_value();
  };
  EXPECT_TRUE(is_fast(".a.b"));
  EXPECT_TRUE(is_fast("$context + {draft: ($context.draft + $task.output)}"));
  EXPECT_TRUE(is_fast("$case.pausedFor | length == 0"));
  EXPECT_FALSE(is_fast(".a[]"));
  EXPECT_FALSE(is_fast(".a?"));
  EXPECT_FALSE(is_fast(".[.a]"));
  EXPECT_FALSE(is_fast("[.a[]]"));
}

// ---- metered == libjq alone --------------------------------------------------------------------

// What libjq itself gives, without checks and meter.
class Alone {
 public:
  explicit Alone(const std::string& text) : state_(jq_init()) {
    jq_set_error_cb(
        state_, [](void*, jv error) { jv_free(error); }, nullptr);
    compiles_ = jq_compile(state_, text.c_str());
  }
  ~Alone() { jq_teardown(&state_); }
  Alone(const Alone&) = delete;
  Alone& operator=(const Alone&) = delete;

  std::string of(const Json& dot) {
    if (!compiles_) return "does not compile";
    jq_start(state_, to_jq(dot), 0);
    const Jv value(jq_next(state_));
    return value.kind() == JV_KIND_INVALID ? "error" : from_jq(value.get())->dump();
  }

 private:
  jq_state* state_;
  bool compiles_ = false;
};

class Metered : public testing::TestWithParam<const char*> {};
TEST_P(Metered, gives_what_libjq_gives_alone) {
  const std::vector<Json> dots = {
      nullptr,
      3,
      "a,b-c",
      Json::parse(R"([3,1,2,1])"),
      Json::parse(R"({"a":1,"b":[1,{"c":"x"}]})"),
      Json::parse(R"([{"a":1,"b":"x"},{"a":2,"b":"y"},{"a":1,"b":null}])"),
      Json::parse(R"([[1,2],[3,[4,null]],"s",{"k":[true,false]}])"),
      "Aéb1中22"};
#ifdef LIAISON_FINDS_LEAKS
  const __lsan::ScopedDisabler libjq_leaks_where_indexing_fails;
#endif
  ExpressionsBuilder builder;
  const Result<Expression> expression = builder.add("[" + std::string(GetParam()) + "]");
  ASSERT_TRUE(expression) << expression.error().message;
  std::shared_ptr<const Evaluator> evaluator;
  ASSERT_TRUE(builder.finish({}, evaluator).empty());
  Alone alone("[" + std::string(GetParam()) + "]");
  for (const Json& dot : dots) {
    const Result<Json> value = evaluator->evaluate(*expression, dot, {});
    EXPECT_EQ(value ? value->dump() : "error", alone.of(dot)) << GetParam() << " of " << dot;
  }
}
INSTANTIATE_TEST_SUITE_P(
    FastExpression, Metered,
    testing::Values(
        "..", ".[]?", ".[]", ".a?, .b?", ".[0:2]", ".[1:]?", ".[-1:]?", ".[\"a\"]?", ".[1]?",
        "keys", "length", "map(.a)", "map(.[]?)", "map_values(. | tostring)", "map_values(empty)",
        "path(..)", "paths", "paths(type == \"number\")", "[paths] as $p | getpath($p[])",
        "setpath([\"a\"]; 1, 2)", "setpath([0]; 9)", "setpath([-9]; 9)",
        "setpath((([0], [1])); 7, 8)", "delpaths([[0], [\"a\"]])?", "del(.[0])", "del(.[0, 2])",
        "del(.a, .b)", "del(.[] | select(. == 1))", "to_entries",
        "with_entries(.value |= tostring)",
        "[to_entries[] | {key: (.key | tostring), value}] | from_entries",
        "select(type == \"array\")", "add", "any", "all", "any(.[]; . == 1)", "all(.[]; . != 9)",
        "any(. == 1)", "all(type == \"object\")", "flatten", "flatten(1)", "flatten(-1)", "sort",
        "sort_by(.a)", "sort_by(.a, .b)", "group_by(.a)", "min_by(.a)", "max_by(.b)", "unique",
        "unique_by(.a)", "min", "max", "reverse", "contains(\"a\")", "contains([1])",
        "contains({a: 1})", "inside([1, 2, 3, 4])", "inside(\"xa,b-cx\")", "index(\",\")",
        "rindex(1)", "indices(1)", "indices([1, 2])", "indices(\"b\")", "join(\"-\")",
        "map(tostring) | join(\", \")", "[1, null, \"a\", true] | join(\"/\")", "[] | join(\",\")",
        "[[1]] | join(\",\")", "[1, 2] | join(1)", "[1] | join(1)", "[\"a\", \"b\"] | join(null)",
        "split(\",\")", "split(\"\")", "ascii_downcase", "ascii_upcase", "test(\"a\")",
        "test(\"A\"; \"i\")", "match(\"[a-z]\")", "match(\"[a-z]\"; \"g\")",
        "match([\"B\", \"gi\"])", "match(\"(?<l>[a-z])(,)?\"; \"g\")",
        "capture(\"(?<x>[a-z]),(?<y>[a-z])\")", "scan(\"[a-z]\")", "scan(\"([a-z])([^a-z])\")",
        "scan(\"\\\\d+\")", "sub(\"b\"; \"<\\\\(.)>\")", "sub(\"(?<l>[a-z])\"; \"<\\(.l)>\")",
        "sub(\"(?<l>[a-z])\"; .l, \"q\")", "gsub(\"(?<l>[a-z])\"; \"<\\(.l)>\")",
        "gsub(\"[,-]\"; \"\")", "gsub(\"B\"; \"*\"; \"i\")", "sub(\"[a-z]\"; \"*\"; \"g\")",
        "split(\"[,-]\"; null)", "split(\"[A-Z]\"; \"i\")", "test(\"^\\\\w+$\")", "test(\"\\\\d\")",
        "first(.[])", "last(.[])", "nth(1; .[])", "nth(1)", "first", "last", "limit(2; .[])",
        "limit(0; .[])", "limit(-1; .[])", "range(3)", "range(1; 4)", "range(5; 0; -2)",
        "range(0; 1; 0)", "tojson", "tojson | fromjson", "tostring", "tonumber",
        "[.[]? | tonumber?]", "type", "not", "floor", "sqrt", "round", "ceil",
        "0, 1e9, 1.5 | todate", "\"2025-01-31T08:00:00Z\" | fromdate", "has(\"a\")", "has(0)",
        "[.[]? | in([0, 1])?]", "startswith(\"a\")", "ltrimstr(\"a\")", "rtrimstr(\"c\")", "error",
        "try error(\"x\") catch .", "try error({a: 1}) catch .a", "(.a)?",
        "try (.[] | .a) catch \"no\"", ".a // 5", ".[]? // 5", "(.[]? | .a?) // \"none\"",
        "first(empty) // 1", ". + .", ". - .", ". * .", ". / .", ". % 2", "5 % 3, -5 % 3, 5 % -3",
        "1 / 3", ". - [1]", "-.", "{a: 1} * {b: 2}", "{a: {b: 1}} * {a: {c: 2}}", ". * {a: {z: 1}}",
        "{(.[]? | tostring): 1}?", "{a: (1, 2), b: (3, 4)}", "{\"x\\(1, 2)\": .a?}",
        "\"a\\(1, 2)b\\(3, 4)\"", "[(1, 2) + (10, 20)]", "[(1, 2) * (10, 20)]", "[(5, 6) - (1, 2)]",
        "[(5, 6) % (3, 4)]", "(1, null) as $x | $x // 7", ".[0] = 5", ".a = (1, 2)", ".a.b?",
        ".[]? |= 3", ".[] += 1", ".a += 1", ".a -= 1", ".a *= 2", ".a //= 4",
        ".b[1].c |= . + \"!\"", "(.. | select(. == 1)) = 9",
        "(.. | select(type == \"number\")) |= 2", ".[1:] = [\"z\"]", ".[:1] |= map(.)",
        "(.[] | select(. == 1)) |= empty", "first(.[]) = 4", "reduce .[] as $x (0; . + 1)",
        "reduce .[] as [$a, $b] ([]; . + [$b])", "reduce empty as $x (3; 4)",
        "foreach .[] as $x (0; . + 1)", "foreach .[] as $x (0; . + 1; [$x, .])",
        "foreach .[] as {a: $a, b: $b} (0; . + 1; $a, $b)", ". as [$x, [$y]] | [$x, $y]",
        ". as {a: $x, b: [$y, {c: $z}]} | [$x, $y, $z]", "if .[]? then 1 else 2 end",
        "if empty then 1 else 2 end",
        "[.[]? | if . == 1 then \"one\" elif . == 2 then \"two\" else . end]",
        "1 as $x | 2 as $y | $x - $y", "1 + 2 * 3 - 4 / 2", "1 - 2 - 3", "2 * 3 % 4",
        "1, 2 | . + 1", "1 as $x | $x, $x + 1 | . * 2", "true or false and false",
        "1 == 1 and 2 < 3", "null // false // 3", "-1 + 2", "1 + -1", "-(1, 2)",
        "try error(\"a\") // 1", "@text", "@json", "@json \"x\\(.)y\"",
        "[1, \"a\\\"b\", null, true] | @csv", "@csv \"\\([1, .a?])\"", "@text \"\\(.)\"",
        ".a as $x | .b? as $y | [$x, $y]", "utf8bytelength", "[.[]?] | length", "{} | .a.b.c",
        "{} | .a += 1", "null | .[2] = 1", "[limit(3; ..)]", "[..] | length"));

}  // namespace
}  // namespace liaison
