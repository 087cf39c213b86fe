// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "tests/core/data/image_files.h"

#include <gtest/gtest.h>

#include <string>

namespace asge::test {

/// A temporary folder of images that a test loads as a data set.
class ImageTree : public testing::Test {
  protected:
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
    DataSet load(const std::string& under = "") const {
        Experiment::Data data;
        data.name = "own";
        data.path = under.empty() ? folder_.path().string() : at(under);
        data.validation = 0;
        return loadDataSet(data);
    }

    scratch::Folder folder_;
    const scratch::Bytes image_ = scratch::jpeg(8, 8, 3, scratch::gradient(8, 8, 3));
};

} // namespace asge::test
