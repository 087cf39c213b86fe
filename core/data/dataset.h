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

    /// The sums of each channel of image `index`, if they are known without reading it; else empty.
    virtual std::vector<ChannelSum> sums(int /*index*/) const { return {}; }

    /// Writes image `index` of the set, C × H × W bytes. May be called from several threads at
    /// once. Throws BadInput, one line that names the file, where it can't be read any more.
    virtual void read(int index, std::uint8_t* pixels) const = 0;
};

/// Reads photographs that are scaled to the images of a set, or any part of one.
class PhotographReader : public ImageReader {
  public:
    /// Of photograph `index` as it stands, in full resolution.
    virtual PixelSize size(int index) const = 0;
    /// As read(), of that part of the photograph, which is scaled to the images' size.
    virtual void readBox(int index, const PixelBox& box, std::uint8_t* pixels) const = 0;
};

/// Images of one size with their labels.
struct ImageSet {
    int count = 0;
    int channels = 0;
    int height = 0;
    int width = 0;
    std::vector<std::uint8_t> pixels; ///< N × C × H × W; empty where there is a reader
    std::vector<int> labels;          ///< N, each from 0 to classes − 1
    std::shared_ptr<const ImageReader> reader = nullptr; ///< null if the pixels are in memory
    /// N, the file of each image; null if images have no files of their own.
    std::shared_ptr<const std::vector<std::string>> files = nullptr;
    std::string folder = {}; ///< where these lie
    /// The photographs that were scaled to these images, whether those are in memory or not; null
    /// if the images are as their files have them.
    std::shared_ptr<const PhotographReader> photographs = nullptr;
    /// Whether all of it has room in data.memory, even if it has a reader.
    bool fitsMemory = false;

    std::size_t imageBytes() const {
        return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
               static_cast<std::size_t>(width);
    }
};

/// Copies image `index`, C × H × W bytes, from memory or from its reader.
void readImage(const ImageSet& set, int index, std::uint8_t* pixels);

/// What an experiment trains, chooses and is tested on.
struct DataSet {
    std::string name;
    std::vector<std::string> classNames; ///< one a class
    ImageSet train;                      ///< trained on
    ImageSet validation;                 ///< held out of the training file; never in `train`
    ImageSet test;
    std::vector<int> testIndices; ///< position in the test file of each image of `test`
    /// Per channel, over all pixels of `train`, scaled to 0…1.
    std::vector<float> mean;
    /// The standard deviation per channel, over all pixels of `train` (not N − 1), scaled to 0…1;
    /// 0 for a channel that is the same everywhere.
    std::vector<float> standardDeviation;
    /// What inputs are divided by, per channel: the standard deviation, but at least
    /// kLeastDeviation, which keeps them bounded.
    std::vector<float> deviation;
    /// Files that were left out or mended, and what else a person should know, a line each that
    /// names the file; empty where all is sound.
    std::vector<std::string> notes;
    int skipped = 0; ///< files that were left out
    /// Files beside the images that are not JPEG or PNG by their ending, by this ending in small
    /// letters (".webp").
    std::map<std::string, int> ignored;
    /// What tells this selection of files from any other, and from what they were before, without
    /// reading them; empty unless images have files of their own.
    std::string filesKey;
    /// The files and folders that all this was read from, as they were right before.
    std::vector<StampedFiles> sources;
};

/// One grey level: a smaller standard deviation says that a channel is practically constant.
constexpr float kLeastDeviation = 1.0F / 255;

/// What a data set is loaded for.
enum class LoadFor {
    training,
    /// Training images that are files aren't read, but for what isn't known of them yet.
    evaluation,
    /// Only sizes and counts are wanted: of files, as far as is known without decoding them, and
    /// there are no channel statistics.
    shape,
};

/// Loads a data set from where the catalogue or data.path finds it, in any of the formats of
/// core/data/formats.h, told by the files that are there:
/// - IDX (rank 3: N × H × W, or rank 4: N × C × H × W);
/// - CIFAR-10's and CIFAR-100's binary files;
/// - a folder of JPEG or PNG files (core/data/image_layout.h says how they may lie). `test` is
///   tested on, else `val`; if there are both, `val` as a whole is the validation set, and
///   `data.validation` has no meaning. Only files that are used are read, and each once: what it is
///   is remembered (core/data/verdict_cache.h). The images have one channel if all files that are
///   used are grey, else three. A file that can't be read rightly is left out and noted; one that
///   only lacks its end is read and noted. Images that take more than `data.memory` get a reader.
///
/// One permutation of the training file, the same for every seed, decides who is held out: its last
/// `validation` images are; of the others the first `limit` are trained on (all if `limit` is 0 or
/// more than there are), so that a larger limit only adds images. Likewise `testLimit` takes the
/// first of a permutation of the test file; if all of it is taken, it stays in file order. What is
/// damaged is replaced by the next file of the permutation.
///
/// Throws BadInput if data can't be found, are damaged, don't fit together or have fewer than two
/// classes, naming the files or the field; Interrupted once `watch` says so.
DataSet loadDataSet(const Experiment::Data& data, LoadWatch& watch,
                    LoadFor use = LoadFor::training);
DataSet loadDataSet(const Experiment::Data& data); ///< the same, without progress or stop

/// Of many notes the first twenty and how many more there are, for showing them.
std::vector<std::string> shortened(std::vector<std::string> notes);

} // namespace asge
