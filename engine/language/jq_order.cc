#include "engine/language/jq_order.h"

namespace liaison {
namespace {

int rank(const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean: return value.get<bool>() ? 2 : 1;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float: return 3;
    case Json::value_t::string: return 4;
    case Json::value_t::array: return 5;
    case Json::value_t::object: return 6;
    default: return 0;
  }
}

int order_of_arrays(const Json& a, const Json& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const int order = jq_order(a[i], b[i])) return order;
  }
  return a.size() < b.size() ? -1 : a.size() > b.size();
}

// First by the keys, then by the values in the order of the keys.
int order_of_objects(const Json& a, const Json& b) {
  auto of_b = b.begin();
  for (auto of_a = a.begin(); of_a != a.end() && of_b != b.end(); ++of_a, ++of_b) {
    if (const int order = of_a.key().compare(of_b.key())) return order;
  }
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  of_b = b.begin();
  for (auto of_a = a.begin(); of_a != a.end(); ++of_a, ++of_b) {
    if (const int order = jq_order(*of_a, *of_b)) return order;
  }
  return 0;
}

}  // namespace

int jq_order(const Json& a, const Json& b) {
  const int of_a = rank(a), of_b = rank(b);
  if (of_a != of_b) return of_a - of_b;
  switch (of_a) {
    case 3: {
      const double x = a.get<double>(), y = b.get<double>();
      return x < y ? -1 : x > y;
    }
    case 4: return a.get_ref<const std::string&>().compare(b.get_ref<const std::string&>());
    case 5: return order_of_arrays(a, b);
    case 6: return order_of_objects(a, b);
    default: return 0;
  }
}

}  // namespace liaison
