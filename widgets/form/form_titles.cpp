#include "widgets/form/form_titles.h"

#include "widgets/form/form_text.h"

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
        {"method=asge", FormText::tr("Each layer learns by its own spatial goodness")},
        {"method=backprop", FormText::tr("The same layers, trained end to end")},
        {"method=deep-supervision", FormText::tr("End to end, with the local heads' losses added")},
        {"method=channel-competition",
         FormText::tr("Channel groups compete for the classes (CwComp)")},
        {"method=mean-goodness", FormText::tr("Goodness by means (DeeperForward)")},
        {"method=forward-forward",
         FormText::tr("Positive and negative images with the label drawn in (Hinton)")},
        {"network.patch_rule=linear", FormText::tr("⌊α·r⌋ patches a side")},
        {"network.patch_rule=power", FormText::tr("⌊r^α⌋ patches a side")},
        {"network.patch_rule=root", FormText::tr("⌊α·√r⌋ patches a side")},
        {"network.goodness=mean", FormText::tr("Mean of squares over a patch")},
        {"network.goodness=sum", FormText::tr("Sum of squares over a patch")},
        {"network.normalization=layer",
         FormText::tr("Mean 0 and deviation 1 over all channels and positions")},
        {"network.normalization=channel",
         FormText::tr("Mean 0 and deviation 1 over the channels at each position")},
        {"network.normalization=rms", FormText::tr("Root of the mean of squares 1")},
        {"network.normalization=none", FormText::tr("As the layer before gives it")},
        {"network.pooling=rms", FormText::tr("Root of the mean of squares; keeps goodness")},
        {"network.pooling=max", FormText::tr("Greatest of the four")},
        {"network.pooling=mean", FormText::tr("Mean of the four")},
        {"projection.distribution=uniform", FormText::tr("From −gain/√D to gain/√D")},
        {"projection.distribution=normal", FormText::tr("Normal, deviation gain/√D")},
        {"projection.distribution=orthogonal", FormText::tr("Rows at right angles")},
        {"projection.training=frozen", FormText::tr("Drawn once, as the method says")},
        {"projection.training=trained", FormText::tr("Learned along, an ablation")},
        {"optimizer.name=adamw", FormText::tr("Adam with decoupled weight decay")},
        {"optimizer.name=sgd", FormText::tr("Gradient descent with momentum")},
        {"optimizer.schedule=constant", FormText::tr("The same rate to the end")},
        {"optimizer.schedule=cosine", FormText::tr("Down to 0 along a half cosine")},
        {"train.order=together", FormText::tr("All layers learn on each batch")},
        {"train.order=greedy",
         FormText::tr("One layer after another, each for its part of the epochs")},
        {"compute.path=fast", FormText::tr("Fused passes on the CPU, a captured graph on a GPU")},
        {"compute.path=plain", FormText::tr("One operation after another, to compare with")},
        {"compute.precision=float32", FormText::tr("24 bits of precision")},
        {"compute.precision=bfloat16",
         FormText::tr("8 bits of precision, faster where the processor has it")},
        {"compute.precision=tf32",
         FormText::tr("11 bits of precision in a GPU's products, faster there")},
        {"data.labels=fine", FormText::tr("CIFAR-100's 100 classes")},
        {"data.labels=coarse", FormText::tr("CIFAR-100's 20 superclasses")},
        {"augment.zoom_of=image", FormText::tr("A part of the scaled image")},
        {"augment.zoom_of=photograph",
         FormText::tr("A part of the whole photograph, decoded anew each time")},
        {"device=auto", FormText::tr("A GPU where there is one, else the CPU")},
    };
    return texts;
}

const Texts& settingTitles() {
    static const Texts texts{
        {"method", FormText::tr("Method")},
        {"data.name", FormText::tr("Data set")},
        {"data.path", FormText::tr("Folder")},
        {"data.limit", FormText::tr("Training images")},
        {"data.test_limit", FormText::tr("Test images")},
        {"data.validation", FormText::tr("Held out")},
        {"data.size", FormText::tr("Scaled to")},
        {"data.centre_crop", FormText::tr("Centre crop")},
        {"data.classes", FormText::tr("Classes")},
        {"data.labels", FormText::tr("Labels")},
        {"data.memory", FormText::tr("Memory (MiB)")},
        {"augment.zoom", FormText::tr("Zoom")},
        {"augment.zoom_of", FormText::tr("Zoom into")},
        {"augment.crop", FormText::tr("Crop")},
        {"augment.flip", FormText::tr("Flip")},
        {"augment.jitter", FormText::tr("Colour jitter")},
        {"augment.grey", FormText::tr("Greyscale")},
        {"augment.cutout", FormText::tr("Cutout")},
        {"augment.erase", FormText::tr("Erasing")},
        {"network.layers", FormText::tr("Layers")},
        {"network.alpha", FormText::tr("Alpha")},
        {"network.patch_rule", FormText::tr("Patch rule")},
        {"network.goodness", FormText::tr("Goodness")},
        {"network.normalization", FormText::tr("Normalisation")},
        {"network.pooling", FormText::tr("Pooling")},
        {"network.dropout", FormText::tr("Dropout")},
        {"projection.distribution", FormText::tr("Distribution")},
        {"projection.gain", FormText::tr("Gain")},
        {"projection.training", FormText::tr("Training")},
        {"optimizer.name", FormText::tr("Optimizer")},
        {"optimizer.learning_rate", FormText::tr("Learning rate")},
        {"optimizer.layer_rates", FormText::tr("Layer rates")},
        {"optimizer.weight_decay", FormText::tr("Weight decay")},
        {"optimizer.momentum", FormText::tr("Momentum")},
        {"optimizer.schedule", FormText::tr("Schedule")},
        {"optimizer.warmup", FormText::tr("Warm-up")},
        {"train.epochs", FormText::tr("Epochs")},
        {"train.batch", FormText::tr("Batch size")},
        {"train.seed", FormText::tr("Seed")},
        {"train.order", FormText::tr("Order")},
        {"train.label_smoothing", FormText::tr("Smoothing")},
        {"train.patience", FormText::tr("Patience")},
        {"checkpoint.keep", FormText::tr("Kept")},
        {"checkpoint.minutes", FormText::tr("Minutes between")},
        {"compute.path", FormText::tr("Path")},
        {"compute.precision", FormText::tr("Precision")},
        {"device", FormText::tr("Device")},
        {"threads", FormText::tr("Threads")},
        {"probe.samples", FormText::tr("Images with maps")},
        {"probe.batch", FormText::tr("Images measured")},
        {"probe.budget", FormText::tr("Time share")},
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
        {"basic", FormText::tr("Basics")},          {"data", FormText::tr("Data")},
        {"augment", FormText::tr("Augmentation")},  {"network", FormText::tr("Network")},
        {"projection", FormText::tr("Projection")}, {"optimizer", FormText::tr("Optimizer")},
        {"train", FormText::tr("Training")},        {"checkpoint", FormText::tr("Checkpoints")},
        {"compute", FormText::tr("Computing")},     {"probe", FormText::tr("Probe")},
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
