// DefinitionShelf: the definitions a partition works with. Those in force are loaded at start,
// those that older cases are pinned to when the first such case turns up.
//
//   shelf.definition(id)                    // null: no blob under this id, or not to be read
//   shelf.put_in_force(state.active);       // after load, activation, undo
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/runtime/loose_rows.h"
#include "engine/runtime/partition.h"

namespace liaison {

class DefinitionShelf {
 public:
  DefinitionShelf(const LooseRows& rows, const DefinitionCodec& codec)
      : rows_(rows), codec_(codec) {}

  const Definition* definition(const DefinitionId&);
  // Known already, so that the blob need not be read again.
  void add(std::shared_ptr<const Definition>);
  // The first that cannot be read, or "".
  std::string put_in_force(const std::map<std::string, DefinitionId>& active);

  std::vector<const Definition*> opened_by(std::string_view event_type) const;
  std::vector<const Definition*> heard_by(std::string_view event_type) const;  // of those in force
  std::vector<const Definition*> in_force() const;                             // by name

 private:
  using Opened = std::vector<const Definition*>;
  const LooseRows& rows_;
  const DefinitionCodec& codec_;
  std::unordered_map<DefinitionId, std::shared_ptr<const Definition>> known_;
  std::map<std::string, const Definition*, std::less<>> active_;
  Opened listening_;  // those in force that listen to anything at all
  std::map<std::string, Opened, std::less<>> opened_by_;
};

}  // namespace liaison
