// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFrame>

class QLabel;

namespace asge {

/// A line above the views for messages that need no answer. It is hidden while there is no message.
/// An error stays until the user closes it or another message replaces it.
class MessageBar : public QFrame {
    Q_OBJECT

  public:
    enum class Kind { information, error };

    explicit MessageBar(QWidget* parent = nullptr);

    void showMessage(Kind kind, const QString& text);
    void showInformation(const QString& text) { showMessage(Kind::information, text); }
    void showError(const QString& text) { showMessage(Kind::error, text); }
    QString text() const;

  private:
    QLabel* symbol_;
    QLabel* label_;
};

} // namespace asge
