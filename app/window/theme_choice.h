// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>

class QSettings;

namespace asge {

class DesktopTheme;

/// The theme that the user chose: light, dark, or that of the desktop. It is applied to the whole
/// program.
class ThemeChoice : public QObject {
    Q_OBJECT

  public:
    /// Applies the theme that was chosen last. `settings` must outlive it.
    explicit ThemeChoice(QSettings& settings, QObject* parent = nullptr);
    ~ThemeChoice() override;

    static QStringList names(); ///< "light", "dark", "system"

    QString name() const; ///< of the theme that is shown
    void choose(const QString& name);
    /// Shows a theme until the user chooses one. The choice that is kept stays.
    void showForNow(const QString& name);

  signals:
    void changed(); ///< by showForNow()

  private:
    void apply();
    void setDesktopDark(bool dark);

    QSettings& settings_;
    QString forNow_;                        ///< empty unless showForNow() was called
    std::unique_ptr<DesktopTheme> desktop_; ///< only while the desktop's theme is followed
};

} // namespace asge
