// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/image_source.h"

#include "widgets/common/control_states.h"
#include "widgets/common/file_dialog.h"
#include "widgets/common/plain_text.h"
#include "widgets/inspector/drawing_pad.h"
#include "widgets/inspector/inspector_text.h"

#include <QAbstractButton>
#include <QColorDialog>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace asge {

namespace {

constexpr int kBrushSteps = 4; ///< steps of the slider per pixel of the drawing

} // namespace

ImageSource::ImageSource(QWidget* parent)
    : QWidget(parent), kind_(new QComboBox(this)), position_(new QSpinBox(this)),
      pad_(new DrawingPad(this)), brush_(new QSlider(Qt::Horizontal, this)),
      color_(new QToolButton(this)) {
    kind_->setObjectName(QStringLiteral("inspectorKind"));
    kind_->addItem(InspectorText::tr("Probe image"), static_cast<int>(Kind::probe));
    kind_->addItem(InspectorText::tr("Test image"), static_cast<int>(Kind::test));
    kind_->addItem(InspectorText::tr("Validation image"), static_cast<int>(Kind::validation));
    kind_->addItem(InspectorText::tr("Drawing or file"), static_cast<int>(Kind::drawing));
    kind_->setToolTip(InspectorText::tr("Where the image comes from"));
    position_->setObjectName(QStringLiteral("inspectorPosition"));
    position_->setRange(0, std::numeric_limits<int>::max());
    position_->setKeyboardTracking(false);
    position_->setToolTip(InspectorText::tr("Position of the image in its set, from 0"));

    auto* open = new QPushButton(InspectorText::tr("&Open…"), this);
    open->setObjectName(QStringLiteral("inspectorOpen"));
    open->setToolTip(InspectorText::tr("Show an image file to the network; an image can also be "
                                       "dropped here"));
    auto* paste = new QPushButton(InspectorText::tr("&Paste"), this);
    paste->setObjectName(QStringLiteral("inspectorPaste"));
    paste->setToolTip(InspectorText::tr("Show the image of the clipboard to the network (Ctrl+V)"));

    auto* form = new QFormLayout;
    form->addRow(InspectorText::tr("I&mage"), kind_);
    form->addRow(InspectorText::tr("Po&sition"), position_);
    auto* files = new QHBoxLayout;
    files->addWidget(open);
    files->addWidget(paste);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addLayout(form);
    column->addLayout(files);
    column->addWidget(pad_);
    column->addWidget(makePadTools());

    connect(kind_, &QComboBox::currentIndexChanged, this, [this] {
        forgetCount();
        kindChanged();
        emit changed();
    });
    connect(position_, &QSpinBox::valueChanged, this, [this](int position) {
        wanted_ = position;
        emit changed();
    });
    connect(pad_, &DrawingPad::changed, this, [this] {
        const QSignalBlocker quiet(kind_);
        kind_->setCurrentIndex(kind_->findData(static_cast<int>(Kind::drawing)));
        kindChanged();
        emit changed();
    });
    connect(paste, &QPushButton::clicked, this, &ImageSource::pasteRequested);
    connect(open, &QPushButton::clicked, this, [this] {
        FileDialog dialog(
            this, InspectorText::tr("Open an image"), {},
            InspectorText::tr("Images (*.png *.jpg *.jpeg *.JPG *.JPEG *.PNG);;All files (*)"));
        dialog.setFileMode(QFileDialog::ExistingFile);
        const QString file = dialog.choose();
        if (!file.isEmpty()) {
            emit fileChosen(file);
        }
    });
}

QWidget* ImageSource::makePadTools() {
    auto* tools = new QWidget(this);
    auto* rows = new QVBoxLayout(tools);
    rows->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    rows->addLayout(row);
    brush_->setObjectName(QStringLiteral("inspectorBrush"));
    brush_->setRange(kBrushSteps, 8 * kBrushSteps);
    brush_->setValue(static_cast<int>(pad_->brush() * kBrushSteps));
    brush_->setToolTip(InspectorText::tr("Width of the brush"));
    brush_->setAccessibleName(InspectorText::tr("Width of the brush"));
    color_->setObjectName(QStringLiteral("inspectorColor"));
    color_->setText(InspectorText::tr("Co&lour…"));
    color_->setToolTip(InspectorText::tr("Colour of the brush"));
    auto* undo = new QToolButton(tools);
    undo->setObjectName(QStringLiteral("inspectorUndo"));
    undo->setText(InspectorText::tr("&Undo"));
    undo->setToolTip(InspectorText::tr("Undo the last stroke (Ctrl+Z)"));
    auto* clear = new QToolButton(tools);
    clear->setObjectName(QStringLiteral("inspectorClear"));
    clear->setText(InspectorText::tr("Cle&ar"));
    clear->setToolTip(InspectorText::tr("Clear the pad (Delete)"));
    auto* label = new PlainLabel(InspectorText::tr("&Brush"), tools);
    label->setBuddy(brush_);
    row->addWidget(label);
    row->addWidget(brush_, 1);
    row->addWidget(undo);
    row->addWidget(clear);
    rows->addWidget(color_, 0, Qt::AlignRight); // beside the others it would squeeze the slider
    connect(brush_, &QSlider::valueChanged, this,
            [this](int value) { pad_->setBrush(static_cast<double>(value) / kBrushSteps); });
    connect(color_, &QToolButton::clicked, this, [this] {
        const QColor chosen =
            QColorDialog::getColor(pad_->color(), this, InspectorText::tr("Colour of the brush"));
        if (chosen.isValid()) {
            pad_->setColor(chosen);
        }
    });
    connect(undo, &QToolButton::clicked, pad_, &DrawingPad::undo);
    connect(clear, &QToolButton::clicked, pad_, &DrawingPad::clear);
    return tools;
}

ImageSource::Kind ImageSource::kind() const {
    return static_cast<Kind>(kind_->currentData().toInt());
}

void ImageSource::setKind(Kind kind) {
    kind_->setCurrentIndex(kind_->findData(static_cast<int>(kind)));
}

void ImageSource::kindChanged() {
    const bool isDrawing = kind() == Kind::drawing;
    asge::setUsable(*position_, !whyNot_.isEmpty() || !isDrawing
                                    ? whyNot_
                                    : InspectorText::tr("A drawing has no position."));
}

void ImageSource::setUsable(const QString& why) {
    whyNot_ = why;
    for (QWidget* control : findChildren<QWidget*>()) {
        const bool isControl = qobject_cast<QAbstractButton*>(control) != nullptr ||
                               control == kind_ || control == pad_ || control == brush_;
        if (isControl) {
            asge::setUsable(*control, why);
        }
    }
    kindChanged();
}

int ImageSource::position() const {
    return position_->value();
}

void ImageSource::setPosition(std::int64_t position) {
    position_->setValue(
        static_cast<int>(std::clamp<std::int64_t>(position, 0, std::numeric_limits<int>::max())));
}

void ImageSource::setCount(std::int64_t images) {
    const QSignalBlocker quiet(position_);
    position_->setMaximum(
        static_cast<int>(std::clamp<std::int64_t>(images - 1, 0, std::numeric_limits<int>::max())));
}

void ImageSource::forgetCount() {
    const QSignalBlocker quiet(position_);
    position_->setMaximum(std::numeric_limits<int>::max());
    position_->setValue(wanted_);
}

void ImageSource::setFormat(int channels, int height, int width) {
    pad_->setFormat(width, height, channels == 1);
    color_->setVisible(channels != 1);
}

void ImageSource::setImage(const QImage& image) {
    pad_->setDrawing(image);
}

} // namespace asge
