// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"

#include <string>

namespace asge {

/// Identifies the contents of a data set: a SHA-256, in hexadecimal digits, over the sizes, labels
/// and pixels of all its images. If a part does not fit into memory, at most 1000 of its images are
/// read, evenly spaced; if image files are unchanged, none is read, because the identity is
/// remembered. The location of files and the names of classes do not count. Throws Interrupted if
/// `watch` is stopped.
std::string identityOf(const DataSet& data, LoadWatch& watch);
std::string identityOf(const DataSet& data); ///< without progress, can't be stopped

/// Whether `identity` is the data set's, or was in earlier versions, which also sampled parts that
/// fit into memory if the files of the whole folder did not.
bool hasIdentity(const DataSet& data, const std::string& identity, LoadWatch& watch);

} // namespace asge
