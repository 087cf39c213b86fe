// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/data/idx.h"

#include "tests/core/data/idx_files.h"
#include "tests/core/data/mutate.h"

#include <gmock/gmock.h>

#include <numeric>

namespace asge {
namespace {

using scratch::Bytes;
using scratch::Mutator;
using testing::HasSubstr;

std::size_t elementsOf(const IdxArray& array) {
    return std::accumulate(array.shape.begin(), array.shape.end(), std::size_t{1},
                           [](std::size_t product, int dimension) {
                               EXPECT_GT(dimension, 0);
                               return product * static_cast<std::size_t>(dimension);
                           });
}

/// Reads damaged files. Each must be read completely or refused with one line that names it.
class IdxFuzz : public testing::Test {
  protected:
    void tryFile(const Bytes& bytes) {
        const auto file = folder_.write("damaged.idx", bytes);
        try {
            const IdxArray array = readIdx(file);
            ASSERT_EQ(array.bytes.size(), elementsOf(array));
            ++read_;
        } catch (const BadInput& error) {
            ASSERT_THAT(error.what(), HasSubstr(file.string() + ": "));
            ASSERT_TRUE(scratch::isOneLine(error.what())) << error.what();
            ++refused_;
        }
    }

    scratch::Folder folder_;
    int read_ = 0;
    int refused_ = 0;
};

TEST_F(IdxFuzz, PlainFilesAreReadOrRefused) {
    const Bytes sound = scratch::idx({6, 5, 4}, scratch::counting(120));
    const Bytes other = scratch::idx({9}, scratch::counting(9));
    Mutator mutator(1);
    for (int i = 0; i < 6000; ++i) {
        ASSERT_NO_THROW(tryFile(mutator.mutate(sound, other))) << i;
    }
    // Damaged elements can't be noticed; a damaged header or length must be.
    EXPECT_GT(read_, 500);
    EXPECT_GT(refused_, 2000);
}

TEST_F(IdxFuzz, GzipFilesAreReadOrRefused) {
    const Bytes sound = scratch::gzip(scratch::idx({6, 5, 4}, scratch::counting(120)));
    const Bytes other = scratch::gzip(scratch::idx({9}, scratch::counting(9)));
    Mutator mutator(2);
    for (int i = 0; i < 6000; ++i) {
        ASSERT_NO_THROW(tryFile(mutator.mutate(sound, other))) << i;
    }
    // Only unused fields, such as the time in gzip's header, may change unnoticed.
    EXPECT_LT(read_, 1500);
    EXPECT_GT(refused_, 4500);
}

TEST_F(IdxFuzz, DamageBeforeCompressionIsReadOrRefused) {
    const Bytes sound = scratch::idx({6, 5, 4}, scratch::counting(120));
    Mutator mutator(3);
    for (int i = 0; i < 3000; ++i) {
        ASSERT_NO_THROW(tryFile(scratch::gzip(mutator.mutate(sound, sound)))) << i;
    }
    EXPECT_GT(read_, 200);
    EXPECT_GT(refused_, 1000);
}

TEST_F(IdxFuzz, DataSetsAreLoadedOrRefused) {
    scratch::writeNumbered(folder_, 40, 20);
    const std::vector<std::pair<const char*, Bytes>> files{
        {"train-images-idx3-ubyte", scratch::numberedImages(40)},
        {"train-labels-idx1-ubyte", scratch::numberedLabels(40)},
        {"t10k-images-idx3-ubyte", scratch::numberedImages(20)},
        {"t10k-labels-idx1-ubyte", scratch::numberedLabels(20)}};
    const Experiment::Data data{"own", folder_.path().string(), 10, 5, 8};
    Mutator mutator(4);
    for (int i = 0; i < 2000; ++i) {
        const auto& [name, sound] = files[mutator.below(files.size())];
        folder_.write(name, mutator.mutate(sound, files[0].second));
        try {
            const DataSet set = loadDataSet(data);
            ASSERT_GT(set.train.count, 0);
            ++read_;
        } catch (const BadInput& error) {
            ASSERT_TRUE(scratch::isOneLine(error.what())) << error.what();
            ++refused_;
        }
        folder_.write(name, sound);
    }
    EXPECT_GT(read_, 100);
    EXPECT_GT(refused_, 500);
}

} // namespace
} // namespace asge
