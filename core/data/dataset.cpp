// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/dataset.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/channel_statistics.h"
#include "core/data/class_coverage.h"
#include "core/data/formats.h"
#include "core/data/image_files.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>
#include <random>
#include <utility>

namespace asge {

namespace {

/// These seeds must never change, or old and new runs would have different validation images.
constexpr std::uint64_t kTrainPermutation = 0x61736765'74726e31;
constexpr std::uint64_t kTestPermutation = 0x61736765'74737431;

constexpr std::size_t kMostNotes = 20;

std::vector<int> fixedPermutation(int count, std::uint64_t seed) {
    std::vector<int> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    std::mt19937_64 random(seed);
    // A Fisher–Yates shuffle; std::shuffle may differ between standard libraries.
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[random() % i]);
    }
    return order;
}

/// Selected images of a set that is not in memory.
class PickedReader : public ImageReader {
  public:
    PickedReader(std::shared_ptr<const ImageReader> all, std::vector<int> positions)
        : all_(std::move(all)), positions_(std::move(positions)) {}

    void read(int index, std::uint8_t* pixels) const override {
        all_->read(positions_[static_cast<std::size_t>(index)], pixels);
    }
    std::vector<ChannelSum> sums(int index) const override {
        return all_->sums(positions_[static_cast<std::size_t>(index)]);
    }

  private:
    std::shared_ptr<const ImageReader> all_;
    std::vector<int> positions_;
};

std::uint8_t* imageAt(ImageSet& set, int index) {
    return set.pixels.data() + set.imageBytes() * static_cast<std::size_t>(index);
}

std::vector<int> labelsAt(const ImageSet& from, const std::vector<int>& positions) {
    std::vector<int> labels;
    labels.reserve(positions.size());
    for (const int position : positions) {
        labels.push_back(from.labels[static_cast<std::size_t>(position)]);
    }
    return labels;
}

ImageSet pick(const ImageSet& from, std::vector<int> positions) {
    ImageSet set{static_cast<int>(positions.size()), from.channels, from.height, from.width, {},
                 labelsAt(from, positions)};
    if (from.reader) {
        set.reader = std::make_shared<PickedReader>(from.reader, std::move(positions));
        return set;
    }
    set.pixels.resize(set.imageBytes() * positions.size());
    for (int i = 0; i < set.count; ++i) {
        readImage(from, positions[static_cast<std::size_t>(i)], imageAt(set, i));
    }
    return set;
}

/// Moves image order[i] to position i, without a second copy of the pixels.
void arrange(ImageSet& set, const std::vector<int>& order) {
    set.labels = labelsAt(set, order);
    std::vector<std::uint8_t> held(set.imageBytes());
    std::vector<bool> done(order.size());
    for (int start = 0; start < set.count; ++start) {
        if (done[static_cast<std::size_t>(start)]) {
            continue;
        }
        readImage(set, start, held.data());
        int place = start;
        for (int next = 0; !done[static_cast<std::size_t>(place)]; place = next) {
            done[static_cast<std::size_t>(place)] = true;
            next = order[static_cast<std::size_t>(place)];
            if (next == start) {
                std::copy(held.begin(), held.end(), imageAt(set, place));
            } else {
                readImage(set, next, imageAt(set, place));
            }
        }
    }
}

/// Keeps the first `count` images.
void cutTo(ImageSet& set, int count) {
    const bool frees = count <= set.count / 2;
    set.count = count;
    set.labels.resize(static_cast<std::size_t>(count));
    set.pixels.resize(set.imageBytes() * set.labels.size());
    if (frees) {
        set.pixels.shrink_to_fit();
    }
}

/// Takes training images from the front of the fixed permutation, and validation images from its
/// end.
void splitTraining(ImageSet all, const Experiment::Data& data, int validation, DataSet& result) {
    const std::vector<int> order = fixedPermutation(all.count, kTrainPermutation);
    const int remaining = all.count - validation;
    const int trained = data.limit == 0 ? remaining : std::min(data.limit, remaining);
    result.validation = pick(all, {order.begin() + remaining, order.end()});
    if (all.reader) {
        result.train = pick(all, {order.begin(), order.begin() + trained});
        return;
    }
    arrange(all, order);
    cutTo(all, trained);
    result.train = std::move(all);
}

[[noreturn]] void failValidation(const Experiment::Data& data, int images,
                                 const std::string& ofThem = {}) {
    throw BadInput("data.validation: " + std::to_string(data.validation) +
                   " validation images out of " + std::to_string(images) + ofThem +
                   " leave no images to train on");
}

void splitTraining(StoredImages& images, const Experiment::Data& data, DataSet& result) {
    if (images.validation) {
        splitTraining(std::move(images.train), data, 0, result);
        result.validation = std::move(*images.validation);
        return;
    }
    if (data.validation >= images.train.count) {
        failValidation(data, images.train.count);
    }
    splitTraining(std::move(images.train), data, data.validation, result);
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

std::vector<int> inOrder(int count) {
    std::vector<int> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    return order;
}

/// Selects image files as splitTraining and limitTest select images, and reads them. A damaged file
/// is replaced: for validation by one before it in the permutation, otherwise by one after it.
class FileSplit {
  public:
    FileSplit(const StoredImages& images, const Experiment::Data& data, LoadWatch& watch,
              LoadFor use)
        : images_(images), data_(data), use_(use), files_(data, false, watch) {}

    void read(DataSet& result) {
        const ImageSet& train = images_.train;
        const std::vector<int> order = fixedPermutation(train.count, kTrainPermutation);
        int remaining = train.count;
        if (images_.validation) {
            const int count = images_.validation->count;
            readPart(*images_.validation, inOrder(count), count);
        } else {
            if (data_.validation >= train.count) {
                failValidation(data_, train.count);
            }
            remaining -= readValidation(order);
        }
        if (remaining < 1) { // damaged images were replaced by others
            failValidation(data_, train.count,
                           ", some of which can't be used (asge data verify names them),");
        }
        const int trained = data_.limit == 0 ? remaining : std::min(data_.limit, remaining);
        readPart(train, {order.begin(), order.begin() + remaining}, trained);
        const int tests = images_.test.count;
        const bool isWhole = data_.testLimit == 0 || data_.testLimit >= tests;
        readPart(images_.test, isWhole ? inOrder(tests) : fixedPermutation(tests, kTestPermutation),
                 isWhole ? tests : data_.testLimit);
        finish(result);
    }

  private:
    /// Returns the number of images that are no longer available for training.
    int readValidation(const std::vector<int>& order) {
        const int count = data_.validation;
        std::vector<int> positions(order.end() - count, order.end());
        positions.insert(positions.end(), order.rbegin() + count, order.rend());
        return static_cast<int>(readPart(images_.train, std::move(positions), count));
    }

    std::size_t readPart(const ImageSet& from, std::vector<int> positions, int wanted) {
        constexpr std::array kNames{"validation", "training", "test"};
        const std::size_t part = parts_++;
        const bool isTraining = part == 1;
        const bool isShape = use_ == LoadFor::shape;
        return files_.read({.from = &from,
                            .positions = std::move(positions),
                            .wanted = static_cast<std::size_t>(wanted),
                            .isTraining = isTraining,
                            .stays = isShape || (isTraining && use_ == LoadFor::evaluation),
                            .isRead = !isShape,
                            .name = kNames[part]});
    }

    void finish(DataSet& result) {
        std::vector<ReadPart> parts = files_.finish();
        if (data_.limit == 0) { // with a limit, a class may have no image by chance
            std::vector<const ReadPart*> chosen{&parts[1]};
            if (!images_.validation) {
                chosen.push_back(&parts[0]);
            }
            requireClassesLeft(chosen, result.classNames, files_.notes());
        }
        result.validation = std::move(parts[0].set);
        result.train = std::move(parts[1].set);
        result.test = std::move(parts[2].set);
        result.testIndices = std::move(parts[2].kept);
        result.notes.insert(result.notes.end(), files_.notes().begin(), files_.notes().end());
        result.skipped += files_.skipped();
        result.filesKey = files_.key();
        for (StampedFiles& group : files_.takeSources()) {
            result.sources.push_back(std::move(group));
        }
    }

    const StoredImages& images_;
    const Experiment::Data& data_;
    const LoadFor use_;
    FileParts files_;
    std::size_t parts_ = 0; ///< number of parts that were begun: validation, training, test
};

/// Notes channels that are practically constant.
void noteConstantChannels(DataSet& result) {
    std::vector<std::string> channels;
    for (std::size_t i = 0; i < result.standardDeviation.size(); ++i) {
        if (result.standardDeviation[i] < kMinStandardDeviation) {
            std::array<char, 64> text{};
            std::snprintf(text.data(), text.size(), "%zu (standard deviation %.2g)", i,
                          static_cast<double>(result.standardDeviation[i]));
            channels.emplace_back(text.data());
        }
    }
    if (!channels.empty()) {
        constexpr std::size_t kMostNamed = 8;
        channels.resize(std::min(channels.size(), kMostNamed));
        result.notes.push_back("the training images hardly vary in channel " +
                               wordList(channels, "and") +
                               "; inputs are divided by one grey level (1/255) instead of its "
                               "standard deviation");
    }
}

void measureChannels(LoadWatch& watch, DataSet& result) {
    ChannelStatistics statistics = channelStatistics(result.train, watch);
    result.mean = std::move(statistics.mean);
    result.standardDeviation = std::move(statistics.standardDeviation);
    for (const float deviation : result.standardDeviation) {
        result.inputDivisor.push_back(std::max(deviation, kMinStandardDeviation));
    }
    noteConstantChannels(result);
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

DataSet loadDataSet(const Experiment::Data& data, LoadWatch& watch, LoadFor use) {
    requireSound(data);
    const FoundData found = findDataSet(data);
    const StampedFiles folder = StampedFiles::of({found.folder.string()});
    StoredImages images = listStored(found, data, watch);
    images.sources.push_back(folder);

    const std::vector<int> testPositions = std::move(images.testPositions);
    DataSet result;
    result.name = data.name;
    result.classNames = std::move(images.classNames);
    result.notes = std::move(images.missing);
    result.notes.insert(result.notes.end(), images.notes.begin(), images.notes.end());
    result.skipped = images.skipped;
    result.ignored = std::move(images.ignored);
    result.sources = std::move(images.sources);
    if (images.train.files) {
        FileSplit(images, data, watch, use).read(result);
    } else {
        splitTraining(images, data, result);
        limitTest(std::move(images.test), data, result);
    }
    for (int& index : result.testIndices) {
        index = testPositions.empty() ? index : testPositions[static_cast<std::size_t>(index)];
    }
    judgeSize(data, found, result.train, result.notes);
    if (use != LoadFor::shape) {
        measureChannels(watch, result);
    }
    return result;
}

DataSet loadDataSet(const Experiment::Data& data) {
    LoadWatch unwatched;
    return loadDataSet(data, unwatched);
}

std::vector<std::string> shortened(std::vector<std::string> notes) {
    if (notes.size() > kMostNotes) {
        const std::size_t more = notes.size() - kMostNotes;
        notes.resize(kMostNotes);
        notes.push_back("and " + std::to_string(more) + " more: asge data verify lists all");
    }
    return notes;
}

} // namespace asge
