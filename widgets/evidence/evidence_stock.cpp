// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_stock.h"

#include "widgets/common/plain_text.h"
#include "widgets/evidence/evidence_text.h"

#include <algorithm>
#include <utility>

namespace asge {
namespace {

constexpr qsizetype kReadoutBytes = qsizetype{128} << 20;

int readoutBytes(const ReadoutsPtr& readouts) {
    std::size_t floats = 0;
    for (const LayerReadout& layer : readouts->layers) {
        floats += layer.weights.size() + layer.bias.size();
    }
    // QCache would not keep an entry that alone exceeds the bound.
    return static_cast<int>(
        std::min<std::size_t>(floats * sizeof(float) + 1, static_cast<std::size_t>(kReadoutBytes)));
}

} // namespace

EvidenceStock::EvidenceStock(Request maps, Request readouts)
    : requestMaps_(std::move(maps)), requestReadouts_(std::move(readouts)),
      readouts_(kReadoutBytes) {}

void EvidenceStock::clear() {
    maps_.clear();
    readouts_.clear();
    forgetRequests();
}

void EvidenceStock::forgetRequests() {
    mapsOf_ = readoutsOf_ = failedOf_ = 0;
    why_.clear();
}

void EvidenceStock::putReadouts(int epoch, const ReadoutsPtr& readouts, const QString& why) {
    if (readouts) {
        // QCache owns its objects.
        readouts_.insert(epoch, new ReadoutsPtr(readouts), readoutBytes(readouts));
    }
    if (readouts && failedOf_ == epoch) {
        failedOf_ = 0;
    } else if (!readouts) {
        failedOf_ = epoch;
        why_ = why.isEmpty()
                   ? EvidenceText::tr("The readouts of epoch %1 are not known.").arg(epoch)
                   : plain::block(why);
    }
}

ReadoutsPtr EvidenceStock::readoutsOf(int epoch, const ProbeSnapshotPtr& maps) const {
    const ReadoutsPtr* stored = readouts_.object(epoch);
    return maps && maps->readouts ? maps->readouts : stored ? *stored : nullptr;
}

std::optional<EvidenceStock::Found> EvidenceStock::look(int epoch) const {
    const std::optional<ProbeSnapshotPtr> maps = maps_.find(epoch);
    if (!maps) {
        return std::nullopt;
    }
    if (!*maps) {
        return judge(nullptr, nullptr, EvidenceText::tr("Epoch %1 has no stored maps.").arg(epoch));
    }
    const ReadoutsPtr readouts = readoutsOf(epoch, *maps);
    return readouts || failedOf_ == epoch ? std::optional(judge(*maps, readouts, why_))
                                          : std::nullopt;
}

std::optional<EvidenceStock::Found> EvidenceStock::find(int epoch) {
    if (std::optional<Found> found = look(epoch)) {
        return found;
    }
    // The answers may come at once.
    if (!maps_.find(epoch) && std::exchange(mapsOf_, epoch) != epoch) {
        requestMaps_(epoch);
    }
    if (!look(epoch) && !readoutsOf(epoch, maps_.find(epoch).value_or(nullptr)) &&
        failedOf_ != epoch && std::exchange(readoutsOf_, epoch) != epoch) {
        requestReadouts_(epoch);
    }
    return look(epoch);
}

EvidenceStock::Found EvidenceStock::judge(const ProbeSnapshotPtr& maps, const ReadoutsPtr& readouts,
                                          const QString& why) {
    if (!maps || !readouts) {
        return {{}, why};
    }
    if (const QString fault = invalidReason(*readouts, *maps); !fault.isEmpty()) {
        return {{}, EvidenceText::tr("The readouts do not belong to these maps: %1.").arg(fault)};
    }
    if (!readouts->undefined.empty()) {
        return {{}, plain::block(QString::fromStdString(readouts->undefined))};
    }
    return {{maps, readouts}, {}};
}

} // namespace asge
