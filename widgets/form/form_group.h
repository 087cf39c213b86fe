// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <map>
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
    /// Puts widgets below a field of the group, over the whole width.
    void addBelow(FormField* field, const QList<QWidget*>& widgets);
    const std::vector<FormField*>& fields() const { return fields_; }
    /// Sets the width of all labels, so that the fields of all groups are aligned.
    void setLabelWidth(int width);

    bool isOpen() const { return open_; }
    void setOpen(bool open);
    /// Hides the group and takes its fields out of it, so that another layout can show them.
    void lendFields();
    /// Puts the fields back, in their usual order.
    void takeFieldsBack();
    /// The frame around what addBelow has put below a field, or null.
    QWidget* below(FormField* field) const;
    QWidget* heading() const;
    /// Updates the heading from the fields.
    void refresh();

  private:
    class Heading;
    QString summary() const;
    void showBody();
    void takeOut(QWidget* widget);
    void measureRows();

    QString name_;
    QString title_;
    Heading* heading_;
    QWidget* body_;
    QFormLayout* rows_;
    std::vector<FormField*> fields_;       ///< from top to bottom
    std::map<FormField*, QWidget*> below_; ///< frames around what addBelow has put there
    bool open_ = true;
    bool lends_ = false; ///< the fields are in another layout
};

} // namespace asge
