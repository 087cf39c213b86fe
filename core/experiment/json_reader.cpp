// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/json_reader.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <set>
#include <utility>

namespace asge {

namespace {

constexpr std::size_t kDeepestLevel = 32; // far more than an experiment needs

/// Follows the parser through the text, to know the place and to stop what JSON allows but an
/// experiment doesn't.
class Follower {
  public:
    Follower(std::string source, std::size_t mostValues)
        : source_(std::move(source)), mostValues_(mostValues) {}

    void operator()(Json::parse_event_t event, const Json& parsed) {
        switch (event) {
        case Json::parse_event_t::object_start:
        case Json::parse_event_t::array_start:
            open();
            break;
        case Json::parse_event_t::key:
            takeKey(parsed.get<std::string>());
            break;
        case Json::parse_event_t::object_end:
        case Json::parse_event_t::array_end:
            levels_.pop_back();
            break;
        case Json::parse_event_t::value:
            countValue();
            break;
        }
    }

    [[noreturn]] void fail(const std::string& what) const {
        const std::string place = path();
        throw BadInput(source_ + ": " + (place.empty() ? "" : place + ": ") + what);
    }

  private:
    struct Level {
        std::set<std::string> keys;
        std::string key; ///< the last one; empty in a list
    };

    void open() {
        countValue();
        if (levels_.size() == kDeepestLevel) {
            throw BadInput(source_ + ": is nested more than " + std::to_string(kDeepestLevel) +
                           " levels deep");
        }
        levels_.emplace_back();
    }

    void takeKey(const std::string& key) {
        Level& level = levels_.back();
        level.key = key;
        if (!level.keys.insert(key).second) {
            fail("duplicate key");
        }
    }

    void countValue() {
        if (++values_ > mostValues_) {
            throw BadInput(source_ + ": holds more than " + std::to_string(mostValues_) +
                           " values");
        }
    }

    std::string path() const {
        std::string path;
        for (const Level& level : levels_) {
            if (!level.key.empty()) {
                path += (path.empty() ? "" : ".") + level.key;
            }
        }
        return oneLine(path, 100);
    }

    const std::string source_;
    const std::size_t mostValues_;
    std::vector<Level> levels_;
    std::size_t values_ = 0;
};

/// The library's message without its own prefix: "line 3, column 5: …".
std::string syntaxMessage(const std::string& what) {
    const std::size_t line = what.find("line ");
    return oneLine(line == std::string::npos ? what : what.substr(line), 300);
}

} // namespace

Json readJson(std::string_view text, const std::string& source, std::size_t mostValues) {
    const std::string shown = oneLine(source);
    if (const auto position = findInvalidUtf8(text)) {
        throw BadInput(shown + ": is not UTF-8 text (byte " + std::to_string(*position + 1) + ")");
    }
    Follower follower(shown, mostValues);
    const auto follow = [&](int /*depth*/, Json::parse_event_t event, const Json& parsed) {
        follower(event, parsed);
        return true;
    };
    try {
        return Json::parse(text, follow);
    } catch (const Json::parse_error& error) {
        throw BadInput(shown + ": " + syntaxMessage(error.what()));
    } catch (const Json::out_of_range&) {
        follower.fail("holds a number that is too large");
    }
}

} // namespace asge
