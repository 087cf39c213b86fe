// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/inspection.h"

#include <filesystem>
#include <memory>

namespace asge {

/// Inspection of the runs of a store. Each of its two threads, one for images that a user waits for
/// and one for whole splits, keeps the network that it was asked for last.
class InspectionClient : public Inspection {
    Q_OBJECT

  public:
    explicit InspectionClient(std::filesystem::path store, QObject* parent = nullptr);
    ~InspectionClient() override; ///< stops what runs, and waits for it

    void ask(QObject* context, const QString& topic, Hurry hurry, const InspectedState& state,
             Work work, Failed failed) override;
    void cancel(const QString& topic) override;

  private:
    class Worker;

    std::unique_ptr<Worker> now_;
    std::unique_ptr<Worker> patient_;
};

} // namespace asge
