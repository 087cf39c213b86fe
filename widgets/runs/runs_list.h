// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QListView>
#include <QTimer>

namespace asge {

class RunsModel;

/// The runs of the table where there is no room for columns: two lines each. It shares the table's
/// model and its selection, and requests the histories of the visible runs.
class RunsList : public QListView {
    Q_OBJECT

  public:
    RunsList(RunsModel* model, QItemSelectionModel* selection, QWidget* parent = nullptr);

    void setEmptyText(const QString& text);

  signals:
    void openRequested(); ///< a run was double-clicked

  protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

  private:
    bool isOnArrow(const QMouseEvent& event) const;
    void requestHistories();

    RunsModel* model_;
    QString emptyText_;
    QTimer requesting_; ///< runs while rows come and go
};

} // namespace asge
