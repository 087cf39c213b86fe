// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sweep/sweep_table.h"

#include "core/query/shown_value.h"
#include "core/query/statistics.h"
#include "core/query/text_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace asge {

namespace {

const char* const kAbsent = "–";

/// A numeric column: its title, and its value for a run.
struct Measure {
    std::string title;
    std::string key; ///< the column's name in CSV
    double (*of)(const CellResult& result, std::size_t layer);
    std::size_t layer = 0;
};

std::vector<Measure> measuresOf(const std::vector<CellResult>& results, bool layers) {
    std::vector<Measure> measures{
        {"validation %", "validation",
         [](const CellResult& result, std::size_t) { return result.validation; }},
        {"last %", "last", [](const CellResult& result, std::size_t) { return result.test.last; }},
        {"fusion %", "fusion",
         [](const CellResult& result, std::size_t) { return result.test.fusion; }},
        {"best layer %", "best",
         [](const CellResult& result, std::size_t) { return result.test.best; }},
    };
    std::size_t most = 0;
    for (const CellResult& result : results) {
        most = std::max(most, result.layers.size());
    }
    for (std::size_t layer = 0; layers && layer < most; ++layer) {
        const std::string number = std::to_string(layer + 1);
        measures.push_back({"layer " + number + " %", "layer" + number,
                            [](const CellResult& result, std::size_t at) {
                                return at < result.layers.size()
                                           ? result.layers[at]
                                           : std::numeric_limits<double>::quiet_NaN();
                            },
                            layer});
    }
    return measures;
}

/// A fraction in percent; NaN means unknown.
std::string percent(double share) {
    return std::isnan(share) ? kAbsent : plainNumber(100 * share, 2);
}

std::string seconds(const Spread& spread) {
    return spread.n == 0 ? kAbsent : plainNumber(spread.mean, 1);
}

std::string spreadText(const Spread& spread) {
    return spread.n == 0 ? kAbsent
                         : percent(spread.mean) + " ± " + percent(spread.standardDeviation);
}

/// The values of a row: one spread per measure.
struct Figures {
    std::size_t runs = 0;
    std::vector<Spread> measures;
    Spread seconds;
};

Figures figuresOf(std::size_t row, const std::vector<CellResult>& results,
                  const std::vector<Measure>& measures) {
    Figures figures;
    std::vector<double> seconds;
    std::vector<std::vector<double>> values(measures.size());
    for (const CellResult& result : results) {
        if (result.row != row) {
            continue;
        }
        seconds.push_back(result.seconds);
        for (std::size_t i = 0; i < measures.size(); ++i) {
            // NaN if the network has no such layer; spreadOf ignores it.
            values[i].push_back(measures[i].of(result, measures[i].layer));
        }
    }
    figures.runs = seconds.size();
    figures.seconds = spreadOf(seconds);
    for (const auto& ofMeasure : values) {
        figures.measures.push_back(spreadOf(ofMeasure));
    }
    return figures;
}

/// The table as texts, before formatting.
struct Cells {
    std::vector<std::string> titles;
    std::size_t settings =
        0; ///< number of columns at the left that hold settings; the others are numeric
    std::vector<std::vector<std::string>> rows;
};

Cells settingCells(const Sweep& sweep, bool byLabel) {
    if (sweep.varies.empty()) {
        return {{"sweep"}, 1, {{sweep.name}}};
    }
    if (byLabel) {
        Cells cells{{"row"}, 1, {}};
        for (const std::string& label : sweep.labels) {
            cells.rows.push_back({label});
        }
        return cells;
    }
    return {sweep.varies, sweep.varies.size(), sweep.rows};
}

/// The columns of numbers, which are right-aligned.
std::vector<bool> numbersOf(const Cells& cells) {
    std::vector<bool> right(cells.titles.size(), true);
    std::fill_n(right.begin(), cells.settings, false);
    return right;
}

std::string asCsv(const Cells& cells) {
    std::string text;
    const auto add = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += (i == 0 ? "" : ",") + csvField(row[i]);
        }
        text += '\n';
    };
    add(cells.titles);
    std::for_each(cells.rows.begin(), cells.rows.end(), add);
    return text;
}

/// The largest mean validation accuracy, or nothing.
std::optional<double> bestOf(const std::vector<Figures>& figures) {
    std::optional<double> best;
    for (const Figures& row : figures) {
        const Spread& spread = row.measures.front();
        if (spread.n > 0 && (!best || spread.mean > *best)) {
            best = spread.mean;
        }
    }
    return best;
}

void addSpreads(const std::vector<Measure>& measures, const std::vector<Figures>& figures,
                bool markdown, Cells& cells) {
    cells.titles.push_back("n");
    for (const Measure& measure : measures) {
        cells.titles.push_back(measure.title);
    }
    cells.titles.push_back("seconds");
    const auto best = bestOf(figures);
    for (std::size_t i = 0; i < figures.size(); ++i) {
        auto& row = cells.rows[i];
        row.push_back(std::to_string(figures[i].runs));
        for (const Spread& spread : figures[i].measures) {
            row.push_back(spreadText(spread));
        }
        std::string& first = row[cells.settings + 1];
        const bool isBest = best && figures[i].measures.front().mean == *best;
        if (markdown) {
            first = isBest ? "**" + first + "**" : first;
        } else {
            first += isBest ? "*" : " ";
        }
        row.push_back(seconds(figures[i].seconds));
    }
}

void addColumns(const std::vector<Measure>& measures, const std::vector<Figures>& figures,
                Cells& cells) {
    cells.titles.push_back("n");
    for (const Measure& measure : measures) {
        const std::vector<std::string> names = spreadColumns(measure.key);
        cells.titles.insert(cells.titles.end(), names.begin(), names.end());
    }
    cells.titles.push_back("seconds_mean");
    for (std::size_t i = 0; i < figures.size(); ++i) {
        auto& row = cells.rows[i];
        row.push_back(std::to_string(figures[i].runs));
        for (const Spread& spread : figures[i].measures) {
            row.push_back(dataNumber(spread.mean));
            row.push_back(dataNumber(spread.standardDeviation));
        }
        row.push_back(dataNumber(figures[i].seconds.mean));
    }
}

} // namespace

CellResult cellResult(std::size_t row, const EpochEvent& lastEpoch, const ScoreFacts& facts) {
    const auto test = [&](Place place) {
        return facts.isTrained(place) ? lastEpoch.values.at(MetricId::accuracy, Split::test, place)
                                      : std::numeric_limits<double>::quiet_NaN();
    };
    const std::size_t layers = lastEpoch.values.layers(MetricId::accuracy, Split::test);
    const std::size_t chosen =
        facts.isTrained(kBestPlace) ? static_cast<std::size_t>(lastEpoch.bestLayer) : layers - 1;
    CellResult result{
        row,
        lastEpoch.values.at(MetricId::accuracy, Split::validation, static_cast<Place>(chosen)),
        {test(kLastPlace), test(kFusionPlace), test(kBestPlace)},
        {},
        lastEpoch.seconds};
    for (std::size_t layer = 0; layer < layers; ++layer) {
        result.layers.push_back(test(static_cast<Place>(layer)));
    }
    return result;
}

std::string sweepTable(const Sweep& sweep, const std::vector<CellResult>& results,
                       TableFormat format, bool layers) {
    Cells cells = settingCells(sweep, sweep.isSparse && format != TableFormat::csv);
    const auto measures = measuresOf(results, layers);
    std::vector<Figures> figures;
    for (std::size_t row = 0; row < cells.rows.size(); ++row) {
        figures.push_back(figuresOf(row, results, measures));
    }
    if (format == TableFormat::csv) {
        addColumns(measures, figures, cells);
        return asCsv(cells);
    }
    addSpreads(measures, figures, format == TableFormat::markdown, cells);
    const TextTable table{cells.titles, cells.rows, {}};
    return format == TableFormat::markdown ? toMarkdown(table, numbersOf(cells))
                                           : toText(table, numbersOf(cells));
}

} // namespace asge
