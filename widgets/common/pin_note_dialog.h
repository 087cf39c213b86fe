// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/pinned_notes.h"

#include <QDialog>

class QLineEdit;
class QSpinBox;

namespace asge {

/// Asks for a note that is pinned to a step of a run.
class PinNoteDialog : public QDialog {
    Q_OBJECT

  public:
    /// Proposes `step`, which may be changed up to `lastStep`.
    PinNoteDialog(const QString& run, std::int64_t step, std::int64_t lastStep, QWidget* parent);

  signals:
    void pinned(const asge::PinnedNote& note);

  private:
    void commit();

    QSpinBox* step_;
    QLineEdit* text_;
};

} // namespace asge
