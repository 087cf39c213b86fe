// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/class_coverage.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"

#include <filesystem>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

/// The class is the name of a folder or a word of a table.
[[noreturn]] void refuseClass(const std::string& folder, const std::string& name,
                              const std::string& reason) {
    std::error_code ignored;
    const std::string why = reason.empty() ? reason : " (" + reason + ")";
    if (fs::is_directory(fs::path(folder) / name, ignored)) {
        refuse(fs::path(folder) / name, "no image of this class can be used" + why);
    }
    refuse(folder, "no training image of class '" + oneLine(name, 100) + "' can be used" + why +
                       "; its usable images may all be in the test split");
}

std::vector<int> countsOf(const ImageSet& set, std::size_t classes) {
    std::vector<int> counts(classes);
    for (const int label : set.labels) {
        ++counts[static_cast<std::size_t>(label)];
    }
    return counts;
}

void noteClass(const ImageSet& set, const std::string& name, std::vector<std::string>& notes) {
    notes.push_back(shownName(set.folder) + ": has no image of class " + oneLine(name));
}

} // namespace

void requireClassesLeft(const std::vector<const ReadPart*>& parts,
                        const std::vector<std::string>& classes,
                        const std::vector<std::string>& notes) {
    std::vector<int> tried(classes.size());
    std::vector<int> left(classes.size());
    for (const ReadPart* part : parts) {
        const std::vector<int> counts = countsOf(part->set, classes.size());
        for (std::size_t i = 0; i < classes.size(); ++i) {
            tried[i] += i < part->ofClass.size() ? part->ofClass[i] : 0;
            left[i] += counts[i];
        }
    }
    for (std::size_t i = 0; i < classes.size(); ++i) {
        if (left[i] == 0 && tried[i] > 0) {
            refuseClass(parts.front()->set.folder, classes[i], notes.empty() ? "" : notes.front());
        }
    }
}

void judgeListedClasses(StoredImages& images) {
    const std::size_t classes = images.classNames.size();
    const std::vector<int> trained = countsOf(images.train, classes);
    for (std::size_t i = 0; i < classes; ++i) {
        if (trained[i] == 0) {
            refuseClass(images.train.folder, images.classNames[i], "");
        }
    }
    std::vector<const ImageSet*> others{&images.test};
    if (images.validation) {
        others.push_back(&*images.validation);
    }
    for (const ImageSet* set : others) {
        const std::vector<int> counts = countsOf(*set, classes);
        for (std::size_t i = 0; i < classes; ++i) {
            if (counts[i] == 0) {
                noteClass(*set, images.classNames[i], images.notes);
            }
        }
    }
}

} // namespace asge
