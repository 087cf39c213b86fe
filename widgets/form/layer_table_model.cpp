// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/layer_table_model.h"

#include "core/base/memory.h"
#include "core/experiment/layers.h"
#include "widgets/common/typed_number.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

constexpr int kThousand = 1000;
constexpr int kKibi = 1024;

QString memoryOfImage(std::int64_t bytes) {
    return bytes < std::int64_t{kKibi} * kKibi
               ? QStringLiteral("%1 KiB").arg(
                     QLocale().toString(qlonglong{(bytes + kKibi - 1) / kKibi}))
               : QString::fromStdString(memoryText(static_cast<double>(bytes)))
                     .replace(u'.', QLocale().decimalPoint());
}

/// The text without gaps at its ends; nothing remains of a text that the settings would read as
/// several words.
QString oneWord(const QString& text) {
    const QString trimmed = text.trimmed();
    return trimmed.contains(u' ') || trimmed.contains(u',') || trimmed.contains(u'\t') ? QString()
                                                                                       : trimmed;
}

} // namespace

QString shortCount(std::int64_t count) {
    constexpr int kDigits = 3;
    const QLocale locale;
    const auto scaled = [&](double value) {
        const int before = value >= 100 ? 3 : value >= 10 ? 2 : 1;
        return locale.toString(value, 'f', kDigits - before);
    };
    if (count < kThousand) {
        return locale.toString(qlonglong{count});
    }
    const double thousands = static_cast<double>(count) / kThousand;
    constexpr double kRoundsUp = 999.5; // to the next unit
    return thousands < kRoundsUp
               ? LayerTableModel::tr("%1\u202fk").arg(scaled(thousands))
               : LayerTableModel::tr("%1\u202fM").arg(scaled(thousands / kThousand));
}

void LayerTableModel::setLayers(std::vector<LayerText> layers, std::vector<LayerCost> costs) {
    const int before = rowCount();
    const auto after = static_cast<int>(layers.size());
    // Rows are added and removed at the end, so that the current cell stays where it is.
    if (after < before) {
        beginRemoveRows({}, after, before - 1);
        layers_.resize(layers.size());
        endRemoveRows();
    } else if (after > before) {
        beginInsertRows({}, before, after - 1);
        layers_.resize(layers.size());
        endInsertRows();
    }
    if (layers_ == layers && costs_ == costs) {
        return;
    }
    layers_ = std::move(layers);
    costs_ = std::move(costs);
    if (after > 0) {
        emit dataChanged(index(0, 0), index(after - 1, columns - 1));
    }
}

double LayerTableModel::widthOf(int layer) const {
    int most = 0;
    int own = 0;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const int channels = layers_[i].channelsProblem.isEmpty() ? layers_[i].channels.toInt() : 0;
        most = std::max(most, channels);
        own = static_cast<int>(i) == layer ? channels : own;
    }
    return most == 0 ? 0.0 : static_cast<double>(own) / most;
}

QString LayerTableModel::problem(const QModelIndex& index) const {
    const LayerText& layer = layers_[static_cast<std::size_t>(index.row())];
    return index.column() == channels ? layer.channelsProblem
           : index.column() == rate   ? layer.rateProblem
                                      : QString();
}

int LayerTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(layers_.size());
}

int LayerTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QString LayerTableModel::text(int row, int column) const {
    const auto at = static_cast<std::size_t>(row);
    const LayerText& layer = layers_[at];
    const LayerCost* cost = at < costs_.size() ? &costs_[at] : nullptr;
    switch (column) {
    case number:
        return QString::number(row + 1);
    case channels:
        return layer.channels;
    case rate:
        return shownNumber(layer.rate);
    case size:
        return cost != nullptr ? tr("%1×%2").arg(cost->height).arg(cost->width) : QString();
    case patches:
        return cost != nullptr && cost->readout > 0 ? QString::number(cost->patches) : QString();
    case parameters:
        return cost != nullptr ? shortCount(cost->weights + cost->readout) : QString();
    default:
        return {};
    }
}

QString LayerTableModel::toolTip(int row, int column) const {
    const auto at = static_cast<std::size_t>(row);
    const QString wrong = problem(index(row, column));
    if (!wrong.isEmpty()) {
        return wrong;
    }
    if (column == frozen && layers_[at].isFrozen()) {
        return tr("Layer %1 never learns: its factor is 0").arg(row + 1);
    }
    if (at >= costs_.size() || isEditable(column)) {
        return headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
    }
    const LayerCost& cost = costs_[at];
    const QLocale locale;
    return tr("Layer %1: %2 × %3 × %4 activations, %5 weights, %6 values of the readout, %7 of "
              "input and output per image")
        .arg(row + 1)
        .arg(layers_[at].channels)
        .arg(cost.height)
        .arg(cost.width)
        .arg(locale.toString(qlonglong{cost.weights}), locale.toString(qlonglong{cost.readout}),
             memoryOfImage(cost.activations));
}

QVariant LayerTableModel::data(const QModelIndex& index, int role) const {
    const int column = index.column();
    const LayerText& layer = layers_[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return text(index.row(), column);
    case Qt::CheckStateRole:
        return !isCheck(column)
                   ? QVariant()
                   : ((column == pool ? layer.pools : layer.isFrozen()) ? Qt::Checked
                                                                        : Qt::Unchecked);
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignVCenter |
                                (column == number ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ToolTipRole:
        return toolTip(index.row(), column);
    case Qt::AccessibleTextRole:
        return tr("Layer %1, %2: %3")
            .arg(index.row() + 1)
            .arg(headerData(column, Qt::Horizontal, Qt::AccessibleTextRole).toString(),
                 isCheck(column)
                     ? (data(index, Qt::CheckStateRole).toInt() == Qt::Checked ? tr("yes")
                                                                               : tr("no"))
                     : text(index.row(), column));
    case Qt::AccessibleDescriptionRole:
        return problem(index);
    default:
        return {};
    }
}

QString LayerTableModel::head(int column, Heads heads) {
    const bool isBrief = heads == Heads::brief;
    switch (column) {
    case channels:
        return isBrief ? tr("Ch.") : tr("Channels");
    case pool:
        return tr("Pool");
    case rate:
        return tr("Rate");
    case frozen:
        return isBrief ? QStringLiteral("❄") : tr("Frozen"); // as in Layers
    case size:
        return tr("Size");
    case patches:
        return tr("P");
    case parameters:
        return tr("Param.");
    default:
        return {};
    }
}

void LayerTableModel::setHeads(Heads heads) {
    if (std::exchange(heads_, heads) != heads) {
        emit headerDataChanged(Qt::Horizontal, 0, columns - 1);
    }
}

QVariant LayerTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    struct Title {
        QString spoken;
        QString toolTip;
    };
    if (orientation != Qt::Horizontal || section < 0 || section >= columns) {
        return {};
    }
    const auto title = [section]() -> Title {
        switch (section) {
        case channels:
            return {tr("channels"), tr("Channels of the layer's 3×3 convolution, from 1 to 4096")};
        case pool:
            return {tr("2×2 pooling"), tr("Whether 2×2 pooling follows the layer")};
        case rate:
            return {tr("learning-rate factor"),
                    tr("Factor of the learning rate of the layer (optimizer.layer_rates)")};
        case frozen:
            return {tr("frozen"),
                    tr("Frozen from the start: the layer keeps its random weights. Its factor of "
                       "the learning rate is 0")};
        case size:
            return {tr("size"), tr("Height × width of the layer's activations, before pooling")};
        case patches:
            return {tr("patches per side"),
                    tr("Patches per side: goodness is measured in P × P patches")};
        case parameters:
            return {tr("parameters"), tr("Parameters: the weights and the readout's values")};
        default:
            return {tr("number"), tr("Number of the layer")};
        }
    }();
    switch (role) {
    case Qt::DisplayRole:
        return head(section, heads_);
    case Qt::AccessibleTextRole:
        return title.spoken;
    case Qt::ToolTipRole:
        return title.toolTip;
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignVCenter |
                                (isCheck(section) ? Qt::AlignHCenter : Qt::AlignRight));
    default:
        return {};
    }
}

Qt::ItemFlags LayerTableModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags all = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return isCheck(index.column())      ? all | Qt::ItemIsUserCheckable
           : isEditable(index.column()) ? all | Qt::ItemIsEditable
                                        : all;
}

bool LayerTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    std::vector<LayerText> changed = layers_;
    LayerText& layer = changed[static_cast<std::size_t>(index.row())];
    const bool checked = value.toInt() == Qt::Checked;
    QString word = oneWord(value.toString());
    if (role == Qt::CheckStateRole && index.column() == pool) {
        layer.pools = checked;
    } else if (role == Qt::CheckStateRole && index.column() == frozen) {
        layer.rate = checked ? QStringLiteral("0") : QStringLiteral("1");
    } else if (role == Qt::EditRole && index.column() == rate) {
        word = oneWord(writtenNumber(value.toString()));
        layer.rate = word;
    } else if (role == Qt::EditRole && index.column() == channels) {
        layer.pools = layer.pools || word.endsWith(u'M'); // as the text setting is written
        layer.channels = word.endsWith(u'M') ? word.chopped(1) : word;
        word = layer.channels;
    } else {
        return false;
    }
    if (role == Qt::EditRole && word.isEmpty()) {
        return false;
    }
    if (changed != layers_) {
        emit edited(changed);
    }
    return true;
}

} // namespace asge
