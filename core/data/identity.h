#pragma once

#include "core/data/dataset.h"

#include <string>

namespace asge {

/// What tells a data set from one with other contents: a SHA-256 over the sizes, labels and pixels
/// of all that is trained on, validated and tested on, in hexadecimal digits. Of a part that has no
/// room in memory it reads at most 1000 images, evenly spread; of image files that are as they were
/// it reads none, since their identity is remembered. Where the files lie and what the classes are
/// called has no say in it. Throws Interrupted once `watch` says so.
std::string identityOf(const DataSet& data, LoadWatch& watch);
std::string identityOf(const DataSet& data); ///< the same, without progress or stop

/// Whether that is the data set's identity, or was in earlier versions, which also sampled parts
/// that have room in memory if all files of the folder had none.
bool hasIdentity(const DataSet& data, const std::string& identity, LoadWatch& watch);

} // namespace asge
