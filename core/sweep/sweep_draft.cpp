// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sweep/sweep_draft.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/json_reader.h"
#include "core/experiment/settings.h"
#include "core/query/letters.h"
#include "core/sweep/sweep_reader.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace asge {
namespace {

/// The parts of a list; an empty list has none.
std::vector<std::string> listParts(const std::string& text) {
    std::vector<std::string> parts;
    if (trimmed(text).empty()) {
        return parts;
    }
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        parts.emplace_back(trimmed(std::string_view(text).substr(begin, end - begin)));
        begin = end + 1;
    }
    return parts;
}

template <typename Number>
bool readsAsNumber(const std::string& text, Number& number) {
    const char* end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && read == end && !text.empty();
}

/// A value as a number, if its setting is one and the text can be read.
Json valueJson(const Setting* setting, const std::string& text) {
    if (setting != nullptr && setting->isNumeric()) {
        if (std::int64_t whole = 0; readsAsNumber(text, whole)) {
            return whole;
        }
        if (double number = 0; readsAsNumber(text, number)) {
            return number;
        }
    }
    return text;
}

std::string draftText(const Json& value) {
    return value.is_string()         ? value.get<std::string>()
           : value.is_number_float() ? numberText(value.get<double>())
                                     : value.dump();
}

std::string listText(const Json& values) {
    std::vector<std::string> texts;
    for (const Json& value : values) {
        texts.push_back(draftText(value));
    }
    return joined(texts, ", ");
}

Json draftJson(const SweepDraft& draft, Json base) {
    Json json = {{"name", draft.name}, {"base", std::move(base)}};
    if (!draft.set.empty()) {
        json["set"] = Json::parse(draft.set);
    }
    if (!draft.cells.empty()) {
        json["cells"] = Json::parse(draft.cells);
    }
    Json grid = Json::object();
    for (const auto& [path, values] : draft.grid) {
        Json list = Json::array();
        for (const std::string& value : listParts(values)) {
            list.push_back(valueJson(findSetting(path), value));
        }
        grid[path] = std::move(list);
    }
    if (!grid.empty()) {
        json["grid"] = std::move(grid);
    }
    if (const auto seeds = listParts(draft.seeds); !seeds.empty()) {
        for (const std::string& seed : seeds) {
            json["seeds"].push_back(valueJson(findSetting("train.seed"), seed));
        }
    }
    return json;
}

} // namespace

std::string sweepJson(const SweepDraft& draft) {
    return draftJson(draft, Json::parse(draft.base)).dump(2) + '\n';
}

std::string sweepJsonFor(const SweepDraft& draft, const std::filesystem::path& folder) {
    if (draft.baseFile.empty()) {
        return sweepJson(draft);
    }
    const auto relative = std::filesystem::path(draft.baseFile).lexically_relative(folder);
    return draftJson(draft, relative.empty() ? draft.baseFile : relative.generic_string()).dump(2) +
           '\n';
}

SweepDraft loadSweepDraft(const std::filesystem::path& file) {
    const Sweep sweep = loadSweep(file); // checks everything
    const Json document = readJson(readSmallFile(file, "a sweep"), file.string());
    SweepDraft draft;
    draft.name = sweep.name;
    if (const Json& base = document.at("base"); base.is_string()) {
        draft.baseFile = absolutePath(
            (file.parent_path() / base.get<std::string>()).lexically_normal().string());
        draft.base =
            readJson(readSmallFile(draft.baseFile, "an experiment"), draft.baseFile).dump();
    } else {
        draft.base = base.dump();
    }
    const Json grid = document.value("grid", Json::object());
    for (const auto& [path, values] : grid.items()) {
        draft.grid.emplace_back(path, listText(values));
    }
    draft.seeds = listText(document.value("seeds", Json::array()));
    if (document.contains("set")) {
        draft.set = document.at("set").dump();
    }
    if (document.contains("cells")) {
        draft.cells = document.at("cells").dump();
        draft.cellCount = document.at("cells").size();
    }
    return draft;
}

SweepDraft draftOf(const Experiment& experiment, const std::string& name) {
    SweepDraft draft;
    draft.name = name;
    draft.base = toJson(experiment);
    return draft;
}

std::vector<std::string> variableSettings() {
    std::vector<std::string> paths;
    for (const Setting& setting : settings()) {
        if (setting.path != "train.seed") {
            paths.push_back(setting.path);
        }
    }
    return paths;
}

} // namespace asge
