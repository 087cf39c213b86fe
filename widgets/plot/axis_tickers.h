// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <qcustomplot.h>

namespace asge::plot {

/// Ticks at whole numbers only: layers, channels, steps, epochs.
class IntegerTicker : public QCPAxisTicker {
  protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double) override { return 0; }
};

/// Ticks at whole epochs. An axis that shows less than an epoch has ticks within it, since single
/// batches have places between epochs.
class EpochTicker : public IntegerTicker {
  protected:
    double getTickStep(const QCPRange& range) override;
};

/// Ticks at 1, 2 and 5 times powers of ten, at powers alone in a wide range, or at even distances
/// if the range is below a decade. On an axis that is known, a label that would touch another one
/// is left out.
class LogTicker : public QCPAxisTicker {
  public:
    /// The axis that has the ticks and outlives the ticker.
    void setAxis(const QCPAxis* axis) { axis_ = axis; }
    void generate(const QCPRange& range, const QLocale& locale, QChar format, int precision,
                  QVector<double>& ticks, QVector<double>* subTicks,
                  QVector<QString>* labels) override;

  protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override;

  private:
    const QCPAxis* axis_ = nullptr;
    int powers_ = 1; ///< of ten, from a tick to the next in a wide range
};

/// Lowers the number of an axis' ticks, at most `most`, until their labels have room. To be called
/// after the layout, which the axis' length comes from; `owner` is what prepares its ticks.
void spaceTicks(QCPAxis& axis, QCPLayoutElement& owner, int most);

/// Empties labels that would touch another one: those of the first digits 1, 5 and 2 are kept
/// first. `places` and `lengths` are along the axis, in pixels.
void leaveOutLabels(const QVector<double>& ticks, const QVector<double>& places,
                    const QVector<double>& lengths, QVector<QString>& labels);

} // namespace asge::plot
