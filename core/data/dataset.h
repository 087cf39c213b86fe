// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/file_stamp.h"
#include "core/data/load_watch.h"
#include "core/data/pixel_box.h"
#include "core/experiment/experiment.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace asge {

/// Sums over the pixels (0 to 255) of one channel of one image.
struct ChannelSum {
    std::uint64_t sum = 0;
    std::uint64_t squares = 0;
};

/// Reads images that are not kept in memory.
class ImageReader {
  public:
    virtual ~ImageReader() = default;

    /// The sums of each channel of image `index` if they are known without reading it; otherwise
    /// empty.
    virtual std::vector<ChannelSum> sums(int /*index*/) const { return {}; }

    /// Writes image `index` of the set, C × H × W bytes. May be called from several threads at
    /// once. Throws BadInput, one line that names the file, if the image can no longer be read.
    virtual void read(int index, std::uint8_t* pixels) const = 0;
};

/// Reads photographs, whole or in part, scaled to the size of a set's images.
class PhotographReader : public ImageReader {
  public:
    /// The size of photograph `index`, upright, in full resolution.
    virtual PixelSize size(int index) const = 0;
    /// Like read(), for a rectangle of the photograph, which is scaled to the images' size.
    virtual void readBox(int index, const PixelBox& box, std::uint8_t* pixels) const = 0;
};

/// Images of one size with their labels.
struct ImageSet {
    int count = 0;
    int channels = 0;
    int height = 0;
    int width = 0;
    std::vector<std::uint8_t> pixels; ///< N × C × H × W; empty if there is a reader
    std::vector<int> labels;          ///< N, each from 0 to classes − 1
    std::shared_ptr<const ImageReader> reader = nullptr; ///< null if the pixels are in memory
    /// The file of each of the N images; null if images have no files of their own.
    std::shared_ptr<const std::vector<std::string>> files = nullptr;
    std::string folder = {}; ///< the folder of the files
    /// The photographs that were scaled to these images, whether the images are in memory or not;
    /// null if images are not scaled.
    std::shared_ptr<const PhotographReader> photographs = nullptr;
    /// Whether the whole set fits into data.memory, even if it has a reader.
    bool fitsMemory = false;

    std::size_t imageBytes() const {
        return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
               static_cast<std::size_t>(width);
    }
};

/// Copies image `index`, C × H × W bytes, from memory or from its reader.
void readImage(const ImageSet& set, int index, std::uint8_t* pixels);

/// The images of an experiment: for training, for validation, and for the test.
struct DataSet {
    std::string name;
    std::vector<std::string> classNames; ///< one per class
    ImageSet train;
    ImageSet validation; ///< chosen from the training file; never in `train`
    ImageSet test;
    std::vector<int> testIndices; ///< the position in the test file of each image of `test`
    /// The mean per channel, over all pixels of `train`, scaled to 0…1.
    std::vector<float> mean;
    /// The standard deviation per channel, over all pixels of `train` (divided by N, not N − 1),
    /// scaled to 0…1; 0 if a channel is constant.
    std::vector<float> standardDeviation;
    /// The divisor of inputs, per channel: the standard deviation, but at least
    /// kMinStandardDeviation, so that inputs stay bounded.
    std::vector<float> inputDivisor;
    /// Notes for the user, one line each that names the file: files that were skipped or repaired,
    /// and the like. Empty if there is nothing to report.
    std::vector<std::string> notes;
    int skipped = 0; ///< files that were left out
    /// Files beside the images that are neither JPEG nor PNG, counted by their extension in lower
    /// case (".webp").
    std::map<std::string, int> ignored;
    /// Identifies this selection of files and their state without reading them; empty unless images
    /// have files of their own.
    std::string filesKey;
    /// The files and folders that the data set was read from, as they were right before.
    std::vector<StampedFiles> sources;
};

/// One grey level: a channel with a smaller standard deviation is practically constant.
constexpr float kMinStandardDeviation = 1.0F / 255;

/// What a data set is loaded for.
enum class LoadFor {
    training,
    /// Training images that are files are not read, except those about which something is unknown.
    evaluation,
    /// Only sizes and counts: files are not decoded unless that is needed to know them, and there
    /// are no channel statistics.
    shape,
};

/// Loads a data set from where the catalogue or data.path finds it, in any of the formats of
/// core/data/formats.h, which is recognised by the files:
/// - IDX (rank 3: N × H × W, or rank 4: N × C × H × W);
/// - CIFAR-10's and CIFAR-100's binary files;
/// - STL-10's binary files;
/// - a folder of JPEG or PNG files (core/data/image_layout.h describes the layouts). The test split
/// is
///   `test`, otherwise `val`; if there are both, `val` is the validation set, and `data.validation`
///   has no effect. Only files that are used are read, each once, and what was found is remembered
///   (core/data/verdict_cache.h). The images have one channel if all files that are used are grey,
///   otherwise three. A file that can't be read correctly is left out and noted; a file that only
///   lacks its end is read and noted. Images that need more than `data.memory` get a reader.
///
/// One permutation of the training file, the same for every seed, chooses the images: the last
/// `validation` of them are for validation; of the others, the first `limit` are trained on (all if
/// `limit` is 0 or too large), so that a larger limit only adds images. Likewise `testLimit` takes
/// the first images of a permutation of the test file; a whole test file stays in its order. A
/// damaged file is replaced by the next one of the permutation.
///
/// Throws BadInput, which names the files or the field, if data can't be found, are damaged, don't
/// fit together or have fewer than two classes; Interrupted if `watch` is stopped.
DataSet loadDataSet(const Experiment::Data& data, LoadWatch& watch,
                    LoadFor use = LoadFor::training);
DataSet loadDataSet(const Experiment::Data& data); ///< without progress, can't be stopped

/// The first twenty of the notes, and a line with the number of the others.
std::vector<std::string> shortened(std::vector<std::string> notes);

} // namespace asge
