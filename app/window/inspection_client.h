// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/inspection.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

namespace asge {

/// Inspection of the runs of a store. Each of its threads keeps the two networks that it was asked
/// for last. There are four: one for single images, two for whole splits, of which one runs only
/// when a processor has nothing else to do, and one like that for work that takes minutes. All let
/// the window's thread go first.
class InspectionClient : public Inspection {
    Q_OBJECT

  public:
    explicit InspectionClient(std::filesystem::path store, QObject* parent = nullptr);
    ~InspectionClient() override; ///< stops what runs, and waits for it

    /// Says how to learn whether this program trains. It is called in the GUI thread.
    void setTrains(std::function<bool()> trains) { trains_ = std::move(trains); }

    void ask(QObject* context, const QString& topic, Hurry hurry, const InspectedState& state,
             Work work, Failed failed) override;
    void cancel(const QString& topic) override;

  private:
    class Worker;

    std::unique_ptr<Worker> now_;
    std::unique_ptr<Worker> patient_;
    std::unique_ptr<Worker> idle_;
    std::unique_ptr<Worker> slow_;
    std::function<bool()> trains_;
};

} // namespace asge
