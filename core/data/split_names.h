#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

enum class SplitRole { train, validation, test };

struct SplitName {
    std::string_view name; ///< in small letters
    SplitRole role;
};

/// The usual names of splits; of several names of one role the first is used.
std::span<const SplitName> splitNames();

/// The split that a folder, a table or a word in it is called after, in capitals or not: "Train",
/// "test_images", "val-labels", "testset", "train2017". Null if it is no split's name.
const SplitName* splitNamed(std::string name);

/// Those of the folders in one place that are called after splits. If none is, those of one
/// beginning that has training images and others: "seg_train" and "seg_test".
std::map<std::string, const SplitName*> splitFolders(const std::vector<std::string>& folders);

} // namespace asge
