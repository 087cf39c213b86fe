// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/archives.h"

#include "core/data/formats.h"

#include "tests/core/data/idx_files.h"

#include <gmock/gmock.h>

#include <sys/stat.h>

namespace asge {
namespace {

using scratch::Bytes;
using scratch::messageOf;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class Archives : public testing::Test {
  protected:
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
    std::string advice(const std::string& name, const Bytes& bytes) const {
        return adviceForFile(folder_.write(name, bytes));
    }
    std::string advice(const std::string& name, std::string_view bytes) const {
        return advice(name, Bytes(bytes.begin(), bytes.end()));
    }
    static Bytes tar() {
        Bytes bytes(1024);
        const std::string mark = "ustar";
        std::copy(mark.begin(), mark.end(), bytes.begin() + 257);
        return bytes;
    }

    scratch::Folder folder_;
};

TEST_F(Archives, AreRecognisedByTheirFirstBytes) {
    const std::string here = folder_.path().string();
    EXPECT_EQ(advice("a.rar", "Rar!\x1A\x07\x01"),
              "is an archive, which must be unpacked: unrar x " + at("a.rar") + " " + here);
    EXPECT_EQ(advice("a.gz", "PK\3\4"), "is a ZIP archive, though its name ends in .gz, which must "
                                        "be unpacked: unzip " +
                                            at("a.gz") + " -d " + here);
    EXPECT_EQ(advice("a.zip", "Rar!\x1A\x07\x01"),
              "is a RAR archive, though its name ends in .zip, which must be unpacked: unrar x " +
                  at("a.zip") + " " + here);
    EXPECT_EQ(advice("archive", "7z\xBC\xAF\x27\x1C"),
              "is a 7z archive by its contents, which must be unpacked: 7z x " + at("archive") +
                  " -o" + here);
    EXPECT_THAT(advice("b.zip", tar()), StartsWith("is a tar archive, though its name ends in "));
    EXPECT_THAT(advice("b.zip", scratch::gzip(tar())),
                AllOf(StartsWith("is packed with gzip, though its name ends in .zip"),
                      HasSubstr("tar -xzf " + at("b.zip"))));
    EXPECT_THAT(advice("b.tgz", scratch::gzip(tar())), StartsWith("is an archive, which must be "));
    EXPECT_THAT(advice("ImageNet.TAR", tar()), StartsWith("is an archive, which must be "));
}

TEST_F(Archives, PackedTwiceAreUnpackedOnceFirst) {
    EXPECT_EQ(advice("a.tar.gz", scratch::gzip(scratch::gzip(tar()))),
              "is packed twice: with gzip, and what is in it is packed with gzip, which must be "
              "unpacked: gunzip -c " +
                  at("a.tar.gz") + " > " + at("a.tar"));
    EXPECT_THAT(advice("a.gz", scratch::gzip(Bytes{'P', 'K', 3, 4, 0, 0})),
                StartsWith("is packed twice: with gzip, and what is in it is a ZIP archive"));
}

TEST_F(Archives, FilesThatAreReadCompressedDoNotCount) {
    EXPECT_EQ(advice("train-images-idx3-ubyte.gz", scratch::gzip(scratch::numberedImages(2))), "");
    EXPECT_EQ(advice("empty.gz", ""), "");
    EXPECT_EQ(advice("notes.txt", "PK"), "");
    ASSERT_EQ(mkfifo(at("pipe.zip").c_str(), 0600), 0);
    EXPECT_THAT(adviceForFile(at("pipe.zip")), HasSubstr("unzip"))
        << "without waiting for the pipe";
}

TEST_F(Archives, InAFolderAreNamed) {
    folder_.write("own/data.gz", "PK\3\4");
    Experiment::Data data;
    data.name = "own";
    data.path = at("own");
    EXPECT_EQ(messageOf([&] { findDataSet(data); }),
              "data.path: " + at("own") +
                  " holds data.gz, which is a ZIP archive, though its name "
                  "ends in .gz, and must be unpacked: unzip " +
                  at("own/data.gz") + " -d " + at("own"));
}

TEST_F(Archives, TablesOfPixelsAreNamed) {
    std::string header = "label";
    std::string numbers = "5";
    std::string other = "label";
    for (int i = 0; i < 784; ++i) {
        header += ",pixel" + std::to_string(i);
        numbers += "," + std::to_string(i % 256);
        other += "," + std::to_string(1 + i / 28) + "x" + std::to_string(1 + i % 28);
    }
    for (const std::string& line : {header, numbers, other, std::string("emotion,pixels,Usage")}) {
        EXPECT_THAT(advice("train.csv", line + "\n1,2,3\n"),
                    StartsWith("holds images as rows of pixels, which are not read: write its "
                               "images as PNG files into train/CLASS and test/CLASS, in Python "
                               "with pandas.read_csv(file)"));
    }
    EXPECT_EQ(advice("labels.csv", "filename,label\n1.jpg,a\n"), "");
}

} // namespace
} // namespace asge
