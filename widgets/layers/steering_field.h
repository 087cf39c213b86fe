// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

class QComboBox;
class QLineEdit;

namespace asge {

/// A field for a number that steers a training. Enter applies what was typed, Escape and leaving
/// the field restore the present value. It has the decimal mark of the user's language, and takes a
/// point and a comma. The mouse wheel changes nothing, since the panel scrolls.
class SteeringField : public QWidget {
    Q_OBJECT

  public:
    /// Returns what is wrong with a value; empty if nothing is.
    using Check = std::function<QString(double)>;

    /// With `offered` values, the field is a combo box that takes any other value too. `prefix` is
    /// shown before the number and may be typed or left out.
    SteeringField(const std::vector<double>& offered, QString prefix, QWidget* parent);

    void setName(const QString& objectName, const QString& accessibleName);
    void setCheck(Check check) { check_ = std::move(check); }
    void setHelp(const QString& help); ///< the tool tip of the enabled field
    /// Shows the present value, unless the user is typing.
    void setValue(double value);
    double value() const { return value_; }
    /// Disables the field and says why; enables it if the reason is empty.
    void setProblem(const QString& problem);
    QLineEdit* line() const { return line_; }

  signals:
    void entered(double value);

  protected:
    bool eventFilter(QObject* object, QEvent* event) override;

  private:
    bool takesKey(const QKeyEvent& event);
    void apply();
    void restore();
    void setError(const QString& error);
    QString textOf(double value) const;

    QString prefix_;
    QString help_;
    Check check_;
    double value_ = 0;
    QComboBox* box_ = nullptr;
    QLineEdit* line_;
};

} // namespace asge
