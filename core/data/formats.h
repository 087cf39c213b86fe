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
/// Images that are files are listed only: their sets have no size, pixels or reader yet.
struct StoredImages {
    ImageSet train;
    ImageSet test;
    std::optional<ImageSet> validation; ///< if the folder has one of its own
    std::vector<int> testPositions;     ///< of each of `test` in its file; empty if all are kept
    std::vector<std::string> classNames;
    std::vector<std::string> notes;     ///< as DataSet's
    int skipped = 0;                    ///< files that were left out
    std::map<std::string, int> ignored; ///< as DataSet's
    std::vector<StampedFiles> sources;  ///< as DataSet's, but for images that are files
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
    /// Reads all of it, or lists it. Throws BadInput, one line that names the file, if a file is
    /// missing or can't be used.
    /// Throws Interrupted once `watch` says so.
    StoredImages (*load)(const std::filesystem::path& folder, const Experiment::Data& data,
                         LoadWatch& watch);
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

/// Lists a data set that was found, and judges what it is (core/data/plausibility.h). Throws as
/// loadDataSet does.
StoredImages listStored(const FoundData& found, const Experiment::Data& data, LoadWatch& watch);

/// The same, and reads all images, each file anew.
StoredImages loadStored(const FoundData& found, const Experiment::Data& data, LoadWatch& watch);

/// Notes what the size of the images says: throws BadInput if data.size can't be had.
void judgeSize(const Experiment::Data& data, const FoundData& found, const ImageSet& images,
               std::vector<std::string>& notes);

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
