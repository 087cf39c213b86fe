// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFrame>

class QLabel;

namespace asge {

/// A note over the lower edge of its parent for messages that need no answer. It covers what is
/// below it instead of moving it, so that nothing moves under the pointer. It is hidden while there
/// is no message. An error stays until the user closes it or another message replaces it.
class MessageBar : public QFrame {
    Q_OBJECT

  public:
    enum class Kind { information, error };

    explicit MessageBar(QWidget* parent);

    void showMessage(Kind kind, const QString& text);
    void showInformation(const QString& text) { showMessage(Kind::information, text); }
    void showError(const QString& text) { showMessage(Kind::error, text); }
    QString text() const;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void place();
    void showColors();

    Kind kind_ = Kind::information;
    QLabel* symbol_;
    QLabel* label_;
};

} // namespace asge
