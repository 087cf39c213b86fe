// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/form/layer_table_model.h"
#include "widgets/form/layer_texts.h"

#include <QList>
#include <QWidget>

#include <array>
#include <vector>

class QLabel;
class QTableView;
class QToolButton;

namespace asge {

/// The layers of an experiment's network, one per row: what the experiment decides for each of them
/// can be edited, and what follows from it (size, patches, parameters) is shown beside it. Layers
/// are added, duplicated, removed and moved with the buttons below, or with keys.
class LayerTable : public QWidget {
    Q_OBJECT

  public:
    explicit LayerTable(QWidget* parent = nullptr);

    /// `costs` has an entry per layer, or is empty if they are not known. The current cell stays.
    void setLayers(std::vector<LayerText> layers, std::vector<LayerCost> costs);
    const LayerTableModel& model() const { return *model_; }
    /// The widgets that take the focus, from top to bottom.
    QList<QWidget*> tabStops() const;

  signals:
    /// The user changed a cell or the rows. The table shows it when setLayers brings it back.
    void edited(const std::vector<asge::LayerText>& layers);

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

  private:
    using Slot = void (LayerTable::*)();
    using Widths = std::array<int, LayerTableModel::columns>;

    QToolButton* addButton(const char* name, const char* icon, const QString& toolTip,
                           const QKeySequence& key, Slot slot);
    void request(std::vector<LayerText> layers, int row);
    void insert(const LayerText& layer);
    void addLayer();
    void duplicateLayer();
    void removeLayer();
    void move(int by);
    void moveUp() { move(-1); }
    void moveDown() { move(1); }
    int row() const;
    void refresh();
    void showSum();
    Widths neededWidths(LayerTableModel::Heads heads) const;
    void fitColumns();
    void fitHeight();

    LayerTableModel* model_;
    QTableView* view_;
    QToolButton* add_ = nullptr;
    QToolButton* duplicate_ = nullptr;
    QToolButton* remove_ = nullptr;
    QToolButton* up_ = nullptr;
    QToolButton* down_ = nullptr;
    QLabel* sum_;
};

} // namespace asge
