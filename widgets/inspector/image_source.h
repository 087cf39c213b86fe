// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/metrics.h"

#include <QWidget>

#include <cstdint>

class QComboBox;
class QLabel;
class QPushButton;
class QSlider;
class QSpinBox;
class QToolButton;

namespace asge {

class DrawingPad;

/// Where the inspected image comes from: one of the run's probe images, which the store has; a test
/// or validation image by its position; or the drawing pad, which also holds images from files, the
/// clipboard and drag and drop.
class ImageSource : public QWidget {
    Q_OBJECT

  public:
    enum class Kind { probe, test, validation, drawing };

    explicit ImageSource(QWidget* parent = nullptr);

    Kind kind() const;
    void setKind(Kind kind);
    int position() const; ///< of the image in its set, from 0
    void setPosition(std::int64_t position);
    /// Says how many images the set has: a position behind the last one becomes that of the last
    /// one, without changed(), until the set changes.
    void setCount(std::int64_t images);
    /// The set has changed: the position is again the one that the user wanted.
    void forgetCount();
    DrawingPad& pad() { return *pad_; }
    /// Disables all controls because of `why`; enables them if it is empty.
    void setUsable(const QString& why);
    /// Sets the size and colours of the run's images.
    void setFormat(int channels, int height, int width);
    /// Shows an image that the user has chosen; it becomes the drawing.
    void setImage(const QImage& image);

  signals:
    void changed();                       ///< another image is wanted, or the drawing has changed
    void fileChosen(const QString& file); ///< an image file is to be opened
    void pasteRequested();

  private:
    QWidget* makePadTools();
    void kindChanged();

    QComboBox* kind_;
    QSpinBox* position_;
    int wanted_ = 0; ///< the position that the user chose
    DrawingPad* pad_;
    QSlider* brush_;
    QToolButton* color_;
    QString whyNot_; ///< no image can be shown; empty if one can
};

} // namespace asge
