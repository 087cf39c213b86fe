// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFrame>

class QLabel;
class QTimer;
class QToolButton;

namespace asge {

/// A note over the lower edge of its parent for messages that need no answer. It covers what is
/// below it instead of moving it, so that nothing moves under the pointer. It is hidden while there
/// is no message, and no message stays for long: an error that the user has not closed is kept in
/// the reminder, from which it can be shown again.
class MessageBar : public QFrame {
    Q_OBJECT

  public:
    enum class Kind { information, error };

    explicit MessageBar(QWidget* parent);

    void showMessage(Kind kind, const QString& text);
    void showInformation(const QString& text) { showMessage(Kind::information, text); }
    void showError(const QString& text) { showMessage(Kind::error, text); }
    QString text() const;
    /// A button for the window's status bar, hidden while no error is kept.
    QToolButton* reminder() const { return reminder_; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void place();
    void showColors();
    void expire();
    void remind();
    void forget();

    Kind kind_ = Kind::information;
    QLabel* symbol_;
    QLabel* label_;
    QToolButton* reminder_;
    QTimer* lifetime_;
    QString kept_; ///< the newest error that the user has not closed, while it is not shown
};

} // namespace asge
