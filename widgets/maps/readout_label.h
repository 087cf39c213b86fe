// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/plain_text.h"

namespace asge {

/// A line of text about the place under the cursor: a name, places and values, separated by " · ".
/// If it is too long, the name is shortened, then the beginning; the values at its end stay.
class ReadoutLabel : public PlainLabel {
    Q_OBJECT

  public:
    explicit ReadoutLabel(QWidget* parent);

    void showReadout(const QString& text);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void fit();

    QString whole_;
};

} // namespace asge
