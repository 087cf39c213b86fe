#pragma once

#include "widgets/run_data.h"

#include <QWidget>

#include <memory>

namespace asge {

/// One run of a comparison.
struct ComparedRun {
    RunCurves curves;
    RunSummary summary; ///< for its results and its experiment's settings
};

/// Several runs laid over one another: their curves, a table of results with the best in bold, and
/// a table of only the settings that differ.
class CompareView : public QWidget {
    Q_OBJECT

  public:
    explicit CompareView(QWidget* parent = nullptr);
    ~CompareView() override;

    void setRuns(std::vector<ComparedRun> runs);

  signals:
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
