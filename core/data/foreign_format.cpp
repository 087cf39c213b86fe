#include "core/data/foreign_format.h"

#include "core/data/byte_source.h"
#include "core/data/image_listing.h"
#include "core/error.h"
#include "core/experiment/files.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

using namespace std::string_view_literals;

constexpr const char* kAsImages =
    ": write its images as PNG files into train/CLASS and test/CLASS, or as four IDX files";
constexpr const char* kNeverRun =
    ", which is a program and never run: write its images as PNG files "
    "into train/CLASS and test/CLASS";
constexpr const char* kPickled =
    " that Python pickled; a pickle is a program, which is never run: ";

/// A kind of file, and the way to something that is read.
struct ForeignKind {
    std::string_view start;  ///< its first bytes
    std::string_view ending; ///< "" if the first bytes alone tell it
    const char* name;
    const char* wayOut;
};

/// First bytes that tell the kind come first, then endings.
constexpr std::array kKinds{
    ForeignKind{"\x93NUMPY"sv, "", "a NumPy array", kAsImages},
    ForeignKind{"\x89HDF\r\n\x1A\n"sv, "", "an HDF5 file", kAsImages},
    ForeignKind{"MATLAB 7.3"sv, "", "a MATLAB file (HDF5)", kAsImages},
    ForeignKind{"MATLAB "sv, "", "a MATLAB file", kAsImages},
    ForeignKind{"PAR1"sv, "", "a Parquet file", kAsImages},
    ForeignKind{"ARROW1"sv, "", "an Arrow file", kAsImages},
    ForeignKind{"FEA1"sv, "", "a Feather file", kAsImages},
    ForeignKind{"SQLite format 3"sv, "", "an SQLite database", kAsImages},
    ForeignKind{"version https://git-lfs"sv, "", "a Git LFS pointer in place of the file",
                ": fetch the file itself with 'git lfs pull'"},
    ForeignKind{"\x1F\x8B"sv, "", "packed with gzip twice", ": unpack it once with gunzip"},
    ForeignKind{""sv, ".npz", "a NumPy archive", kAsImages},
    ForeignKind{""sv, ".npy", "a NumPy array", kAsImages},
    ForeignKind{""sv, ".mat", "a MATLAB file", kAsImages},
    ForeignKind{""sv, ".parquet", "a Parquet file", kAsImages},
    ForeignKind{""sv, ".arrow", "an Arrow file", kAsImages},
    ForeignKind{""sv, ".feather", "a Feather file", kAsImages},
    ForeignKind{""sv, ".h5", "an HDF5 file", kAsImages},
    ForeignKind{""sv, ".hdf5", "an HDF5 file", kAsImages},
    ForeignKind{""sv, ".mdb", "an LMDB database", kAsImages},
    ForeignKind{""sv, ".tfrecord", "a TFRecord file", kAsImages},
    ForeignKind{""sv, ".tfrecords", "a TFRecord file", kAsImages},
    ForeignKind{""sv, ".rec", "a RecordIO file", kAsImages},
    ForeignKind{""sv, ".pkl", "a pickle", kNeverRun},
    ForeignKind{""sv, ".pickle", "a pickle", kNeverRun},
    ForeignKind{""sv, ".pt", "a PyTorch file", kAsImages},
    ForeignKind{""sv, ".pth", "a PyTorch file", kAsImages},
};

using Start = std::vector<std::uint8_t>;

bool beginsWith(const Start& start, std::string_view with) {
    return start.size() >= with.size() &&
           std::equal(with.begin(), with.end(), start.begin(),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

std::string textOf(const ForeignKind& kind) {
    return std::string("is ") + kind.name + kind.wayOut;
}

/// HTML, whatever comes before its first mark.
bool isWebPage(const Start& start) {
    const auto first = std::find_if(start.begin(), start.end(), [](std::uint8_t byte) {
        return byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t' && byte < 0x80;
    });
    std::string text(first, start.end());
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    constexpr std::array kMarks{"<!doctype"sv, "<html"sv, "<head"sv, "<?xml"sv, "<!--"sv};
    return std::any_of(kMarks.begin(), kMarks.end(),
                       [&](std::string_view mark) { return text.starts_with(mark); });
}

bool isPickle(const Start& start) {
    constexpr std::uint8_t kProtocol = 0x80;
    constexpr std::uint8_t kNewest = 5;
    return start.size() > 2 && start[0] == kProtocol && start[1] >= 2 && start[1] <= kNewest;
}

/// What to say of a pickle: CIFAR for Python is one, and there are binary files of it.
std::string pickleText(const fs::path& file) {
    const std::string name = file.filename().string();
    const bool isTen =
        name.starts_with("data_batch_") || name == "test_batch" || name == "batches.meta";
    if (isTen || name == "train" || name == "test" || name == "meta") {
        return std::string("is CIFAR-") + (isTen ? "10" : "100") + kPickled +
               "download https://www.cs.toronto.edu/~kriz/cifar-" + (isTen ? "10" : "100") +
               "-binary.tar.gz instead";
    }
    return std::string("holds data") + kPickled +
           "write its images as PNG files into train/CLASS and test/CLASS";
}

/// A tar archive of samples: files of one name with several endings, one of them the class.
bool isWebDataset(const fs::path& file, const Start& start) {
    const std::string stem = file.stem().string();
    const std::size_t number = stem.find_last_not_of("0123456789");
    const bool isShard = number != std::string::npos && stem.size() - number > 4 &&
                         (stem[number] == '-' || stem[number] == '_');
    const std::string text(start.begin(), start.end());
    return endingOf(file) == ".tar" && (isShard || text.find(".cls") != std::string::npos);
}

Start startOf(const fs::path& file) {
    constexpr std::uint64_t kLooked = 8192;
    try {
        return readStart(file, kLooked);
    } catch (const BadInput&) {
        return {};
    }
}

bool isTfRecordShard(const fs::path& file) {
    return file.filename().string().find(".tfrecord") != std::string::npos;
}

bool isMarkup(const std::string& ending) {
    return ending == ".html" || ending == ".htm" || ending == ".xml" || ending == ".svg";
}

} // namespace

std::string foreignContents(const std::vector<std::uint8_t>& start) {
    if (isWebPage(start)) {
        return "is a web page (HTML or XML), not the file itself: download it again, from a link "
               "that leads to the file";
    }
    const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const ForeignKind& each) {
        return !each.start.empty() && each.ending.empty() && beginsWith(start, each.start);
    });
    return kind == kKinds.end() ? std::string() : textOf(*kind);
}

std::string foreignFormat(const fs::path& file) {
    constexpr std::string_view kGzip = "\x1F\x8B";
    const Start start = startOf(file);
    if (isPickle(start)) {
        return pickleText(file);
    }
    if (isWebDataset(file, start)) {
        return std::string("is a shard of a WebDataset") + kAsImages;
    }
    // Packed once is nothing special, and a page may lie beside the data.
    if (!beginsWith(start, kGzip) && !isMarkup(endingOf(file))) {
        if (std::string text = foreignContents(start); !text.empty()) {
            return text;
        }
    }
    const std::string ending = isTfRecordShard(file) ? ".tfrecord" : endingOf(file);
    const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const ForeignKind& each) {
        return !each.ending.empty() && each.ending == ending;
    });
    return kind == kKinds.end() ? std::string() : textOf(*kind);
}

std::string foreignFileIn(const fs::path& folder) {
    constexpr std::size_t kMostLooked = 50; // files in a folder, and folders
    std::vector<fs::path> folders{folder};
    for (std::size_t i = 0; i < folders.size(); ++i) {
        FolderEntries entries = entriesIfListed(folders[i]);
        entries.others.resize(std::min(entries.others.size(), kMostLooked));
        for (const fs::path& file : entries.others) {
            if (const std::string text = foreignFormat(file); !text.empty()) {
                return shownName(file) + ' ' + text;
            }
        }
        for (const std::string& name : entries.folders) {
            if (i == 0 && folders.size() <= kMostLooked) {
                folders.push_back(folders.front() / name);
            }
        }
    }
    return {};
}

} // namespace asge
