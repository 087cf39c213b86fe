#pragma once

#include "core/data/catalogue.h"
#include "core/data/dataset.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace asge {

ImageSize sizeOf(const ImageSet& set);

/// All that a folder holds, in the order of its files, before anything is held out or limited.
struct StoredImages {
    ImageSet train;
    ImageSet test;
    std::optional<ImageSet> validation; ///< where the folder has one of its own
    std::vector<std::string> classNames;
    std::vector<std::string> notes;     ///< as DataSet's
    int skipped = 0;                    ///< files that were left out
    std::map<std::string, int> ignored; ///< as DataSet's
    /// What is evidently not there, a line each that names the place.
    std::vector<std::string> missing;
    /// The data set of the catalogue whose files these are by their names; empty if any set's files
    /// may have such names.
    std::string claims;
};

/// A way in which data sets lie in folders. A further one is a file that defines its value, and a
/// line in formats.cpp.
struct DataFormat {
    const char* name;  ///< "IDX"
    const char* files; ///< what tells it: "train-images-idx3-ubyte (or .gz)"
    bool scales;       ///< data.size has a meaning
    /// Where the files lie: `folder`, or the one in it that the official archive unpacks to.
    /// Nothing where `folder` holds none of them.
    std::optional<std::filesystem::path> (*find)(const std::filesystem::path& folder,
                                                 const Experiment::Data& data);
    /// Reads all of it. Throws BadInput, one line that names the file, where a file is missing or
    /// can't be used; image folders leave single files out and say so in the notes.
    StoredImages (*load)(const std::filesystem::path& folder, const Experiment::Data& data);
};

/// In the order in which they are tried.
const std::vector<DataFormat>& dataFormats();

extern const DataFormat kIdxFormat;
extern const DataFormat kCifar10Format;
extern const DataFormat kCifar100Format;
extern const DataFormat kStl10Format;
extern const DataFormat kImageFolderFormat;

/// Where a data set was found.
struct FoundData {
    const DataFormat* format = nullptr;
    std::filesystem::path folder;
};

/// Reads all images of a data set that was found, and judges what they are
/// (core/data/plausibility.h). Throws BadInput as loadDataSet does.
StoredImages loadStored(const FoundData& found, const Experiment::Data& data);

/// The first of dataFolders(data) that holds a data set. Throws BadInput that names data.name or
/// data.path and says where the files belong and how to get them, or how to unpack the archive that
/// lies there.
FoundData findDataSet(const Experiment::Data& data);

/// What to do with a file that was given in place of a data set's folder: what it is, or how to
/// unpack it. Empty if nothing is known of it.
std::string adviceForFile(const std::filesystem::path& file);

/// Throws BadInput "FILE: label at position …" for a label that is not below `classes`.
void requireLabels(const std::vector<int>& labels, int classes, const std::filesystem::path& file);

} // namespace asge
