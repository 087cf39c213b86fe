// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/evidence.h"
#include "widgets/evidence/evidence_scene.h"
#include "widgets/maps/snapshot_cache.h"

#include <QCache>
#include <QString>

#include <functional>
#include <optional>

namespace asge {

/// The maps and the readouts of stored epochs of a run, as far as they have been read.
class EvidenceStock {
  public:
    /// Requests the maps or the readouts of an epoch.
    using Request = std::function<void(int epoch)>;
    EvidenceStock(Request maps, Request readouts);

    void clear();
    /// Requests again what has been requested and has not come, or could not be read.
    void forgetRequests();
    void putMaps(int epoch, const ProbeSnapshotPtr& maps) { maps_.put(epoch, maps); }
    /// If there are no readouts, `why` says why.
    void putReadouts(int epoch, const ReadoutsPtr& readouts, const QString& why);

    struct Found {
        EvidenceMaps of;
        QString why; ///< why there is no evidence; empty if there is
    };
    /// The evidence of an epoch; nothing while it is being read. What is missing is requested.
    std::optional<Found> find(int epoch);
    /// What maps and readouts give: the sentence of a method without evidence, or of readouts that
    /// do not belong to the maps. `why` says why one of them is missing.
    static Found judge(const ProbeSnapshotPtr& maps, const ReadoutsPtr& readouts,
                       const QString& why);

  private:
    ReadoutsPtr readoutsOf(int epoch, const ProbeSnapshotPtr& maps) const;
    std::optional<Found> look(int epoch) const; ///< without requests

    Request requestMaps_, requestReadouts_;
    SnapshotCache maps_;
    QCache<int, ReadoutsPtr> readouts_; ///< by epoch
    int mapsOf_ = 0;                    ///< the epoch whose maps were requested; 0: none
    int readoutsOf_ = 0;
    int failedOf_ = 0; ///< the epoch whose readouts are not known
    QString why_;      ///< why they are not
};

} // namespace asge
