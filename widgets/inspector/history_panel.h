// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/inspector/image_reading.h"
#include "widgets/inspector/learned_strip.h"

#include <QString>
#include <QWidget>

#include <string>
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

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void fit();

    LearnedStrip* strip_;
    QScrollArea* area_;
    QLabel* text_;
    int mostHeight_ = 300;
};

/// "2, 5, 10", shortened in the middle.
QString epochList(const std::vector<EpochProbabilities>& epochs);

/// Adds an epoch at its place unless it is there.
void addEpoch(std::vector<EpochProbabilities>& epochs, EpochProbabilities epoch);
/// What a reading says about the epoch of its network.
EpochProbabilities probabilitiesOf(const ImageReading& reading);

/// The history of a probe image, of the last one if there is none at this position. There must be
/// probe images. `epochs` are those whose maps are stored, `seen` what networks made of this image:
/// they fill gaps.
ImageHistory historyOfProbe(const ProbeImages& images, int position,
                            const std::vector<std::string>& classNames,
                            const std::vector<EpochProbabilities>& epochs,
                            const std::vector<EpochProbabilities>& seen, int lastEpoch);
/// The history of any image: of its label, or of the shown class. `epochs` are those with a
/// checkpoint.
ImageHistory historyOfReading(const ImageReading& reading, int shownLabel,
                              const std::vector<EpochProbabilities>& epochs);

} // namespace asge
