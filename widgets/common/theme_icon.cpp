// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/theme_icon.h"

#include "widgets/common/theme.h"

#include <QApplication>
#include <QIconEngine>
#include <QImage>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>

namespace asge {

namespace {

constexpr QSize kProof{48, 48}; ///< of the drawing from which the pen is read, in pixels

/// The colour of the pixel that is covered most.
QColor penOf(const QImage& icon) {
    QColor pen(Qt::transparent);
    for (int y = 0; y < icon.height(); ++y) {
        for (int x = 0; x < icon.width(); ++x) {
            if (const QColor pixel = icon.pixelColor(x, y); pixel.alpha() > pen.alpha()) {
                pen = pixel;
            }
        }
    }
    pen.setAlpha(255);
    return pen;
}

/// Draws an icon in the palette's colours. A widget asks for the icon whenever it is painted, so
/// that a new palette needs no new icon.
class ThemeIconEngine : public QIconEngine {
  public:
    explicit ThemeIconEngine(const QString& file) : file_(file), drawing_(file) {}

    QString key() const override { return QStringLiteral("asge"); }
    QIconEngine* clone() const override { return new ThemeIconEngine(*this); }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode,
               QIcon::State state) override {
        const double scale = painter->device()->devicePixelRatioF();
        QPixmap icon = pixmap((QSizeF(rect.size()) * scale).toSize(), mode, state);
        icon.setDevicePixelRatio(scale);
        painter->drawPixmap(rect.topLeft(), icon);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override {
        const QColor ink = inkOf(mode);
        const QString key = QStringLiteral("%1 %2x%3 %4")
                                .arg(file_, QString::number(size.width()),
                                     QString::number(size.height()), ink.name());
        QPixmap icon;
        if (!QPixmapCache::find(key, &icon)) {
            icon = drawing_.pixmap(size, 1.0);
            if (icon.isNull()) { // the program has no such file
                return icon;
            }
            QPainter painter(&icon);
            painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
            painter.fillRect(icon.rect(), ink);
            painter.end();
            QPixmapCache::insert(key, icon);
        }
        return icon;
    }

  private:
    QColor inkOf(QIcon::Mode mode) {
        const QPalette palette = QApplication::palette();
        switch (mode) {
        case QIcon::Disabled:
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        case QIcon::Selected:
            return palette.color(QPalette::Active, QPalette::HighlightedText);
        default:
            pen_ = pen_.isValid() ? pen_ : penOf(drawing_.pixmap(kProof, 1.0).toImage());
            return theme::iconColor(pen_, palette);
        }
    }

    QString file_;
    QIcon drawing_;
    QColor pen_; ///< read when the icon is first drawn
};

} // namespace

QIcon themeIcon(const QString& name) {
    return QIcon(new ThemeIconEngine(QStringLiteral(":/asge/icons/%1.svg").arg(name)));
}

} // namespace asge
