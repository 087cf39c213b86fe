// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/data_head.h"

#include "app/cli/output.h"
#include "core/base/counted.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/file_kinds.h"

namespace asge::cli {

void addSize(const ImageSize& size, Json& json) {
    json["channels"] = size.channels;
    json["height"] = size.height;
    json["width"] = size.width;
}

Json headJson(const DataHead& head, const std::vector<std::string>& notes) {
    Json json = {{"name", head.name},
                 {"folder", head.found.folder.string()},
                 {"format", head.found.format->name}};
    addSize(head.size, json);
    json["train_images"] = head.counts[0];
    json["validation_images"] = head.counts[1];
    json["test_images"] = head.counts[2];
    json["skipped"] = head.skipped;
    json["ignored"] = head.ignored.empty() ? Json::object() : Json(head.ignored);
    json["notes"] = notes;
    return json;
}

void printHead(const DataHead& head) {
    out() << shownName(head.found.folder) << ": " << head.found.format->name << ", images of "
          << sizeText(head.size) << ", " << counted(head.classes, "class", "classes") << '\n'
          << head.counts[0] << " training, " << head.counts[1] << " validation, "
          << counted(head.counts[2], "test image") << '\n';
    if (!head.ignored.empty()) {
        out() << "ignored files: " << endingsText(head.ignored) << '\n';
    }
}

} // namespace asge::cli
