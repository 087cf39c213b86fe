// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_controls.h"

#include "widgets/common/labelled_field.h"
#include "widgets/plot/plot_flow_layout.h"

#include <QComboBox>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>
#include <QVariantMap>

#include <algorithm>

namespace asge {
namespace {

constexpr int kMostEvidenceChannels = 12; ///< of those that add, and of those that take
constexpr int kLongestClass = 18;         ///< characters of a class that make the fields wide

void selectData(QComboBox& choice, int data) {
    choice.setCurrentIndex(std::max(choice.findData(data), 0));
}

} // namespace

EvidenceControls::EvidenceControls(QWidget* parent)
    : QWidget(parent), row_(new FlowLayout), opacity_(new QSlider(Qt::Horizontal, this)),
      channels_(new QSpinBox(this)) {
    auto* box = new QVBoxLayout(this); // a FlowLayout has no margins
    box->setContentsMargins(6, 4, 6, 4);
    box->addLayout(row_);
    runs_ = addChoice("evidenceRuns", tr("Sh&ow"),
                      tr("The evidence of this run, A, that of the run that it is compared with, "
                         "B, below it, or the difference"));
    runs_->addItem(tr("A and B"), static_cast<int>(EvidenceRuns::both));
    runs_->addItem(tr("B − A"), static_cast<int>(EvidenceRuns::difference));
    runs_->addItem(tr("A"), static_cast<int>(EvidenceRuns::a));
    setComparing(false);
    class_ = addChoice("evidenceClass", tr("&Class"),
                       tr("The class whose logit is explained (Up and Down in the picture)"));
    against_ = addChoice("evidenceAgainst", tr("&Against"),
                         tr("Against a class, a patch counts by what it adds to the difference of "
                            "the two logits. Against nothing, by what it adds to the logit itself. "
                            "The strongest rival is the other class with the largest logit of that "
                            "layer."));
    layer_ = addChoice("evidenceLayer", tr("La&yer"),
                       tr("All layers side by side, or one enlarged (a click on a map; Esc goes "
                          "back)"));
    scale_ = addChoice("evidenceScale", tr("&Scale"),
                       tr("One colour scale shows which layers have strong evidence. A scale per "
                          "layer shows the pattern of weak ones too."));
    scale_->addItem(tr("one for all layers"), true);
    scale_->addItem(tr("one per layer"), false);
    opacity_->setObjectName(QStringLiteral("evidenceOpacity"));
    opacity_->setToolTip(tr("Opacity of the maps over the images. The scale has the colours over "
                            "dark pixels above, those over bright ones below"));
    opacity_->setAccessibleName(opacity_->toolTip());
    opacity_->setRange(0, 100);
    opacity_->setPageStep(10);
    opacity_->setValue(75);
    opacity_->setFixedWidth(64);
    addLabelledField(row_, tr("O&pacity"), opacity_, this);
    channels_->setObjectName(QStringLiteral("evidenceChannels"));
    channels_->setToolTip(
        tr("How many of the channels that add most, and of those that take most, "
           "are shown for each image and layer. A click on one enlarges it; Space "
           "goes from one to the next."));
    channels_->setAccessibleName(tr("Channels that add and take most"));
    channels_->setRange(0, kMostEvidenceChannels);
    addLabelledField(row_, tr("Channe&ls"), channels_, this);
    setChoices({}, 0);

    connect(class_, &QComboBox::currentIndexChanged, this, [this] {
        wantedClass_ = class_->currentData().toInt();
        emit questionChanged();
    });
    connect(against_, &QComboBox::currentIndexChanged, this, [this] {
        wantedAgainst_ = against_->currentData().toInt();
        emit questionChanged();
    });
    connect(runs_, &QComboBox::currentIndexChanged, this, &EvidenceControls::runsChanged);
    connect(channels_, &QSpinBox::valueChanged, this, &EvidenceControls::questionChanged);
    connect(layer_, &QComboBox::currentIndexChanged, this, &EvidenceControls::layerChanged);
    connect(scale_, &QComboBox::currentIndexChanged, this, &EvidenceControls::lookChanged);
    connect(opacity_, &QSlider::valueChanged, this, &EvidenceControls::lookChanged);
}

QComboBox* EvidenceControls::addChoice(const char* name, const QString& label, const QString& tip) {
    auto* choice = new QComboBox(this);
    choice->setObjectName(QString::fromLatin1(name));
    choice->setToolTip(tip);
    choice->setAccessibleName(QString(label).remove(u'&'));
    choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    choice->setMaxVisibleItems(20);
    addLabelledField(row_, label, choice, this);
    return choice;
}

void EvidenceControls::setChoices(const QStringList& classes, int layers) {
    const QSignalBlocker quiet(this);
    const int shown = layer();
    fillClasses(classes);
    layer_->clear();
    layer_->addItem(tr("all"), -1);
    for (int i = 0; i < layers; ++i) {
        layer_->addItem(QString::number(i + 1), i);
    }
    selectData(*layer_, shown);
}

void EvidenceControls::fillClasses(const QStringList& classes) {
    const QSignalBlocker quietClass(class_);
    const QSignalBlocker quietAgainst(against_);
    class_->clear();
    class_->addItem(tr("true class"), EvidenceQuestion::kTrue);
    class_->addItem(tr("predicted class"), EvidenceQuestion::kPredicted);
    against_->clear();
    against_->addItem(tr("strongest rival"), EvidenceQuestion::kRival);
    against_->addItem(tr("nothing"), EvidenceQuestion::kNothing);
    for (QComboBox* choice : {class_, against_}) {
        int label = 0;
        for (const QString& name : classes) {
            choice->addItem(name, label++);
            if (name.size() > kLongestClass) { // it is seen whole in the list
                choice->setItemText(choice->count() - 1, name.left(kLongestClass - 1) + u'…');
                choice->setItemData(choice->count() - 1, name, Qt::ToolTipRole);
            }
        }
    }
    selectData(*class_, wantedClass_);
    selectData(*against_, wantedAgainst_);
}

EvidenceQuestion EvidenceControls::question() const {
    return {.label = class_->currentData().toInt(),
            .against = against_->currentData().toInt(),
            .channels = channels_->value()};
}

void EvidenceControls::setComparing(bool compares) {
    runs_->parentWidget()->setVisible(compares);
}

EvidenceRuns EvidenceControls::runs() const {
    return static_cast<EvidenceRuns>(runs_->currentData().toInt());
}

int EvidenceControls::layer() const {
    return layer_->count() > 0 ? layer_->currentData().toInt() : -1;
}

bool EvidenceControls::oneScale() const {
    return scale_->currentData().toBool();
}

double EvidenceControls::opacity() const {
    return opacity_->value() / 100.0;
}

void EvidenceControls::chooseLayer(int layer) {
    selectData(*layer_, layer);
}

void EvidenceControls::stepClass(int direction) {
    const int index = class_->currentIndex() + direction;
    if (index >= 0 && index < class_->count()) {
        class_->setCurrentIndex(index);
    }
}

void EvidenceControls::add(QWidget* widget) {
    row_->addWidget(widget);
}

QVariantMap EvidenceControls::saveState() const {
    return {{QStringLiteral("runs"), runs_->currentData().toInt()},
            {QStringLiteral("class"), wantedClass_},
            {QStringLiteral("against"), wantedAgainst_},
            {QStringLiteral("oneScale"), oneScale()},
            {QStringLiteral("opacity"), opacity_->value()},
            {QStringLiteral("channels"), channels_->value()}};
}

void EvidenceControls::restoreState(const QVariantMap& state) {
    const auto number = [&](const char* key, int otherwise) {
        bool valid = false;
        const int value = state.value(QString::fromLatin1(key)).toInt(&valid);
        return valid ? value : otherwise;
    };
    selectData(*runs_, number("runs", static_cast<int>(EvidenceRuns::both)));
    selectData(*class_, number("class", EvidenceQuestion::kTrue));
    selectData(*against_, number("against", EvidenceQuestion::kRival));
    // Their classes may come with the next run.
    wantedClass_ = number("class", EvidenceQuestion::kTrue);
    wantedAgainst_ = number("against", EvidenceQuestion::kRival);
    scale_->setCurrentIndex(state.value(QStringLiteral("oneScale"), true).toBool() ? 0 : 1);
    opacity_->setValue(number("opacity", opacity_->value()));
    channels_->setValue(number("channels", channels_->value()));
}

} // namespace asge
