// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <vector>

class QFormLayout;

namespace asge {

class FormField;

/// Fields under a heading that folds them away; folded, the heading says what is special in them.
class FormGroup : public QWidget {
    Q_OBJECT

  public:
    FormGroup(const QString& name, const QString& title, QWidget* parent);

    const QString& name() const { return name_; }
    const QString& title() const { return title_; }
    void add(FormField* field);
    const std::vector<FormField*>& fields() const { return fields_; }
    /// One edge for the fields and the summaries of all groups.
    void setLabelWidth(int width);

    bool isOpen() const { return open_; }
    void setOpen(bool open);
    /// Shows the fields that match, whether open or not, and nothing where none does; no words end
    /// that. Returns how many fields match.
    int filter(const QStringList& words);
    /// Takes over the fields' state; `summary` stands in the heading while nothing is in error.
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
