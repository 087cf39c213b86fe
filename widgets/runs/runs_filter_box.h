// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/filter_completion.h"
#include "core/query/run_filter.h"

#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QVariantList>
#include <QWidget>

#include <functional>
#include <optional>
#include <set>
#include <string>

class QCompleter;
class QStandardItemModel;
class QToolButton;

namespace asge {

/// A line edit that can underline one part of its text with a wavy line.
class UnderlinedEdit : public QLineEdit {
    Q_OBJECT

  public:
    using QLineEdit::QLineEdit;
    void underline(int position, int length); ///< length 0: nothing

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    int position_ = 0;
    int length_ = 0;
};

/// The filter above the run table. It completes words, underlines and explains errors, and stores
/// filters under names.
class RunsFilterBox : public QWidget {
    Q_OBJECT

  public:
    explicit RunsFilterBox(QWidget* parent = nullptr);

    /// Sets the names and values that filters may use, and completion offers, in addition to the
    /// fields of every store.
    void setSources(FilterSources sources);
    /// Sets how to find out whether a filter selects any run. One that selects none and ends with
    /// the beginning of a field's name is taken for unfinished: it has no effect until Enter.
    void setMatcher(std::function<bool(const RunFilter&)> matchesAny) {
        matchesAny_ = std::move(matchesAny);
    }
    QString text() const { return edit_->text(); }
    void setText(const QString& text) { edit_->setText(text); }
    QLineEdit* edit() const { return edit_; }

    /// Pairs of a name and a filter's text.
    QVariantList savedFilters() const { return saved_; }
    void setSavedFilters(const QVariantList& filters);
    void saveAs(const QString& name);
    void renameSaved(qsizetype place, const QString& name);
    void removeSaved(qsizetype place);

  signals:
    /// The text was changed to a valid filter. An invalid or unfinished text leaves the previous
    /// filter in effect.
    void filterChanged(const asge::RunFilter& filter);
    void leaveRequested(); ///< Down or Enter was pressed: the focus should move to the table
    void savedFiltersChanged();

  protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void read();
    void apply(const RunFilter& filter);
    std::optional<FilterError> problemOf(const RunFilter& filter) const;
    void explain();
    void suggest();
    void leaveFilter();
    void accept(const QModelIndex& suggestion);
    void fillSavedMenu();
    void askForName(const QString& title, const QString& before,
                    const std::function<void(const QString&)>& take);
    bool takeKey(QKeyEvent* event);

    UnderlinedEdit* edit_;
    QToolButton* savedButton_;
    QLabel* error_;
    QCompleter* completer_;
    QStandardItemModel* suggestions_;
    QTimer errorTimer_; ///< delay before an incomplete text is reported as an error
    std::optional<FilterError> problem_;
    std::function<bool(const RunFilter&)> matchesAny_;
    QString applied_; ///< the last valid text
    FilterSources sources_;
    int from_ = 0; ///< start of the text that a suggestion replaces
    int length_ = 0;
    QVariantList saved_;
};

} // namespace asge
