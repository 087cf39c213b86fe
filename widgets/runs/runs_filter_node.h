#pragma once

#include "widgets/runs/runs_filter.h"

#include <functional>
#include <variant>
#include <vector>

namespace asge {

/// A condition of a filter: it holds for a run or it doesn't.
struct RunFilter::Node {
    enum class Kind { all, any, none, test };

    Kind kind = Kind::test;
    std::vector<Node> parts;                   ///< of all, any, none
    std::function<bool(const RunEntry&)> test; ///< of test

    bool holds(const RunEntry& run) const;
};

} // namespace asge

/// The tests that terms stand for. For the parser alone.
namespace asge::filter {

/// A test, or why the value can't be meant.
using Test = std::function<bool(const RunEntry&)>;
using TestOrProblem = std::variant<Test, QString>;

bool isOrder(const QString& operation); ///< <, <=, > or >=
bool takesOrder(const RunField& field); ///< its values have one
/// `field` compared by `operation`, which it takes, with a value that isn't missing.
TestOrProblem makeTest(const RunField& field, const QString& operation, const QString& value);
/// What `is:` and `has:` ask; a null test for a word that is none of theirs.
Test makeStateTest(const QString& word);
Test makeThingTest(const QString& word);
Test makeWordTest(const QString& word);

} // namespace asge::filter
