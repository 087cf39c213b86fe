// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_page.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <vector>

class QWidget;

namespace asge {

class Inspection;
class ViewArea;

/// The pages of a run in the view area: one of each kind, and the second ones that the user opens
/// beside them. What one page asks to be shown is shown by the first one that can.
class OpenPages : public QObject {
    Q_OBJECT

  public:
    OpenPages(ViewArea& views, Inspection& inspection, QWidget* parent);

    const std::vector<RunPage*>& all() const { return pages_; } ///< in the order of their tabs
    /// Opens a second page by its name, "curves2". A name that is no page's does nothing.
    void open(const QString& name);
    /// Opens one more page like this view, which shows the same run; another view or null does
    /// nothing.
    void openSecond(QWidget* view);
    /// Shows a step of the shown run in the page that can.
    void showStep(std::int64_t step);

  signals:
    void message(const QString& text);
    void opened(asge::RunPage* page); ///< a second one
    void closing(asge::RunPage* page);

  private:
    void add(RunPage* page);
    void close(QWidget* view);
    void showPage(const std::function<bool(RunPage&)>& shows);

    ViewArea& views_;
    Inspection& inspection_;
    QWidget* parent_; ///< of the pages until they are in the view area
    std::vector<RunPage*> pages_;
};

} // namespace asge
