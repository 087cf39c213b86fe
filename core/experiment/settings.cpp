#include "core/experiment/settings.h"

#include "core/base/counted.h"
#include "core/base/text.h"
#include "core/experiment/settings_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace asge {

namespace {

constexpr double kLargestSeed =
    9007199254740992.0; // 2^53: whole numbers that every JSON tool keeps

// Names of enumerators, in their order.
constexpr std::array kLabelsNames{"fine", "coarse"};
constexpr std::array kZoomOfNames{"image", "photograph"};
constexpr std::array kPatchRuleNames{"linear", "power", "root"};
constexpr std::array kGoodnessNames{"mean", "sum"};
constexpr std::array kNormalizationNames{"layer", "channel", "rms", "none"};
constexpr std::array kPoolingNames{"rms", "max", "mean"};
constexpr std::array kDistributionNames{"uniform", "normal", "orthogonal"};
constexpr std::array kTrainingNames{"frozen", "trained"};
constexpr std::array kOptimizerNames{"adamw", "sgd"};
constexpr std::array kScheduleNames{"constant", "cosine"};
constexpr std::array kOrderNames{"together", "greedy"};
constexpr std::array kPathNames{"fast", "plain"};
constexpr std::array kPrecisionNames{"float32", "bfloat16", "tf32"};

constexpr const auto& namesOf(Labels) {
    return kLabelsNames;
}
constexpr const auto& namesOf(ZoomOf) {
    return kZoomOfNames;
}
constexpr const auto& namesOf(PatchRule) {
    return kPatchRuleNames;
}
constexpr const auto& namesOf(Goodness) {
    return kGoodnessNames;
}
constexpr const auto& namesOf(Normalization) {
    return kNormalizationNames;
}
constexpr const auto& namesOf(Pooling) {
    return kPoolingNames;
}
constexpr const auto& namesOf(ProjectionDistribution) {
    return kDistributionNames;
}
constexpr const auto& namesOf(ProjectionTraining) {
    return kTrainingNames;
}
constexpr const auto& namesOf(OptimizerKind) {
    return kOptimizerNames;
}
constexpr const auto& namesOf(Schedule) {
    return kScheduleNames;
}
constexpr const auto& namesOf(UpdateOrder) {
    return kOrderNames;
}
constexpr const auto& namesOf(ComputePath) {
    return kPathNames;
}
constexpr const auto& namesOf(Precision) {
    return kPrecisionNames;
}

template <typename Enum>
std::vector<std::string> choicesOf() {
    const auto& names = namesOf(Enum{});
    return {names.begin(), names.end()};
}

template <typename Value>
Json toValue(const Value& value) {
    if constexpr (std::is_enum_v<Value>) {
        const auto& names = namesOf(value);
        const auto index = static_cast<std::size_t>(value);
        return index < names.size() ? Json(names[index]) : Json("");
    } else if constexpr (std::is_same_v<Value, std::vector<LayerSpec>>) {
        return layersText(value);
    } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
        return factorsText(value);
    } else {
        return value;
    }
}

template <typename Value>
void fromValue(const Json& json, Value& value) {
    if constexpr (std::is_enum_v<Value>) {
        const auto& names = namesOf(value);
        const auto found = std::find(names.begin(), names.end(), json.get<std::string>());
        value = static_cast<Value>(found - names.begin());
    } else if constexpr (std::is_same_v<Value, std::vector<LayerSpec>>) {
        value = parseLayers(json.get<std::string>());
    } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
        value = readFactors(json.get<std::string>()).factors;
    } else {
        value = json.get<Value>();
    }
}

/// A row for the member at the end of a path of members: row<&Experiment::train, &Train::batch>.
template <auto... Members>
SettingRow row(Setting setting) {
    return {std::move(setting),
            [](const Experiment& experiment) { return toValue((experiment.*....*Members)); },
            [](Experiment& experiment, const Json& value) {
                fromValue(value, (experiment.*....*Members));
            }};
}

Setting integer(const char* path, double min, double max, const char* description) {
    return {path, SettingKind::integer, min, max, false, false, {}, description};
}

Setting number(const char* path, double min, double max, const char* description) {
    return {path, SettingKind::number, min, max, false, false, {}, description};
}

Setting numberAbove(const char* path, double min, double max, const char* description) {
    return {path, SettingKind::number, min, max, true, false, {}, description};
}

Setting text(const char* path, double min, double max, const char* description) {
    return {path, SettingKind::text, min, max, false, false, {}, description};
}

Setting choice(const char* path, std::vector<std::string> choices, const char* description) {
    return {path, SettingKind::choice, 0, 0, false, false, std::move(choices), description};
}

Setting layers(const char* path, double min, double max, const char* description) {
    return {path, SettingKind::layers, min, max, false, true, {}, description};
}

Setting factors(const char* path, double min, double max, const char* description) {
    return {path, SettingKind::factors, min, max, false, false, {}, description};
}

Setting device(const char* path, double maxIndex, const char* description) {
    return {path,  SettingKind::device,     0,          maxIndex, false,
            false, {"auto", "cpu", "cuda"}, description};
}

using E = Experiment;

/// The first is the method that the project is about; the others are its baselines.
std::vector<std::string> methods() {
    return {"asge",          "backprop",       "deep-supervision", "channel-competition",
            "mean-goodness", "forward-forward"};
}

std::vector<SettingRow> makeRows() {
    return {
        row<&E::method>(choice("method", methods(), "Training method: asge, or a baseline")),
        row<&E::data, &E::Data::name>(
            text("data.name", 1, 100, "Data set: a name of the catalogue, or any with a path")),
        row<&E::data, &E::Data::path>(
            text("data.path", 0, 4096, "Folder with the files; empty: the usual places")),
        row<&E::data, &E::Data::limit>(
            integer("data.limit", 0, 1e9, "Training images at most; 0: all")),
        row<&E::data, &E::Data::testLimit>(
            integer("data.test_limit", 0, 1e9, "Test images at most; 0: all")),
        row<&E::data, &E::Data::validation>(integer(
            "data.validation", 1, 1e9, "Training images held out to choose the best layer")),
        row<&E::data, &E::Data::size>(
            integer("data.size", 0, 1024, "Side that photographs are scaled to; 0: as they are")),
        row<&E::data, &E::Data::centreCrop>(
            number("data.centre_crop", 0.1, 1,
                   "Centre square that is scaled, as a fraction of a photograph's shorter side")),
        row<&E::data, &E::Data::classes>(
            text("data.classes", 0, 65536,
                 "Names of the classes to keep, separated by commas; empty: all")),
        row<&E::data, &E::Data::labels>(choice("data.labels", choicesOf<Labels>(),
                                               "Of CIFAR-100: 100 fine classes or 20 coarse ones")),
        row<&E::data, &E::Data::memory>(
            integer("data.memory", 1, 1048576,
                    "MiB of pixels kept; a larger image folder is decoded again as needed")),
        row<&E::augment, &E::Augment::zoom>(number(
            "augment.zoom", 0.01, 1, "Random cut of at least this part of the area, scaled up")),
        row<&E::augment, &E::Augment::zoomOf>(
            choice("augment.zoom_of", choicesOf<ZoomOf>(),
                   "What is cut: the scaled image, or the whole photograph that it was made of")),
        row<&E::augment, &E::Augment::crop>(
            integer("augment.crop", 0, 512, "Random shift by at most so many pixels")),
        row<&E::augment, &E::Augment::flip>(
            number("augment.flip", 0, 1, "Probability of mirroring left and right")),
        row<&E::augment, &E::Augment::jitter>(number(
            "augment.jitter", 0, 1, "Strength of random brightness, contrast and saturation")),
        row<&E::augment, &E::Augment::grey>(
            number("augment.grey", 0, 1, "Probability of losing all colour")),
        row<&E::augment, &E::Augment::cutout>(
            integer("augment.cutout", 0, 1024, "Side of a random square that is blanked")),
        row<&E::augment, &E::Augment::erase>(
            number("augment.erase", 0, 1, "Probability of blanking a random rectangle")),
        row<&E::network, &E::Network::layers>(
            layers("network.layers", 1, 64,
                   "Channels of each convolution layer; M: pooling follows, such as 32 64M 128M")),
        row<&E::network, &E::Network::alpha>(
            number("network.alpha", 0.01, 100, "Scale of the number of patches per side")),
        row<&E::network, &E::Network::patchRule>(
            choice("network.patch_rule", choicesOf<PatchRule>(),
                   "Patches a side for r = last / own channels: ⌊α·r⌋, ⌊r^α⌋ or ⌊α·√r⌋")),
        row<&E::network, &E::Network::goodness>(
            choice("network.goodness", choicesOf<Goodness>(),
                   "Goodness of a patch: mean or sum of squares")),
        row<&E::network, &E::Network::normalization>(
            choice("network.normalization", choicesOf<Normalization>(),
                   "Of a layer's input: over all values, over channels, by its RMS, or none")),
        row<&E::network, &E::Network::pooling>(
            choice("network.pooling", choicesOf<Pooling>(), "How 2 × 2 values become one")),
        row<&E::network, &E::Network::dropout>(number(
            "network.dropout", 0, 0.9, "Part of the input channels that a training step drops")),
        row<&E::projection, &E::Projection::distribution>(
            choice("projection.distribution", choicesOf<ProjectionDistribution>(),
                   "What the frozen projections are drawn from")),
        row<&E::projection, &E::Projection::gain>(
            numberAbove("projection.gain", 0, 1e6,
                        "Size of the projections, times 1/√D for D goodness values")),
        row<&E::projection, &E::Projection::training>(
            choice("projection.training", choicesOf<ProjectionTraining>(),
                   "frozen, as the method says, or trained along, an ablation")),
        row<&E::optimizer, &E::Optimizer::name>(
            choice("optimizer.name", choicesOf<OptimizerKind>(), "Optimizer")),
        row<&E::optimizer, &E::Optimizer::learningRate>(
            numberAbove("optimizer.learning_rate", 0, 10, "Learning rate at the start")),
        row<&E::optimizer, &E::Optimizer::layerRates>(
            factors("optimizer.layer_rates", 0, 1000,
                    "Factors of the learning rate, one a layer, such as 1 1 0.5; empty: all 1")),
        row<&E::optimizer, &E::Optimizer::weightDecay>(number(
            "optimizer.weight_decay", 0, 1, "Weight decay, decoupled from the gradient for AdamW")),
        row<&E::optimizer, &E::Optimizer::momentum>(
            number("optimizer.momentum", 0, 0.9999, "Momentum of SGD")),
        row<&E::optimizer, &E::Optimizer::schedule>(
            choice("optimizer.schedule", choicesOf<Schedule>(),
                   "Learning rate over the run: constant, or by a cosine down to 0")),
        row<&E::optimizer, &E::Optimizer::warmup>(
            number("optimizer.warmup", 0, 1000, "Epochs in which the learning rate grows from 0")),
        row<&E::train, &E::Train::epochs>(
            integer("train.epochs", 1, 100000, "Passes over the training images")),
        row<&E::train, &E::Train::batch>(integer("train.batch", 1, 65536, "Images of a step")),
        row<&E::train, &E::Train::seed>(
            integer("train.seed", 0, kLargestSeed, "Decides weights, projections and order")),
        row<&E::train, &E::Train::order>(
            choice("train.order", choicesOf<UpdateOrder>(),
                   "All layers learn on each batch, or one after another")),
        row<&E::train, &E::Train::labelSmoothing>(
            number("train.label_smoothing", 0, 0.5, "Part of each label spread over all classes")),
        row<&E::train, &E::Train::patience>(
            integer("train.patience", 0, 100000,
                    "Epochs without progress on held-out images until it ends; 0: never")),
        row<&E::checkpoint, &E::Checkpoint::keep>(
            integer("checkpoint.keep", 0, 1000,
                    "Checkpoints kept beside the last and the best, evenly over the epochs")),
        row<&E::checkpoint, &E::Checkpoint::minutes>(
            number("checkpoint.minutes", 0, 1440,
                   "Minutes between checkpoints inside an epoch; 0: only at its end")),
        row<&E::compute, &E::Compute::path>(
            choice("compute.path", choicesOf<ComputePath>(),
                   "fast: fused passes; plain: one operation after another, for comparison")),
        row<&E::compute, &E::Compute::precision>(
            choice("compute.precision", choicesOf<Precision>(),
                   "Of convolutions and activations; weights stay float32; tf32 is for GPUs")),
        row<&E::device>(
            device("device", 127, "Where to train: auto, cpu, cuda, or cuda:N for the Nth GPU")),
        row<&E::threads>(integer("threads", 0, 1024, "CPU threads; 0: one a core")),
        row<&E::probe, &E::Probe::samples>(
            integer("probe.samples", 1, 1024, "Test images whose goodness maps are kept")),
        row<&E::probe, &E::Probe::batch>(
            integer("probe.batch", 1, 65536, "Test images that channels are measured on")),
        row<&E::probe, &E::Probe::budget>(
            number("probe.budget", 0, 0.5, "Live probes' part of the training time")),
    };
}

std::string rangeText(const Setting& setting) {
    if (setting.aboveMin) {
        return "above " + numberText(setting.min) + " and at most " + numberText(setting.max);
    }
    return "from " + numberText(setting.min) + " to " + numberText(setting.max);
}

/// What the value is, for the end of a message.
std::string found(const Json& value) {
    if (value.is_object()) {
        return "an object";
    }
    if (value.is_array()) {
        return "a list";
    }
    if (value.is_number_float() && !std::isfinite(value.get<double>())) {
        return numberText(value.get<double>());
    }
    return oneLine(value.dump(-1, ' ', false, Json::error_handler_t::replace), 80);
}

bool isInRange(const Setting& setting, double value) {
    // Written so that NaN is outside.
    return (setting.aboveMin ? value > setting.min : value >= setting.min) && value <= setting.max;
}

/// In whole numbers: as a double, 2^53 + 1 would be 2^53.
bool isWholeInRange(const Setting& setting, const Json& value) {
    if (value.is_number_unsigned() &&
        value.get<std::uint64_t>() > static_cast<std::uint64_t>(setting.max)) {
        return false; // also what doesn't fit below
    }
    return value.is_number_integer() &&
           value.get<std::int64_t>() >= static_cast<std::int64_t>(setting.min) &&
           value.get<std::int64_t>() <= static_cast<std::int64_t>(setting.max);
}

bool isDevice(const Setting& setting, const std::string& value) {
    if (std::find(setting.choices.begin(), setting.choices.end(), value) != setting.choices.end()) {
        return true;
    }
    constexpr std::string_view kPrefix = "cuda:";
    if (!value.starts_with(kPrefix)) {
        return false;
    }
    const std::string index = value.substr(kPrefix.size());
    int parsed = -1;
    std::from_chars(index.data(), index.data() + index.size(), parsed);
    // Comparing the text keeps out signs, leading zeros and what follows the number.
    return std::to_string(parsed) == index && isInRange(setting, parsed);
}

std::optional<std::string> whatIsWrongWithText(const Setting& setting, const std::string& value) {
    if (findInvalidUtf8(value)) {
        return "must be UTF-8 text";
    }
    if (holdsControl(value)) {
        return "must be text without control characters, is " + found(value);
    }
    if (value.empty() && setting.min > 0) {
        return "must not be empty";
    }
    if (!isInRange(setting, static_cast<double>(value.size()))) {
        return "must be text of at most " + numberText(setting.max) + " bytes, has " +
               std::to_string(value.size());
    }
    return std::nullopt;
}

/// "must be X, is Y", where the value isn't sound.
std::optional<std::string> unless(bool sound, const std::string& must, const std::string& is) {
    if (sound) {
        return std::nullopt;
    }
    return "must be " + must + ", is " + is;
}

std::string quotedList(std::vector<std::string> words) {
    for (std::string& word : words) {
        word = '"' + word + '"';
    }
    return wordList(words, "or");
}

/// What a value must be.
std::string wantedText(const Setting& setting) {
    switch (setting.kind) {
    case SettingKind::integer:
        return "a whole number " + rangeText(setting);
    case SettingKind::number:
        return "a number " + rangeText(setting);
    case SettingKind::layers:
        return R"(text such as "32 64M 128M 256M")";
    case SettingKind::factors:
        return R"(text such as "1 1 0.5")";
    case SettingKind::device:
        return R"("auto", "cpu", "cuda" or "cuda:N" with N )" + rangeText(setting);
    case SettingKind::choice:
        return quotedList(setting.choices);
    case SettingKind::text:
        break;
    }
    return "text";
}

std::optional<std::string> whatIsWrongWithString(const Setting& setting, const std::string& value,
                                                 const std::string& is) {
    switch (setting.kind) {
    case SettingKind::choice: {
        const auto& choices = setting.choices;
        return unless(std::find(choices.begin(), choices.end(), value) != choices.end(),
                      wantedText(setting), is);
    }
    case SettingKind::device:
        return unless(isDevice(setting, value), wantedText(setting), is);
    case SettingKind::layers: {
        std::string wrong = readLayers(value).wrong;
        return wrong.empty() ? std::nullopt : std::optional(std::move(wrong));
    }
    case SettingKind::factors: {
        std::string wrong = readFactors(value).wrong;
        return wrong.empty() ? std::nullopt : std::optional(std::move(wrong));
    }
    default:
        return whatIsWrongWithText(setting, value);
    }
}

} // namespace

const std::vector<SettingRow>& settingRows() {
    static const std::vector<SettingRow> rows = makeRows();
    return rows;
}

const std::vector<Setting>& settings() {
    static const std::vector<Setting> all = [] {
        std::vector<Setting> list;
        for (const SettingRow& row : settingRows()) {
            list.push_back(row.setting);
        }
        return list;
    }();
    return all;
}

const SettingRow* findRow(std::string_view path) {
    const auto& rows = settingRows();
    const auto found = std::find_if(
        rows.begin(), rows.end(), [&](const SettingRow& row) { return row.setting.path == path; });
    return found == rows.end() ? nullptr : &*found;
}

const Setting* findSetting(std::string_view path) {
    const auto& all = settings();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Setting& setting) { return setting.path == path; });
    return found == all.end() ? nullptr : &*found;
}

SplitPath splitPath(const std::string& path) {
    const std::size_t dot = path.find('.');
    if (dot == std::string::npos) {
        return {"", path};
    }
    return {path.substr(0, dot), path.substr(dot + 1)};
}

std::string settingsOf(std::string_view section) {
    std::vector<std::string> paths;
    for (const Setting& setting : settings()) {
        if (splitPath(setting.path).section == section) {
            paths.push_back(setting.path);
        }
    }
    return wordList(paths, "and");
}

std::optional<std::string> suggestSetting(const std::string& path) {
    std::vector<std::string> paths;
    std::vector<std::string> keys;
    for (const Setting& setting : settings()) {
        paths.push_back(setting.path);
        keys.push_back(splitPath(setting.path).key);
    }
    const auto pathOf = [&](const std::string& key) -> std::optional<std::string> {
        const auto found = std::find(keys.begin(), keys.end(), key);
        return found == keys.end()
                   ? std::nullopt
                   : std::optional(paths[static_cast<std::size_t>(found - keys.begin())]);
    };
    // A right key in the wrong section, or without one, is nearer than any whole path.
    const std::string key = splitPath(path).key;
    if (auto sameKey = pathOf(key)) {
        return sameKey;
    }
    if (auto meant = closest(path, paths)) {
        return meant;
    }
    const auto meantKey = closest(key, keys);
    return meantKey ? pathOf(*meantKey) : std::nullopt;
}

std::optional<std::string> whatIsWrong(const Setting& setting, const Json& value,
                                       const std::string& typed) {
    const std::string is = value.is_number() && !typed.empty() ? oneLine(typed, 80) : found(value);
    switch (setting.kind) {
    case SettingKind::integer:
        return unless(isWholeInRange(setting, value), wantedText(setting), is);
    case SettingKind::number:
        return unless(value.is_number() && isInRange(setting, value.get<double>()),
                      wantedText(setting), is);
    default:
        if (value.is_string()) {
            return whatIsWrongWithString(setting, value.get<std::string>(), is);
        }
        return unless(false, wantedText(setting), is);
    }
}

std::string rangeOf(const Setting& setting) {
    const std::string most = numberText(setting.max);
    switch (setting.kind) {
    case SettingKind::layers:
        return wantedText(setting) + ", of at most " + most + " layers";
    case SettingKind::factors:
        return wantedText(setting) + ", each " + rangeText(setting);
    case SettingKind::text:
        return wantedText(setting) + " of " +
               (setting.min > 0 ? numberText(setting.min) + " to " : "at most ") + most + " bytes";
    default:
        return wantedText(setting);
    }
}

std::string defaultOf(const Setting& setting) {
    return setting.required ? "" : settingText(Experiment{}, setting.path);
}

std::vector<Problem> crossProblems(const Experiment& experiment) {
    std::vector<Problem> found;
    const auto& probe = experiment.probe;
    if (probe.batch < probe.samples) {
        found.push_back({"probe.batch", "must be at least probe.samples (" +
                                            std::to_string(probe.samples) + "), is " +
                                            std::to_string(probe.batch)});
    }
    const std::size_t rates = experiment.optimizer.layerRates.size();
    const std::size_t layers = experiment.network.layers.size();
    if (rates != 0 && rates != layers) {
        found.push_back(
            {"optimizer.layer_rates",
             "must have one factor for " +
                 (layers == 1 ? "the one layer" : "each of the " + counted(layers, "layer")) +
                 ", has " + std::to_string(rates)});
    }
    if (experiment.train.order == UpdateOrder::greedy &&
        !inactiveReason(experiment, "train.order").empty()) {
        found.push_back({"train.order", "must be \"together\" with method " + experiment.method +
                                            ", is \"greedy\""});
    } else if (experiment.train.order == UpdateOrder::greedy &&
               experiment.train.epochs < static_cast<int>(layers)) {
        found.push_back({"train.epochs", "must be at least one for each of the " +
                                             counted(layers, "layer") +
                                             " with train.order greedy, is " +
                                             std::to_string(experiment.train.epochs)});
    }
    return found;
}

} // namespace asge
