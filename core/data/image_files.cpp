// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/image_files.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/channel_statistics.h"
#include "core/data/class_coverage.h"
#include "core/data/decode.h"
#include "core/data/file_reader.h"
#include "core/data/file_stamp.h"
#include "core/data/picture.h"
#include "core/data/verdict_cache.h"
#include "core/data/watched_loop.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <list>
#include <mutex>
#include <new>
#include <numeric>
#include <set>
#include <system_error>
#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

/// Nearly all headers are within this size; otherwise the whole file is read.
constexpr std::uint64_t kHeaderBytes = 16ULL << 10U;

/// Thrown for a colour image among images that were assumed to be grey.
struct ColourFound {};

std::string sizeText(const PictureInfo& info) {
    return std::to_string(info.width) + " × " + std::to_string(info.height);
}

/// An image file, and what is known about it.
struct Candidate {
    std::optional<FileStamp> stamp = std::nullopt;
    std::optional<FileVerdict> verdict = std::nullopt;
    std::string trouble = {}; ///< why the file can't be read, with its name
    bool isPlaced = false;    ///< its pixels are in memory

    bool isSkipped() const { return !trouble.empty() || (verdict && !verdict->isSound); }
    bool isSound() const { return verdict && verdict->isSound; }
};

std::size_t at(int index) {
    return static_cast<std::size_t>(index);
}

/// One part while it is being read.
class PartReader {
  public:
    explicit PartReader(FilePart part) : part_(std::move(part)) {}

    const FilePart& part() const { return part_; }
    const std::string& file(int i) const { return (*part_.from->files)[position(i)]; }
    Candidate& candidate(int i) { return candidates_[at(i)]; }
    int count() const { return static_cast<int>(candidates_.size()); }

    /// Adds as many files as images are missing; returns false if there are none left.
    bool extend() {
        const auto skipped = static_cast<std::size_t>(
            std::count_if(candidates_.begin(), candidates_.end(),
                          [](const Candidate& one) { return one.isSkipped(); }));
        const std::size_t usable = candidates_.size() - skipped;
        const std::size_t more = std::min(part_.wanted - std::min(part_.wanted, usable),
                                          part_.positions.size() - candidates_.size());
        candidates_.resize(candidates_.size() + more);
        return more > 0;
    }

    void look(int i) { candidate(i).stamp = stampOf(file(i)); }

    /// Looks up the files from `first` on in the cache.
    void ask(VerdictCache& cache, const std::string& cut, int first, LoadWatch& watch) {
        constexpr int kBlock = 10'000; // takes some hundredths of a second
        ProgressPacer pacer(watch, "looking at files", count());
        for (; first < count(); first += kBlock) {
            watch.throwIfStopped();
            pacer.report(first);
            askBlock(cache, cut, first, std::min(first + kBlock, count()));
        }
    }

    /// Allocates memory for images of the target's size; all of it again if the size has changed.
    void makeRoom(const ImageTarget& target, std::uint64_t memory, bool sizeChanged,
                  const LoadWatch& watch) {
        set_.channels = target.channels;
        set_.height = target.height;
        set_.width = target.width;
        set_.fitsMemory = part_.wanted * target.bytes() <= memory;
        inMemory_ = set_.fitsMemory && !part_.stays && part_.isRead;
        if (sizeChanged) {
            std::vector<std::uint8_t>().swap(set_.pixels);
            for (Candidate& one : candidates_) {
                one.isPlaced = false;
            }
        }
        if (inMemory_) {
            takeMemory(watch);
        }
    }

    /// Whether the file must be read now.
    bool isWanted(int i) {
        const Candidate& one = candidate(i);
        const bool lacksSums = part_.isTraining && one.verdict && one.verdict->sums.empty();
        const bool lacksPixels = inMemory_ && !one.isPlaced;
        return part_.isRead && !one.isSkipped() && (lacksPixels || !one.verdict || lacksSums);
    }

    /// Reads a file, possibly only to judge it.
    void read(int i, FileDecoder& decoder, const ImageTarget& target, const std::string& cut,
              VerdictCache& cache, const LoadWatch& watch) {
        try {
            load(i, decoder);
        } catch (const BadInput& error) {
            candidate(i).trouble =
                error.what(); // may be temporary, so it is not put into the cache
            return;
        }
        const std::optional<FileVerdict>& known = candidate(i).verdict;
        const bool isRemembered = known && (!part_.isTraining || !known->sums.empty());
        judge(i, decoder, target, watch);
        const Candidate& one = candidate(i);
        if (one.stamp && !isRemembered) {
            cache.put(file(i), *one.stamp, cut, *one.verdict);
        }
    }

    /// Indices of the candidates, sorted by file name.
    std::vector<int> byName() const {
        std::vector<int> order(candidates_.size());
        std::iota(order.begin(), order.end(), 0);
        std::sort(order.begin(), order.end(), [&](int a, int b) { return file(a) < file(b); });
        return order;
    }

    /// Throws if a file does not have the target's size; `like` is the file that set it.
    void requireSize(const ImageTarget& target, const std::string& like) {
        like_ = like;
        if (target.side > 0) {
            return;
        }
        for (const int i : byName()) {
            if (candidate(i).isSound()) {
                requireSize(i, candidate(i).verdict->info, target);
            }
        }
    }

    /// Returns the remaining images. `notes` receives what happened to the other files.
    ReadPart finish(const ImageTarget& target, std::vector<std::string>& notes, int& skipped) {
        ReadPart result;
        result.looked = candidates_.size();
        for (int i = 0; i < count(); ++i) {
            const std::size_t label = at(part_.from->labels[position(i)]);
            result.ofClass.resize(std::max(result.ofClass.size(), label + 1));
            ++result.ofClass[label];
        }
        const std::string first = note(notes, skipped);
        keep(result);
        if (set_.count == 0 && part_.wanted > 0) {
            refuse(set_.folder,
                   "has no image that can be used" + (first.empty() ? first : " (" + first + ")"));
        }
        const auto reader = std::make_shared<FileReader>(
            JudgedFiles{set_.files, sizes(), inMemory_ ? std::vector<ChannelSum>() : sums(target)},
            target);
        if (!inMemory_) {
            set_.reader = reader;
        }
        if (target.side > 0 && part_.isTraining && part_.isRead) {
            set_.photographs = reader;
        }
        key_ = keyOf(result);
        result.set = std::move(set_);
        return result;
    }

    /// Valid after finish(): identifies the remaining files and their state.
    const std::string& key() const { return key_; }

    /// Adds the files that were examined, and their folders.
    void addSources(std::vector<StampedFiles>& sources) const {
        std::vector<std::string> files;
        std::vector<std::optional<FileStamp>> stamps;
        std::set<std::string> folders{part_.from->folder};
        for (int i = 0; i < count(); ++i) {
            files.push_back(file(i));
            stamps.push_back(candidates_[at(i)].stamp);
            folders.insert(file(i).substr(0, file(i).rfind('/')));
        }
        sources.push_back({std::make_shared<const std::vector<std::string>>(std::move(files)),
                           std::move(stamps)});
        sources.push_back(StampedFiles::of({folders.begin(), folders.end()}));
    }

  private:
    std::size_t position(int i) const { return at(part_.positions[at(i)]); }

    void askBlock(VerdictCache& cache, const std::string& cut, int first, int end) {
        std::vector<std::string> names;
        std::vector<std::optional<FileStamp>> stamps;
        for (int i = first; i < end; ++i) {
            names.push_back(file(i));
            stamps.push_back(candidate(i).stamp);
        }
        std::vector<std::optional<FileVerdict>> verdicts = cache.find(names, stamps, cut);
        for (int i = first; i < end; ++i) {
            candidate(i).verdict = std::move(verdicts[at(i - first)]);
        }
    }

    /// Loads only the first bytes of a large file if they are not those of an image.
    void load(int i, FileDecoder& decoder) {
        constexpr std::int64_t kLarge = 4 << 20;
        const Candidate& one = candidate(i);
        const bool isLarge = one.stamp && one.stamp->size > kLarge;
        const bool isImage = !isLarge || beginsAsImage(readStart(file(i), kHeaderBytes));
        decoder.load(file(i), isImage ? 0 : kHeaderBytes);
    }

    void judge(int i, FileDecoder& decoder, const ImageTarget& target, const LoadWatch& watch) {
        FileVerdict verdict;
        const Picture* picture = nullptr;
        try {
            picture = &decoder.decode(target, watch);
            verdict = {decoder.info(), true, picture->mended, {}};
        } catch (const BadInput& error) {
            verdict.note = error.what();
        }
        if (picture != nullptr) {
            place(i, *picture, target, verdict);
        }
        candidate(i).verdict = std::move(verdict);
    }

    void place(int i, const Picture& picture, const ImageTarget& target, FileVerdict& verdict) {
        if (verdict.info.channels > target.channels) {
            throw ColourFound();
        }
        if (target.side == 0) {
            requireSize(i, verdict.info, target);
        }
        std::vector<std::uint8_t> apart(inMemory_ ? 0 : target.bytes());
        std::uint8_t* pixels =
            inMemory_ ? set_.pixels.data() + target.bytes() * at(i) : apart.data();
        toPlanes(picture, target, pixels);
        candidate(i).isPlaced = inMemory_;
        if (part_.isTraining) {
            const std::optional<FileVerdict>& known = candidate(i).verdict;
            verdict.sums = known && !known->sums.empty()
                               ? known->sums
                               : channelSums(pixels, verdict.info.channels, target.plane());
        }
    }

    void requireSize(int i, const PictureInfo& info, const ImageTarget& target) const {
        const PictureInfo expected{1, target.width, target.height};
        if (info.width != expected.width || info.height != expected.height) {
            throw BadInput("data.size: must give the side length to scale the images to, because "
                           "their sizes differ: " +
                           shownName(file(i)) + " is " + sizeText(info) + ", " + shownName(like_) +
                           " is " + sizeText(expected));
        }
    }

    /// Allocates in steps, so that loading can be stopped, because the system takes a second for
    /// some gigabytes.
    void takeMemory(const LoadWatch& watch) {
        constexpr std::size_t kStep = 64U << 20U;
        const std::size_t size = candidates_.size() * set_.imageBytes();
        std::vector<std::uint8_t>& pixels = set_.pixels;
        try {
            // Includes room for images that replace damaged ones.
            pixels.reserve(std::max(size, (part_.wanted + part_.wanted / 64) * set_.imageBytes()));
            while (pixels.size() < size) {
                watch.throwIfStopped();
                pixels.resize(std::min(size, pixels.size() + kStep));
            }
        } catch (const std::bad_alloc&) {
            throw BadInput("data.memory: the images of " + shownName(part_.from->folder) +
                           " need " + std::to_string(size >> 20U) +
                           " MiB, more than is available: set it lower, and images are decoded "
                           "each time they are needed");
        }
    }

    /// Adds a note for each skipped or repaired file; returns the first about a skipped one.
    std::string note(std::vector<std::string>& notes, int& skipped) {
        std::string first;
        for (const int i : byName()) {
            const Candidate& one = candidate(i);
            if (one.isSkipped()) {
                notes.push_back((one.trouble.empty() ? shownName(file(i)) + ": " + one.verdict->note
                                                     : one.trouble) +
                                "; skipped");
                first = first.empty() ? notes.back() : first;
                ++skipped;
            } else if (one.verdict && !one.verdict->note.empty()) {
                notes.push_back(shownName(file(i)) + ": " + one.verdict->note +
                                "; all its pixels were read");
            }
        }
        return first;
    }

    void keep(ReadPart& result) {
        const std::size_t bytes = set_.imageBytes();
        std::vector<std::string> files;
        for (int i = 0; i < count(); ++i) {
            if (candidate(i).isSkipped()) {
                continue;
            }
            if (inMemory_ && at(i) != files.size()) {
                std::copy_n(set_.pixels.data() + bytes * at(i), bytes,
                            set_.pixels.data() + bytes * files.size());
            }
            order_.push_back(i);
            result.kept.push_back(part_.positions[at(i)]);
            files.push_back(file(i));
            set_.labels.push_back(part_.from->labels[position(i)]);
        }
        set_.count = static_cast<int>(files.size());
        set_.pixels.resize(inMemory_ ? bytes * files.size() : 0);
        set_.files = std::make_shared<const std::vector<std::string>>(std::move(files));
        set_.folder = part_.from->folder;
    }

    /// The sizes of training photographs, from which any rectangle may be read.
    std::vector<PixelSize> sizes() {
        std::vector<PixelSize> all;
        for (const int i : part_.isTraining&& part_.isRead ? order_ : std::vector<int>()) {
            const PictureInfo& info = candidate(i).verdict->info;
            all.push_back({info.width, info.height});
        }
        return all;
    }

    /// The sums of all remaining images, for the target's channels.
    std::vector<ChannelSum> sums(const ImageTarget& target) {
        std::vector<ChannelSum> all;
        if (!part_.isTraining || !part_.isRead) {
            return all;
        }
        for (const int i : order_) {
            const std::vector<ChannelSum>& own = candidate(i).verdict->sums;
            for (std::size_t channel = 0; channel < at(target.channels); ++channel) {
                all.push_back(own[std::min(channel, own.size() - 1)]);
            }
        }
        return all;
    }

    std::string keyOf(const ReadPart& result) const {
        constexpr std::size_t kBlock = 10'000; // limits the size of the text
        std::string digests = set_.fitsMemory ? "1" : "0";
        std::string text;
        for (std::size_t i = 0; i < order_.size(); ++i) {
            const Candidate& one = candidates_[at(order_[i])];
            text += (*set_.files)[i] + '\n' + toString(one.stamp.value_or(FileStamp())) + ' ' +
                    std::to_string(part_.from->labels[at(result.kept[i])]) + '\n';
            if ((i + 1) % kBlock == 0 || i + 1 == order_.size()) {
                digests += ' ' + sha256OfBytes(std::exchange(text, {}));
            }
        }
        return digests;
    }

    const FilePart part_;
    std::vector<Candidate> candidates_; ///< for the first of the part's positions
    std::vector<int> order_;            ///< indices of the remaining candidates
    ImageSet set_;
    bool inMemory_ = false;
    std::string like_; ///< the file that set the target's size
    std::string key_;
};

/// How images are made from pictures, as a key for the cache.
std::string cutText(const Experiment::Data& data) {
    const std::string size = std::to_string(data.size);
    return data.size == 0 || data.centreCrop == 1.0 ? size
                                                    : size + " of " + numberText(data.centreCrop);
}

PictureInfo probeFile(const std::string& file) {
    const ImageBytes start = readStart(file, kHeaderBytes);
    if (start.size() < kHeaderBytes || !beginsAsImage(start)) {
        return probeImage(start);
    }
    try {
        return probeImage(start);
    } catch (const BadInput&) {
        return probeImage(readBytes(file, kLargestImageFile));
    }
}

} // namespace

/// Reads the parts of a data set one after another.
class FileParts::Reader {
  public:
    Reader(const Experiment::Data& data, bool looksAnew, LoadWatch& watch)
        : cut_(cutText(data)), memory_(static_cast<std::uint64_t>(data.memory) << 20U),
          looksAnew_(looksAnew), watch_(watch), cache_(VerdictCache::defaultPath()) {
        target_.side = data.size;
        target_.centre = data.centreCrop;
    }

    std::size_t read(FilePart part) {
        PartReader& reader = parts_.emplace_back(std::move(part));
        for (int first = 0; reader.extend(); first = reader.count()) {
            forEachWatched(reader.count() - first, "looking at files", watch_,
                           [&](int i) { reader.look(first + i); });
            if (!looksAnew_) {
                reader.ask(cache_, cut_, first, watch_);
            }
            chooseTarget(reader);
            readWanted();
        }
        return static_cast<std::size_t>(reader.count());
    }

    std::list<PartReader>& parts() { return parts_; }
    const ImageTarget& target() const { return target_; }
    std::string keyBegin() const { return cut_ + ' ' + std::to_string(target_.channels); }

  private:
    /// Takes the target's size from the cache, otherwise from the first file with a readable
    /// header.
    void chooseTarget(PartReader& part) {
        const int before = target_.channels;
        for (int i = 0; i < part.count(); ++i) {
            if (part.candidate(i).isSound()) {
                use(part.file(i), part.candidate(i).verdict->info);
            }
        }
        if (like_.empty()) {
            for (const int i : part.byName()) {
                watch_.throwIfStopped();
                if (like_.empty() && !part.candidate(i).isSkipped()) {
                    tryHeader(part.file(i));
                }
            }
        }
        part.requireSize(target_, like_);
        isChanged_ = isChanged_ || target_.channels != before;
    }

    void tryHeader(const std::string& file) {
        try {
            use(file, probeFile(file));
        } catch (const BadInput&) {
            // Ignored: the file will be read as a whole, and noted.
        }
    }

    void use(const std::string& file, const PictureInfo& info) {
        target_.channels = std::max(target_.channels, info.channels);
        if (like_.empty()) {
            like_ = file;
            target_.height = target_.side > 0 ? target_.side : info.height;
            target_.width = target_.side > 0 ? target_.side : info.width;
        }
    }

    struct Wanted {
        PartReader* part;
        int index;
    };

    /// Reads the missing images of all parts. If a colour image is found among images that were
    /// assumed to be grey, the earlier parts are read again.
    void readWanted() {
        for (bool isDone = false; !isDone;) {
            const bool sizeChanged = std::exchange(isChanged_, false);
            std::vector<Wanted> wanted;
            for (PartReader& part : parts_) {
                part.makeRoom(target_, memory_, sizeChanged, watch_);
                for (int i = 0; i < part.count(); ++i) {
                    if (part.isWanted(i)) {
                        wanted.push_back({&part, i});
                    }
                }
            }
            isDone = readFiles(std::move(wanted));
        }
    }

    /// Returns false if a colour image was found among images that were assumed to be grey.
    bool readFiles(std::vector<Wanted> wanted) {
        // Sorted by name, which is roughly their order on the disk.
        std::sort(wanted.begin(), wanted.end(), [](const Wanted& a, const Wanted& b) {
            return a.part->file(a.index) < b.part->file(b.index);
        });
        try {
            const std::string what =
                std::string("reading ") + parts_.back().part().name + " images";
            forEachWatched(static_cast<int>(wanted.size()), what, watch_, [&](int i) {
                const Wanted& one = wanted[at(i)];
                decoders_.with([&](FileDecoder& decoder) {
                    one.part->read(one.index, decoder, target_, cut_, cache_, watch_);
                });
            });
        } catch (const ColourFound&) {
            target_.channels = 3;
            isChanged_ = true;
            return false;
        }
        return true;
    }

    const std::string cut_;
    const std::uint64_t memory_;
    const bool looksAnew_;
    LoadWatch& watch_;
    VerdictCache cache_;
    DecoderPool decoders_;
    ImageTarget target_;
    std::string like_; ///< the file that set the target's size
    bool isChanged_ = false;
    std::list<PartReader> parts_;
};

FileParts::FileParts(const Experiment::Data& data, bool looksAnew, LoadWatch& watch)
    : reader_(std::make_unique<Reader>(data, looksAnew, watch)) {}

FileParts::~FileParts() = default;

std::size_t FileParts::read(FilePart part) {
    return reader_->read(std::move(part));
}

std::vector<ReadPart> FileParts::finish() {
    std::vector<ReadPart> parts;
    std::string keys = reader_->keyBegin();
    for (PartReader& part : reader_->parts()) {
        part.addSources(sources_);
        parts.push_back(part.finish(reader_->target(), notes_, skipped_));
        keys += ' ' + part.key();
    }
    key_ = sha256OfBytes(keys);
    reader_.reset();
    return parts;
}

void readAllFiles(StoredImages& images, const Experiment::Data& data, LoadWatch& watch) {
    FileParts reader(data, true, watch);
    std::vector<ImageSet*> sets{&images.train, &images.test};
    if (images.validation) {
        sets.push_back(&*images.validation);
    }
    const std::array<const char*, 3> names{"training", "test", "validation"};
    for (std::size_t i = 0; i < sets.size(); ++i) {
        std::vector<int> all(at(sets[i]->count));
        std::iota(all.begin(), all.end(), 0);
        reader.read({.from = sets[i],
                     .positions = std::move(all),
                     .wanted = at(sets[i]->count),
                     .isTraining = i == 0,
                     .name = names[i]});
    }
    std::vector<ReadPart> parts = reader.finish();
    requireClassesLeft({&parts.front()}, images.classNames, reader.notes());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        *sets[i] = std::move(parts[i].set);
    }
    images.notes.insert(images.notes.end(), reader.notes().begin(), reader.notes().end());
    images.skipped += reader.skipped();
}

} // namespace asge
