// What is written is on the disk: a file's bytes, or a folder's names.
#pragma once

#include <filesystem>

#include "engine/model/result.h"

namespace liaison {

Result<void> sync_path(const std::filesystem::path& path);

}  // namespace liaison
