#include "widgets/compare/compare_model.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/short_names.h"

#include "core/base/error.h"
#include "core/experiment/experiment.h"
#include "widgets/compare/compare_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace asge::compare {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

QString none() {
    return QStringLiteral("–");
}

QString percent(double fraction) {
    return std::isfinite(fraction) ? QLocale().toString(100.0 * fraction, 'f', 2) : none();
}

/// "+1.25", "−0.50": points of a percentage.
QString gain(double fraction) {
    if (!std::isfinite(fraction)) {
        return none();
    }
    const QString size = QLocale().toString(std::abs(100.0 * fraction), 'f', 2);
    return (fraction < 0 ? QStringLiteral("−") : QStringLiteral("+")) + size;
}

QString percent(const Spread& spread) {
    return spread.n < 2
               ? percent(spread.mean)
               : QStringLiteral("%1 ± %2").arg(percent(spread.mean), percent(spread.deviation));
}

QString speedText(double speed) {
    return std::isfinite(speed) ? QLocale().toString(speed, 'f', speed < 10 ? 1 : 0) : none();
}

std::size_t deepest(const std::vector<ComparedRun>& runs) {
    std::size_t layers = 0;
    for (const ComparedRun& run : runs) {
        layers = std::max(layers, run.summary.values.layers(MetricId::accuracy, Split::test));
    }
    return layers;
}

/// What several runs have of one result.
template <class ValueOf>
Spread spreadOver(const std::vector<ComparedRun>& runs, const Group& group, ValueOf valueOf) {
    std::vector<double> values;
    for (const std::size_t run : group.runs) {
        values.push_back(valueOf(runs[run].summary));
    }
    return spreadOf(values);
}

/// Results of a row that have a best, in the order of the columns after the name; speed last.
std::vector<Spread> rated(const std::vector<ComparedRun>& runs, const Group& group,
                          std::size_t layers) {
    std::vector<Spread> values;
    for (std::size_t i = 0; i < kPredictions + layers; ++i) {
        values.push_back(spreadOver(
            runs, group, [&](const RunSummary& run) { return resultsOf(run, layers)[i]; }));
    }
    values.push_back(spreadOver(runs, group, [](const RunSummary& run) {
        return run.imagesPerSecond > 0 ? run.imagesPerSecond : kMissing;
    }));
    return values;
}

/// "20 / 20", or "18–20 / 20" of runs that have got to different epochs.
QString epochsText(const std::vector<ComparedRun>& runs, const Group& group) {
    const auto range = [&](int RunSummary::*member) {
        const Spread spread = spreadOver(runs, group, [member](const RunSummary& run) {
            return static_cast<double>(run.*member);
        });
        return spread.min == spread.max ? QString::number(spread.min)
                                        : QStringLiteral("%1–%2").arg(spread.min).arg(spread.max);
    };
    return CompareText::tr("%1 / %2").arg(range(&RunSummary::epochsDone),
                                          range(&RunSummary::epochs));
}

/// By how much the second of two rows differs from the first.
QStringList differenceRow(const std::vector<ComparedRun>& runs, const std::vector<Group>& groups,
                          const std::vector<std::vector<Spread>>& values) {
    std::vector<std::vector<MeasuredRun>> sides(2);
    std::vector<RunSettings> settings;
    settings.reserve(runs.size());
    for (std::size_t side = 0; side < 2; ++side) {
        for (const std::size_t run : groups[side].runs) {
            settings.emplace_back(runs[run].summary.experimentJson);
            sides[side].push_back({&runs[run].summary, &settings.back()});
        }
    }
    const PairedDifference paired = pairedDifference(sides[0], sides[1]);
    const bool areGroups = groups[0].runs.size() > 1 && groups[1].runs.size() > 1;
    QStringList row{
        areGroups && paired.seeds.size() > 1
            ? CompareText::tr("second − first, 95 % by %1 seeds").arg(paired.seeds.size())
            : CompareText::tr("second − first")};
    const std::size_t shares = values[0].size() - 1;
    for (std::size_t i = 0; i < shares; ++i) {
        const bool known =
            areGroups && i < paired.differences.size() && std::isfinite(paired.differences[i].low);
        row << (known ? QStringLiteral("%1 [%2, %3]")
                            .arg(gain(paired.differences[i].mean), gain(paired.differences[i].low),
                                 gain(paired.differences[i].high))
                      : gain(values[1][i].mean - values[0][i].mean));
    }
    row << QString();
    const double faster = values[1][shares].mean / values[0][shares].mean;
    row << (std::isfinite(faster) ? CompareText::tr("× %1").arg(QLocale().toString(faster, 'f', 2))
                                  : none());
    return row;
}

/// Rows of the largest value, where there is one that others fall short of.
std::vector<int> best(const std::vector<std::vector<Spread>>& values, std::size_t column) {
    double high = -std::numeric_limits<double>::infinity();
    double low = -high;
    for (const std::vector<Spread>& row : values) {
        if (std::isfinite(row[column].mean)) {
            high = std::max(high, row[column].mean);
            low = std::min(low, row[column].mean);
        }
    }
    std::vector<int> rows;
    for (std::size_t row = 0; low < high && row < values.size(); ++row) {
        if (values[row][column].mean == high) {
            rows.push_back(static_cast<int>(row));
        }
    }
    return rows;
}

} // namespace

Table results(const std::vector<ComparedRun>& runs, const std::vector<Group>& groups) {
    const std::size_t layers = deepest(runs);
    Table table;
    table.columns = {CompareText::tr("Run"), CompareText::tr("Last (%)"),
                     CompareText::tr("Fusion (%)"), CompareText::tr("Best (%)")};
    for (std::size_t layer = 0; layer < layers; ++layer) {
        table.columns << CompareText::tr("Layer %1 (%)").arg(layer + 1);
    }
    table.columns << CompareText::tr("Epochs") << CompareText::tr("Images/s");
    std::vector<std::vector<Spread>> values;
    for (const Group& group : groups) {
        values.push_back(rated(runs, group, layers));
        QStringList row{group.name};
        for (std::size_t i = 0; i + 1 < values.back().size(); ++i) {
            row << percent(values.back()[i]);
        }
        row << epochsText(runs, group) << speedText(values.back().back().mean);
        table.rows.push_back(row);
    }
    const std::size_t ratedColumns = kPredictions + layers + 1;
    for (std::size_t i = 0; i < ratedColumns; ++i) {
        const bool speed = i + 1 == ratedColumns; // stands behind the epochs
        for (const int row : best(values, i)) {
            table.bold.emplace(row, static_cast<int>(speed ? i + 2 : i + 1));
        }
    }
    if (groups.size() == 2) {
        table.rows.push_back(differenceRow(runs, groups, values));
    }
    return table;
}

std::vector<Spread> ladderOf(const std::vector<ComparedRun>& runs, const Group& group) {
    const std::size_t layers = deepest(runs);
    std::vector<Spread> values = rated(runs, group, layers);
    return {values.begin() + kPredictions,
            values.begin() + static_cast<std::ptrdiff_t>(kPredictions + layers)};
}

Table ladder(const std::vector<ComparedRun>& runs, const std::vector<Group>& groups) {
    constexpr std::size_t kFusion = 1; // of resultsOf
    const std::size_t layers = deepest(runs);
    Table table;
    table.columns = {CompareText::tr("Run")};
    for (std::size_t layer = 0; layer < layers; ++layer) {
        table.columns << CompareText::tr("Layer %1 (%)").arg(layer + 1);
    }
    table.columns << CompareText::tr("Fusion (%)");
    std::vector<std::vector<Spread>> values;
    for (const Group& group : groups) {
        std::vector<Spread> steps = ladderOf(runs, group);
        steps.push_back(rated(runs, group, layers)[kFusion]);
        QStringList row{group.name};
        double before = kMissing;
        for (const Spread& step : steps) {
            const bool first = !std::isfinite(before) || !std::isfinite(step.mean);
            row << (first ? percent(step)
                          : QStringLiteral("%1 (%2)").arg(percent(step), gain(step.mean - before)));
            // Fusion of a run with fewer layers still stands beside its own last one.
            before = std::isfinite(step.mean) ? step.mean : before;
        }
        table.rows.push_back(row);
        values.push_back(std::move(steps));
    }
    for (std::size_t i = 0; i <= layers; ++i) {
        for (const int row : best(values, i)) {
            table.bold.emplace(row, static_cast<int>(i + 1));
        }
    }
    return table;
}

Table differences(const std::vector<ComparedRun>& runs, QStringList* unreadable) {
    Table table;
    table.columns = {CompareText::tr("Setting")};
    QStringList keys; // in the order of the first run that has them
    std::map<QString, std::map<std::size_t, QString>> settings;
    std::set<std::size_t> readable;
    std::vector<RunSummary> summaries;
    for (const ComparedRun& run : runs) {
        summaries.push_back(run.summary);
    }
    table.columns << labelsOf(summaries);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const RunSummary& run = runs[i].summary;
        try {
            for (const auto& [key, value] : flatSettings(run.experimentJson)) {
                const QString name = QString::fromStdString(key);
                if (!settings.contains(name)) {
                    keys << name;
                }
                settings[name][i] = plain::line(value);
            }
            readable.insert(i);
        } catch (const BadInput&) {
            unreadable->append(plain::line(run.name));
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

} // namespace asge::compare
