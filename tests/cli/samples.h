// Sample files for the tests of the command line.
#pragma once

namespace liaison::cli {

inline constexpr const char* kWorkflow = R"(
document: { dsl: '1.0.3', namespace: test, name: check, version: '1.0.0', title: { zh: 校表, en: Check } }
opens: { with: { type: customer.request.check }, key: .no }
input:
  schema: { document: { type: object, required: [no], properties: { no: { type: string } } } }
do:
  - look:
      forward: { to: operations, title: { zh: 现场校验, en: Look at it }, result: { required: [ok] } }
      deadline: 1 workday
output: { as: '{ good: .look.ok }' }
)";

inline constexpr const char* kCommon = R"(
departments:
  operations: { title: { zh: 运维检修部, en: Operations }, head: wang.er }
  managers:   { title: Managers, head: yang.ba }
)";

// Hands a task on, then has the customer told and waits for the signed receipt.
inline constexpr const char* kTelling = R"(
document: { dsl: '1.0.3', namespace: test, name: telling, version: '1.0.0' }
opens: { with: { type: customer.request.telling }, key: .no }
templates:
  plan: { zh: '方案 {no}', en: 'Your plan {no}' }
do:
  - note: { tell: { template: plan } }
  - plan: { tell: { template: plan, receipt: signed }, deadline: 1 workday }
)";

inline constexpr const char* kReturning = R"(
document: { dsl: '1.0.3', namespace: test, name: returning, version: '1.0.0' }
opens: { with: { type: customer.request.returning }, key: .no }
do:
  - look: { forward: { to: operations, title: Look }, deadline: 1 workday }
  - read: { forward: { to: operations, title: Read, returns: { to: look, atMost: 2 } } }
)";

// Opens a case every four hours.
inline constexpr const char* kRounds = R"(
document: { dsl: '1.0.3', namespace: test, name: rounds, version: '1.0.0' }
schedule: { every: 4 hours }
do:
  - look: { forward: { to: operations, title: Look } }
)";

inline constexpr const char* kCalendar = R"(
calendar: cn
version: 2026.1
zone: Asia/Shanghai
week: { mon-fri: ['08:30-12:00', '13:00-17:30'] }
years:
  2026: { off: [2026-09-25..2026-09-27, 2026-10-01..2026-10-07], work: [2026-09-20, 2026-10-10] }
)";

inline constexpr const char* kPlay =
    R"({"at":"2026-09-17T10:12:00+08:00","topic":"requests","event":{"specversion":"1.0","id":"p1","source":"/p","type":"customer.request.check","subject":"customer:c-1","data":{"no":"L-1"}}}
{"at":"2026-09-21T10:00:00+08:00"}
)";

}  // namespace liaison::cli
