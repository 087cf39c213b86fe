// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/flat_settings.h"

#include "core/base/error.h"
#include "core/experiment/json_reader.h"

#include <algorithm>
#include <utility>

namespace asge {
namespace {

std::string flatText(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void flatten(const Json& value, const std::string& path, FlatSettings& flat) {
    if (value.is_object() && !value.empty()) {
        for (const auto& [key, inner] : value.items()) {
            flatten(inner, path.empty() ? key : path + "." + key, flat);
        }
    } else {
        flat.emplace_back(path, flatText(value));
    }
}

/// Flattens while it parses, which takes half the time of building a document first: a run table
/// reads thousands of experiments. It stops at everything that toJson does not write (lists, empty
/// objects, duplicate keys, syntax errors); readJson handles those.
class FlatReader : public Json::json_sax_t {
  public:
    FlatSettings take() { return std::move(flat_); }

    bool null() override { return add("null"); }
    bool boolean(bool value) override { return add(value ? "true" : "false"); }
    bool number_integer(number_integer_t value) override { return add(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return add(std::to_string(value)); }
    bool number_float(number_float_t value, const string_t&) override {
        return add(Json(value).dump());
    }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return false; }
    bool start_array(std::size_t) override { return false; }
    bool end_array() override { return false; }
    bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
        return false;
    }

    bool start_object(std::size_t) override {
        constexpr std::size_t kDeepest = 4;
        objects_.push_back({path_.size(), {}});
        return objects_.size() <= kDeepest;
    }

    bool key(string_t& value) override {
        constexpr std::size_t kMostKeys = 64;
        Object& object = objects_.back();
        if (object.keys.size() == kMostKeys ||
            std::find(object.keys.begin(), object.keys.end(), value) != object.keys.end()) {
            return false;
        }
        path_.resize(object.pathLength);
        (path_ += path_.empty() ? "" : ".") += value;
        object.keys.push_back(std::move(value));
        return true;
    }

    bool end_object() override {
        const bool empty = objects_.back().keys.empty();
        objects_.pop_back();
        return !empty;
    }

  private:
    struct Object {
        std::size_t pathLength; ///< of the object's own
        std::vector<std::string> keys;
    };

    bool add(std::string text) {
        flat_.emplace_back(path_, std::move(text));
        return !objects_.empty(); // else the text is a single value
    }

    FlatSettings flat_;
    std::string path_; ///< of the last key
    std::vector<Object> objects_;
};

} // namespace

FlatSettings flatSettings(std::string_view json) {
    FlatReader reader;
    if (Json::sax_parse(json, &reader)) {
        return reader.take();
    }
    const std::string source = "experiment";
    const Json document = readJson(json, source);
    if (!document.is_object()) {
        throw BadInput(source + ": must be a JSON object");
    }
    FlatSettings flat;
    for (const auto& [key, value] : document.items()) {
        flatten(value, key, flat);
    }
    return flat;
}

} // namespace asge
