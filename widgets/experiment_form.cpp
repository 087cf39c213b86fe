#include "widgets/experiment_form.h"

#include "core/error.h"
#include "core/experiment/text.h"
#include "widgets/form_check.h"
#include "widgets/form_colors.h"
#include "widgets/form_field.h"

#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QFrame>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {
namespace {

/// The form's words for a setting; those that a later version of core adds show their key.
QString titleOf(const std::string& path) {
    const std::map<std::string, QString> titles = {
        {"method", ExperimentForm::tr("Method")},
        {"data.name", ExperimentForm::tr("Data set")},
        {"data.path", ExperimentForm::tr("Folder")},
        {"data.limit", ExperimentForm::tr("Training images")},
        {"data.test_limit", ExperimentForm::tr("Test images")},
        {"data.validation", ExperimentForm::tr("Held out")},
        {"data.size", ExperimentForm::tr("Scaled to")},
        {"data.labels", ExperimentForm::tr("Labels")},
        {"data.memory", ExperimentForm::tr("Memory, MiB")},
        {"augment.zoom", ExperimentForm::tr("Zoom")},
        {"augment.crop", ExperimentForm::tr("Crop")},
        {"augment.flip", ExperimentForm::tr("Flip")},
        {"augment.jitter", ExperimentForm::tr("Colour jitter")},
        {"augment.grey", ExperimentForm::tr("Greyscale")},
        {"augment.cutout", ExperimentForm::tr("Cutout")},
        {"augment.erase", ExperimentForm::tr("Erasing")},
        {"network.layers", ExperimentForm::tr("Layers")},
        {"network.alpha", ExperimentForm::tr("Alpha")},
        {"network.patch_rule", ExperimentForm::tr("Patch rule")},
        {"network.goodness", ExperimentForm::tr("Goodness")},
        {"network.normalization", ExperimentForm::tr("Normalisation")},
        {"network.pooling", ExperimentForm::tr("Pooling")},
        {"network.dropout", ExperimentForm::tr("Dropout")},
        {"projection.distribution", ExperimentForm::tr("Distribution")},
        {"projection.gain", ExperimentForm::tr("Gain")},
        {"projection.training", ExperimentForm::tr("Training")},
        {"optimizer.name", ExperimentForm::tr("Optimizer")},
        {"optimizer.learning_rate", ExperimentForm::tr("Learning rate")},
        {"optimizer.layer_rates", ExperimentForm::tr("Layer rates")},
        {"optimizer.weight_decay", ExperimentForm::tr("Weight decay")},
        {"optimizer.momentum", ExperimentForm::tr("Momentum")},
        {"optimizer.schedule", ExperimentForm::tr("Schedule")},
        {"optimizer.warmup", ExperimentForm::tr("Warm-up")},
        {"train.epochs", ExperimentForm::tr("Epochs")},
        {"train.batch", ExperimentForm::tr("Batch size")},
        {"train.seed", ExperimentForm::tr("Seed")},
        {"train.order", ExperimentForm::tr("Order")},
        {"train.label_smoothing", ExperimentForm::tr("Smoothing")},
        {"train.patience", ExperimentForm::tr("Patience")},
        {"compute.path", ExperimentForm::tr("Path")},
        {"compute.precision", ExperimentForm::tr("Precision")},
        {"device", ExperimentForm::tr("Device")},
        {"threads", ExperimentForm::tr("Threads")},
        {"probe.samples", ExperimentForm::tr("Images with maps")},
        {"probe.batch", ExperimentForm::tr("Images measured")},
        {"probe.budget", ExperimentForm::tr("Time share")},
    };
    const auto found = titles.find(path);
    if (found != titles.end()) {
        return found->second;
    }
    return QString::fromStdString(path.substr(path.find('.') + 1)).replace('_', ' ');
}

/// The group that a setting stands in, by section.
std::string groupOf(const std::string& path) {
    const std::size_t dot = path.find('.');
    if (dot != std::string::npos) {
        return path.substr(0, dot);
    }
    return path == "method" ? "train" : "compute";
}

QString groupTitle(const std::string& group) {
    const std::map<std::string, QString> titles = {
        {"data", ExperimentForm::tr("Data")},
        {"augment", ExperimentForm::tr("Augmentation")},
        {"network", ExperimentForm::tr("Network")},
        {"projection", ExperimentForm::tr("Projection")},
        {"optimizer", ExperimentForm::tr("Optimizer")},
        {"train", ExperimentForm::tr("Training")},
        {"compute", ExperimentForm::tr("Computing")},
        {"probe", ExperimentForm::tr("Probe")},
    };
    const auto found = titles.find(group);
    return found != titles.end() ? found->second : QString::fromStdString(group);
}

} // namespace

class ExperimentForm::Private : public QObject {
  public:
    explicit Private(ExperimentForm* form);

    void setPresets(std::vector<std::pair<QString, Experiment>> presets);
    void setExperiment(const Experiment& experiment);
    void setReadOnly(bool readOnly);
    bool eventFilter(QObject* object, QEvent* event) override;

    QLineEdit* name;
    CheckedForm checked;
    bool nameIsSound = true; ///< or empty: a name is optional

  private:
    QWidget* makeHead();
    QWidget* makeGroups();
    void addField(const Setting& setting);
    void addBrowse(FormField* field);
    void alignLabels();
    void check();
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
    std::vector<std::pair<QString, Experiment>> presets_;
    std::vector<FormField*> fields_;
    std::vector<QToolButton*> browseButtons_;
    bool readOnly_ = false;
};

ExperimentForm::Private::Private(ExperimentForm* form)
    : name(new QLineEdit(form)), form_(form), presetBox_(new QComboBox(form)),
      load_(new QPushButton(ExperimentForm::tr("&Load…"), form)),
      save_(new QPushButton(ExperimentForm::tr("Sa&ve…"), form)), fileError_(new QLabel(form)),
      nameError_(new QLabel(form)) {
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    auto* scroll = new QScrollArea(form);
    scroll->setObjectName(QStringLiteral("formScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    QWidget* groups = makeGroups();
    scroll->setWidget(groups);
    scroll->setMinimumWidth(groups->minimumSizeHint().width() + 20);
    column->addWidget(scroll, 1);
    alignLabels();
    form->installEventFilter(this);
    updateLook();
}

QWidget* ExperimentForm::Private::makeHead() {
    name->setObjectName(QStringLiteral("formName"));
    name->setPlaceholderText(ExperimentForm::tr("optional"));
    name->setToolTip(ExperimentForm::tr("The run's name in the table of runs"));
    presetBox_->setObjectName(QStringLiteral("formPreset"));
    presetBox_->setPlaceholderText(ExperimentForm::tr("own settings"));
    presetBox_->setToolTip(
        ExperimentForm::tr("Fills the form; settings changed since are marked bold"));
    presetBox_->setFocusPolicy(Qt::StrongFocus);
    presetBox_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    presetBox_->setMinimumContentsLength(8);
    load_->setObjectName(QStringLiteral("formLoad"));
    load_->setToolTip(ExperimentForm::tr("Read an experiment from a JSON file"));
    save_->setObjectName(QStringLiteral("formSave"));
    save_->setToolTip(ExperimentForm::tr("Write this experiment to a JSON file"));
    fileError_->setObjectName(QStringLiteral("formFileError"));
    fileError_->setWordWrap(true);
    fileError_->setTextFormat(Qt::PlainText);
    fileError_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    fileError_->hide();

    auto* head = new QWidget(form_);
    auto* rows = new QFormLayout(head);
    rows->setContentsMargins(10, 8, 10, 6);
    rows->setVerticalSpacing(5);
    rows->addRow(ExperimentForm::tr("Run &name"), name);
    rows->addRow(QString(), nameError_);
    nameError_->setObjectName(QStringLiteral("formNameError"));
    nameError_->setWordWrap(true);
    nameError_->hide();
    rows->addRow(ExperimentForm::tr("&Preset"), presetBox_);
    name->setAccessibleName(ExperimentForm::tr("Run name"));
    presetBox_->setAccessibleName(ExperimentForm::tr("Preset"));
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

QWidget* ExperimentForm::Private::makeGroups() {
    auto* all = new QWidget(form_);
    auto* column = new QVBoxLayout(all);
    column->setContentsMargins(10, 2, 10, 10);
    column->setSpacing(8);
    std::map<std::string, QFormLayout*> groups;
    for (const Setting& setting : settings()) {
        // The method stands first in a file; here it opens the group of the training.
        const std::string name = groupOf(setting.path);
        QFormLayout*& rows = groups[name];
        if (!rows) {
            auto* box = new QGroupBox(groupTitle(name), all);
            box->setObjectName(QStringLiteral("formGroup.") + QString::fromStdString(name));
            rows = new QFormLayout(box);
            rows->setContentsMargins(8, 6, 8, 8);
            rows->setVerticalSpacing(5);
            rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
            rows->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
        }
        auto* field = new FormField(setting, titleOf(setting.path), rows->parentWidget());
        rows->addRow(field->label(), field);
        fields_.push_back(field);
        connect(field, &FormField::edited, this, &Private::check);
        if (setting.path == "data.path") {
            addBrowse(field);
        }
    }
    for (const char* name :
         {"data", "augment", "network", "projection", "optimizer", "train", "compute"}) {
        if (const auto group = groups.find(name); group != groups.end()) {
            column->addWidget(group->second->parentWidget());
            groups.erase(group);
        }
    }
    for (const auto& [name, rows] : groups) {
        column->addWidget(rows->parentWidget());
    }
    column->addStretch(1);
    return all;
}

void ExperimentForm::Private::addBrowse(FormField* field) {
    auto* button = new QToolButton(field);
    button->setObjectName(QStringLiteral("formBrowse"));
    button->setText(QStringLiteral("…"));
    button->setToolTip(ExperimentForm::tr("Choose the folder"));
    button->setAccessibleName(button->toolTip());
    button->setFocusPolicy(Qt::StrongFocus);
    field->addButton(button);
    browseButtons_.push_back(button);
    connect(button, &QToolButton::clicked, this, [this, field] { browse(field); });
}

/// One edge for the fields of all groups.
void ExperimentForm::Private::alignLabels() {
    int width = 0;
    for (const FormField* field : fields_) {
        QFont bold = field->label()->font();
        bold.setBold(true); // as wide as it gets
        width = std::max(width, QFontMetrics(bold).horizontalAdvance(field->label()->text()));
    }
    for (const FormField* field : fields_) {
        field->label()->setMinimumWidth(width + 4);
    }
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
    for (FormField* field : fields_) {
        const auto wrong = checked.wrong.find(field->path());
        if (field->path() == "network.layers") {
            field->setNote(checked.wrong.contains("network.alpha")
                               ? QString()
                               : networkSummary(checked.experiment.network.layers,
                                                checked.experiment.network.alpha));
        }
        field->setError(wrong == checked.wrong.end() ? QString() : wrong->second);
    }
    save_->setEnabled(checked.wrong.empty());
    emit form_->changed();
}

void ExperimentForm::Private::checkName() {
    const std::string text = name->text().trimmed().toStdString();
    const auto problem = text.empty() ? std::nullopt : nameProblem(text);
    nameIsSound = !problem;
    nameError_->setText(QString::fromStdString(problem.value_or("")));
    nameError_->setVisible(problem.has_value());
}

void ExperimentForm::Private::choosePreset(int index) {
    const Experiment chosen = presets_[index].second;
    setExperiment(chosen);
    presetBox_->setCurrentIndex(index); // of two equal presets, the one that was chosen
}

void ExperimentForm::Private::load() {
    const QString file =
        QFileDialog::getOpenFileName(form_, ExperimentForm::tr("Load an experiment"), {},
                                     ExperimentForm::tr("Experiments (*.json);;All files (*)"));
    if (file.isEmpty()) {
        return;
    }
    try {
        setExperiment(loadExperiment(file.toStdString()));
        emit form_->message(ExperimentForm::tr("Loaded %1").arg(file));
    } catch (const Error& error) {
        setFileError(QString::fromUtf8(error.what()));
    }
}

void ExperimentForm::Private::save() {
    QString file = QFileDialog::getSaveFileName(
        form_, ExperimentForm::tr("Save the experiment"), QStringLiteral("experiment.json"),
        ExperimentForm::tr("Experiments (*.json);;All files (*)"));
    if (file.isEmpty()) {
        return;
    }
    const QByteArray json = QByteArray::fromStdString(toJson(checked.experiment));
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(json) != json.size() ||
        !target.commit()) {
        setFileError(ExperimentForm::tr("%1 can't be written: %2").arg(file, target.errorString()));
        return;
    }
    setFileError({});
    emit form_->message(ExperimentForm::tr("Saved %1").arg(file));
}

void ExperimentForm::Private::browse(FormField* field) {
    const QString folder = QFileDialog::getExistingDirectory(
        form_, ExperimentForm::tr("Folder with the data set"), field->text());
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
    d_->name->setText(name);
    d_->setExperiment(experiment);
}

Experiment ExperimentForm::experiment() const {
    return d_->checked.experiment;
}

QString ExperimentForm::runName() const {
    return d_->name->text().trimmed();
}

bool ExperimentForm::isSound() const {
    return d_->checked.wrong.empty() && d_->nameIsSound;
}

void ExperimentForm::setReadOnly(bool readOnly) {
    d_->setReadOnly(readOnly);
}

} // namespace asge
