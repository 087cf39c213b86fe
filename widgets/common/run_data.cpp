// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/run_data.h"

#include "widgets/common/common_text.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"

#include <QStringList>

#include <algorithm>
#include <limits>

namespace asge {

QString titleOfRuns(const QString& what, const std::vector<RunCurves>& runs) {
    constexpr std::size_t kNamed = 3; // more runs are only counted; the legend names them
    QStringList parts{what};
    if (runs.size() > kNamed) {
        const bool grouped =
            std::any_of(runs.begin(), runs.end(), [](const RunCurves& run) { return run.id == 0; });
        parts << CommonText::tr("comparison of %1")
                     .arg(countedText(runs.size(), grouped ? "group" : "run"));
    }
    for (std::size_t i = 0; i < runs.size() && runs.size() <= kNamed; ++i) {
        const QString name = plain::line(runs[i].name);
        parts << (runs[i].id == 0
                      ? name
                      : CommonText::tr("run %1, %2").arg(QString::number(runs[i].id), name));
    }
    return parts.join(QStringLiteral(" · "));
}

QString recentBatches(std::size_t steps, std::string_view singular, std::string_view plural) {
    const std::size_t count = std::min<std::size_t>(steps, kRecentSteps);
    return CommonText::tr("last %1").arg(count == 1 ? wordText(count, singular, plural)
                                                    : countedText(count, singular, plural));
}

double recentAccuracy(const RunCurves& run, std::size_t layer) {
    double sum = 0;
    int count = 0;
    for (std::size_t i = run.steps.size(); i > 0 && count < kRecentSteps; --i) {
        const StepSeries::Step step = run.steps[i - 1];
        if (layer < step.layers.size()) {
            sum += step.layers[layer].accuracy;
            ++count;
        }
    }
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

} // namespace asge
