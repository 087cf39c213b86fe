// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/settings.h"

#include <QStringList>
#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;

namespace asge {

/// Words of a text in lower case, for a search: "layer_rates" has two.
QStringList searchWords(const QString& text);

/// One setting of the form: a line or a box, and beneath it what is wrong or a note.
class FormField : public QWidget {
    Q_OBJECT

  public:
    /// `offered` are values to pick from if others can be typed,
    /// in addition to the setting's choices.
    FormField(const Setting& setting, const QString& title, const QStringList& offered,
              QWidget* parent);

    const std::string& path() const { return path_; }
    const QString& title() const { return title_; }
    QLabel* label() const { return label_; } ///< the field is its buddy
    QString text() const;
    void setText(const QString& text);  ///< emits nothing
    void setError(const QString& what); ///< empty: none
    const QString& error() const { return error_; }
    void setNote(const QString& note); ///< shown while there is no error
    /// Why the value has no effect; empty: it has one. A field without can't be edited, unless its
    /// value is wrong, and says so beneath where its value isn't the default.
    void setInactive(const QString& reason);
    bool isInactive() const { return !inactive_.isEmpty(); }
    /// The value that the field is set apart from in bold where it differs.
    void setBase(const QString& base);
    bool isChanged() const { return text() != base_; }
    void setDefault(const QString& value);
    bool isDefault() const { return text() == default_; }
    void setReadOnly(bool readOnly);
    /// Whether each word begins one of the setting's: its title, path, choices or description.
    bool matches(const QStringList& words) const;
    /// A button beside the field.
    void addButton(QWidget* button);

  signals:
    void edited();

  protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QWidget* editor() const;
    void makeEditor(const Setting& setting, const QStringList& offered);
    void updateLook();
    void updateBelow();
    QString toolTipText() const;

    const std::string path_;
    QString title_;
    QString description_;
    QStringList words_; ///< that a search finds it by
    QString base_;
    QString default_;
    QString error_;
    QString note_;
    QString inactive_;
    bool readOnly_ = false;
    QLabel* label_;
    QLineEdit* line_ = nullptr;
    QComboBox* box_ = nullptr;
    QHBoxLayout* row_;
    QLabel* below_; ///< the error or the note
};

} // namespace asge
