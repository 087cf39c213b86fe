#pragma once

#include "widgets/runs/run_field.h"
#include "widgets/runs/runs_filter_lexer.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace asge {

/// What keeps a filter's text from being read, and where.
struct FilterError {
    QString message; ///< one line, which needs no look at the text
    int position = 0;
    int length = 0;          ///< the part to underline; inside the text
    bool incomplete = false; ///< nothing is wrong yet: the text only isn't finished
};

/// What the filter box says. Words and terms side by side must all hold; `and`, `or`, `not` and
/// brackets join them otherwise.
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
/// A run that lacks a value matches no comparison with it.
class RunFilter {
  public:
    RunFilter() = default;
    /// `seen`: paths of settings that runs have, beside those of this version.
    explicit RunFilter(const QString& text, const std::set<std::string>& seen = {});

    bool matches(const RunEntry& run) const;
    bool isEmpty() const { return root_ == nullptr; }
    /// What is wrong with the text. A filter in error matches every run.
    const std::optional<FilterError>& error() const { return error_; }
    /// It says something of archived runs, so that hiding them would be in its way.
    bool asksForArchived() const { return asksForArchived_; }

    /// What may stand behind `is:` and `has:`.
    static const QStringList& states();
    static const QStringList& things();

    struct Node; ///< for the parser

  private:
    std::shared_ptr<const Node> root_; ///< null matches all
    std::optional<FilterError> error_;
    bool asksForArchived_ = false;
};

} // namespace asge
