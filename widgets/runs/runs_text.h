#pragma once

#include <QCoreApplication>

namespace asge {

/// The translation context of the run table, for code that is not a member of a QObject.
struct RunsText {
    Q_DECLARE_TR_FUNCTIONS(Runs)
};

} // namespace asge
