// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_field.h"

#include <functional>
#include <string>
#include <variant>
#include <vector>

/// The tests of a filter's terms; used only by the filter's parser.
namespace asge::filter {

/// A test, or the reason why the value is invalid.
using Test = std::function<bool(const RunEntry&)>;
using TestOrProblem = std::variant<Test, std::string>;

bool isOrder(const std::string& operation); ///< <, <=, > or >=
bool takesOrder(const RunField& field);     ///< its values are ordered
/// A test that compares `field` with `value` by `operation`, which must be valid for the field, or
/// the reason why the value is invalid. `value` must not be empty.
TestOrProblem makeTest(const RunField& field, const std::string& operation,
                       const std::string& value);
/// The words that are allowed after `is:` and `has:`.
const std::vector<std::string>& states();
const std::vector<std::string>& things();
/// The tests of `is:` and `has:`; a null test if the word is unknown.
Test makeStateTest(const std::string& word);
Test makeThingTest(const std::string& word);
Test makeWordTest(const std::string& word);

} // namespace asge::filter
