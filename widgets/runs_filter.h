#pragma once

#include "core/store/records.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace asge {

/// A run's value for a setting of the filter, in the unit of the filter; nothing where it has none.
/// `key` is one of RunFilter::numberKeys().
std::optional<double> numberOf(const RunSummary& run, const QString& key);

QStringList tagsOf(const RunSummary& run);

/// What the filter box says: words and terms that must all hold.
///
///     cnn fashion          both words, anywhere in name, data, network, method, status, tags, id,
///     … "my run"             a phrase status:finished      a word in one column tag:baseline runs
///     with this tag fusion>0.9 last>=85% a number; an accuracy is a fraction or, above 1 or with
///     %, a percentage duration<10m         with s, m or h
class RunFilter {
  public:
    RunFilter() = default;
    explicit RunFilter(const QString& text);

    bool matches(const RunSummary& run) const;
    bool isEmpty() const { return words_.isEmpty() && terms_.empty(); }
    /// What is wrong with the text, one line; empty where nothing is. Terms in error are left out.
    QString error() const { return error_; }

    static QStringList textKeys();
    static QStringList numberKeys();

  private:
    struct Term {
        QString key;
        QString comparison; ///< ":", "=", "<", "<=", ">", ">="
        QString text;       ///< for a text column, lower case
        double number = 0;  ///< for a number column
        bool numeric = false;
    };

    void take(const QString& word);
    bool takeTerm(const QString& key, const QString& comparison, const QString& value);
    static bool holds(const Term& term, const RunSummary& run);

    QStringList words_; ///< lower case
    std::vector<Term> terms_;
    QString error_;
};

} // namespace asge
