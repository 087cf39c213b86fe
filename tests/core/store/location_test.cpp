// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/location.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

namespace asge {
namespace {

/// Sets an environment variable, or unsets it if `value` is null, until the end of the scope.
class Environment {
  public:
    Environment(const char* name, const char* value) : name_(name) {
        if (const char* before = std::getenv(name)) {
            before_ = before;
        }
        set(value);
    }
    ~Environment() { set(before_ ? before_->c_str() : nullptr); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

  private:
    void set(const char* value) const {
        if (value != nullptr) {
            setenv(name_, value, 1);
        } else {
            unsetenv(name_);
        }
    }

    const char* name_;
    std::optional<std::string> before_;
};

TEST(StoreLocation, IsTheFirstThatIsGiven) {
    const Environment home("HOME", "/home/me");
    const Environment data("XDG_DATA_HOME", "/data");
    const Environment store("ASGE_STORE", "lab/shared.sqlite");
    EXPECT_EQ(storeLocation("mine.sqlite"), "mine.sqlite");
    EXPECT_EQ(storeLocation(), "lab/shared.sqlite");
    const Environment noStore("ASGE_STORE", nullptr);
    EXPECT_EQ(storeLocation(), "/data/asge/runs.sqlite");
    const Environment noData("XDG_DATA_HOME", nullptr);
    EXPECT_EQ(storeLocation(), "/home/me/.local/share/asge/runs.sqlite");
}

TEST(StoreLocation, EmptyAndRelativeValuesDoNotCount) {
    const Environment home("HOME", "/home/me");
    const Environment store("ASGE_STORE", "");
    const Environment data("XDG_DATA_HOME", "");
    EXPECT_EQ(storeLocation(""), "/home/me/.local/share/asge/runs.sqlite");
    const Environment relative("XDG_DATA_HOME", "data");
    EXPECT_EQ(storeLocation(), "/home/me/.local/share/asge/runs.sqlite");
}

TEST(StoreLocation, WithoutHomeItIsTheUsersHomeFolder) {
    const Environment store("ASGE_STORE", nullptr);
    const Environment data("XDG_DATA_HOME", nullptr);
    const Environment home("HOME", nullptr);
    const auto place = storeLocation();
    EXPECT_TRUE(place.is_absolute());
    EXPECT_EQ(place.filename(), "runs.sqlite");
}

} // namespace
} // namespace asge
