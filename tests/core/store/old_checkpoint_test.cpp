// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/old_checkpoint.h"

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/store/checkpoint_content.h"
#include "core/store/codec.h"
#include "old_checkpoints.h"
#include "store_fixture.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <functional>
#include <limits>
#include <random>

namespace asge {
namespace {

using test::errorOf;
using test::fromBase64;
using testing::HasSubstr;

std::uint64_t numberIn(const std::string& bytes, std::size_t place, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) {
        value = value << 8U | static_cast<unsigned char>(bytes[place + i]);
    }
    return value;
}

std::string littleEndian(std::uint64_t value, std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) {
        bytes += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
    }
    return bytes;
}

/// The entries of an old archive, which can be changed and written again as its writer did.
struct Archive {
    struct Item {
        std::string name;
        std::string data; ///< as stored, perhaps compressed
        std::uint64_t method = 0;
        std::uint64_t size = 0;
        std::uint64_t crc = 0;
    };
    std::vector<Item> items;

    static Archive of(const std::string& bytes) {
        Archive archive;
        const std::size_t count = numberIn(bytes, bytes.size() - 12, 2);
        std::size_t at = numberIn(bytes, bytes.size() - 6, 4);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t nameSize = numberIn(bytes, at + 28, 2);
            const std::size_t local = numberIn(bytes, at + 42, 4);
            const std::size_t begin =
                local + 30 + numberIn(bytes, local + 26, 2) + numberIn(bytes, local + 28, 2);
            archive.items.push_back({bytes.substr(at + 46, nameSize),
                                     bytes.substr(begin, numberIn(bytes, at + 20, 4)),
                                     numberIn(bytes, at + 10, 2), numberIn(bytes, at + 24, 4),
                                     numberIn(bytes, at + 16, 4)});
            at += 46 + nameSize;
        }
        return archive;
    }

    Item& at(const std::string& name) {
        for (Item& item : items) {
            if (item.name == "archive/" + name) {
                return item;
            }
        }
        throw std::out_of_range(name);
    }
    void set(const std::string& name, const std::string& data) {
        Item& item = at(name);
        const auto* first = reinterpret_cast<const Bytef*>(data.data());
        item = {item.name, data, 0, data.size(),
                crc32(crc32(0, nullptr, 0), first, static_cast<uInt>(data.size()))};
    }
    /// Replaces `before` by `after` in the list of tensors.
    void edit(const std::string& before, const std::string& after) {
        std::string list = at("data.pkl").data;
        const std::size_t place = list.find(before);
        ASSERT_NE(place, std::string::npos);
        set("data.pkl", list.replace(place, before.size(), after));
    }

    std::string bytes() const {
        std::string file;
        std::string list;
        for (const Item& item : items) {
            const std::string sizes =
                littleEndian(item.data.size(), 4) + littleEndian(item.size, 4);
            const std::string kind = littleEndian(0x0808, 2) + littleEndian(item.method, 2);
            list += "PK\1\2" + std::string(4, '\0') + kind + std::string(4, '\0') +
                    littleEndian(item.crc, 4) + sizes + littleEndian(item.name.size(), 2) +
                    std::string(12, '\0') + littleEndian(file.size(), 4) + item.name;
            file += "PK\3\4" + std::string(2, '\0') + kind + std::string(16, '\0') +
                    littleEndian(item.name.size(), 2) + std::string(2, '\0') + item.name +
                    item.data + "PK\7\b" + littleEndian(item.crc, 4) + sizes;
        }
        const std::uint64_t count = items.size();
        const std::string end64 = "PK\6\6" + littleEndian(44, 8) + littleEndian(0, 12) +
                                  littleEndian(count, 8) + littleEndian(count, 8) +
                                  littleEndian(list.size(), 8) + littleEndian(file.size(), 8);
        return file + list + end64 + "PK\6\7" + littleEndian(0, 4) +
               littleEndian(file.size() + list.size(), 8) + littleEndian(1, 4) + "PK\5\6" +
               littleEndian(0, 4) + littleEndian(count, 2) + littleEndian(count, 2) +
               littleEndian(list.size(), 4) + littleEndian(file.size(), 4) + littleEndian(0, 2);
    }
};

/// The reader's error for an old checkpoint after a change.
std::string errorAfter(const std::function<void(Archive&)>& change) {
    Archive archive = Archive::of(fromBase64(test::kOldAdamW));
    change(archive);
    const std::string bytes = archive.bytes();
    return errorOf<Error>([&] { readOldCheckpoint(bytes); });
}

std::string digestOfElements(const std::string& bytes) {
    std::string all;
    for (const TensorView& each : readOldCheckpoint(bytes)) {
        all += each.bytes;
    }
    return sha256OfBytes(all);
}

TEST(OldCheckpoint, HasEveryElementThatWasWritten) {
    EXPECT_EQ(digestOfElements(fromBase64(test::kOldAdamW)), test::kOldAdamWElements);
    EXPECT_EQ(digestOfElements(fromBase64(test::kOldSgd)), test::kOldSgdElements);
}

TEST(OldCheckpoint, HasNamesTypesAndShapes) {
    const std::string bytes = fromBase64(test::kOldSgd);
    const std::vector<TensorView> tensors = readOldCheckpoint(bytes);
    ASSERT_EQ(tensors.size(), 26U);
    EXPECT_EQ(tensors[0].info, (TensorInfo{"layer1_weight", TensorType::float32, {2, 1, 3, 3}}));
    EXPECT_EQ(tensors[3].info, (TensorInfo{"layer1_projection_bias", TensorType::float32, {10}}));
    EXPECT_EQ(tensors[24].info, (TensorInfo{"optimizer_steps", TensorType::int64, {2}}));
    EXPECT_EQ(tensors[25].info, (TensorInfo{"progress", TensorType::float64, {8}}));
}

TEST(OldCheckpoint, OfLibTorch2IsReadToo) {
    const std::string bytes = fromBase64(test::kOldOfLibTorch2);
    const std::vector<TensorView> tensors = readOldCheckpoint(bytes);
    ASSERT_EQ(tensors.size(), 3U);
    EXPECT_EQ(decodeNumbers<float>(tensors[0].bytes), (std::vector<float>{0, 1, 2}));
    EXPECT_EQ(decodeNumbers<double>(tensors[2].bytes), (std::vector<double>{0, -1, 0, 0}));
}

TEST(OldCheckpoint, HasTheSameContentInTheNewForm) {
    const std::string old = fromBase64(test::kOldAdamW);
    const CheckpointContent content = readCheckpointContent(old);
    const std::string bytes = toBytes(content);
    const CheckpointContent again = readCheckpointContent(bytes);
    EXPECT_EQ(again.progress, content.progress);
    EXPECT_EQ(content.progress->epochSteps, 2);
    EXPECT_EQ(content.progress->epochImages, 40);
    EXPECT_EQ(content.progress->bestEpoch, 1);
    EXPECT_EQ(again.optimizerSteps, (std::vector<std::int64_t>{7, 7}));
    ASSERT_EQ(again.tensors.size(), content.tensors.size());
    for (std::size_t i = 0; i < again.tensors.size(); ++i) {
        EXPECT_EQ(again.tensors[i].info, content.tensors[i].info);
        EXPECT_EQ(again.tensors[i].bytes, content.tensors[i].bytes);
    }
}

TEST(OldCheckpoint, TheHelperWritesWhatTheWriterWrote) {
    const std::string bytes = Archive::of(fromBase64(test::kOldAdamW)).bytes();
    EXPECT_EQ(digestOfElements(bytes), test::kOldAdamWElements);
}

TEST(OldCheckpoint, RefusesCode) {
    const std::string module = fromBase64(test::kHostileArchive);
    EXPECT_THROW(readOldCheckpoint(module), Error);
    const std::string hostile =
        "class Module(Module):\n  def __setstate__(self, state: int) -> None:\n    pass\n";
    const std::string refused = "holds code, which is never run";
    EXPECT_THAT(errorAfter([&](Archive& a) { a.set("code/__torch__.py", hostile); }),
                HasSubstr(refused));
    EXPECT_THAT(errorAfter([&](Archive& a) { a.at("code/__torch__.py").size = 1U << 31U; }),
                HasSubstr(refused));
    EXPECT_THAT(errorAfter([&](Archive& a) { a.at("code/__torch__.py").data[9] ^= 1; }),
                HasSubstr(refused));
    EXPECT_THAT(errorAfter([&](Archive& a) {
                    a.items.push_back({"archive/code/__torch__/more.py", hostile, 0, hostile.size(),
                                       crc32(0, nullptr, 0)});
                    a.set("code/__torch__/more.py", hostile);
                }),
                HasSubstr("has entries that our writer did not make"));
    EXPECT_THAT(errorAfter([](Archive& a) {
                    std::erase_if(a.items, [](const auto& each) {
                        return each.name == "archive/code/__torch__.py";
                    });
                }),
                HasSubstr("has no entry archive/code/__torch__.py"));
}

TEST(OldCheckpoint, RefusesAPickleThatItsWriterNeverWrote) {
    const std::string opcode = "has an opcode where our writer did not write it";
    EXPECT_THAT(errorAfter([](Archive& a) { a.edit("c__torch__\nModule\n", "cos\nsystem\n"); }),
                HasSubstr("names os.system, which our writer never did"));
    EXPECT_THAT(errorAfter([](Archive& a) { a.edit("collections\nOrderedDict", "os\nsystem"); }),
                HasSubstr("names os.system"));
    EXPECT_THAT(errorAfter([](Archive& a) { a.edit("FloatStorage", "HalfStorage"); }),
                HasSubstr("names torch.HalfStorage"));
    EXPECT_THAT(errorAfter([](Archive& a) { a.edit("ub", "R."); }), HasSubstr("old archive: "));
    EXPECT_THAT(errorAfter([&](Archive& a) { a.edit(")\x81}(", ")R}("); }), HasSubstr(opcode));
    EXPECT_THAT(errorAfter([](Archive& a) {
                    a.edit(std::string("X\3\0\0\0cpu", 8), std::string("X\3\0\0\0gpu", 8));
                }),
                HasSubstr("another text than 'cpu'"));
    EXPECT_THAT(
        errorAfter([](Archive& a) { a.set("data.pkl", a.at("data.pkl").data + "cos\nsystem\n"); }),
        HasSubstr("has bytes after its list of tensors"));
    EXPECT_THAT(errorAfter([](Archive& a) { a.set("data.pkl", ""); }), HasSubstr("ends too early"));
}

/// In a pickle, "K" N is a small number and "(" … "t" a tuple: the shape of layer1_weight is 2 × 1
/// × 3 × 3.
TEST(OldCheckpoint, RefusesShapesThatExceedTheElements) {
    const std::string shape("(K\2K\1K\3K\3t", 10);
    EXPECT_THAT(errorAfter([&](Archive& a) { a.edit(shape, std::string("(K\4K\1K\3K\3t", 10)); }),
                HasSubstr("old archive: "));
    EXPECT_THAT(errorAfter([&](Archive& a) {
                    a.edit(shape, std::string("(K\4K\1K\3K\3t", 10));
                    a.edit("K\x12tQ", "K\x24tQ");
                }),
                HasSubstr("has a different number of elements than its shape"));
    EXPECT_THAT(errorAfter([&](Archive& a) { a.edit("K\x12tQ", "K\x13tQ"); }),
                HasSubstr("has a different number of elements than its shape"));
    EXPECT_THAT(
        errorAfter([&](Archive& a) { a.edit(std::string("K\0", 2) + shape, "K\1" + shape); }),
        HasSubstr("does not begin at its first element"));
    EXPECT_THAT(errorAfter([&](Archive& a) {
                    a.edit(std::string("K\t", 2) + "K\tK\3K\1t", std::string("K\0K\tK\3K\1t", 9));
                }),
                HasSubstr("old archive: "));
    EXPECT_THAT(errorAfter([&](Archive& a) { a.edit("K\tK\tK\3K\1t", "K\tK\tK\1K\3t"); }),
                HasSubstr("are not contiguous"));
    EXPECT_THAT(errorAfter([&](Archive& a) { a.edit(shape, "(J\xff\xff\xff\xffK\1K\3K\3t"); }),
                HasSubstr("old archive: "));
    EXPECT_THAT(errorAfter([&](Archive& a) {
                    a.edit(shape, "(\x8a\x08" + std::string(8, '\xff') + "K\1K\3K\3t");
                }),
                HasSubstr("has a size out of range"));
    EXPECT_THAT(errorAfter([&](Archive& a) { a.set("data/0", a.at("data/0").data.substr(4)); }),
                HasSubstr("has a different number of elements than its shape"));
}

TEST(OldCheckpoint, RefusesOtherZipFiles) {
    EXPECT_THAT(errorAfter([](Archive& a) { a.items.push_back(a.items[0]); }),
                HasSubstr("has the entry archive/data/0 twice"));
    EXPECT_THAT(errorAfter([](Archive& a) { a.at("data.pkl").method = 8; }),
                HasSubstr("data.pkl is compressed"));
    EXPECT_THAT(errorAfter([](Archive& a) { a.at("data/0").method = 8; }),
                HasSubstr("data/0 is compressed"));
    EXPECT_THAT(errorAfter([](Archive& a) { a.at("data/0").data[0] ^= 1; }),
                HasSubstr("has a different checksum"));
    EXPECT_THAT(errorAfter([](Archive& a) { a.at("data/0").size += 4; }),
                HasSubstr("has two sizes for one entry"));
    EXPECT_THAT(errorAfter([](Archive& a) { a.at("version").name = "archive/evil"; }),
                HasSubstr("has entries that our writer did not make"));
    EXPECT_THAT(errorAfter([](Archive& a) { a.items.resize(3); }), HasSubstr("has no entry"));
    const std::string bytes = fromBase64(test::kOldAdamW);
    EXPECT_THAT(errorOf<Error>([&] { readOldCheckpoint(bytes + "x"); }), HasSubstr("unknown end"));
    EXPECT_THAT(errorOf<Error>([&] { readOldCheckpoint("PK\3\4"); }), HasSubstr("ends too early"));
}

/// Counts were stored as reals.
TEST(OldCheckpoint, RefusesImpossibleProgress) {
    const auto errorWith = [](std::size_t place, double value) {
        Archive archive = Archive::of(fromBase64(test::kOldAdamW));
        std::vector<double> row = decodeNumbers<double>(archive.at("data/17").data);
        row.at(place) = value;
        archive.set("data/17", encodeNumbers(row));
        const std::string bytes = archive.bytes();
        return errorOf<Error>([&] { readCheckpointContent(bytes); });
    };
    for (const double count :
         {-3.0, -0.5, 1.5, 1e300, 9223372036854775808.0, std::numeric_limits<double>::infinity(),
          std::numeric_limits<double>::quiet_NaN()}) {
        const auto refused = HasSubstr(" must be a whole number from 0 up, is ");
        EXPECT_THAT(errorWith(0, count), refused) << count;
        EXPECT_THAT(errorWith(2, count), refused) << count;
        EXPECT_THAT(errorWith(3, count), refused) << count;
        EXPECT_THAT(errorWith(1, count < 0 ? count : count + 1),
                    HasSubstr("progress_best_accuracy must be "));
    }
}

/// Mutated archives are either read or refused; sanitizers find memory errors.
TEST(OldCheckpoint, SurvivesMutations) {
    const std::string bytes = fromBase64(test::kOldAdamW);
    for (std::size_t size = 0; size < bytes.size(); size += 7) {
        EXPECT_THROW(readOldCheckpoint(std::string(bytes, 0, size)), Error) << size;
    }
    std::mt19937 random(1);
    const auto tryOne = [](const std::string& mutant) {
        try {
            readCheckpointContent(mutant);
        } catch (const Error&) {
            return true;
        }
        return false;
    };
    for (int i = 0; i < 2000; ++i) {
        std::string mutant = bytes;
        mutant[random() % mutant.size()] ^= static_cast<char>(1U << random() % 8);
        tryOne(mutant);
    }
    int refused = 0;
    for (int i = 0; i < 2000; ++i) { // with correct checksums
        Archive archive = Archive::of(bytes);
        std::string list = archive.at("data.pkl").data;
        for (unsigned n = random() % 3 + 1; n > 0; --n) {
            list[random() % list.size()] = static_cast<char>(random());
        }
        archive.set("data.pkl", list);
        refused += tryOne(archive.bytes()) ? 1 : 0;
    }
    EXPECT_GT(refused, 1900);
}

} // namespace
} // namespace asge
