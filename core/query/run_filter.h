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

/// What keeps a filter's text from being read, and where.
struct FilterError {
    std::string message;      ///< one line, which needs no look at the text
    std::size_t position = 0; ///< in bytes
    std::size_t length = 0;   ///< bytes of the part to underline; inside the text
    bool incomplete = false;  ///< nothing is wrong yet: the text only isn't finished
};

/// Which runs are asked for: what the window's filter box and `asge runs list --filter` say. Words
/// and terms side by side must all hold; `and`, `or`, `not` and brackets join them otherwise.
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
/// A run that lacks a value matches no comparison with it. Case is ignored, as of `lowered`.
class RunFilter {
  public:
    RunFilter() = default;
    /// `seen`: paths of settings that runs have, beside those of this version. Never throws for a
    /// text; see `error`.
    explicit RunFilter(std::string_view text, const std::set<std::string>& seen = {});
    /// A filter that must be sound: throws BadInput "PLACE: character 3, 'fusoin': WHAT" with the
    /// error's place in the text.
    static RunFilter required(std::string_view text, const std::set<std::string>& seen,
                              const std::string& place);

    bool matches(const RunEntry& run) const;
    bool isEmpty() const { return root_ == nullptr; }
    /// What is wrong with the text. A filter in error matches every run.
    const std::optional<FilterError>& error() const { return error_; }
    /// It says something of archived runs, so that hiding them would be in its way.
    bool asksForArchived() const { return asksForArchived_; }

    struct Node; ///< for the parser

  private:
    std::shared_ptr<const Node> root_; ///< null matches all
    std::optional<FilterError> error_;
    bool asksForArchived_ = false;
};

/// A condition of a filter: it holds for a run or it doesn't.
struct RunFilter::Node {
    enum class Kind { all, any, none, test };

    Kind kind = Kind::test;
    std::vector<Node> parts;                   ///< of all, any, none
    std::function<bool(const RunEntry&)> test; ///< of test

    bool holds(const RunEntry& run) const;
};

} // namespace asge
