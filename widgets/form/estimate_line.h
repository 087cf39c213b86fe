// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFrame>

class QLabel;

namespace asge {

/// What a training will need, in words. It is hidden while it is empty, and a warning if the
/// machine has less memory.
class EstimateLine : public QFrame {
    Q_OBJECT

  public:
    explicit EstimateLine(QWidget* parent = nullptr);

    void showEstimate(const QString& line, const QString& parts, bool warns);
    bool warns() const { return warns_; }

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void updateLook();
    void fit();

    QString line_; ///< the whole text
    QLabel* text_;
    bool warns_ = false;
};

} // namespace asge
