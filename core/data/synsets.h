// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace asge {

/// The classes of ImageNet's validation images in the order of their names, from
/// "ILSVRC2012_validation_ground_truth.txt" (one number per line, from 1) and the synsets of the
/// numbers. Throws BadInput if a line is not the number of a synset.
std::vector<std::string> readGroundTruth(const std::filesystem::path& file,
                                         const std::vector<std::string>& synsets);

/// Synsets ("n01440764") and their names, in the order of a file with lines such as "n01440764
/// tench, Tinca tinca" (with a blank or a tab, or a number in between).
struct SynsetNames {
    std::vector<std::string> ids;
    std::map<std::string, std::string> names;
};
SynsetNames readSynsetNames(const std::filesystem::path& file);

/// Whether a name is a synset: n and eight digits.
bool isSynset(const std::string& name);

} // namespace asge
