// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/comparison.h"

#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "widgets/common/run_state.h"
#include "widgets/compare/compare_view.h"

#include <string>
#include <utility>
#include <vector>

namespace asge {

namespace {

struct Answer {
    std::vector<ComparedRun> runs;
    std::string fault; ///< the error of the last run that could not be read
};

ComparedRun comparedRun(const RunReader& reader, RunId id) {
    const RunDetail detail = reader.detail(id);
    ComparedRun run;
    run.summary = detail.summary;
    const RunRecord record = recordOf(detail, {});
    run.curves = curvesOf(record);
    run.images = record.images;
    run.classNames = record.classNames;
    run.mapEpochs = reader.mapEpochs(id);
    return run;
}

Answer readAll(const RunReader& reader, const std::vector<RunId>& ids) {
    Answer answer;
    for (const RunId id : ids) {
        try {
            answer.runs.push_back(comparedRun(reader, id));
        } catch (const Error& error) {
            answer.fault = error.what();
        }
    }
    return answer;
}

} // namespace

Comparison::Comparison(StoreClient& store, CompareView& view, QObject* parent)
    : QObject(parent), store_(store), view_(view) {
    connect(&view_, &CompareView::mapsRequested, this, &Comparison::readMaps);
}

void Comparison::compare(const QList<RunId>& ids) {
    read(ids, true);
}

void Comparison::restore(const QList<RunId>& ids) {
    read(ids, false);
}

void Comparison::read(const QList<RunId>& ids, bool isNew) {
    const std::vector<RunId> wanted(ids.begin(), ids.end());
    store_.read(
        this, [wanted](const RunReader& reader) { return readAll(reader, wanted); },
        [this, isNew](Answer answer) {
            if (!answer.fault.empty()) {
                emit failed(QString::fromStdString(answer.fault));
            }
            runs_.clear();
            for (const ComparedRun& run : answer.runs) {
                runs_ << run.summary.id;
            }
            view_.setRuns(std::move(answer.runs));
            if (isNew) {
                emit ready();
            }
        });
}

void Comparison::readMaps(RunId run, int epoch) {
    store_.read(
        this, [run, epoch](const RunReader& reader) { return reader.snapshot(run, epoch); },
        [this, run, epoch](const ProbeSnapshotPtr& maps) { view_.setMaps(run, epoch, maps); });
}

} // namespace asge
