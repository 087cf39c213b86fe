// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace asge {

/// One convolution layer as `network.layers` writes it: "128M" has 128 channels and pools.
struct LayerSpec {
    int channels = 0;
    bool pools = false; ///< its output is pooled over 2 × 2 positions

    bool operator==(const LayerSpec&) const = default;
};

enum class Labels { fine, coarse };      ///< which labels of CIFAR-100
enum class ZoomOf { image, photograph }; ///< what augment.zoom crops
enum class PatchRule { linear, power, root }; ///< ⌊α·r⌋, ⌊r^α⌋, ⌊α·√r⌋ for r = C_L / C_l
enum class Goodness { mean, sum };            ///< of Y² over a patch
enum class Normalization { layer, channel, rms, none };
enum class Pooling { rms, max, mean };
enum class ProjectionDistribution { uniform, normal, orthogonal };
enum class ProjectionTraining { frozen, trained };
enum class OptimizerKind { adamw, sgd };
enum class Schedule { constant, cosine };
enum class UpdateOrder { together, greedy };
enum class OnNonfinite { stop, pause, rollback };
enum class ComputePath { fast, plain };
enum class Precision { float32, bfloat16, tf32 };

/// An experiment: everything that decides what a run does. The defaults are the values that worked
/// best for the method in our measurements. Each member's JSON key is its name in snake case; its
/// bounds, title and description are in the table of settings (setting_table.cpp) and nowhere else.
struct Experiment {
    std::string method = "asge"; ///< a name of methodFacts()

    struct Data {
        std::string name = "fashion-mnist"; ///< a name of the catalogue, or any name with a path
        std::string path;      ///< folder with the files; empty: the folders of dataFolders()
        int limit = 0;         ///< largest number of training images; 0: all
        int testLimit = 0;     ///< largest number of test images; 0: all
        int validation = 2000; ///< training images that are set aside for validation
        /// Side in pixels of the square to which the photographs of an image folder are scaled;
        /// 0: they stay as they are, and must all have one size.
        int size = 0;
        Labels labels = Labels::fine;
        /// MiB of pixels to keep in memory. A larger image folder is decoded again whenever its
        /// images are needed.
        int memory = 4096;
        /// Side of the centre square that is scaled, as a fraction of the photograph's shorter
        /// side.
        double centreCrop = 1.0;
        /// Names of the classes to keep, separated by commas; empty: all. "#7" is the class with
        /// index 7.
        std::string classes = {};
        bool operator==(const Data&) const = default;
    } data;

    /// Random changes to training images, in the order in which they are applied.
    struct Augment {
        double zoom = 1.0;   ///< smallest fraction of the area that a random crop keeps
        int crop = 0;        ///< pixels of padding before a crop of the original size
        double flip = 0.0;   ///< probability of a horizontal flip
        double jitter = 0.0; ///< strength of the changes of brightness, contrast and saturation
        double grey = 0.0;   ///< probability of a conversion to greyscale
        int cutout = 0;      ///< side in pixels of a square that is blanked
        double erase = 0.0;  ///< probability of blanking a random rectangle
        /// `photograph`: zoom crops the photograph that the image was made from, which is decoded
        /// again each time.
        ZoomOf zoomOf = ZoomOf::image;
        bool operator==(const Augment&) const = default;
    } augment;

    struct Network {
        std::vector<LayerSpec> layers; ///< as text "32 64M 128M 256M"
        double alpha = 1.0;            ///< α of the patch rule
        PatchRule patchRule = PatchRule::linear;
        Goodness goodness = Goodness::mean;
        /// Of each later layer's input, per image.
        Normalization normalization = Normalization::layer;
        Pooling pooling = Pooling::rms;
        /// Fraction of the channels of each later layer's input that a training step zeroes.
        double dropout = 0.0;
        bool operator==(const Network&) const = default;
    } network;

    struct Projection {
        ProjectionDistribution distribution = ProjectionDistribution::uniform;
        /// Times 1/√D for D goodness values: the bound of the uniform distribution, the standard
        /// deviation of the normal one.
        double gain = 5.0;
        ProjectionTraining training = ProjectionTraining::frozen;
        bool operator==(const Projection&) const = default;
    } projection;

    struct Optimizer {
        OptimizerKind name = OptimizerKind::adamw;
        double learningRate = 0.002;
        std::vector<double> layerRates; ///< factors of the learning rate per layer; empty: all 1
        double weightDecay = 0.0;       ///< decoupled from the gradient for AdamW
        double momentum = 0.9;          ///< of SGD
        Schedule schedule = Schedule::cosine;
        double warmup = 0.0; ///< epochs over which the learning rate grows linearly from 0
        bool operator==(const Optimizer&) const = default;
    } optimizer;

    struct Train {
        int epochs = 10;
        int batch = 64; ///< images per step
        std::int64_t seed = 1;
        /// `greedy`: the layers learn one after another, each for an equal share of the epochs.
        UpdateOrder order = UpdateOrder::together;
        double labelSmoothing = 0.1;
        /// Epochs without a better validation accuracy after which training ends; 0: never.
        int patience = 0;
        /// Epochs without a better validation accuracy of a layer after which the layer is frozen;
        /// 0: never.
        int freezePatience = 0;
        /// What a training does at a loss, gradient or weight that is not finite, unless it runs in
        /// a window, where `stop` pauses it: the user can act.
        OnNonfinite onNonfinite = OnNonfinite::stop;
        bool operator==(const Train&) const = default;
    } train;

    struct Checkpoint {
        /// Checkpoints that are kept in addition to the last and the best one, spread evenly over
        /// the epochs.
        int keep = 2;
        double minutes = 10.0; ///< between checkpoints within an epoch; 0: none within epochs
        bool operator==(const Checkpoint&) const = default;
    } checkpoint;

    struct Compute {
        /// `fast`: fused passes on the CPU, a captured graph on a GPU. `plain`: one LibTorch
        /// operation after another, the reference that `fast` is tested against.
        ComputePath path = ComputePath::fast;
        /// Of the convolutions and the activations; weights and sums stay float32.
        Precision precision = Precision::float32;
        bool operator==(const Compute&) const = default;
    } compute;

    std::string device = "auto"; ///< "auto", "cpu", "cuda", "cuda:N"
    int threads = 0;             ///< CPU threads; 0: one per core

    struct Probe {
        int samples = 24;     ///< test images whose goodness maps are kept
        int batch = 128;      ///< test images for channel statistics; at least `samples`
        double budget = 0.01; ///< largest fraction of the training time that probes take
        bool operator==(const Probe&) const = default;
    } probe;

    bool operator==(const Experiment&) const = default;
};

} // namespace asge
