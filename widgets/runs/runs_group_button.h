// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/runs/runs_model.h"

#include <QToolButton>

namespace asge {

/// Chooses how rows are grouped: not at all, by all settings but the seed, or by settings and tags.
class RunsGroupButton : public QToolButton {
    Q_OBJECT

  public:
    explicit RunsGroupButton(const RunsModel& model, QWidget* parent = nullptr);

    void setKeys(const std::vector<std::string>& keys);
    const std::vector<std::string>& keys() const { return keys_; }
    /// Adds the key, or removes it if it is set.
    void toggle(const std::string& key);

  signals:
    void keysChanged();

  private:
    void fill();
    void addKey(QMenu* menu, const std::string& key, const QString& title);

    const RunsModel& model_;
    std::vector<std::string> keys_;
};

} // namespace asge
