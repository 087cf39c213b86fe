// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/undo_history.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace asge {

namespace {

constexpr std::size_t kMostKeptSteps = 200;

} // namespace

void UndoHistory::add(const QObject* part, const QString& text, Change undo, Change redo,
                      const QString& key) {
    if (busy_) {
        return;
    }
    steps_.resize(done_);
    if (!key.isEmpty() && done_ > 0 && steps_.back().key == key && steps_.back().part == part) {
        steps_.back().redo = std::move(redo);
    } else {
        steps_.push_back({part, text, std::move(undo), std::move(redo), key});
    }
    if (steps_.size() > kMostKeptSteps) {
        steps_.erase(steps_.begin());
    }
    done_ = steps_.size();
    emit changed();
}

void UndoHistory::drop(const QObject* part) {
    const auto isOfPart = [part](const Step& step) { return step.part == part; };
    const auto middle = steps_.begin() + static_cast<std::ptrdiff_t>(done_);
    const auto dropped = std::count_if(steps_.begin(), middle, isOfPart);
    if (std::erase_if(steps_, isOfPart) > 0) {
        done_ -= static_cast<std::size_t>(dropped);
        emit changed();
    }
}

QString UndoHistory::undoText() const {
    return canUndo() ? steps_[done_ - 1].text : QString();
}

QString UndoHistory::redoText() const {
    return canRedo() ? steps_[done_].text : QString();
}

void UndoHistory::undo() {
    if (!canUndo() || busy_) {
        return;
    }
    const std::size_t at = done_ - 1;
    const Change change = steps_[at].undo; // the change may drop steps
    busy_ = true;
    const bool possible = change();
    busy_ = false;
    if (at < done_) {
        done_ = at;
        if (!possible) {
            steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }
    emit changed();
}

void UndoHistory::redo() {
    if (!canRedo() || busy_) {
        return;
    }
    const std::size_t at = done_;
    const Change change = steps_[at].redo;
    busy_ = true;
    const bool possible = change();
    busy_ = false;
    if (at < steps_.size() && at == done_) {
        if (possible) {
            ++done_;
        } else {
            steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }
    emit changed();
}

} // namespace asge
