#pragma once

#include "widgets/runs/run_field.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace asge {

/// A word with which a filter may go on.
struct FilterSuggestion {
    QString text;        ///< what it puts into the box
    QString note;        ///< what it means; may be empty
    bool goesOn = false; ///< a key or an operator: something has to follow it
};

struct FilterCompletion {
    int position = 0; ///< of the part of the text that a suggestion takes the place of
    int length = 0;
    std::vector<FilterSuggestion> suggestions; ///< best first; none where all may be written
};

/// The values that the store's runs have in a field, each once.
using SeenValues = std::function<QStringList(const RunField&)>;

/// How the text may go on at the cursor: keys, words that join terms, operators of a key, values.
FilterCompletion completeFilter(const QString& text, int cursor, const QStringList& seenSettings,
                                const SeenValues& seen);

} // namespace asge
