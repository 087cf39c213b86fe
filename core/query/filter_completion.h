#pragma once

#include "core/query/run_field.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// A word with which a filter may go on.
struct FilterSuggestion {
    std::string text;    ///< what it puts into the filter
    std::string note;    ///< what it means; may be empty
    bool goesOn = false; ///< a key or an operator: something has to follow it
};

struct FilterCompletion {
    std::size_t position = 0; ///< byte of the part of the text that a suggestion takes the place of
    std::size_t length = 0;
    std::vector<FilterSuggestion> suggestions; ///< best first; none if anything may be written
};

/// What a completion knows of the runs.
struct FilterSources {
    std::set<std::string> settings = {}; ///< paths that runs have, beside those of this version
    /// The values that the store's runs have in a field, each once; may be null.
    std::function<std::vector<std::string>(const RunField&)> values = {};
    /// What a choice of the setting at a path means, which may be nothing; may be null.
    std::function<std::string(const std::string& path, const std::string& choice)> meaning = {};
};

/// How the text may go on at the cursor, a byte's position: keys, words that join terms, operators
/// of a key, values.
FilterCompletion completeFilter(std::string_view text, std::size_t cursor,
                                const FilterSources& sources);

} // namespace asge
