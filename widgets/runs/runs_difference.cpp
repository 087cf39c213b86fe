// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_difference.h"

#include "core/query/measured_images.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/prediction_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/runs/runs_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QScrollBar>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

namespace asge {
namespace {

enum Row { meanRow, lowRow, highRow, rowCount };

/// Percentage points with their sign. U+2212 is as wide as the plus sign.
QString points(double fraction) {
    const double value = 100 * fraction;
    const QString digits = QLocale().toString(std::abs(value), 'f', 2);
    const bool zero = digits == QLocale().toString(0.0, 'f', 2);
    return zero ? digits : (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + digits;
}

/// The head of a column. A prediction's says what it is, which layer is the best, for example.
QTableWidgetItem* headOf(const std::string& name) {
    for (const auto& [key, place] :
         {std::pair("last", kLastPlace), std::pair("fusion", kFusionPlace),
          std::pair("best", kBestPlace)}) {
        if (name == key) {
            auto* head = new QTableWidgetItem(predictionTitle(place)); // the table owns it
            head->setToolTip(predictionTip(place));
            return head;
        }
    }
    return new QTableWidgetItem(
        RunsText::tr("Layer %1").arg(QString::fromStdString(name.substr(5))));
}

/// The data sets of runs, each once.
QStringList dataSets(const std::vector<const RunEntry*>& runs) {
    QStringList names;
    for (const RunEntry* run : runs) {
        const QString name = plain::line(run->summary().dataName);
        if (!names.contains(name)) {
            names << name;
        }
    }
    return names;
}

/// Why accuracies of the groups cannot be subtracted; empty if they can.
QString obstacle(const RunsDifference::Side& a, const RunsDifference::Side& b) {
    std::set<std::string> images;
    for (const RunsDifference::Side* side : {&a, &b}) {
        for (const RunEntry* run : side->runs) {
            images.insert(measuredImages(*run, Split::test));
        }
    }
    if (images.size() <= 1) {
        return {};
    }
    const QStringList ofA = dataSets(a.runs);
    const QStringList ofB = dataSets(b.runs);
    if (ofA.size() <= 1 && ofA == ofB) {
        return RunsText::tr("Not compared: the runs were tested on different images of %1.")
            .arg(ofA.join(QString()));
    }
    return RunsText::tr("Not compared: the runs are of different data sets (group 1: %1; group 2: "
                        "%2).")
        .arg(ofA.join(QStringLiteral(", ")), ofB.join(QStringLiteral(", ")));
}

/// The parts of a group's title, those that the other one does not have in front.
QString differingFirst(const QString& title, const QString& other) {
    const QString gap = QStringLiteral(" · ");
    const QStringList others = other.split(gap);
    QStringList parts = title.split(gap);
    std::stable_partition(parts.begin(), parts.end(),
                          [&](const QString& part) { return !others.contains(part); });
    return parts.join(gap);
}

} // namespace

RunsDifference::RunsDifference(QWidget* parent)
    : QFrame(parent), caption_(new PlainLabel(RunsText::tr("2 − 1"), this)),
      title_(new PlainLabel(this)), note_(new PlainLabel(this)), swap_(new QToolButton(this)),
      table_(new QTableWidget(rowCount, 0, this)) {
    setObjectName(QStringLiteral("runsDifference"));
    setFrameShape(QFrame::StyledPanel);
    caption_->setObjectName(QStringLiteral("runsDifferenceCaption"));
    caption_->setToolTip(RunsText::tr("Group 2 minus group 1"));
    title_->setObjectName(QStringLiteral("runsDifferenceTitle"));
    title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    note_->setObjectName(QStringLiteral("runsDifferenceNote"));
    note_->setWordWrap(true);
    swap_->setObjectName(QStringLiteral("runsDifferenceSwap"));
    swap_->setText(RunsText::tr("Swap"));
    swap_->setToolTip(RunsText::tr("Swap the groups: subtract the other one"));
    table_->setObjectName(QStringLiteral("runsDifferenceTable"));
    table_->setAccessibleName(RunsText::tr("Differences in percentage points"));
    table_->setVerticalHeaderLabels({RunsText::tr("Difference, points"),
                                     RunsText::tr("95 % interval, from"), RunsText::tr("to")});
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionMode(QAbstractItemView::NoSelection);
    table_->setFocusPolicy(Qt::NoFocus);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table_->horizontalHeader()->setSectionsClickable(false);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->verticalHeader()->setSectionsClickable(false);
    table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table_->verticalHeader()->setDefaultSectionSize(style::rowHeight(*this));
    auto* row = new QHBoxLayout;
    row->addWidget(caption_);
    row->addSpacing(style::kGap);
    row->addWidget(title_, 1);
    row->addWidget(swap_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 4, 8, 4);
    column->setSpacing(3);
    column->addLayout(row);
    column->addWidget(note_);
    column->addWidget(table_);
    connect(swap_, &QToolButton::clicked, this, &RunsDifference::swapRequested);
    title_->installEventFilter(this);
    table_->installEventFilter(this);
}

void RunsDifference::setGroups(const Side& a, const Side& b) {
    titleA_ = a.title;
    titleB_ = b.title;
    fitTitle();
    title_->setToolTip(RunsText::tr("Group 1: %1\nGroup 2: %2").arg(a.title, b.title));
    if (const QString why = obstacle(a, b); !why.isEmpty()) {
        note_->setText(why);
        fill({});
        return;
    }
    const PairedDifference difference = pairedDifference(a.runs, b.runs);
    note_->setText(explanation(difference));
    fill(difference);
}

/// Names the groups in one line or, if they do not fit, in one each, with what differs in front.
void RunsDifference::fitTitle() {
    const QFontMetrics metrics = title_->fontMetrics();
    const int room = title_->width();
    const QString inOne = RunsText::tr("1: %1    2: %2").arg(titleA_, titleB_);
    const bool isOne = metrics.horizontalAdvance(inOne) <= room;
    // A single line is in line with the button, the first of two lines with the caption.
    for (QLabel* label : {caption_, title_}) {
        label->setAlignment(Qt::AlignLeft | (isOne ? Qt::AlignVCenter : Qt::AlignTop));
    }
    if (isOne) {
        title_->setText(inOne);
        return;
    }
    const auto line = [&](const QString& name, const QString& title) {
        const int left = std::max(room - metrics.horizontalAdvance(name), 0);
        return name + plain::wholeParts(title, metrics, left);
    };
    title_->setText(line(RunsText::tr("1: "), differingFirst(titleA_, titleB_)) + u'\n' +
                    line(RunsText::tr("2: "), differingFirst(titleB_, titleA_)));
}

/// All rows are in sight, also above a scroll bar.
void RunsDifference::fitHeight() {
    const int needed =
        table_->horizontalHeader()->length() + table_->verticalHeader()->sizeHint().width();
    const int bar =
        needed > table_->width() ? table_->horizontalScrollBar()->sizeHint().height() : 0;
    table_->setFixedHeight(table_->horizontalHeader()->sizeHint().height() +
                           rowCount * table_->verticalHeader()->defaultSectionSize() + bar + 2);
}

bool RunsDifference::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        if (watched == title_) {
            fitTitle();
        } else if (watched == table_) {
            fitHeight();
        }
    }
    return QFrame::eventFilter(watched, event);
}

QString RunsDifference::explanation(const PairedDifference& difference) const {
    const int pairs = static_cast<int>(difference.seeds.size());
    QString text;
    if (pairs == 0) {
        text = RunsText::tr("Not compared: the groups have no seed in common, so no runs can be "
                            "paired.");
    } else if (pairs == 1) {
        text =
            RunsText::tr(
                "Only seed %1 is in both groups. A confidence interval needs at least two pairs.")
                .arg(QString::fromStdString(difference.seeds.front()));
    } else {
        text = RunsText::tr("%1 pairs of runs with the same seed. Bold: the interval excludes 0.")
                   .arg(pairs);
    }
    if (!difference.unpairedA.empty()) {
        text += u' ' + RunsText::tr("Without a partner in group 1: %1 %2.")
                           .arg(wordText(difference.unpairedA.size(), "run"),
                                idList(difference.unpairedA));
    }
    if (!difference.unpairedB.empty()) {
        text += u' ' + RunsText::tr("Without a partner in group 2: %1 %2.")
                           .arg(wordText(difference.unpairedB.size(), "run"),
                                idList(difference.unpairedB));
    }
    return text;
}

void RunsDifference::fill(const PairedDifference& difference) {
    table_->setVisible(!difference.seeds.empty());
    table_->clearContents();
    table_->setColumnCount(static_cast<int>(difference.differences.size()));
    int column = 0;
    for (const Difference& one : difference.differences) {
        const bool sure = one.low > 0 || one.high < 0;
        const QString none = QStringLiteral("–");
        const QString mean = one.n == 0 ? none : points(one.mean);
        const QString low = one.n < 2 ? none : points(one.low);
        const QString high = one.n < 2 ? none : points(one.high);
        table_->setHorizontalHeaderItem(column, headOf(one.name));
        for (const auto& [row, text] :
             {std::pair(meanRow, mean), std::pair(lowRow, low), std::pair(highRow, high)}) {
            auto* item = new QTableWidgetItem(text);
            item->setTextAlignment(Qt::AlignCenter);
            item->setToolTip(RunsText::tr("Pairs: %1").arg(one.n));
            QFont font = table_->font();
            font.setBold(sure && row == meanRow);
            item->setFont(font);
            table_->setItem(row, column, item);
        }
        ++column;
    }
    table_->resizeColumnsToContents();
    fitHeight();
}

} // namespace asge
