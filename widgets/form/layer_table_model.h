// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/layer_costs.h"
#include "widgets/form/layer_texts.h"

#include <QAbstractTableModel>

#include <vector>

namespace asge {

/// The layers of an experiment's network as rows of a table. The user's changes are requested by a
/// signal; setLayers brings their results.
class LayerTableModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column { number, channels, pool, rate, frozen, size, patches, parameters, columns };

    enum class Heads { whole, brief };

    explicit LayerTableModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    /// `costs` has an entry per layer, or is empty if they are not known.
    void setLayers(std::vector<LayerText> layers, std::vector<LayerCost> costs);
    const std::vector<LayerText>& layers() const { return layers_; }
    const std::vector<LayerCost>& costs() const { return costs_; }
    /// The layer's channels as a fraction of the widest layer's; 0 if they are not known.
    double widthOf(int layer) const;

    static QString head(int column, Heads heads); ///< the title of a column
    void setHeads(Heads heads);

    static bool isEditable(int column) { return column >= channels && column <= frozen; }
    static bool isCheck(int column) { return column == pool || column == frozen; }
    /// What is wrong with the text of a cell; empty if nothing is.
    QString problem(const QModelIndex& index) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Requests the change; the model itself stays. Texts that would be no layer or several are
    /// refused.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  signals:
    void edited(const std::vector<asge::LayerText>& layers);

  private:
    QString text(int row, int column) const;
    QString toolTip(int row, int column) const;

    std::vector<LayerText> layers_;
    std::vector<LayerCost> costs_;
    Heads heads_ = Heads::whole;
};

/// "320", "18.5 k", "2.36 M": a count in at most six characters.
QString shortCount(std::int64_t count);

} // namespace asge
