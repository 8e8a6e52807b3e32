// The functions of language.md section 3 that libjq 1.6 cannot be left alone with, in jq.
//
// Those that call an expression again and again do it through `debug`, where the meter looks;
// those that libjq runs in C for longer than their input is long (or for ever: indices("")), or
// with a check of its own that would end the process, are asked of us: `[name, …] | debug | _input`
// hands the list to the meter, which computes the answer (jq_meter.h). The others follow
// libjq's own definitions.
#pragma once

namespace liaison {

inline constexpr const char* kJqPrelude = R"jq(
def l_ask: debug | _input;
def l_recurse: def r: ., (.[]? | debug | r); r;
def l_map(f): [.[] | debug | f | debug];
def l_path: if type == "array" and length > 256
  then error("a path of more than 256 parts") else . end;
def l_place: l_path | if type != "array" then . else reduce .[] as $i (.;
  if ($i | type) == "number" and $i > 10000 then error("an index above 10000") else . end) end;
def l_getpath(p): getpath(p | l_path);
def l_setpath(p; v): v as $v | p as $p | setpath($p | l_place; $v | debug);
def l_delpaths(p): p as $p | delpaths($p | if type == "array" then reduce .[] as $i (.;
  ($i | l_path) as $_ | .) else . end);
def l_del(f): delpaths([path(f) | debug]);
def l_assign(p; v): v as $v | reduce (path(p) | debug) as $p (.; setpath($p | l_place; $v | debug));
def l_modify(p; f): reduce (path(p) | debug) as $p (.; label $l_out |
  (setpath($p | l_place; getpath($p) | f | debug) | ., break $l_out), delpaths([$p]));
def l_map_values(f): l_modify(.[] | debug; f);
def l_paths: path(l_recurse) | select(length > 0);
def l_paths(f): . as $l_dot | l_paths | debug | select(. as $p | $l_dot | getpath($p) | f);
def l_with_entries(f): to_entries | l_map(f) | from_entries;
def l_any(g; c): any(g | debug; c);
def l_any(c): any(.[] | debug; c);
def l_any: any(.[] | debug; .);
def l_all(g; c): all(g | debug; c);
def l_all(c): all(.[] | debug; c);
def l_all: all(.[] | debug; .);
def l_abs: if type != "number" then error("\(type) has no absolute value")
  elif . < 0 then -. else . end;
def l_sort_by(f): _sort_by_impl(l_map([f | debug]));
def l_group_by(f): _group_by_impl(l_map([f | debug]));
def l_min_by(f): _min_by_impl(l_map([f | debug]));
def l_max_by(f): _max_by_impl(l_map([f | debug]));
def l_unique_by(f): l_group_by(f) | map(.[0]);
def l_minus(a; b): b as $b | a as $a | if ($a | type) == "array" and ($b | type) == "array"
  then (["\u0001pair", $a, $b] | l_ask) as $_ | $a - $b else $a - $b end;
def l_multiply(a; b): b as $b | a as $a | if ($a | type) == "string" or ($b | type) == "string"
  then error("a string cannot be multiplied") else $a * ($b | debug) end;
def l_modulo(a; b): b as $b | a as $a | if ($a | type) != "number" or ($b | type) != "number"
  then $a % $b
  elif $a == $a and $b == $b and ($a | fabs) < 9e15 and ($b | fabs) < 9e15 then $a % $b
  else error("a remainder of numbers that large") end;
def l_contains(b): b as $b | . as $a | (["\u0001pair", $a, $b] | l_ask) as $_ | $a | contains($b);
def l_inside(b): . as $x | b | l_contains($x);
def l_indices($i): if type == "string" and $i == "" then null
  else (["\u0001pair", ., $i] | l_ask) as $_ | indices($i) end;
def l_index($i): l_indices($i) | .[0];
def l_rindex($i): l_indices($i) | .[-1:][0];
def l_join($x): (["\u0001join", ., $x] | l_ask) // join($x);
def l_regular($re; $flags; $how): ["\u0001match", ., $re, $flags, $how] | l_ask;
def l_test(re): re as $re | l_regular($re; null; "test");
def l_test(re; flags): re as $re | flags as $flags | l_regular($re; $flags; "test");
def l_match(re): re as $re | l_regular($re; null; "match")[];
def l_match(re; flags): re as $re | flags as $flags | l_regular($re; $flags; "match")[];
def l_names: reduce (.captures | .[] | select(.name != null) | {(.name): .string}) as $pair
  ({}; . + $pair);
def l_capture(re): l_match(re) | debug | l_names;
def l_capture(re; flags): l_match(re; flags) | debug | l_names;
def l_scan(re): l_match(re; "g") | debug
  | if (.captures | length) > 0 then [.captures | .[] | .string] else .string end;
def l_split($re; $flags): ["\u0001split", ., $re, $flags] | l_ask;
def l_stitch($text): ["\u0001stitch", $text, .] | l_ask;
def l_sub($re; s; $flags): . as $l_text | l_regular($re; $flags; "match") as $l_found
  | if ($l_found | length) == 0 then .
    elif ($flags | index("g")) != null
    then [$l_found[] | debug | [.offset, .length, (l_names | first(s))] | debug] | l_stitch($l_text)
    else $l_found[0] | [.offset, .length] as $l_where | l_names | s | debug
      | [$l_where + [.]] | l_stitch($l_text) end;
def l_sub($re; s): l_sub($re; s; "");
def l_gsub($re; s; $flags): l_sub($re; s; $flags + "g");
def l_gsub($re; s): l_sub($re; s; "g");
def l_todate: if type != "number" or (. > -62135596800 and . < 253402300800) then todate
  else error("no date within the years 1 to 9999") end;
)jq";

}  // namespace liaison
