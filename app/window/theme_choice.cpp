// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/theme_choice.h"

#include "app/window/desktop_theme.h"
#include "widgets/common/theme.h"
#include "widgets/common/theme_style.h"

#include <QApplication>
#include <QSettings>

namespace asge {

namespace {

const char* const kThemeKey = "window/theme";
/// What the desktop said last, so that the next window does not change its colours while it opens.
const char* const kDesktopDarkKey = "window/desktopDark";

} // namespace

ThemeChoice::ThemeChoice(QSettings& settings, QObject* parent)
    : QObject(parent), settings_(settings) {
    apply();
}

ThemeChoice::~ThemeChoice() = default;

QStringList ThemeChoice::names() {
    return {QStringLiteral("light"), QStringLiteral("dark"), QStringLiteral("system")};
}

QString ThemeChoice::name() const {
    if (!forNow_.isEmpty()) {
        return forNow_;
    }
    const QString name = settings_.value(kThemeKey).toString();
    return names().contains(name) ? name : names().front();
}

void ThemeChoice::choose(const QString& name) {
    forNow_.clear();
    settings_.setValue(kThemeKey, name);
    apply();
}

void ThemeChoice::showForNow(const QString& name) {
    forNow_ = name;
    apply();
    emit changed();
}

void ThemeChoice::apply() {
    const bool follows = name() == QLatin1String("system");
    if (follows && desktop_ == nullptr) {
        desktop_ = std::make_unique<DesktopTheme>();
        connect(desktop_.get(), &DesktopTheme::preferred, this, &ThemeChoice::setDesktopDark);
    } else if (!follows) {
        desktop_.reset();
    }
    const bool dark = follows ? settings_.value(kDesktopDarkKey, false).toBool()
                              : name() == QLatin1String("dark");
    QApplication::setStyle(new ThemeStyle);
    QApplication::setPalette(dark ? theme::darkPalette() : theme::lightPalette());
}

void ThemeChoice::setDesktopDark(bool dark) {
    settings_.setValue(kDesktopDarkKey, dark);
    apply();
}

} // namespace asge
