// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/plausibility.h"

#include "core/base/counted.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/file_kinds.h"

#include <algorithm>
#include <vector>

namespace asge {

namespace {

constexpr std::size_t kMostNamed = 8;

std::vector<int> imagesOfClasses(const ImageSet& set, std::size_t classes) {
    std::vector<int> counts(classes);
    for (const int label : set.labels) {
        ++counts[static_cast<std::size_t>(label)];
    }
    return counts;
}

std::string namesText(std::vector<std::string> names) {
    const std::size_t more = names.size() - std::min(names.size(), kMostNamed);
    names.resize(names.size() - more);
    if (more > 0) {
        names.push_back(std::to_string(more) + " more");
    }
    return oneLine(wordList(names, "and"), 1000);
}

std::vector<std::string> emptyClasses(const StoredImages& images, const std::vector<int>& counts) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) {
            names.push_back("'" + images.classNames[i] + "'");
        }
    }
    return names;
}

/// A likely cause for empty classes; empty if there is none.
std::string causeOf(const StoredImages& images, const std::vector<int>& counts) {
    const bool fromOne = counts.front() == 0 && std::count(counts.begin(), counts.end(), 0) == 1;
    if (fromOne && images.claims.empty()) {
        return "; the labels begin at 1, as those of EMNIST's letters do: such files need "
               "data.name=emnist-letters";
    }
    const auto isLast = [&](int label) { return label == static_cast<int>(counts.size()) - 1; };
    const std::vector<int>& labels = images.train.labels;
    const auto first = std::find_if(labels.begin(), labels.end(), isLast);
    if (counts.back() == 1 && images.claims.empty() && first != labels.end()) {
        return "; the largest label, " + std::to_string(counts.size() - 1) +
               ", occurs once, at position " + std::to_string(first - labels.begin()) +
               " of the training images; it may be damaged";
    }
    return {};
}

void judgeClasses(StoredImages& images, const std::filesystem::path& folder) {
    const std::vector<int> counts = imagesOfClasses(images.train, images.classNames.size());
    const std::vector<std::string> empty = emptyClasses(images, counts);
    if (counts.size() - empty.size() < 2) {
        const auto full =
            std::find_if(counts.begin(), counts.end(), [](int count) { return count > 0; });
        refuse(
            folder,
            "all training images are of one class" +
                (full == counts.end()
                     ? std::string()
                     : ", '" +
                           oneLine(
                               images.classNames[static_cast<std::size_t>(full - counts.begin())],
                               100) +
                           "'") +
                "; at least two classes are needed");
    }
    if (!empty.empty()) {
        images.missing.push_back(shownName(folder) + ": " + std::to_string(empty.size()) + " of " +
                                 std::to_string(counts.size()) +
                                 inNumber(empty.size(), " classes has", " classes have") +
                                 " no training images: " + namesText(empty) +
                                 causeOf(images, counts));
    }
}

void judgeFormats(StoredImages& images, const std::filesystem::path& folder) {
    std::map<std::string, int> unread;
    for (const auto& [ending, count] : images.ignored) {
        if (isOtherImageEnding(ending)) {
            unread[ending] = count;
        }
    }
    if (!unread.empty()) {
        images.missing.push_back(shownName(folder) +
                                 ": holds images in formats that are not read: " +
                                 endingsText(unread) + "; convert them to PNG or JPEG");
    }
}

} // namespace

void judge(StoredImages& images, const std::filesystem::path& folder) {
    judgeClasses(images, folder);
    judgeFormats(images, folder);
}

} // namespace asge
