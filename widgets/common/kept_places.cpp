// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/kept_places.h"

#include <QAbstractScrollArea>
#include <QScrollBar>

namespace asge {

namespace {

/// A property of what keeps a place that is no scroll position.
constexpr const char* kKeptPlace = "keptPlace";

const QString kAcross = QStringLiteral("x");
const QString kDown = QStringLiteral("y");

/// A scroll position to which a bar returns whenever it reaches so far, until the user scrolls:
/// contents may come in parts, or be laid out several times.
class KeptScroll : public QObject {
  public:
    KeptScroll(QScrollBar& bar, int wanted) : QObject(&bar), bar_(bar), wanted_(wanted) {
        connect(&bar_, &QScrollBar::rangeChanged, this, &KeptScroll::apply);
        connect(&bar_, &QScrollBar::actionTriggered, this, &QObject::deleteLater);
        connect(&bar_, &QScrollBar::valueChanged, this, [this](int value) {
            if (isReached() && value != wanted_) {
                deleteLater();
            }
        });
        apply();
    }

    static KeptScroll* of(const QScrollBar& bar) {
        for (QObject* child : bar.children()) {
            if (auto* kept = dynamic_cast<KeptScroll*>(child)) {
                return kept;
            }
        }
        return nullptr;
    }
    /// Where the bar is, or will be.
    static int placeOf(const QScrollBar& bar) {
        const KeptScroll* kept = of(bar);
        return kept != nullptr && !kept->isReached() ? kept->wanted_ : bar.value();
    }

  private:
    bool isReached() const { return bar_.maximum() >= wanted_; }
    void apply() {
        if (isReached()) {
            bar_.setValue(wanted_);
        }
    }

    QScrollBar& bar_;
    int wanted_;
};

void keepScroll(QScrollBar& bar, int wanted) {
    delete KeptScroll::of(bar);
    if (wanted > 0) {
        new KeptScroll(bar, wanted);
    }
}

bool keepsPlace(const QWidget& part) {
    return part.metaObject()->indexOfProperty(kKeptPlace) >= 0;
}

} // namespace

QVariantMap placesIn(const QWidget& view) {
    QVariantMap places;
    for (const QWidget* part : view.findChildren<QWidget*>()) {
        QVariantMap place;
        if (part->objectName().isEmpty()) {
            continue;
        }
        if (keepsPlace(*part)) {
            place = part->property(kKeptPlace).toMap();
        } else if (const auto* area = qobject_cast<const QAbstractScrollArea*>(part)) {
            const int across = KeptScroll::placeOf(*area->horizontalScrollBar());
            const int down = KeptScroll::placeOf(*area->verticalScrollBar());
            if (across > 0 || down > 0) {
                place = {{kAcross, across}, {kDown, down}};
            }
        }
        if (!place.isEmpty()) {
            places.insert(part->objectName(), place);
        }
    }
    return places;
}

void forgetPlaces(QWidget& view) {
    for (QWidget* part : view.findChildren<QWidget*>()) {
        if (keepsPlace(*part)) {
            part->setProperty(kKeptPlace, QVariantMap());
        } else if (auto* bar = qobject_cast<QScrollBar*>(part)) {
            keepScroll(*bar, 0);
        }
    }
}

void restorePlaces(QWidget& view, QVariantMap& places) {
    for (QWidget* part : places.isEmpty() ? QList<QWidget*>() : view.findChildren<QWidget*>()) {
        const QVariant kept = places.value(part->objectName());
        if (part->objectName().isEmpty() || !kept.isValid()) {
            continue;
        }
        places.remove(part->objectName());
        if (keepsPlace(*part)) {
            part->setProperty(kKeptPlace, kept.toMap());
        } else if (auto* area = qobject_cast<QAbstractScrollArea*>(part)) {
            keepScroll(*area->horizontalScrollBar(), kept.toMap().value(kAcross).toInt());
            keepScroll(*area->verticalScrollBar(), kept.toMap().value(kDown).toInt());
        }
    }
}

} // namespace asge
