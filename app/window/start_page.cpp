// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/start_page.h"

#include "core/base/text.h"
#include "widgets/common/control_states.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/prediction_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme_icon.h"
#include "widgets/plot/plot_flow_layout.h"
#include "widgets/runs/runs_text.h"

#include <QFrame>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStyleOptionButton>
#include <QStylePainter>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {

namespace {

constexpr std::size_t kMostRuns = 5;
constexpr std::size_t kWidestRunName = 34; ///< characters
// Sizes in pixels.
constexpr int kCardWidth = 560;
constexpr int kLeastLink = 120;

/// A card with a border of one pixel of the screen, also where the desktop is scaled: a frame of
/// the style begins between two pixels there, and a side of it is cut off.
class StartCard : public QWidget {
  public:
    using QWidget::QWidget;

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        QPen pen(palette().color(QPalette::Mid), 1);
        pen.setCosmetic(true);
        painter.setPen(pen);
        painter.setBrush(palette().color(QPalette::Base));
        painter.drawRect(rect().adjusted(1, 1, -2, -2));
    }
};

/// A button that looks like a link, in line with the texts above it; the text is shortened if it
/// has no room. A style sheet would keep the colours of an old theme.
class StartLink : public QPushButton {
  public:
    explicit StartLink(const char* name, QWidget* parent) : QPushButton(parent) {
        setObjectName(QLatin1String(name));
        setFlat(true);
        setCursor(Qt::PointingHandCursor);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }
    QSize minimumSizeHint() const override { return {kLeastLink, sizeHint().height()}; }
    QSize sizeHint() const override {
        return fontMetrics().size(Qt::TextShowMnemonic, text()) + QSize(2, style::kGap);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QStylePainter painter(this);
        QStyleOptionButton option;
        initStyleOption(&option);
        if ((option.state & (QStyle::State_MouseOver | QStyle::State_HasFocus)) != 0) {
            QFont underlined = font();
            underlined.setUnderline(true);
            painter.setFont(underlined);
        }
        painter.drawItemText(rect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic,
                             palette(), isEnabled(),
                             plain::wholeParts(text(), fontMetrics(), width()), QPalette::Link);
    }
};

/// "5 · Diverging · ✕ failed", "4 · quick · fusion 83.58 %".
QString lineOf(const RunSummary& run) {
    QStringList parts{QString::number(run.id),
                      QString::fromStdString(elided(oneLine(run.name), kWidestRunName))};
    if (run.status != RunStatus::finished) {
        parts << statusText(run.status);
    }
    if (const auto result = mainResult(run)) {
        parts << mainResultText(*result);
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace

StartPage::StartPage(QWidget* parent) : QWidget(parent) {
    setObjectName("startPage");
    auto* contents = new QWidget;
    cards_ = new QVBoxLayout(contents);
    cards_->setSpacing(style::kGroup);
    auto* title = new PlainLabel(tr("ASGE Workbench"), contents);
    style::setText(*title, style::Text::page);
    cards_->addStretch(1);
    back_ = new QPushButton(contents);
    back_->setObjectName("startBack");
    back_->setToolTip(tr("Show the views of the open run again"));
    auto* head = new FlowLayout; // in a small window the button is below the title
    head->addWidget(title);
    head->addWidget(back_);
    cards_->addLayout(head);
    connect(back_, &QPushButton::clicked, this, &StartPage::backRequested);
    setOpenRun(0);

    QVBoxLayout* train = addCard("startTrain", tr("Train the experiment"), {});
    experiment_ = new PlainLabel(this);
    experiment_->setWordWrap(true);
    train_ = new QPushButton(this);
    train_->setObjectName("startTrainButton");
    setTraining(false);
    train->addWidget(experiment_);
    train->addWidget(train_, 0, Qt::AlignLeft);
    connect(train_, &QPushButton::clicked, this, &StartPage::trainRequested);

    QVBoxLayout* open = addCard("startOpen", tr("Open a run"), {});
    noRuns_ = new PlainLabel(this);
    noRuns_->setObjectName("startNoRuns");
    noRuns_->setWordWrap(true);
    noRuns_->setTextInteractionFlags(Qt::TextSelectableByMouse); // it may name a command
    open->addWidget(noRuns_);
    for (std::size_t i = 0; i < kMostRuns; ++i) {
        runs_.push_back(new StartLink("startRun", this));
        open->addWidget(runs_.back(), 0, Qt::AlignLeft);
        connect(runs_.back(), &QPushButton::clicked, this,
                [this, i] { emit runRequested(ids_.at(i)); });
    }
    auto* file = new QPushButton(themeIcon("folder"), tr("Open a file…"), this);
    file->setObjectName("startFileButton");
    file->setToolTip(tr("An experiment, another store, or a run that was exported"));
    open->addWidget(file, 0, Qt::AlignLeft);
    connect(file, &QPushButton::clicked, this, &StartPage::fileRequested);

    QVBoxLayout* help =
        addCard("startHelp", tr("What am I looking at?"),
                tr("ASGE trains a convolutional network layer by layer: each layer has a loss of "
                   "its own, and nothing is propagated back to the layers before it. The views "
                   "show, while the network learns, how accurate each layer is (Curves), which "
                   "patches of an image make it active (Goodness), and what these add to the "
                   "score of a class (Evidence)."));
    auto* method = new QPushButton(themeIcon("info"), tr("Read about the method"), this);
    method->setObjectName("startHelpButton");
    help->addWidget(method, 0, Qt::AlignLeft);
    connect(method, &QPushButton::clicked, this, &StartPage::helpRequested);
    cards_->addStretch(2);

    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(contents);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(scroll);
    contents->setMaximumWidth(kCardWidth);
    scroll->setAlignment(Qt::AlignHCenter);
    setRuns({});
    setProblem({});
}

QVBoxLayout* StartPage::addCard(const char* name, const QString& title, const QString& text) {
    auto* card = new StartCard(this);
    card->setObjectName(QLatin1String(name));
    auto* rows = new QVBoxLayout(card);
    rows->setContentsMargins(style::kSection, style::kSection, style::kSection, style::kSection);
    auto* heading = new PlainLabel(title, card);
    style::setText(*heading, style::Text::heading);
    rows->addWidget(heading);
    if (!text.isEmpty()) {
        auto* label = new PlainLabel(text, card);
        label->setWordWrap(true);
        rows->addWidget(label);
    }
    cards_->addWidget(card);
    return rows;
}

void StartPage::setOpenRun(RunId run) {
    back_->setText(tr("Back to run %1").arg(run));
    back_->setVisible(run != 0);
}

void StartPage::setExperiment(const QString& name, const QString& summary, bool valid) {
    experiment_->setText(valid ? QStringLiteral("%1: %2").arg(plain::line(name), summary)
                               : tr("The experiment in the form has an error."));
    isValid_ = valid;
    updateTrain();
}

void StartPage::setProblem(const QString& problem) {
    problem_ = problem;
    noRuns_->setText(problem.isEmpty() ? tr("The store has no runs yet.")
                                       : tr("The store can't be read: %1").arg(problem));
    updateTrain();
}

void StartPage::updateTrain() {
    setUsable(*train_, !isValid_             ? tr("The experiment in the form has an error.")
                       : !problem_.isEmpty() ? tr("The store can't be read.")
                                             : QString());
}

void StartPage::setTraining(bool trains) {
    train_->setIcon(themeIcon(trains ? "queue" : "train"));
    train_->setText(trains ? tr("Queue") : tr("Train"));
    train_->setToolTip(trains ? tr("Add the experiment in the form to the queue (F5)")
                              : tr("Train the experiment in the form (F5)"));
}

void StartPage::setRuns(const std::vector<RunSummary>& runs) {
    ids_.clear();
    for (const RunSummary& run : runs) {
        if (ids_.size() < runs_.size() && !run.archived) {
            runs_[ids_.size()]->setText(plain::button(lineOf(run)));
            runs_[ids_.size()]->setToolTip(plain::line(lineOf(run)));
            ids_.push_back(run.id);
        }
    }
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        runs_[i]->setVisible(i < ids_.size());
    }
    noRuns_->setVisible(ids_.empty());
}

} // namespace asge
