// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/measured_images.h"

namespace asge {

namespace {

/// Nothing for a value that stands for all, which runs of old versions lack.
std::string valueUnlessAll(const RunEntry& run, const char* path) {
    const RunSettings::Value* value = run.settings().find(path);
    return value != nullptr && value->text != "0" ? value->text : std::string();
}

} // namespace

std::string measuredDataSet(const RunEntry& run) {
    std::string key = run.summary().dataName;
    for (const char* path : {"data.classes", "data.labels"}) {
        key += '\n' + valueUnlessAll(run, path);
    }
    return key;
}

std::string measuredImages(const RunEntry& run, Split split) {
    return measuredDataSet(run) + '\n' +
           valueUnlessAll(run, split == Split::test ? "data.test_limit" : "data.validation");
}

} // namespace asge
