// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

enum class SplitRole { train, validation, test };

struct SplitName {
    std::string_view name; ///< in lower case
    SplitRole role;
};

/// The usual names of splits; of several names of one role, the first takes precedence.
std::span<const SplitName> splitNames();

/// The split that a name of a folder, a table or a word in it denotes, ignoring case: "Train",
/// "test_images", "val-labels", "testset", "train2017". Null if it denotes none.
const SplitName* splitNamed(std::string name);

/// The folders that are named after splits. If there are none, those with a common prefix, if they
/// include training images and another split: "seg_train" and "seg_test".
std::map<std::string, const SplitName*> splitFolders(const std::vector<std::string>& folders);

} // namespace asge
