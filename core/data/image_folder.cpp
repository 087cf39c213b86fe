#include "core/data/byte_source.h"
#include "core/data/channel_statistics.h"
#include "core/data/formats.h"
#include "core/data/image_layout.h"
#include "core/data/parallel.h"
#include "core/data/picture.h"
#include "core/error.h"
#include "core/experiment/files.h"
#include "core/experiment/text.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <new>
#include <system_error>
#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kLargestFile = 256ULL << 20U;
/// A header is nearly always within so many bytes; where it isn't, all of the file is read.
constexpr std::uint64_t kHeaderBytes = 16ULL << 10U;

/// What all images of the data set become.
struct Target {
    int channels = 0;
    int height = 0;
    int width = 0;
    int side = 0; ///< data.size

    std::size_t plane() const {
        return static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    }
    std::size_t bytes() const { return static_cast<std::size_t>(channels) * plane(); }
};

/// Calls `work` on a file's bytes; what it refuses gets the file's name.
template <typename Work>
auto withName(const fs::path& file, const ImageBytes& bytes, const Work& work) {
    try {
        return work(bytes);
    } catch (const BadInput& error) {
        refuse(file, error.what());
    }
}

PictureInfo probeFile(const fs::path& file) {
    const ImageBytes start = readStart(file, kHeaderBytes);
    if (start.size() == kHeaderBytes && beginsAsImage(start)) {
        try {
            return probeImage(start);
        } catch (const BadInput&) {
            return withName(file, readBytes(file, kLargestFile), probeImage);
        }
    }
    return withName(file, start, probeImage);
}

std::string sizeText(int width, int height) {
    return std::to_string(width) + " × " + std::to_string(height);
}

void toPlanes(const Picture& picture, const Target& target, std::uint8_t* to) {
    const auto from = static_cast<std::size_t>(picture.channels);
    for (std::size_t channel = 0; channel < static_cast<std::size_t>(target.channels); ++channel) {
        for (std::size_t i = std::min(channel, from - 1); i < picture.pixels.size(); i += from) {
            *to++ = picture.pixels[i];
        }
    }
}

struct ImageFile {
    fs::path path;
    bool isLarge = false;
};

/// Held while a large picture is decoded, which takes up to a gigabyte: as many as there are cores
/// at once would be too much.
std::mutex& largePictures() {
    static std::mutex mutex;
    return mutex;
}

bool isLarge(const PictureInfo& info) {
    constexpr std::int64_t kPixels = 40'000'000; // more than nearly every camera's
    return std::int64_t{info.width} * info.height > kPixels;
}

/// Writes the image as `target` wants it; gives what was mended.
std::string readImageFile(const ImageFile& image, const Target& target, std::uint8_t* pixels) {
    std::unique_lock lock(largePictures(), std::defer_lock);
    if (image.isLarge) {
        lock.lock();
    }
    const fs::path& file = image.path;
    Picture picture = withName(file, readBytes(file, kLargestFile), [&](const ImageBytes& bytes) {
        return decodeImage(bytes, target.side);
    });
    if (target.side > 0) {
        picture = squareOf(picture, target.side);
    }
    if (picture.width != target.width || picture.height != target.height ||
        picture.channels > target.channels) {
        refuse(file, "was another image when the data set was loaded");
    }
    toPlanes(picture, target, pixels);
    return picture.mended;
}

/// Images of files, and what is known of them since all were decoded once.
class FolderReader : public ImageReader {
  public:
    FolderReader(std::vector<ImageFile> files, std::vector<ChannelSum> sums, const Target& target)
        : files_(std::move(files)), sums_(std::move(sums)), target_(target) {}

    void read(int index, std::uint8_t* pixels) const override {
        readImageFile(files_[static_cast<std::size_t>(index)], target_, pixels);
    }
    std::vector<ChannelSum> sums(int index) const override {
        const auto first = sums_.begin() + std::ptrdiff_t{index} * target_.channels;
        return {first, first + target_.channels};
    }

  private:
    std::vector<ImageFile> files_;
    std::vector<ChannelSum> sums_; ///< files × channels
    Target target_;
};

/// An image file, and what became of it.
struct Candidate {
    ListedImage image;
    PictureInfo info = {};
    std::vector<ChannelSum> sums = {}; ///< per channel, if the pixels don't stay in memory
    bool skipped = false;
    std::string note = {}; ///< why it was skipped, or what was mended; empty for a sound one
};

/// The images of a split.
class Part {
  public:
    explicit Part(ImageSplit split) : folder_(std::move(split.folder)) {
        for (ListedImage& image : split.images) {
            candidates_.push_back({std::move(image)});
        }
    }

    /// Reads all headers.
    void probe() {
        forEachCandidate(
            [](Candidate& candidate, int) { candidate.info = probeFile(candidate.image.file); });
        dropSkipped();
    }

    const std::vector<Candidate>& candidates() const { return candidates_; }

    /// Decodes every image, if only to see whether it is sound. They stay in memory where they take
    /// no more than `memory` bytes.
    ImageSet read(const Target& target, std::uint64_t memory) {
        const bool stays = candidates_.size() * target.bytes() <= memory;
        ImageSet set{0, target.channels, target.height, target.width, {}, {}};
        if (stays) {
            takeMemory(set);
        }
        forEachCandidate([&](Candidate& candidate, int index) {
            std::vector<std::uint8_t> apart(stays ? 0 : target.bytes());
            std::uint8_t* pixels = stays ? slot(set, index) : apart.data();
            const std::string mended =
                readImageFile({candidate.image.file, isLarge(candidate.info)}, target, pixels);
            if (!stays) {
                candidate.sums = channelSums(pixels, target.channels, target.plane());
            }
            if (!mended.empty()) {
                candidate.note =
                    shownName(candidate.image.file) + ": " + mended + "; all its pixels are there";
            }
        });
        if (stays) {
            closeGaps(set);
        }
        dropSkipped();
        describe(set);
        if (!stays) {
            set.reader = std::make_shared<FolderReader>(files(), sums(), target);
        }
        return set;
    }

    /// Throws where a class has no image to train on; in another part that is only noted.
    void requireClasses(const ImageSet& set, const std::vector<std::string>& classes,
                        bool isTraining) {
        std::vector<int> counts(classes.size());
        for (const int label : set.labels) {
            ++counts[static_cast<std::size_t>(label)];
        }
        for (std::size_t i = 0; i < classes.size(); ++i) {
            if (counts[i] == 0 && isTraining) {
                refuseClass(classes[i]);
            }
            if (counts[i] == 0) {
                notes_.push_back(shownName(folder_) + ": has no image of class " +
                                 oneLine(classes[i]));
            }
        }
        if (set.count == 0) {
            refuse(folder_, "has no image that can be used" + firstReason());
        }
    }

    /// A class may be a folder's name or a table's word.
    [[noreturn]] void refuseClass(const std::string& name) const {
        std::error_code ignored;
        if (fs::is_directory(folder_ / name, ignored)) {
            refuse(folder_ / name, "no image of this class can be used" + firstReason());
        }
        refuse(folder_,
               "no image of class '" + oneLine(name, 100) + "' can be used" + firstReason());
    }

    void addTo(StoredImages& images) {
        images.notes.insert(images.notes.end(), notes_.begin(), notes_.end());
        images.skipped += skipped_;
    }

  private:
    /// Calls work(candidate, index) on several threads. What is refused becomes a note.
    template <typename Work>
    void forEachCandidate(const Work& work) {
        forEachInParallel(static_cast<int>(candidates_.size()), [&](int i) {
            Candidate& candidate = candidates_[static_cast<std::size_t>(i)];
            try {
                work(candidate, i);
            } catch (const BadInput& error) {
                candidate.skipped = true;
                candidate.note = std::string(error.what()) + "; skipped";
            }
        });
    }

    /// Notes are gathered here, in the files' order whatever the threads did.
    void dropSkipped() {
        for (Candidate& candidate : candidates_) {
            if (!candidate.note.empty()) {
                notes_.push_back(std::exchange(candidate.note, {}));
            }
            if (candidate.skipped && skipped_++ == 0) {
                firstSkipped_ = notes_.back();
            }
        }
        std::erase_if(candidates_, [](const Candidate& candidate) { return candidate.skipped; });
    }

    void takeMemory(ImageSet& set) const {
        const std::size_t size = candidates_.size() * set.imageBytes();
        try {
            set.pixels.resize(size);
        } catch (const std::bad_alloc&) {
            throw BadInput("data.memory: the images of " + shownName(folder_) + " need " +
                           std::to_string(size >> 20U) +
                           " MiB, more than there is: set it to less, and they are decoded anew "
                           "whenever they are needed");
        }
    }

    static std::uint8_t* slot(ImageSet& set, int index) {
        return set.pixels.data() + set.imageBytes() * static_cast<std::size_t>(index);
    }

    void closeGaps(ImageSet& set) const {
        int to = 0;
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            if (!candidates_[i].skipped) {
                const std::uint8_t* from = slot(set, static_cast<int>(i));
                std::copy_n(from, set.imageBytes(), slot(set, to++));
            }
        }
        set.pixels.resize(set.imageBytes() * static_cast<std::size_t>(to));
    }

    void describe(ImageSet& set) const {
        set.count = static_cast<int>(candidates_.size());
        for (const Candidate& candidate : candidates_) {
            set.labels.push_back(candidate.image.label);
        }
    }

    std::vector<ImageFile> files() const {
        std::vector<ImageFile> files;
        for (const Candidate& candidate : candidates_) {
            files.push_back({candidate.image.file, isLarge(candidate.info)});
        }
        return files;
    }

    std::vector<ChannelSum> sums() const {
        std::vector<ChannelSum> sums;
        for (const Candidate& candidate : candidates_) {
            sums.insert(sums.end(), candidate.sums.begin(), candidate.sums.end());
        }
        return sums;
    }

    std::string firstReason() const {
        return firstSkipped_.empty() ? std::string() : " (" + firstSkipped_ + ")";
    }

    fs::path folder_;
    std::vector<Candidate> candidates_; ///< those that aren't skipped, but within a pass
    std::vector<std::string> notes_;
    int skipped_ = 0;
    std::string firstSkipped_;
};

/// Channels and size that all parts have in common.
Target targetOf(const std::vector<Part>& parts, int side) {
    Target target{1, side, side, side};
    const Candidate* first = nullptr;
    for (const Part& part : parts) {
        for (const Candidate& candidate : part.candidates()) {
            const PictureInfo& info = candidate.info;
            target.channels = std::max(target.channels, info.channels);
            first = first == nullptr ? &candidate : first;
            if (side == 0 &&
                (info.width != first->info.width || info.height != first->info.height)) {
                throw BadInput("data.size: must say to which side the images are scaled, as they "
                               "differ: " +
                               shownName(candidate.image.file) + " is " +
                               sizeText(info.width, info.height) + ", " +
                               shownName(first->image.file) + " is " +
                               sizeText(first->info.width, first->info.height));
            }
        }
    }
    if (side == 0 && first != nullptr) {
        target.height = first->info.height;
        target.width = first->info.width;
    }
    return target;
}

std::optional<fs::path> findFolder(const fs::path& folder, const Experiment::Data&) {
    const fs::path whole = withoutSplit(folder);
    return hasImageLayout(whole) ? std::optional(whole) : std::nullopt;
}

StoredImages loadFolder(const fs::path& folder, const Experiment::Data& data) {
    ImageLayout layout = layoutOf(folder);
    std::vector<Part> parts;
    parts.emplace_back(std::move(layout.train));
    parts.emplace_back(std::move(layout.test));
    if (layout.validation) {
        parts.emplace_back(std::move(*layout.validation));
    }
    for (Part& part : parts) {
        part.probe();
    }
    const Target target = targetOf(parts, data.size);
    StoredImages images;
    images.notes = std::move(layout.notes);
    images.ignored = std::move(layout.leftOut.ignored);
    images.validation.emplace();
    const std::array<ImageSet*, 3> sets{&images.train, &images.test, &*images.validation};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        *sets[i] = parts[i].read(target, static_cast<std::uint64_t>(data.memory) << 20U);
        parts[i].requireClasses(*sets[i], layout.classes, i == 0);
        parts[i].addTo(images);
    }
    if (parts.size() < sets.size()) {
        images.validation.reset();
    }
    images.classNames = std::move(layout.classes);
    return images;
}

} // namespace

constinit const DataFormat kImageFolderFormat{"image folder",
                                              "train/CLASS/*.jpg or *.png, CLASS/*.jpg or *.png",
                                              true, findFolder, loadFolder};

} // namespace asge
