// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "widgets/common/plain_text.h"

namespace asge {

/// One line above the views: which run they show, and how far it has come.
class RunHeader : public RichLabel {
    Q_OBJECT

  public:
    explicit RunHeader(QWidget* parent = nullptr);

    void showRun(const RunSummary& run);
    void showNone();
};

} // namespace asge
