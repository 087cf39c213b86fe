#pragma once

#include <span>
#include <string>
#include <string_view>

namespace asge {

enum class SplitRole { train, validation, test };

struct SplitName {
    std::string_view name; ///< in small letters
    SplitRole role;
};

/// The usual names of splits; of several names of one role the first is used.
std::span<const SplitName> splitNames();

/// The split that a folder, a table or a word in it is called after, in capitals or not: "Train",
/// "test_images", "val-labels". Null if it is no split's name.
const SplitName* splitNamed(std::string name);

} // namespace asge
