// SPDX-License-Identifier: GPL-3.0-or-later

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

/// Everything that a folder holds, in file order, before images are chosen for validation or
/// limited. Image files are only listed: their sets have no size, pixels or reader yet.
struct StoredImages {
    ImageSet train;
    ImageSet test;
    std::optional<ImageSet> validation; ///< if the folder has a validation split
    std::vector<int>
        testPositions; ///< position in the test file of each image of `test`; empty if all are kept
    std::vector<std::string> classNames;
    std::vector<std::string> notes;     ///< like DataSet::notes
    int skipped = 0;                    ///< files that were left out
    std::map<std::string, int> ignored; ///< like DataSet::ignored
    std::vector<StampedFiles> sources;  ///< like DataSet::sources, without image files
    /// What is evidently missing, one line each that names the place.
    std::vector<std::string> missing;
    /// The data set of the catalogue that the file names indicate; empty if other data sets use the
    /// same names.
    std::string claims;
};

/// A file format of data sets. To add one, define its value in a source file, and add it to
/// formats.cpp.
struct DataFormat {
    const char* name;  ///< "IDX"
    const char* files; ///< the files that identify it: "train-images-idx3-ubyte (or .gz)"
    bool scales;       ///< whether data.size applies
    /// The folder of the files: `folder`, or the folder inside it that the official archive unpacks
    /// to. Nothing if `folder` has no such files.
    std::optional<std::filesystem::path> (*find)(const std::filesystem::path& folder,
                                                 const Experiment::Data& data);
    /// Reads the whole data set, or lists its image files. Throws BadInput, one line that names the
    /// file, if a file is missing or can't be used; Interrupted if `watch` is stopped.
    StoredImages (*load)(const std::filesystem::path& folder, const Experiment::Data& data,
                         LoadWatch& watch);
};

/// All formats, in the order in which they are tried.
const std::vector<DataFormat>& dataFormats();

extern const DataFormat kIdxFormat;
extern const DataFormat kCifar10Format;
extern const DataFormat kCifar100Format;
extern const DataFormat kStl10Format;
extern const DataFormat kImageFolderFormat;

/// The format and folder of a data set that was found.
struct FoundData {
    const DataFormat* format = nullptr;
    std::filesystem::path folder;
};

/// Lists a data set, and checks whether it is plausible (core/data/plausibility.h). Throws like
/// loadDataSet.
StoredImages listStored(const FoundData& found, const Experiment::Data& data, LoadWatch& watch);

/// The same, and reads all images; the cache of verdicts is not used.
StoredImages loadStored(const FoundData& found, const Experiment::Data& data, LoadWatch& watch);

/// Checks data.size against the size of the images, and adds notes. Throws BadInput if data.size
/// can't be applied.
void judgeSize(const Experiment::Data& data, const FoundData& found, const ImageSet& images,
               std::vector<std::string>& notes);

/// Finds a data set in the first of dataFolders(data) that holds one. Throws BadInput, which names
/// data.name or data.path, and says where to get the files and where to put them, or how to unpack
/// an archive that was found.
FoundData findDataSet(const Experiment::Data& data);

/// Advice for a file that was given in place of a data set's folder: what it is, or how to unpack
/// it. Empty if nothing is known about the file.
std::string adviceForFile(const std::filesystem::path& file);

/// Throws BadInput "FILE: label at position …" if a label is not below `classes`.
void requireLabels(const std::vector<int>& labels, int classes, const std::filesystem::path& file);

} // namespace asge
