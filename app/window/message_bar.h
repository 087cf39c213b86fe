// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFrame>

class QLabel;

namespace asge {

/// A line of text above the views, for what a person should know without being stopped. Hidden
/// until there is something to say; an error stays until it is closed or replaced.
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
