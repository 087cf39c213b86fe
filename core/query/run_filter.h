// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_field.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// A syntax error of a filter, and its position.
struct FilterError {
    std::string message;      ///< one line that is understandable without the text
    std::size_t position = 0; ///< in bytes
    std::size_t length = 0;   ///< of the part to underline, in bytes; within the text
    bool incomplete = false;  ///< the text is valid so far, but not complete
};

/// Selects runs: the window's filter box and `asge runs list --filter`. Words and terms side by
/// side must all match; `and`, `or`, `not` and parentheses combine them differently.
///
///     cnn fashion "my run"          words, anywhere in what a run is called, tagged and noted
///     fusion > 0.9, last >= 85%     an accuracy is a fraction or, above 1 or with %, a percentage
///     train.batch >= 32, seed = 1   any setting, by its path or the last part of it
///     duration < 1h30m, age < 7d    with s, m, h or d
///     created > 2026-11-01          a date or its beginning, today, yesterday
///     name ~ wide, status:fin       a part of a text; = is all of it
///     tag:baseline                  a whole tag
///     is:archived, has:notes        what a run is and has
///
/// A run without a value matches no comparison with it. Case is ignored, as by `lowered`.
class RunFilter {
  public:
    RunFilter() = default;
    /// Parses a filter. `seen` holds paths of settings in the runs, besides those of this version.
    /// Never throws for an invalid text; see `error`.
    explicit RunFilter(std::string_view text, const std::set<std::string>& seen = {});
    /// Parses a filter that must be valid: throws BadInput "PLACE: character 3, 'fusoin': WHAT"
    /// with the position of the error.
    static RunFilter required(std::string_view text, const std::set<std::string>& seen,
                              const std::string& place);

    bool matches(const RunEntry& run) const;
    bool isEmpty() const { return root_ == nullptr; }
    /// The error in the text, if any. A filter with an error matches every run.
    const std::optional<FilterError>& error() const { return error_; }
    /// Whether the filter has a term about archived runs, so that they should not be hidden.
    bool asksForArchived() const { return asksForArchived_; }

    struct Node; ///< for the parser

  private:
    std::shared_ptr<const Node> root_; ///< null matches all runs
    std::optional<FilterError> error_;
    bool asksForArchived_ = false;
};

/// A node of the filter's expression tree.
struct RunFilter::Node {
    enum class Kind { all, any, none, test };

    Kind kind = Kind::test;
    std::vector<Node> parts;                   ///< operands of all, any, none
    std::function<bool(const RunEntry&)> test; ///< for the kind test

    bool holds(const RunEntry& run) const;
};

} // namespace asge
