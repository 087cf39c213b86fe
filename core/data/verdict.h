// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/formats.h"

#include <string>
#include <vector>

namespace asge {

/// The result of checking a whole data set.
enum class Verdict {
    sound,      ///< complete, and equal to a published set
    incomplete, ///< something is missing, can't be read or differs from what its name promises
    readable,   ///< nothing is known to be missing, but there is no published set to compare with
};

/// "sound", "incomplete" or "readable", as in JSON.
const char* nameOf(Verdict verdict);

/// A published property, and its value in this data set.
struct Check {
    std::string what;
    std::string expected;
    std::string found;
    bool isSound() const { return expected == found; }
};

struct Verification {
    Verdict verdict = Verdict::readable;
    std::string published;            ///< the published set that this is byte for byte; or empty
    std::vector<Check> checks;        ///< comparison with the set that it is or is named after
    std::vector<std::string> missing; ///< why the set is incomplete, one line each
    std::vector<std::string> notes;   ///< the data set's notes, and further findings
};

/// Compares all images of a data set (loadStored), which were read in `format`, with the published
/// sets. A set is recognised by its contents, whatever its files and folder are named. `name` is
/// data.name. If `isNameMeant` is true, the user chose the name, and images of another set are an
/// error; a folder's name is not such a choice.
Verification verify(const StoredImages& images, const DataFormat& format, const std::string& name,
                    bool isNameMeant);

} // namespace asge
