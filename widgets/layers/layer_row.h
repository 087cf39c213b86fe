// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/steering.h"
#include "widgets/layers/layer_values.h"

#include <QFrame>

#include <functional>

class QLabel;
class QToolButton;

namespace asge {

class Sparkline;
class SteeringField;

/// A row of the Layers panel: what one layer is and does, and the controls that steer it.
class LayerRow : public QFrame {
    Q_OBJECT

  public:
    /// Returns why a command can't be given now; empty if it can.
    using Problem = std::function<QString(const Command&)>;

    LayerRow(int layer, QWidget* parent); ///< `layer` counts from 1

    int layer() const { return layer_; }
    void setLayers(int layers); ///< of the network; the layer's colour depends on it
    /// `what` says what the accuracies are.
    void showValues(const layers::LayerValues& values, const QString& what);
    void showSteering(const LayerSteering& steering, const Problem& problem);
    void setSelected(bool selected);

    void toggleFrozen();
    void scaleRate(double factor); ///< multiplies the factor of the learning rate
    void reset();
    void redraw();
    void editRate(); ///< moves the focus to the field of the factor

  signals:
    void acted(const asge::Command& command);
    void moved(int by); ///< the user wants to go to another layer with the keyboard
    void chosen();      ///< the user has clicked the row, or moved the focus into it

  protected:
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void addKeys();
    QToolButton* addButton(CommandKind kind, const char* name, const char* icon);
    void arrange();
    void applyColors();
    void act(CommandKind kind, std::optional<double> value = {});

    int layer_;
    int layers_;
    bool frozen_ = false;
    bool selected_ = false;
    QLabel* title_;
    QLabel* shape_;
    QLabel* accuracy_;
    Sparkline* sparkline_;
    SteeringField* rate_;
    QToolButton* freeze_;
    QToolButton* reset_;
    QToolButton* redraw_;
    QLabel* measures_; ///< share of the step time, number of dead channels
};

} // namespace asge
