#pragma once

#include "core/experiment/experiment.h"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;

namespace asge {

/// One setting of the form: a line or a box, and beneath it what is wrong or a note.
class FormField : public QWidget {
    Q_OBJECT

  public:
    FormField(const Setting& setting, const QString& title, QWidget* parent);

    const std::string& path() const { return path_; }
    QLabel* label() const { return label_; } ///< the field is its buddy
    QString text() const;
    void setText(const QString& text);  ///< emits nothing
    void setError(const QString& what); ///< empty: none
    void setNote(const QString& note);  ///< shown while there is no error
    /// The value that the field is set apart from in bold where it differs.
    void setBase(const QString& base);
    void setReadOnly(bool readOnly);
    /// A button beside the field.
    void addButton(QWidget* button);

  signals:
    void edited();

  protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QWidget* editor() const;
    void makeEditor(const Setting& setting);
    void updateLook();

    std::string path_;
    QString description_;
    QString base_;
    QString error_;
    QString note_;
    QLabel* label_;
    QLineEdit* line_ = nullptr;
    QComboBox* box_ = nullptr;
    QHBoxLayout* row_;
    QLabel* below_; ///< the error or the note
};

} // namespace asge
