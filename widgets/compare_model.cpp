#include "widgets/compare_model.h"

#include "core/error.h"
#include "core/experiment/experiment.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace asge::compare {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr int kFirstLayerColumn = 4; // after the run and the three predictions

QString none() {
    return QStringLiteral("–");
}

QString percent(double fraction) {
    return std::isfinite(fraction) ? QLocale().toString(100.0 * fraction, 'f', 2) : none();
}

/// Values of one run that have a best, in the order of the columns after the run's name.
std::vector<double> rated(const RunSummary& run, std::size_t layers) {
    std::vector<double> values = {kNone, kNone, kNone};
    if (run.accuracy) {
        values = {run.accuracy->last, run.accuracy->fusion, run.accuracy->best};
    }
    for (std::size_t layer = 0; layer < layers; ++layer) {
        values.push_back(layer < run.layers.size() ? run.layers[layer].accuracy : kNone);
    }
    values.push_back(run.imagesPerSecond > 0 ? run.imagesPerSecond : kNone);
    return values;
}

/// Rows of the largest value, where there is one that others fall short of.
std::vector<int> best(const std::vector<std::vector<double>>& values, std::size_t column) {
    double high = -std::numeric_limits<double>::infinity();
    double low = -high;
    for (const std::vector<double>& row : values) {
        if (std::isfinite(row[column])) {
            high = std::max(high, row[column]);
            low = std::min(low, row[column]);
        }
    }
    std::vector<int> rows;
    for (std::size_t row = 0; low < high && row < values.size(); ++row) {
        if (values[row][column] == high) {
            rows.push_back(static_cast<int>(row));
        }
    }
    return rows;
}

QString cell(const QString& text) {
    QString clean = text;
    return clean.replace(u'\t', u' ').replace(u'\n', u' ').replace(u'\r', u' ');
}

} // namespace

Table results(const std::vector<ComparedRun>& runs) {
    std::size_t layers = 0;
    for (const ComparedRun& run : runs) {
        layers = std::max(layers, run.summary.layers.size());
    }
    Table table;
    table.columns = {CompareView::tr("Run"), CompareView::tr("Last (%)"),
                     CompareView::tr("Fusion (%)"), CompareView::tr("Best (%)")};
    for (std::size_t layer = 0; layer < layers; ++layer) {
        table.columns << CompareView::tr("Layer %1 (%)").arg(layer + 1);
    }
    table.columns << CompareView::tr("Epochs") << CompareView::tr("Images/s");
    std::vector<std::vector<double>> values;
    for (const ComparedRun& run : runs) {
        const RunSummary& s = run.summary;
        values.push_back(rated(s, layers));
        QStringList row{QString::fromStdString(s.name)};
        for (std::size_t i = 0; i + 1 < values.back().size(); ++i) {
            row << percent(values.back()[i]);
        }
        row << CompareView::tr("%1 / %2").arg(s.epochsDone).arg(s.epochs);
        const double speed = values.back().back();
        row << (std::isfinite(speed) ? QLocale().toString(speed, 'f', speed < 10 ? 1 : 0) : none());
        table.rows.push_back(row);
    }
    const auto ratedColumns = kFirstLayerColumn - 1 + layers + 1;
    for (std::size_t i = 0; i < ratedColumns; ++i) {
        const bool speed = i + 1 == ratedColumns; // stands behind the epochs
        for (const int row : best(values, i)) {
            table.bold.emplace(row, static_cast<int>(speed ? i + 2 : i + 1));
        }
    }
    return table;
}

Table differences(const std::vector<ComparedRun>& runs, QStringList* unreadable) {
    Table table;
    table.columns = {CompareView::tr("Setting")};
    QStringList keys; // in the order of the first run that has them
    std::map<QString, std::map<std::size_t, QString>> settings;
    std::set<std::size_t> readable;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const RunSummary& run = runs[i].summary;
        table.columns << QString::fromStdString(run.name);
        try {
            for (const auto& [key, value] : flatSettings(run.experimentJson)) {
                const QString name = QString::fromStdString(key);
                if (!settings.contains(name)) {
                    keys << name;
                }
                settings[name][i] = QString::fromStdString(value);
            }
            readable.insert(i);
        } catch (const BadInput&) {
            unreadable->append(QString::fromStdString(run.name));
        }
    }
    for (const QString& key : keys) {
        const auto& values = settings[key];
        const bool same = values.size() == readable.size() &&
                          std::all_of(values.begin(), values.end(), [&](const auto& value) {
                              return value.second == values.begin()->second;
                          });
        if (same) {
            continue;
        }
        QStringList row{key};
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const auto value = values.find(i);
            row << (value == values.end() ? none() : value->second);
        }
        table.rows.push_back(row);
    }
    return table;
}

QString toTsv(const Table& table) {
    const auto line = [](const QStringList& cells) {
        QStringList clean;
        for (const QString& text : cells) {
            clean << cell(text);
        }
        return clean.join(u'\t');
    };
    QStringList lines{line(table.columns)};
    for (const QStringList& row : table.rows) {
        lines << line(row);
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace asge::compare
