#include "core/data/dataset.h"

#include "core/data/byte_source.h"
#include "core/data/catalogue.h"
#include "core/data/idx.h"
#include "core/error.h"
#include "core/experiment/files.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <random>
#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

/// Fixed for good: another seed would make validation figures of old runs and new ones differ.
constexpr std::uint64_t kTrainPermutation = 0x61736765'74726e31;
constexpr std::uint64_t kTestPermutation = 0x61736765'74737431;

std::vector<int> fixedPermutation(int count, std::uint64_t seed) {
    std::vector<int> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    std::mt19937_64 random(seed);
    // Own Fisher–Yates: std::shuffle may differ between standard libraries.
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[random() % i]);
    }
    return order;
}

ImageSet toImages(IdxArray array, const fs::path& file) {
    const std::vector<int>& shape = array.shape;
    if (shape.size() < 3) {
        refuse(file, "images must have rank 3 (N × H × W) or 4 (N × C × H × W), have rank " +
                         std::to_string(shape.size()));
    }
    ImageSet set;
    set.count = shape.front();
    set.channels = shape.size() == 4 ? shape[1] : 1;
    set.height = shape[shape.size() - 2];
    set.width = shape.back();
    set.pixels = std::move(array.bytes);
    return set;
}

std::vector<int> readLabels(const fs::path& file) {
    const IdxArray array = readIdx(file);
    if (array.shape.size() != 1) {
        refuse(file, "labels must have rank 1, have rank " + std::to_string(array.shape.size()));
    }
    return {array.bytes.begin(), array.bytes.end()};
}

ImageSet readSet(const fs::path& imageFile, const fs::path& labelFile) {
    ImageSet set = toImages(readIdx(imageFile), imageFile);
    set.labels = readLabels(labelFile);
    if (set.labels.size() != static_cast<std::size_t>(set.count)) {
        refuse(imageFile, "holds " + std::to_string(set.count) + " images, but " +
                              shownName(labelFile) + " holds " + std::to_string(set.labels.size()) +
                              " labels");
    }
    return set;
}

std::string sizeText(const ImageSet& set) {
    return std::to_string(set.channels) + " × " + std::to_string(set.height) + " × " +
           std::to_string(set.width);
}

void requireSameSize(const ImageSet& train, const ImageSet& test, const IdxFiles& files) {
    if (sizeText(train) != sizeText(test)) {
        refuse(files.testImages, "images are " + sizeText(test) + ", but those of " +
                                     shownName(files.trainImages) + " are " + sizeText(train));
    }
}

void requireLabels(const std::vector<int>& labels, int classes, const fs::path& file) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] >= classes) {
            refuse(file, "label at position " + std::to_string(i) + " must be from 0 to " +
                             std::to_string(classes - 1) + ", is " + std::to_string(labels[i]));
        }
    }
}

/// Names of the catalogue, or numbers up to the largest label.
std::vector<std::string> classNamesOf(const std::string& name, const ImageSet& train,
                                      const ImageSet& test) {
    if (const CatalogueEntry* entry = findInCatalogue(name)) {
        return entry->classNames;
    }
    const auto largest = [](const ImageSet& set) {
        return *std::max_element(set.labels.begin(), set.labels.end());
    };
    const int classes = std::max(largest(train), largest(test)) + 1;
    std::vector<std::string> names;
    for (int i = 0; i < classes; ++i) {
        names.push_back(std::to_string(i));
    }
    return names;
}

ImageSet pick(const ImageSet& from, const std::vector<int>& positions) {
    ImageSet set{
        static_cast<int>(positions.size()), from.channels, from.height, from.width, {}, {}};
    const std::size_t size = from.pixels.size() / static_cast<std::size_t>(from.count);
    set.pixels.reserve(size * positions.size());
    set.labels.reserve(positions.size());
    for (const int position : positions) {
        const auto first = from.pixels.begin() +
                           static_cast<std::ptrdiff_t>(size * static_cast<std::size_t>(position));
        set.pixels.insert(set.pixels.end(), first, first + static_cast<std::ptrdiff_t>(size));
        set.labels.push_back(from.labels[static_cast<std::size_t>(position)]);
    }
    return set;
}

/// Splits the training file into what is trained on and what is held out.
void splitTraining(const ImageSet& all, const Experiment::Data& data, DataSet& result) {
    if (data.validation >= all.count) {
        throw BadInput("data.validation: " + std::to_string(data.validation) +
                       " images are to be held out of " + std::to_string(all.count) +
                       ", which leaves none to train on");
    }
    const std::vector<int> order = fixedPermutation(all.count, kTrainPermutation);
    const int remaining = all.count - data.validation;
    const int trained = data.limit == 0 ? remaining : std::min(data.limit, remaining);
    result.train = pick(all, {order.begin(), order.begin() + trained});
    result.validation = pick(all, {order.begin() + remaining, order.end()});
}

void limitTest(ImageSet all, const Experiment::Data& data, DataSet& result) {
    if (data.testLimit == 0 || data.testLimit >= all.count) {
        result.testIndices.resize(static_cast<std::size_t>(all.count));
        std::iota(result.testIndices.begin(), result.testIndices.end(), 0);
        result.test = std::move(all);
        return;
    }
    result.testIndices = fixedPermutation(all.count, kTestPermutation);
    result.testIndices.resize(static_cast<std::size_t>(data.testLimit));
    result.test = pick(all, result.testIndices);
}

/// How often each value occurs in a channel: sums over it are exact in whole numbers.
std::array<std::uint64_t, 256> histogram(const ImageSet& set, std::size_t channel) {
    const auto plane = static_cast<std::size_t>(set.height) * static_cast<std::size_t>(set.width);
    const std::size_t image = plane * static_cast<std::size_t>(set.channels);
    std::array<std::uint64_t, 256> counts{};
    for (std::size_t first = channel * plane; first < set.pixels.size(); first += image) {
        for (std::size_t i = first; i < first + plane; ++i) {
            ++counts[set.pixels[i]];
        }
    }
    return counts;
}

void measureChannel(const ImageSet& set, std::size_t channel, DataSet& result) {
    std::uint64_t count = 0;
    double sum = 0.0;
    double squares = 0.0;
    const auto counts = histogram(set, channel);
    for (std::size_t value = 0; value < counts.size(); ++value) {
        const auto scaled = static_cast<double>(value) / 255.0;
        const auto times = static_cast<double>(counts[value]);
        count += counts[value];
        sum += times * scaled;
        squares += times * scaled * scaled;
    }
    const double mean = sum / static_cast<double>(count);
    const double variance = std::max(squares / static_cast<double>(count) - mean * mean, 0.0);
    const bool constant = *std::max_element(counts.begin(), counts.end()) == count;
    result.mean.push_back(static_cast<float>(mean));
    result.deviation.push_back(constant ? 1.0F : static_cast<float>(std::sqrt(variance)));
}

void requireSound(const Experiment::Data& data) {
    const std::array<std::pair<const char*, int>, 3> counts{{{"data.limit", data.limit},
                                                             {"data.test_limit", data.testLimit},
                                                             {"data.validation", data.validation}}};
    for (const auto& [field, count] : counts) {
        if (count < 0) {
            throw BadInput(std::string(field) + ": must not be negative, is " +
                           std::to_string(count));
        }
    }
}

} // namespace

void readImage(const ImageSet& set, int index, std::uint8_t* pixels) {
    if (set.reader) {
        set.reader->read(index, pixels);
        return;
    }
    const std::size_t size = set.imageBytes();
    const auto first =
        set.pixels.begin() + static_cast<std::ptrdiff_t>(size * static_cast<std::size_t>(index));
    std::copy_n(first, size, pixels);
}

DataSet loadDataSet(const Experiment::Data& data) {
    requireSound(data);
    const IdxFiles files = findDataFiles(data);
    const ImageSet train = readSet(files.trainImages, files.trainLabels);
    ImageSet test = readSet(files.testImages, files.testLabels);
    requireSameSize(train, test, files);

    DataSet result;
    result.name = data.name;
    result.classNames = classNamesOf(data.name, train, test);
    const int classes = static_cast<int>(result.classNames.size());
    requireLabels(train.labels, classes, files.trainLabels);
    requireLabels(test.labels, classes, files.testLabels);

    splitTraining(train, data, result);
    limitTest(std::move(test), data, result);
    for (int channel = 0; channel < train.channels; ++channel) {
        measureChannel(result.train, static_cast<std::size_t>(channel), result);
    }
    return result;
}

} // namespace asge
