// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// Size of a data set's images; 0 stands for what is not known without reading them.
struct ImageSize {
    int channels = 0;
    int height = 0;
    int width = 0;

    bool operator==(const ImageSize&) const = default;
};

/// What is known of a published data set without its files.
struct DataFacts {
    std::string name;                    ///< "fashion-mnist": the value of data.name
    std::string title;                   ///< "Fashion-MNIST"
    std::vector<std::string> classNames; ///< of the fine labels if there are two kinds
    ImageSize size = {1, 28, 28};
    int trainImages = 60000; ///< in the training files
    int testImages = 10000;
    bool hasCoarseLabels = false; ///< a second kind of labels, with fewer classes
};

/// All known data sets in the order in which a form offers them.
const std::vector<DataFacts>& dataFacts();
/// The facts about the data set of that name, or null.
const DataFacts* findDataFacts(std::string_view name);

/// "3 × 32 × 32": channels, height, width.
std::string sizeText(const ImageSize& size);

/// The size of an experiment's images, as far as it follows from its settings and the known data
/// sets: for scaled photographs (data.path and data.size), height and width.
ImageSize imageSize(const Experiment::Data& data);

/// The number of classes of an experiment's data, as far as the settings tell it; 0 if they do not.
int classCount(const Experiment::Data& data);

/// Images per split, as far as they are known without reading the data; 0 stands for an unknown
/// number. For some of the classes, they are a fraction of the data set's images.
struct SplitSizes {
    int training = 0; ///< without those for validation
    int validation = 0;
    int test = 0;

    bool operator==(const SplitSizes&) const = default;
};
SplitSizes splitSizes(const Experiment::Data& data);

/// Training steps per epoch, as far as they are known without reading the data: exact for known
/// data sets; for others from data.limit, 0 if there is none.
int stepsPerEpoch(const Experiment& experiment);

/// A data set's name as people write it: the title of a known one; of others each word of the name
/// with a capital letter.
std::string dataTitle(std::string_view name);

} // namespace asge
