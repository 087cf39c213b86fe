// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/statistics.h"
#include "core/query/text_table.h"

#include <QWidget>

#include <memory>

namespace asge {

/// The ladder of layers of several runs: test accuracy by layer, a line a run, mean and
/// standard deviation of a group.
class CompareLadder : public QWidget {
    Q_OBJECT

  public:
    explicit CompareLadder(QWidget* parent = nullptr);
    ~CompareLadder() override;

    struct Row {
        QString name;
        std::vector<Spread> layers; ///< fractions; NaN where the row has no such layer
    };
    /// `table` is what a .csv gets.
    void setRows(std::vector<Row> rows, const TextTable& table);

    bool exportTo(const QString& file, QString* reason = nullptr) const;

  signals:
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
