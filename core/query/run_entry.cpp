// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/run_entry.h"

#include "core/experiment/settings.h"
#include "core/query/letters.h"
#include "core/query/times.h"

namespace asge {

void RunEntry::update(RunSummary summary) {
    if (summary.experimentJson != summary_.experimentJson) {
        settings_.reset();
    }
    if (summary.created != summary_.created) {
        created_.reset();
    }
    scoreFacts_.reset();
    words_.clear();
    summary_ = std::move(summary);
}

void RunEntry::rename(const std::string& name) {
    summary_.name = name;
    words_.clear();
}

const RunSettings& RunEntry::settings() const {
    if (!settings_) {
        settings_.emplace(summary_.experimentJson);
    }
    return *settings_;
}

const ScoreFacts& RunEntry::scoreFacts() const {
    if (!scoreFacts_) {
        scoreFacts_ = scoreFactsOf(summary_);
    }
    return *scoreFacts_;
}

const std::string& RunEntry::words() const {
    if (words_.empty()) {
        std::string all = std::to_string(summary_.id);
        for (const std::string* part :
             {&summary_.name, &summary_.dataName, &summary_.networkLayers, &summary_.method,
              &summary_.device, &summary_.reason, &summary_.created, &summary_.notes}) {
            all.append(1, '\n').append(*part);
        }
        all.append(1, '\n').append(toString(summary_.status));
        for (const std::string& tag : summary_.tags) {
            all.append(1, '\n').append(tag);
        }
        words_ = lowered(all);
    }
    return words_;
}

const std::string& RunEntry::created() const {
    if (!created_) {
        const auto time = parsedTime(summary_.created);
        created_ = time ? localTime(*time) : std::string();
    }
    return *created_;
}

RunEntries makeEntries(std::vector<RunSummary> runs) {
    RunEntries entries;
    entries.reserve(runs.size());
    for (RunSummary& run : runs) {
        entries.push_back(std::make_shared<RunEntry>(std::move(run)));
    }
    return entries;
}

std::vector<const RunEntry*> pointersTo(const RunEntries& runs) {
    std::vector<const RunEntry*> pointers;
    pointers.reserve(runs.size());
    for (const auto& run : runs) {
        pointers.push_back(run.get());
    }
    return pointers;
}

} // namespace asge
