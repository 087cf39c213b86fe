#pragma once

#include "core/experiment/experiment.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace asge {

/// Reads images that are not kept in memory.
class ImageReader {
  public:
    virtual ~ImageReader() = default;

    /// Writes image `index` of the set, C × H × W bytes. May be called from several threads at
    /// once. Throws BadInput, one line that names the file, where it can't be read any more.
    virtual void read(int index, std::uint8_t* pixels) const = 0;
};

/// Images of one size with their labels.
struct ImageSet {
    int count = 0;
    int channels = 0;
    int height = 0;
    int width = 0;
    std::vector<std::uint8_t> pixels; ///< N × C × H × W; empty where there is a reader
    std::vector<int> labels;          ///< N, each from 0 to classes − 1
    std::shared_ptr<const ImageReader> reader = nullptr; ///< null where the pixels are in memory

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
    /// Per channel of `train`, pixels scaled to 0…1; of images that aren't in memory, of at most
    /// 10,000 of them, evenly spread.
    std::vector<float> mean;
    /// Per channel of `train`, pixels scaled to 0…1, over all pixels (not N − 1); 1 for a channel
    /// that is the same everywhere, so that dividing by it is safe.
    std::vector<float> deviation;
    /// Files that were left out or mended, and what else a person should know, a line each that
    /// names the file; empty where all is sound.
    std::vector<std::string> notes;
    int skipped = 0; ///< files that were left out
};

/// Loads a data set from where the catalogue or data.path finds it, in any of the formats of
/// core/data/formats.h, told by the files that are there:
/// - IDX (rank 3: N × H × W, or rank 4: N × C × H × W);
/// - CIFAR-10's and CIFAR-100's binary files;
/// - a folder of images, train|val|test/CLASS/*.jpg, *.jpeg or *.png. `test` is tested on, else
///   `val`; where there are both, `val` as a whole is the held-out part, and `data.validation` has
///   no meaning. The set has one channel where all files are grey ones, else three. A file that
///   can't be read rightly is left out and noted; one that only lacks its end is read and noted.
///   A set of more than `data.memory` gets a reader; its files were all decoded once.
///
/// One permutation of the training file, the same for every seed, decides who is held out: its last
/// `validation` images are; of the others the first `limit` are trained on (all where `limit` is 0
/// or more than there are), so that a larger limit only adds images. Likewise `testLimit` takes the
/// first of a permutation of the test file; where all of it is taken, it stays in file order.
///
/// Throws BadInput where data can't be found, are damaged or don't fit together, naming the files
/// or the field.
DataSet loadDataSet(const Experiment::Data& data);

/// Of many notes the first twenty and how many more there are, for showing them.
std::vector<std::string> shortened(std::vector<std::string> notes);

} // namespace asge
