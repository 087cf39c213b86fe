#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace asge {

/// The labels of ImageNet's validation images: a class for each image in the order of their names,
/// from "ILSVRC2012_validation_ground_truth.txt" (a line a number, from 1), and the synsets that
/// the numbers stand for. Throws BadInput if a line is no number of a synset.
std::vector<std::string> readGroundTruth(const std::filesystem::path& file,
                                         const std::vector<std::string>& synsets);

/// Synsets ("n01440764") and what they are called, from a file of lines "n01440764 tench, Tinca
/// tinca" (with a blank or a tab, or a number between them), in its order.
struct SynsetNames {
    std::vector<std::string> ids;
    std::map<std::string, std::string> names;
};
SynsetNames readSynsetNames(const std::filesystem::path& file);

/// Whether a name is that of a synset: n and eight digits.
bool isSynset(const std::string& name);

} // namespace asge
