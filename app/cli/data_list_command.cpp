// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/data_list_command.h"

#include "app/cli/data_head.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/catalogue.h"
#include "core/data/formats.h"

#include <optional>

namespace asge::cli {

namespace {

std::optional<FoundData> find(const CatalogueEntry& entry) {
    Experiment::Data data;
    data.name = entry.name;
    try {
        return findDataSet(data);
    } catch (const BadInput&) {
        return std::nullopt;
    }
}

Json describe(const CatalogueEntry& entry, const std::optional<FoundData>& found) {
    Json json = {{"name", entry.name}};
    addSize(entry.size, json);
    json["classes"] = entry.classNames.size();
    json["train_images"] = entry.trainImages;
    json["test_images"] = entry.testImages;
    json["folder"] = found ? Json(found->folder.string()) : Json(nullptr);
    json["format"] = found ? Json(found->format->name) : Json(nullptr);
    json["source"] = howToGet(entry);
    return json;
}

void print(const CatalogueEntry& entry, const std::optional<FoundData>& found) {
    out() << column(entry.name, 15) << "  " << sizeText(entry.size)
          << format(", %3zu classes, %6d + %5d images  ", entry.classNames.size(),
                    entry.trainImages, entry.testImages)
          << (found ? shownName(found->folder) : "not found: " + howToGet(entry)) << '\n';
}

} // namespace

int listData(const DataOptions& options) {
    Json list = Json::array();
    for (const CatalogueEntry& entry : catalogue()) {
        const auto found = find(entry);
        if (options.json) {
            list.push_back(describe(entry, found));
        } else {
            print(entry, found);
        }
    }
    if (options.json) {
        out().json(list);
    }
    return ok;
}

} // namespace asge::cli
