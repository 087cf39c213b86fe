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

/// The words of a text in lower case, for searching: "layer_rates" has two.
QStringList searchWords(const QString& text);

/// One setting of the form: a line or a combo box, with the error or a note below it.
class FormField : public QWidget {
    Q_OBJECT

  public:
    /// `offered` are values to choose from in a field that takes any value, in addition to the
    /// setting's own choices.
    FormField(const Setting& setting, const QString& title, const QStringList& offered,
              QWidget* parent);

    const std::string& path() const { return path_; }
    const QString& title() const { return title_; }
    QLabel* label() const { return label_; } ///< the field is its buddy
    QString text() const;
    void setText(const QString& text);  ///< emits no signal
    void setError(const QString& what); ///< empty: no error
    const QString& error() const { return error_; }
    void setNote(const QString& note); ///< shown unless there is an error
    /// Says why the setting has no effect; empty if it has one. A setting without effect can't be
    /// edited unless its value is wrong, and a value other than the default is marked as having no
    /// effect.
    void setInactive(const QString& reason);
    bool isInactive() const { return !inactive_.isEmpty(); }
    /// Sets the value to compare with: the label is bold if the field's value differs.
    void setBase(const QString& base);
    bool isChanged() const { return text() != base_; }
    void setDefault(const QString& value);
    bool isDefault() const { return text() == default_; }
    void setReadOnly(bool readOnly);
    /// Whether each word is a prefix of a word in the setting's title, path, choices or
    /// description.
    bool matches(const QStringList& words) const;
    /// Adds a button beside the field.
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
    QStringList words_; ///< the words that a search compares
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
