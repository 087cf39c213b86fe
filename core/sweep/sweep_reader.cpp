// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sweep/sweep_reader.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/experiment/json_reader.h"
#include "core/experiment/setting_check.h"
#include "core/experiment/setting_values.h"
#include "core/experiment/settings.h"
#include "core/sweep/sweep.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace asge {

namespace {

constexpr std::size_t kMostCells = 10000;
constexpr std::size_t kMostProblemsShown = 20;
constexpr const char* kSeedPath = "train.seed";

/// The alternatives of one axis of the sweep, each with its settings.
using Alternatives = std::vector<SettingValues>;

/// The row of the seed, which is given in a separate list.
const SettingRow* seedRow() {
    return findRow(kSeedPath);
}

std::string valueText(const SettingRow& row, const Experiment& experiment) {
    const Json value = row.get(experiment);
    if (row.setting.kind == SettingKind::number) {
        return numberText(value.get<double>());
    }
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Reads a sweep part by part, and collects all errors.
class SweepReader {
  public:
    SweepReader(const std::filesystem::path& file, const std::vector<std::string>& overrides)
        : file_(file), source_(shownName(file)) {
        for (const std::string& text : overrides) {
            attempt([&] { replaceValue(readOverride(text), overrides_); });
        }
    }

    SweepOutline outline(const Json& document) {
        takeParts(document);
        for (const SettingValues& row : sampleRows()) {
            attempt([&] { experimentOf(row); });
        }
        throwProblems();
        const std::size_t seeds = std::max<std::size_t>(seeds_.size(), 1);
        return {countCells() / seeds, seeds};
    }

    Sweep read(const Json& document) {
        takeParts(document);
        const Alternatives rows = combine();
        std::vector<Experiment> experiments;
        for (const SettingValues& row : rows) {
            attempt([&] { experiments.push_back(experimentOf(row)); });
        }
        throwProblems();
        Sweep sweep;
        sweep.name = name_;
        sweep.tag = std::string(kSweepTag) + name_;
        describeRows(experiments, sweep);
        labelRows(rows, sweep);
        requireDifferent(experiments, sweep);
        throwProblems();
        addCells(experiments, sweep);
        return sweep;
    }

  private:
    void addProblem(const std::string& field, const std::string& what) {
        const std::string problem = source_ + ": " + (field.empty() ? "" : field + ": ") + what;
        // An error that several cells share is listed once.
        if (std::find(problems_.begin(), problems_.end(), problem) == problems_.end()) {
            problems_.push_back(problem);
        }
    }

    void attempt(const std::function<void()>& action) {
        try {
            action();
        } catch (const BadInput& error) {
            const std::string problem = error.what();
            if (std::find(problems_.begin(), problems_.end(), problem) == problems_.end()) {
                problems_.push_back(problem);
            }
        }
    }

    void throwProblems() const {
        if (problems_.empty()) {
            return;
        }
        std::string line;
        for (std::size_t i = 0; i < std::min(problems_.size(), kMostProblemsShown); ++i) {
            line += (i == 0 ? "" : "; ") + problems_[i];
        }
        if (problems_.size() > kMostProblemsShown) {
            line += "; and " + std::to_string(problems_.size() - kMostProblemsShown) + " more";
        }
        throw BadInput(line);
    }

    /// Reads everything but the rows, which it only counts.
    void takeParts(const Json& document) {
        takeKeys(document);
        requireNoOverlap();
        throwProblems();
        if (countCells() > kMostCells) {
            addProblem("", "has more than " + std::to_string(kMostCells) + " cells");
            throwProblems();
        }
    }

    void takeKeys(const Json& document) {
        if (!document.is_object()) {
            addProblem("", "must be a JSON object with a base and cells, a grid or seeds");
            return;
        }
        name_ = nameAfter(file_);
        for (const auto& [key, value] : document.items()) {
            takeKey(key, value);
        }
        if (const auto wrong = nameProblem(name_)) {
            addProblem("name", *wrong);
        } else if (const auto unfit = tagProblem(std::string(kSweepTag) + name_)) {
            addProblem("name", *unfit + ", but must be usable as a tag");
        }
        if (!document.contains("base")) {
            addProblem("base", "must be given: the experiment file that the cells are based on");
        }
    }

    void takeKey(const std::string& key, const Json& value) {
        using Take = void (SweepReader::*)(const Json&);
        static const std::vector<std::pair<std::string, Take>> kTakes{
            {"name", &SweepReader::takeName}, {"base", &SweepReader::takeBase},
            {"set", &SweepReader::takeSet},   {"cells", &SweepReader::takeCells},
            {"grid", &SweepReader::takeGrid}, {"seeds", &SweepReader::takeSeeds},
        };
        std::vector<std::string> names;
        for (const auto& [name, take] : kTakes) {
            if (name == key) {
                (this->*take)(value);
                return;
            }
            names.push_back(name);
        }
        const auto meant = closest(key, names);
        addProblem(shownKey(key), meant ? "no such key; did you mean " + *meant + "?"
                                        : "no such key; keys are " + wordList(names, "and"));
    }

    void takeName(const Json& value) {
        if (value.is_string()) {
            name_ = value.get<std::string>();
        } else {
            addProblem("name", "must be text");
        }
    }

    void takeBase(const Json& value) {
        if (value.is_object()) {
            attempt([&] { takeBaseSettings(value, source_ + ": base"); });
            return;
        }
        if (!value.is_string() || value.get<std::string>().empty()) {
            addProblem("base", "must be the name of an experiment file, or an experiment");
            return;
        }
        const auto base = (file_.parent_path() / value.get<std::string>()).lexically_normal();
        try {
            // Each value is checked here, so that the message names the right file. Whether values
            // fit together is checked later, because the sweep may change some of them.
            const std::string source = shownName(base);
            takeBaseSettings(readJson(readSmallFile(base, "an experiment"), source), source);
        } catch (const BadInput& error) {
            addProblem("base", error.what());
        }
    }

    void takeBaseSettings(const Json& document, const std::string& source) {
        base_ = readDocument(document, source);
        for (const SettingValue& given : base_) {
            requireSound(given);
        }
    }

    static void requireSound(const SettingValue& given) {
        if (const auto wrong = valueProblem(given.row->setting, given.value)) {
            throw BadInput(given.place + ": " + *wrong);
        }
    }

    /// Finds a setting; returns null and adds a problem if there is none of that name or it is not
    /// allowed here.
    const SettingRow* takePath(const std::string& path, const std::string& place, bool seedToo) {
        const SettingRow* row = findRow(path);
        if (row == nullptr && !settingsOf(path).empty() && !path.empty()) {
            addProblem(place, "is a section; settings are written as " + settingsOf(path));
        } else if (row == nullptr) {
            addProblem(place, noSuchSetting(path));
        } else if (row == seedRow() && !seedToo) {
            addProblem(place, "seeds must be given in the list \"seeds\"");
            return nullptr;
        }
        return row;
    }

    SettingValues takeSettings(const Json& object, const std::string& field, bool seedToo) {
        SettingValues values;
        if (!object.is_object()) {
            addProblem(field, R"(must be an object of settings, such as {"train.epochs": 4})");
            return values;
        }
        for (const auto& [path, value] : object.items()) {
            const std::string place = field + "." + shownKey(path);
            if (const SettingRow* row = takePath(path, place, seedToo)) {
                takeValue(*row, value, place, values);
            }
        }
        return values;
    }

    void takeValue(const SettingRow& row, const Json& value, const std::string& place,
                   SettingValues& values) {
        if (const auto wrong = valueProblem(row.setting, value)) {
            addProblem(place, *wrong);
        } else {
            values.push_back({&row, value, source_ + ": " + place});
        }
    }

    void takeSet(const Json& value) { set_ = takeSettings(value, "set", true); }

    bool isFilledList(const Json& value, const std::string& field, const std::string& what) {
        const bool sound = value.is_array() && !value.empty();
        if (!sound) {
            addProblem(field, "must be a list of " + what + ", at least one");
        }
        return sound;
    }

    void takeCells(const Json& value) {
        if (!isFilledList(value, "cells", "objects of settings")) {
            return;
        }
        cells_.clear();
        for (const Json& cell : value) { // counted from 1, like layers and runs
            const std::string field = "cells[" + std::to_string(cells_.size() + 1) + "]";
            cells_.push_back(takeSettings(cell, field, false));
        }
    }

    void takeGrid(const Json& value) {
        if (!value.is_object()) {
            addProblem("grid",
                       R"(must be an object of lists, such as {"network.alpha": [0.5, 1]})");
            return;
        }
        for (const auto& [path, values] : value.items()) {
            const std::string field = "grid." + shownKey(path);
            const SettingRow* row = takePath(path, field, false);
            if (row == nullptr || !isFilledList(values, field, "values")) {
                continue;
            }
            SettingValues axis;
            for (const Json& one : values) {
                takeValue(*row, one, field, axis);
            }
            grid_.push_back(std::move(axis));
        }
    }

    void takeSeeds(const Json& value) {
        if (!isFilledList(value, "seeds", "whole numbers")) {
            return;
        }
        for (const Json& seed : value) {
            SettingValues one;
            takeValue(*seedRow(), seed, "seeds", one);
            const auto same = [&](const SettingValue& given) { return given.value == seed; };
            if (std::any_of(seeds_.begin(), seeds_.end(), same)) {
                addProblem("seeds", seed.dump() + " is listed twice");
            } else {
                seeds_.insert(seeds_.end(), one.begin(), one.end());
            }
        }
    }

    static bool holds(const SettingValues& values, const SettingRow* row) {
        return std::any_of(values.begin(), values.end(),
                           [&](const SettingValue& given) { return given.row == row; });
    }

    bool isInGrid(const SettingRow* row) const {
        return std::any_of(grid_.begin(), grid_.end(),
                           [&](const SettingValues& axis) { return holds(axis, row); });
    }

    /// A setting that the sweep varies must not be set elsewhere, or cells would be equal.
    void requireNoOverlap() {
        for (const SettingValues& cell : cells_) {
            for (const SettingValue& given : cell) {
                if (isInGrid(given.row)) {
                    problems_.push_back(given.place + ": is also in the grid");
                }
            }
        }
        if (!seeds_.empty() && holds(set_, seedRow())) {
            addProblem(std::string("set.") + kSeedPath,
                       "seeds are also given in the list \"seeds\"");
        }
        for (const SettingValue& given : overrides_) {
            const bool inCells =
                std::any_of(cells_.begin(), cells_.end(),
                            [&](const SettingValues& cell) { return holds(cell, given.row); });
            const bool inSeeds = !seeds_.empty() && given.row == seedRow();
            if (inCells || inSeeds || isInGrid(given.row)) {
                problems_.push_back(given.place + ": is varied by " + source_);
            }
        }
    }

    std::size_t countCells() const {
        std::size_t count = cells_.size() * std::max<std::size_t>(seeds_.size(), 1);
        for (const SettingValues& axis : grid_) {
            count *= std::min(axis.size(), kMostCells + 1);
            count = std::min(count, kMostCells + 1); // avoids an overflow
        }
        return count;
    }

    /// Rows that differ from the first one in one setting of the grid or in their cell, evenly
    /// chosen if there are many.
    Alternatives sampleRows() const {
        constexpr std::size_t kMostSampledRows = 150;
        SettingValues first = cells_.front();
        for (const SettingValues& axis : grid_) {
            first.push_back(axis.front());
        }
        Alternatives rows;
        for (const SettingValues& cell : cells_) {
            rows.push_back(cell);
            rows.back().insert(rows.back().end(),
                               first.begin() + static_cast<std::ptrdiff_t>(cells_.front().size()),
                               first.end());
        }
        for (std::size_t axis = 0; axis < grid_.size(); ++axis) {
            for (const SettingValue& value : grid_[axis]) {
                rows.push_back(first);
                rows.back()[cells_.front().size() + axis] = value;
            }
        }
        Alternatives sampled;
        const std::size_t step = rows.size() / kMostSampledRows + 1;
        for (std::size_t row = 0; row < rows.size(); row += step) {
            sampled.push_back(std::move(rows[row]));
        }
        return sampled;
    }

    /// Combines every cell with every combination of the grid.
    Alternatives combine() const {
        Alternatives rows = cells_;
        for (const SettingValues& axis : grid_) {
            Alternatives longer;
            for (const SettingValues& row : rows) {
                for (const SettingValue& value : axis) {
                    longer.push_back(row);
                    longer.back().push_back(value);
                }
            }
            rows = std::move(longer);
        }
        return rows;
    }

    Experiment experimentOf(const SettingValues& row) const {
        SettingValues all = base_;
        const SettingValues seed(seeds_.begin(), seeds_.begin() + (seeds_.empty() ? 0 : 1));
        for (const SettingValues* layer : {&set_, &row, &seed, &overrides_}) {
            for (const SettingValue& given : *layer) {
                replaceValue(given, all);
            }
        }
        return buildExperiment(all, source_);
    }

    /// The settings that cells give, then those of the grid, without duplicates.
    std::vector<const SettingRow*> givenSettings() const {
        std::vector<const SettingRow*> settings;
        for (const Alternatives* parts : {&cells_, &grid_}) {
            for (const SettingValues& part : *parts) {
                for (const SettingValue& given : part) {
                    if (std::find(settings.begin(), settings.end(), given.row) == settings.end()) {
                        settings.push_back(given.row);
                    }
                }
            }
        }
        return settings;
    }

    /// Finds the settings of which the rows have more than one value, and describes the rows by
    /// them.
    void describeRows(const std::vector<Experiment>& experiments, Sweep& sweep) const {
        sweep.rows.resize(experiments.size());
        for (const SettingRow* row : givenSettings()) {
            std::vector<std::string> texts;
            for (const Experiment& experiment : experiments) {
                texts.push_back(valueText(*row, experiment));
            }
            if (std::adjacent_find(texts.begin(), texts.end(), std::not_equal_to<>()) ==
                texts.end()) {
                continue;
            }
            sweep.varies.push_back(row->setting.path);
            for (std::size_t i = 0; i < texts.size(); ++i) {
                sweep.rows[i].push_back(std::move(texts[i]));
            }
        }
    }

    static bool gives(const SettingValues& row, const std::string& path) {
        return std::any_of(row.begin(), row.end(), [&](const SettingValue& given) {
            return given.row->setting.path == path;
        });
    }

    static void labelRows(const Alternatives& rows, Sweep& sweep) {
        for (std::size_t row = 0; row < rows.size(); ++row) {
            std::string text;
            for (std::size_t i = 0; i < sweep.varies.size(); ++i) {
                if (gives(rows[row], sweep.varies[i])) {
                    text += (text.empty() ? "" : " ") + sweep.varies[i] + "=" + sweep.rows[row][i];
                } else {
                    sweep.isSparse = true;
                }
            }
            sweep.labels.push_back(text.empty() ? "base" : text);
        }
    }

    /// Two rows of the same experiment would be one row with twice the runs.
    void requireDifferent(const std::vector<Experiment>& experiments, const Sweep& sweep) {
        std::unordered_map<std::string, std::size_t> rows;
        for (std::size_t i = 0; i < experiments.size(); ++i) {
            const auto [same, isNew] = rows.try_emplace(trainingKey(experiments[i]), i);
            if (!isNew) {
                addProblem("", "rows " + std::to_string(same->second + 1) + " and " +
                                   std::to_string(i + 1) + " train the same experiment (" +
                                   oneLine(sweep.labels[i], 200) + ")");
            }
        }
    }

    void addCells(const std::vector<Experiment>& experiments, Sweep& sweep) const {
        for (std::size_t seed = 0; seed < std::max<std::size_t>(seeds_.size(), 1); ++seed) {
            for (std::size_t row = 0; row < experiments.size(); ++row) {
                SweepCell& cell = sweep.cells.emplace_back();
                cell.row = row;
                cell.experiment = experiments[row];
                std::string label = sweep.varies.empty() ? "" : sweep.labels[row];
                if (!seeds_.empty()) {
                    seedRow()->set(cell.experiment, seeds_[seed].value);
                }
                if (seeds_.size() > 1) {
                    label += (label.empty() ? "seed=" : " seed=") + seeds_[seed].value.dump();
                }
                constexpr std::size_t kMark = std::string_view("…").size();
                cell.name =
                    oneLine(name_ + (label.empty() ? "" : ": " + label), kLongestName - kMark);
            }
        }
    }

    const std::filesystem::path file_;
    const std::string source_;
    std::vector<std::string> problems_;
    std::string name_;
    SettingValues base_;
    SettingValues set_;
    Alternatives cells_ =
        Alternatives(1); ///< one cell that changes nothing, unless a list is given
    Alternatives grid_;  ///< one axis per setting
    SettingValues seeds_;
    SettingValues overrides_;
};

} // namespace

Sweep parseSweep(std::string_view json, const std::filesystem::path& file,
                 const std::vector<std::string>& overrides) {
    const Json document = readJson(json, shownName(file));
    return SweepReader(file, overrides).read(document);
}

SweepOutline outlineSweep(std::string_view json, const std::filesystem::path& file) {
    const Json document = readJson(json, shownName(file));
    return SweepReader(file, {}).outline(document);
}

Sweep loadSweep(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
    return parseSweep(readSmallFile(file, "a sweep"), file, overrides);
}

} // namespace asge
