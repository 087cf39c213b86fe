// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QComboBox>

namespace asge {

/// A choice that is as wide as the chosen text, within bounds, and not as the longest one that
/// could be chosen. A text without room is shortened to whole words; the tool tip has all of it.
class BoundedBox : public QComboBox {
    Q_OBJECT

  public:
    explicit BoundedBox(QWidget* parent = nullptr);

    /// Says what is chosen; the chosen text is added if it is shortened.
    void setHelp(const QString& help);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    void showPopup() override; ///< as wide as the longest text

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString fitting(int room) const;
    int textRoom() const;
    void showHelp();

    QString help_;
};

} // namespace asge
