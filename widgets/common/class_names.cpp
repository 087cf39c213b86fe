// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/class_names.h"

#include "widgets/common/common_text.h"
#include "widgets/common/plain_text.h"

namespace asge {

QString classText(const std::vector<std::string>& names, int label) {
    if (label >= 0 && static_cast<std::size_t>(label) < names.size()) {
        const QString name = plain::line(names[static_cast<std::size_t>(label)]).trimmed();
        if (!name.isEmpty()) {
            return name;
        }
    }
    return CommonText::tr("class %1").arg(label);
}

} // namespace asge
