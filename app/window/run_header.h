// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QStringList>
#include <QWidget>

#include <optional>
#include <vector>

class QHBoxLayout;
class QLabel;

namespace asge {

class RunState;
struct PredictionText;

/// A line above the views: the open run's name, status and progress, and a tile for each of its
/// predictions with the accuracy and, below it, the change since the previous epoch. Below, why the
/// run failed.
class RunHeader : public QWidget {
    Q_OBJECT

  public:
    explicit RunHeader(QWidget* parent = nullptr);

    /// `state` holds the run's epochs, if they are known.
    void showRun(const RunSummary& run, const RunState* state);
    void showNone(const QString& what); ///< no run; `what` says what to do
    /// Puts a widget to the right of the predictions. The header takes ownership.
    void addCorner(QWidget* corner);
    QString text() const; ///< all that there is to show, as one line of plain text
    QSize minimumSizeHint() const override;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    /// One prediction: its name, its accuracy, and the change since the previous epoch.
    struct Tile {
        QWidget* box = nullptr;
        QLabel* name = nullptr;
        QLabel* value = nullptr;
        QLabel* change = nullptr;
        QString title;         ///< of the prediction
        QString longTitle;     ///< with what has chosen its layer
        QString note;          ///< why there is no change
        QString difference;    ///< what the change says if there is room to say since when
        bool isUsed = false;   ///< the run has this prediction
        bool isMain = false;   ///< what the list of runs shows of the run
        bool isResult = false; ///< its readout learns
    };

    Tile makeTile(Place prediction);
    void showTile(Tile& tile, Place prediction, const PredictionText& text, const RunSummary& run,
                  const MetricValues* before);
    void showFailure(const QString& text);
    void fit();
    void fitSubtitle(int room);
    int leastCorner() const;
    int widenCorner(int spare);
    int fitTiles(int room, int name);
    void nameChoices(int spare);

    QString name_;
    QStringList parts_;               ///< of the line below the name
    std::optional<RunStatus> status_; ///< of the shown run
    QString reason_;                  ///< why it ended
    QLabel* title_ = nullptr;
    QLabel* subtitle_ = nullptr;
    QLabel* since_ = nullptr;    ///< since which epoch the tiles' values have changed
    QLabel* failure_ = nullptr;  ///< why the run failed; hidden if it did not
    std::vector<Tile> tiles_;    ///< in the order of kPredictionPlaces
    QHBoxLayout* row_ = nullptr; ///< names, predictions and the corner
    QWidget* corner_ = nullptr;
};

} // namespace asge
