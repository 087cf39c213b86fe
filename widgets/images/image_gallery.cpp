// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/images/image_gallery.h"

#include "widgets/common/class_names.h"
#include "widgets/common/control_states.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/current_layout.h"
#include "widgets/common/labelled_field.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/common/thumbnail_delegate.h"
#include "widgets/images/image_model.h"
#include "widgets/images/images_text.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_flow_layout.h"

#include <QComboBox>
#include <QEvent>
#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

constexpr int kImageSide = 84; // pixels, three times the side of many small images
constexpr int kBatch = 4000;   ///< images that are laid out at a time
constexpr int kJoinMilliseconds = 30;
constexpr int kWider = 24; ///< pixels that "A ✗ 98 % name" needs more than "✗ 98 % name"
constexpr int kMostForNames = 100;      ///< pixels by which names of classes widen a column
constexpr int kTextMargin = 2;          ///< pixels
constexpr int kPictureMargin = 8;       ///< pixels
constexpr double kTallestPicture = 2.6; ///< height over width: a column of a page
constexpr int kPlainChoices = 3;        ///< of Show, without a second run

bool isWhole(const ProbeImages& pixels) {
    if (pixels.count < 0 || pixels.height <= 0 || pixels.width <= 0 ||
        (pixels.channels != 1 && pixels.channels != 3)) {
        return false;
    }
    const auto count = static_cast<std::size_t>(pixels.count);
    const std::size_t each = static_cast<std::size_t>(pixels.channels) *
                             static_cast<std::size_t>(pixels.height) *
                             static_cast<std::size_t>(pixels.width);
    return pixels.indices.size() == count && pixels.pixels.size() == count * each;
}

void chooseData(QComboBox& choice, int data) {
    choice.setCurrentIndex(std::max(choice.findData(data), 0));
}

} // namespace

ImageGallery::ImageGallery(QWidget* parent, const QString& name)
    : QWidget(parent), name_(name), model_(new ImageModel(this)),
      delegate_(new ThumbnailDelegate(kImageSide, 2, this)), view_(new QListView(this)),
      count_(new PlainLabel(this)), empty_(new PlainLabel(this)), pages_(new CurrentLayout),
      emptyText_(ImagesText::tr("There are no images.")) {
    count_->setObjectName(name + QStringLiteral("Count"));
    empty_->setObjectName(name + QStringLiteral("Empty"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    pages_->addWidget(view_);
    pages_->addWidget(empty_);
    makeTools();
    makeView();
    requestTimer_.setSingleShot(true);
    requestTimer_.setInterval(kJoinMilliseconds);
    connect(&requestTimer_, &QTimer::timeout, this, &ImageGallery::requestVisible);
    setLook();
    fillClasses({});
    showCount();
}

ImageGallery::~ImageGallery() = default;

QComboBox* ImageGallery::addChoice(const QString& name, const QString& label, const QString& tip) {
    auto* choice = new QComboBox(this);
    choice->setObjectName(name_ + name);
    choice->setToolTip(tip);
    choice->setAccessibleName(QString(label).remove(u'&'));
    choice->setMaxVisibleItems(20);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choice->setMinimumContentsLength(12);
    connect(choice, &QComboBox::currentIndexChanged, this, &ImageGallery::applyFilter);
    return choice;
}

void ImageGallery::makeTools() {
    tools_ = new QWidget(this);
    auto* box = new QVBoxLayout(tools_); // a FlowLayout has no margins
    box->setContentsMargins(0, 0, 0, 0);
    auto* row = new FlowLayout;
    box->addLayout(row);
    show_ = addChoice(QStringLiteral("Show"), ImagesText::tr("&Images"),
                      ImagesText::tr("All images, or those that are predicted wrongly or rightly"));
    fillShow(false);
    connect(show_, &QComboBox::currentIndexChanged, this,
            [this] { wanted_ = static_cast<ImageFilter::Show>(show_->currentData().toInt()); });
    label_ = addChoice(QStringLiteral("Label"), ImagesText::tr("La&bel"),
                       ImagesText::tr("Only images of this class"));
    predicted_ = addChoice(QStringLiteral("Predicted"), ImagesText::tr("&Predicted"),
                           ImagesText::tr("Only images that are predicted as this class"));
    order_ = addChoice(QStringLiteral("Order"), ImagesText::tr("Or&der"),
                       ImagesText::tr("Confidence is the probability of the predicted class"));
    using Order = ImageFilter::Order;
    for (const auto& [text, order] :
         {std::pair(ImagesText::tr("position"), Order::position),
          std::pair(ImagesText::tr("most confident first"), Order::surestFirst),
          std::pair(ImagesText::tr("least confident first"), Order::leastSureFirst)}) {
        order_->addItem(text, static_cast<int>(order));
    }
    order_->setMinimumContentsLength(18);
    addLabelledField(row, ImagesText::tr("&Images"), show_, this);
    addLabelledField(row, ImagesText::tr("La&bel"), label_, this);
    addLabelledField(row, ImagesText::tr("&Predicted"), predicted_, this);
    addLabelledField(row, ImagesText::tr("Or&der"), order_, this);
    row->addWidget(count_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 4, 6, 4);
    column->addWidget(tools_);
    column->addLayout(pages_, 1);
}

void ImageGallery::fillShow(bool compares) {
    using Show = ImageFilter::Show;
    const QSignalBlocker quiet(show_);
    show_->clear();
    for (const auto& [text, show] :
         {std::pair(ImagesText::tr("all"), Show::all),
          std::pair(ImagesText::tr("wrong"), Show::wrong),
          std::pair(ImagesText::tr("right"), Show::right),
          std::pair(ImagesText::tr("wrong in A, right in B"), Show::wrongInA),
          std::pair(ImagesText::tr("right in A, wrong in B"), Show::wrongInB),
          std::pair(ImagesText::tr("wrong in both"), Show::wrongInBoth),
          std::pair(ImagesText::tr("different predictions"), Show::different)}) {
        if (show <= Show::right || compares) {
            show_->addItem(compares && (show == Show::wrong || show == Show::right)
                               ? ImagesText::tr("%1 in A").arg(text)
                               : text,
                           static_cast<int>(show));
        }
    }
    show_->setMinimumContentsLength(compares ? 20 : 12);
    // Without B, what it gets right is not known.
    const bool known = compares || wanted_ <= Show::right;
    chooseData(*show_, static_cast<int>(known ? wanted_ : Show::wrong));
}

bool ImageGallery::isComparing() const {
    return show_->count() > kPlainChoices;
}

void ImageGallery::setComparing(bool compares) {
    fillShow(compares);
    fitGrid();
    applyFilter();
}

void ImageGallery::makeView() {
    view_->setObjectName(name_ + QStringLiteral("View"));
    view_->setAccessibleName(ImagesText::tr("Images"));
    view_->setModel(model_);
    view_->setItemDelegate(delegate_);
    // The layout of an icon view with tens of thousands of items takes seconds.
    view_->setViewMode(QListView::ListMode);
    view_->setFlow(QListView::LeftToRight);
    view_->setWrapping(true);
    view_->setResizeMode(QListView::Adjust);
    view_->setUniformItemSizes(true);
    view_->setLayoutMode(QListView::Batched);
    view_->setBatchSize(kBatch);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    view_->setSelectionMode(QAbstractItemView::SingleSelection);
    view_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view_->setFrameShape(QFrame::NoFrame);
    QFont small = view_->font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    view_->setFont(small);
    view_->viewport()->installEventFilter(this);
    const auto position = [](const QModelIndex& index) {
        return index.isValid() ? index.data(ImageModel::kPositionRole).toLongLong() : -1;
    };
    connect(view_->verticalScrollBar(), &QScrollBar::rangeChanged, this, &ImageGallery::goToTop);
    connect(view_->verticalScrollBar(), &QScrollBar::valueChanged, &requestTimer_,
            qOverload<>(&QTimer::start));
    connect(view_->verticalScrollBar(), &QScrollBar::rangeChanged, &requestTimer_,
            qOverload<>(&QTimer::start));
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this, position](const QModelIndex& index) { emit imageChosen(position(index)); });
    connect(view_, &QListView::activated, this,
            [this, position](const QModelIndex& index) { emit imageActivated(position(index)); });
}

void ImageGallery::fillClasses(const std::vector<std::string>& names) {
    for (QComboBox* choice : {label_, predicted_}) {
        const int before = choice->count() > 0 ? choice->currentData().toInt() : ImageFilter::kAny;
        const QSignalBlocker quiet(choice);
        choice->clear();
        choice->addItem(ImagesText::tr("any class"), ImageFilter::kAny);
        for (int label = 0; label < static_cast<int>(names.size()); ++label) {
            choice->addItem(classText(names, label), label);
        }
        chooseData(*choice, before);
    }
}

void ImageGallery::setImages(std::vector<ListedImage> images,
                             const std::vector<std::string>& classNames) {
    requested_.clear();
    fillClasses(classNames);
    model_->setImages(std::move(images), classNames);
    fitGrid();
    applyFilter();
}

void ImageGallery::updateImages(std::vector<ListedImage> images) {
    const QModelIndex current = view_->currentIndex();
    const qint64 position =
        current.isValid() ? current.data(ImageModel::kPositionRole).toLongLong() : -1;
    model_->updateImages(std::move(images));
    choose(position);
    applyFilter();
}

void ImageGallery::setPixels(const ProbeImages& pixels) {
    if (!isWhole(pixels)) {
        emit message(ImagesText::tr("The pixels of %1 are not complete; they are ignored")
                         .arg(countedText(std::max(pixels.count, 0), "image")));
        return;
    }
    for (const int position : pixels.indices) {
        requested_.erase(position);
    }
    model_->setPixels(pixels);
    requestTimer_.start(); // perhaps more are in sight than could be asked for
}

void ImageGallery::setUnreadable(const std::vector<std::int64_t>& positions) {
    requested_.insert(positions.begin(), positions.end());
    model_->setUnreadable(positions);
}

void ImageGallery::setBare(bool bare) {
    tools_->setVisible(!bare);
}

void ImageGallery::setEmptyText(const QString& text) {
    emptyText_ = text;
    showCount();
}

ImageFilter ImageGallery::filter() const {
    return {.show = static_cast<ImageFilter::Show>(show_->currentData().toInt()),
            .label = label_->currentData().toInt(),
            .predicted = predicted_->currentData().toInt(),
            .order = static_cast<ImageFilter::Order>(order_->currentData().toInt())};
}

void ImageGallery::setFilter(const ImageFilter& filter) {
    wanted_ = filter.show;
    {
        const QSignalBlocker quietShow(show_);
        const QSignalBlocker quietLabel(label_);
        const QSignalBlocker quietPredicted(predicted_);
        const QSignalBlocker quietOrder(order_);
        chooseData(*show_, static_cast<int>(filter.show));
        chooseData(*label_, filter.label);
        chooseData(*predicted_, filter.predicted);
        chooseData(*order_, static_cast<int>(filter.order));
    }
    applyFilter();
}

/// The current image stays the current one if it is still shown.
void ImageGallery::applyFilter() {
    if (order_ == nullptr || order_->count() == 0) {
        return; // the fields are being made
    }
    const QModelIndex current = view_->currentIndex();
    const qint64 position =
        current.isValid() ? current.data(ImageModel::kPositionRole).toLongLong() : -1;
    if (filter() != model_->filter()) {
        wantedTop_ = -1;
        model_->setFilter(filter());
        view_->scrollToTop();
    }
    choose(position);
    showCount();
    requestTimer_.start();
}

ImageGallery::Sight ImageGallery::sight() const {
    Sight sight = wantedTop_ >= 0 ? Sight{-1, wantedTop_} : Sight();
    if (const QModelIndex current = view_->currentIndex(); current.isValid()) {
        sight.chosen = current.data(ImageModel::kPositionRole).toLongLong();
    }
    const QSize cell = view_->gridSize();
    const int row = view_->verticalScrollBar()->value() / std::max(cell.height(), 1) * columns();
    if (sight.top < 0 && row < shownCount()) {
        sight.top = model_->at(row).position;
    }
    return sight;
}

void ImageGallery::goTo(const Sight& sight) {
    choose(sight.chosen);
    wantedTop_ = sight.top;
    goToTop();
}

/// The list is laid out bit by bit: the place may not be there yet.
void ImageGallery::goToTop() {
    const int row = wantedTop_ < 0 ? -1 : model_->rowOf(wantedTop_);
    if (row < 0) {
        return;
    }
    QScrollBar* bar = view_->verticalScrollBar();
    const int value = row / columns() * view_->gridSize().height();
    if (value <= bar->maximum()) {
        wantedTop_ = -1;
        bar->setValue(value);
    }
}

int ImageGallery::columns() const {
    return std::max(view_->viewport()->width() / std::max(view_->gridSize().width(), 1), 1);
}

int ImageGallery::shownCount() const {
    return model_->rowCount();
}

void ImageGallery::choose(std::int64_t position) {
    if (const int row = model_->rowOf(position); row >= 0) {
        view_->setCurrentIndex(model_->index(row));
    }
}

void ImageGallery::showCount() {
    const int shown = shownCount();
    const auto all = static_cast<int>(model_->images().size());
    const QLocale locale;
    const QString images = locale.toString(all) + u' ' + wordText(all, "image");
    count_->setText(all == 0 ? QString()
                    : shown == all
                        ? images
                        : ImagesText::tr("%1 of %2").arg(locale.toString(shown), images));
    empty_->setText(all == 0 ? emptyText_
                             : ImagesText::tr("No image passes the filter.\nChoose \"all\" and "
                                              "\"any class\" to see them all."));
    pages_->setCurrentWidget(shown == 0 ? static_cast<QWidget*>(empty_) : view_);
    for (QComboBox* choice : {show_, label_, predicted_, order_}) {
        setUsable(*choice, all > 0 ? QString() : ImagesText::tr("There are no images yet"));
    }
}

/// Asks for the pixels of the images in sight and, after them, of those a page below.
void ImageGallery::requestVisible() {
    if (!isVisible() || shownCount() == 0) {
        return;
    }
    const QRect window = view_->viewport()->rect();
    const QSize cell = view_->gridSize();
    const int columns = this->columns();
    const int top = view_->verticalScrollBar()->value() / std::max(cell.height(), 1);
    const int lines = window.height() / std::max(cell.height(), 1) + 2;
    std::vector<std::int64_t> needed;
    const int end = std::min((top + 2 * lines) * columns, shownCount());
    for (int row = top * columns; row < end && static_cast<int>(needed.size()) < kMostRequested;
         ++row) {
        const std::int64_t position = model_->at(row).position;
        if (!model_->hasPicture(row) && !requested_.contains(position)) {
            needed.push_back(position);
        }
    }
    if (!needed.empty()) {
        requested_.insert(needed.begin(), needed.end());
        emit pixelsRequested(needed);
    }
}

void ImageGallery::setLook() {
    const bool dark = theme::isDark(palette());
    model_->setColors(theme::verdict(true, dark), theme::verdict(false, dark));
    fitGrid();
}

/// The columns use the whole width, and have room for the names of classes unless those are very
/// long.
void ImageGallery::fitGrid() {
    const int lines = isComparing() ? 3 : 2;
    delegate_->setText(lines, 0);
    const int names =
        model_->widestPrediction(view_->fontMetrics()) + kTextMargin - delegate_->textWidth();
    const int wider = std::clamp(names, 0, kMostForNames) + (isComparing() ? kWider : 0);
    delegate_->setText(lines, wider);
    leastCell_ = delegate_->cellSize(view_->fontMetrics());
    const int least = leastCell_.width();
    const int width = view_->viewport()->width() - 1; // the view breaks lines that end at its edge
    const int columns = std::max(width / least, 1);
    delegate_->setText(lines, wider + std::max(width / columns - least, 0));
    const QSize cell = delegate_->cellSize(view_->fontMetrics());
    if (cell != view_->gridSize()) {
        view_->setGridSize(cell);
    }
}

void ImageGallery::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    requestTimer_.start();
}

void ImageGallery::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        setLook();
    }
}

bool ImageGallery::eventFilter(QObject* watched, QEvent* event) {
    if (watched == view_->viewport() && event->type() == QEvent::Resize) {
        fitGrid();
        requestTimer_.start();
    }
    return QWidget::eventFilter(watched, event);
}

QString ImageGallery::filterText() const {
    QStringList parts{show_->currentText()};
    if (label_->currentData().toInt() != ImageFilter::kAny) {
        parts << ImagesText::tr("label %1").arg(label_->currentText());
    }
    if (predicted_->currentData().toInt() != ImageFilter::kAny) {
        parts << ImagesText::tr("predicted %1").arg(predicted_->currentText());
    }
    parts << (filter().order == ImageFilter::Order::position ? ImagesText::tr("by position")
              : isComparing() ? ImagesText::tr("%1 (of A)").arg(order_->currentText())
                              : order_->currentText());
    return parts.join(QStringLiteral(" · ")) + QStringLiteral(" · ") + count_->text();
}

ImageGallery::PictureForm ImageGallery::pictureForm(const ExportTarget& target,
                                                    const QStringList& lines) const {
    const QSize window = view_->viewport()->size();
    const QSize figure = figureSize(target, window, font());
    PictureForm form;
    form.cell = view_->gridSize();
    const int rowsInSight = std::max(window.height() / std::max(form.cell.height(), 1), 1);
    form.columns = columns();
    form.rows = rowsInSight;
    if (target.paper()) {
        const int room = figure.width() - 2 * kPictureMargin;
        form.columns = std::max(room / std::max(leastCell_.width(), 1), 1);
        form.cell = {std::max(room / form.columns, leastCell_.width()), leastCell_.height()};
        const int most = static_cast<int>(kTallestPicture * figure.width()) / form.cell.height();
        form.rows = std::clamp(rowsInSight * columns() / form.columns, 1, std::max(most, 1));
    }
    const int filled = (shownCount() + form.columns - 1) / form.columns;
    form.rows = std::clamp(form.rows, 1, std::max(filled, 1));
    const int width = form.columns * form.cell.width();
    form.lines = brokenLines(lines, width);
    form.size = {width + 2 * kPictureMargin,
                 form.rows * form.cell.height() +
                     static_cast<int>(form.lines.size()) * fontMetrics().height() +
                     3 * kPictureMargin};
    return form;
}

/// Lines that are too long continue in the next one. The first is bold.
QStringList ImageGallery::brokenLines(const QStringList& lines, int width) const {
    QStringList broken;
    for (int i = 0; i < lines.size(); ++i) {
        QFont bold = font();
        bold.setBold(i == 0);
        broken << plain::brokenLines(lines[i], QFontMetrics(bold), width);
    }
    return broken;
}

/// Whole lines of images, from the first that is in sight.
void ImageGallery::paintPicture(QPainter& painter, const PictureForm& form) const {
    const QStringList& lines = form.lines;
    const theme::PlotColors colors = theme::plotColors(palette());
    QRect line(kPictureMargin, kPictureMargin, form.size.width() - 2 * kPictureMargin,
               fontMetrics().height());
    for (int i = 0; i < lines.size(); ++i) {
        QFont bold = font();
        bold.setBold(i == 0);
        painter.setFont(bold);
        painter.setPen(i == 0 ? colors.text : colors.faint);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetrics(bold).elidedText(lines[i], Qt::ElideRight, line.width()));
        line.translate(0, line.height());
    }
    const int top = line.top() + kPictureMargin;
    const int high = std::max(view_->gridSize().height(), 1); // of a row in the view
    const int first = (view_->verticalScrollBar()->value() + high / 2) / high * columns();
    QStyleOptionViewItem option;
    option.initFrom(view_);
    option.font = view_->font();
    option.fontMetrics = QFontMetrics(view_->font());
    option.state = QStyle::State_Enabled;
    painter.setFont(view_->font());
    for (int place = 0; place < form.rows * form.columns; ++place) {
        const int row = first + place;
        if (row < shownCount()) {
            option.rect = {kPictureMargin + place % form.columns * form.cell.width(),
                           top + place / form.columns * form.cell.height(), form.cell.width() - 4,
                           form.cell.height() - 4};
            delegate_->paint(&painter, option, model_->index(row));
        }
    }
}

QVariantMap ImageGallery::saveState() const {
    return {{QStringLiteral("show"), static_cast<int>(wanted_)},
            {QStringLiteral("order"), static_cast<int>(filter().order)}};
}

void ImageGallery::restoreState(const QVariantMap& state) {
    const int show = state.value(QStringLiteral("show")).toInt();
    const bool valid = show >= 0 && show <= static_cast<int>(ImageFilter::Show::different);
    wanted_ = valid ? static_cast<ImageFilter::Show>(show) : ImageFilter::Show::all;
    fillShow(isComparing());
    applyFilter();
    chooseData(*order_, state.value(QStringLiteral("order")).toInt());
}

} // namespace asge
