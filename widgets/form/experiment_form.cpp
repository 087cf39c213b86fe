// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/experiment_form.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/catalogue.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/settings.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/save_dialog.h"
#include "widgets/form/form_check.h"
#include "widgets/form/form_colors.h"
#include "widgets/form/form_field.h"
#include "widgets/form/form_group.h"
#include "widgets/form/form_text.h"
#include "widgets/form/form_titles.h"

#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QFrame>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QShortcut>
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

/// "flip 0.5, crop 2": the settings of a group that have an effect and differ from their defaults.
QString summaryOf(const FormGroup& group) {
    const bool basic = group.name() == kBasicGroup;
    QStringList parts;
    for (const FormField* field : group.fields()) {
        if (basic) {
            parts << field->text();
        } else if (!field->isInactive() && !field->isDefault()) {
            QString title = field->title();
            title.front() = title.front().toLower();
            parts << title + ' ' + field->text();
        }
    }
    if (basic) {
        return parts.mid(0, 3).join(QStringLiteral(" · "));
    }
    if (!parts.isEmpty()) {
        return parts.join(QStringLiteral(", "));
    }
    return group.name() == QLatin1String("augment") ? FormText::tr("off")
                                                    : FormText::tr("defaults");
}

} // namespace

class ExperimentForm::Private : public QObject {
  public:
    explicit Private(ExperimentForm* form);

    void setPresets(std::vector<std::pair<QString, Experiment>> presets);
    void setExperiment(const Experiment& experiment);
    void setReadOnly(bool readOnly);
    bool eventFilter(QObject* object, QEvent* event) override;

    QStringList openGroups() const;
    void setOpenGroups(const QStringList& names);

    QLineEdit* name;
    CheckedForm checked;
    bool nameIsValid = true; ///< an empty name is valid

  private:
    QWidget* makeHead();
    QWidget* makeSearch();
    QWidget* makeGroups();
    void addField(const Setting& setting, FormGroup* group);
    void addBrowse(FormField* field);
    void alignLabels();
    void search(const QString& text);
    bool handleSearchKey(const QKeyEvent& event);
    void check();
    void showChecked();
    void checkName();
    void choosePreset(int index);
    void showPresetOf(const Experiment& experiment);
    void load();
    void save();
    void browse(FormField* field);
    void setFileError(const QString& text);
    void updateLook();

    ExperimentForm* form_;
    QComboBox* presetBox_;
    QPushButton* load_;
    QPushButton* save_;
    QLabel* fileError_;
    QLabel* nameError_;
    QLineEdit* search_;
    QLabel* nothingFound_;
    std::vector<std::pair<QString, Experiment>> presets_;
    std::vector<FormGroup*> groups_; ///< from top to bottom
    std::vector<FormField*> fields_; ///< likewise
    std::vector<QToolButton*> browseButtons_;
    bool readOnly_ = false;
};

ExperimentForm::Private::Private(ExperimentForm* form)
    : name(new QLineEdit(form)), form_(form), presetBox_(new QComboBox(form)),
      load_(new QPushButton(FormText::tr("&Load…"), form)),
      save_(new QPushButton(FormText::tr("Sa&ve…"), form)), fileError_(new PlainLabel(form)),
      nameError_(new PlainLabel(form)), search_(new QLineEdit(form)),
      nothingFound_(new PlainLabel(form)) {
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    column->addWidget(makeSearch());
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
    column->addWidget(scroll, 1);
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
    rows->addRow(FormText::tr("&Preset"), presetBox_);
    name->setAccessibleName(FormText::tr("Run name"));
    presetBox_->setAccessibleName(FormText::tr("Preset"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(load_);
    buttons->addWidget(save_);
    buttons->addStretch(1);
    rows->addRow(QString(), buttons);
    rows->addRow(fileError_);

    connect(name, &QLineEdit::textChanged, this, [this] {
        checkName();
        emit form_->changed();
    });
    connect(presetBox_, &QComboBox::activated, this, &Private::choosePreset);
    connect(load_, &QPushButton::clicked, this, &Private::load);
    connect(save_, &QPushButton::clicked, this, &Private::save);
    return head;
}

QWidget* ExperimentForm::Private::makeSearch() {
    search_->setObjectName(QStringLiteral("formSearch"));
    search_->setPlaceholderText(FormText::tr("Find a setting"));
    search_->setAccessibleName(search_->placeholderText());
    search_->setToolTip(FormText::tr(
        "Words of a setting's name, choices or description (Ctrl+F). Escape shows all settings"));
    search_->setClearButtonEnabled(true);
    search_->installEventFilter(this);
    nothingFound_->setObjectName(QStringLiteral("formNothingFound"));
    nothingFound_->setText(FormText::tr("No setting matches."));
    nothingFound_->hide();
    auto* box = new QWidget(form_);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(10, 0, 10, 6);
    column->addWidget(search_);
    column->addWidget(nothingFound_);
    connect(search_, &QLineEdit::textChanged, this, &Private::search);
    auto* key = new QShortcut(QKeySequence::Find, form_);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, search_, [this] {
        search_->setFocus(Qt::ShortcutFocusReason);
        search_->selectAll();
    });
    return box;
}

QWidget* ExperimentForm::Private::makeGroups() {
    auto* all = new QWidget(form_);
    auto* column = new QVBoxLayout(all);
    column->setContentsMargins(10, 0, 10, 10);
    column->setSpacing(0);
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
    return all;
}

void ExperimentForm::Private::addField(const Setting& setting, FormGroup* group) {
    auto* field =
        new FormField(setting, settingTitle(setting.path), offeredFor(setting.path), group);
    group->add(field);
    fields_.push_back(field);
    connect(field, &FormField::edited, this, &Private::check);
    if (setting.path == "data.path") {
        addBrowse(field);
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
    browseButtons_.push_back(button);
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

void ExperimentForm::Private::search(const QString& text) {
    const QStringList words = searchWords(text);
    int found = 0;
    for (FormGroup* group : groups_) {
        found += group->filter(words);
    }
    nothingFound_->setVisible(found == 0);
}

/// Escape clears the search; Return and Down move to the first field found.
bool ExperimentForm::Private::handleSearchKey(const QKeyEvent& event) {
    if (event.key() == Qt::Key_Escape && !search_->text().isEmpty()) {
        search_->clear();
        return true;
    }
    if (event.key() != Qt::Key_Return && event.key() != Qt::Key_Enter &&
        event.key() != Qt::Key_Down) {
        return false;
    }
    const auto first = std::find_if(fields_.begin(), fields_.end(), [](const FormField* field) {
        return field->isVisible() && field->focusProxy()->isEnabled();
    });
    if (first != fields_.end()) {
        (*first)->setFocus(Qt::TabFocusReason);
    }
    return true;
}

void ExperimentForm::Private::setPresets(std::vector<std::pair<QString, Experiment>> presets) {
    presets_ = std::move(presets);
    presetBox_->clear();
    for (const auto& [title, experiment] : presets_) {
        presetBox_->addItem(title);
    }
    showPresetOf(checked.experiment);
}

void ExperimentForm::Private::showPresetOf(const Experiment& experiment) {
    const auto same = std::find_if(presets_.begin(), presets_.end(),
                                   [&](const auto& preset) { return preset.second == experiment; });
    presetBox_->setCurrentIndex(same == presets_.end() ? -1
                                                       : static_cast<int>(same - presets_.begin()));
}

void ExperimentForm::Private::setExperiment(const Experiment& experiment) {
    const FormTexts texts = formTexts(experiment);
    for (FormField* field : fields_) {
        field->setText(texts.at(field->path()));
        field->setBase(field->text());
    }
    showPresetOf(experiment);
    setFileError({});
    check();
}

void ExperimentForm::Private::setReadOnly(bool readOnly) {
    readOnly_ = readOnly;
    for (FormField* field : fields_) {
        field->setReadOnly(readOnly);
    }
    for (QToolButton* button : browseButtons_) {
        button->setEnabled(!readOnly);
    }
    name->setReadOnly(readOnly);
    presetBox_->setEnabled(!readOnly);
    load_->setEnabled(!readOnly);
}

void ExperimentForm::Private::check() {
    FormTexts texts;
    for (const FormField* field : fields_) {
        texts[field->path()] = field->text();
    }
    checked = checkForm(texts);
    showChecked();
    save_->setEnabled(checked.wrong.empty());
    emit form_->changed();
}

void ExperimentForm::Private::showChecked() {
    for (FormField* field : fields_) {
        const auto wrong = checked.wrong.find(field->path());
        if (field->path() == "network.layers") {
            field->setNote(checked.wrong.contains("network.alpha")
                               ? QString()
                               : networkSummary(checked.experiment));
        }
        field->setError(wrong == checked.wrong.end() ? QString() : wrong->second);
        field->setInactive(
            QString::fromStdString(inactiveReason(checked.experiment, field->path())));
    }
    for (FormGroup* group : groups_) {
        group->refresh(summaryOf(*group));
    }
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
    setExperiment(chosen);
    presetBox_->setCurrentIndex(index); // if presets are equal, keep the one that was chosen
}

void ExperimentForm::Private::load() {
    const QString file =
        QFileDialog::getOpenFileName(form_, FormText::tr("Load an experiment"), {},
                                     FormText::tr("Experiments (*.json);;All files (*)"));
    if (file.isEmpty()) {
        return;
    }
    try {
        setExperiment(loadExperiment(file.toStdString()));
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
    const QString folder = QFileDialog::getExistingDirectory(
        form_, FormText::tr("Folder with the data set"), field->text());
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
    if (object == search_ && event->type() == QEvent::KeyPress &&
        handleSearchKey(static_cast<const QKeyEvent&>(*event))) {
        return true;
    }
    return QObject::eventFilter(object, event);
}

void ExperimentForm::Private::updateLook() {
    QPalette error = form_->palette();
    error.setColor(QPalette::WindowText, errorColor(error));
    fileError_->setPalette(error);
    nameError_->setPalette(error);
    QPalette faint = form_->palette();
    faint.setColor(QPalette::WindowText, theme::plotColors(faint).faint);
    nothingFound_->setPalette(faint);
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
    d_->name->setText(name);
    d_->setExperiment(experiment);
}

Experiment ExperimentForm::experiment() const {
    return d_->checked.experiment;
}

QString ExperimentForm::runName() const {
    return d_->name->text().trimmed();
}

bool ExperimentForm::isValid() const {
    return d_->checked.wrong.empty() && d_->nameIsValid;
}

void ExperimentForm::setReadOnly(bool readOnly) {
    d_->setReadOnly(readOnly);
}

QStringList ExperimentForm::openGroups() const {
    return d_->openGroups();
}

void ExperimentForm::setOpenGroups(const QStringList& names) {
    d_->setOpenGroups(names);
}

} // namespace asge
