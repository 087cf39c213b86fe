// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/safetensors.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/experiment/json_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace asge {
namespace {

constexpr std::size_t kSizeBytes = 8;
constexpr std::size_t kLargestHeader = std::size_t{1} << 20U;
constexpr std::size_t kMostHeaderValues = std::size_t{1} << 14U;
constexpr std::size_t kMostContainerExtents = 8;
constexpr std::uint64_t kLargestTensor = std::uint64_t{1} << 40U;
constexpr const char* kMetadata = "__metadata__";

struct TypeName {
    TensorType type;
    const char* name;
    std::size_t size;
};
constexpr std::array kTypeNames{TypeName{TensorType::float32, "F32", 4},
                                TypeName{TensorType::float64, "F64", 8},
                                TypeName{TensorType::int64, "I64", 8}};

const TypeName& entryOf(TensorType type) {
    return *std::find_if(kTypeNames.begin(), kTypeNames.end(),
                         [&](const TypeName& each) { return each.type == type; });
}

[[noreturn]] void refuseContainer(const std::string& what) {
    throw Error("safetensors: " + what);
}

std::uint64_t readSize(std::string_view bytes) {
    std::uint64_t size = 0;
    for (unsigned i = 0; i < kSizeBytes; ++i) {
        size |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    }
    return size;
}

Json readTensorList(std::string_view text) {
    if (text.empty() || text.front() != '{') {
        refuseContainer("the header does not begin with '{'");
    }
    Json list;
    try {
        list = readJson(text, "header", kMostHeaderValues);
    } catch (const BadInput& error) {
        refuseContainer(error.what());
    }
    if (text[text.find_last_not_of(' ')] != '}') { // the parser stops at a zero byte
        refuseContainer("the header does not end with '}' and blanks");
    }
    return list;
}

std::uint64_t wholeNumber(const Json& value, const std::string& name) {
    if (!value.is_number_unsigned()) {
        refuseContainer(name + ": shape and data_offsets must be whole numbers from 0 up");
    }
    return value.get<std::uint64_t>();
}

const Json& listAt(const Json& entry, const char* key, const std::string& name) {
    if (!entry.contains(key) || !entry[key].is_array()) {
        refuseContainer(name + ": has no list '" + key + "'");
    }
    return entry[key];
}

TensorType typeAt(const Json& entry, const std::string& name) {
    if (!entry.contains("dtype") || !entry["dtype"].is_string()) {
        refuseContainer(name + ": has no dtype");
    }
    const auto& text = entry["dtype"].get_ref<const std::string&>();
    const auto found = std::find_if(kTypeNames.begin(), kTypeNames.end(),
                                    [&](const TypeName& each) { return text == each.name; });
    if (found == kTypeNames.end()) {
        refuseContainer(name + ": has the dtype '" + oneLine(text, 20) + "', not F32, F64 or I64");
    }
    return found->type;
}

std::vector<std::int64_t> shapeAt(const Json& entry, const std::string& name) {
    const Json& list = listAt(entry, "shape", name);
    if (list.size() > kMostContainerExtents) {
        refuseContainer(name + ": has more than " + std::to_string(kMostContainerExtents) +
                        " extents");
    }
    std::vector<std::int64_t> shape;
    for (const Json& each : list) {
        const std::uint64_t extent = wholeNumber(each, name);
        if (extent > kLargestTensor) {
            refuseContainer(name + ": is too large");
        }
        shape.push_back(static_cast<std::int64_t>(extent));
    }
    return shape;
}

/// A tensor with its offset in the data.
struct Placed {
    TensorView tensor;
    std::uint64_t begin = 0;
};

Placed readTensor(const std::string& key, const Json& entry, std::string_view data) {
    const std::string name = oneLine(key, 100);
    if (!entry.is_object() || entry.size() != 3) {
        refuseContainer(name + ": must have dtype, shape and data_offsets and nothing else");
    }
    const TensorInfo info{key, typeAt(entry, name), shapeAt(entry, name)};
    const Json& offsets = listAt(entry, "data_offsets", name);
    if (offsets.size() != 2) {
        refuseContainer(name + ": data_offsets must be two numbers");
    }
    const std::uint64_t begin = wholeNumber(offsets[0], name);
    const std::uint64_t end = wholeNumber(offsets[1], name);
    if (begin > end || end > data.size()) {
        refuseContainer(name + ": its data_offsets are outside the data");
    }
    if (end - begin != byteCount(info)) {
        refuseContainer(name + ": its data_offsets span " + std::to_string(end - begin) +
                        " bytes, its shape " + std::to_string(byteCount(info)));
    }
    return {{info, data.substr(begin, end - begin)}, begin};
}

std::map<std::string, std::string> readMetadata(const Json& entry) {
    if (!entry.is_object()) {
        refuseContainer(std::string(kMetadata) + ": is not an object");
    }
    std::map<std::string, std::string> metadata;
    for (const auto& [key, value] : entry.items()) {
        if (!value.is_string()) {
            refuseContainer(std::string(kMetadata) + ": " + oneLine(key, 100) + " is not a text");
        }
        metadata[key] = value.get<std::string>();
    }
    return metadata;
}

/// Sorts the tensors by offset. Throws Error unless they cover the data without gap or overlap.
std::vector<TensorView> requireCover(std::vector<Placed> placed, std::size_t size) {
    std::stable_sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
        return std::pair(a.begin, a.tensor.bytes.size()) <
               std::pair(b.begin, b.tensor.bytes.size());
    });
    std::vector<TensorView> tensors;
    std::uint64_t end = 0;
    for (Placed& each : placed) {
        const std::string name = oneLine(each.tensor.info.name, 100);
        if (each.begin != end) {
            refuseContainer(name + (each.begin < end ? ": overlaps another tensor"
                                                     : ": bytes before it belong to no tensor"));
        }
        end += each.tensor.bytes.size();
        tensors.push_back(std::move(each.tensor));
    }
    if (end != size) {
        refuseContainer(counted(size - end, "byte") + " at the end " +
                        inNumber(size - end, "belongs", "belong") + " to no tensor");
    }
    return tensors;
}

} // namespace

std::size_t sizeOf(TensorType type) {
    return entryOf(type).size;
}

std::string toLine(const TensorInfo& info) {
    std::string line = entryOf(info.type).name;
    for (std::size_t i = 0; i < info.shape.size(); ++i) {
        line += (i == 0 ? " " : "×") + std::to_string(info.shape[i]);
    }
    return line;
}

std::size_t byteCount(const TensorInfo& info) {
    const std::string name = oneLine(info.name, 100);
    if (info.shape.size() > kMostContainerExtents) {
        refuseContainer(name + ": has more than " + std::to_string(kMostContainerExtents) +
                        " extents");
    }
    std::uint64_t bytes = sizeOf(info.type);
    for (const std::int64_t extent : info.shape) {
        if (extent < 0) {
            refuseContainer(name + ": has a negative extent");
        }
        const auto factor = static_cast<std::uint64_t>(extent);
        if (factor != 0 && bytes > kLargestTensor / factor) {
            refuseContainer(name + ": is too large");
        }
        bytes *= factor;
    }
    return bytes;
}

Safetensors readSafetensors(std::string_view bytes) {
    if (bytes.size() < kSizeBytes) {
        refuseContainer("it has " + counted(bytes.size(), "byte") + ", too few for a header");
    }
    const std::uint64_t size = readSize(bytes);
    if (size > kLargestHeader || size > bytes.size() - kSizeBytes) {
        refuseContainer("its header claims " + counted(size, "byte"));
    }
    const Json header = readTensorList(bytes.substr(kSizeBytes, size));
    const std::string_view data = bytes.substr(kSizeBytes + size);
    Safetensors result;
    std::vector<Placed> placed;
    for (const auto& [key, entry] : header.items()) {
        if (key == kMetadata) {
            result.metadata = readMetadata(entry);
        } else {
            placed.push_back(readTensor(key, entry, data));
        }
    }
    result.tensors = requireCover(std::move(placed), data.size());
    return result;
}

std::string beginSafetensors(const std::vector<TensorInfo>& tensors,
                             const std::map<std::string, std::string>& metadata) {
    Json header = Json::object();
    header[kMetadata] = Json(metadata);
    std::size_t end = 0;
    for (const TensorInfo& each : tensors) {
        const std::size_t begin = end;
        end += byteCount(each);
        Json& entry = header[each.name];
        entry["dtype"] = entryOf(each.type).name;
        entry["shape"] = each.shape;
        entry["data_offsets"] = {begin, end};
    }
    std::string text = header.dump();
    text.append((kSizeBytes - text.size() % kSizeBytes) % kSizeBytes, ' ');
    std::string bytes;
    bytes.reserve(kSizeBytes + text.size() + end);
    for (unsigned i = 0; i < kSizeBytes; ++i) {
        bytes += static_cast<char>(static_cast<unsigned char>(std::uint64_t{text.size()} >> 8 * i));
    }
    return bytes += text;
}

} // namespace asge
