// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/intervention_text.h"

#include "core/base/text.h"
#include "core/run/command.h"
#include "widgets/common/common_text.h"
#include "widgets/common/plain_text.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <utility>

namespace asge {

namespace {

/// What the guard and the program notice, by the kind of the intervention.
const std::array<std::pair<std::string_view, const char*>, 7> kTitles = {
    std::pair("exploding_loss", QT_TRANSLATE_NOOP("Common", "Exploding loss")),
    std::pair("chance_level", QT_TRANSLATE_NOOP("Common", "Accuracy of guessing")),
    std::pair("dead_channels", QT_TRANSLATE_NOOP("Common", "Dead channels")),
    std::pair("nonfinite", QT_TRANSLATE_NOOP("Common", "Values that are not finite")),
    std::pair("trouble", QT_TRANSLATE_NOOP("Common", "Trouble with the store")),
    std::pair("undone", QT_TRANSLATE_NOOP("Common", "Undone by going back")),
    std::pair("note", QT_TRANSLATE_NOOP("Common", "Note")),
};

const char* warningTitle(std::string_view kind) {
    const auto found = std::find_if(kTitles.begin(), kTitles.end(),
                                    [kind](const auto& each) { return each.first == kind; });
    return found == kTitles.end() ? nullptr : found->second;
}

/// Whether the text has "layer 3" for 3, but not for 31.
bool namesLayer(const std::string& text, int layer) {
    const std::string name = "layer " + std::to_string(layer);
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if (end == text.size() || text[end] < '0' || text[end] > '9') {
            return true;
        }
    }
    return false;
}

QString titleOf(const CommandFacts& facts) {
    return QString::fromUtf8(facts.title.data(), static_cast<qsizetype>(facts.title.size()));
}

QString commandText(const CommandFacts& facts, const Intervention& intervention) {
    QString text = titleOf(facts);
    if (intervention.layer > 0) {
        text = facts.layer == Takes::always
                   ? CommonText::tr("%1 layer %2").arg(text).arg(intervention.layer)
                   : CommonText::tr("%1 of layer %2").arg(text).arg(intervention.layer);
    }
    if (facts.kind == CommandKind::redraw && intervention.layer > 0) {
        text = CommonText::tr("%1 of layer %2").arg(titleOf(facts)).arg(intervention.layer);
    }
    if (intervention.value) {
        const QString value = QString::fromStdString(numberText(*intervention.value));
        text = facts.kind == CommandKind::rate ? CommonText::tr("%1: × %2").arg(text, value)
                                               : CommonText::tr("%1: %2").arg(text, value);
    }
    return text;
}

} // namespace

EventGroup groupOf(const Intervention& intervention) {
    const auto kind = findCommand(intervention.kind);
    if (!kind) {
        return intervention.kind == "note" ? EventGroup::notes : EventGroup::warning;
    }
    switch (*kind) {
    case CommandKind::pause:
    case CommandKind::step:
    case CommandKind::epoch:
        return EventGroup::pace;
    case CommandKind::resume: // the program resumes a run that had ended
        return intervention.source == source::kProgram ? EventGroup::run : EventGroup::pace;
    case CommandKind::stop:
        return EventGroup::run;
    case CommandKind::checkpoint:
        return EventGroup::checkpoint;
    default:
        return EventGroup::steering;
    }
}

QString interventionText(const Intervention& intervention) {
    if (const auto kind = findCommand(intervention.kind)) {
        return commandText(factsOf(*kind), intervention);
    }
    const char* warning = warningTitle(intervention.kind);
    const QString title =
        warning != nullptr ? CommonText::tr(warning) : plain::line(intervention.kind);
    return intervention.layer > 0
               ? CommonText::tr("%1, layer %2").arg(title, QString::number(intervention.layer))
               : title;
}

QString interventionTitle(const Intervention& intervention) {
    Intervention untold = intervention;
    if (!findCommand(intervention.kind) && namesLayer(intervention.text, intervention.layer)) {
        untold.layer = 0;
    }
    return interventionText(untold);
}

QString sourceText(const std::string& source) {
    return source.empty() ? QStringLiteral("–") : plain::line(source);
}

QString interventionLine(const Intervention& intervention) {
    constexpr std::size_t kLongestText = 160;
    QString line = CommonText::tr("%1 · %2 · step %3")
                       .arg(interventionTitle(intervention), sourceText(intervention.source),
                            QLocale().toString(static_cast<qlonglong>(intervention.step)));
    if (!intervention.text.empty()) {
        line += CommonText::tr(": %1").arg(
            QString::fromStdString(elided(oneLine(intervention.text), kLongestText)));
    }
    return line;
}

bool isMarked(const Intervention& intervention) {
    return intervention.source != source::kProgram;
}

} // namespace asge
