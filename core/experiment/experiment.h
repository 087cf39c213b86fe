#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asge {

/// One convolution layer as `network.layers` writes it: "128M" is 128 channels, then RMS pooling.
struct LayerSpec {
    int channels = 0;
    bool pools = false;

    bool operator==(const LayerSpec&) const = default;
};

enum class Labels { fine, coarse };      ///< of a data set that has two kinds
enum class ZoomOf { image, photograph }; ///< what augment.zoom cuts
enum class PatchRule { linear, power, root }; ///< ⌊α·r⌋, ⌊r^α⌋, ⌊α·√r⌋ for r = C_L / C_l
enum class Goodness { mean, sum };            ///< of Y² over a patch
enum class Normalization { layer, channel, rms, none };
enum class Pooling { rms, max, mean };
enum class ProjectionDistribution { uniform, normal, orthogonal };
enum class ProjectionTraining { frozen, trained };
enum class OptimizerKind { adamw, sgd };
enum class Schedule { constant, cosine };
enum class UpdateOrder { together, greedy };
enum class ComputePath { fast, plain };
enum class Precision { float32, bfloat16, tf32 };

/// An experiment: everything that decides what a run does. The defaults are the method's measured
/// ones; the comments give each key's JSON path and bounds. Lists of names and bounds live in one
/// table (settings.cpp), which the parser, the writer and the form all use.
struct Experiment {
    /// method: "asge", or a baseline: "backprop", "deep-supervision", "channel-competition",
    /// "mean-goodness", "forward-forward"
    std::string method = "asge";

    struct Data {
        std::string name = "fashion-mnist"; ///< data.name: a name of the catalogue
        std::string path; ///< data.path: folder with the files; empty: where the catalogue finds it
        int limit = 0;    ///< data.limit: training images at most, ≥ 0; 0 is all
        int testLimit = 0;     ///< data.test_limit: test images at most, ≥ 0; 0 is all
        int validation = 2000; ///< data.validation: training images held out for Best, ≥ 1
        /// data.size: side in pixels to which the photographs of an image folder are scaled, and
        /// cut to a square, 0 to 1024; 0 leaves them as they are, which must then all be of one
        /// size
        int size = 0;
        Labels labels = Labels::fine; ///< data.labels: "fine", "coarse" (CIFAR-100's 20 classes)
        /// data.memory: MiB of pixels to keep in memory at most, 1 to 2^20; a larger image folder
        /// is decoded again whenever its images are needed
        int memory = 4096;
        /// data.centre_crop: side of the centre square that is scaled, as a fraction of a
        /// photograph's shorter side, 0.1 to 1
        double centreCrop = 1.0;
        /// data.classes: names of the classes to keep, separated by commas; empty: all. "#7" is the
        /// class of index 7.
        std::string classes = {};
        bool operator==(const Data&) const = default;
    } data;

    /// Random changes to training images, in the order in which they are made.
    struct Augment {
        double zoom = 1.0; ///< augment.zoom: least part of the area that is cut out, 0.01 to 1
        int crop = 0;      ///< augment.crop: pixels of padding before a cut of the old size, ≥ 0
        double flip = 0.0; ///< augment.flip: probability of mirroring left and right, 0 to 1
        double jitter =
            0.0;           ///< augment.jitter: strength of brightness, contrast, saturation, 0 to 1
        double grey = 0.0; ///< augment.grey: probability of losing all colour, 0 to 1
        int cutout = 0;    ///< augment.cutout: side of a square that is blanked, pixels, ≥ 0
        double erase = 0.0; ///< augment.erase: probability of blanking a random rectangle, 0 to 1
        /// augment.zoom_of: "image": the part is one of the image; "photograph": of the whole
        /// photograph that the image was made of, which is decoded anew
        ZoomOf zoomOf = ZoomOf::image;
        bool operator==(const Augment&) const = default;
    } augment;

    struct Network {
        /// network.layers: "32 64M 128M 256M"; 1 to 64 layers, 1 to 4096 channels
        std::vector<LayerSpec> layers;
        double alpha = 1.0; ///< network.alpha: patch counts' scale, 0.01 to 100
        PatchRule patchRule = PatchRule::linear; ///< network.patch_rule: "linear", "power", "root"
        Goodness goodness = Goodness::mean;      ///< network.goodness: "mean", "sum"
        /// network.normalization: of a layer's input, per image: "layer" over C × H × W, "channel"
        /// over C at each position, "rms" divides by √(mean of squares over C × H × W), "none"
        Normalization normalization = Normalization::layer;
        Pooling pooling = Pooling::rms; ///< network.pooling: of 2 × 2: "rms", "max", "mean"
        /// network.dropout: part of the channels of each layer's input (not of the image) that a
        /// training step leaves out, 0 to 0.9
        double dropout = 0.0;
        bool operator==(const Network&) const = default;
    } network;

    struct Projection {
        /// projection.distribution: "uniform", "normal", "orthogonal" (rows)
        ProjectionDistribution distribution = ProjectionDistribution::uniform;
        /// projection.gain: times 1/√D (uniform: the bound; normal: the deviation), > 0 to 1e6
        double gain = 5.0;
        /// projection.training: "frozen" as the method says, or "trained" along, an ablation
        ProjectionTraining training = ProjectionTraining::frozen;
        bool operator==(const Projection&) const = default;
    } projection;

    struct Optimizer {
        OptimizerKind name = OptimizerKind::adamw; ///< optimizer.name: "adamw", "sgd"
        double learningRate = 0.002;               ///< optimizer.learning_rate: > 0 to 10
        /// optimizer.layer_rates: "1 1 0.5 0.5": factors of the learning rate, one a layer, each 0
        /// to 1000; empty: 1 for all
        std::vector<double> layerRates;
        double weightDecay = 0.0; ///< optimizer.weight_decay: 0 to 1; decoupled for AdamW
        double momentum = 0.9;    ///< optimizer.momentum: of SGD, 0 to 0.9999
        /// optimizer.schedule: "constant", "cosine" (to 0 over the run)
        Schedule schedule = Schedule::cosine;
        double warmup = 0.0; ///< optimizer.warmup: epochs in which the rate grows from 0, 0 to 1000
        bool operator==(const Optimizer&) const = default;
    } optimizer;

    struct Train {
        int epochs = 10;       ///< train.epochs: 1 to 100000
        int batch = 64;        ///< train.batch: 1 to 65536
        std::int64_t seed = 1; ///< train.seed: 0 to 2^53
        /// train.order: "together": all layers learn on each batch; "greedy": one layer after
        /// another, each for its equal part of the epochs
        UpdateOrder order = UpdateOrder::together;
        double labelSmoothing = 0.1; ///< train.label_smoothing: 0 to 0.5
        /// train.patience: epochs without a better accuracy on the held-out images after which
        /// training ends, 0 to 100000; 0: it never ends early
        int patience = 0;
        bool operator==(const Train&) const = default;
    } train;

    struct Checkpoint {
        /// checkpoint.keep: checkpoints that are kept to branch off from, spread evenly over the
        /// epochs, beside the last and the best one, 0 to 1000
        int keep = 2;
        /// checkpoint.minutes: between checkpoints inside a long epoch, 0 to 1440; 0: none there
        double minutes = 10.0;
        bool operator==(const Checkpoint&) const = default;
    } checkpoint;

    struct Compute {
        /// compute.path: "fast" is fused passes on the CPU, a captured graph on a GPU; "plain" is
        /// one LibTorch operation after another, the reference that the fast one is tested against
        ComputePath path = ComputePath::fast;
        /// compute.precision: "float32", "bfloat16" (of the convolutions and the activations;
        /// trained weights and sums stay float32), "tf32" (float32 whose products a GPU rounds to
        /// 10 bits)
        Precision precision = Precision::float32;
        bool operator==(const Compute&) const = default;
    } compute;

    std::string device = "auto"; ///< device: "auto", "cpu", "cuda", "cuda:N"
    int threads = 0;             ///< threads: 0 (all cores) to 1024

    struct Probe {
        int samples = 24;     ///< probe.samples: test images whose maps are kept, 1 to 1024
        int batch = 128;      ///< probe.batch: images for channel statistics, samples to 65536
        double budget = 0.01; ///< probe.budget: live probes' part of training time, 0 to 0.5
        bool operator==(const Probe&) const = default;
    } probe;

    bool operator==(const Experiment&) const = default;
};

/// Something wrong with an experiment, for a form to show beside the field.
struct Problem {
    std::string field; ///< "train.batch"; empty for the whole text
    std::string what;  ///< "must be a whole number from 1 to 65536, is -3"
};

/// What a setting's value is.
enum class SettingKind {
    integer, ///< a whole number from min to max
    number,  ///< a number from min to max, above min where aboveMin
    choice,  ///< one of choices
    text,    ///< text of min to max bytes
    layers,  ///< as parseLayers reads it
    factors, ///< text of numbers from min to max, separated by spaces or commas
    device,  ///< "auto", "cpu", "cuda" or "cuda:N"
};

/// One setting of an experiment, as the parser checks it and a form offers it.
struct Setting {
    std::string path; ///< "train.batch"
    SettingKind kind = SettingKind::integer;
    double min = 0.0;
    double max = 0.0;
    bool aboveMin = false; ///< min itself is not allowed
    bool required = false; ///< has no default
    std::vector<std::string> choices;
    std::string description; ///< one line, for a tooltip
};

/// All settings, in the order in which toJson writes them.
const std::vector<Setting>& settings();
/// The setting at that path, or null.
const Setting* findSetting(std::string_view path);

/// Why the setting at that path changes nothing beside the experiment's others, "only sgd has a
/// momentum"; empty where it has an effect, or may have one on data that are not known by name.
std::string inactiveReason(const Experiment& experiment, std::string_view path);

/// Reads an experiment; `source` (a file name) stands in the errors. Unknown keys, wrong types,
/// values out of range and repeated keys throw BadInput "SOURCE: FIELD: WHAT"; a syntax error gives
/// line and column. `network.layers` must be there, every other key has a default.
/// `overrides` as of loadExperiment.
Experiment parseExperiment(std::string_view json, const std::string& source,
                           const std::vector<std::string>& overrides = {});
/// Reads a file of at most 1 MiB, then as parseExperiment. `overrides` are "key.path=value" texts
/// laid over the file before it is checked: the value is JSON, or, where it isn't or the setting is
/// a text (network.layers=32), a plain string. Errors in them begin with "--set key.path=value: ".
Experiment loadExperiment(const std::filesystem::path& file,
                          const std::vector<std::string>& overrides = {});
/// An error that is found only after parsing, when data are read or the network is made ("device:
/// there is no …"), with the place of its setting in front: the override that gave it, else the
/// file. Messages that don't begin with a setting stay as they are.
std::string withPlace(const std::string& message, const std::filesystem::path& file,
                      const std::vector<std::string>& overrides = {});
/// All of it, defaults written out, keys in a fixed order, indented: what the store keeps.
std::string toJson(const Experiment& experiment);
/// Every problem of the values, without throwing; empty where the experiment is sound.
std::vector<Problem> problems(const Experiment& experiment);

/// "32 64M 128M" to layers and back; spaces or commas separate the words. Throws BadInput that says
/// which word is wrong, without a field path.
std::vector<LayerSpec> parseLayers(std::string_view text);
std::string layersText(const std::vector<LayerSpec>& layers);

/// P, the patches a side of a layer with `channels` channels whose activations are height × width:
/// by the patch rule from r = C_L / C_l, rounded down, then kept within 1 and the shorter side.
/// METHOD, step 2. The network must have a layer; channels, height and width must be positive.
int patchesPerSide(const Experiment::Network& network, int channels, int height, int width);

/// One setting's value as flatSettings writes it. Throws std::out_of_range for an unknown path.
std::string settingText(const Experiment& experiment, std::string_view path);

/// Flat settings of an experiment's JSON, in its order: {"train.batch", "64"}, strings without
/// quotes. For tables of what differs between runs. Throws BadInput for text that isn't a JSON
/// object; keys need not be known ones.
std::vector<std::pair<std::string, std::string>> flatSettings(std::string_view json);

} // namespace asge
