// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/inspector_page.h"

#include "widgets/common/control_states.h"
#include "widgets/common/handled_keys.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/problem_text.h"
#include "widgets/common/theme.h"
#include "widgets/common/untrained_note.h"
#include "widgets/common/view_room.h"
#include "widgets/inspector/drawing_pad.h"
#include "widgets/inspector/history_panel.h"
#include "widgets/inspector/image_intake.h"
#include "widgets/inspector/image_source.h"
#include "widgets/inspector/inspector_fields.h"
#include "widgets/inspector/inspector_question.h"
#include "widgets/inspector/inspector_text.h"
#include "widgets/inspector/patient_task.h"
#include "widgets/inspector/reading_csv.h"
#include "widgets/inspector/reading_view.h"
#include "widgets/plot/plot_export.h"

#include <qcustomplot.h>

#include <QBuffer>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <string>
#include <utility>

namespace asge {

namespace {

constexpr int kSideWidth = 240;
constexpr double kSideShare = 0.29; ///< of a narrow page
constexpr int kNarrow = 420;        ///< pixels, too few for maps beside the fields
/// Milliseconds without a change of the drawing, after which what takes long is computed.
constexpr int kRest = 200;

const QString kDrawingKey = QStringLiteral("drawing"); ///< a PNG, in the state of a run

} // namespace

InspectorPage::InspectorPage(QWidget* parent)
    : RunPage(parent), source_(new ImageSource(this)), intake_(new ImageIntake(this)),
      fields_(new InspectorFields(this)),
      nearTask_(new PatientTask(
          inspectorTopic() + QStringLiteral("Near"), InspectorText::tr("Nearest images"),
          InspectorText::tr("Find the validation images that are nearest to this one in the "
                            "goodness of each layer"),
          this)),
      historyTask_(new PatientTask(
          inspectorTopic() + QStringLiteral("Past"), InspectorText::tr("History"),
          InspectorText::tr("Show the image to the networks of all epochs with a checkpoint"),
          this)),
      view_(new ReadingView(this)), history_(new HistoryPanel(this)),
      readout_(new PlainLabel(this)),
      untrained_(new UntrainedNote(QStringLiteral("inspectorUntrained"), this)),
      problem_(new PlainLabel(this)), room_(new ViewRoom(this)) {
    setObjectName(QStringLiteral("inspector"));
    setAcceptDrops(true);
    readout_->setObjectName(QStringLiteral("inspectorReadout"));
    readout_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    readout_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    readout_->setMargin(3);
    readout_->setBackgroundRole(QPalette::Base); // the panel ends where those of other views do
    readout_->setAutoFillBackground(true);
    problem_->setObjectName(QStringLiteral("inspectorProblem"));
    problem_->setWordWrap(true);
    problem_->setMargin(8);
    problem_->hide();
    followUp_.setSingleShot(true);
    (new HandledKeys(*this))
        ->add({QKeySequence(QKeySequence::Paste)}, InspectorText::tr("Paste an image"),
              [this] { intake_->paste(); });

    auto* main = new QWidget(this);
    auto* column = new QVBoxLayout(main);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(untrained_);
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
    fillFields();
    sideColumn->addWidget(fields_);
    sideColumn->addStretch(1);
    side_ = side;
    side_->setFixedWidth(kSideWidth);
    row->addWidget(side);
    row->addWidget(main, 1);
    parts_ = row;
    connect(room_, &ViewRoom::changed, this, &InspectorPage::fitRoom);

    connect(source_, &ImageSource::changed, this, [this] {
        since_.start();
        lookSoon();
    });
    connect(source_, &ImageSource::fileChosen, intake_, &ImageIntake::open);
    connect(source_, &ImageSource::pasteRequested, intake_, &ImageIntake::paste);
    connect(intake_, &ImageIntake::imageReady, source_, &ImageSource::setImage);
    connect(intake_, &ImageIntake::failed, this, &InspectorPage::fail);
    connect(fields_, &InspectorFields::epochChanged, this, &InspectorPage::lookSoon);
    connect(fields_, &InspectorFields::choiceChanged, this, &InspectorPage::choose);
    connect(&followUp_, &QTimer::timeout, this, &InspectorPage::followUp);
    connect(nearTask_, &PatientTask::requested, this, &InspectorPage::askNear);
    connect(nearTask_, &PatientTask::stopped, this, &InspectorPage::followUp);
    connect(historyTask_, &PatientTask::requested, this, [this] { askHistory(true); });
    connect(historyTask_, &PatientTask::stopped, this, &InspectorPage::followUp);
    connect(view_, &ReadingView::neighbourClicked, this,
            [this](int position) { showImage(Split::validation, position); });
    connect(view_, &ReadingView::readout, readout_, &QLabel::setText);
    connect(&history_->strip(), &LearnedStrip::readout, readout_, &QLabel::setText);
    connect(&history_->strip(), &LearnedStrip::epochClicked, fields_, &InspectorFields::setEpoch);
    showNone();
}

/// The fields below the image, with what takes long and the export.
void InspectorPage::fillFields() {
    fields_->addRow(nearTask_);
    fields_->addRow(historyTask_);
    export_ = makeExportButton(
        this, QStringLiteral("inspector"),
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [this](const QString& text) { emit message(text); });
    fields_->addField(export_);
}

QString InspectorPage::title() const {
    return tr("Inspector");
}

void InspectorPage::setInspection(Inspection* inspection) {
    inspection_ = inspection;
    intake_->setInspection(inspection);
    nearTask_->setInspection(inspection);
    historyTask_->setInspection(inspection);
}

bool InspectorPage::isSettled() const {
    return !waits_ && !waitsForOther_ && !followUp_.isActive() && !nearTask_->waits() &&
           !historyTask_->waits();
}

QString InspectorPage::nothingToExport() const {
    return view_->hasReading() ? QString() : InspectorText::tr("There is no image to export.");
}

bool InspectorPage::exportTo(const ExportTarget& target, QString* reason) const {
    if (!view_->hasReading()) {
        if (reason != nullptr) {
            *reason = nothingToExport();
        }
        return false;
    }
    if (target.paper()) {
        view_->setPictureWidth(figureSize(target, {}, view_->font()).width());
    }
    const bool saved = exportPlot(
        target, picture(target), [this] { return csv(); }, reason);
    view_->setPictureWidth(std::nullopt);
    return saved;
}

/// The readings, and the history below them.
PlotPicture InspectorPage::picture(const ExportTarget& target) const {
    const QPalette colors = palette();
    const QSize above = view_->contentSize();
    const bool hasHistory = history_->strip().rows() > 0;
    const int least = figureSize(target, {640, 0}, history_->strip().font()).width();
    const int width = hasHistory ? std::max(above.width(), least) : above.width();
    const int below = history_->strip().heightForWidth(width);
    return {figureTitle(view_->reading().title),
            {width, above.height() + below},
            theme::plotColors(colors).background,
            [this, colors, above, below, width, hasHistory](QCPPainter& painter) {
                painter.setFont(view_->font());
                view_->paintAll(painter, colors);
                if (hasHistory) {
                    painter.setFont(history_->strip().font());
                    history_->strip().paint(painter, {0, above.height(), width, below}, colors);
                }
            }};
}

QByteArray InspectorPage::csv() const {
    QByteArray text = view_->csv();
    if (history_->strip().rows() > 0) {
        text += historyCsv(view_->reading().run, history_->strip());
    }
    return text;
}

bool InspectorPage::showImage(Split split, std::int64_t position) {
    {
        const QSignalBlocker quiet(source_); // the two changes are one
        source_->setKind(split == Split::test ? ImageSource::Kind::test
                                              : ImageSource::Kind::validation);
        source_->forgetCount();
        source_->setPosition(position);
    }
    since_.start();
    lookSoon();
    return true;
}

QVariantMap InspectorPage::saveState() const {
    return {{QStringLiteral("kind"), static_cast<int>(source_->kind())},
            {QStringLiteral("position"), source_->position()},
            {QStringLiteral("near"), nearTask_->isAutomatic()},
            {QStringLiteral("history"), historyTask_->isAutomatic()}};
}

void InspectorPage::restoreState(const QVariantMap& state) {
    const int kind = state.value(QStringLiteral("kind")).toInt();
    if (kind >= 0 && kind <= static_cast<int>(ImageSource::Kind::drawing)) {
        source_->setKind(static_cast<ImageSource::Kind>(kind));
    }
    source_->setPosition(state.value(QStringLiteral("position")).toInt());
    nearTask_->setAutomatic(state.value(QStringLiteral("near"), true).toBool());
    historyTask_->setAutomatic(state.value(QStringLiteral("history"), true).toBool());
}

QVariantMap InspectorPage::saveRunState() const {
    QVariantMap state = RunPage::saveRunState();
    const QImage& image = keptDrawing_.isNull() ? source_->pad().drawing() : keptDrawing_;
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    if (source_->kind() == ImageSource::Kind::drawing && image.save(&buffer, "PNG")) {
        state.insert(kDrawingKey, png);
    }
    return state;
}

void InspectorPage::restoreRunState(const QVariantMap& state) {
    keptDrawing_ = QImage::fromData(state.value(kDrawingKey).toByteArray(), "PNG")
                       .convertToFormat(QImage::Format_RGB888);
    RunPage::restoreRunState(state);
}

void InspectorPage::follow(RunState& run) {
    connect(&run, &RunState::epochAdded, this, [this](const EpochEvent& epoch) {
        fields_->setLastEpoch(epoch.epoch);
        updateUsable();
        if (fields_->epoch() == 0) {
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
    fields_->chooseNewest(run.lastEpoch());
    intake_->setRun(&run);
    source_->forgetCount();
    epochs_.clear();
    seen_.clear();
    past_.clear();
    history_->showText({});
    if (run.images().width > 0) {
        source_->setFormat(run.images().channels, run.images().height, run.images().width);
        // of the last session; ignored if it has another size
        source_->pad().showImage(std::exchange(keptDrawing_, {}));
    }
    fields_->setClasses(run.classNames());
    view_->clear(
        run.lastEpoch() > 0
            ? InspectorText::tr("The network is being read…")
            : InspectorText::tr("No checkpoint of this run is stored, so its network can't be "
                                "looked at.\nThe first one is stored at the end of the first "
                                "epoch."));
    updateUsable();
    choose(); // the classes of the previous run no longer hold
    since_.start();
    lookSoon();
}

void InspectorPage::showNone() {
    waits_ = false;
    waitsForOther_ = false;
    ++question_;
    if (inspection_ != nullptr) {
        inspection_->cancel(inspectorTopic());
    }
    followUp_.stop();
    nearTask_->cancel();
    historyTask_->cancel();
    setTasksIdle(InspectorText::tr("No run is shown."));
    intake_->setRun(nullptr);
    epochs_.clear();
    seen_.clear();
    past_.clear();
    history_->showText({});
    problem_->hide();
    view_->clear(
        InspectorText::tr("Here you see what every layer makes of one image: a test image, a "
                          "file, or what you draw.\nPress Train, or open a run."));
    updateUsable();
}

/// Fields that change nothing are disabled.
void InspectorPage::updateUsable() {
    const QString none = run() == nullptr ? InspectorText::tr("No run is shown.")
                         : run()->lastEpoch() == 0
                             ? InspectorText::tr("No checkpoint of this run is stored yet.")
                             : QString();
    const MethodFacts* method = run() == nullptr ? nullptr : run()->curves().scores.method;
    const bool isDefined = method == nullptr || method->notLinear.empty();
    fields_->setUsable(!none.isEmpty() || isDefined
                           ? none
                           : InspectorText::tr("Evidence is not defined for this method. %1")
                                 .arg(InspectorText::tr(std::string(method->notLinear).c_str())),
                       none);
    source_->setUsable(none);
    untrained_->showRuns(none.isEmpty() ? run() : nullptr, none.isEmpty() ? other() : nullptr);
    side_->setVisible(none.isEmpty()); // in a small window it would push the sentence out of sight
    fitRoom();
    setUsable(*export_, nothingToExport());
}

void InspectorPage::choose() {
    view_->setChoice(fields_->choice());
    if (run() != nullptr && view_->hasReading() && !view_->reading().label()) {
        showHistory(); // of the shown class
    }
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
    } else if (view_->hasReading()) {
        followUp_.start(0); // what was dropped when the page was hidden
    }
}

/// A hidden page takes no processor time from the others.
void InspectorPage::hideEvent(QHideEvent* event) {
    RunPage::hideEvent(event);
    followUp_.stop();
    nearTask_->cancel();
    historyTask_->cancel();
}

void InspectorPage::look() {
    isStale_ = false;
    ++question_;
    followUp_.stop();
    nearTask_->cancel();
    historyTask_->cancel();
    past_.clear();
    historyTask_->setVisible(!isProbe());
    if (run() == nullptr) {
        setTasksIdle(InspectorText::tr("No run is shown."));
        return;
    }
    setTasksIdle(run()->lastEpoch() == 0
                     ? InspectorText::tr("No checkpoint of this run is stored yet.")
                     : InspectorText::tr("No image has been shown to the network yet."));
    if (isProbe()) {
        const int known = epochs_.empty() ? 0 : epochs_.back().epoch;
        if (known < run()->lastEpoch()) {
            run()->requestProbabilities(known);
        }
        if (run()->images().count > 0) {
            source_->setCount(run()->images().count);
        }
    }
    showHistory();
    if (inspection_ == nullptr || run()->lastEpoch() == 0) {
        return;
    }
    InspectorQuestion question{source_->kind(), source_->position(), {}};
    if (question.kind == ImageSource::Kind::drawing) {
        question.image = imageOfDrawing(source_->pad().drawing(), run()->images().channels);
    } else if (question.kind == ImageSource::Kind::probe) {
        question.image = imageOfProbe(run()->images(), source_->position());
    }
    waits_ = true;
    inspection_->ask(
        this, inspectorTopic(), Inspection::Hurry::now, {run()->id(), fields_->epoch()},
        [this, number = question_, question = std::move(question)](
            Inspector& inspector, LoadWatch& watch) -> std::function<void()> {
            return [this, number, answer = answerOf(question, inspector, watch)] {
                if (run() != nullptr && number == question_) {
                    showAnswer(answer);
                }
            };
        },
        [this, number = question_](const QString& problem) {
            if (number == question_) {
                waits_ = false;
                history_->showText({});
                fail(problem);
            }
        });
}

void InspectorPage::showAnswer(const InspectorAnswer& answer) {
    waits_ = false;
    ImageReading reading = answer.reading;
    reading.layers = run()->curves().layers;
    reading.scores = run()->curves().scores;
    if (reading.layers.size() != reading.maps.layers.size()) {
        fail(InspectorText::tr("The checkpoint has other layers than the run."));
        return;
    }
    problem_->hide();
    if (answer.images > 0) {
        source_->setCount(answer.images);
    }
    if (source_->kind() != ImageSource::Kind::drawing && reading.hasLabel) {
        // The user can draw on the image.
        source_->pad().showImage(imageOfPixels(reading.image.pixels, reading.image.channels,
                                               reading.image.height, reading.image.width));
    }
    title_ = reading.title;
    view_->setReading(reading);
    setUsable(*export_, {});
    updateTitle();
    if (isProbe()) {
        keepSeen(reading);
        showHistory();
    }
    latency_ = since_.elapsed();
    setTasksIdle({});
    view_->setNearText(InspectorText::tr("They are found once the image no longer changes."));
    askOther();
    followUp_.start(source_->kind() == ImageSource::Kind::drawing ? kRest : 0);
    emit answered();
}

/// Says why the nearest images and the history can't be computed now.
void InspectorPage::setTasksIdle(const QString& why) {
    nearTask_->setIdle(why);
    historyTask_->setIdle(why);
}

bool InspectorPage::isProbe() const {
    return source_->kind() == ImageSource::Kind::probe;
}

void InspectorPage::updateTitle() {
    if (view_->hasReading()) {
        constexpr int kNameWidth = 140; // pixels, so that what follows is seen
        const QString name =
            fontMetrics().elidedText(plain::line(run()->curves().name), Qt::ElideRight, kNameWidth);
        view_->setTitle(other() == nullptr ? title_
                                           : InspectorText::tr("A: run %1, %2. %3")
                                                 .arg(QString::number(run()->id()), name, title_));
    }
}

/// In a small window the page is scrolled as a whole: then none of its parts scrolls, and if it is
/// narrow too, the parts are below each other.
void InspectorPage::fitRoom() {
    const QSize room = room_->viewport().value_or(size());
    const bool isNarrow = room.width() < kNarrow;
    // In a narrow page, the layers' maps need the width more than the fields do.
    const int share = static_cast<int>(kSideShare * room.width());
    const int least = std::min(side_->layout()->minimumSize().width(), kSideWidth);
    side_->setFixedWidth(isNarrow ? kSideWidth : std::clamp(share, least, kSideWidth));
    const QLayout& fields = *side_->layout();
    const int needed = fields.hasHeightForWidth() ? fields.heightForWidth(side_->width())
                                                  : fields.minimumSize().height();
    const bool isSmall = !side_->isHidden() && (isNarrow || room.height() < needed);
    parts_->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    view_->setWhole(isSmall);
    history_->setMostHeight(isSmall ? QWIDGETSIZE_MAX : height() / 3);
}

void InspectorPage::fail(const QString& problem) {
    problem_->setText(problemSentence(problem));
    problem_->show();
    if (!view_->hasReading()) {
        view_->clear({});
    }
}

void InspectorPage::dragEnterEvent(QDragEnterEvent* event) {
    if (run() != nullptr && (event->mimeData()->hasImage() || event->mimeData()->hasUrls())) {
        event->acceptProposedAction();
    }
}

void InspectorPage::dropEvent(QDropEvent* event) {
    intake_->take(*event->mimeData());
}

} // namespace asge
