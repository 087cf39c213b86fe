// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/inspector/learned_strip.h"

#include <QString>
#include <QWidget>

#include <vector>

class QLabel;
class QScrollArea;

namespace asge {

/// The history of an image, or a sentence that says why there is none. It takes no more height than
/// it is given; the rest of the history can be scrolled to.
class HistoryPanel : public QWidget {
    Q_OBJECT

  public:
    explicit HistoryPanel(QWidget* parent = nullptr);

    LearnedStrip& strip() { return *strip_; }
    const LearnedStrip& strip() const { return *strip_; }
    void setHistory(const ImageHistory& history);
    void wait();                       ///< as LearnedStrip::wait
    void showText(const QString& why); ///< instead of a history; nothing if it is empty
    void setMostHeight(int pixels);

  private:
    void fit();

    LearnedStrip* strip_;
    QScrollArea* area_;
    QLabel* text_;
    int mostHeight_ = 300;
};

/// "2, 5, 10", shortened in the middle.
QString epochList(const std::vector<EpochProbabilities>& epochs);

} // namespace asge
