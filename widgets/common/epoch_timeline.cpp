// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/epoch_timeline.h"

#include "widgets/common/common_text.h"
#include "widgets/common/control_states.h"
#include "widgets/common/marked_slider.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

constexpr int kPlayMilliseconds = 350;
constexpr int kLeastSlider = 200;   ///< pixels, beside a key of the marks
constexpr int kUsualSteps = 10'000; ///< for which a training keeps room

} // namespace

EpochTimeline::EpochTimeline(QWidget* parent, const QString& name)
    : QWidget(parent), play_(new QToolButton(this)), slider_(new MarkedSlider(this)),
      caption_(new PlainLabel(this)), key_(new PlainLabel(CommonText::tr("▲ event"), this)) {
    play_->setObjectName(name + QStringLiteral("Play"));
    play_->setCheckable(true);
    play_->setFocusPolicy(Qt::StrongFocus);
    play_->setAutoRaise(true);
    play_->setFixedWidth(fontMetrics().horizontalAdvance(QStringLiteral("❚❚")) + 16);
    slider_->setObjectName(name + QStringLiteral("Epoch"));
    slider_->setAccessibleName(CommonText::tr("Epoch"));
    slider_->setPageStep(5);
    slider_->setTracking(true);
    key_->setObjectName(name + QStringLiteral("EpochKey"));
    key_->setToolTip(CommonText::tr("Marks the epoch in which the user or a rule acted on the "
                                    "training, in the colour of the layer. Point at a mark to see "
                                    "what was done; Events lists all of it."));
    style::setText(*key_, style::Text::small);
    style::setFaint(*key_);
    caption_->setObjectName(name + QStringLiteral("EpochCaption"));

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(play_);
    row->addWidget(slider_, 1);
    row->addWidget(key_);
    row->addWidget(caption_);

    playTimer_.setInterval(kPlayMilliseconds);
    connect(&playTimer_, &QTimer::timeout, this, &EpochTimeline::playOn);
    connect(play_, &QToolButton::toggled, this, &EpochTimeline::setPlaying);
    connect(slider_, &QSlider::valueChanged, this, &EpochTimeline::sliderMoved);
    setPlaying(false);
    clear();
}

EpochTimeline::Stop EpochTimeline::stop() const {
    const int place = slider_->value();
    if (place < static_cast<int>(epochs_.size())) {
        return {Stop::Kind::epoch, epochs_[place]};
    }
    return live_ ? Stop{Stop::Kind::live, 0} : Stop{};
}

bool EpochTimeline::atEnd() const {
    return slider_->value() + 1 >= stops();
}

void EpochTimeline::setEpochs(std::vector<int> epochs) {
    rebuild(std::move(epochs), live_);
}

void EpochTimeline::addEpoch(int epoch) {
    const auto place = std::lower_bound(epochs_.begin(), epochs_.end(), epoch);
    if (place != epochs_.end() && *place == epoch) {
        return;
    }
    std::vector<int> epochs = epochs_;
    epochs.insert(epochs.begin() + (place - epochs_.begin()), epoch);
    rebuild(std::move(epochs), live_);
}

void EpochTimeline::setLive(bool live) {
    rebuild(epochs_, live);
}

void EpochTimeline::setMarks(std::vector<EpochMark> marks, int layers) {
    marks_ = std::move(marks);
    layers_ = layers;
    placeMarks();
}

void EpochTimeline::placeMarks() {
    std::vector<MarkedSlider::Mark> placed;
    for (const EpochMark& mark : marks_) {
        const auto stop = std::lower_bound(epochs_.begin(), epochs_.end(), mark.epoch);
        const auto place = static_cast<int>(stop - epochs_.begin());
        const QColor color =
            mark.layer > 0
                ? theme::legible(
                      theme::layerColor(mark.layer - 1, layers_, theme::isDark(palette())),
                      palette().color(QPalette::Window), theme::kGraphicContrast)
                : QColor();
        if (stops() > 0) {
            placed.push_back({std::min(place, stops() - 1), color, mark.text});
        }
    }
    slider_->setToolTip(
        placed.empty() ? QString() : CommonText::tr("▲ marks an event; point at it to see which"));
    slider_->setMarks(std::move(placed));
    showKey();
}

/// The key of the marks gives way to the slider.
void EpochTimeline::showKey() {
    const int others = play_->width() + caption_->minimumWidth() + 4 * layout()->spacing();
    key_->setVisible(!marks_.empty() && stops() > 0 &&
                     width() >= others + key_->sizeHint().width() + kLeastSlider);
}

void EpochTimeline::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    showKey();
}

void EpochTimeline::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        placeMarks();
    }
}

void EpochTimeline::clear() {
    play_->setChecked(false);
    marks_.clear();
    caption_->setMinimumWidth(0);
    rebuild({}, false);
    setCaption({});
}

void EpochTimeline::rebuild(std::vector<int> epochs, bool live) {
    const bool stayAtEnd = atEnd();
    const Stop before = stop();
    epochs_ = std::move(epochs);
    live_ = live;
    {
        const QSignalBlocker quiet(slider_);
        slider_->setRange(0, std::max(stops() - 1, 0));
        const auto place = std::lower_bound(epochs_.begin(), epochs_.end(), before.epoch);
        slider_->setValue(stayAtEnd ? slider_->maximum()
                                    : static_cast<int>(place - epochs_.begin()));
    }
    placeMarks();
    reserveStops();
    setUsable(*slider_, stops() > 0 ? QString() : CommonText::tr("There is no epoch to show yet."));
    setUsable(*play_, stops() > 1 ? QString()
                                  : CommonText::tr("There are no two epochs to show one after "
                                                   "another."));
    sliderMoved();
}

void EpochTimeline::sliderMoved() {
    if (stop() == last_) {
        return;
    }
    last_ = stop();
    shown_ = false;
    emit stopChanged();
}

void EpochTimeline::step(int direction) {
    slider_->setValue(slider_->value() + direction);
}

void EpochTimeline::showEpoch(int epoch) {
    const auto place = std::lower_bound(epochs_.begin(), epochs_.end(), epoch);
    if (place != epochs_.end() && *place == epoch) {
        slider_->setValue(static_cast<int>(place - epochs_.begin()));
    }
}

/// Keeps room for a caption, so that the slider stays where it is while captions change. Digits
/// count as the widest one.
void EpochTimeline::reserve(QString caption) {
    for (QChar& letter : caption) {
        letter = letter.isDigit() ? QChar(u'8') : letter;
    }
    const int width = caption_->fontMetrics().horizontalAdvance(caption) + 1;
    caption_->setMinimumWidth(std::max(caption_->minimumWidth(), width));
}

/// Keeps room for the captions of the stops; those of other runs may be longer.
void EpochTimeline::reserveStops() {
    const QLocale locale;
    if (!epochs_.empty()) {
        const QString last = locale.toString(epochs_.back());
        reserve(
            CommonText::tr("%1 · reading…").arg(CommonText::tr("epoch %1 of %2").arg(last, last)));
    }
    if (live_) {
        const int next = epochs_.empty() ? 1 : epochs_.back() + 1;
        reserve(CommonText::tr("live · end of epoch %1, step %2")
                    .arg(locale.toString(next), locale.toString(kUsualSteps)));
    }
}

void EpochTimeline::setCaption(const QString& text) {
    reserve(text);
    caption_->setText(text);
    showKey(); // beside a longer caption there may be no room for it
    slider_->setAccessibleDescription(text);
}

void EpochTimeline::setPlaying(bool playing) {
    // Text instead of the style's icon, which is black even in a dark palette.
    play_->setText(playing ? QStringLiteral("❚❚") : QStringLiteral("▶"));
    const QString name = playing ? CommonText::tr("Pause") : CommonText::tr("Play the epochs");
    play_->setToolTip(name);
    play_->setAccessibleName(name);
    if (!playing) {
        playTimer_.stop();
        return;
    }
    if (atEnd()) {
        slider_->setValue(0);
    }
    playTimer_.start();
}

void EpochTimeline::playOn() {
    if (!shown_) {
        return; // its maps are still being read
    }
    step(1);
    if (atEnd()) {
        play_->setChecked(false);
    }
}

QString stopCaption(const EpochTimeline& timeline, const ShownMaps& shown) {
    using Kind = EpochTimeline::Stop::Kind;
    const EpochTimeline::Stop stop = timeline.stop();
    const QLocale locale;
    if (stop.kind == Kind::epoch) {
        const int last = std::max(shown.finished, timeline.epochs().back());
        const QString place = CommonText::tr("epoch %1 of %2")
                                  .arg(locale.toString(stop.epoch), locale.toString(last));
        return shown.waits     ? CommonText::tr("%1 · reading…").arg(place)
               : shown.hasNone ? CommonText::tr("%1 · no maps").arg(place)
                               : place;
    }
    if (stop.kind == Kind::none) {
        return {};
    }
    if (shown.waits || shown.live == nullptr) {
        return CommonText::tr("live · waiting for maps");
    }
    // Maps at the end of an epoch are not yet those of the next one.
    const bool isAtEnd = shown.live->step > 0 && shown.live->step == shown.finishedStep;
    return (isAtEnd ? CommonText::tr("live · end of epoch %1, step %2")
                    : CommonText::tr("live · epoch %1, step %2"))
        .arg(locale.toString(isAtEnd ? shown.finished : shown.live->epoch + 1),
             locale.toString(qlonglong{shown.live->step}));
}

} // namespace asge
