// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostile_cases.h"

#include "tests/support/hostile_checkpoints.h"
#include "tests/support/hostile_history.h"
#include "tests/support/hostile_schemas.h"
#include "tests/support/hostile_shapes.h"
#include "tests/support/hostile_texts.h"
#include "tests/support/hostile_values.h"

#include <iterator>
#include <string_view>

namespace asge::test {
namespace {

/// Large cases and endless tables: a short test tries one of each kind.
bool isSlow(std::string_view name) {
    return name == "a step's scores 64 MB" || name == "200,000 interventions" ||
           name == "checkpoint of 100 MB" || name == "150,000 classes" ||
           (name.starts_with("an endless table") && !name.ends_with(" run")) ||
           (name.ends_with(" of 4 MB") && !name.starts_with("name"));
}

} // namespace

const std::vector<HostileCase>& hostileCases() {
    static const std::vector<HostileCase> all = [] {
        std::vector<HostileCase> cases;
        for (const auto& group : {hostileValues(), hostileShapes(), hostileHistory(),
                                  hostileTexts(), hostileSchemas(), hostileCheckpoints()}) {
            cases.insert(cases.end(), group.begin(), group.end());
        }
        for (HostileCase& hostile : cases) {
            hostile.slow = isSlow(hostile.name);
        }
        return cases;
    }();
    return all;
}

} // namespace asge::test
