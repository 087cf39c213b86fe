#include "widgets/compare/compare_grouping.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/short_names.h"
#include "widgets/compare/compare_text.h"
#include "widgets/runs/run_groups.h"

#include <algorithm>
#include <set>

namespace asge::compare {
namespace {

struct Measured {
    std::vector<RunSettings> settings;
    std::vector<MeasuredRun> runs; ///< points into the settings and to somebody else's summaries
};

Measured measure(const std::vector<RunSummary>& runs) {
    Measured measured;
    measured.settings.reserve(runs.size());
    for (const RunSummary& run : runs) {
        measured.settings.emplace_back(run.experimentJson);
        measured.runs.push_back({&run, &measured.settings.back()});
    }
    return measured;
}

/// "batch 64" for train.batch.
QString valueText(const std::string& path, const std::string& value) {
    const std::size_t dot = path.rfind('.');
    const std::string last = dot == std::string::npos ? path : path.substr(dot + 1);
    return QStringLiteral("%1 %2").arg(QString::fromStdString(last),
                                       value.empty() ? QStringLiteral("–") : plain::line(value));
}

} // namespace

std::vector<Grouping> groupingsOf(const std::vector<RunSummary>& runs) {
    std::vector<Grouping> all = {{"", CompareText::tr("each run")},
                                 {kAllButSeed, CompareText::tr("all but the seed")}};
    const Measured measured = measure(runs);
    std::set<std::string> paths;
    for (const RunSettings& settings : measured.settings) {
        for (const RunSettings::Value& value : settings.values()) {
            paths.insert(value.path);
        }
    }
    for (const std::string& path : paths) {
        const auto textOf = [&path](const RunSettings& settings) {
            const RunSettings::Value* value = settings.find(path);
            return value ? value->text : std::string();
        };
        const bool differs =
            std::any_of(measured.settings.begin(), measured.settings.end(), [&](const auto& s) {
                return textOf(s) != textOf(measured.settings.front());
            });
        if (differs && path != kSeedPath) {
            all.push_back({path, QString::fromStdString(path)});
        }
    }
    return all;
}

std::vector<Entry> entriesOf(const std::vector<RunSummary>& runs, const std::string& key) {
    std::vector<Entry> entries;
    if (key.empty()) {
        const QStringList labels = labelsOf(runs);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            entries.push_back({labels[static_cast<qsizetype>(i)], plain::line(runs[i].name), {i}});
        }
        return entries;
    }
    const Measured measured = measure(runs);
    for (const RunGroup& group : groupRuns(measured.runs, {key})) {
        QStringList values;
        for (const auto& [path, value] : group.unusual) {
            values << valueText(path, value);
        }
        if (values.isEmpty() && !group.values.empty()) {
            values << CompareText::tr("base");
        }
        QStringList names;
        for (const std::size_t member : group.members) {
            names << plain::line(runs[member].name);
        }
        QString name = values.isEmpty() ? names.front() : values.join(QStringLiteral(", "));
        if (group.members.size() > 1) {
            name = CompareText::tr("%1 (%2)").arg(name, countedText(group.members.size(), "run"));
        }
        entries.push_back({name, names.join(u'\n'), group.members});
    }
    return entries;
}

} // namespace asge::compare
