// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_omissions.h"

#include "core/query/measured_images.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/compare/compare_text.h"
#include "widgets/runs/runs_text.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace asge::compare {

namespace {

constexpr qsizetype kLongestList = 60; ///< letters

/// "runs 1, 2, 5", without the middle of a long list.
QString numbersOf(std::vector<RunId> runs) {
    std::sort(runs.begin(), runs.end());
    return CompareText::tr("%1 %2").arg(wordText(runs.size(), "run"),
                                        plain::fittingValue(idList(runs), [](const QString& text) {
                                            return text.size() <= kLongestList;
                                        }));
}

/// "fashion-mnist (runs 1, 2)" for each kind of test images.
QStringList testImages(const comparison::Runs& runs) {
    std::map<std::string, std::vector<RunId>> runsOf;
    std::map<std::string, QString> dataOf;
    for (const RunEntry* run : runs) {
        if (run->summary().epochsDone > 0) {
            const std::string images = measuredImages(*run, Split::test);
            runsOf[images].push_back(run->summary().id);
            dataOf[images] = plain::line(run->summary().dataName);
        }
    }
    QStringList kinds;
    std::set<QString> named;
    for (const auto& [images, ids] : runsOf) {
        const QString& data = dataOf[images];
        const QString name =
            named.insert(data).second ? data : CompareText::tr("other images of %1").arg(data);
        kinds << CompareText::tr("%1 (%2)").arg(name, numbersOf(ids));
    }
    return kinds;
}

} // namespace

QString textOf(Omission omission, const QStringList& runs) {
    if (runs.isEmpty()) {
        return {};
    }
    const QString list = runs.join(QStringLiteral(", "));
    switch (omission) {
    case Omission::noEpoch:
        return CompareText::tr("Without results, because no epoch was completed: %1.").arg(list);
    case Omission::otherQuantity:
        return CompareText::tr("Not drawn, because their method measures another quantity: %1.")
            .arg(list);
    case Omission::untrainedReadout:
        return CompareText::tr("Readouts that never learned are not drawn: %1.").arg(list);
    case Omission::none:
        break;
    }
    return {};
}

QString omissionsOf(const comparison::Runs& runs) {
    std::vector<RunId> without;
    for (const RunEntry* run : runs) {
        if (run->summary().epochsDone == 0) {
            without.push_back(run->summary().id);
        }
    }
    QStringList notes;
    if (const QStringList kinds = testImages(runs); kinds.size() > 1) {
        notes << CompareText::tr("Accuracies can be compared only among runs that were tested on "
                                 "the same images: %1.")
                     .arg(kinds.join(QStringLiteral(", ")));
    }
    if (!without.empty()) {
        notes << textOf(Omission::noEpoch, {numbersOf(without)});
    }
    return notes.join(u' ');
}

} // namespace asge::compare
