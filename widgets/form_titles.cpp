#include "widgets/form_titles.h"

#include "widgets/experiment_form.h"

#include <algorithm>
#include <array>
#include <map>

namespace asge {
namespace {

/// The first group's settings, from top to bottom: what decides most.
constexpr std::array kBasicSettings{
    "method",       "data.name",   "network.layers", "optimizer.learning_rate",
    "train.epochs", "train.batch", "train.seed"};

using Texts = std::map<std::string, QString>;

/// By "path=choice".
const Texts& choiceMeanings() {
    static const Texts texts{
        {"method=asge", ExperimentForm::tr("Each layer learns by its own spatial goodness")},
        {"method=backprop", ExperimentForm::tr("The same layers, trained end to end")},
        {"method=deep-supervision",
         ExperimentForm::tr("End to end, with the local heads' losses added")},
        {"method=channel-competition",
         ExperimentForm::tr("Channel groups compete for the classes (CwComp)")},
        {"method=mean-goodness", ExperimentForm::tr("Goodness by means (DeeperForward)")},
        {"method=forward-forward",
         ExperimentForm::tr("Positive and negative images with the label drawn in (Hinton)")},
        {"network.patch_rule=linear", ExperimentForm::tr("⌊α·r⌋ patches a side")},
        {"network.patch_rule=power", ExperimentForm::tr("⌊r^α⌋ patches a side")},
        {"network.patch_rule=root", ExperimentForm::tr("⌊α·√r⌋ patches a side")},
        {"network.goodness=mean", ExperimentForm::tr("Mean of squares over a patch")},
        {"network.goodness=sum", ExperimentForm::tr("Sum of squares over a patch")},
        {"network.normalization=layer",
         ExperimentForm::tr("Mean 0 and deviation 1 over all channels and positions")},
        {"network.normalization=channel",
         ExperimentForm::tr("Mean 0 and deviation 1 over the channels at each position")},
        {"network.normalization=rms", ExperimentForm::tr("Root of the mean of squares 1")},
        {"network.normalization=none", ExperimentForm::tr("As the layer before gives it")},
        {"network.pooling=rms", ExperimentForm::tr("Root of the mean of squares; keeps goodness")},
        {"network.pooling=max", ExperimentForm::tr("Greatest of the four")},
        {"network.pooling=mean", ExperimentForm::tr("Mean of the four")},
        {"projection.distribution=uniform", ExperimentForm::tr("From −gain/√D to gain/√D")},
        {"projection.distribution=normal", ExperimentForm::tr("Normal, deviation gain/√D")},
        {"projection.distribution=orthogonal", ExperimentForm::tr("Rows at right angles")},
        {"projection.training=frozen", ExperimentForm::tr("Drawn once, as the method says")},
        {"projection.training=trained", ExperimentForm::tr("Learned along, an ablation")},
        {"optimizer.name=adamw", ExperimentForm::tr("Adam with decoupled weight decay")},
        {"optimizer.name=sgd", ExperimentForm::tr("Gradient descent with momentum")},
        {"optimizer.schedule=constant", ExperimentForm::tr("The same rate to the end")},
        {"optimizer.schedule=cosine", ExperimentForm::tr("Down to 0 along a half cosine")},
        {"train.order=together", ExperimentForm::tr("All layers learn on each batch")},
        {"train.order=greedy",
         ExperimentForm::tr("One layer after another, each for its part of the epochs")},
        {"compute.path=fast",
         ExperimentForm::tr("Fused passes on the CPU, a captured graph on a GPU")},
        {"compute.path=plain", ExperimentForm::tr("One operation after another, to compare with")},
        {"compute.precision=float32", ExperimentForm::tr("24 bits of precision")},
        {"compute.precision=bfloat16",
         ExperimentForm::tr("8 bits of precision, faster where the processor has it")},
        {"compute.precision=tf32",
         ExperimentForm::tr("11 bits of precision in a GPU's products, faster there")},
        {"data.labels=fine", ExperimentForm::tr("CIFAR-100's 100 classes")},
        {"data.labels=coarse", ExperimentForm::tr("CIFAR-100's 20 superclasses")},
        {"augment.zoom_of=image", ExperimentForm::tr("A part of the scaled image")},
        {"augment.zoom_of=photograph",
         ExperimentForm::tr("A part of the whole photograph, decoded anew each time")},
        {"device=auto", ExperimentForm::tr("A GPU where there is one, else the CPU")},
    };
    return texts;
}

const Texts& settingTitles() {
    static const Texts texts{
        {"method", ExperimentForm::tr("Method")},
        {"data.name", ExperimentForm::tr("Data set")},
        {"data.path", ExperimentForm::tr("Folder")},
        {"data.limit", ExperimentForm::tr("Training images")},
        {"data.test_limit", ExperimentForm::tr("Test images")},
        {"data.validation", ExperimentForm::tr("Held out")},
        {"data.size", ExperimentForm::tr("Scaled to")},
        {"data.centre_crop", ExperimentForm::tr("Centre crop")},
        {"data.classes", ExperimentForm::tr("Classes")},
        {"data.labels", ExperimentForm::tr("Labels")},
        {"data.memory", ExperimentForm::tr("Memory (MiB)")},
        {"augment.zoom", ExperimentForm::tr("Zoom")},
        {"augment.zoom_of", ExperimentForm::tr("Zoom into")},
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
        {"checkpoint.keep", ExperimentForm::tr("Kept")},
        {"checkpoint.minutes", ExperimentForm::tr("Minutes between")},
        {"compute.path", ExperimentForm::tr("Path")},
        {"compute.precision", ExperimentForm::tr("Precision")},
        {"device", ExperimentForm::tr("Device")},
        {"threads", ExperimentForm::tr("Threads")},
        {"probe.samples", ExperimentForm::tr("Images with maps")},
        {"probe.batch", ExperimentForm::tr("Images measured")},
        {"probe.budget", ExperimentForm::tr("Time share")},
    };
    return texts;
}

QString textOf(const Texts& texts, const std::string& key, const QString& otherwise) {
    const auto found = texts.find(key);
    return found == texts.end() ? otherwise : found->second;
}

std::string groupOf(const std::string& path) {
    if (std::find(kBasicSettings.begin(), kBasicSettings.end(), path) != kBasicSettings.end()) {
        return "basic";
    }
    const std::size_t dot = path.find('.');
    return dot == std::string::npos ? "compute" : path.substr(0, dot);
}

} // namespace

QString settingTitle(const std::string& path) {
    return textOf(settingTitles(), path,
                  QString::fromStdString(path.substr(path.find('.') + 1)).replace('_', ' '));
}

std::vector<std::string> formGroups() {
    std::vector<std::string> groups{"basic",     "data",  "augment", "network", "projection",
                                    "optimizer", "train", "compute", "probe"};
    for (const Setting& setting : settings()) {
        const std::string group = groupOf(setting.path);
        if (std::find(groups.begin(), groups.end(), group) == groups.end()) {
            groups.push_back(group); // a later version's
        }
    }
    return groups;
}

std::vector<const Setting*> settingsOfGroup(const std::string& group) {
    std::vector<const Setting*> found;
    for (const char* path : kBasicSettings) {
        if (group == "basic") {
            found.push_back(findSetting(path));
        }
    }
    for (const Setting& setting : settings()) {
        if (group != "basic" && groupOf(setting.path) == group) {
            found.push_back(&setting);
        }
    }
    return found;
}

QString formGroupTitle(const std::string& group) {
    const Texts titles{
        {"basic", ExperimentForm::tr("Basics")},
        {"data", ExperimentForm::tr("Data")},
        {"augment", ExperimentForm::tr("Augmentation")},
        {"network", ExperimentForm::tr("Network")},
        {"projection", ExperimentForm::tr("Projection")},
        {"optimizer", ExperimentForm::tr("Optimizer")},
        {"train", ExperimentForm::tr("Training")},
        {"checkpoint", ExperimentForm::tr("Checkpoints")},
        {"compute", ExperimentForm::tr("Computing")},
        {"probe", ExperimentForm::tr("Probe")},
    };
    return textOf(titles, group, QString::fromStdString(group));
}

QString choiceMeaning(const std::string& path, const std::string& choice) {
    return textOf(choiceMeanings(), path + '=' + choice, {});
}

QString dataTitle(const std::string& name) {
    static const QStringList inCapitals{"mnist", "kmnist", "emnist", "qmnist", "cifar", "svhn"};
    QStringList words = QString::fromStdString(name).split('-');
    for (QString& word : words) {
        if (inCapitals.contains(word)) {
            word = word.toUpper();
        } else if (!word.isEmpty()) {
            word.front() = word.front().toUpper();
        }
    }
    return words.join('-').replace(QStringLiteral("Imagenet"), QStringLiteral("ImageNet"));
}

QString presetTitle(const QString& file, const std::string& dataName) {
    QString rest = file;
    const QString data = QString::fromStdString(dataName);
    if (rest.startsWith(data)) {
        rest.remove(0, data.size());
    }
    const QString more = rest.split('-', Qt::SkipEmptyParts).join(' ');
    return more.isEmpty() ? dataTitle(dataName)
                          : QStringLiteral("%1, %2").arg(dataTitle(dataName), more);
}

} // namespace asge
