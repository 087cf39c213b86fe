// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/store_client.h"

#include <QList>
#include <QObject>

namespace asge {

class CompareView;

/// Reads runs, and their maps, from the store into the compare view.
class Comparison : public QObject {
    Q_OBJECT

  public:
    Comparison(StoreClient& store, CompareView& view, QObject* parent = nullptr);

    /// Compares these runs. If one can't be read, `failed` names it and the others are compared.
    void compare(const QList<RunId>& ids);
    /// The same without `ready`: what was compared when the window was closed.
    void restore(const QList<RunId>& ids);
    const QList<RunId>& runs() const { return runs_; } ///< that the view shows

  signals:
    void ready(); ///< the view shows the runs
    void failed(const QString& reason);

  private:
    void read(const QList<RunId>& ids, bool isNew);
    void readMaps(RunId run, int epoch);

    StoreClient& store_;
    CompareView& view_;
    QList<RunId> runs_;
};

} // namespace asge
