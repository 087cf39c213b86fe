// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/data_facts.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <sstream>

namespace asge {

namespace {

std::vector<std::string> words(const char* text) {
    std::istringstream stream(text);
    return {std::istream_iterator<std::string>(stream), {}};
}

constexpr const char* kDigits = "0 1 2 3 4 5 6 7 8 9";
constexpr const char* kLetters = "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z";
/// Capital and small letters that look alike are one class.
constexpr const char* kBalanced = "0 1 2 3 4 5 6 7 8 9 A B C D E F G H I J K L M N O P Q R S T U V "
                                  "W X Y Z a b d e f g h n q r t";
constexpr const char* kByClass =
    "0 1 2 3 4 5 6 7 8 9 A B C D E F G H I J K L M N O P Q R S T U V W "
    "X Y Z a b c d e f g h i j k l m n o p q r s t u v w x y z";
constexpr const char* kCifar10 = "airplane automobile bird cat deer dog frog horse ship truck";
constexpr const char* kCifar100 =
    "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus "
    "butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch "
    "crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo "
    "keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse "
    "mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy "
    "porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper "
    "snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television "
    "tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm";

constexpr ImageSize kCifarImages{3, 32, 32};

/// One of the six splits of EMNIST.
DataFacts emnist(const char* split, const char* title, const char* classNames, int train,
                 int test) {
    return {.name = std::string("emnist-") + split,
            .title = std::string("EMNIST ") + title,
            .classNames = words(classNames),
            .trainImages = train,
            .testImages = test};
}

} // namespace

const std::vector<DataFacts>& dataFacts() {
    static const std::vector<DataFacts> all{
        {.name = "mnist", .title = "MNIST", .classNames = words(kDigits)},
        {.name = "fashion-mnist",
         .title = "Fashion-MNIST",
         .classNames = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt",
                        "Sneaker", "Bag", "Ankle boot"}},
        {.name = "kmnist", .title = "KMNIST", .classNames = words("o ki su tsu na ha ma ya re wo")},
        emnist("balanced", "Balanced", kBalanced, 112800, 18800),
        emnist("letters", "Letters", kLetters, 124800, 20800),
        emnist("digits", "Digits", kDigits, 240000, 40000),
        emnist("mnist", "MNIST", kDigits, 60000, 10000),
        emnist("byclass", "ByClass", kByClass, 697932, 116323),
        emnist("bymerge", "ByMerge", kBalanced, 697932, 116323),
        {.name = "cifar-10",
         .title = "CIFAR-10",
         .classNames = words(kCifar10),
         .size = kCifarImages,
         .trainImages = 50000},
        {.name = "cifar-100",
         .title = "CIFAR-100",
         .classNames = words(kCifar100),
         .size = kCifarImages,
         .trainImages = 50000,
         .hasCoarseLabels = true},
    };
    return all;
}

const DataFacts* findDataFacts(std::string_view name) {
    const auto& all = dataFacts();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const DataFacts& facts) { return facts.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::string sizeText(const ImageSize& size) {
    return std::to_string(size.channels) + " × " + std::to_string(size.height) + " × " +
           std::to_string(size.width);
}

ImageSize imageSize(const Experiment::Data& data) {
    if (!data.path.empty() && data.size > 0) {
        return {0, data.size, data.size};
    }
    const DataFacts* known = findDataFacts(data.name);
    return known != nullptr ? known->size : ImageSize{};
}

int classCount(const Experiment::Data& data) {
    if (!data.classes.empty()) {
        return static_cast<int>(std::count(data.classes.begin(), data.classes.end(), ',')) + 1;
    }
    const DataFacts* known = data.path.empty() ? findDataFacts(data.name) : nullptr;
    constexpr int kCoarseClasses = 20; // of CIFAR-100
    return known == nullptr                ? 0
           : data.labels == Labels::coarse ? kCoarseClasses
                                           : static_cast<int>(known->classNames.size());
}

SplitSizes splitSizes(const Experiment::Data& data) {
    const DataFacts* known = data.path.empty() ? findDataFacts(data.name) : nullptr;
    if (known == nullptr) {
        return {data.limit, data.limit > 0 ? data.validation : 0, data.testLimit};
    }
    Experiment::Data all = data;
    all.classes.clear();
    const double kept = std::min(1.0, static_cast<double>(classCount(data)) / classCount(all));
    const auto limited = [](int images, int limit) {
        return limit == 0 ? images : std::min(images, limit);
    };
    const int train = static_cast<int>(kept * known->trainImages);
    return {limited(std::max(train - data.validation, 0), data.limit),
            std::min(data.validation, train),
            limited(static_cast<int>(kept * known->testImages), data.testLimit)};
}

int stepsPerEpoch(const Experiment& experiment) {
    const int images = splitSizes(experiment.data).training;
    return (images + experiment.train.batch - 1) / experiment.train.batch;
}

std::string dataTitle(std::string_view name) {
    if (const DataFacts* known = findDataFacts(name)) {
        return known->title;
    }
    std::string title(name);
    bool begins = true;
    for (char& character : title) {
        if (begins) {
            character = static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
        }
        begins = character == '-';
    }
    constexpr std::string_view kImageNet = "ImageNet"; // of Tiny ImageNet, Imagenette and others
    if (title.ends_with("Imagenet")) {
        title.replace(title.size() - kImageNet.size(), kImageNet.size(), kImageNet);
    }
    return title;
}

} // namespace asge
