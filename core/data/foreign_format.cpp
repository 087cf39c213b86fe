// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/foreign_format.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/byte_source.h"
#include "core/data/image_listing.h"
#include "core/data/label_table.h"
#include "core/data/table_reader.h"
#include "core/data/text_lines.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

using namespace std::string_view_literals;

/// The remedy, after which comes the code that reads the file.
constexpr const char* kAsImages =
    ": write its images as PNG files into train/CLASS and test/CLASS, in Python with ";
constexpr const char* kWriter = " and PIL.Image.fromarray(pixels).save('train/CLASS/1.png')";
constexpr const char* kNeverRun =
    ", which is a program and is never run: write its images as PNG files into train/CLASS and "
    "test/CLASS, in Python with pickle.load, if you trust where it is from";
constexpr const char* kPickled =
    " that Python pickled; a pickle is a program, which is never run: ";

/// A kind of file, and the Python code that reads it.
struct ForeignKind {
    std::string_view start;  ///< its first bytes
    std::string_view ending; ///< "" if the first bytes are sufficient
    const char* name;
    const char* reader;
};

/// Kinds with first bytes precede those with extensions.
constexpr std::array kKinds{
    ForeignKind{"\x93NUMPY"sv, "", "a NumPy array", "numpy.load(file)"},
    ForeignKind{"\x89HDF\r\n\x1A\n"sv, "", "an HDF5 file", "h5py.File(file)"},
    ForeignKind{"MATLAB 7.3"sv, "", "a MATLAB file (HDF5)", "h5py.File(file)"},
    ForeignKind{"MATLAB "sv, "", "a MATLAB file", "scipy.io.loadmat(file)"},
    ForeignKind{"PAR1"sv, "", "a Parquet file", "pandas.read_parquet(file)"},
    ForeignKind{"ARROW1"sv, "", "an Arrow file", "pyarrow.ipc.open_file(file)"},
    ForeignKind{"FEA1"sv, "", "a Feather file", "pandas.read_feather(file)"},
    ForeignKind{"SQLite format 3"sv, "", "an SQLite database", "sqlite3.connect(file)"},
    ForeignKind{""sv, ".npz", "a NumPy archive", "numpy.load(file)"},
    ForeignKind{""sv, ".npy", "a NumPy array", "numpy.load(file)"},
    ForeignKind{""sv, ".mat", "a MATLAB file", "scipy.io.loadmat(file)"},
    ForeignKind{""sv, ".parquet", "a Parquet file", "pandas.read_parquet(file)"},
    ForeignKind{""sv, ".arrow", "an Arrow file", "datasets.Dataset.from_file(file)"},
    ForeignKind{""sv, ".feather", "a Feather file", "pandas.read_feather(file)"},
    ForeignKind{""sv, ".h5", "an HDF5 file", "h5py.File(file)"},
    ForeignKind{""sv, ".hdf5", "an HDF5 file", "h5py.File(file)"},
    ForeignKind{""sv, ".mdb", "an LMDB database", "lmdb.open(folder)"},
    ForeignKind{""sv, ".lmdb", "an LMDB database", "lmdb.open(file, subdir=False)"},
    ForeignKind{""sv, ".tfrecord", "a TFRecord file", "tensorflow.data.TFRecordDataset(file)"},
    ForeignKind{""sv, ".tfrecords", "a TFRecord file", "tensorflow.data.TFRecordDataset(file)"},
    ForeignKind{""sv, ".tfrec", "a TFRecord file", "tensorflow.data.TFRecordDataset(file)"},
    ForeignKind{""sv, ".rec", "a RecordIO file",
                "mxnet.recordio.MXIndexedRecordIO(index, file, 'r')"},
    ForeignKind{""sv, ".beton", "an FFCV file", "ffcv.Loader(file)"},
    ForeignKind{""sv, ".pt", "a PyTorch file", "torch.load(file, weights_only=True)"},
    ForeignKind{""sv, ".pth", "a PyTorch file", "torch.load(file, weights_only=True)"},
};

/// Kinds with a different remedy.
constexpr std::array kOtherKinds{
    ForeignKind{"version https://git-lfs"sv, "", "a Git LFS pointer in place of the file",
                ": fetch the file itself with 'git lfs pull'"},
    ForeignKind{"\x1F\x8B"sv, "", "packed with gzip twice", ": unpack it once with gunzip"},
};

using Start = std::vector<std::uint8_t>;

bool beginsWith(const Start& start, std::string_view with) {
    return start.size() >= with.size() &&
           std::equal(with.begin(), with.end(), start.begin(),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

std::string textOf(const ForeignKind& kind) {
    return std::string("is ") + kind.name + kAsImages + kind.reader + kWriter;
}

bool beginsAs(const Start& start, const ForeignKind& kind) {
    return !kind.start.empty() && beginsWith(start, kind.start);
}

/// Whether a file is HTML or XML, which may have text before the first tag.
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

/// The message for a pickle. CIFAR for Python is one, and is also published as binary files.
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
           "write its images as PNG files into train/CLASS and test/CLASS, in Python with "
           "pickle.load, if you trust where it is from";
}

/// Whether a file is a tar archive of samples: files of one name with several extensions, one of
/// them the class.
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

/// "a.tfrecord-00000-of-00010" or "train-00000-of-01024".
bool isTfRecordShard(const fs::path& file) {
    const std::string name = file.filename().string();
    if (name.find(".tfrecord") != std::string::npos) {
        return true;
    }
    constexpr std::string_view kShape = "-00000-of-00000";
    const std::string end = name.substr(name.size() - std::min(name.size(), kShape.size()));
    return std::equal(end.begin(), end.end(), kShape.begin(), kShape.end(),
                      [](char a, char b) { return b == '0' ? a >= '0' && a <= '9' : a == b; });
}

/// Whether a table's first line names pixels ("label,pixel0,…"), or has many small numbers.
bool isTableOfPixels(const fs::path& file, const Start& start) {
    constexpr std::size_t kFewestPixels = 64;
    if (!isTable(file)) {
        return false;
    }
    const std::string line = lowered(
        std::string(start.begin(), std::find_if(start.begin(), start.end(), [](std::uint8_t c) {
                        return c == '\n' || c == '\r';
                    })));
    const auto commas = static_cast<std::size_t>(std::count(line.begin(), line.end(), ','));
    const bool isOfNumbers = line.find_first_not_of("0123456789,x \".") == std::string::npos;
    return line.find(",pixels") != std::string::npos ||
           (commas >= kFewestPixels && (isOfNumbers || line.find("pixel") != std::string::npos ||
                                        line.find("1x1") != std::string::npos));
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
    const auto is = [&](const ForeignKind& kind) { return beginsAs(start, kind); };
    if (const auto kind = std::find_if(kKinds.begin(), kKinds.end(), is); kind != kKinds.end()) {
        return textOf(*kind);
    }
    const auto other = std::find_if(kOtherKinds.begin(), kOtherKinds.end(), is);
    return other == kOtherKinds.end() ? std::string()
                                      : std::string("is ") + other->name + other->reader;
}

std::string foreignFormat(const fs::path& file) {
    constexpr std::string_view kGzip = "\x1F\x8B";
    const Start start = startOf(file);
    const std::string ending = isTfRecordShard(file) ? ".tfrecord" : endingOf(file);
    const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const ForeignKind& each) {
        return !each.ending.empty() && each.ending == ending;
    });
    const bool isTorch = ending == ".pt" || ending == ".pth"; // older ones are pickles as well
    if (isPickle(start) && !isTorch) {
        return pickleText(file);
    }
    if (ending == ".pkl" || ending == ".pickle") {
        return std::string("is a pickle") + kNeverRun;
    }
    if (isWebDataset(file, start)) {
        return std::string("is a shard of a WebDataset") + kAsImages +
               "webdataset.WebDataset(file)" + kWriter;
    }
    if (isTableOfPixels(file, start)) {
        return std::string("holds images as rows of pixels, which are not read") + kAsImages +
               "pandas.read_csv(file), numpy.uint8(row).reshape(height, width)" + kWriter;
    }
    // A gzip file is handled elsewhere, and a web page may be beside the data.
    if (!beginsWith(start, kGzip) && !isMarkup(endingOf(file))) {
        if (std::string text = foreignContents(start); !text.empty()) {
            return text;
        }
    }
    return kind == kKinds.end() ? std::string() : textOf(*kind);
}

std::string foreignFileIn(const fs::path& folder) {
    constexpr std::size_t kMostLooked = 50; // files per folder, and folders
    constexpr int kLevels = 3;
    std::vector<std::pair<fs::path, int>> folders{{folder, 0}};
    for (std::size_t i = 0; i < folders.size(); ++i) {
        const auto [place, level] = folders[i];
        FolderEntries entries = entriesIfListed(place);
        entries.others.resize(std::min(entries.others.size(), kMostLooked));
        for (const fs::path& file : entries.others) {
            if (const std::string text = foreignFormat(file); !text.empty()) {
                return shownName(file) + ' ' + text;
            }
        }
        for (const std::string& name : entries.folders) {
            if (level < kLevels && folders.size() <= kMostLooked) {
                folders.emplace_back(place / name, level + 1);
            }
        }
    }
    return {};
}

} // namespace asge
