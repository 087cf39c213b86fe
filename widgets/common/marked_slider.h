// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QSlider>
#include <QString>

#include <vector>

namespace asge {

/// A horizontal slider with marks below its groove, and a tool tip for each.
class MarkedSlider : public QSlider {
    Q_OBJECT

  public:
    struct Mark {
        int value = 0;
        QColor color; ///< invalid: that of the text
        QString text;
    };

    explicit MarkedSlider(QWidget* parent = nullptr);

    void setMarks(std::vector<Mark> marks); ///< ascending in their values
    const std::vector<Mark>& marks() const { return marks_; }
    /// The texts of the marks at a place in pixels, a line each; empty if there are none.
    QString textAt(int x) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    int placeOf(int value) const; ///< pixels

    std::vector<Mark> marks_;
};

} // namespace asge
