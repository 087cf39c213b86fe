// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLayout>
#include <QList>

namespace asge {

/// Arranges widgets in lines that wrap like words, so that a row of controls never makes a view
/// wide. A QSpacerItem widens the gap between its neighbours, unless the line ends there.
class FlowLayout : public QLayout {
  public:
    explicit FlowLayout(QWidget* parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    int count() const override;
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override;
    bool hasHeightForWidth() const override;
    int heightForWidth(int width) const override;
    QSize minimumSize() const override;
    QSize sizeHint() const override;
    int spacing() const override { return gap_; }
    /// Between the neighbours in a line; it is smaller in narrow lines, so that there are fewer.
    void setSpacing(int gap) override;
    void setGeometry(const QRect& rect) override;

  protected:
    /// The width that all items have in lines of that width; 0: each has the width that it needs.
    virtual int cellWidth(int line) const {
        Q_UNUSED(line)
        return 0;
    }
    const QList<QLayoutItem*>& items() const { return items_; }

  private:
    int gapIn(int line, int cell) const;
    static QSize sizeOf(const QLayoutItem& item, int line, int cell);
    qsizetype endOfLine(qsizetype first, int width, int cell) const;
    int placeLine(qsizetype first, qsizetype end, const QRect& rect, int cell, bool move) const;
    int place(const QRect& rect, bool move) const;

    QList<QLayoutItem*> items_;
    int gap_;
};

} // namespace asge
