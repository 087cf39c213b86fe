#include "core/data/formats.h"

#include "core/data/byte_source.h"
#include "core/data/catalogue.h"
#include "core/data/class_subset.h"
#include "core/data/foreign_format.h"
#include "core/data/image_files.h"
#include "core/data/image_layout.h"
#include "core/data/plausibility.h"
#include "core/error.h"
#include "core/experiment/files.h"
#include "core/experiment/text.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr int kDeepest = 3; ///< folders below the one that is named
constexpr std::size_t kMostFolders = 64;

/// The folders in some folders; of each no more than the first few, since a data set is looked for
/// in what its archive unpacked to, not in all of a disk.
std::vector<fs::path> oneLevelDown(const std::vector<fs::path>& folders) {
    std::vector<fs::path> below;
    for (const fs::path& folder : folders) {
        const FolderEntries entries = entriesIfListed(folder);
        for (std::size_t i = 0; i < std::min(entries.folders.size(), kMostFolders); ++i) {
            below.push_back(folder / entries.folders[i]);
        }
    }
    below.resize(std::min(below.size(), 4 * kMostFolders));
    return below;
}

std::optional<FoundData> findAt(const fs::path& folder, const Experiment::Data& data) {
    for (const DataFormat& format : dataFormats()) {
        if (const auto place = format.find(folder, data)) {
            return FoundData{&format, *place};
        }
    }
    return std::nullopt;
}

/// The data set in `folder` or, as archives often unpack to folders of their own, in the only
/// folder below it that holds one.
std::optional<FoundData> findIn(const fs::path& folder, const Experiment::Data& data) {
    std::vector<fs::path> level{folder};
    for (int depth = 0; depth <= kDeepest; ++depth, level = oneLevelDown(level)) {
        std::vector<FoundData> found;
        for (const fs::path& place : level) {
            if (auto one = findAt(place, data)) {
                found.push_back(std::move(*one));
            }
        }
        if (found.size() > 1) { // ImageNet's annotations are laid out like its images
            std::erase_if(found, [](const FoundData& each) {
                return each.format->scales && !holdsImage(each.folder);
            });
        }
        if (found.size() > 1) {
            throw BadInput((data.path.empty() ? "data.name: " : "data.path: ") + shownName(folder) +
                           " holds several data sets, and must name one of them: " +
                           shownName(found[0].folder) + ", " + shownName(found[1].folder) +
                           (found.size() > 2 ? " …" : ""));
        }
        if (!found.empty()) {
            return found.front();
        }
    }
    return std::nullopt;
}

struct Unpacker {
    const char* ending;
    const char* command;
    const char* into;
};

constexpr std::array<Unpacker, 8> kUnpackers{{{".tar.gz", "tar -xzf ", " -C "},
                                              {".tgz", "tar -xzf ", " -C "},
                                              {".tar.bz2", "tar -xjf ", " -C "},
                                              {".tar.xz", "tar -xJf ", " -C "},
                                              {".tar.zst", "tar --zstd -xf ", " -C "},
                                              {".tar", "tar -xf ", " -C "},
                                              {".zip", "unzip ", " -d "},
                                              {".7z", "7z x ", " -o"}}};

/// A file's name as a shell takes it.
std::string quoted(const fs::path& file) {
    const std::string name = shownName(file);
    const bool isPlain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '/' || c == '.' || c == '-' || c == '_';
    });
    if (isPlain && !name.starts_with('-')) {
        return name;
    }
    std::string text = name.starts_with('-') ? "'./" : "'";
    for (const char c : name) {
        text += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return text + "'";
}

/// The command that unpacks an archive into a folder; empty for another file.
std::string unpacking(const fs::path& file, const fs::path& folder) {
    for (const Unpacker& unpacker : kUnpackers) {
        if (file.filename().string().ends_with(unpacker.ending)) {
            return unpacker.command + quoted(file) + unpacker.into + quoted(folder);
        }
    }
    return {};
}

/// What to say of a folder that holds an archive; empty if it holds none. Folders beside it may be
/// what it was unpacked to, so that unpacking it again would change nothing.
std::string archiveIn(const fs::path& folder) {
    const FolderEntries entries = entriesIfListed(folder);
    for (const fs::path& file : entries.others) {
        if (const std::string command = unpacking(file, folder); !command.empty()) {
            const bool mayBeUnpacked = !entries.folders.empty();
            return shownName(folder) + " holds the archive " + shownName(file.filename()) +
                   (mayBeUnpacked ? ", and no data set in the folders beside it; unless it is "
                                    "unpacked already: "
                                  : ", which must be unpacked: ") +
                   command;
        }
    }
    return {};
}

/// What to say of a folder whose files aren't read as they are; empty if nothing is known of them.
std::string adviceFor(const fs::path& folder) {
    std::string foreign = foreignFileIn(folder);
    return foreign.empty() ? archiveIn(folder) : foreign;
}

[[noreturn]] void failUnknown(const Experiment::Data& data) {
    std::vector<std::string> names;
    for (const CatalogueEntry& entry : catalogue()) {
        names.push_back(entry.name);
    }
    throw BadInput("data.name: no data set is known as '" + oneLine(data.name, 100) +
                   "'; known are " + wordList(names, "and") + "; another one needs data.path");
}

[[noreturn]] void failPath(const Experiment::Data& data) {
    std::error_code ignored;
    const std::string place = "data.path: " + shownName(data.path);
    if (!fs::exists(data.path, ignored)) {
        throw BadInput(place + ": there is no such folder");
    }
    if (!fs::is_directory(data.path, ignored)) {
        const std::string advice = adviceForFile(data.path);
        throw BadInput(place + (advice.empty() ? " is a file, but must be the folder of a data set"
                                               : ' ' + advice));
    }
    std::vector<std::string> known;
    for (const DataFormat& format : dataFormats()) {
        known.emplace_back(format.files);
    }
    throw BadInput(place + " has no files of a data set: " + wordList(known, "or"));
}

[[noreturn]] void failMissing(const Experiment::Data& data) {
    const std::vector<fs::path> folders = dataFolders(data);
    for (const fs::path& folder : folders) {
        if (const std::string advice = adviceFor(folder); !advice.empty()) {
            throw BadInput((data.path.empty() ? "data.name: " : "data.path: ") + advice);
        }
    }
    if (!data.path.empty()) {
        failPath(data);
    }
    std::string searched;
    for (const fs::path& folder : folders) {
        searched += (searched.empty() ? "" : ", ") + shownName(folder);
    }
    throw BadInput("data.name: no files of '" + oneLine(data.name, 100) + "' in " + searched +
                   "; get them: " + howToGet(*findInCatalogue(data.name)));
}

void requireSize(const Experiment::Data& data, const FoundData& found, const ImageSet& images) {
    const bool isSo = images.height == data.size && images.width == data.size;
    if (data.size > 0 && !found.format->scales && !isSo) {
        throw BadInput("data.size: is " + std::to_string(data.size) +
                       ", but only the photographs of image folders are scaled; " +
                       shownName(found.folder) + " holds " + found.format->name + " files of " +
                       std::to_string(images.height) + " × " + std::to_string(images.width));
    }
}

/// A run of other images under a known name would be taken for that data set's.
void noteOtherData(const Experiment::Data& data, const FoundData& found, const ImageSet& images,
                   std::vector<std::string>& notes) {
    const CatalogueEntry* known = findInCatalogue(data.name);
    const ImageSize size = sizeOf(images);
    if (known != nullptr && size != known->size) {
        notes.push_back("data.name: " + known->name + " has images of " + sizeText(known->size) +
                        ", but " + shownName(found.folder) + " holds images of " + sizeText(size) +
                        "; another data set may have any other name");
    }
}

/// The user named one split of a data set, and gets all of it.
void noteOtherPlace(const Experiment::Data& data, const FoundData& found, StoredImages& images) {
    if (!data.path.empty() && withoutSplit(data.path) != fs::path(data.path)) {
        images.notes.push_back("data.path: " + shownName(data.path) +
                               " is one split of the data set in " + shownName(found.folder) +
                               ", all of which is read");
    }
}

} // namespace

const std::vector<DataFormat>& dataFormats() {
    static const std::vector<DataFormat> formats{kIdxFormat, kCifar10Format, kCifar100Format,
                                                 kImageFolderFormat};
    return formats;
}

ImageSize sizeOf(const ImageSet& set) {
    return {set.channels, set.height, set.width};
}

void judgeSize(const Experiment::Data& data, const FoundData& found, const ImageSet& images,
               std::vector<std::string>& notes) {
    requireSize(data, found, images);
    noteOtherData(data, found, images, notes);
}

StoredImages listStored(const FoundData& found, const Experiment::Data& data, LoadWatch& watch) {
    StoredImages images = found.format->load(found.folder, data, watch);
    if (!data.classes.empty()) {
        keepClasses(images, data.classes);
    }
    judge(images, found.folder);
    noteOtherPlace(data, found, images);
    return images;
}

StoredImages loadStored(const FoundData& found, const Experiment::Data& data, LoadWatch& watch) {
    StoredImages images = found.format->load(found.folder, data, watch);
    if (images.train.files) {
        readAllFiles(images, data, watch);
    }
    judge(images, found.folder);
    noteOtherPlace(data, found, images);
    judgeSize(data, found, images.train, images.notes);
    return images;
}

FoundData findDataSet(const Experiment::Data& data) {
    if (data.path.empty() && findInCatalogue(data.name) == nullptr) {
        failUnknown(data);
    }
    for (const fs::path& folder : dataFolders(data)) {
        if (const auto found = findIn(folder, data)) {
            return *found;
        }
    }
    failMissing(data);
}

std::string adviceForFile(const fs::path& file) {
    std::string foreign = foreignFormat(file);
    if (!foreign.empty()) {
        return foreign;
    }
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const std::string command = unpacking(file, folder);
    return command.empty() ? command : "is an archive, which must be unpacked: " + command;
}

void requireLabels(const std::vector<int>& labels, int classes, const fs::path& file) {
    const auto wrong =
        std::find_if(labels.begin(), labels.end(), [&](int label) { return label >= classes; });
    if (wrong != labels.end()) {
        refuse(file, "label at position " + std::to_string(wrong - labels.begin()) +
                         " must be from 0 to " + std::to_string(classes - 1) + ", is " +
                         std::to_string(*wrong));
    }
}

} // namespace asge
