// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_choices.h"

#include "widgets/compare/compare_text.h"
#include "widgets/compare/map_compare_model.h"
#include "widgets/compare/map_run.h"

#include <QComboBox>
#include <QStringList>

#include <tuple>

namespace asge::maps {

void addParts(QComboBox& box) {
    using Kind = Part::Kind;
    for (const auto& [kind, text, tip] :
         {std::tuple(Kind::sum, CompareText::tr("sum of channels"),
                     CompareText::tr("The sum of the goodness of all channels")),
          std::tuple(Kind::strongest, CompareText::tr("strongest channel"),
                     CompareText::tr("In each run, the channel with the most goodness for the "
                                     "image, or the second most, and so on")),
          std::tuple(Kind::channel, CompareText::tr("one channel"),
                     CompareText::tr("The same channel in both runs. It is the same filter if the "
                                     "runs began with the same weights: with the same seed, or as "
                                     "branches of one run."))}) {
        box.addItem(text, static_cast<int>(kind));
        box.setItemData(box.count() - 1, tip, Qt::ToolTipRole);
    }
}

void addScales(QComboBox& box) {
    for (const auto& [text, scale, one] :
         {std::tuple(CompareText::tr("× layer mean, all layers alike"), GoodnessScale::relative,
                     true),
          std::tuple(CompareText::tr("× layer mean, each layer alone"), GoodnessScale::relative,
                     false),
          std::tuple(CompareText::tr("goodness, all layers alike"), GoodnessScale::absolute, true),
          std::tuple(CompareText::tr("goodness, each layer alone"), GoodnessScale::absolute,
                     false)}) {
        box.addItem(text, static_cast<int>(scale));
        box.setItemData(box.count() - 1, one, kOneScaleRole);
    }
}

QString keptText(const MapRun* a, const MapRun* b) {
    QStringList parts;
    if (a != nullptr && !a->kept.isEmpty()) {
        parts << CompareText::tr("A: %1").arg(a->kept);
    }
    if (b != nullptr && b != a && !b->kept.isEmpty()) {
        parts << CompareText::tr("B: %1").arg(b->kept);
    }
    return parts.join(u' ');
}

QString missingImagesText(const MapRun& a, const MapRun& b) {
    const bool both = a.images.count == 0 && b.images.count == 0 && a.id != b.id;
    const QString which =
        both
            ? CompareText::tr("%1 and %2 have no probe images.").arg(a.name, b.name)
            : CompareText::tr("%1 has no probe images.").arg(a.images.count == 0 ? a.name : b.name);
    return which + u'\n' +
           CompareText::tr("The maps of two runs can be compared if both have probe images.");
}

} // namespace asge::maps
