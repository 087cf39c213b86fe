// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/measured_images.h"

namespace asge {

std::string measuredImages(const RunEntry& run, Split split) {
    std::string key = run.summary().dataName;
    const char* count = split == Split::test ? "data.test_limit" : "data.validation";
    for (const char* path : {"data.classes", "data.labels", count}) {
        const RunSettings::Value* value = run.settings().find(path);
        // Runs of old versions lack settings that now have a value for "all".
        const bool isSet = value != nullptr && value->text != "0";
        key += '\n' + (isSet ? value->text : std::string());
    }
    return key;
}

} // namespace asge
