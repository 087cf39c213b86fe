// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/compared_run.h"
#include "widgets/plot/plot_export.h"

#include <QWidget>

#include <memory>

namespace asge {

/// One plot of any metric of any layers of several runs, over epochs, steps, time or another
/// metric. Runs that differ in a chosen setting only (the seed, say) are drawn as their mean with a
/// band of a sample standard deviation on either side.
class CompareChart : public QWidget {
    Q_OBJECT

  public:
    explicit CompareChart(QWidget* parent = nullptr);
    ~CompareChart() override;

    void setRuns(const std::vector<ComparedRun>& runs);

    /// The runs that are drawn as one, by their places, and what they are called.
    std::vector<std::pair<QString, std::vector<std::size_t>>> groups() const;

    /// The curves of the runs, of those that are drawn as one their mean.
    std::vector<RunCurves> curves() const;
    QString grouping() const; ///< by what runs are taken together; empty where they aren't

    /// As CurvesView; the .csv has every value of the shown runs, and the groups' means.
    bool exportTo(const QString& file, QString* reason = nullptr) const;
    /// The same as wide as a paper's column is.
    bool exportFor(const PaperFormat& format, const QString& file, QString* reason = nullptr) const;

  signals:
    void message(const QString& text);
    void grouped(); ///< the user grouped the runs in another way

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
