// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channel_detail.h"

#include "widgets/channels/channel_sheet.h"
#include "widgets/common/inspection.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/problem_text.h"
#include "widgets/common/run_state.h"
#include "widgets/common/theme.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_flow_layout.h"

#include <qcustomplot.h>

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace asge {

namespace {

const QString kChannelTopic = QStringLiteral("channel");
const QString kChannelPixelsTopic = QStringLiteral("channel/pixels");

/// Whether a batch has as many pixels as its shape says.
bool isWhole(const ProbeImages& images, std::size_t count) {
    return (images.channels == 1 || images.channels == 3) && images.height > 0 &&
           images.width > 0 &&
           images.pixels.size() == count * static_cast<std::size_t>(images.channels) *
                                       static_cast<std::size_t>(images.height) *
                                       static_cast<std::size_t>(images.width);
}

} // namespace

ChannelDetail::ChannelDetail(QWidget* parent)
    : QWidget(parent), title_(new PlainLabel(this)), since_(new PlainLabel(this)),
      problem_(new PlainLabel(this)), progress_(new QProgressBar(this)),
      stop_(new QPushButton(tr("St&op"), this)), again_(new QPushButton(tr("Co&mpute"), this)),
      scroll_(new QScrollArea(this)), sheet_(nullptr), alike_(nullptr), alikeHint_(nullptr) {
    setObjectName(QStringLiteral("channelDetail"));
    setMinimumWidth(280);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(4);
    column->addWidget(makeHeader());
    column->addWidget(since_);
    auto* progress = new QHBoxLayout;
    progress_->setFormat(tr("%p %"));
    progress->addWidget(progress_, 1);
    progress->addWidget(stop_);
    progress->addWidget(again_);
    column->addLayout(progress);
    column->addWidget(problem_);
    column->addWidget(makeBody(), 1);
    since_->setObjectName(QStringLiteral("channelSince"));
    since_->setWordWrap(true);
    problem_->setObjectName(QStringLiteral("channelProblem"));
    problem_->setWordWrap(true);
    stop_->setObjectName(QStringLiteral("channelStop"));
    again_->setObjectName(QStringLiteral("channelCompute"));
    again_->setToolTip(tr("Show all validation images to the network. While a run trains, this "
                          "uses only idle processor time."));
    connect(stop_, &QPushButton::clicked, this, [this] {
        stop();
        again_->show();
    });
    connect(again_, &QPushButton::clicked, this, &ChannelDetail::ask);
    problem_->hide();
    setWaiting(false);
    again_->hide();
}

QWidget* ChannelDetail::makeHeader() {
    auto* header = new QWidget(this);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    title_->setObjectName(QStringLiteral("channelTitle"));
    QFont bold = font();
    bold.setBold(true);
    title_->setFont(bold);
    row->addWidget(title_, 1);
    QToolButton* save = makeExportButton(
        this, QStringLiteral("channel"),
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [this](const QString& text) { emit message(text); });
    save->setObjectName(QStringLiteral("channelExport"));
    row->addWidget(save);
    auto* close = new QToolButton(header);
    close->setObjectName(QStringLiteral("channelClose"));
    close->setText(QStringLiteral("✕"));
    close->setAccessibleName(tr("Close"));
    close->setToolTip(tr("Close the panel"));
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::StrongFocus);
    connect(close, &QToolButton::clicked, this, &ChannelDetail::closed);
    row->addWidget(close);
    return header;
}

QWidget* ChannelDetail::makeBody() {
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    sheet_ = new ChannelSheet(body);
    column->addWidget(sheet_);
    alikeHint_ = new PlainLabel(tr("Most alike channels, by the correlation of their patch "
                                   "goodness. A click shows a channel."),
                                body);
    alikeHint_->setObjectName(QStringLiteral("channelAlikeHint"));
    alikeHint_->setWordWrap(true);
    alikeHint_->setMargin(4);
    column->addWidget(alikeHint_);
    alike_ = new QWidget(body);
    alike_->setObjectName(QStringLiteral("channelAlike"));
    new FlowLayout(alike_);
    column->addWidget(alike_);
    column->addStretch(1);
    scroll_->setWidget(body);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->hide();
    return scroll_;
}

void ChannelDetail::setInspection(Inspection* inspection) {
    inspection_ = inspection;
    if (inspection != nullptr) {
        connect(inspection, &Inspection::progressed, this,
                [this](const QString& topic, const QString& what, double fraction) {
                    if (topic == kChannelTopic && waits_) {
                        progress_->setRange(0, fraction < 0 ? 0 : 100);
                        progress_->setValue(static_cast<int>(100 * fraction));
                        progress_->setToolTip(plain::block(what));
                    }
                });
    }
}

void ChannelDetail::setWaiting(bool waits) {
    waits_ = waits;
    progress_->setVisible(waits);
    progress_->setRange(0, 0);
    stop_->setVisible(waits);
    if (waits) {
        again_->hide();
        problem_->hide();
    }
}

void ChannelDetail::fail(const QString& problem) {
    setWaiting(false);
    problem_->setText(problemSentence(plain::line(problem)));
    problem_->show();
}

void ChannelDetail::study(const RunState& run, int layer, int channel) {
    stop();
    run_ = run.id();
    layer_ = layer;
    channel_ = channel;
    asked_ = {};
    asked_.depth.layer = layer;
    asked_.depth.channel = channel;
    asked_.since = channels::sinceText(channels::flaggedSince(run.channels(), layer, channel));
    asked_.classNames = run.classNames();
    const auto index = static_cast<std::size_t>(layer);
    if (index < run.curves().layers.size()) {
        asked_.height = run.curves().layers[index].height;
        asked_.width = run.curves().layers[index].width;
    }
    title_->setText(channels::channelTitle(asked_.depth));
    since_->setText(asked_.since);
    since_->setVisible(!asked_.since.isEmpty());
    scroll_->hide();
    if (run.lastEpoch() == 0) {
        fail(tr("The channel can be examined once the run's first checkpoint is stored, at the "
                "end of the first epoch."));
        return;
    }
    ask();
}

void ChannelDetail::ask() {
    if (inspection_ == nullptr) {
        return;
    }
    setWaiting(true);
    inspection_->ask(
        this, kChannelTopic, Inspection::Hurry::patient, {run_, 0},
        [this, facts = asked_](Inspector& inspector, LoadWatch& watch) -> std::function<void()> {
            auto answer = std::make_shared<channels::ChannelFacts>(facts);
            answer->depth = inspector.channel(facts.depth.layer, facts.depth.channel, watch);
            answer->epoch = inspector.network().epoch;
            return [this, answer] { showFacts(*answer); };
        },
        [this](const QString& problem) {
            fail(problem);
            again_->show();
        });
}

void ChannelDetail::stop() {
    if (inspection_ != nullptr) {
        inspection_->cancel(kChannelTopic);
        inspection_->cancel(kChannelPixelsTopic);
    }
    setWaiting(false);
    problem_->hide();
    again_->hide();
}

void ChannelDetail::showFacts(const channels::ChannelFacts& facts) {
    setWaiting(false);
    if (facts.depth.layer != layer_ || facts.depth.channel != channel_) {
        return;
    }
    const QString reason = channels::invalidReason(facts.depth);
    if (!reason.isEmpty()) {
        fail(reason);
        return;
    }
    sheet_->present(facts);
    fillAlike();
    scroll_->show();
    askPixels();
}

void ChannelDetail::fillAlike() {
    qDeleteAll(alike_->findChildren<QToolButton*>());
    const auto& others = sheet_->facts().depth.correlations;
    for (const auto& other : others) {
        auto* button = new QToolButton(alike_);
        button->setObjectName(QStringLiteral("channelAlike%1").arg(other.first));
        button->setText(channels::correlationText(other));
        button->setFocusPolicy(Qt::StrongFocus);
        connect(
            button, &QToolButton::clicked, this,
            [this, channel = other.first] { emit channelClicked(layer_, channel); },
            Qt::QueuedConnection); // the click removes the button
        alike_->layout()->addWidget(button);
    }
    alikeHint_->setVisible(!others.empty());
}

void ChannelDetail::askPixels() {
    std::vector<std::int64_t> positions;
    for (const ChannelPeak& peak : sheet_->facts().depth.peaks) {
        positions.push_back(peak.position);
    }
    if (positions.empty()) {
        return;
    }
    inspection_->ask(
        this, kChannelPixelsTopic, Inspection::Hurry::now, {run_, 0},
        [this, positions](Inspector& inspector, LoadWatch& watch) -> std::function<void()> {
            auto pixels = std::make_shared<ProbeImages>(
                inspector.images(Split::validation, positions, watch));
            pixels->indices.assign(positions.begin(), positions.end());
            return [this, pixels, count = positions.size()] {
                if (isWhole(*pixels, count)) {
                    sheet_->setPixels(*pixels);
                }
            };
        },
        [this](const QString& problem) { fail(problem); });
}

bool ChannelDetail::exportTo(const ExportTarget& target, QString* reason) {
    if (scroll_->isHidden()) {
        if (reason != nullptr) {
            *reason = tr("No channel is shown. Click a channel first.");
        }
        return false;
    }
    const int width = std::max(figureSize(target, sheet_->size(), font()).width(), 360);
    const QSize size(width, sheet_->paintAll(nullptr, width));
    const PlotPicture picture{
        figureTitle_ ? figureTitle_(title_->text()) : title_->text(), size,
        theme::plotColors(palette()).background,
        [this, width](QCPPainter& painter) { sheet_->paintAll(&painter, width); }};
    return exportPlot(
        target, picture, [this] { return channels::csvOf(run_, sheet_->facts()); }, reason);
}

} // namespace asge
