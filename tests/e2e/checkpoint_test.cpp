// SPDX-License-Identifier: GPL-3.0-or-later

#include "asge_fixture.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace asge {
namespace {

using test::Ended;
using test::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CheckpointFile : public test::AsgeFixture {
  protected:
    std::string output() const { return (folder_.path() / "state.safetensors").string(); }

    /// Overwrites pixels of the training data.
    void changeTheData() const {
        const auto images = folder_.path() / "data" / "t10k-images-idx3-ubyte";
        std::fstream file(images, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(100);
        file << "other pixels";
    }

    /// A data set in which 99 of 100 images are of class 0.
    std::string dominated() const {
        const auto folder = folder_.path() / "dominated";
        std::filesystem::create_directories(folder);
        for (const auto& [part, count] : {std::pair("train", 400), std::pair("t10k", 200)}) {
            ImageSet set = test::tinyImages(count, 5);
            for (int i = 0; i < count; ++i) {
                set.labels[static_cast<std::size_t>(i)] = i % 100 == 7 ? 1 : 0;
            }
            test::writeIdx(folder / (std::string(part) + "-images-idx3-ubyte"),
                           {set.count, set.height, set.width}, set.pixels);
            test::writeIdx(folder / (std::string(part) + "-labels-idx1-ubyte"), {set.count},
                           {set.labels.begin(), set.labels.end()});
        }
        return folder.string();
    }
};

/// Reads a safetensors file according to its specification, since Debian 12 has no package
/// `safetensors`.
constexpr const char* kReader = R"(
import json, struct, sys
data = open(sys.argv[1], 'rb').read()
size = struct.unpack('<Q', data[:8])[0]
assert size % 8 == 0 and data[8:9] == b'{'
header = json.loads(data[8:8 + size])
assert header.pop('__metadata__') == {'format': 'asge-checkpoint', 'version': '1'}
width = {'F32': 4, 'F64': 8, 'I64': 8}
end = 0
for name, each in sorted(header.items(), key=lambda item: item[1]['data_offsets']):
    assert each['data_offsets'][0] == end, name
    count = 1
    for extent in each['shape']:
        count *= extent
    end += count * width[each['dtype']]
    assert each['data_offsets'][1] == end, name
assert 8 + size + end == len(data)
begin, end = header['layer1_weight']['data_offsets']
weights = struct.unpack('<%df' % ((end - begin) // 4), data[8 + size + begin:8 + size + end])
assert header['layer1_weight']['shape'] == [4, 1, 3, 3]
print(len(header), all(-10 < w < 10 for w in weights) and any(weights))
)";

TEST_F(CheckpointFile, IsReadByPythonAccordingToItsLayout) {
    ASSERT_EQ(asge({"train", file(), "--set", "checkpoint.keep=3"}).status, 0);
    const Ended written = asge({"runs", "checkpoint", "1@2", output()});
    EXPECT_EQ(written.status, 0) << written.error;
    EXPECT_THAT(written.out, HasSubstr("run 1: its checkpoint is in "));
    if (!std::filesystem::exists("/usr/bin/python3")) {
        GTEST_SKIP() << "Python is not installed";
    }
    const Ended read = test::run({"/usr/bin/python3", "-c", kReader, output()});
    EXPECT_EQ(read.status, 0) << read.error;
    EXPECT_EQ(read.out, "33 True\n");
}

TEST_F(CheckpointFile, NamesWhatIsMissing) {
    EXPECT_THAT(asge({"runs", "checkpoint", "1", output()}).error, HasSubstr("no such run"));
    ASSERT_EQ(asge({"train", file()}).status, 0);
    EXPECT_THAT(asge({"runs", "checkpoint", "7", output()}).error, HasSubstr("run 7: no such run"));
    const Ended none = asge({"runs", "checkpoint", "1@9", output()});
    EXPECT_EQ(none.status, 2);
    EXPECT_THAT(none.error, HasSubstr("run 1: has no checkpoint of epoch 9; it has those of"));
    EXPECT_THAT(asge({"runs", "checkpoint", "1@x", output()}).error,
                HasSubstr("the @ must be followed"));
    ASSERT_EQ(asge({"runs", "checkpoint", "1", output()}).status, 0);
    EXPECT_THAT(asge({"runs", "checkpoint", "1", output()}).error, HasSubstr("already exists"));
    EXPECT_EQ(asge({"runs", "checkpoint", "1", output(), "--force"}).status, 0);
}

TEST_F(CheckpointFile, IsNotEvaluatedOnOtherData) {
    ASSERT_EQ(asge({"train", file()}).status, 0);
    ASSERT_EQ(asge({"eval", "1"}).status, 0);
    changeTheData();
    const Ended ended = asge({"eval", "1"});
    EXPECT_EQ(ended.status, 2);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.error, AllOf(HasSubstr("the data of run 1 have changed: "),
                                   HasSubstr("restore the original data to evaluate it")));
}

TEST_F(CheckpointFile, OfADivergedTrainingIsThatOfTheLastGoodStep) {
    const std::vector<std::string> diverging{"train", file(),
                                             "--set", "data.path=" + dominated(),
                                             "--set", "network.goodness=sum",
                                             "--set", "network.normalization=none",
                                             "--set", "projection.gain=1e6",
                                             "--set", "optimizer.name=sgd",
                                             "--set", "optimizer.learning_rate=10",
                                             "--set", "optimizer.momentum=0.9999",
                                             "--set", "train.batch=370",
                                             "--set", "train.epochs=1"};
    for (const std::string path : {"fast", "plain"}) {
        std::vector<std::string> words = diverging;
        words.insert(words.end(), {"--set", "compute.path=" + path});
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 1) << ended.out;
        EXPECT_THAT(ended.error,
                    AllOf(HasSubstr("epoch 1, step 1: layer "), HasSubstr("is not finite"),
                          HasSubstr("a lower optimizer.learning_rate")));
        EXPECT_EQ(runs()[0]["status"], "failed");
        const std::string id = std::to_string(runs()[0]["run"].get<int>());
        const Ended measured = asge({"eval", id, "--json"});
        EXPECT_EQ(measured.status, 0) << measured.error;
        EXPECT_EQ(test::jsonLines(measured.out).at(0)["step"], 0)
            << "the first step was not finite";
        EXPECT_THAT(measured.out + measured.error, Not(HasSubstr("nan")));
    }
}

} // namespace
} // namespace asge
