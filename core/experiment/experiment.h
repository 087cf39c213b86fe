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

enum class Goodness { mean, sum }; ///< of Y² over a patch
enum class ProjectionDistribution { uniform, normal };
enum class Schedule { constant, cosine };
enum class ComputePath { fast, plain };
enum class Precision { float32, bfloat16 };

/// An experiment: everything that decides what a run does. The defaults are the method's measured
/// ones; the comments give each key's JSON path and bounds. Lists of names and bounds live in one
/// table (settings.cpp), which the parser, the writer and the form all use.
struct Experiment {
    std::string method = "asge"; ///< method: "asge"

    struct Data {
        std::string name = "fashion-mnist"; ///< data.name: a name of the catalogue
        std::string path; ///< data.path: folder with the files; empty: where the catalogue finds it
        int limit = 0;    ///< data.limit: training images at most, ≥ 0; 0 is all
        int testLimit = 0;     ///< data.test_limit: test images at most, ≥ 0; 0 is all
        int validation = 2000; ///< data.validation: training images held out for Best, ≥ 1
        bool operator==(const Data&) const = default;
    } data;

    struct Network {
        /// network.layers: "32 64M 128M 256M"; 1 to 64 layers, 1 to 4096 channels
        std::vector<LayerSpec> layers;
        double alpha = 1.0;                 ///< network.alpha: patch counts' scale, 0.01 to 100
        Goodness goodness = Goodness::mean; ///< network.goodness: "mean", "sum"
        bool operator==(const Network&) const = default;
    } network;

    struct Projection {
        /// projection.distribution: "uniform", "normal"
        ProjectionDistribution distribution = ProjectionDistribution::uniform;
        /// projection.gain: times 1/√D (uniform: the bound; normal: the deviation), > 0 to 1e6
        double gain = 10.0;
        bool operator==(const Projection&) const = default;
    } projection;

    struct Optimizer {
        std::string name = "adamw";  ///< optimizer.name: "adamw"
        double learningRate = 0.002; ///< optimizer.learning_rate: > 0 to 10
        double weightDecay = 0.0;    ///< optimizer.weight_decay: 0 to 1
        /// optimizer.schedule: "constant", "cosine" (to 0 over the run)
        Schedule schedule = Schedule::cosine;
        bool operator==(const Optimizer&) const = default;
    } optimizer;

    struct Train {
        int epochs = 10;       ///< train.epochs: 1 to 100000
        int batch = 64;        ///< train.batch: 1 to 65536
        std::int64_t seed = 1; ///< train.seed: 0 to 2^53
        bool operator==(const Train&) const = default;
    } train;

    struct Compute {
        /// compute.path: "fast" is fused passes on the CPU, a captured graph on a GPU; "plain" is
        /// one LibTorch operation after another, the reference that the fast one is tested against
        ComputePath path = ComputePath::fast;
        /// compute.precision: "float32", "bfloat16" (of the convolutions and the activations;
        /// trained weights and sums stay float32)
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

/// Reads an experiment; `source` (a file name) stands in the errors. Unknown keys, wrong types,
/// values out of range and repeated keys throw BadInput "SOURCE: FIELD: WHAT"; a syntax error gives
/// line and column. `network.layers` must be there, every other key has a default.
Experiment parseExperiment(std::string_view json, const std::string& source);
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

/// Flat settings of an experiment's JSON, in its order: {"train.batch", "64"}, strings without
/// quotes. For tables of what differs between runs. Throws BadInput for text that isn't a JSON
/// object; keys need not be known ones.
std::vector<std::pair<std::string, std::string>> flatSettings(std::string_view json);

} // namespace asge
