// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

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
    const std::vector<FormField*>& fields() const { return fields_; }
    /// Sets the width of all labels, so that the fields of all groups are aligned.
    void setLabelWidth(int width);

    bool isOpen() const { return open_; }
    void setOpen(bool open);
    /// Shows only the fields that match, even if the group is folded, and hides the group if none
    /// does; an empty list ends the search. Returns the number of fields that match.
    int filter(const QStringList& words);
    /// Updates the heading from the fields; `summary` is shown unless a field has an error.
    void refresh(const QString& summary);

  private:
    class Heading;
    void showBody();

    QString name_;
    QString title_;
    Heading* heading_;
    QWidget* body_;
    QFormLayout* rows_;
    std::vector<FormField*> fields_;
    bool open_ = true;
    bool filtered_ = false;
};

} // namespace asge
