// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/safetensors.h"

#include "core/base/error.h"
#include "core/store/codec.h"
#include "store_fixture.h"

#include <gmock/gmock.h>

#include <random>

namespace asge {
namespace {

using test::errorOf;
using testing::HasSubstr;

/// A container with this header, valid or not, and `data` bytes of data.
std::string container(const std::string& header, std::size_t data) {
    return encodeNumbers(std::vector<std::uint64_t>{header.size()}) + header +
           std::string(data, '\1');
}

std::string errorOfContainer(const std::string& bytes) {
    return errorOf<Error>([&] { readSafetensors(bytes); });
}

std::string smallContainer() {
    std::string bytes = beginSafetensors({{"steps", TensorType::int64, {2}},
                                          {"none", TensorType::float32, {0, 3}},
                                          {"weight", TensorType::float32, {1, 2}}},
                                         {{"format", "test"}, {"version", "1"}});
    bytes += encodeNumbers(std::vector<std::int64_t>{3, -4});
    bytes += encodeNumbers(std::vector<float>{0.5F, 1.5F});
    return bytes;
}

TEST(Safetensors, ReadsWhatItWrites) {
    const std::string bytes = smallContainer();
    EXPECT_EQ(bytes.find("{"), 8U);
    EXPECT_EQ((bytes.size() - 24) % 8, 0U) << "the header ends at a multiple of 8";
    const Safetensors read = readSafetensors(bytes);
    EXPECT_EQ(read.metadata,
              (std::map<std::string, std::string>{{"format", "test"}, {"version", "1"}}));
    ASSERT_EQ(read.tensors.size(), 3U);
    EXPECT_EQ(decodeNumbers<std::int64_t>(read.tensors[0].bytes),
              (std::vector<std::int64_t>{3, -4}));
    EXPECT_EQ(read.tensors[1].info, (TensorInfo{"none", TensorType::float32, {0, 3}}));
    EXPECT_EQ(decodeNumbers<float>(read.tensors[2].bytes), (std::vector<float>{0.5F, 1.5F}));
}

TEST(Safetensors, ReadsTheFormOfTheSpecification) {
    const Safetensors read =
        readSafetensors(container(R"({"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                                  R"("a":{"dtype":"F64","shape":[],"data_offsets":[8,16]}}   )",
                                  16));
    ASSERT_EQ(read.tensors.size(), 2U);
    EXPECT_EQ(read.tensors[0].info.name, "b");
    EXPECT_EQ(read.tensors[1].info.shape, std::vector<std::int64_t>{});
    EXPECT_TRUE(readSafetensors(container("{}", 0)).tensors.empty());
}

TEST(Safetensors, RefusesEveryOtherForm) {
    const auto entry = [](const std::string& what) { return R"({"t":{)" + what + "}}"; };
    const std::string f32 = R"("dtype":"F32",)";
    struct Case {
        std::string header;
        std::size_t data;
        std::string what;
    };
    const std::vector<Case> cases{
        {"", 0, "does not begin with '{'"},
        {" {}", 0, "does not begin with '{'"},
        {"[]", 0, "does not begin with '{'"},
        {"{", 0, "header: line 1"},
        {"{}x", 0, "header: line 1"},
        {"{\"\xff\":1}", 0, "is not UTF-8"},
        {"{}", 1, "1 byte at the end belongs to no tensor"},
        {R"({"t":1})", 0, "t: must have dtype, shape and data_offsets"},
        {entry(R"("dtype":"F32","shape":[1])"), 4, "t: must have"},
        {entry(f32 + R"("shape":[1],"data_offsets":[0,4],"more":1)"), 4, "t: must have"},
        {entry(R"("dtype":"F16","shape":[1],"data_offsets":[0,2])"), 2, "has the dtype 'F16'"},
        {entry(R"("dtype":3,"shape":[1],"data_offsets":[0,4])"), 4, "t: has no dtype"},
        {entry(f32 + R"("shape":1,"data_offsets":[0,4])"), 4, "has no list 'shape'"},
        {entry(f32 + R"("shape":[-1],"data_offsets":[0,4])"), 4, "whole numbers from 0 up"},
        {entry(f32 + R"("shape":[1.0],"data_offsets":[0,4])"), 4, "whole numbers from 0 up"},
        {entry(f32 + R"("shape":["1"],"data_offsets":[0,4])"), 4, "whole numbers from 0 up"},
        {entry(f32 + R"("shape":[18446744073709551616],"data_offsets":[0,4])"), 4,
         "whole numbers from 0 up"},
        {entry(f32 + R"("shape":[9223372036854775808],"data_offsets":[0,4])"), 4, "is too large"},
        {entry(f32 + R"("shape":[4294967296,4294967296],"data_offsets":[0,0])"), 0, "is too large"},
        {entry(f32 + R"("shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4])"), 4, "extents"},
        {entry(f32 + R"("shape":[1],"data_offsets":[0])"), 4, "must be two numbers"},
        {entry(f32 + R"("shape":[1],"data_offsets":[4,0])"), 4, "are outside the data"},
        {entry(f32 + R"("shape":[1],"data_offsets":[0,5])"), 4, "are outside the data"},
        {entry(f32 + R"("shape":[1],"data_offsets":[18446744073709551612,18446744073709551615])"),
         4, "are outside the data"},
        {entry(f32 + R"("shape":[2],"data_offsets":[0,4])"), 4, "its shape 8"},
        {entry(f32 + R"("shape":[1],"data_offsets":[4,8])"), 8, "bytes before it belong to no"},
        {R"({"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
         R"("t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
         8, "duplicate key"},
        {R"({"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
         R"("u":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
         8, "overlaps another tensor"},
        {R"({"__metadata__":[]})", 0, "__metadata__: is not an object"},
        {R"({"__metadata__":{"a":1}})", 0, "__metadata__: a is not a text"},
        {std::string(100, '[').replace(0, 1, "{\"a\":["), 0, "levels deep"},
    };
    for (const Case& each : cases) {
        EXPECT_THAT(errorOfContainer(container(each.header, each.data)), HasSubstr(each.what))
            << each.header;
    }
    EXPECT_THAT(errorOfContainer(""), HasSubstr("too few for a header"));
    EXPECT_THAT(errorOfContainer(std::string(8, '\xff')), HasSubstr("its header claims"));
    EXPECT_THAT(errorOfContainer(encodeNumbers(std::vector<std::uint64_t>{3}) + "{}"),
                HasSubstr("its header claims 3 bytes"));
    EXPECT_THAT(errorOfContainer(container("{" + std::string(std::size_t{1} << 20U, ' ') + "}", 0)),
                HasSubstr("its header claims"))
        << "longer than a header may be";
    std::string masses = R"({"__metadata__":{"0":"")";
    for (int i = 1; i < 20000; ++i) {
        masses += ",\"" + std::to_string(i) + "\":\"\"";
    }
    EXPECT_THAT(errorOfContainer(container(masses + "}}", 0)), HasSubstr("holds more than"));
}

/// Mutated containers are either read or refused; sanitizers find memory errors.
TEST(Safetensors, SurvivesMutations) {
    const std::string bytes = smallContainer();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_THROW(readSafetensors(std::string(bytes, 0, size)), Error) << size;
    }
    std::mt19937 random(1);
    int refused = 0;
    for (int i = 0; i < 5000; ++i) {
        std::string mutant = bytes;
        for (unsigned n = random() % 3 + 1; n > 0; --n) {
            mutant[random() % mutant.size()] = static_cast<char>(random());
        }
        try {
            for (const TensorView& each : readSafetensors(mutant).tensors) {
                EXPECT_EQ(each.bytes.size(), byteCount(each.info));
            }
        } catch (const Error&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 1000);
}

} // namespace
} // namespace asge
