// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QMainWindow>
#include <QPointer>

#include <vector>

class QDockWidget;
class QLabel;

namespace asge {

/// The area of the window that holds the views. Each view is a dock: views are tabs at first, and
/// the user can drag a tab beside another view or out of the window, close it, and open it again.
/// Only views that can be seen are visible widgets, so that the others draw nothing.
///
/// A view is known by its object name, under which a layout keeps its place.
class ViewArea : public QMainWindow {
    Q_OBJECT

  public:
    explicit ViewArea(QWidget* parent = nullptr);
    ~ViewArea() override;

    /// Adds a view as the last tab. The area takes ownership.
    void add(QWidget* view, const QString& title);
    /// Removes a view and deletes it later.
    void remove(QWidget* view);

    int count() const { return static_cast<int>(docks_.size()); } ///< also of closed views
    QWidget* view(int index) const; ///< in the order in which they were added
    int indexOf(const QWidget* view) const;
    QWidget* findView(const QString& name) const; ///< null if there is none
    QString title(const QWidget* view) const;
    QDockWidget* dockOf(const QWidget* view) const;

    /// The view that the user looks at: the one with the keyboard's focus, or the one that was
    /// shown last; null if all are closed.
    QWidget* current() const;
    /// Opens the view, if it is closed, and raises it.
    void showView(QWidget* view);
    void showView(int index) { showView(view(index)); }
    /// Raises the next open view in the order of the tabs, or the previous one for -1.
    void showNext(int direction);
    bool isOpen(const QWidget* view) const;
    void setOpen(QWidget* view, bool open);
    /// Shows a view in a separate window.
    void tearOff(QWidget* view);
    bool isTornOff(const QWidget* view) const;
    /// Puts every view back as a tab, in the order of adding.
    void reset();

  signals:
    void currentChanged(QWidget* view);
    /// A view was closed by the user, not only hidden behind another tab.
    void closed(QWidget* view);
    /// By a right click on a tab or on a view.
    void menuRequested(QWidget* view, const QPoint& globalPosition);
    void viewShown(QWidget* view); ///< by showView(), also if it was current before

  protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void setCurrent(QWidget* view);
    void seen(QDockWidget* dock, bool visible);
    void watchTabBars();
    void showHint();

    QLabel* hint_; ///< in place of views, if none is open here
    std::vector<QDockWidget*> docks_;
    QPointer<QWidget> current_;
};

} // namespace asge
