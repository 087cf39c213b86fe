// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/predict_command.h"

#include "app/cli/csv_output.h"
#include "app/cli/exit_status.h"
#include "app/cli/given_images.h"
#include "app/cli/inspected_run.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/query/text_table.h"
#include "core/run/strategy.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

namespace asge::cli {

namespace {

/// An image that waits for its prediction.
struct WaitingImage {
    std::string file;
    std::int64_t index = 0;
    bool isOneOfMany = false; ///< its file is an IDX file
};

struct PredictedClass {
    int label = 0;
    double probability = 0;
};

/// Predicts images in batches, and prints each batch.
class Predictor {
  public:
    Predictor(const PredictOptions& options, InspectedRun run)
        : options_(options), run_(std::move(run)), fitter_(run_.fitter()) {
        const InspectedNetwork& network = run_.network();
        layers_ = layersOf(strategyFromText(options.strategy), network.layers, network.bestLayer);
        batch_ = {0, network.channels, network.height, network.width, {}, {}, {}};
        // Memory does not grow with the number of images.
        constexpr std::size_t kBatchBytes = std::size_t{16} << 20U;
        constexpr std::size_t kMostImages = 512;
        batchSize_ = std::clamp<std::size_t>(
            kBatchBytes / std::max<std::size_t>(1, fitter_.imageBytes()), 1, kMostImages);
        for (const std::string& name : network.classNames) {
            classWidth_ = std::max(classWidth_, codePoints(shownClass(name)).size());
        }
    }

    int run() {
        if (options_.csv) {
            printCsvLine(
                {"run", "epoch", "file", "index", "rank", "class", "label", "probability"});
        }
        readGivenImages(
            options_.files, fitter_,
            {[this](const std::string& file, std::int64_t index,
                    const std::vector<std::uint8_t>& pixels) { add(file, index, pixels); },
             [this](const std::string& problem) {
                 printError(problem);
                 ++failed_;
             },
             [](const std::string& note) { printNotes({note}); }});
        flush();
        if (failed_ == 0) {
            return ok;
        }
        return predicted_ == 0 ? badInput : failure;
    }

  private:
    static std::string shownClass(const std::string& name) {
        constexpr std::size_t kWidest = 24;
        return elided(oneLine(name), kWidest);
    }

    void add(const std::string& file, std::int64_t index, const std::vector<std::uint8_t>& pixels) {
        if (index > 0 && !waiting_.empty()) {
            waiting_.back().isOneOfMany = true;
        }
        waiting_.push_back({file, index, index > 0});
        batch_.pixels.insert(batch_.pixels.end(), pixels.begin(), pixels.end());
        ++batch_.count;
        if (waiting_.size() == batchSize_) {
            flush();
        }
    }

    void flush() {
        if (waiting_.empty()) {
            return;
        }
        const ProbeSnapshot seen = run_.inspector->read(batch_);
        std::vector<std::vector<PredictedClass>> predictions;
        for (int i = 0; i < batch_.count; ++i) {
            predictions.push_back(topOf(seen, i));
        }
        print(predictions);
        requireOutput();
        predicted_ += batch_.count;
        waiting_.clear();
        batch_.pixels.clear();
        batch_.count = 0;
    }

    /// Throws Error if the output can't be written; the other images are then not predicted.
    static void requireOutput() {
        if (!out().flush().works()) {
            throw Error("the output could not be written");
        }
    }

    /// The most probable classes; of equals the lower one first. NaN comes last.
    std::vector<PredictedClass> topOf(const ProbeSnapshot& seen, int image) const {
        std::vector<PredictedClass> all;
        const auto classes = static_cast<std::size_t>(seen.classes);
        for (std::size_t k = 0; k < classes; ++k) {
            double sum = 0;
            for (std::size_t layer = layers_.first; layer <= layers_.second; ++layer) {
                sum += static_cast<double>(
                    seen.layers[layer]
                        .probabilities[static_cast<std::size_t>(image) * classes + k]);
            }
            all.push_back({static_cast<int>(k),
                           sum / static_cast<double>(layers_.second - layers_.first + 1)});
        }
        const auto order = [](double value) { return std::isnan(value) ? -1.0 : value; };
        const auto count = std::min<std::ptrdiff_t>(options_.top, std::ssize(all));
        std::partial_sort(all.begin(), all.begin() + count, all.end(),
                          [&](const PredictedClass& a, const PredictedClass& b) {
                              return std::pair(-order(a.probability), a.label) <
                                     std::pair(-order(b.probability), b.label);
                          });
        all.resize(static_cast<std::size_t>(count));
        return all;
    }

    const std::string& nameOf(const PredictedClass& predicted) const {
        return run_.network().classNames[static_cast<std::size_t>(predicted.label)];
    }

    void print(const std::vector<std::vector<PredictedClass>>& predictions) {
        if (options_.json) {
            printJson(predictions);
        } else if (options_.csv) {
            printRows(predictions);
        } else {
            printText(predictions);
        }
    }

    void printJson(const std::vector<std::vector<PredictedClass>>& predictions) const {
        for (std::size_t i = 0; i < waiting_.size(); ++i) {
            Json top = Json::array();
            for (const PredictedClass& each : predictions[i]) {
                top.push_back({{"class", nameOf(each)},
                               {"label", each.label},
                               {"probability", each.probability}});
            }
            out().json({{"file", waiting_[i].file}, {"index", waiting_[i].index}, {"top", top}});
        }
    }

    void printRows(const std::vector<std::vector<PredictedClass>>& predictions) const {
        for (std::size_t i = 0; i < waiting_.size(); ++i) {
            for (std::size_t rank = 0; rank < predictions[i].size(); ++rank) {
                const PredictedClass& each = predictions[i][rank];
                printCsvLine({std::to_string(options_.run), std::to_string(run_.network().epoch),
                              waiting_[i].file, std::to_string(waiting_[i].index),
                              std::to_string(rank + 1), nameOf(each), std::to_string(each.label),
                              numberText(each.probability)});
            }
        }
    }

    void printText(const std::vector<std::vector<PredictedClass>>& predictions) {
        constexpr std::size_t kWidestFile = 60;
        std::vector<std::string> names;
        for (const WaitingImage& image : waiting_) {
            names.push_back(shownName(image.file) +
                            (image.isOneOfMany ? " #" + std::to_string(image.index) : ""));
            fileWidth_ =
                std::max(fileWidth_, std::min(kWidestFile, codePoints(names.back()).size()));
        }
        if (predicted_ == 0) {
            printHeader(predictions.front().size());
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            std::string line = column(names[i], fileWidth_);
            for (const PredictedClass& each : predictions[i]) {
                line += "  " + column(shownClass(nameOf(each)), classWidth_) +
                        format(" %5.1f %%", 100 * each.probability);
            }
            out() << line << '\n';
        }
    }

    void printHeader(std::size_t ranks) const {
        constexpr std::size_t kPercent = 8; // " 100.0 %"
        std::string line = column("image", fileWidth_);
        for (std::size_t rank = 1; rank <= ranks; ++rank) {
            line += "  " + column("class " + std::to_string(rank), classWidth_ + kPercent);
        }
        out() << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
    }

    const PredictOptions& options_;
    InspectedRun run_;
    ImageFitter fitter_;
    std::pair<std::size_t, std::size_t> layers_; ///< whose softmax outputs are averaged
    std::size_t batchSize_ = 1;
    std::vector<WaitingImage> waiting_;
    ProbeImages batch_;
    std::int64_t predicted_ = 0; ///< images
    std::int64_t failed_ = 0;    ///< files and folders
    std::size_t fileWidth_ = 5;
    std::size_t classWidth_ = 7;
};

} // namespace

int predict(const PredictOptions& options) {
    strategyFromText(options.strategy); // refused before the network is loaded
    const auto missing = missingPaths(options.files);
    if (missing.size() == options.files.size()) {
        for (const std::string& problem : missing) {
            printError(problem);
        }
        return badInput;
    }
    return Predictor(options, openInspectedRun(options.run, options.epoch, options.store)).run();
}

} // namespace asge::cli
