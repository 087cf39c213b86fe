// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStyledItemDelegate>

namespace asge {

/// Draws an image (Qt::DecorationRole, a QImage), enlarged without smoothing; while it is null, a
/// frame with a note that says why (kNoteRole). Draws lines of text below it. Qt::DisplayRole has
/// the lines, separated by '\n', and Qt::ForegroundRole may have a list of colours of those below
/// the first.
class ThumbnailDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    static constexpr int kNoteRole = Qt::UserRole + 100;

    ThumbnailDelegate(int side, int lines, QObject* parent = nullptr);

    /// Sets how many lines there are, and by how much items are wider than the picture needs.
    void setText(int lines, int extraWidth) {
        lines_ = lines;
        extraWidth_ = extraWidth;
    }
    int textWidth() const; ///< of a line of an item
    /// The size of an item in that font, with the space around it.
    QSize cellSize(const QFontMetrics& metrics) const;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

  private:
    int side_; ///< pixels, of the square that images are fitted into
    int lines_;
    int extraWidth_ = 0; ///< pixels
};

} // namespace asge
