// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/short_names.h"

#include "core/query/run_labels.h"

namespace asge {

QStringList labelsOf(const std::vector<RunSummary>& runs) {
    std::vector<const RunSummary*> summaries;
    for (const RunSummary& run : runs) {
        summaries.push_back(&run);
    }
    QStringList labels;
    for (const std::string& label : labelsOf(summaries)) {
        labels << QString::fromStdString(label);
    }
    return labels;
}

} // namespace asge
