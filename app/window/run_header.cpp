// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_header.h"

#include "core/base/text.h"
#include "widgets/common/prediction_text.h"

namespace asge {

namespace {

constexpr std::size_t kWidestName = 60; ///< characters

QString nameOf(MetricId metric) {
    return metric == MetricId::accuracy
               ? RunHeader::tr("test accuracy")
               : QString::fromStdString(std::string(rowOf(metric).shortName));
}

QString statusText(RunStatus status) {
    switch (status) {
    case RunStatus::running:
        return RunHeader::tr("running");
    case RunStatus::paused:
        return RunHeader::tr("paused");
    case RunStatus::finished:
        return RunHeader::tr("finished");
    case RunStatus::stopped:
        return RunHeader::tr("stopped");
    case RunStatus::interrupted:
        return RunHeader::tr("interrupted");
    case RunStatus::failed:
        return RunHeader::tr("failed");
    }
    return {};
}

QString summaryText(const RunSummary& run) {
    const QString name = QString::fromStdString(elided(oneLine(run.name), kWidestName));
    // A single call of arg(), because a name may contain "%2".
    QString text = RunHeader::tr("<b>%1</b> · run %2 · %3 · epoch %4 of %5")
                       .arg(plain::escaped(name), QString::number(run.id), statusText(run.status),
                            QString::number(run.epochsDone), QString::number(run.epochs));
    if (run.method != "asge") {
        text += RunHeader::tr(" · %1").arg(plain::escaped(QString::fromStdString(run.method)));
    }
    for (const MetricId metric : predictedMetrics()) {
        QStringList parts;
        for (const PredictionText& each : predictionTexts(run, metric)) {
            parts << (each.isResult ? QStringLiteral("%1 <b>%2</b>") : QStringLiteral("%1 %2"))
                         .arg(each.title, each.value);
        }
        if (!parts.isEmpty()) {
            text +=
                RunHeader::tr(" · %1: %2").arg(nameOf(metric), parts.join(QStringLiteral(", ")));
        }
    }
    return text;
}

} // namespace

RunHeader::RunHeader(QWidget* parent) : RichLabel(parent) {}

void RunHeader::showRun(const RunSummary& run) {
    setText(summaryText(run));
}

void RunHeader::showNone() {
    setText(tr("No run is open. Press <b>Train</b>, or open one from <b>Runs</b>."));
}

} // namespace asge
