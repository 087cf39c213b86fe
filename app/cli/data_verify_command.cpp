// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/data_verify_command.h"

#include "app/cli/data_head.h"
#include "app/cli/data_source.h"
#include "app/cli/exit_status.h"
#include "app/cli/load_bar.h"
#include "app/cli/output.h"
#include "core/data/formats.h"
#include "core/data/verdict.h"

namespace asge::cli {

namespace {

std::string verdictText(const Verification& verification) {
    switch (verification.verdict) {
    case Verdict::sound:
        return "sound: complete, and equal to " + verification.published + " as published";
    case Verdict::incomplete:
        return "incomplete";
    case Verdict::readable:
        break;
    }
    return "readable (no published set to compare with)";
}

void printVerification(const DataHead& head, const Verification& verification) {
    printHead(head);
    for (const Check& check : verification.checks) {
        if (check.isSound()) {
            out() << check.what << ": as published\n";
        }
    }
    for (const std::string& note : verification.notes) {
        out() << "note: " << note << '\n';
    }
    for (const std::string& line : verification.missing) {
        out() << "missing: " << line << '\n';
    }
    out() << verdictText(verification) << '\n';
}

Json verificationJson(const DataHead& head, const Verification& verification) {
    Json json = headJson(head, verification.notes);
    json["checks"] = Json::array();
    for (const Check& check : verification.checks) {
        json["checks"].push_back({{"what", check.what},
                                  {"expected", check.expected},
                                  {"found", check.found},
                                  {"sound", check.isSound()}});
    }
    json["verdict"] = nameOf(verification.verdict);
    json["published"] =
        verification.published.empty() ? Json(nullptr) : Json(verification.published);
    json["missing"] = verification.missing;
    json["sound"] = verification.verdict == Verdict::sound;
    return json;
}

} // namespace

int verifyData(const DataOptions& options) {
    const Experiment::Data data = dataSettings(options);
    FoundData found;
    const StoredImages images = withExperiment(options, [&] {
        found = findDataSet(data);
        LoadBar bar;
        return loadStored(found, data, bar);
    });
    const Verification verification =
        verify(images, *found.format, data.name, !isFolderAlone(options));
    const DataHead head{
        data.name,
        found,
        sizeOf(images.train),
        images.classNames.size(),
        {images.train.count, images.validation ? images.validation->count : 0, images.test.count},
        images.ignored,
        images.skipped};
    if (options.json) {
        out().json(verificationJson(head, verification));
    } else {
        printVerification(head, verification);
    }
    return verification.verdict == Verdict::incomplete ? failure : ok;
}

} // namespace asge::cli
