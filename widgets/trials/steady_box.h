// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QComboBox>
#include <QString>

#include <vector>

namespace asge {

/// A choice whose items may change while a sweep trains. Other items are taken over only if they
/// differ from those that are shown, and not while the list is open: it must not change while the
/// user chooses.
class SteadyBox : public QComboBox {
    Q_OBJECT

  public:
    struct Item {
        QString text;
        QString data; ///< identifies the item
        QString tip;

        bool operator==(const Item&) const = default;
    };

    explicit SteadyBox(QWidget* parent);

    /// Shows these items, with the one that has the data `chosen` as the current one; without such
    /// an item, the first. No signal follows.
    void setItems(const std::vector<Item>& items, const QString& chosen);
    QString chosen() const { return currentData().toString(); }
    bool isOpen() const; ///< the list is shown

  signals:
    /// The list has been closed after setItems was called in vain: call it again.
    void refillNeeded();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    std::vector<Item> items_;
    bool missed_ = false; ///< setItems has been called while the list was open
};

} // namespace asge
