// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/formats.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace asge {

/// One split of a data set that is to be read from image files.
struct FilePart {
    const ImageSet* from = nullptr; ///< all listed files; must outlive the part
    std::vector<int> positions;     ///< in `from`, in the order of preference
    std::size_t wanted = 0;         ///< number of usable images to read
    bool isTraining = false;        ///< whether channel sums are needed
    bool stays = false;    ///< keep the images on the disk even if they would fit into memory
    bool isRead = true;    ///< false: files are only looked up in the cache
    const char* name = ""; ///< "test", for progress messages
};

/// The result of reading a part.
struct ReadPart {
    ImageSet set;
    std::vector<int> kept;    ///< positions in `from` of the set's images
    std::size_t looked = 0;   ///< number of FilePart::positions that were tried
    std::vector<int> ofClass; ///< number of files tried, per class
};

/// Reads image files into the parts of a data set, as loadDataSet describes, all with one size and
/// number of channels: pixels go into memory, or the part gets a reader. Verdicts on files come
/// from the cache if it has them.
class FileParts {
  public:
    /// If `looksAnew` is true, the cache is not used.
    FileParts(const Experiment::Data& data, bool looksAnew, LoadWatch& watch);
    ~FileParts();
    FileParts(const FileParts&) = delete;
    FileParts& operator=(const FileParts&) = delete;

    /// Reads the next part. Unusable files are left out and replaced by the part's next positions.
    /// Throws BadInput if the files differ in size and data.size is 0; Interrupted if the watch is
    /// stopped. Returns the number of positions that were tried.
    std::size_t read(FilePart part);

    /// Returns all parts in the order in which they were read. No part can be read afterwards.
    /// Throws BadInput if a part has no image.
    std::vector<ReadPart> finish();

    // Valid after finish(), like the members of DataSet:
    const std::vector<std::string>& notes() const { return notes_; }
    int skipped() const { return skipped_; }
    const std::string& key() const { return key_; }
    std::vector<StampedFiles> takeSources() { return std::move(sources_); }

  private:
    class Reader;

    std::unique_ptr<Reader> reader_;
    std::vector<std::string> notes_;
    int skipped_ = 0;
    std::string key_;
    std::vector<StampedFiles> sources_;
};

/// Reads all files of a data set without using the cache. Throws like FileParts and
/// requireClassesLeft.
void readAllFiles(StoredImages& images, const Experiment::Data& data, LoadWatch& watch);

} // namespace asge
