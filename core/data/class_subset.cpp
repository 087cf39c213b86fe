// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/class_subset.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace asge {

namespace {

std::vector<std::string> namesIn(const std::string& list) {
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        const std::size_t first = list.find_first_not_of(' ', begin);
        if (first < end) {
            const std::size_t last = list.find_last_not_of(' ', end - 1);
            names.push_back(list.substr(first, last + 1 - first));
        }
        begin = end + 1;
    }
    return names;
}

/// The class of that name, or of that index if it is written with a '#'.
std::optional<std::size_t> classNamed(const std::string& name,
                                      const std::vector<std::string>& classes) {
    const auto found = std::find(classes.begin(), classes.end(), name);
    if (found != classes.end()) {
        return static_cast<std::size_t>(found - classes.begin());
    }
    for (std::size_t i = 0; name.starts_with('#') && i < classes.size(); ++i) {
        if (name == '#' + std::to_string(i)) {
            return i;
        }
    }
    return std::nullopt;
}

[[noreturn]] void failUnknown(const std::string& name, const std::vector<std::string>& classes) {
    const std::optional<std::string> meant = closest(name, classes);
    throw BadInput("data.classes: there is no class '" + oneLine(name, 100) + "'" +
                   (meant ? "; did you mean '" + oneLine(*meant, 100) + "'?"
                          : "; there are " + oneLine(wordList(classes, "and"), 300)));
}

/// For each class its new index, or −1 if it is removed.
std::vector<int> newLabels(const std::string& list, const std::vector<std::string>& classes) {
    std::vector<int> labels(classes.size(), -1);
    for (const std::string& name : namesIn(list)) {
        const std::optional<std::size_t> index = classNamed(name, classes);
        if (!index) {
            failUnknown(name, classes);
        }
        if (labels[*index] == 0) {
            throw BadInput("data.classes: names '" + oneLine(name, 100) + "' twice");
        }
        labels[*index] = 0;
    }
    int next = 0;
    for (int& label : labels) {
        label = label < 0 ? label : next++;
    }
    if (next < 2) {
        throw BadInput("data.classes: must name at least two classes, names " +
                       std::to_string(next));
    }
    return labels;
}

/// Removes images of other classes; returns the previous positions of the others.
std::vector<int> keepImages(ImageSet& set, const std::vector<int>& labels) {
    const std::size_t bytes = set.pixels.empty() ? 0 : set.imageBytes();
    std::vector<std::string> files;
    std::vector<int> positions;
    std::size_t to = 0;
    for (std::size_t from = 0; from < set.labels.size(); ++from) {
        const int label = labels[static_cast<std::size_t>(set.labels[from])];
        if (label < 0) {
            continue;
        }
        if (set.files) {
            files.push_back((*set.files)[from]);
        }
        if (to != from) {
            std::copy_n(set.pixels.data() + bytes * from, bytes, set.pixels.data() + bytes * to);
        }
        positions.push_back(static_cast<int>(from));
        set.labels[to++] = label;
    }
    set.labels.resize(to);
    set.pixels.resize(bytes * to);
    set.count = static_cast<int>(to);
    if (set.files) {
        set.files = std::make_shared<const std::vector<std::string>>(std::move(files));
    }
    return positions;
}

} // namespace

void keepClasses(StoredImages& images, const std::string& classes) {
    const std::vector<int> labels = newLabels(classes, images.classNames);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] >= 0) {
            names.push_back(images.classNames[i]);
        }
    }
    images.classNames = std::move(names);
    keepImages(images.train, labels);
    images.testPositions = keepImages(images.test, labels);
    if (images.test.count == 0) {
        throw BadInput("data.classes: no test image is of these classes");
    }
    if (images.validation) {
        keepImages(*images.validation, labels);
    }
}

} // namespace asge
