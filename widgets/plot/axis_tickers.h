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

/// Ticks at 1, 2 and 5 times powers of ten, or at even distances if the range is below a decade.
class LogTicker : public QCPAxisTicker {
  protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
};

} // namespace asge::plot
