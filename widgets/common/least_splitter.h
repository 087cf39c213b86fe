// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QSplitter>

namespace asge {

/// A splitter of a page that decides by its room how high the parts are at least. The page asks for
/// that height and not for more. An Ignored height would do that too, but a page that is as high as
/// its width needs would then have no room for the splitter. It is a hint, so that a ViewScroll can
/// take some pixels from it.
class LeastSplitter : public QSplitter {
  public:
    using QSplitter::QSplitter;

    void setLeastHeight(int height) {
        if (height != least_) {
            least_ = height;
            updateGeometry();
        }
    }
    QSize minimumSizeHint() const override {
        return {QSplitter::minimumSizeHint().width(), least_};
    }
    QSize sizeHint() const override { return {QSplitter::sizeHint().width(), least_}; }

  private:
    int least_ = 1;
};

} // namespace asge
