#include "core/control/mailbox.h"

namespace asge {

template <typename Add>
void Mailbox::put(const Add& add) {
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        add(news_);
        first = !std::exchange(woken_, true);
    }
    if (first) {
        wake_();
    }
}

TrainingNews Mailbox::take() {
    const std::lock_guard lock(mutex_);
    woken_ = false;
    return std::exchange(news_, {});
}

void Mailbox::onLoading(const LoadProgress& progress) {
    put([&](TrainingNews& news) { news.loading = progress; });
}

void Mailbox::onNote(const std::string& note) {
    put([&](TrainingNews& news) { news.notes.push_back(note); });
}

void Mailbox::onStarted(RunId run, const NewRun& description) {
    put([&](TrainingNews& news) { news.started.emplace(run, description); });
}

void Mailbox::onResumed(RunId run, const NewRun& description, const RunDetail& past) {
    put([&](TrainingNews& news) {
        news.started.emplace(run, description);
        news.past = std::make_shared<const RunDetail>(past);
    });
}

void Mailbox::onStep(const StepEvent& event) {
    put([&](TrainingNews& news) { news.steps.push_back(event); });
}

void Mailbox::onProbe(ProbeSnapshotPtr maps) {
    put([&](TrainingNews& news) { news.maps = std::move(maps); });
}

void Mailbox::onEpoch(const EpochEvent& event, ProbeSnapshotPtr maps) {
    put([&](TrainingNews& news) {
        news.epochs.emplace_back(event, maps);
        news.maps = std::move(maps);
    });
}

void Mailbox::onIntervention(const Intervention& intervention) {
    put([&](TrainingNews& news) { news.interventions.push_back(intervention); });
}

void Mailbox::onTrouble(const std::string& trouble) {
    put([&](TrainingNews& news) { news.trouble = trouble; });
}

void Mailbox::onGivenUp(const std::string& trouble) {
    put([&](TrainingNews& news) {
        news.trouble.reset(); // it doesn't wait any more
        news.givenUp = trouble;
    });
}

} // namespace asge
