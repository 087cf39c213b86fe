// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_view.h"

#include "widgets/common/control_states.h"
#include "widgets/common/labelled_field.h"
#include "widgets/goodness/goodness_canvas.h"
#include "widgets/goodness/goodness_export.h"
#include "widgets/goodness/goodness_text.h"
#include "widgets/plot/plot_flow_layout.h"

#include <QComboBox>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>

namespace asge {
namespace {

constexpr int kMostChannels = 24;
constexpr int kLeastChoice = 90; ///< pixels, in a very narrow view

} // namespace

GoodnessView::GoodnessView(QWidget* parent)
    : MapView(scene_, QStringLiteral("goodness"), parent), scale_(new QComboBox(this)),
      opacity_(new QSlider(Qt::Horizontal, this)), channels_(new QSpinBox(this)) {
    auto* maps = new GoodnessCanvas(scene_, this);
    maps->setAccessibleName(GoodnessText::tr("Goodness maps"));
    arrange(makeTools(), maps);
    connect(maps, &GoodnessCanvas::stepRequested, &timeline(), &EpochTimeline::step);
    connect(scale_, &QComboBox::currentIndexChanged, this, [this] {
        scene_.setScale(static_cast<GoodnessScale>(scale_->currentData().toInt()));
        canvas().sceneChanged();
    });
    connect(opacity_, &QSlider::valueChanged, this, [this](int value) {
        scene_.setOpacity(value / 100.0);
        canvas().sceneChanged();
    });
    connect(channels_, &QSpinBox::valueChanged, this, [this](int value) {
        scene_.setChannelCount(value);
        canvas().sceneChanged();
    });
}

QWidget* GoodnessView::makeTools() {
    scale_->setObjectName(QStringLiteral("goodnessScale"));
    scale_->setAccessibleName(GoodnessText::tr("Colour scale"));
    scale_->addItem(GoodnessText::tr("one, × layer mean"),
                    static_cast<int>(GoodnessScale::relative));
    scale_->addItem(GoodnessText::tr("one, absolute"), static_cast<int>(GoodnessScale::absolute));
    scale_->addItem(GoodnessText::tr("one per layer"), static_cast<int>(GoodnessScale::eachLayer));
    scale_->setMinimumWidth(kLeastChoice);
    scale_->setToolTip(GoodnessText::tr("The goodness of layers differs by orders of magnitude. "
                                        "Divided by each layer's mean, it fits one scale."));
    opacity_->setObjectName(QStringLiteral("goodnessOpacity"));
    opacity_->setAccessibleName(GoodnessText::tr("Opacity of the maps"));
    opacity_->setToolTip(
        GoodnessText::tr("Opacity of the maps over the images. The scale has the colours over dark "
                         "pixels above, those over bright ones below"));
    opacity_->setRange(0, 100);
    opacity_->setPageStep(10);
    opacity_->setValue(static_cast<int>(100 * scene_.opacity()));
    opacity_->setFixedWidth(80);
    channels_->setObjectName(QStringLiteral("goodnessChannels"));
    channels_->setAccessibleName(GoodnessText::tr("Strongest channels shown"));
    channels_->setToolTip(
        GoodnessText::tr("How many of a layer's strongest channels are shown for each image"));
    channels_->setRange(0, kMostChannels);
    channels_->setValue(scene_.channelCount());

    auto* tools = new QWidget(this);
    auto* box = new QVBoxLayout(tools); // a FlowLayout has no margins
    box->setContentsMargins(6, 4, 6, 4);
    auto* row = new FlowLayout;
    box->addLayout(row);
    addLabelledField(row, GoodnessText::tr("&Scale"), scale_, tools);
    addLabelledField(row, GoodnessText::tr("&Opacity"), opacity_, tools);
    addLabelledField(row, GoodnessText::tr("&Channels"), channels_, tools);
    row->addWidget(makeExport());
    tools_ = tools;
    return tools;
}

QVariantMap GoodnessView::saveState() const {
    QVariantMap state = MapView::saveState();
    state.insert(controlStates(*tools_));
    return state;
}

void GoodnessView::restoreState(const QVariantMap& state) {
    MapView::restoreState(state);
    restoreControlStates(*tools_, state);
}

void GoodnessView::forget() {
    cache_.clear();
    scene_.setValues(nullptr);
}

void GoodnessView::picksChanged() {
    updateSentence();
    canvas().sceneChanged();
}

QString GoodnessView::sentence() const {
    if (scene_.images().count == 0) {
        return !noImagesText().isEmpty() ? noImagesText()
                                         : GoodnessText::tr("The goodness maps of each layer "
                                                            "appear here.\nPress Train, or open "
                                                            "a run.");
    }
    if (timeline().stop().kind == Stop::Kind::none) {
        return !keptText().isEmpty()
                   ? keptText()
                   : GoodnessText::tr(
                         "This run has no finished epoch, so none of its maps were "
                         "stored.\nWhile a run trains, they appear here as soon as they "
                         "are measured.");
    }
    return scene_.picked().empty()
               ? GoodnessText::tr("Select images on the left to see their goodness maps.\nCtrl and "
                                  "Shift select several.")
               : QString();
}

QString GoodnessView::pictureText() const {
    QStringList lines;
    for (int layer = 0; layer < scene_.layerCount(); ++layer) {
        lines << describe(scene_, {.kind = MapSpot::Kind::caption, .row = 0, .layer = layer});
    }
    return lines.join(u'\n');
}

void GoodnessView::lacksMaps(int epoch) {
    emit message(GoodnessText::tr("Epoch %1 has no stored maps").arg(epoch));
}

void GoodnessView::showStop() {
    const Stop stop = timeline().stop();
    if (stop.kind == Stop::Kind::none) {
        showMaps(nullptr);
        return;
    }
    const std::optional<ProbeSnapshotPtr> known = stop.kind == Stop::Kind::epoch
                                                      ? cache_.find(stop.epoch)
                                                  : liveMaps() ? std::optional(liveMaps())
                                                               : std::nullopt;
    if (known) {
        showMaps(*known);
        return;
    }
    // The old maps stay until the new ones arrive, so that moving the slider does not flicker.
    setWaiting(true);
    updateSentence();
    updateCaption();
    canvas().sceneChanged();
    if (stop.kind == Stop::Kind::epoch) {
        emit mapsRequested(stop.epoch);
    }
}

void GoodnessView::showMaps(const ProbeSnapshotPtr& maps) {
    setWaiting(false);
    const bool already = scene_.values() && &scene_.values()->snapshot() == maps.get();
    if (!already) {
        scene_.setValues(maps ? std::make_shared<const GoodnessValues>(maps) : nullptr);
    }
    timeline().setShown(true);
    updateSentence();
    updateCaption();
    canvas().sceneChanged();
}

QString GoodnessView::hindrance() const {
    return scene_.picked().empty() || !scene_.values()
               ? GoodnessText::tr("There are no goodness maps to export")
               : QString();
}

QString GoodnessView::pictureTitle() const {
    return GoodnessText::tr("Goodness maps, %1").arg(scene_.caption());
}

QByteArray GoodnessView::csv() const {
    return goodnessCsv(scene_, run_);
}

} // namespace asge
