#pragma once

#include "core/data/formats.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace asge {

/// A part of a data set that is to be chosen from image files.
struct FilePart {
    const ImageSet* from = nullptr; ///< all that are listed; outlives the part
    std::vector<int> positions;     ///< in `from`, in the order in which they are taken
    std::size_t wanted = 0;         ///< images that can be used; the first ones are taken
    bool isTraining = false;        ///< its channels' sums are wanted
    bool stays = false;             ///< on the disk, whatever memory there is
    bool isRead = true;             ///< else what isn't known of its files stays so
    const char* name = "";          ///< "test", as who is told of progress knows it
};

/// What became of a part.
struct ReadPart {
    ImageSet set;
    std::vector<int> kept;    ///< the positions, in `from`, of the set's images
    std::size_t looked = 0;   ///< how many of FilePart::positions were tried
    std::vector<int> ofClass; ///< how many files of each class were tried
};

/// Reads image files to the parts of a data set, all to one size and number of channels, as
/// loadDataSet says: pixels come into memory or get a reader. What each file is comes from the
/// cache if that knows it.
class FileParts {
  public:
    /// `looksAnew`: the cache isn't asked.
    FileParts(const Experiment::Data& data, bool looksAnew, LoadWatch& watch);
    ~FileParts();
    FileParts(const FileParts&) = delete;
    FileParts& operator=(const FileParts&) = delete;

    /// Reads a part, the next one. Files that can't be used are left out, and the part's next
    /// positions are taken in their place. Throws BadInput if the files differ in size and
    /// data.size is 0; Interrupted once the watch says so. Gives how many positions were tried.
    std::size_t read(FilePart part);

    /// All parts, in the order in which they were read; there is no more to be read then. Throws
    /// BadInput if one has no image.
    std::vector<ReadPart> finish();

    // After finish(), as DataSet has them:
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

/// Reads all files of a data set, each anew. Throws also as requireClassesLeft.
void readAllFiles(StoredImages& images, const Experiment::Data& data, LoadWatch& watch);

} // namespace asge
