// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/scorer_choice.h"

#include "widgets/common/common_text.h"
#include "widgets/common/run_state.h"
#include "widgets/common/untrained_note.h"

#include <QComboBox>

namespace asge {

namespace {

// of an item, besides its data
constexpr int kPlaceRole = Qt::UserRole + 1;
constexpr int kNameRole = Qt::UserRole + 2;

bool learnsIn(const RunState* run, Place place) {
    return run == nullptr || run->curves().scores.isTrained(place);
}

} // namespace

void addScorer(QComboBox& choice, const QString& name, Place place, const QVariant& data) {
    choice.addItem(name, data);
    choice.setItemData(choice.count() - 1, static_cast<int>(place), kPlaceRole);
    choice.setItemData(choice.count() - 1, name, kNameRole);
}

void nameScorers(QComboBox& choice, const RunState* run, const RunState* other) {
    for (int row = 0; row < choice.count(); ++row) {
        const QString name = choice.itemData(row, kNameRole).toString();
        const auto place = static_cast<Place>(choice.itemData(row, kPlaceRole).toInt());
        choice.setItemText(row, !learnsIn(run, place) ? withoutTraining(name)
                                : !learnsIn(other, place)
                                    ? CommonText::tr("%1, untrained readout of B").arg(name)
                                    : name);
    }
}

Place chosenPlace(const QComboBox& choice) {
    return static_cast<Place>(choice.currentData(kPlaceRole).toInt());
}

} // namespace asge
