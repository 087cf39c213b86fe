#include "widgets/runs/run_entry.h"

#include "core/experiment/settings.h"
#include "widgets/common/counted_text.h"
#include "widgets/runs/runs_text.h"

#include <cmath>

namespace asge {

void RunEntry::update(RunSummary summary) {
    if (summary.experimentJson != summary_.experimentJson) {
        settings_.reset();
    }
    if (summary.created != summary_.created) {
        created_.reset();
    }
    words_.clear();
    summary_ = std::move(summary);
}

void RunEntry::rename(const std::string& name) {
    summary_.name = name;
    words_.clear();
}

const RunSettings& RunEntry::settings() const {
    if (!settings_) {
        settings_.emplace(summary_.experimentJson);
    }
    return *settings_;
}

const QString& RunEntry::words() const {
    if (words_.isEmpty()) {
        std::string all = std::to_string(summary_.id);
        for (const std::string* part :
             {&summary_.name, &summary_.dataName, &summary_.networkLayers, &summary_.method,
              &summary_.device, &summary_.reason, &summary_.created, &summary_.notes}) {
            all.append(1, '\n').append(*part);
        }
        all.append(1, '\n').append(toString(summary_.status));
        for (const std::string& tag : summary_.tags) {
            all.append(1, '\n').append(tag);
        }
        words_ = QString::fromStdString(all).toLower();
    }
    return words_;
}

const QString& RunEntry::created() const {
    if (!created_) {
        const QDateTime time =
            QDateTime::fromString(QString::fromStdString(summary_.created), Qt::ISODate);
        created_ = time.isValid()
                       ? time.toLocalTime().toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"))
                       : QString();
    }
    return *created_;
}

QStringList RunEntry::tags() const {
    QStringList tags;
    for (const std::string& tag : summary_.tags) {
        tags << QString::fromStdString(tag);
    }
    return tags;
}

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

QString durationText(double seconds) {
    const auto whole = static_cast<qint64>(std::llround(seconds));
    const QString rest = QStringLiteral("%1").arg(whole % 60, 2, 10, QLatin1Char('0'));
    if (whole < 3600) {
        return QStringLiteral("%1:%2").arg(whole / 60).arg(rest);
    }
    return QStringLiteral("%1:%2:%3")
        .arg(whole / 3600)
        .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(rest);
}

QString runCount(qsizetype count) {
    return countedText(count, "run");
}

bool isActive(RunStatus status) {
    return asge::isLive(status);
}

} // namespace asge
