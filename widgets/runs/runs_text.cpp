// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_text.h"

#include "widgets/common/counted_text.h"

#include <QLocale>

namespace asge {

QString statusText(RunStatus status) {
    switch (status) {
    case RunStatus::running:
        return RunsText::tr("● running");
    case RunStatus::paused:
        return RunsText::tr("❚❚ paused");
    case RunStatus::finished:
        return RunsText::tr("✓ finished");
    case RunStatus::stopped:
        return RunsText::tr("■ stopped");
    case RunStatus::interrupted:
        return RunsText::tr("⚡ interrupted");
    case RunStatus::failed:
        return RunsText::tr("✕ failed");
    }
    return {};
}

QString runCount(qsizetype count) {
    return countedText(count, "run");
}

QString descriptionOf(const RunField& field) {
    return RunsText::tr(field.description().c_str());
}

QStringList toStringList(const std::vector<std::string>& texts) {
    QStringList list;
    for (const std::string& text : texts) {
        list << QString::fromStdString(text);
    }
    return list;
}

NumberStyle localStyle() {
    return [](double value, int decimals) {
        return QLocale().toString(value, 'f', decimals).toStdString();
    };
}

} // namespace asge
