// Expressions: what is allowed, what is refused and in which words, what a value they give is.
#include "engine/language/expressions.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace liaison {
namespace {

Variables variables() {
  Variables made;
  made.context = Json{{"kva", 1300}, {"supply", "dual"}, {"big", 1e3}};
  made.settings = Json{{"ourTime", "22 workdays"}};
  made.of_case = Json{{"id", "c-1"}, {"key", "A7"}, {"pausedFor", Json::array()}};
  made.customer = Json{{"important", true}, {"region", "south"}};
  made.steps = Json{{"cut", {{"open", false}, {"times", 2}, {"doneAt", nullptr}}}};
  made.clocks = Json{{"answer", {{"breached", true}}}};
  made.task = Json{{"output", {{"text", "plan"}}}};
  return made;
}

// "VALUE", or "fault: …" when it is refused, or "error: …" when it fails.
std::string outcome(const std::string& text, const Json& dot = nullptr,
                    const ExpressionsBuilder::Known& known = {{"cut"}, {"answer"}, {"ourTime"}}) {
  ExpressionsBuilder builder;
  const Result<Expression> expression = builder.add(text);
  if (!expression) return "fault: " + expression.error().message;
  std::shared_ptr<const Evaluator> evaluator;
  for (const auto& [number, fault] : builder.finish(known, evaluator)) return "fault: " + fault;
  const Result<Json> value = evaluator->evaluate(*expression, dot, variables());
  return value ? value->dump() : "error: " + value.error().message;
}

TEST(Expressions, give_what_the_workflows_of_the_examples_mean) {
  const Json sheet = Json::parse(R"({"kind":"fault","kva":1300,"act":[{"done":1},{"done":2}],
    "completion":[{"passed":true,"faults":["a"]},{"passed":false,"faults":null}],
    "about":{"manager":"m-1","person":null}})");
  EXPECT_EQ(outcome(".kva >= 1260 or .supply == \"dual\" or $customer.important", sheet), "true");
  EXPECT_EQ(outcome("${ [.completion[].faults[]?] }", sheet), R"(["a"])");
  EXPECT_EQ(outcome("${ all(.completion[]; .passed) }", sheet), "false");
  EXPECT_EQ(outcome("${ [.act[].done] }", sheet), "[1,2]");
  EXPECT_EQ(outcome("${ [.about.manager, .about.person] | map(select(. != null)) }", sheet),
            R"(["m-1"])");
  EXPECT_EQ(outcome("$context + { NAME: $task.output }"),
            R"({"NAME":{"text":"plan"},"big":1000,"kva":1300,"supply":"dual"})");
  EXPECT_EQ(outcome("$case.pausedFor | length == 0"), "true");
  EXPECT_EQ(outcome("$steps.cut.times < 2"), "false");
  EXPECT_EQ(outcome("$clocks.answer.breached | not"), "false");
  EXPECT_EQ(outcome("if .kind == \"fault\" then \"none\" elif $customer.important then \"signed\" "
                    "else \"told\" end",
                    sheet),
            R"("none")");
  EXPECT_EQ(outcome("(.text // .about).manager", sheet), R"("m-1")");
  EXPECT_EQ(outcome("$settings.ourTime"), R"("22 workdays")");
}

TEST(Expressions, know_which_variables_they_need) {
  ExpressionsBuilder builder;
  const Expression plain = *builder.add(".kva > 5");
  const Expression context = *builder.add("${ $context.kva }");
  const Expression several = *builder.add("[$steps.cut.times, $case.id] | map(tostring)");
  const Expression own = *builder.add(". as $input | [$input]");
  std::shared_ptr<const Evaluator> evaluator;
  ASSERT_TRUE(builder.finish({{"cut"}, {}, {}}, evaluator).empty());
  EXPECT_EQ(evaluator->needs(plain), 0u);
  EXPECT_EQ(evaluator->needs(context), kNeedsContext);
  EXPECT_EQ(evaluator->needs(several), kNeedsSteps | kNeedsCase);
  EXPECT_EQ(evaluator->needs(own), 0u);
  EXPECT_EQ(context.source, "$context.kva");
}

TEST(Expressions, take_the_names_that_steps_around_them_give) {
  ExpressionsBuilder builder;
  const char text[] = "[$item, $context] | map(.) | .[0]";
  const Expression slow = *builder.add(text, {"item"});
  const Expression again = *builder.add(text, {"index", "item"});
  const Expression fast = *builder.add("$item", {"item"});
  const Expression own = *builder.add("$settings.any | map(.)", {"settings"});
  EXPECT_FALSE(builder.add(text));
  std::shared_ptr<const Evaluator> evaluator;
  ASSERT_TRUE(builder.finish({}, evaluator).empty());
  EXPECT_EQ(evaluator->needs(slow), kNeedsLocals | kNeedsContext);
  EXPECT_EQ(evaluator->needs(own), unsigned{kNeedsLocals});
  Variables variables;
  variables.locals = {{"item", Json(1)}, {"index", Json(2)}, {"item", Json(3)}};
  EXPECT_EQ(*evaluator->evaluate(slow, nullptr, variables), Json(3));
  EXPECT_EQ(*evaluator->evaluate(again, nullptr, variables), Json(3));
  EXPECT_EQ(*evaluator->evaluate(fast, nullptr, variables), Json(3));
  EXPECT_EQ(*evaluator->evaluate(fast, nullptr, {}), Json(nullptr));
  variables.locals = {{"settings", Json({{"any", {1, 2}}})}};
  EXPECT_EQ(*evaluator->evaluate(own, nullptr, variables), Json({1, 2}));
}

TEST(Expressions, are_recognised_by_how_they_begin) {
  EXPECT_TRUE(is_expression("${ .a }"));
  EXPECT_TRUE(is_expression("  ${.a} "));
  EXPECT_FALSE(is_expression("$.a"));
  EXPECT_FALSE(is_expression("${ .a"));
  EXPECT_TRUE(looks_like_expression(".a"));
  EXPECT_TRUE(looks_like_expression("$case.id"));
  EXPECT_FALSE(looks_like_expression("5 workdays"));
}

// ---- the list of language.md section 3 -------------------------------------------------------

class Allowed : public testing::TestWithParam<const char*> {};
TEST_P(Allowed, compiles) {
  EXPECT_FALSE(outcome(GetParam()).starts_with("fault")) << outcome(GetParam());
}
INSTANTIATE_TEST_SUITE_P(
    Expressions, Allowed,
    testing::Values(
        ".", ".a", ".a.b[0]", ".a[]?", ".[\"a b\"]", ".\"a\"", ".a[1:]", ".[:2]", ".[-1]?", "..",
        "1", "-1.5e3", "\"a\\u4e2d\\n\"", "null", "true", "[]", "{}",
        "{a, \"b\": 1, (.c // \"d\"): 2}", "{$case}", "{if: 1}", "{\"a\\(1)\": .}",
        "{a: 1 | (. + 1)}", "# why\n.a", ".a # why", "-(.a)", ".a - 1", ".a // 5 // 6",
        ".a and .b or (.c | not)", "if . then 1 elif .a then 2 else 3 end",
        "try error(\"x\") catch .", ".a?", "(.a | tostring)?", "reduce .[]? as $x (0; . + $x)",
        "foreach (.a // [])[] as [$x, {b: $y}] (0; . + 1; [., $x, $y])",
        "foreach (1, 2) as $x (0; $x)", ". as {a: $x, $b} | [$x, $b]", "\"a\\(1 + 1)b\"",
        "@csv \"\\([1])\"", "@json", "@text", "[1] | @csv", ".a = 1", ".a.b[3] |= 4", ".a += 1",
        ".a //= 1", "(.a, .b) = 2", ".a[1:2] = []", "(.a | select(. == .b)) = 1", "length",
        "\"a\" | utf8bytelength", "not", "{} | keys", "has(\"a\")?", "\"a\" | in({})",
        "[1] | map(. + 1)", "{} | map_values(1)", "path(.a)", "[paths]", "[paths(. == 1)]",
        "getpath([\"a\"])", "setpath([\"a\"]; 1)", "delpaths([[\"a\"]])", "del(.a)",
        "{} | to_entries | from_entries", "{} | with_entries(.value = 1)", "select(. == null)",
        "first(empty, 1)", "try error catch 1", "[1] | add", "[] | any", "[] | any(.)", "any(1; .)",
        "[] | all", "[] | all(.)", "all(1; .)", "[[1]] | flatten", "[1] | flatten(1)",
        "1.5 | floor, sqrt, round, ceil, abs | select(. == 1)", "tostring", "\"1\" | tonumber",
        "type", "[2, 1] | sort | sort_by(.) | min, max | select(. == 2)", "[1] | group_by(.)",
        "[1] | min_by(.)", "[1] | max_by(.)", "[1, 1] | unique", "[1] | unique_by(.)",
        "[1] | reverse", "[1] | contains([1])", "[1] | inside([1])", "\"a\" | startswith(\"a\")",
        "\"a\" | endswith(\"a\")", "\"a\" | ltrimstr(\"a\")", "\"a\" | rtrimstr(\"a\")",
        "\"a,b\" | split(\",\")", "\"a1b\" | split(\"[0-9]\"; null)", "[\"a\"] | join(\",\")",
        "\"A\" | ascii_downcase | ascii_upcase", "\"a\" | test(\"A\"; \"i\")",
        "\"a\" | [match(\"a\")]", "\"a\" | capture(\"(?<x>a)\")", "\"a\" | [scan(\"a\")]",
        "\"a\" | sub(\"a\"; \"b\")", "\"a\" | gsub(\"a\"; \"b\"; \"i\")", "\"a\" | index(\"a\")",
        "\"a\" | rindex(\"a\")", "\"a\" | indices(\"a\")", "[1] | first", "[1] | last",
        "first(1, 2)", "last(1, 2)", "[1] | nth(0)", "nth(1; 1, 2)", "tojson", "\"1\" | fromjson",
        "0 | todate", "\"1970-01-01T00:00:00Z\" | fromdate", "[range(5)]", "[range(1; 10000; 7)]",
        "[range(-5; 0)]", "[limit(10000; 1, 2)]", "$steps.cut", "$clocks.answer.due",
        "$settings[\"ourTime\"]", "$steps | keys",
        "[$context, $input, $output, $task, $workflow, $runtime, $error] | length"));

struct Refusal {
  const char* text;
  const char* fault;  // how it ends, or all of it
};
class Forbidden : public testing::TestWithParam<Refusal> {};
TEST_P(Forbidden, is_a_fault_that_names_it) {
  const std::string found = outcome(GetParam().text);
  EXPECT_TRUE(found.starts_with("fault: expected ")) << GetParam().text << " gives " << found;
  EXPECT_NE(found.find(GetParam().fault), std::string::npos) << found;
}
INSTANTIATE_TEST_SUITE_P(
    Expressions, Forbidden,
    testing::Values(
        Refusal{"now", "expected a function of the list in language.md section 3, but 'now'"},
        Refusal{"env", "'env'"}, Refusal{"env.HOME", "'env'"}, Refusal{"$ENV", "'$ENV'"},
        Refusal{"$ENV.HOME", "expected a variable of language.md section 3, but '$ENV'"},
        Refusal{"\"\\($ENV.HOME)\"", "'$ENV'"}, Refusal{"@csv \"\\([1, \"\\(now)\"])\"", "'now'"},
        Refusal{"$__loc__", "'$__loc__'"}, Refusal{"$__prog_args", "'$__prog_args'"},
        Refusal{"{$__loc__}", "'$__loc__'"}, Refusal{"$other", "'$other'"},
        Refusal{"input", "'input'"}, Refusal{"inputs", "'inputs'"}, Refusal{"_input", "'_input'"},
        Refusal{"debug", "'debug'"}, Refusal{"stderr", "'stderr'"}, Refusal{"halt", "'halt'"},
        Refusal{"halt_error", "'halt_error'"}, Refusal{"input_filename", "'input_filename'"},
        Refusal{"get_search_list", "'get_search_list'"}, Refusal{"localtime", "'localtime'"},
        Refusal{"mktime", "'mktime'"}, Refusal{"strftime(\"%Z\")", "'strftime'"},
        Refusal{"l_ask", "'l_ask'"}, Refusal{"$l_all", "'$l_all'"},
        Refusal{"_plus(1; 2)", "'_plus'"}, Refusal{"def f: f; f", "but 'def'"},
        Refusal{"1 + def f: 1; f", "but 'def'"}, Refusal{"import \"a\" as a; 1", "but 'import'"},
        Refusal{"include \"a\"; 1", "but 'include'"}, Refusal{"label $x | break $x", "but 'label'"},
        Refusal{". as [$a] ?// $a | $a", "but '?//'"}, Refusal{"recurse", "'recurse'"},
        Refusal{"recurse(.)", "'recurse'"}, Refusal{"while(true; .)", "'while'"},
        Refusal{"until(false; .)", "'until'"}, Refusal{"repeat(.)", "'repeat'"},
        Refusal{"combinations", "'combinations'"}, Refusal{"walk(.)", "'walk'"},
        Refusal{"input_line_number", "'input_line_number'"},
        Refusal{"@sh", "expected @text, @json or @csv, but '@sh'"},
        Refusal{"@base64 \"\\(.)\"", "'@base64'"},
        Refusal{"range(.a)", "constant bounds of at most 10000 of 'range'"},
        Refusal{"range(10001)", "but 10001"}, Refusal{"range(0; 5; .b)", "it is computed"},
        Refusal{"limit(.n; .[])", "of 'limit'"}, Refusal{"limit(20000; .[])", "but 20000"},
        Refusal{"\"a\" * 5", "a string times a number"},
        Refusal{"3 * \"a\\(.)\"", "a string times a number"},
        Refusal{".[.n] = 1", "its index is computed"},
        Refusal{".a[.n].b |= 1", "its index is computed"},
        Refusal{".a[$case.n:] = []", "its index is computed"},
        Refusal{".[20000] = 1", "at most 10000"},
        Refusal{"getpath(.p) = 1", "its index is computed"},
        Refusal{"map(3", "expected ')', but the expression ends"},
        Refusal{"map", "another number of arguments of 'map', but 0"},
        Refusal{"length(1)", "of 'length', but 1"}, Refusal{"", "nothing is written"},
        Refusal{"${ }", "nothing is written"}, Refusal{".a b", "expected the end, but 'b'"},
        Refusal{".a == 1 == 2", "'=='"}, Refusal{"if . then 1 end", "expected 'else', but 'end'"},
        Refusal{"\"a", "expected a closing \", but the expression ends"},
        Refusal{"\"\\q\"", "escape"},
        Refusal{"1 +", "expected an expression, but the expression ends"}, Refusal{".a;", "';'"},
        Refusal{"1..2", "expected a number, but '1.'"}, Refusal{"1e999", "expected a number"},
        Refusal{".é", "'é'"}, Refusal{"a::b", "'a:'"}, Refusal{"{a: 1 + 2}", "parentheses"},
        Refusal{"test(\"(a\")", "expected a pattern"},
        Refusal{"test(\"(?=a)\")", "without look-around"},
        Refusal{"reduce . as $x (1)", "expected ';'"},
        Refusal{"$steps.cot", "expected the name of a step after $steps, but 'cot'"},
        Refusal{"$clocks[\"none\"].due", "a clock after $clocks, but 'none'"},
        Refusal{"\"\\($settings.ourTme)\"", "a setting after $settings, but 'ourTme'"}));

TEST(Expressions, refuse_what_is_nested_without_end) {
  const std::string deep(100'000, '(');
  EXPECT_NE(outcome(deep).find("at most 64 KiB"), std::string::npos);
  for (const char* open : {"(", "[", "{a:", "-", "\"\\(", "if ", "try ", ".[", "1+(", "reduce ("}) {
    std::string text;
    while (text.size() < 50'000) text += open;
    EXPECT_TRUE(outcome(text).starts_with("fault: expected ")) << open;
  }
  std::string sum = "1";
  while (sum.size() < 50'000) sum += " + 1";
  EXPECT_NE(outcome(sum).find("nested at most"), std::string::npos);
}

TEST(Expressions, all_faults_of_a_file_are_told_by_number) {
  ExpressionsBuilder builder;
  ASSERT_TRUE(builder.add("$steps.a.open"));
  ASSERT_TRUE(builder.add(".fine | map(.)"));
  ASSERT_TRUE(builder.add("[$clocks.b, $settings.c]"));
  std::shared_ptr<const Evaluator> evaluator;
  const auto faults = builder.finish({}, evaluator);
  ASSERT_EQ(faults.size(), 3u);
  EXPECT_EQ(faults[0].first, 0);
  EXPECT_EQ(faults[1].first, 2);
  EXPECT_EQ(faults[2].second, "expected the name of a setting after $settings, but 'c'");
  EXPECT_EQ(evaluator, nullptr);
}

// ---- one value, finite, small, in time -------------------------------------------------------

TEST(Expressions, give_exactly_one_value) {
  EXPECT_EQ(outcome("empty"), "error: expected one value of 'empty', but it gives none");
  EXPECT_EQ(outcome(".[]", Json{1, 2}),
            "error: expected one value of '.[]', but it gives more than one");
  EXPECT_EQ(outcome(".a", Json{1}),
            "error: expected one value of '.a', but Cannot index array with string \"a\"");
  EXPECT_EQ(outcome("1, error(\"x\")"), "error: expected one value of '1, error(\"x\")', but x");
  EXPECT_EQ(outcome("error({a: 1})"),
            "error: expected one value of 'error({a: 1})', but {\"a\":1}");
  EXPECT_EQ(outcome("\"nan\" | tonumber"),
            "error: expected one value of '\"nan\" | tonumber', but it holds a number that is "
            "infinite or none");
  EXPECT_NE(outcome("[1e308 * 10]").find("infinite or none"), std::string::npos);
  EXPECT_EQ(outcome("[1.0, 2.5, 1e3, -0.0] | map(. * 1)"), "[1,2.5,1000,0]");
  EXPECT_EQ(outcome(".a", Json{{"a", 5.0}}), "5");
}

TEST(Expressions, say_errors_shortly) {
  const Json text(std::string(300'000, 'x'));
  const std::string error = outcome("error(.)", text);
  EXPECT_LT(error.size(), 320u);
  const std::string wide =
      outcome("error(.) # 中文" + std::string(500, '#'), Json(std::string(999, '\x7f')));
  EXPECT_LT(wide.size(), 320u);
}

TEST(Expressions, refuse_results_over_256_kib) {
  const Json big(std::string(300'000, 'x'));
  EXPECT_NE(outcome(".", big).find("it is larger than 256 KiB"), std::string::npos);
  EXPECT_NE(outcome("[.[] | .]", Json::array({big})).find("it is larger than 256 KiB"),
            std::string::npos);
  EXPECT_NE(outcome("{a: .}", big).find("it is larger than 256 KiB"), std::string::npos);
  const Json list(std::vector<int>(140'000, 1));
  EXPECT_NE(outcome(".[0:]", list).find("it is larger than 256 KiB"), std::string::npos);
}

class Endless : public testing::TestWithParam<const char*> {};
TEST_P(Endless, is_cut_off) {
  const Json dot = Json::parse(R"({"s":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","l":[1,2,3],"n":-1e19,
    "w":"","big":")" + std::string(200'000, 'y') +
                               "\"}");
  const auto began = std::chrono::steady_clock::now();
  const std::string found = outcome(GetParam(), dot);
  const auto took = std::chrono::steady_clock::now() - began;
  EXPECT_TRUE(found.starts_with("error: expected one value of ")) << found.substr(0, 300);
  EXPECT_LT(took, std::chrono::seconds(20));  // no timing test: only that it ends
}
INSTANTIATE_TEST_SUITE_P(
    Expressions, Endless,
    testing::Values(
        "[range(10000)] | map([range(10000)])", "[range(10000) | range(10000)] | length",
        "last(range(10000) | range(10000) | range(10000))", "reduce range(10000) as $i (.; [., .])",
        "reduce range(10000) as $i (.; [.])", "reduce range(10000) as $i (.l; . + .) | length",
        "reduce range(10000) as $i (.big; . + .) | length",
        "reduce range(40) as $i (.; {a: ., b: .}) | tojson",
        "reduce range(10000) as $i (.l; reduce range(10000) as $j (.; [.]))",
        "reduce range(60) as $i ({a: [1]}; .a += .a) | length",
        "reduce range(60) as $i ([1]; .[1:] = . + .) | length",
        "[range(10000) | $context] | map([range(100) | $context])", "setpath([1e9]; 1)",
        "setpath([range(10000) | 0]; 1)", "getpath([range(10000) | \"a\"]) | tojson | error",
        "null | delpaths([[range(10000) | \"a\"]]) | error",
        "[range(10000) | \"\\($context)\\($context)\"] | add",
        "[range(10000) | [range(100)]] | flatten | tojson | length",
        "[range(10000)] as $a | [$a[] | $a] | tojson | length",
        "reduce range(60) as $i ([\"\\u0001a\", 1]; [\"\\u0001a\", ., .]) | tojson",
        "reduce range(9999) as $i ([\"\\u0001a\", 1]; [\"\\u0001a\", .]) | tojson",
        "[range(9999)] as $a | $a | contains($a)",
        "[range(9999)] as $a | [range(9999)] - $a | error(\"x\")",
        "[range(9999)] as $a | $a | indices($a) | error(\"x\")",
        "[limit(10000; range(10000))] | [.[] as $x | .[] as $y | .[] as $z | 1] | length",
        ".big as $b | [range(10000) | $b] | join($b)", ".big as $b | [range(10000) | $b] | add",
        ".big | [match(\"\"; \"g\")] | map(.offset) | [.[] as $x | .[] as $y | $x] | length",
        ".big | gsub(\"\"; "
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\")",
        ".big | [match(\"y*z|y\"; \"g\")] | length", "[range(0; 10000; 0.0001)] | length",
        ".s * .l[2]", ".l[2] * .big", ".n % -1", "(.n * 1e300 * 1e300) as $i | ($i - $i) % -1",
        "[.., .., ..] | [.., .., ..] | [.., .., ..] | tojson | error",
        "(.,.,.,.,.,.,.,.) | (.,.,.,.,.,.,.,.) | (.,.,.,.,.,.,.,.) | (.,.,.,.,.,.,.,.) | "
        "(.,.,.,.,.,.,.,.) | "
        "(.,.,.,.,.,.,.,.) | (.,.,.,.,.,.,.,.) | (.,.,.,.,.,.,.,.) | (.,.,.,.,.,.,.,.) | empty",
        "[.,.,.,.] | [.,.,.,.] | [.,.,.,.] | [.,.,.,.] | [.,.,.,.] | [.,.,.,.] | [.,.,.,.] | "
        "[.,.,.,.] | [.,.,.,.]",
        "{a: ., b: .} | {a: ., b: .} | {a: ., b: .} | {a: ., b: .} | {a: ., b: .} | {a: ., b: .} | "
        "{a: ., b: .}"));

// Matches one after the other read the text once, in whatever order its characters are counted.
TEST(Expressions, matches_cost_what_they_read) {
  const auto own_time = [] {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
  };
  const auto took = [&](const std::string& piece) {
    Json dot{{"s", ""}};
    for (int i = 0; i < 2000; ++i) dot["s"].get_ref<std::string&>() += piece;
    double least = 1e9;
    for (int i = 0; i < 3; ++i) {
      const double began = own_time();
      EXPECT_EQ(outcome("[.s | scan(\"z\")] | length", dot), "2000");
      least = std::min(least, own_time() - began);
    }
    return least;
  };
  EXPECT_LT(took(std::string(299, 'y') + "z"), 4 * took("z"));  // as many matches, further apart
  EXPECT_EQ(outcome("[.s | scan(\"y*z|y\")] | length", Json{{"s", std::string(2'000, 'y')}}),
            "2000");
  EXPECT_EQ(outcome("[match(\"(?<b>世)(?<a>.)\"; \"g\") | [.offset, .captures[].offset]]",
                    Json("世界和世人")),
            "[[0,0,1],[3,3,4]]");
}

TEST(Expressions, survive_what_libjq_does_not) {
  const Json dot{{"text", "abc"}, {"none", ""}};
  EXPECT_EQ(outcome(".text | index(\"\")", dot), "null");
  EXPECT_EQ(outcome(".none as $n | .text | [indices($n)]", dot), "[null]");
  EXPECT_EQ(outcome("\"abc\" | gsub(\"\"; \"-\")"), R"("-a-b-c")");
  EXPECT_EQ(outcome("\"abc\" | gsub(\"^\"; \">\")"), R"(">abc")");
  EXPECT_EQ(outcome("(\"a\" * 3)?", dot),
            "fault: expected a number times a number, but a string times a number");
  EXPECT_EQ(outcome("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\" | test(\"(a+)+$\")"),
            "false");
}

TEST(Expressions, a_machine_that_was_stopped_goes_on_as_new) {
  ExpressionsBuilder builder;
  const Expression endless = *builder.add("[range(10000) | range(10000)]");
  const Expression small = *builder.add("[range(3)]");
  std::shared_ptr<const Evaluator> evaluator;
  ASSERT_TRUE(builder.finish({}, evaluator).empty());
  for (int i = 0; i < 3; ++i) {
    const Result<Json> stopped = evaluator->evaluate(endless, nullptr, {});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().message,
              "expected one value of '[range(10000) | range(10000)]', but it takes more than "
              "250000 steps");
    EXPECT_EQ(evaluator->evaluate(small, nullptr, {})->dump(), "[0,1,2]");
  }
}

TEST(Expressions, are_asked_by_many_threads_at_once) {
  ExpressionsBuilder builder;
  const Expression fast = *builder.add(".n >= 2");
  const Expression slow = *builder.add("[range(5) as $i | .n + $i] | add");
  const Expression wrong = *builder.add(".n | keys");
  std::shared_ptr<const Evaluator> evaluator;
  ASSERT_TRUE(builder.finish({}, evaluator).empty());
  std::atomic<int> bad = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        const Json dot{{"n", t + i}};
        bad += evaluator->evaluate(fast, dot, {})->get<bool>() != (t + i >= 2);
        bad += evaluator->evaluate(slow, dot, {})->get<int>() != 5 * (t + i) + 10;
        bad += static_cast<bool>(evaluator->evaluate(wrong, dot, {}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(bad, 0);
}

TEST(Expressions, print_nothing) {
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  (void)outcome("error(\"x\")");
  (void)outcome("[range(10000) | range(10000)]");
  (void)outcome("map(.a)", Json{1});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

}  // namespace
}  // namespace liaison
