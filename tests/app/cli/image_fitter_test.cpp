// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/image_fitter.h"

#include "app/cli/given_images.h"
#include "core/base/error.h"
#include "core/data/png.h"
#include "core/data/square.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

namespace asge::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Picture noise(int channels, int height, int width) {
    std::mt19937 random(7);
    Picture picture{channels, width, height, {}, {}};
    picture.pixels.resize(static_cast<std::size_t>(channels * width * height));
    std::generate(picture.pixels.begin(), picture.pixels.end(),
                  [&] { return static_cast<std::uint8_t>(random() % 256); });
    return picture;
}

class FittedImages : public testing::Test {
  protected:
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
    std::string png(const std::string& name, const Picture& picture) const {
        writePng(at(name), picture);
        return at(name);
    }
    static std::vector<std::uint8_t> read(ImageFitter fitter, const std::string& file) {
        std::vector<std::uint8_t> pixels(fitter.imageBytes());
        EXPECT_EQ(fitter.read(file, pixels.data()), "");
        return pixels;
    }
    /// Everything that is read from the paths, one line each.
    std::vector<std::string> given(const std::vector<std::string>& paths) {
        ImageFitter fitter(1, 2, 2, {});
        std::vector<std::string> seen;
        const auto last = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
        readGivenImages(paths, fitter,
                        {[&](const std::string& file, std::int64_t index,
                             const std::vector<std::uint8_t>& pixels) {
                             std::string line = last(file) + ' ' + std::to_string(index);
                             for (const std::uint8_t pixel : pixels) {
                                 line += ' ' + std::to_string(pixel);
                             }
                             seen.push_back(line);
                         },
                         [&](const std::string& problem) { seen.push_back("! " + last(problem)); },
                         [&](const std::string& note) { seen.push_back("note " + last(note)); }});
        return seen;
    }

    test::TemporaryFolder folder_;
};

TEST_F(FittedImages, AnImageOfTheRightSizeIsNotChanged) {
    const Picture grey = noise(1, 12, 12);
    EXPECT_EQ(read({1, 12, 12, {}}, png("grey.png", grey)), grey.pixels);
    const Picture wide = noise(1, 6, 10);
    EXPECT_EQ(read({1, 6, 10, {}}, png("wide.png", wide)), wide.pixels);
}

TEST_F(FittedImages, ColoursAreConverted) {
    const Picture colour{3, 2, 1, {255, 0, 0, 10, 20, 30}, {}};
    EXPECT_THAT(read({1, 1, 2, {}}, png("colour.png", colour)),
                ElementsAre(76, 18)); // 0.299 · 255; 0.299 · 10 + 0.587 · 20 + 0.114 · 30 = 18.15
    EXPECT_THAT(read({3, 1, 2, {}}, at("colour.png")), ElementsAre(255, 10, 0, 20, 0, 30));
    const Picture grey{1, 2, 1, {7, 9}, {}};
    EXPECT_THAT(read({3, 1, 2, {}}, png("grey.png", grey)), ElementsAre(7, 9, 7, 9, 7, 9));
    EXPECT_THROW(ImageFitter(5, 2, 2, {}), BadInput);
}

TEST_F(FittedImages, OtherSizesAreCutAndScaledAsDataAre) {
    const Picture large = noise(1, 40, 60);
    EXPECT_EQ(read({1, 12, 12, {}}, png("large.png", large)), squareOf(large, 12).pixels);
    // A photograph is cut to the centre square of the setting: here 20 of 40 pixels.
    Experiment::Data photographs;
    photographs.size = 12;
    photographs.centreCrop = 0.5;
    Picture centre{1, 20, 20, {}, {}};
    for (int y = 10; y < 30; ++y) {
        for (int x = 20; x < 40; ++x) {
            centre.pixels.push_back(large.pixels[static_cast<std::size_t>(y * 60 + x)]);
        }
    }
    EXPECT_EQ(read({1, 12, 12, photographs}, at("large.png")), squareOf(centre, 12).pixels);
    // A network for images that are not square: the largest centred part with its aspect ratio.
    const Picture stripes{1, 4, 2, {9, 1, 1, 9, 9, 1, 1, 9}, {}};
    EXPECT_THAT(read({1, 2, 1, {}}, png("stripes.png", stripes)), ElementsAre(1, 1));
}

TEST_F(FittedImages, ReadsFilesFoldersAndIdx) {
    png("b.png", {1, 2, 2, {1, 2, 3, 4}, {}});
    std::filesystem::create_directory(at("folder"));
    std::filesystem::create_directory(at("folder/inner"));
    png("folder/z.png", {1, 2, 2, {5, 5, 5, 5}, {}});
    png("folder/inner/a.png", {1, 2, 2, {6, 6, 6, 6}, {}});
    std::ofstream(at("folder/note.webp")) << "no image that is read";
    test::writeIdx(at("images.idx"), {2, 2, 2}, {1, 1, 1, 1, 2, 2, 2, 2});
    EXPECT_THAT(given({at("b.png"), at("folder"), at("images.idx")}),
                ElementsAre("b.png 0 1 2 3 4",
                            "note folder: files that are neither JPEG nor PNG were left out: 1 "
                            ".webp",
                            "a.png 0 6 6 6 6", "z.png 0 5 5 5 5", "images.idx 0 1 1 1 1",
                            "images.idx 1 2 2 2 2"));
}

TEST_F(FittedImages, ReadsIdxOfColoursAndOtherSizes) {
    test::writeIdx(at("colour"), {1, 3, 2, 2}, {100, 100, 100, 100, 0, 0, 0, 0, 0, 0, 0, 0});
    test::writeIdx(at("large"), {1, 4, 4}, std::vector<std::uint8_t>(16, 8));
    EXPECT_THAT(given({at("colour"), at("large")}),
                ElementsAre("colour 0 30 30 30 30", "large 0 8 8 8 8"));
}

TEST_F(FittedImages, NamesWhatIsWrongAndGoesOn) {
    png("good.png", {1, 2, 2, {1, 2, 3, 4}, {}});
    png("cut.png", noise(1, 30, 30));
    std::filesystem::resize_file(at("cut.png"), 200);
    std::filesystem::create_directory(at("empty"));
    std::ofstream(at("text.txt")) << "hello";
    test::writeIdx(at("labels-idx1-ubyte"), {3}, {1, 2, 3});
    test::writeIdx(at("cut.idx"), {3, 2, 2}, {1, 1, 1, 1, 2, 2});
    test::writeIdx(at("long.idx"), {1, 2, 2}, {1, 1, 1, 1, 2});
    test::writeIdx(at("five.idx"), {1, 5, 1, 1}, {1, 1, 1, 1, 2});
    test::writeIdx(at("huge.idx"), {1, 30000, 30000}, {1});
    const auto problemOf = [&](const std::string& name) {
        const auto lines = given({at(name), at("good.png")});
        EXPECT_EQ(lines.back(), "good.png 0 1 2 3 4") << name;
        return *std::find_if(lines.begin(), lines.end(),
                             [](const std::string& line) { return line.starts_with("! "); });
    };
    EXPECT_THAT(problemOf("cut.png"), HasSubstr("cut.png: "));
    EXPECT_THAT(problemOf("empty"), HasSubstr("empty: there is no JPEG or PNG file"));
    EXPECT_THAT(problemOf("text.txt"), HasSubstr("text.txt: is neither a JPEG nor a PNG file"));
    EXPECT_THAT(problemOf("nowhere.png"), HasSubstr("nowhere.png: no such file"));
    EXPECT_THAT(problemOf("labels-idx1-ubyte"), HasSubstr("has rank 1, as labels have"));
    EXPECT_THAT(problemOf("cut.idx"), HasSubstr("cut.idx: is truncated: needs 28 bytes, has 22"));
    EXPECT_THAT(problemOf("long.idx"), HasSubstr("long.idx: has bytes after its last image"));
    EXPECT_THAT(problemOf("five.idx"), HasSubstr("five.idx: its images have 5 channels"));
    EXPECT_THAT(problemOf("huge.idx"), HasSubstr("huge.idx: "));
}

} // namespace
} // namespace asge::cli
