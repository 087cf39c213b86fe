// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <utility>
#include <vector>

class QFormLayout;
class QKeyEvent;
class QLineEdit;

namespace asge {

class FormField;
class FormGroup;

/// Finds settings of the form. While there is a text, the fields that match are shown in one list,
/// the best match first, each with the name of its group; the groups are hidden meanwhile.
class FormSearch : public QWidget {
    Q_OBJECT

  public:
    explicit FormSearch(QWidget* parent = nullptr);

    void setGroups(const std::vector<FormGroup*>& groups) { groups_ = groups; }
    /// The list, to be placed above the groups.
    QWidget* results() const { return results_; }
    QLineEdit* line() const { return line_; }
    bool isActive() const { return active_; }
    const std::vector<FormField*>& found() const { return found_; } ///< best match first
    void setLabelWidth(int width) { labelWidth_ = width; }

  signals:
    void changed(); ///< other fields are shown, or in another order

  protected:
    bool eventFilter(QObject* object, QEvent* event) override;

  private:
    using Match = std::pair<FormField*, const FormGroup*>;

    void search(const QString& text);
    std::vector<Match> matches(const QString& text) const;
    void clearResults();
    void addResult(const Match& match);
    bool handleKey(const QKeyEvent& event);
    void measureResults();

    QLineEdit* line_;
    QWidget* nothingFound_;
    QWidget* results_;
    QFormLayout* rows_;
    std::vector<FormGroup*> groups_;
    std::vector<FormField*> found_;
    std::vector<QWidget*> titles_; ///< of the results: a label and the group's name
    int labelWidth_ = 0;
    bool active_ = false;
};

} // namespace asge
