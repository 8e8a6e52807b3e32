// Overloaded: several lambdas as one visitor of a variant.
//
//   std::visit(Overloaded{[](const A&) { … }, [](const B&) { … }}, value);
//
// Without a catch-all, an alternative that nobody handles does not compile.
#pragma once

namespace liaison {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace liaison
