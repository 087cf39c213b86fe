#pragma once

#include "core/data/formats.h"

#include <string>
#include <vector>

namespace asge {

/// What a look at all of a data set can say.
enum class Verdict {
    sound,      ///< complete, and equal to a published set
    incomplete, ///< something is missing, can't be read or isn't what it is called
    readable,   ///< nothing is missing that we know of; compared with no published set
};

/// "sound", "incomplete" or "readable", as JSON names it.
const char* nameOf(Verdict verdict);

/// A property that is published, and how it is here.
struct Check {
    std::string what;
    std::string expected;
    std::string found;
    bool isSound() const { return expected == found; }
};

struct Verification {
    Verdict verdict = Verdict::readable;
    std::string published;     ///< the set of the catalogue that this is, byte for byte; or empty
    std::vector<Check> checks; ///< against the set that it is or is called
    std::vector<std::string> missing; ///< why it is incomplete, a line each
    std::vector<std::string> notes;   ///< the images' own, and what else was found
};

/// Compares all images of a data set (loadStored), which lay in `format`, with the published sets.
/// They are recognised by their contents, whatever the files and their folder are called. `name` is
/// data.name; `isNameMeant` says that the user chose it, so that another set's images are a fault:
/// a folder's own name isn't a choice.
Verification verify(const StoredImages& images, const DataFormat& format, const std::string& name,
                    bool isNameMeant);

} // namespace asge
