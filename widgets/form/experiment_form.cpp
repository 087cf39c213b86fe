// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/experiment_form.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/catalogue.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/settings.h"
#include "widgets/common/control_states.h"
#include "widgets/common/file_dialog.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/save_dialog.h"
#include "widgets/common/style.h"
#include "widgets/form/estimate_line.h"
#include "widgets/form/form_check.h"
#include "widgets/form/form_colors.h"
#include "widgets/form/form_field.h"
#include "widgets/form/form_group.h"
#include "widgets/form/form_search.h"
#include "widgets/form/form_text.h"
#include "widgets/form/form_titles.h"
#include "widgets/form/json_panel.h"
#include "widgets/form/layer_table.h"

#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QFrame>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {
namespace {

const QString kBasicGroup = QStringLiteral("basic");

/// Values to choose from in fields that take any value.
QStringList offeredFor(const std::string& path) {
    QStringList names;
    if (path == "data.name") {
        for (const CatalogueEntry& entry : catalogue()) {
            names << QString::fromStdString(entry.name);
        }
    }
    return names;
}

} // namespace

class ExperimentForm::Private : public QObject {
  public:
    explicit Private(ExperimentForm* form);

    void setPresets(std::vector<std::pair<QString, Experiment>> presets);
    void setExperiment(const Experiment& experiment);
    void restore(const Experiment& experiment, const Experiment& base);
    void setName(const QString& text);
    void suggestName(const QString& text, bool always = false);
    bool eventFilter(QObject* object, QEvent* event) override;

    QStringList openGroups() const;
    void setOpenGroups(const QStringList& names);

    QLineEdit* name;
    CheckedForm checked;
    Experiment base; ///< what changes are compared with
    JsonPanel* json = nullptr;
    EstimateLine* estimate = nullptr;
    bool nameIsValid = true; ///< an empty name is valid

  private:
    QWidget* makeHead();
    QWidget* makeGroups();
    QWidget* makeJson(QWidget* fields);
    void takeJson(const Experiment& experiment);
    void addField(const Setting& setting, FormGroup* group);
    void addBrowse(FormField* field);
    void alignLabels();
    void updateTabOrder();
    void check();
    void showChecked();
    FormField* field(const char* path) const;
    void takeLayers(const std::vector<LayerText>& layers);
    void showNetwork();
    void checkName();
    void choosePreset(int index);
    void showPreset();
    void load();
    void save();
    void browse(FormField* field);
    void setFileError(const QString& text);
    void updateLook();

    ExperimentForm* form_;
    QComboBox* presetBox_;
    QPushButton* load_;
    QPushButton* save_;
    QPushButton* showJson_;
    QLabel* fileError_;
    QLabel* nameError_;
    FormSearch* search_;
    LayerTable* layers_ = nullptr;
    QSplitter* splitter_ = nullptr;
    std::vector<std::pair<QString, Experiment>> presets_;
    std::vector<FormGroup*> groups_; ///< from top to bottom
    std::vector<FormField*> fields_; ///< likewise
    bool nameIsTyped_ = false;
};

ExperimentForm::Private::Private(ExperimentForm* form)
    : name(new QLineEdit(form)), form_(form), presetBox_(new QComboBox(form)),
      load_(new QPushButton(FormText::tr("Load…"), form)),
      save_(new QPushButton(FormText::tr("Save…"), form)),
      showJson_(new QPushButton(FormText::tr("JSON"), form)), fileError_(new PlainLabel(form)),
      nameError_(new PlainLabel(form)), search_(new FormSearch(form)) {
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    column->addWidget(search_);
    auto* scroll = new QScrollArea(form);
    scroll->setObjectName(QStringLiteral("formScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    QWidget* groups = makeGroups();
    scroll->setWidget(groups);
    // measured while all groups are unfolded
    scroll->setMinimumWidth(groups->minimumSizeHint().width() + 20);
    column->addWidget(makeJson(scroll), 1);
    alignLabels();
    const FormTexts defaults = formTexts({});
    for (FormField* field : fields_) {
        field->setDefault(defaults.at(field->path()));
    }
    setOpenGroups({kBasicGroup});
    form->installEventFilter(this);
    updateLook();
}

QWidget* ExperimentForm::Private::makeHead() {
    name->setObjectName(QStringLiteral("formName"));
    name->setPlaceholderText(FormText::tr("optional"));
    name->setToolTip(FormText::tr("The name of the run in the run table"));
    presetBox_->setObjectName(QStringLiteral("formPreset"));
    presetBox_->setPlaceholderText(FormText::tr("own settings"));
    presetBox_->setToolTip(
        FormText::tr("Fills the form. Settings that differ from it are shown in bold"));
    presetBox_->setFocusPolicy(Qt::StrongFocus);
    presetBox_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    presetBox_->setMinimumContentsLength(8);
    load_->setObjectName(QStringLiteral("formLoad"));
    load_->setToolTip(FormText::tr("Read an experiment from a JSON file"));
    save_->setObjectName(QStringLiteral("formSave"));
    save_->setToolTip(FormText::tr("Write this experiment to a JSON file"));
    fileError_->setObjectName(QStringLiteral("formFileError"));
    fileError_->setWordWrap(true);
    fileError_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    fileError_->hide();

    auto* head = new QWidget(form_);
    auto* rows = new QFormLayout(head);
    rows->setContentsMargins(10, 8, 10, 6);
    rows->setVerticalSpacing(5);
    rows->addRow(FormText::tr("Run &name"), name);
    rows->addRow(QString(), nameError_);
    nameError_->setObjectName(QStringLiteral("formNameError"));
    nameError_->setWordWrap(true);
    nameError_->hide();
    rows->addRow(FormText::tr("P&reset"), presetBox_);
    name->setAccessibleName(FormText::tr("Run name"));
    presetBox_->setAccessibleName(FormText::tr("Preset"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(style::kTight);
    showJson_->setObjectName(QStringLiteral("formJson"));
    showJson_->setToolTip(FormText::tr("Show the experiment as JSON, in step with the fields"));
    showJson_->setCheckable(true);
    for (QPushButton* button : {load_, save_, showJson_}) {
        // Together as wide as the fields, and no wider than their words need.
        button->setMinimumWidth(button->fontMetrics().horizontalAdvance(button->text()) +
                                2 * style::kGap);
        buttons->addWidget(button, 1);
    }
    rows->addRow(QString(), buttons);
    rows->addRow(fileError_);

    connect(name, &QLineEdit::textEdited, this,
            [this](const QString& text) { nameIsTyped_ = !text.trimmed().isEmpty(); });
    connect(name, &QLineEdit::textChanged, this, [this] {
        checkName();
        emit form_->changed();
    });
    connect(presetBox_, &QComboBox::activated, this, &Private::choosePreset);
    connect(load_, &QPushButton::clicked, this, &Private::load);
    connect(save_, &QPushButton::clicked, this, &Private::save);
    return head;
}

QWidget* ExperimentForm::Private::makeGroups() {
    auto* all = new QWidget(form_);
    auto* column = new QVBoxLayout(all);
    column->setContentsMargins(10, 0, 10, 10);
    column->setSpacing(0);
    column->addWidget(search_->results());
    // The widgets are created from top to bottom, since Tab follows the order of creation.
    for (const std::string& name : formGroups()) {
        auto* group = new FormGroup(QString::fromStdString(name), formGroupTitle(name), all);
        column->addWidget(group);
        groups_.push_back(group);
        for (const Setting* setting : settingsOfGroup(name)) {
            addField(*setting, group);
        }
    }
    column->addStretch(1);
    search_->setGroups(groups_);
    connect(search_, &FormSearch::changed, this, &Private::updateTabOrder);
    updateTabOrder();
    return all;
}

/// The fields, and beside or below them their JSON, which a button shows.
QWidget* ExperimentForm::Private::makeJson(QWidget* fields) {
    json = new JsonPanel(form_);
    json->hide();
    splitter_ = new QSplitter(Qt::Vertical, form_);
    splitter_->setChildrenCollapsible(false);
    splitter_->addWidget(fields);
    splitter_->addWidget(json);
    connect(showJson_, &QPushButton::toggled, this, [this](bool shown) {
        json->setExperiment(checked.experiment);
        json->setVisible(shown);
    });
    connect(json, &JsonPanel::edited, this, &Private::takeJson);
    connect(json, &JsonPanel::validChanged, form_, &ExperimentForm::changed);
    return splitter_;
}

void ExperimentForm::Private::takeJson(const Experiment& experiment) {
    const FormTexts texts = formTexts(experiment);
    for (FormField* field : fields_) {
        field->setText(texts.at(field->path()));
    }
    check();
}

void ExperimentForm::Private::addField(const Setting& setting, FormGroup* group) {
    auto* field =
        new FormField(setting, settingTitle(setting.path), offeredFor(setting.path), group);
    group->add(field);
    fields_.push_back(field);
    connect(field, &FormField::aboutToReset, form_, &ExperimentForm::changesAtOnce);
    connect(field, &FormField::edited, this, &Private::check);
    if (setting.path == "data.path") {
        addBrowse(field);
    }
    if (setting.path == "network.layers") {
        layers_ = new LayerTable(group);
        estimate = new EstimateLine(group);
        group->addBelow(field, {layers_, estimate});
        field->addTabStops(layers_->tabStops());
        connect(layers_, &LayerTable::edited, this, &Private::takeLayers);
    }
}

void ExperimentForm::Private::addBrowse(FormField* field) {
    auto* button = new QToolButton(field);
    button->setObjectName(QStringLiteral("formBrowse"));
    button->setText(QStringLiteral("…"));
    button->setToolTip(FormText::tr("Choose the folder"));
    button->setAccessibleName(button->toolTip());
    button->setFocusPolicy(Qt::StrongFocus);
    field->addButton(button);
    connect(button, &QToolButton::clicked, this, [this, field] { browse(field); });
}

/// Aligns the fields of all groups at one left edge.
void ExperimentForm::Private::alignLabels() {
    int width = 0;
    const auto makeRoom = [&](const QString& text) {
        QFont bold = form_->font();
        bold.setBold(true); // bold labels are the widest
        width = std::max(width, QFontMetrics(bold).horizontalAdvance(text) + 4);
    };
    for (const FormField* field : fields_) {
        makeRoom(field->title());
    }
    for (const FormGroup* group : groups_) {
        makeRoom(group->title());
    }
    for (FormGroup* group : groups_) {
        group->setLabelWidth(width);
    }
    search_->setLabelWidth(width);
}

QStringList ExperimentForm::Private::openGroups() const {
    QStringList names;
    for (const FormGroup* group : groups_) {
        if (group->isOpen()) {
            names << group->name();
        }
    }
    return names;
}

void ExperimentForm::Private::setOpenGroups(const QStringList& names) {
    for (FormGroup* group : groups_) {
        group->setOpen(names.contains(group->name()));
    }
}

/// Tab follows what is shown from top to bottom.
void ExperimentForm::Private::updateTabOrder() {
    QWidget* last = search_->line();
    const auto add = [&last](QWidget* stop) {
        QWidget::setTabOrder(last, stop);
        last = stop;
    };
    const auto addFields = [&](const std::vector<FormField*>& fields) {
        for (const FormField* field : fields) {
            for (QWidget* stop : field->tabStops()) {
                add(stop);
            }
        }
    };
    addFields(search_->found());
    for (const FormGroup* group : groups_) {
        add(group->heading());
        if (!search_->isActive()) {
            addFields(group->fields());
        }
    }
}

void ExperimentForm::Private::setPresets(std::vector<std::pair<QString, Experiment>> presets) {
    presets_ = std::move(presets);
    presetBox_->clear();
    for (const auto& [title, experiment] : presets_) {
        presetBox_->addItem(title);
    }
    showPreset();
}

/// The box shows the preset that the settings are compared with: what differs from it is bold.
void ExperimentForm::Private::showPreset() {
    const auto same = std::find_if(presets_.begin(), presets_.end(),
                                   [&](const auto& preset) { return preset.second == base; });
    presetBox_->setCurrentIndex(same == presets_.end() ? -1
                                                       : static_cast<int>(same - presets_.begin()));
}

void ExperimentForm::Private::setExperiment(const Experiment& experiment) {
    restore(experiment, experiment);
    setFileError({});
}

void ExperimentForm::Private::restore(const Experiment& experiment, const Experiment& from) {
    base = from;
    const FormTexts texts = formTexts(experiment);
    const FormTexts bases = formTexts(from);
    for (FormField* field : fields_) {
        field->setText(texts.at(field->path()));
        field->setBase(bases.at(field->path()));
    }
    showPreset();
    check();
}

/// Sets the name without reporting it: the experiment that comes with it is the same change.
void ExperimentForm::Private::setName(const QString& text) {
    suggestName(text, true);
    nameIsTyped_ = false;
}

/// Names the run after what the user has chosen, unless the user has typed a name. As setName(),
/// it reports nothing.
void ExperimentForm::Private::suggestName(const QString& text, bool always) {
    if (always || !nameIsTyped_) {
        const QSignalBlocker quiet(name);
        name->setText(text);
        checkName();
    }
}

void ExperimentForm::Private::check() {
    FormTexts texts;
    for (const FormField* field : fields_) {
        texts[field->path()] = field->text();
    }
    checked = checkForm(texts);
    showChecked();
    setUsable(*save_, checked.wrong.empty()
                          ? QString()
                          : FormText::tr("The form has an error, which is shown in red."));
    if (json->isVisible() && checked.wrong.empty()) {
        json->setExperiment(checked.experiment);
    }
    emit form_->changed();
}

void ExperimentForm::Private::showChecked() {
    for (FormField* field : fields_) {
        const auto wrong = checked.wrong.find(field->path());
        field->setError(wrong == checked.wrong.end() ? QString() : wrong->second);
        field->setInactive(
            QString::fromStdString(inactiveReason(checked.experiment, field->path())));
    }
    showNetwork();
    for (FormGroup* group : groups_) {
        group->refresh();
    }
}

FormField* ExperimentForm::Private::field(const char* path) const {
    return *std::find_if(fields_.begin(), fields_.end(),
                         [path](const FormField* each) { return each->path() == path; });
}

/// The user changed the table of layers: one change of two settings.
void ExperimentForm::Private::takeLayers(const std::vector<LayerText>& layers) {
    const LayerSettings texts = layerSettings(layers);
    field("network.layers")->setText(texts.layers);
    field("optimizer.layer_rates")->setText(texts.rates);
    emit form_->changesAtOnce();
    check();
}

/// Shows the layers, and what follows from them as far as it is known; else one line says why not.
void ExperimentForm::Private::showNetwork() {
    FormField* layers = field("network.layers");
    const bool isKnown = !checked.wrong.contains("network.alpha");
    const QString summary = isKnown ? networkSummary(checked.experiment) : QString();
    std::vector<LayerCost> costs =
        isKnown ? networkCosts(checked.experiment) : std::vector<LayerCost>{};
    layers->setNote(costs.empty() ? summary : QString());
    layers_->setAccessibleDescription(summary);
    layers_->setLayers(readLayerTexts(layers->text(), field("optimizer.layer_rates")->text()),
                       std::move(costs));
}

void ExperimentForm::Private::checkName() {
    const std::string text = name->text().trimmed().toStdString();
    const auto problem = text.empty() ? std::nullopt : nameProblem(text);
    nameIsValid = !problem;
    nameError_->setText(QString::fromStdString(problem.value_or("")));
    nameError_->setVisible(problem.has_value());
}

void ExperimentForm::Private::choosePreset(int index) {
    const Experiment chosen = presets_[index].second;
    suggestName(presets_[index].first);
    setExperiment(chosen);
    presetBox_->setCurrentIndex(index); // if presets are equal, keep the one that was chosen
}

void ExperimentForm::Private::load() {
    FileDialog dialog(form_, FormText::tr("Load an experiment"), {},
                      FormText::tr("Experiments (*.json);;All files (*)"));
    dialog.setFileMode(QFileDialog::ExistingFile);
    const QString file = dialog.choose();
    if (file.isEmpty()) {
        return;
    }
    try {
        const Experiment loaded = loadExperiment(file.toStdString());
        suggestName(QString::fromStdString(nameAfter(file.toStdString())));
        setExperiment(loaded);
        emit form_->message(FormText::tr("Loaded %1").arg(file));
    } catch (const Error& error) {
        setFileError(QString::fromUtf8(error.what()));
    }
}

void ExperimentForm::Private::save() {
    const QString file =
        askForFileToWrite(form_, FormText::tr("Save the experiment"), QStringLiteral("experiment"),
                          {{FormText::tr("Experiment"), QStringLiteral("json")}});
    if (file.isEmpty()) {
        return;
    }
    const QByteArray json = QByteArray::fromStdString(toJson(checked.experiment));
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(json) != json.size() ||
        !target.commit()) {
        setFileError(FormText::tr("%1 can't be written: %2").arg(file, target.errorString()));
        return;
    }
    setFileError({});
    emit form_->message(FormText::tr("Saved %1").arg(file));
}

void ExperimentForm::Private::browse(FormField* field) {
    FileDialog dialog(form_, FormText::tr("Folder with the data set"), field->text());
    dialog.setFileMode(QFileDialog::Directory);
    dialog.setOption(QFileDialog::ShowDirsOnly);
    const QString folder = dialog.choose();
    if (!folder.isEmpty()) {
        field->setText(folder);
        check();
    }
}

void ExperimentForm::Private::setFileError(const QString& text) {
    fileError_->setText(text);
    fileError_->setVisible(!text.isEmpty());
}

bool ExperimentForm::Private::eventFilter(QObject* object, QEvent* event) {
    if (object == form_ && event->type() == QEvent::PaletteChange) {
        updateLook();
    }
    if (object == form_ && event->type() == QEvent::Resize) {
        constexpr int kWide = 640; // room for fields and JSON side by side
        splitter_->setOrientation(form_->width() < kWide ? Qt::Vertical : Qt::Horizontal);
    }
    return QObject::eventFilter(object, event);
}

void ExperimentForm::Private::updateLook() {
    QPalette error = form_->palette();
    error.setColor(QPalette::WindowText, errorColor(error));
    fileError_->setPalette(error);
    nameError_->setPalette(error);
}

ExperimentForm::ExperimentForm(QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this)) {
    d_->setExperiment({});
}

ExperimentForm::~ExperimentForm() = default;

void ExperimentForm::setPresets(std::vector<std::pair<QString, Experiment>> presets) {
    d_->setPresets(std::move(presets));
}

void ExperimentForm::setExperiment(const Experiment& experiment, const QString& name) {
    d_->setName(name);
    d_->setExperiment(experiment);
}

void ExperimentForm::restore(const Experiment& experiment, const QString& name,
                             const Experiment& base) {
    d_->setName(name);
    d_->restore(experiment, base);
}

Experiment ExperimentForm::base() const {
    return d_->base;
}

Experiment ExperimentForm::experiment() const {
    return d_->checked.experiment;
}

QString ExperimentForm::runName() const {
    return d_->name->text().trimmed();
}

bool ExperimentForm::isValid() const {
    return d_->checked.wrong.empty() && d_->nameIsValid && d_->json->isValid();
}

void ExperimentForm::setEstimate(const QString& line, const QString& parts, bool warns) {
    d_->estimate->showEstimate(line, parts, warns);
}

QStringList ExperimentForm::openGroups() const {
    return d_->openGroups();
}

void ExperimentForm::setOpenGroups(const QStringList& names) {
    d_->setOpenGroups(names);
}

} // namespace asge
