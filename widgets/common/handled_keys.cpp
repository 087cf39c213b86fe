// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/handled_keys.h"

#include <QKeyEvent>
#include <QWidget>

#include <algorithm>
#include <utility>

namespace asge {

HandledKeys::HandledKeys(QWidget& widget) : QObject(&widget) {
    widget.installEventFilter(this);
}

void HandledKeys::add(const QList<QKeySequence>& keys, const QString& text,
                      const std::function<void()>& act) {
    addIf(keys, text, [act] {
        act();
        return true;
    });
}

void HandledKeys::addIf(const QList<QKeySequence>& keys, const QString& text,
                        std::function<bool()> act) {
    uses_.push_back({keys, text, std::move(act)});
}

/// A key may need Shift on one keyboard and not on another, such as "+".
const HandledKeys::Use* HandledKeys::useOf(const QKeyEvent& event) const {
    const Qt::KeyboardModifiers pressed = event.modifiers() & ~Qt::KeypadModifier;
    const auto key = static_cast<Qt::Key>(event.key());
    const QKeySequence exact(QKeyCombination(pressed, key));
    const QKeySequence unshifted(QKeyCombination(pressed & ~Qt::ShiftModifier, key));
    for (const QKeySequence& wanted : {exact, unshifted}) {
        const auto found = std::find_if(uses_.begin(), uses_.end(),
                                        [&](const Use& use) { return use.keys.contains(wanted); });
        if (found != uses_.end()) {
            return &*found;
        }
    }
    return nullptr;
}

bool HandledKeys::eventFilter(QObject* watched, QEvent* event) {
    const bool isOverride = event->type() == QEvent::ShortcutOverride;
    if (isOverride || event->type() == QEvent::KeyPress) {
        const Use* use = useOf(*static_cast<QKeyEvent*>(event));
        if (use != nullptr && (isOverride || use->act())) {
            event->accept();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace asge
