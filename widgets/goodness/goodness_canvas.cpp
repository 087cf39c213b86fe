// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_canvas.h"

#include "widgets/common/handled_keys.h"
#include "widgets/goodness/goodness_painter.h"
#include "widgets/goodness/goodness_text.h"

namespace asge {

GoodnessCanvas::GoodnessCanvas(const GoodnessScene& scene, QWidget* parent)
    : MapCanvas(parent), scene_(scene) {
    keys().add({Qt::Key_Left}, GoodnessText::tr("Previous epoch"),
               [this] { emit stepRequested(-1); });
    keys().add({Qt::Key_Right}, GoodnessText::tr("Next epoch"), [this] { emit stepRequested(1); });
}

GoodnessLayout GoodnessCanvas::layoutNow() const {
    return GoodnessLayout(scene_, font(), viewport()->size());
}

std::unique_ptr<MapLayout> GoodnessCanvas::makeLayout(const QSize& window, int leastText) const {
    return std::make_unique<GoodnessLayout>(scene_, font(), window, leastText);
}

std::unique_ptr<MapPainter> GoodnessCanvas::makePainter(const MapLayout& layout,
                                                        bool vector) const {
    return std::make_unique<GoodnessPainter>(scene_, static_cast<const GoodnessLayout&>(layout),
                                             palette(), vector);
}

} // namespace asge
