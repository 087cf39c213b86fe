// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/statistics.h"
#include "core/query/text_table.h"
#include "widgets/common/export_target.h"

#include <QWidget>

#include <memory>

namespace asge {

/// Test accuracy by layer for several runs: a line per run, or mean and standard deviation per
/// group.
class CompareLadder : public QWidget {
    Q_OBJECT

  public:
    explicit CompareLadder(QWidget* parent = nullptr);
    ~CompareLadder() override;

    struct Row {
        QString name;
        std::vector<Spread> layers;      ///< fractions; NaN if the row has no such layer
        std::vector<Spread> probes = {}; ///< of linear probes; empty or NaN if there are none
    };
    /// `table` is written if the file's name ends in .csv.
    void setRows(std::vector<Row> rows, const TextTable& table);

    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const;

  signals:
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
