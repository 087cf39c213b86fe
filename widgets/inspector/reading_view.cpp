// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/reading_view.h"

#include "widgets/common/theme.h"
#include "widgets/inspector/inspector_text.h"
#include "widgets/inspector/reading_csv.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace asge {

namespace {

/// How much wider than maps columns may be where the height limits the maps: maps far from each
/// other are hard to compare.
constexpr double kMostExtra = 0.6;

} // namespace

ReadingView::ReadingView(QWidget* parent) : QAbstractScrollArea(parent) {
    setObjectName(QStringLiteral("inspectorReading"));
    setAccessibleName(InspectorText::tr("What the layers make of the image"));
    setFrameShape(QFrame::NoFrame);
    viewport()->setMouseTracking(true);
    constexpr double kSmaller = 0.9; // captions have the width of a map
    QFont small = font();
    small.setPointSizeF(kSmaller * small.pointSizeF());
    setFont(small);
}

ReadingView::~ReadingView() = default;

void ReadingView::setReading(const ImageReading& reading) {
    const std::size_t rows = block_ ? block_->nearRows() : 0;
    block_.emplace(reading);
    block_->setNearText({}, rows);
    block_->setChoice(choice_);
    why_.clear();
    rescale();
}

void ReadingView::setTitle(const QString& title) {
    if (block_) {
        block_->setTitle(title);
        viewport()->update();
    }
}

void ReadingView::clear(const QString& why) {
    block_.reset();
    other_.reset();
    otherText_.clear();
    why_ = why;
    updateScrollBars();
    viewport()->update();
}

void ReadingView::setChoice(const EvidenceChoice& choice) {
    choice_ = choice;
    if (block_) {
        block_->setChoice(choice_);
        rescale();
    }
}

void ReadingView::setNear(const NearImages& images) {
    if (block_) {
        block_->setNear(images);
        updateScrollBars();
        viewport()->update();
    }
}

void ReadingView::setNearText(const QString& text) {
    if (block_) {
        block_->setNearText(text, text.isEmpty() ? 0 : block_->nearRows());
        updateScrollBars();
        viewport()->update();
    }
}

void ReadingView::setOther(const ImageReading& reading) {
    if (block_) {
        other_.emplace(reading);
        otherText_.clear();
        rescale();
    }
}

void ReadingView::clearOther(const QString& why) {
    other_.reset();
    otherText_ = why;
    if (block_) {
        rescale();
    }
}

/// B's evidence is for the same class if it has the same classes.
EvidenceChoice ReadingView::otherChoice() const {
    return other_->reading().classNames == block_->reading().classNames
               ? EvidenceChoice{block_->shownLabel(), choice_.other}
               : EvidenceChoice();
}

/// Gives both blocks the same scales, except for the goodness of different methods, which is not
/// the same quantity.
void ReadingView::rescale() {
    const auto goodnessOf = [](const ReadingBlock& block) {
        std::vector<float> most;
        for (const ReadingColumn& column : block.columns()) {
            most.push_back(column.mostGoodness);
        }
        return most;
    };
    std::vector<float> goodness = goodnessOf(*block_);
    double evidence = block_->ownEvidenceScale();
    if (other_) {
        other_->setChoice(otherChoice());
        std::vector<float> others = goodnessOf(*other_);
        const bool isShared = other_->reading().scores.method == block_->reading().scores.method;
        if (isShared) {
            goodness.resize(std::max(goodness.size(), others.size()));
            for (std::size_t i = 0; i < others.size(); ++i) {
                goodness[i] = std::max(goodness[i], others[i]);
            }
            others = goodness;
        }
        evidence = std::max(evidence, other_->ownEvidenceScale());
        other_->setScales(std::move(others), evidence);
        other_->setScaleNote(
            isShared ? QString()
                     : InspectorText::tr("separate scales of goodness: another method than A's"));
    }
    block_->setScales(goodness, evidence);
    wholeColumn_ = std::max(block_->wholeColumn(font()), other_ ? other_->wholeColumn(font()) : 0);
    leastColumn_ = std::max(block_->leastColumn(font()), other_ ? other_->leastColumn(font()) : 0);
    updateScrollBars();
    viewport()->update();
}

int ReadingView::otherTop() const {
    return block_->size(fontMetrics(), side_).height();
}

QSize ReadingView::contentSize() const {
    const QFontMetrics metrics = fontMetrics();
    QSize size = block_->size(metrics, side_);
    if (other_) {
        const QSize below = other_->size(metrics, side_);
        return {std::max(size.width(), below.width()), size.height() + below.height()};
    }
    if (!otherText_.isEmpty()) {
        size.rheight() += 2 * metrics.height() + ReadingBlock::kMargin;
    }
    return size;
}

int ReadingView::shownLayers() const {
    return static_cast<int>(
        std::max(block_->columns().size(), other_ ? other_->columns().size() : 0));
}

namespace {

/// The side with which the image and that many layers fit a width.
int sideIn(int width, int layers) {
    return (width - 2 * ReadingBlock::kMargin - layers * ReadingBlock::kGap) / (layers + 1);
}

} // namespace

void ReadingView::setForm(bool isNarrow, int extra, int perBand) {
    block_->setForm(isNarrow, extra, perBand);
    block_->setRoom(roomWidth());
    if (other_) {
        other_->setForm(isNarrow, extra, perBand);
        other_->setRoom(roomWidth());
    }
}

/// The largest side of a map. In a high view, maps use the height that nothing else needs.
int ReadingView::mostSide() const {
    constexpr int kLargest = ReadingBlock::kLargestSide;
    int height = block_->fullHeight(fontMetrics(), kLargest);
    int rows = ReadingBlock::kMapRows;
    if (other_) {
        height += other_->fullHeight(fontMetrics(), kLargest);
        rows *= 2;
    }
    return kLargest + (isWhole() ? 0 : std::max(viewport()->height() - height, 0) / rows);
}

/// All layers fit the width if their texts do, which may be broken into lines. Otherwise some
/// layers fit, each as a whole; the others are reached by scrolling or, if all is shown at once,
/// are in bands below.
void ReadingView::fit() {
    const int width = roomWidth();
    const int all = sideIn(width, shownLayers());
    const bool isNarrow = all < wholeColumn_;
    const int least = isNarrow ? leastColumn_ : wholeColumn_;
    int side = all;
    int perBand = 0;
    if (side < least) {
        const int room = width - 2 * ReadingBlock::kMargin - least;
        int fitting = std::max(room / (least + ReadingBlock::kGap), 1);
        if (isWhole()) { // bands of equal lengths: four layers are two by two, not three and one
            const int bands = (shownLayers() + fitting - 1) / fitting;
            fitting = (shownLayers() + bands - 1) / bands;
            perBand = fitting;
        }
        side = sideIn(width, fitting);
    }
    setForm(isNarrow, 0, perBand);
    side_ = std::clamp(side, least, std::max(mostSide(), least));
    setForm(isNarrow, std::clamp(side - side_, 0, static_cast<int>(kMostExtra * side_)), perBand);
}

void ReadingView::setPictureWidth(std::optional<int> width) {
    pictureWidth_ = width;
    if (block_) {
        fit();
    }
}

void ReadingView::setWhole(bool whole) {
    whole_ = whole;
    const Qt::ScrollBarPolicy policy = whole ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded;
    setHorizontalScrollBarPolicy(policy);
    setVerticalScrollBarPolicy(policy);
    updateScrollBars();
    viewport()->update();
}

void ReadingView::updateScrollBars() {
    const QSize window = viewport()->size();
    if (block_) {
        fit();
    }
    const QSize content = block_ ? contentSize() : QSize();
    horizontalScrollBar()->setRange(0, std::max(content.width() - window.width(), 0));
    horizontalScrollBar()->setPageStep(window.width());
    verticalScrollBar()->setRange(0, std::max(content.height() - window.height(), 0));
    verticalScrollBar()->setPageStep(window.height());
    constexpr int kStep = 24;
    horizontalScrollBar()->setSingleStep(kStep);
    verticalScrollBar()->setSingleStep(kStep);
    if (whole_ && block_) {
        const int least = 2 * (ReadingBlock::kMargin + leastColumn_) + ReadingBlock::kGap;
        setMinimumSize(least, content.height());
    } else {
        setMinimumSize(0, 0);
    }
}

void ReadingView::resizeEvent(QResizeEvent*) {
    updateScrollBars();
}

void ReadingView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const theme::PlotColors colors = theme::plotColors(palette());
    painter.fillRect(viewport()->rect(), colors.background);
    if (!block_) {
        painter.setPen(colors.faint);
        painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24),
                         Qt::AlignCenter | Qt::TextWordWrap, why_);
        return;
    }
    painter.setFont(font());
    painter.translate(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
    paintAll(painter, palette());
}

void ReadingView::paintAll(QPainter& painter, const QPalette& palette) const {
    block_->paint(painter, palette, side_);
    const int top = otherTop();
    if (other_) {
        painter.setPen(theme::plotColors(palette).grid);
        painter.drawLine(0, top, contentSize().width(), top);
        painter.save();
        painter.translate(0, top);
        other_->paint(painter, palette, side_);
        painter.restore();
    } else if (!otherText_.isEmpty()) {
        const int width = contentSize().width() - 2 * ReadingBlock::kMargin;
        painter.setPen(theme::plotColors(palette).faint);
        painter.drawText(
            QRect(ReadingBlock::kMargin, top, width, 2 * painter.fontMetrics().height()),
            Qt::AlignLeft | Qt::TextWordWrap, otherText_);
    }
}

QPoint ReadingView::contentPoint(const QPoint& point) const {
    return point + QPoint(horizontalScrollBar()->value(), verticalScrollBar()->value());
}

QString ReadingView::describe(const QPoint& point) const {
    const int top = otherTop();
    if (point.y() < top) {
        return block_->describe(point, fontMetrics(), side_);
    }
    const QString text =
        other_ ? other_->describe(point - QPoint(0, top), fontMetrics(), side_) : QString();
    return text.isEmpty() ? text : InspectorText::tr("B: %1").arg(text);
}

void ReadingView::mouseMoveEvent(QMouseEvent* event) {
    if (!block_) {
        emit readout({});
        return;
    }
    const QPoint point = contentPoint(event->position().toPoint());
    const bool opens = block_->neighbourAt(point, fontMetrics(), side_).has_value();
    viewport()->setCursor(opens ? Qt::PointingHandCursor : Qt::ArrowCursor);
    emit readout(describe(point));
}

void ReadingView::mouseReleaseEvent(QMouseEvent* event) {
    if (!block_ || event->button() != Qt::LeftButton) {
        return;
    }
    const QPoint point = contentPoint(event->position().toPoint());
    if (const auto position = block_->neighbourAt(point, fontMetrics(), side_)) {
        emit neighbourClicked(*position);
    }
}

void ReadingView::leaveEvent(QEvent*) {
    emit readout({});
}

QRect ReadingView::neighbourRect(std::size_t layer, std::size_t place) const {
    return block_->neighbourRect(layer, place, fontMetrics(), side_)
        .translated(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
}

QByteArray ReadingView::csv() const {
    QByteArray text = readingCsvHeader() + readingCsv(*block_);
    return other_ ? text + readingCsv(*other_) : text;
}

} // namespace asge
