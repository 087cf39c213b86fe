// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_field.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// A suggestion for the completion of a filter.
struct FilterSuggestion {
    std::string text;       ///< the text that is inserted into the filter
    std::string note;       ///< a description; may be empty
    bool isPartial = false; ///< a key or an operator, which something must follow
};

struct FilterCompletion {
    std::size_t position = 0; ///< first byte of the part of the text that is replaced
    std::size_t length = 0;
    std::vector<FilterSuggestion> suggestions; ///< best first; empty if any text is allowed
};

/// What a completion needs to know about the runs.
struct FilterSources {
    std::set<std::string> settings =
        {}; ///< paths of settings in the runs, besides those of this version
    /// Returns the distinct values of a field in the store's runs; may be null.
    std::function<std::vector<std::string>(const RunField&)> values = {};
    /// Returns a description of a choice of a setting, or an empty text; may be null.
    std::function<std::string(const std::string& path, const std::string& choice)> meaning = {};
};

/// Whether a filter, which may be valid, ends with a word that the user may be about to compare: it
/// is the name of a field or its beginning. In quotes it is only a word.
bool mayBeUnfinished(std::string_view text, const FilterSources& sources);

/// Suggests how the text may be continued at the cursor, which is a byte position: keys, words that
/// join terms, operators of a key, and values.
FilterCompletion completeFilter(std::string_view text, std::size_t cursor,
                                const FilterSources& sources);

} // namespace asge
