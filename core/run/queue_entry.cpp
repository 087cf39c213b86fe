// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/queue_entry.h"

namespace asge {

std::string_view toString(QueueEntry::Status status) {
    switch (status) {
    case QueueEntry::Status::waiting:
        return "waiting";
    case QueueEntry::Status::running:
        return "running";
    case QueueEntry::Status::interrupted:
        return "interrupted";
    case QueueEntry::Status::finished:
        return "finished";
    case QueueEntry::Status::stopped:
        return "stopped";
    case QueueEntry::Status::failed:
        return "failed";
    }
    return {};
}

} // namespace asge
