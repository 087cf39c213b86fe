#include "core/sweep/sweep_table.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>

namespace asge {

namespace {

const char* const kAbsent = "–";

struct Statistic {
    std::optional<double> mean;
    std::optional<double> deviation;
};

Statistic statisticOf(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    Statistic statistic;
    if (values.empty()) {
        return statistic;
    }
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    const double mean = sum / n;
    statistic.mean = mean;
    if (values.size() > 1) {
        double squares = 0;
        for (const double value : values) {
            squares += (value - mean) * (value - mean);
        }
        statistic.deviation = std::sqrt(squares / (n - 1));
    }
    return statistic;
}

/// A column of figures: how its title reads, and a run's figure.
struct Measure {
    std::string title;
    std::string key; ///< in CSV
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
        {"best %", "best", [](const CellResult& result, std::size_t) { return result.test.best; }},
    };
    std::size_t most = 0;
    for (const CellResult& result : results) {
        most = std::max(most, result.layers.size());
    }
    for (std::size_t layer = 0; layers && layer < most; ++layer) {
        const std::string number = std::to_string(layer + 1);
        measures.push_back({"layer " + number + " %", "layer_" + number,
                            [](const CellResult& result, std::size_t at) {
                                return at < result.layers.size()
                                           ? result.layers[at]
                                           : std::numeric_limits<double>::quiet_NaN();
                            },
                            layer});
    }
    return measures;
}

std::string decimals(double value, int places) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", places, value);
    return text;
}

std::string percent(const std::optional<double>& share, const char* absent) {
    constexpr int kPlaces = 2;
    return share ? decimals(100 * *share, kPlaces) : absent;
}

std::string spread(const Statistic& statistic) {
    return statistic.mean
               ? percent(statistic.mean, kAbsent) + " ± " + percent(statistic.deviation, kAbsent)
               : kAbsent;
}

/// A row's figures, of one statistic a measure.
struct Figures {
    std::size_t runs = 0;
    std::vector<Statistic> measures;
    std::optional<double> seconds;
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
            const double value = measures[i].of(result, measures[i].layer);
            if (!std::isnan(value)) { // a network that has no such layer
                values[i].push_back(value);
            }
        }
    }
    figures.runs = seconds.size();
    figures.seconds = statisticOf(seconds).mean;
    for (const auto& ofMeasure : values) {
        figures.measures.push_back(statisticOf(ofMeasure));
    }
    return figures;
}

/// The whole table as text, before it is laid out.
struct Cells {
    std::vector<std::string> titles;
    std::size_t settings = 0; ///< that many columns at the left hold settings, the others figures
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

std::size_t widthOf(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

/// Settings at the left of their columns, figures at the right.
std::string padded(const std::string& text, std::size_t width, bool left) {
    const std::string room(width - widthOf(text), ' ');
    return left ? text + room : room + text;
}

std::string asText(const Cells& cells) {
    std::vector<std::size_t> widths(cells.titles.size());
    const auto widen = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], widthOf(row[i]));
        }
    };
    widen(cells.titles);
    std::for_each(cells.rows.begin(), cells.rows.end(), widen);
    std::string text;
    const auto add = [&](const std::vector<std::string>& row) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += (i == 0 ? "" : "  ") + padded(row[i], widths[i], i < cells.settings);
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    };
    add(cells.titles);
    std::for_each(cells.rows.begin(), cells.rows.end(), add);
    return text;
}

std::string asMarkdown(const Cells& cells) {
    std::string text;
    const auto add = [&](const std::vector<std::string>& row) {
        for (const std::string& cell : row) {
            text += "| ";
            for (const char c : cell) {
                text += c == '|' || c == '<' ? std::string{'\\', c} : std::string(1, c);
            }
            text += ' ';
        }
        text += "|\n";
    };
    add(cells.titles);
    for (std::size_t i = 0; i < cells.titles.size(); ++i) {
        text += i < cells.settings ? "|---" : "|---:";
    }
    text += "|\n";
    std::for_each(cells.rows.begin(), cells.rows.end(), add);
    return text;
}

std::string asCsv(const Cells& cells) {
    std::string text;
    const auto add = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::string cell = spreadsheetText(row[i]);
            if (cell.find_first_of(",\"\n") != std::string::npos) {
                std::string quoted = "\"";
                for (const char c : cell) {
                    quoted += c == '"' ? "\"\"" : std::string(1, c);
                }
                cell = quoted + '"';
            }
            text += (i == 0 ? "" : ",") + cell;
        }
        text += '\n';
    };
    add(cells.titles);
    std::for_each(cells.rows.begin(), cells.rows.end(), add);
    return text;
}

/// The largest mean on the held-out images, or nothing.
std::optional<double> bestOf(const std::vector<Figures>& figures) {
    std::optional<double> best;
    for (const Figures& row : figures) {
        const auto& mean = row.measures.front().mean;
        if (mean && (!best || *mean > *best)) {
            best = mean;
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
        for (const Statistic& statistic : figures[i].measures) {
            row.push_back(spread(statistic));
        }
        std::string& first = row[cells.settings + 1];
        const bool isBest = best && figures[i].measures.front().mean == best;
        if (markdown) {
            first = isBest ? "**" + first + "**" : first;
        } else {
            first += isBest ? "*" : " ";
        }
        row.push_back(figures[i].seconds ? decimals(*figures[i].seconds, 1) : kAbsent);
    }
}

void addColumns(const std::vector<Measure>& measures, const std::vector<Figures>& figures,
                Cells& cells) {
    cells.titles.push_back("n");
    for (const Measure& measure : measures) {
        cells.titles.push_back(measure.key + "_mean");
        cells.titles.push_back(measure.key + "_deviation");
    }
    cells.titles.push_back("seconds_mean");
    for (std::size_t i = 0; i < figures.size(); ++i) {
        auto& row = cells.rows[i];
        row.push_back(std::to_string(figures[i].runs));
        for (const Statistic& statistic : figures[i].measures) {
            row.push_back(percent(statistic.mean, ""));
            row.push_back(percent(statistic.deviation, ""));
        }
        row.push_back(figures[i].seconds ? decimals(*figures[i].seconds, 1) : "");
    }
}

} // namespace

CellResult cellResult(std::size_t row, const EpochEvent& lastEpoch) {
    const auto best = static_cast<Place>(lastEpoch.bestLayer);
    CellResult result{row,
                      lastEpoch.values.at(MetricId::accuracy, Split::validation, best),
                      lastEpoch.accuracy(),
                      {},
                      lastEpoch.seconds};
    for (const LayerScore& score : lastEpoch.test()) {
        result.layers.push_back(score.accuracy);
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
    return format == TableFormat::markdown ? asMarkdown(cells) : asText(cells);
}

} // namespace asge
