#include "app/cli/checkpoint_name.h"
#include "app/cli/commands.h"
#include "app/cli/existing_store.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/store/checkpoint_file.h"
#include "core/store/location.h"

#include <charconv>

namespace asge::cli {

CheckpointName checkpointFromText(const std::string& text, const std::string& option) {
    const std::size_t at = text.find('@');
    CheckpointName point{runIdFromText(text.substr(0, at)), {}};
    if (at == std::string::npos) {
        return point;
    }
    const std::string epoch = text.substr(at + 1);
    int number = -1;
    const char* end = epoch.data() + epoch.size();
    const auto [read, error] = std::from_chars(epoch.data(), end, number);
    if (error != std::errc() || read != end || number < 0) {
        throw BadInput(option + " " + oneLine(text, 40) +
                       ": after the @ must come an epoch, a whole number from 0 up");
    }
    point.epoch = number;
    return point;
}

int writeCheckpoint(const RunsOptions& options) {
    const CheckpointName name = checkpointFromText(options.text.value_or(""), "checkpoint");
    const auto store = readExisting(options.store);
    if (!store) {
        throw BadInput("run " + std::to_string(name.run) + ": no such run: there is no store at " +
                       storeLocation(options.store).string());
    }
    writeCheckpointFile(*store, name.run, name.epoch, options.file, options.force);
    if (options.json) {
        out().json({{"run", name.run}, {"file", options.file}});
    } else {
        out() << "run " << name.run << ": its checkpoint is in " << options.file << '\n';
    }
    return ok;
}

} // namespace asge::cli
