#pragma once

#include "core/query/run_field.h"

#include <functional>
#include <string>
#include <variant>
#include <vector>

/// The tests that a filter's terms stand for. For the filter's parser alone.
namespace asge::filter {

/// A test, or why the value can't be meant.
using Test = std::function<bool(const RunEntry&)>;
using TestOrProblem = std::variant<Test, std::string>;

bool isOrder(const std::string& operation); ///< <, <=, > or >=
bool takesOrder(const RunField& field);     ///< its values have one
/// `field` compared by `operation`, which it takes, with a value that isn't missing.
TestOrProblem makeTest(const RunField& field, const std::string& operation,
                       const std::string& value);
/// What may stand behind `is:` and `has:`.
const std::vector<std::string>& states();
const std::vector<std::string>& things();
/// What `is:` and `has:` ask; a null test for a word that is none of theirs.
Test makeStateTest(const std::string& word);
Test makeThingTest(const std::string& word);
Test makeWordTest(const std::string& word);

} // namespace asge::filter
