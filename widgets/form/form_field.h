// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/settings.h"

#include <QList>
#include <QStringList>
#include <QWidget>

#include <optional>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;

namespace asge {

/// The words of a text in lower case, for searching: "layer_rates" has two.
QStringList searchWords(const QString& text);

/// One setting of the form: a line or a combo box, with the error or a note below it. A line whose
/// setting has a word for 0 or for an empty text is empty then, with that word in grey. Numbers are
/// shown with the decimal mark of the user's language, and may be typed with a point or a comma.
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
    QString text() const;                    ///< as setSetting reads it, with a decimal point
    QString shownText() const;               ///< in the user's language
    void setText(const QString& text);       ///< emits no signal
    void setError(const QString& what);      ///< empty: no error
    const QString& error() const { return error_; }
    void setNote(const QString& note); ///< shown unless there is an error
    /// Says why the setting has no effect; empty if it has one. A setting without effect can't be
    /// edited unless its value is wrong, and a value other than the default is marked as having no
    /// effect.
    void setInactive(const QString& reason);
    bool isInactive() const { return !inactive_.isEmpty(); }
    /// Sets the value to compare with: if the field's value differs, the label is bold and a button
    /// resets the field.
    void setBase(const QString& base);
    bool isChanged() const { return text() != base_; }
    void setDefault(const QString& value);
    bool isDefault() const { return text() == default_; }
    /// How well a search describes the setting: 0 if the title begins with it; otherwise each word
    /// begins a word of the title (1), is a part of the title (2), or begins a word of the path (3)
    /// or of the choices or the description (4), and the worst of the words counts. Nothing if a
    /// word is found nowhere.
    std::optional<int> rankIn(const QString& search) const;
    /// Adds a button beside the field.
    void addButton(QWidget* button);
    /// Adds widgets that belong to the field to its tab stops.
    void addTabStops(const QList<QWidget*>& widgets) { tabStops_ << widgets; }
    /// Lets the layouts around the field measure it again after it has been moved.
    void measure();
    /// The widgets that take the focus, from left to right.
    const QList<QWidget*>& tabStops() const { return tabStops_; }

  signals:
    void aboutToReset(); ///< the next `edited` is not a part of a text that is being typed
    void edited();

  protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QWidget* editor() const;
    void makeEditor(const Setting& setting, const QStringList& offered);
    void makeLine();
    void makeReset();
    bool isUnset(const QString& value) const;
    QString shown(const QString& value) const;
    void updateLook();
    void updateBelow();
    QString toolTipText() const;

    const std::string path_;
    QString title_;
    QString description_;
    QStringList otherWords_; ///< of choices and description, for a search
    QString unset_;          ///< the word for 0 or an empty text; may be empty
    bool isNumeric_;
    bool isList_; ///< of numbers
    QString base_;
    QString default_;
    QString error_;
    QString note_;
    QString inactive_;
    QLabel* label_;
    QLineEdit* line_ = nullptr;
    QComboBox* box_ = nullptr;
    QToolButton* reset_;
    QHBoxLayout* row_;
    QList<QWidget*> tabStops_;
    QLabel* below_; ///< the error or the note
};

} // namespace asge
