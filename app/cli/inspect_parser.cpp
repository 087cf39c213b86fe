// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/parsers.h"

namespace asge::cli {

namespace {

void addEpoch(CLI::App& command, std::optional<int>& epoch) {
    constexpr int kMostEpochs = 1000000;
    command
        .add_option("--epoch", epoch,
                    "Use the checkpoint at the end of this epoch (default: the last one)")
        ->check(CLI::Range(0, kMostEpochs));
}

} // namespace

void addPredict(CLI::App& app, PredictOptions& options, Action& action) {
    constexpr int kMostClasses = 100000;
    CLI::App* command =
        app.add_subcommand("predict", "Print the classes that a run's network finds in images");
    addRun(*command, options.run);
    command
        ->add_option("images", options.files,
                     "JPEG and PNG files, IDX files of images, or folders of JPEG and PNG files")
        ->required()
        ->check(fileNameProblem);
    command->add_option("--strategy", options.strategy,
                        "Layers that predict: last, fusion (default), best, or range:A-B for the "
                        "fusion of the layers A to B");
    command
        ->add_option("--top", options.top, "Most probable classes to print per image (default: 5)")
        ->check(CLI::Range(1, kMostClasses));
    addEpoch(*command, options.epoch);
    addStore(*command, options.store);
    auto* json = command->add_flag("--json", options.json, "Print a JSON object for each image");
    command->add_flag("--csv", options.csv, "Print CSV")->excludes(json);
    command->callback([&] { action = interruptible([&] { return predict(options); }); });
}

void addInspect(CLI::App& app, InspectOptions& options, Action& action) {
    CLI::App* command = app.add_subcommand(
        "inspect", "Show what each patch of each layer adds to the logit of a class");
    addRun(*command, options.run);
    auto* image =
        command
            ->add_option("--image", options.image,
                         "Image to show, by its position in the split, from 0")
            ->check([](const std::string& text) {
                constexpr std::size_t kMostDigits = 9;
                const bool isPosition = !text.empty() && text.size() <= kMostDigits &&
                                        text.find_first_not_of("0123456789") == std::string::npos;
                return isPosition ? std::string() : "must be a position from 0, is '" + text + "'";
            });
    auto* file = command->add_option("--file", options.file, "JPEG or PNG file to show instead")
                     ->check(fileNameProblem);
    command->add_option("--split", options.split, "Split of the image (default: test)")
        ->check(CLI::IsMember({"test", "validation"}))
        ->excludes(file);
    image->excludes(file);
    command->add_option("--class", options.className,
                        "Class whose evidence is shown, by its name or index (default: the true "
                        "one; for a file, the one that fusion predicts)");
    command->add_option("--against", options.against,
                        "Show the evidence against this class: the difference of the logits");
    constexpr int kMostNeighbours = 1000;
    command
        ->add_option("--neighbours", options.neighbours,
                     "Also print this many validation images that are nearest to the image in each "
                     "layer's goodness")
        ->check(CLI::Range(1, kMostNeighbours));
    addEpoch(*command, options.epoch);
    addStore(*command, options.store);
    auto* json = command->add_flag("--json", options.json, "Print one JSON object");
    command
        ->add_flag("--csv", options.csv,
                   "Print the evidence of each patch as CSV, or the neighbours, if they are asked "
                   "for")
        ->excludes(json);
    command
        ->add_option("--png", options.png, "PNG file to draw the image and the evidence maps into")
        ->check(fileNameProblem);
    command->callback([&options, &action, image, file] {
        if (image->count() + file->count() == 0) {
            throw CLI::RequiredError("image");
        }
        action = interruptible([&options] { return inspect(options); });
    });
}

void addLinearProbes(CLI::App& app, LinearProbesOptions& options, Action& action) {
    CLI::App* command = app.add_subcommand(
        "linear-probes", "Train a linear readout on every layer of a run, and keep its accuracies");
    addRun(*command, options.run);
    addEpoch(*command, options.epoch);
    addStore(*command, options.store);
    auto* json = command->add_flag("--json", options.json, "Print one JSON object");
    command->add_flag("--csv", options.csv, "Print the table as CSV")->excludes(json);
    command->callback([&] { action = interruptible([&] { return linearProbes(options); }); });
}

} // namespace asge::cli
