// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace asge::theme {
namespace {

// Viridis (van der Walt and Smith, CC0), sampled at 33 even positions. Linear interpolation between
// them is visually indistinguishable from the original.
constexpr std::array<QRgb, 33> kViridis = {
    0x440154, 0x470d60, 0x48186a, 0x482374, 0x472d7b, 0x453781, 0x424086, 0x3e4989, 0x3b528b,
    0x375b8d, 0x33638d, 0x2f6b8e, 0x2c728e, 0x297a8e, 0x26828e, 0x23898e, 0x21918c, 0x1f988b,
    0x1fa088, 0x22a785, 0x28ae80, 0x32b67a, 0x3fbc73, 0x4ec36b, 0x5ec962, 0x70cf57, 0x84d44b,
    0x98d83e, 0xaddc30, 0xc2df23, 0xd8e219, 0xece51b, 0xfde725};

// The part of viridis that the layers' colours cover. On a dark background the dark half of the
// ramp is lightened, and with more saturation its hues stay apart.
constexpr double kLightFrom = 0;
constexpr double kDarkFrom = 0.1;
constexpr double kLiftedPart = 0.4;     // of the layers
constexpr double kMoreSaturation = 0.3; // of the shallowest layer
constexpr double kLiftedContrast = kGraphicContrast + 0.05;
constexpr double kContrastPerDepth = 0.5; // so that deeper layers are lighter here, too
constexpr QRgb kDarkGround = 0x181b1f;

// The eight colours of Okabe and Ito, in their order. Orange, sky blue and yellow are darkened for
// white backgrounds, blue is lightened for dark ones, and black is replaced by a grey.
constexpr std::array<QRgb, 8> kRunsLight = {0xc27c00, 0x2f93cf, 0x00916a, 0x8f8500,
                                            0x00508c, 0xd55e00, 0xb85f90, 0x4a4a4a};
constexpr std::array<QRgb, 8> kRunsDark = {0xe69f00, 0x56b4e9, 0x00b181, 0xf0e442,
                                           0x5b7ff0, 0xe8702a, 0xd98ab5, 0xd0d0d0};

struct Lab {
    double lightness, a, b;
};

// Ends of the diverging scale. Both have the same lightness and the same chroma.
constexpr Lab kLightZero{95, 0, 0};
constexpr Lab kLightNegative{46, 7, -51};
constexpr Lab kLightPositive{46, 32, 41};
constexpr Lab kDarkZero{19, 0, 0};
constexpr Lab kDarkNegative{68, -4, -49};
constexpr Lab kDarkPositive{68, 26, 42};

/// A colour of CIELAB (white point D65) in sRGB.
QColor toColor(const Lab& lab) {
    const auto cubed = [](double t) {
        return t > 6.0 / 29.0 ? t * t * t : (t - 16.0 / 116.0) * 108.0 / 841.0;
    };
    const double middle = (lab.lightness + 16) / 116;
    const double x = 0.95047 * cubed(middle + lab.a / 500);
    const double y = cubed(middle);
    const double z = 1.08883 * cubed(middle - lab.b / 200);
    const auto encoded = [](double c) {
        c = std::clamp(c, 0.0, 1.0);
        return static_cast<float>(c <= 0.0031308 ? 12.92 * c
                                                 : 1.055 * std::pow(c, 1 / 2.4) - 0.055);
    };
    return QColor::fromRgbF(encoded(3.2406 * x - 1.5372 * y - 0.4986 * z),
                            encoded(-0.9689 * x + 1.8758 * y + 0.0415 * z),
                            encoded(0.0557 * x - 0.2040 * y + 1.0570 * z))
        .toRgb();
}

QColor mix(const QColor& top, const QColor& bottom, double part) {
    const auto channel = [part](double a, double b) {
        return static_cast<float>(part * a + (1.0 - part) * b);
    };
    return QColor::fromRgbF(channel(top.redF(), bottom.redF()),
                            channel(top.greenF(), bottom.greenF()),
                            channel(top.blueF(), bottom.blueF()))
        .toRgb();
}

/// The colour of a layer on a dark background: as light as its lines need to be seen.
QColor liftedLayer(const QColor& color, double depth) {
    constexpr float kStep = 0.004F;
    const double more = kMoreSaturation * std::max(0.0, 1 - depth / kLiftedPart);
    const float hue = color.hslHueF();
    const float saturation =
        std::min(static_cast<float>(color.hslSaturationF() * (1 + more)), 1.0F);
    const double least = kLiftedContrast + kContrastPerDepth * depth;
    float lightness = color.lightnessF();
    QColor lifted = QColor::fromHslF(hue, saturation, lightness).toRgb();
    while (contrast(lifted, QColor(kDarkGround)) < least && lightness + kStep < 1) {
        lightness += kStep;
        lifted = QColor::fromHslF(hue, saturation, lightness).toRgb();
    }
    return lifted;
}

/// The base colours from which a whole palette is derived.
struct Shades {
    QRgb window, base, alternate, button, disabledButton, text, faint, disabled, tip;
    QRgb highlight, link, visited;
    QRgb light, midlight, mid, dark, shadow;
};

QPalette paletteOf(const Shades& s) {
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, QRgb rgb) { p.setColor(role, QColor(rgb)); };
    set(QPalette::Window, s.window);
    set(QPalette::WindowText, s.text);
    set(QPalette::Base, s.base);
    set(QPalette::AlternateBase, s.alternate);
    set(QPalette::ToolTipBase, s.tip);
    set(QPalette::ToolTipText, s.text);
    set(QPalette::PlaceholderText, s.faint);
    set(QPalette::Text, s.text);
    set(QPalette::Button, s.button);
    set(QPalette::ButtonText, s.text);
    set(QPalette::BrightText, 0xffffff);
    set(QPalette::Light, s.light);
    set(QPalette::Midlight, s.midlight);
    set(QPalette::Mid, s.mid);
    set(QPalette::Dark, s.dark);
    set(QPalette::Shadow, s.shadow);
    set(QPalette::Highlight, s.highlight);
    set(QPalette::HighlightedText, 0xffffff);
    set(QPalette::Link, s.link);
    set(QPalette::LinkVisited, s.visited);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText}) {
        p.setColor(QPalette::Disabled, role, QColor(s.disabled));
    }
    // Fusion draws a button lighter than this colour: a disabled one is as flat as the window, so
    // that its faint text is read on it.
    p.setColor(QPalette::Disabled, QPalette::Button, QColor(s.disabledButton));
    p.setColor(QPalette::Disabled, QPalette::Highlight, QColor(s.mid));
    p.setColor(QPalette::Disabled, QPalette::HighlightedText, QColor(s.text));
    return p;
}

} // namespace

QColor sequential(double value) {
    if (std::isnan(value)) {
        value = 0.0;
    }
    const double place = std::clamp(value, 0.0, 1.0) * (kViridis.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(place), kViridis.size() - 2);
    return mix(QColor(kViridis[below + 1]), QColor(kViridis[below]),
               place - static_cast<double>(below));
}

QColor diverging(double value, bool dark) {
    const double size = std::isnan(value) ? 0.0 : std::min(std::abs(value), 1.0);
    const Lab& zero = dark ? kDarkZero : kLightZero;
    const Lab& end = value < 0 ? (dark ? kDarkNegative : kLightNegative)
                               : (dark ? kDarkPositive : kLightPositive);
    return toColor(
        {zero.lightness + size * (end.lightness - zero.lightness), size * end.a, size * end.b});
}

QColor verdict(bool isRight, bool dark) {
    return isRight ? QColor(dark ? 0x2fd3a0 : 0x00755a) : QColor(dark ? 0xff9d66 : 0xb84a00);
}

QColor layerColor(int layer, int layers, bool dark) {
    const double from = dark ? kDarkFrom : kLightFrom;
    const double depth = layers > 1 ? static_cast<double>(std::clamp(layer, 0, layers - 1)) /
                                          static_cast<double>(layers - 1)
                                    : 0.5;
    const QColor color = sequential(from + (1 - from) * depth);
    return dark ? liftedLayer(color, depth) : color;
}

double luminance(const QColor& color) {
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

QColor legible(const QColor& color, const QColor& ground, double least) {
    constexpr int kSteps = 32;
    const QColor away = luminance(ground) < 0.179 ? QColor(Qt::white) : QColor(Qt::black);
    for (int step = 0; step < kSteps; ++step) {
        // A screen shows whole steps of 8 bits, which may be nearer to the ground than the mixture.
        const QColor shade(
            (step == 0 ? color : mix(away, color, static_cast<double>(step) / kSteps)).rgb());
        if (contrast(shade, ground) >= least) {
            return shade;
        }
    }
    return away;
}

QColor over(const QColor& top, const QColor& ground, double part) {
    return QColor(mix(top, ground, part).rgb()); // in the 8 bits of a screen
}

QColor controlOutline(const QPalette& palette) {
    constexpr double kLeast = kGraphicContrast + 0.3; // since a line is blurred at 125 %
    return legible(palette.color(QPalette::Active, QPalette::Mid),
                   palette.color(QPalette::Active, QPalette::Window), kLeast);
}

QColor outlineOf(const QColor& color, const QColor& ground) {
    return contrast(color, ground) < kGraphicContrast ? legible(color, ground, kGraphicContrast)
                                                      : QColor();
}

QColor iconColor(const QColor& pen, const QPalette& palette) {
    const QPalette::ColorRole hardest = isDark(palette) ? QPalette::Light : QPalette::Midlight;
    return legible(pen, palette.color(QPalette::Active, hardest), kTextContrast);
}

QColor runColor(int index, bool dark) {
    const auto& colors = dark ? kRunsDark : kRunsLight;
    const int count = static_cast<int>(colors.size());
    index = std::max(index, 0);
    const QColor color(colors[static_cast<std::size_t>(index % count)]);
    // Each further round of eight runs repeats the hues, one shade further from the background.
    const int round = std::min(index / count, 3);
    return mix(dark ? QColor(Qt::white) : QColor(Qt::black), color, 0.22 * round);
}

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Base).lightnessF() < palette.color(QPalette::Text).lightnessF();
}

QPalette lightPalette() {
    return paletteOf({.window = 0xf4f5f7,
                      .base = 0xffffff,
                      .alternate = 0xf5f7fa,
                      .button = 0xf7f8fa,
                      .disabledButton = 0xf4f5f7,
                      .text = 0x1b1f24,
                      .faint = 0x5f6873,
                      .disabled = 0x7c838d,
                      .tip = 0xffffff,
                      .highlight = 0x1a64d0,
                      .link = 0x1458bf,
                      .visited = 0x6a3fb5,
                      .light = 0xffffff,
                      .midlight = 0xe6e9ed,
                      .mid = 0xc9ced6,
                      .dark = 0xa4abb5,
                      .shadow = 0x6d7580});
}

QPalette darkPalette() {
    return paletteOf({.window = 0x2c3036,
                      .base = kDarkGround,
                      .alternate = 0x1e2126,
                      .button = 0x393e46,
                      .disabledButton = 0x20242a,
                      .text = 0xe4e7eb,
                      .faint = 0xa0a8b3,
                      .disabled = 0x7a818b,
                      .tip = 0x393e46,
                      .highlight = 0x2a68cf,
                      .link = 0x7fb2ff,
                      .visited = 0xc3a2ff,
                      .light = 0x565d68,
                      .midlight = 0x484e58,
                      .mid = 0x434952,
                      .dark = 0x15171a,
                      .shadow = 0x0c0d0f});
}

PlotColors plotColors(const QPalette& palette) {
    const QColor base = palette.color(QPalette::Active, QPalette::Base);
    const QColor text = palette.color(QPalette::Active, QPalette::Text);
    return {.background = base,
            .axis = mix(text, base, 0.55),
            .grid = mix(text, base, 0.10),
            .text = text,
            .faint = mix(text, base, 0.68)};
}

} // namespace asge::theme
