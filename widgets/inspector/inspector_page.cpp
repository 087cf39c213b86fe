// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/inspector_page.h"

#include "core/base/error.h"
#include "core/data/image_fitter.h"
#include "core/experiment/experiment_json.h"
#include "widgets/common/plain_text.h"
#include "widgets/inspector/drawing_pad.h"
#include "widgets/inspector/image_source.h"
#include "widgets/inspector/inspector_text.h"
#include "widgets/inspector/learned_strip.h"

#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMimeData>
#include <QSpinBox>
#include <QSplitter>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

const QString kTopic = QStringLiteral("inspector");
constexpr int kSideWidth = 240;

/// What is asked of the network.
struct InspectorQuestion {
    ImageSource::Kind kind = ImageSource::Kind::probe;
    int position = 0;
    ProbeImages image; ///< empty if the position says which one it is
};

QString inspectorTitle(const InspectorQuestion& question, const InspectedNetwork& network) {
    const auto what = [&] {
        switch (question.kind) {
        case ImageSource::Kind::probe:
            return InspectorText::tr("Probe image %1").arg(question.position);
        case ImageSource::Kind::test:
            return InspectorText::tr("Test image %1").arg(question.position);
        case ImageSource::Kind::validation:
            return InspectorText::tr("Validation image %1").arg(question.position);
        case ImageSource::Kind::drawing:
            break;
        }
        return InspectorText::tr("Drawing");
    };
    return InspectorText::tr("%1, epoch %2").arg(what()).arg(network.epoch);
}

/// Shows the image to the network. Runs on the inspection's thread.
ImageReading readImageOf(const InspectorQuestion& question, Inspector& inspector,
                         LoadWatch& watch) {
    ImageReading reading;
    reading.hasLabel = question.kind != ImageSource::Kind::drawing;
    const Split split = question.kind == ImageSource::Kind::test ? Split::test : Split::validation;
    reading.image = question.image.count > 0 ? question.image
                                             : inspector.images(split, {question.position}, watch);
    reading.maps = inspector.read(reading.image);
    reading.readouts = inspector.readouts();
    reading.classNames = inspector.network().classNames;
    reading.title = inspectorTitle(question, inspector.network());
    return reading;
}

/// The image with the pixels channels × height × width.
QImage imageOf(const std::vector<std::uint8_t>& pixels, int channels, int height, int width) {
    QImage image(width, height, QImage::Format_RGB888);
    const auto plane = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    for (int y = 0; y < height; ++y) {
        uchar* line = image.scanLine(y);
        for (int x = 0; x < width; ++x) {
            const std::size_t at = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                   static_cast<std::size_t>(x);
            for (std::size_t c = 0; c < 3; ++c) {
                *line++ = pixels[channels == 3 ? c * plane + at : at];
            }
        }
    }
    return image;
}

/// The image as a picture of three channels.
Picture pictureFrom(const QImage& image) {
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    Picture picture{3, rgb.width(), rgb.height(), {}, {}};
    for (int y = 0; y < rgb.height(); ++y) {
        const uchar* line = rgb.constScanLine(y);
        picture.pixels.insert(picture.pixels.end(), line, line + 3 * std::ptrdiff_t{rgb.width()});
    }
    return picture;
}

} // namespace

InspectorPage::InspectorPage(QWidget* parent)
    : RunPage(parent), source_(new ImageSource(this)), epoch_(new QSpinBox(this)),
      label_(new QComboBox(this)), other_(new QComboBox(this)), view_(new ReadingView(this)),
      history_(new LearnedStrip(this)), readout_(new PlainLabel(this)),
      problem_(new PlainLabel(this)) {
    setObjectName(QStringLiteral("inspector"));
    setAcceptDrops(true);
    readout_->setObjectName(QStringLiteral("inspectorReadout"));
    readout_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    readout_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    readout_->setMargin(3);
    problem_->setObjectName(QStringLiteral("inspectorProblem"));
    problem_->setWordWrap(true);
    problem_->setMargin(8);
    problem_->hide();

    auto* main = new QWidget(this);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(problem_);
    column->addWidget(view_, 1);
    column->addWidget(history_);
    column->addWidget(readout_);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto* side = new QWidget(this);
    auto* sideColumn = new QVBoxLayout(side);
    sideColumn->setContentsMargins(0, 0, 0, 0);
    sideColumn->setSpacing(0);
    sideColumn->addWidget(source_);
    sideColumn->addWidget(makeChoices());
    sideColumn->addStretch(1);
    side->setFixedWidth(kSideWidth);
    row->addWidget(side);
    row->addWidget(main, 1);

    connect(source_, &ImageSource::changed, this, [this] {
        since_.start();
        lookSoon();
    });
    connect(source_, &ImageSource::fileChosen, this, &InspectorPage::open);
    connect(source_, &ImageSource::pasteRequested, this, &InspectorPage::paste);
    connect(epoch_, &QSpinBox::valueChanged, this, &InspectorPage::lookSoon);
    connect(label_, &QComboBox::currentIndexChanged, this, &InspectorPage::choose);
    connect(other_, &QComboBox::currentIndexChanged, this, &InspectorPage::choose);
    connect(view_, &ReadingView::readout, readout_, &QLabel::setText);
    connect(history_, &LearnedStrip::readout, readout_, &QLabel::setText);
    connect(history_, &LearnedStrip::epochClicked, epoch_, &QSpinBox::setValue);
    showNone();
}

/// The fields below the image.
QWidget* InspectorPage::makeChoices() {
    auto* choices = new QWidget(this);
    auto* form = new QFormLayout(choices);
    form->setContentsMargins(8, 0, 8, 8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    epoch_->setObjectName(QStringLiteral("inspectorEpoch"));
    epoch_->setSpecialValueText(InspectorText::tr("newest"));
    epoch_->setKeyboardTracking(false);
    epoch_->setToolTip(InspectorText::tr(
        "The epoch whose checkpoint is used. The store keeps the newest and the best checkpoint, "
        "and those that checkpoint.keep asks for."));
    label_->setObjectName(QStringLiteral("inspectorClass"));
    label_->setToolTip(InspectorText::tr("The class whose evidence is shown"));
    other_->setObjectName(QStringLiteral("inspectorAgainst"));
    other_->setToolTip(InspectorText::tr("The class whose evidence is subtracted"));
    form->addRow(InspectorText::tr("Evi&dence"), label_);
    form->addRow(InspectorText::tr("A&gainst"), other_);
    form->addRow(InspectorText::tr("Epo&ch"), epoch_);
    form->addRow(
        {}, makeExportButton(
                this, QStringLiteral("inspector"),
                [this](const QString& file, QString* reason) { return exportTo(file, reason); },
                [this](const QString& text) { emit message(text); }));
    return choices;
}

QString InspectorPage::title() const {
    return tr("Inspector");
}

void InspectorPage::setInspection(Inspection* inspection) {
    inspection_ = inspection;
}

bool InspectorPage::exportTo(const QString& file, QString* reason) const {
    if (!view_->hasReading()) {
        if (reason != nullptr) {
            *reason = InspectorText::tr("There is no image to export.");
        }
        return false;
    }
    return exportPlot(
        file, view_->picture(), [this] { return view_->csv(); }, reason);
}

bool InspectorPage::showImage(Split split, std::int64_t position) {
    source_->setPosition(static_cast<int>(position));
    source_->setKind(split == Split::test ? ImageSource::Kind::test
                                          : ImageSource::Kind::validation);
    return true;
}

QVariantMap InspectorPage::saveState() const {
    return {{QStringLiteral("kind"), static_cast<int>(source_->kind())},
            {QStringLiteral("position"), source_->position()}};
}

void InspectorPage::restoreState(const QVariantMap& state) {
    const int kind = state.value(QStringLiteral("kind")).toInt();
    if (kind >= 0 && kind <= static_cast<int>(ImageSource::Kind::drawing)) {
        source_->setKind(static_cast<ImageSource::Kind>(kind));
    }
    source_->setPosition(state.value(QStringLiteral("position")).toInt());
}

void InspectorPage::follow(RunState& run) {
    connect(&run, &RunState::epochAdded, this, [this](const EpochEvent& epoch) {
        epoch_->setMaximum(epoch.epoch);
        if (epoch_->value() == 0) {
            lookSoon();
        }
    });
    connect(&run, &RunState::probabilitiesRead, this,
            [this](const std::vector<EpochProbabilities>& epochs) {
                const int last = epochs_.empty() ? 0 : epochs_.back().epoch;
                for (const EpochProbabilities& each : epochs) {
                    if (each.epoch > last) {
                        epochs_.push_back(each);
                    }
                }
                showHistory();
            });
}

void InspectorPage::showAll(const RunState& run) {
    const QSignalBlocker quiet(epoch_);
    epoch_->setRange(0, run.lastEpoch());
    epoch_->setValue(0);
    source_->setEnabled(true);
    epochs_.clear();
    history_->clear();
    if (run.images().width > 0) {
        source_->setFormat(run.images().channels, run.images().height, run.images().width);
    }
    fillClasses();
    view_->clear(
        run.lastEpoch() > 0
            ? InspectorText::tr("The network is being read…")
            : InspectorText::tr("The network can be looked at once its first checkpoint is "
                                "stored, at the end of the first epoch."));
    choose(); // the classes of the previous run no longer hold
    since_.start();
    lookSoon();
}

void InspectorPage::showNone() {
    waits_ = false;
    if (inspection_ != nullptr) {
        inspection_->cancel(kTopic);
    }
    source_->setEnabled(false);
    epochs_.clear();
    history_->clear();
    problem_->hide();
    view_->clear(
        InspectorText::tr("Here you see what every layer makes of one image: a test image, a "
                          "file, or what you draw.\nPress Train, or open a run."));
}

void InspectorPage::fillClasses() {
    const QSignalBlocker quietLabel(label_);
    const QSignalBlocker quietOther(other_);
    label_->clear();
    other_->clear();
    label_->addItem(InspectorText::tr("predicted class"), -1);
    other_->addItem(InspectorText::tr("strongest rival"), -1);
    int number = 0;
    for (const std::string& name : run()->classNames()) {
        constexpr int kMostLetters = 40;
        QString text = plain::button(plain::line(name)).left(kMostLetters);
        text = text.isEmpty() ? InspectorText::tr("class %1").arg(number) : text;
        label_->addItem(text, number);
        other_->addItem(text, number++);
    }
    label_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    other_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    label_->setMinimumContentsLength(8);
    other_->setMinimumContentsLength(8);
}

void InspectorPage::choose() {
    const auto chosen = [](const QComboBox* box) {
        const int label = box->currentData().toInt();
        return label >= 0 ? std::optional(label) : std::nullopt;
    };
    view_->setChoice({chosen(label_), chosen(other_)});
}

ProbeImages InspectorPage::drawnImage() const {
    const QImage& drawing = source_->pad().drawing();
    const int channels = run()->images().channels;
    ProbeImages image{1, channels, drawing.height(), drawing.width(), {}, {0}, {0}};
    for (int c = 0; c < channels; ++c) {
        for (int y = 0; y < drawing.height(); ++y) {
            for (int x = 0; x < drawing.width(); ++x) {
                const QRgb pixel = drawing.pixel(x, y);
                image.pixels.push_back(static_cast<std::uint8_t>(c == 0   ? qRed(pixel)
                                                                 : c == 1 ? qGreen(pixel)
                                                                          : qBlue(pixel)));
            }
        }
    }
    return image;
}

ProbeImages InspectorPage::probeImage(int position) const {
    const ProbeImages& all = run()->images();
    ProbeImages image{0, all.channels, all.height, all.width, {}, {}, {}};
    if (all.count == 0) {
        return image;
    }
    const int chosen = std::min(position, all.count - 1);
    const auto size = all.pixels.size() / static_cast<std::size_t>(all.count);
    const auto first = all.pixels.begin() + static_cast<std::ptrdiff_t>(size) * chosen;
    image.count = 1;
    image.pixels.assign(first, first + static_cast<std::ptrdiff_t>(size));
    image.labels = {all.labels[static_cast<std::size_t>(chosen)]};
    image.indices = {all.indices[static_cast<std::size_t>(chosen)]};
    return image;
}

void InspectorPage::lookSoon() {
    isStale_ = true;
    if (isVisible()) {
        look();
    }
}

void InspectorPage::showEvent(QShowEvent* event) {
    RunPage::showEvent(event);
    if (isStale_) {
        look();
    }
}

void InspectorPage::look() {
    isStale_ = false;
    if (run() != nullptr) {
        const int known = epochs_.empty() ? 0 : epochs_.back().epoch;
        if (source_->kind() == ImageSource::Kind::probe && known < run()->lastEpoch()) {
            run()->requestProbabilities(known);
        }
        showHistory();
    }
    if (inspection_ == nullptr || run() == nullptr || run()->lastEpoch() == 0) {
        return;
    }
    InspectorQuestion question{source_->kind(), source_->position(), {}};
    if (question.kind == ImageSource::Kind::drawing) {
        question.image = drawnImage();
    } else if (question.kind == ImageSource::Kind::probe) {
        question.image = probeImage(question.position);
    }
    waits_ = true;
    inspection_->ask(
        this, kTopic, Inspection::Hurry::now, {run()->id(), epoch_->value()},
        [this, id = run()->id(), question = std::move(question)](
            Inspector& inspector, LoadWatch& watch) -> std::function<void()> {
            return [this, id, reading = readImageOf(question, inspector, watch)] {
                if (run() != nullptr && run()->id() == id) {
                    showReading(reading);
                }
            };
        },
        [this](const QString& problem) { fail(problem); });
}

void InspectorPage::showReading(ImageReading reading) {
    waits_ = false;
    reading.layers = run()->curves().layers;
    if (reading.layers.size() != reading.maps.layers.size()) {
        fail(InspectorText::tr("The checkpoint has other layers than the run."));
        return;
    }
    problem_->hide();
    if (source_->kind() != ImageSource::Kind::drawing && reading.hasLabel) {
        // The user can draw on the image.
        source_->pad().showImage(imageOf(reading.image.pixels, reading.image.channels,
                                         reading.image.height, reading.image.width));
    }
    view_->setReading(reading);
    latency_ = since_.elapsed();
    emit answered();
}

void InspectorPage::showHistory() {
    const ProbeImages& images = run()->images();
    if (source_->kind() != ImageSource::Kind::probe || images.count == 0 || epochs_.empty()) {
        history_->clear();
        return;
    }
    const int sample = std::min(source_->position(), images.count - 1);
    history_->setHistory(epochs_, sample, images.labels[static_cast<std::size_t>(sample)]);
}

void InspectorPage::fail(const QString& problem) {
    waits_ = false;
    problem_->setText(problem);
    problem_->show();
    if (!view_->hasReading()) {
        view_->clear({});
    }
}

/// Converts an image on the inspection's thread, as `asge predict` would show it to the network,
/// and makes it the drawing. `convert` writes the pixels.
void InspectorPage::useImage(
    const std::function<void(ImageFitter& fitter, std::uint8_t* pixels)>& convert) {
    if (inspection_ == nullptr || run() == nullptr) {
        return;
    }
    const ProbeImages& format = run()->images();
    inspection_->ask(
        this, kTopic + QStringLiteral("/file"), Inspection::Hurry::now, {run()->id(), 0},
        [this, convert, channels = format.channels, height = format.height, width = format.width,
         data = dataSettings()](Inspector&, LoadWatch&) {
            ImageFitter fitter(channels, height, width, data);
            std::vector<std::uint8_t> pixels(fitter.imageBytes());
            convert(fitter, pixels.data());
            return [this, pixels, channels, height, width] {
                source_->setImage(imageOf(pixels, channels, height, width));
            };
        },
        [this](const QString& problem) { fail(problem); });
}

void InspectorPage::open(const QString& file) {
    useImage([name = file.toStdString()](ImageFitter& fitter, std::uint8_t* pixels) {
        fitter.read(name, pixels);
    });
}

void InspectorPage::useImage(const QImage& image) {
    useImage([image](ImageFitter& fitter, std::uint8_t* pixels) {
        fitter.fit(pictureFrom(image), pixels);
    });
}

/// The data settings of the run's experiment; the default ones if it can't be read.
Experiment::Data InspectorPage::dataSettings() const {
    try {
        return parseExperiment(run()->experimentJson(), "run").data;
    } catch (const BadInput&) {
        return {};
    }
}

void InspectorPage::paste() {
    const QImage image = QGuiApplication::clipboard()->image();
    if (image.isNull()) {
        fail(InspectorText::tr("The clipboard holds no image."));
        return;
    }
    useImage(image);
}

void InspectorPage::dragEnterEvent(QDragEnterEvent* event) {
    if (run() != nullptr && (event->mimeData()->hasImage() || event->mimeData()->hasUrls())) {
        event->acceptProposedAction();
    }
}

void InspectorPage::dropEvent(QDropEvent* event) {
    if (event->mimeData()->hasUrls() && !event->mimeData()->urls().isEmpty()) {
        open(event->mimeData()->urls().first().toLocalFile());
    } else if (const QImage image = qvariant_cast<QImage>(event->mimeData()->imageData());
               !image.isNull()) {
        useImage(image);
    }
}

void InspectorPage::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Paste)) {
        paste();
    } else {
        RunPage::keyPressEvent(event);
    }
}

} // namespace asge
