// jq's order of any two values: null, false, true, numbers, texts, arrays, objects.
//
//   jq_order(Json(2), Json("1"))   // below 0: every number comes before every text
//
// 0 is jq's `==`; 1 and 1.0 are equal.
#pragma once

#include "engine/model/json.h"

namespace liaison {

int jq_order(const Json& a, const Json& b);

}  // namespace liaison
