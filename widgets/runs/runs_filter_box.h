// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/filter_completion.h"
#include "core/query/run_filter.h"

#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QVariantList>
#include <QWidget>

#include <set>
#include <string>

class QCompleter;
class QStandardItemModel;
class QToolButton;

namespace asge {

/// A line of text with a wavy line under one part of it.
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

/// Where a filter is written: words are completed, the one that can't be read is underlined and
/// explained, and filters are kept under names.
class RunsFilterBox : public QWidget {
    Q_OBJECT

  public:
    explicit RunsFilterBox(QWidget* parent = nullptr);

    /// What a filter may name, and completion offers, beyond what every store has.
    void setSeen(FilterSources sources);
    QString text() const { return edit_->text(); }
    void setText(const QString& text) { edit_->setText(text); }
    QLineEdit* edit() const { return edit_; }

    /// Pairs of a name and a filter.
    QVariantList savedFilters() const { return saved_; }
    void setSavedFilters(const QVariantList& filters);
    void saveAs(const QString& name);
    void renameSaved(qsizetype place, const QString& name);
    void removeSaved(qsizetype place);

  signals:
    /// A text was read. One that can't be leaves what was read before.
    void filterChanged(const asge::RunFilter& filter);
    void leaveRequested(); ///< Down, Enter: to the table
    void savedFiltersChanged();

  protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void read();
    void explain();
    void suggest();
    void leave();
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
    QTimer patience_; ///< before an unfinished text is called wrong
    std::optional<FilterError> problem_;
    QString applied_; ///< the last text that could be read
    FilterSources sources_;
    int from_ = 0; ///< the part of the text that a suggestion takes the place of
    int length_ = 0;
    QVariantList saved_;
};

} // namespace asge
