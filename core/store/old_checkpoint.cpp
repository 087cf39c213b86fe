// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/old_checkpoint.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace asge {
namespace {

/// At most 64 layers with at most 12 tensors each.
constexpr std::size_t kMostTensors = 1024;
constexpr std::size_t kMostArchiveExtents = 4;

[[noreturn]] void refuseArchive(const std::string& what) {
    throw Error("old archive: " + what);
}

/// Reads bytes from front to back.
class Bytes {
  public:
    explicit Bytes(std::string_view rest) : rest_(rest) {}

    std::string_view take(std::size_t count) {
        if (count > rest_.size()) {
            refuseArchive("ends too early");
        }
        const std::string_view taken = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return taken;
    }
    /// Takes an unsigned little-endian number of `count` bytes.
    std::uint64_t number(std::size_t count) {
        std::uint64_t value = 0;
        const std::string_view bytes = take(count);
        for (std::size_t i = 0; i < count; ++i) {
            value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
        }
        return value;
    }
    /// Takes a line with its end; returns it without.
    std::string_view line() {
        const std::size_t size = rest_.find('\n');
        if (size == std::string_view::npos) {
            refuseArchive("ends too early");
        }
        return take(size + 1).substr(0, size);
    }
    void expect(std::uint64_t value, std::size_t count, const char* what) {
        if (number(count) != value) {
            refuseArchive(std::string("has an unknown ") + what);
        }
    }
    std::size_t left() const { return rest_.size(); }

  private:
    std::string_view rest_;
};

constexpr std::size_t kEndSize = 22;
constexpr std::size_t kEnd64Size = 56;
constexpr std::size_t kLocatorSize = 20;
constexpr std::uint64_t kFlags = 0x0808; ///< a data descriptor follows the data; names are UTF-8
constexpr std::uint64_t kStored = 0;
constexpr std::uint64_t kDeflated = 8;

/// An entry of the zip file.
struct Entry {
    std::string_view data; ///< the stored bytes
    std::uint64_t method = kStored;
    std::uint64_t size = 0; ///< of the uncompressed data
    std::uint64_t crc = 0;  ///< of the uncompressed data
};
using Entries = std::map<std::string, Entry, std::less<>>;

/// The zip file's central directory and its number of entries.
struct Directory {
    std::string_view bytes;
    std::uint64_t count = 0;
    std::uint64_t offset = 0;
};

Directory findDirectory(std::string_view bytes) {
    if (bytes.size() < kEnd64Size + kLocatorSize + kEndSize) {
        refuseArchive("ends too early");
    }
    Bytes end(bytes.substr(bytes.size() - kEndSize));
    end.expect(0x06054b50, 4, "end");
    end.expect(0, 4, "disk number");
    Directory directory;
    directory.count = end.number(2);
    end.expect(directory.count, 2, "count of entries");
    const std::uint64_t size = end.number(4);
    directory.offset = end.number(4);
    end.expect(0, 2, "comment");
    const std::uint64_t tail = kEnd64Size + kLocatorSize + kEndSize;
    if (size > bytes.size() || directory.offset > bytes.size() ||
        directory.offset + size + tail != bytes.size()) {
        refuseArchive("its list of entries does not end where the file does");
    }
    directory.bytes = bytes.substr(directory.offset, size);
    // The 64-bit end record repeats the numbers.
    Bytes end64(bytes.substr(bytes.size() - tail, kEnd64Size + kLocatorSize));
    end64.expect(0x06064b50, 4, "64-bit end");
    end64.take(20);
    end64.expect(directory.count, 8, "count of entries");
    end64.expect(directory.count, 8, "count of entries");
    end64.expect(size, 8, "size of its list");
    end64.expect(directory.offset, 8, "place of its list");
    end64.expect(0x07064b50, 4, "locator");
    end64.take(4);
    end64.expect(directory.offset + size, 8, "place of its end");
    return directory;
}

/// Takes the local header, the data and the descriptor of an entry from the front of `file`;
/// returns the data.
std::string_view takeLocal(Bytes& file, const Entry& entry, std::string_view name,
                           std::uint64_t packed) {
    file.expect(0x04034b50, 4, "local header");
    file.take(2);
    file.expect(kFlags, 2, "flag");
    file.expect(entry.method, 2, "compression");
    file.take(4);
    file.expect(0, 4, "checksum before its data");
    file.expect(0, 8, "size before its data");
    file.expect(name.size(), 2, "name");
    const std::uint64_t padding = file.number(2);
    if (file.take(name.size()) != name) {
        refuseArchive("has two names for one entry");
    }
    if (padding > 0 && !file.take(padding).starts_with("FB")) {
        refuseArchive("has an unknown extra field");
    }
    const std::string_view data = file.take(packed);
    file.expect(0x08074b50, 4, "descriptor");
    file.expect(entry.crc, 4, "checksum");
    file.expect(packed, 4, "size");
    file.expect(entry.size, 4, "size");
    return data;
}

void requireCrc(std::string_view name, std::string_view data, std::uint64_t expected) {
    const auto* bytes = reinterpret_cast<const Bytef*>(data.data());
    if (crc32_z(crc32_z(0, nullptr, 0), bytes, data.size()) != expected) {
        refuseArchive(oneLine(name, 100) + " has a different checksum than when it was written");
    }
}

Entries readEntries(std::string_view bytes) {
    const Directory directory = findDirectory(bytes);
    if (directory.count > kMostTensors + 16) {
        refuseArchive("has " + std::to_string(directory.count) + " entries");
    }
    Bytes list(directory.bytes);
    Bytes file(bytes.substr(0, directory.offset));
    Entries entries;
    for (std::uint64_t i = 0; i < directory.count; ++i) {
        list.expect(0x02014b50, 4, "entry");
        list.take(4);
        list.expect(kFlags, 2, "flag");
        Entry entry;
        entry.method = list.number(2);
        list.take(4);
        entry.crc = list.number(4);
        const std::uint64_t packed = list.number(4);
        entry.size = list.number(4);
        const std::uint64_t nameSize = list.number(2);
        list.expect(0, 2, "extra field");
        list.expect(0, 2, "comment");
        list.expect(0, 2, "disk number");
        list.take(6);
        list.expect(directory.offset - file.left(), 4, "gap between entries");
        const std::string_view name = list.take(nameSize);
        entry.data = takeLocal(file, entry, name, packed);
        if (entry.method == kStored) {
            if (packed != entry.size) {
                refuseArchive("has two sizes for one entry");
            }
            requireCrc(name, entry.data, entry.crc);
        }
        if (!entries.emplace(name, entry).second) {
            refuseArchive("has the entry " + oneLine(name, 100) + " twice");
        }
    }
    if (list.left() != 0 || file.left() != 0) {
        refuseArchive("has bytes that belong to no entry");
    }
    return entries;
}

const Entry& entryAt(const Entries& entries, const std::string& name) {
    const auto found = entries.find(name);
    if (found == entries.end()) {
        refuseArchive("has no entry " + name);
    }
    return found->second;
}

/// The data of the uncompressed entry with that name.
std::string_view storedAt(const Entries& entries, const std::string& name) {
    const Entry& entry = entryAt(entries, name);
    if (entry.method != kStored) {
        refuseArchive(name + " is compressed");
    }
    return entry.data;
}

struct Storage {
    const char* name;
    TensorType type;
};
constexpr std::array kStorages{Storage{"FloatStorage", TensorType::float32},
                               Storage{"DoubleStorage", TensorType::float64},
                               Storage{"LongStorage", TensorType::int64}};

/// Parses the pickle, opcode for opcode. Texts and global names get memo numbers when they first
/// occur, and later occurrences refer to these numbers.
class Pickle {
  public:
    Pickle(std::string_view bytes, const Entries& entries) : bytes_(bytes), entries_(entries) {}

    std::vector<TensorView> read() {
        expect("\x80\x02", 2); // PROTO 2
        expectGlobal("__torch__", "Module");
        expect(")\x81}(", 4); // EMPTY_TUPLE NEWOBJ EMPTY_DICT MARK
        std::vector<TensorView> tensors;
        while (!at('u')) {
            if (tensors.size() == kMostTensors) {
                refuseArchive("has more than " + std::to_string(kMostTensors) + " tensors");
            }
            tensors.push_back(tensor());
        }
        expect("ub", 2); // SETITEMS BUILD
        remember({});
        expect(".", 1); // STOP
        if (bytes_.left() != 0) {
            refuseArchive("has bytes after its list of tensors");
        }
        return tensors;
    }

  private:
    /// Whether the opcode comes next. Takes it if so, except 'u'.
    bool at(char opcode) {
        Bytes ahead = bytes_;
        if (ahead.number(1) != static_cast<unsigned char>(opcode)) {
            return false;
        }
        if (opcode != 'u') {
            bytes_ = ahead;
        }
        return true;
    }
    void expect(const char* opcodes, std::size_t count) {
        if (bytes_.take(count) != std::string_view(opcodes, count)) {
            refuseArchive("has an opcode where our writer did not write it");
        }
    }
    /// Parses BINPUT or LONG_BINPUT, whose numbers count up from 0.
    void remember(std::string what) {
        const std::size_t size = at('q') ? 1 : 4;
        if (size == 4) {
            expect("r", 1);
        }
        bytes_.expect(memo_.size(), size, "memo number");
        memo_.push_back(std::move(what));
    }
    /// The memo entry that BINGET or LONG_BINGET refers to; null if neither comes next.
    const std::string* recalled() {
        std::size_t size = 0;
        if (at('h')) {
            size = 1;
        } else if (at('j')) {
            size = 4;
        } else {
            return nullptr;
        }
        const std::uint64_t number = bytes_.number(size);
        if (number >= memo_.size()) {
            refuseArchive("has an unknown memo number");
        }
        return &memo_[number];
    }
    /// Parses BINUNICODE. In the memo, a quotation mark in front distinguishes texts from global
    /// names.
    std::string text() {
        if (const std::string* known = recalled()) {
            if (!known->starts_with('"')) {
                refuseArchive("has a name at the place of a text");
            }
            return known->substr(1);
        }
        expect("X", 1);
        const std::string found(bytes_.take(bytes_.number(4)));
        remember('"' + found);
        return found;
    }
    void expectText(const char* expected) {
        if (text() != expected) {
            refuseArchive(std::string("has another text than '") + expected + "'");
        }
    }
    std::string global() {
        if (const std::string* known = recalled()) {
            return *known;
        }
        expect("c", 1);
        const std::string module(bytes_.line());
        std::string found = module + '.' + std::string(bytes_.line());
        remember(found);
        return found;
    }
    void expectGlobal(const std::string& module, const std::string& name) {
        const std::string found = global();
        if (found != module + '.' + name) {
            refuseArchive("names " + oneLine(found, 100) + ", which our writer never did");
        }
    }
    /// Parses BININT1, BININT2, BININT or LONG1 of 8 bytes, which must not be negative.
    std::int64_t number() {
        std::uint64_t value = 0;
        if (at('K')) {
            value = bytes_.number(1);
        } else if (at('M')) {
            value = bytes_.number(2);
        } else if (at('J')) {
            value = bytes_.number(4);
        } else {
            expect("\x8a\x08", 2);
            value = bytes_.number(8);
        }
        if (value > (std::uint64_t{1} << 40U)) {
            refuseArchive("has a size out of range");
        }
        return static_cast<std::int64_t>(value);
    }
    /// Parses MARK, numbers, TUPLE.
    std::vector<std::int64_t> numbers() {
        std::vector<std::int64_t> all;
        expect("(", 1);
        while (!at('t')) {
            if (all.size() == kMostArchiveExtents) {
                refuseArchive("has a tensor of too many extents");
            }
            all.push_back(number());
        }
        return all;
    }
    TensorType storageType() {
        const std::string found = global();
        for (const Storage& each : kStorages) {
            if (found == std::string("torch.") + each.name) {
                return each.type;
            }
        }
        refuseArchive("names " + oneLine(found, 100) + ", which our writer never did");
    }
    /// Throws Error unless the strides are those of a contiguous tensor.
    static void requireContiguous(const TensorInfo& info,
                                  const std::vector<std::int64_t>& strides) {
        std::int64_t expected = 1;
        bool is = strides.size() == info.shape.size();
        for (std::size_t i = info.shape.size(); is && i-- > 0;) {
            is = strides[i] == expected;
            expected *= std::max<std::int64_t>(info.shape[i], 1);
        }
        if (!is) {
            refuseArchive(oneLine(info.name, 100) + ": its elements are not contiguous");
        }
    }
    TensorView tensor() {
        TensorInfo info;
        info.name = text();
        expectGlobal("torch._utils", "_rebuild_tensor_v2");
        expect("((", 2); // MARK MARK
        expectText("storage");
        info.type = storageType();
        const std::string key = text();
        expectText("cpu");
        const std::int64_t count = number();
        expect("tQ", 2); // TUPLE BINPERSID
        remember({});
        if (number() != 0) {
            refuseArchive(oneLine(info.name, 100) + ": does not begin at its first element");
        }
        info.shape = numbers();
        const std::size_t bytes =
            byteCount(info); // first, because it checks the extents for overflow
        requireContiguous(info, numbers());
        expect("\x89", 1); // NEWFALSE
        expectGlobal("collections", "OrderedDict");
        expect(")RtR", 4); // EMPTY_TUPLE REDUCE TUPLE REDUCE
        const std::string_view data = elements(info, key);
        if (data.size() != bytes ||
            static_cast<std::uint64_t>(count) != bytes / sizeOf(info.type)) {
            refuseArchive(oneLine(info.name, 100) +
                          ": has a different number of elements than its shape");
        }
        return {info, data};
    }
    /// The elements of the next tensor: each has an entry of its own.
    std::string_view elements(const TensorInfo& info, const std::string& key) {
        if (key != std::to_string(elements_)) {
            refuseArchive(oneLine(info.name, 100) + ": is not the next tensor");
        }
        ++elements_;
        return storedAt(entries_, "archive/data/" + key);
    }

    Bytes bytes_;
    const Entries& entries_;
    std::vector<std::string> memo_;
    std::size_t elements_ = 0;
};

/// The text that the writer made: declarations of the tensors' names, without a function.
std::string declarations(const std::vector<TensorView>& tensors) {
    std::string text = "class Module(Module):\n  __parameters__ = [";
    for (const TensorView& each : tensors) {
        text += '"' + each.info.name + "\", ";
    }
    text += "]\n  __buffers__ = []\n";
    for (const TensorView& each : tensors) {
        text += "  " + each.info.name + " : Tensor\n";
    }
    return text;
}

/// Inflates data to exactly `size` bytes; empty if they do not have this size.
std::string inflated(std::string_view data, std::size_t size) {
    std::string text(size, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
        refuseArchive("can't be inflated");
    }
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(size);
    const int result = inflate(&stream, Z_FINISH);
    const bool whole = result == Z_STREAM_END && stream.avail_out == 0 && stream.avail_in == 0;
    inflateEnd(&stream);
    return whole ? text : std::string();
}

void requireNoCode(const Entries& entries, const std::vector<TensorView>& tensors) {
    const Entry& code = entryAt(entries, "archive/code/__torch__.py");
    const std::string expected = declarations(tensors);
    std::string text;
    if (code.size == expected.size() && code.data.size() <= expected.size()) {
        text = code.method == kDeflated
                   ? inflated(code.data, code.size)
                   : std::string(storedAt(entries, "archive/code/__torch__.py"));
    }
    if (text != expected) {
        refuseArchive("holds code, which is never run");
    }
}

/// Throws Error if there are other entries than the tensors' elements and those that the writer
/// made.
void requireKnown(const Entries& entries, std::size_t tensors) {
    constexpr std::array<std::string_view, 7> kNames{"archive/data.pkl",
                                                     "archive/code/__torch__.py",
                                                     "archive/code/__torch__.py.debug_pkl",
                                                     "archive/version",
                                                     "archive/constants.pkl",
                                                     "archive/byteorder",
                                                     "archive/.data/serialization_id"};
    std::size_t known = 0;
    for (const std::string_view name : kNames) {
        known += entries.count(name);
    }
    if (entries.size() != known + tensors) {
        refuseArchive("has entries that our writer did not make");
    }
    const auto order = entries.find("archive/byteorder");
    if (order != entries.end() && order->second.data != "little") {
        refuseArchive("was written with a different byte order");
    }
}

} // namespace

bool isOldCheckpoint(std::string_view bytes) {
    return bytes.starts_with("PK\x03\x04");
}

std::vector<TensorView> readOldCheckpoint(std::string_view bytes) {
    const Entries entries = readEntries(bytes);
    std::vector<TensorView> tensors = Pickle(storedAt(entries, "archive/data.pkl"), entries).read();
    requireKnown(entries, tensors.size());
    requireNoCode(entries, tensors);
    return tensors;
}

} // namespace asge
