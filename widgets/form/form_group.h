// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <map>
#include <optional>
#include <vector>

class QFormLayout;

namespace asge {

class FormField;

/// Fields under a foldable heading. While folded, the heading summarises the values that are not
/// defaults.
class FormGroup : public QWidget {
    Q_OBJECT

  public:
    FormGroup(const QString& name, const QString& title, QWidget* parent);

    const QString& name() const { return name_; }
    const QString& title() const { return title_; }
    void add(FormField* field);
    /// Puts a widget below a field of the group, over the whole width.
    void addBelow(FormField* field, QWidget* widget);
    const std::vector<FormField*>& fields() const { return fields_; }
    /// Sets the width of all labels, so that the fields of all groups are aligned.
    void setLabelWidth(int width);

    bool isOpen() const { return open_; }
    void setOpen(bool open);
    /// Shows only the fields that match, the best ones first, even if the group is folded, and
    /// hides the group if none does; an empty text ends the search. Returns the rank of the best
    /// match (FormField::rankIn), or nothing.
    std::optional<int> filter(const QString& search);
    /// The fields that are shown, from top to bottom.
    const std::vector<FormField*>& shownFields() const { return shown_; }
    QWidget* heading() const;
    /// Updates the heading from the fields.
    void refresh();

  private:
    class Heading;
    QString summary() const;
    void showBody();
    void showRows(const std::vector<FormField*>& fields);
    void takeOut(QWidget* widget);
    void measureRows();

    QString name_;
    QString title_;
    Heading* heading_;
    QWidget* body_;
    QFormLayout* rows_;
    std::vector<FormField*> fields_; ///< in their usual order
    std::vector<FormField*> shown_;
    std::map<FormField*, QWidget*> below_; ///< frames around what addBelow has put there
    bool open_ = true;
    bool filtered_ = false;
};

} // namespace asge
