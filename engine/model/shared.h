// Shared: a value that never changes once made and that many hold: copies copy a pointer.
//
//   Shared<Departments> departments = read(file);      // made once for a folder
//   definition.departments = departments;              // the same in each of its workflows
//   departments->size();
#pragma once

#include <memory>
#include <utility>

namespace liaison {

template <class T>
class Shared {
 public:
  Shared() : Shared(T{}) {}
  Shared(T value) : value_(std::make_shared<const T>(std::move(value))) {}  // NOLINT: a value

  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }

 private:
  std::shared_ptr<const T> value_;
};

}  // namespace liaison
