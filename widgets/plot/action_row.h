// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/wrapping_part.h"

class QAction;
class QToolButton;

namespace asge {

class FlowLayout;

/// Buttons of actions, and other widgets, in lines that wrap like words. A tool bar would hide what
/// has no room in one line behind a "»".
class ActionRow : public WrappingPart {
    Q_OBJECT

  public:
    explicit ActionRow(QWidget* parent = nullptr);

    /// A button for the action, named like it, followed by "Button".
    QToolButton* add(QAction* action);
    void add(QWidget* widget);
    void addGap(); ///< between groups

    QSize sizeHint() const override;

  private:
    FlowLayout* flow_;
};

} // namespace asge
