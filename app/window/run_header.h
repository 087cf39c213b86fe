// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "widgets/common/plain_text.h"

namespace asge {

/// A line above the views with the shown run's name, status and progress.
class RunHeader : public RichLabel {
    Q_OBJECT

  public:
    explicit RunHeader(QWidget* parent = nullptr);

    void showRun(const RunSummary& run);
    void showNone();
};

} // namespace asge
