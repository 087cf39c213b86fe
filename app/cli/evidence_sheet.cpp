// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/evidence_sheet.h"

#include "app/cli/output.h"
#include "app/cli/text_drawer.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace asge::cli {

namespace {

// Lengths are in pixels.
constexpr int kSheetMargin = 20;
constexpr int kCellGap = 28;     ///< between two maps
constexpr int kMapSide = 224;    ///< of a map, and of the longer side of an image
constexpr int kTextGap = 8;      ///< between a text and what it belongs to
constexpr int kScaleHeight = 12; ///< of the bar below a map
constexpr int kMostColumns = 5;
constexpr std::uint8_t kWhite = 255;
constexpr std::uint8_t kTextLevel = 25;
constexpr std::uint8_t kFrameLevel = 120;

using Colour = std::array<std::uint8_t, 3>;

struct Box {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;
};

/// Lightness falls evenly from white to the ends of the scale, which are equally dark.
constexpr std::array<Colour, 5> kNegative{
    {{255, 255, 255}, {190, 211, 235}, {116, 163, 212}, {50, 111, 178}, {16, 62, 121}}};
constexpr std::array<Colour, 5> kPositive{
    {{255, 255, 255}, {244, 200, 184}, {224, 136, 112}, {190, 66, 54}, {124, 17, 31}}};

/// "−0.42", with three significant digits and U+2212 as the minus sign.
std::string signedText(double value) {
    const double size = std::abs(value);
    const bool isExtreme = size < 0.001 || size >= 1e6;
    const std::string digits = size == 0 ? "0"
                                         : format(isExtreme     ? "%.1e"
                                                  : size >= 100 ? "%.0f"
                                                                : "%.3g",
                                                  size);
    return (value < 0 ? "−" : "") + digits;
}

/// "−0.42", with two decimals.
std::string decimalText(double value) {
    const std::string digits = format("%.2f", std::abs(value));
    return (value < 0 && digits != "0.00" ? "−" : "") + digits;
}

class EvidenceSheet {
  public:
    EvidenceSheet(const ImageEvidence& result, TextDrawer* drawer)
        : result_(result), drawer_(drawer) {
        const int cells = 1 + static_cast<int>(result.layers.size());
        columns_ = std::min(cells, kMostColumns);
        const int rows = (cells + columns_ - 1) / columns_;
        const int line = drawer_ != nullptr ? drawer_->lineHeight() : 0;
        title_ = drawer_ != nullptr ? 2 * line + 2 * kTextGap : 0;
        head_ = drawer_ != nullptr ? 3 * line + kTextGap : 0;
        cellHeight_ = head_ + kMapSide + kTextGap + kScaleHeight + kTextGap / 2 + line;
        picture_.channels = 3;
        picture_.width = 2 * kSheetMargin + columns_ * kMapSide + (columns_ - 1) * kCellGap;
        picture_.height = 2 * kSheetMargin + title_ + rows * cellHeight_ + (rows - 1) * kCellGap;
        picture_.pixels.assign(static_cast<std::size_t>(picture_.width) *
                                   static_cast<std::size_t>(picture_.height) * 3,
                               kWhite);
    }

    Picture draw() && {
        drawTitle();
        drawImage(cellAt(0));
        for (std::size_t i = 0; i < result_.layers.size(); ++i) {
            drawLayer(i, cellAt(static_cast<int>(i) + 1));
        }
        return std::move(picture_);
    }

  private:
    int lineHeight() const { return drawer_ != nullptr ? drawer_->lineHeight() : 0; }

    /// The area of the map of a cell.
    Box cellAt(int cell) const {
        return {kSheetMargin + cell % columns_ * (kMapSide + kCellGap),
                kSheetMargin + title_ + head_ + cell / columns_ * (cellHeight_ + kCellGap),
                kMapSide, kMapSide};
    }

    void write(int left, int top, const std::string& text, int width) {
        if (drawer_ != nullptr) {
            drawer_->draw(picture_, left, top, drawer_->fitted(text, width), kTextLevel);
        }
    }

    void writeEndingAt(int right, int top, const std::string& text) {
        if (drawer_ != nullptr) {
            drawer_->draw(picture_, right - drawer_->widthOf(text), top, text, kTextLevel);
        }
    }

    void setPixel(int x, int y, const Colour& colour) {
        const std::size_t place =
            (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture_.width) +
             static_cast<std::size_t>(x)) *
            3;
        std::copy(colour.begin(), colour.end(),
                  picture_.pixels.begin() + static_cast<std::ptrdiff_t>(place));
    }

    /// Fills an area with colourOf(x, y), for x and y from its upper left corner.
    template <typename ColourOf>
    void fill(const Box& box, ColourOf colourOf) {
        for (int y = 0; y < box.height; ++y) {
            for (int x = 0; x < box.width; ++x) {
                setPixel(box.left + x, box.top + y, colourOf(x, y));
            }
        }
    }

    void frame(const Box& box) {
        const Colour colour{kFrameLevel, kFrameLevel, kFrameLevel};
        for (int x = box.left - 1; x <= box.left + box.width; ++x) {
            setPixel(x, box.top - 1, colour);
            setPixel(x, box.top + box.height, colour);
        }
        for (int y = box.top - 1; y <= box.top + box.height; ++y) {
            setPixel(box.left - 1, y, colour);
            setPixel(box.left + box.width, y, colour);
        }
    }

    void drawTitle() {
        const int width = picture_.width - 2 * kSheetMargin;
        write(kSheetMargin, kSheetMargin, "Evidence for " + result_.subject() + ", in nats", width);
        write(kSheetMargin, kSheetMargin + lineHeight(),
              "run " + std::to_string(result_.run) + ", epoch " + std::to_string(result_.epoch) +
                  ", " + result_.image + "; probabilities of " + result_.className(result_.shown),
              width);
    }

    /// Writes up to three lines above a map, the last one directly above it.
    void writeHead(const Box& cell, const std::vector<std::string>& lines) {
        int top = cell.top - kTextGap - static_cast<int>(lines.size()) * lineHeight();
        for (const std::string& line : lines) {
            write(cell.left, top, line, cell.width);
            top += lineHeight();
        }
    }

    void drawImage(const Box& cell) {
        const ProbeImages& image = result_.pixels;
        const int longer = std::max(image.height, image.width);
        const Box box{cell.left, cell.top, std::max(1, kMapSide * image.width / longer),
                      std::max(1, kMapSide * image.height / longer)};
        const auto plane =
            static_cast<std::size_t>(image.height) * static_cast<std::size_t>(image.width);
        fill(box, [&](int x, int y) {
            const int row = y * image.height / box.height;
            const int pixelColumn = x * image.width / box.width;
            const std::size_t at =
                static_cast<std::size_t>(row) * static_cast<std::size_t>(image.width) +
                static_cast<std::size_t>(pixelColumn);
            const bool isGrey = image.channels == 1;
            return Colour{image.pixels[at], image.pixels[isGrey ? at : plane + at],
                          image.pixels[isGrey ? at : 2 * plane + at]};
        });
        frame(box);
        std::vector<std::string> head{"image"};
        if (result_.label) {
            head.push_back("label " + result_.className(*result_.label));
        }
        writeHead(cell, head);
    }

    void drawLayer(std::size_t index, const Box& cell) {
        const LayerEvidence& layer = result_.layers[index];
        const Evidence& evidence = layer.evidence;
        double most = 0;
        for (const double value : evidence.map) {
            most = std::isfinite(value) ? std::max(most, std::abs(value)) : most;
        }
        fill(cell, [&](int x, int y) {
            const int row = y * evidence.patches / cell.height;
            const int patchColumn = x * evidence.patches / cell.width;
            const double value =
                evidence.map[static_cast<std::size_t>(row * evidence.patches + patchColumn)];
            return evidenceColour(most > 0 ? value / most : value);
        });
        frame(cell);
        const double share =
            static_cast<double>(layer.probabilities[static_cast<std::size_t>(result_.shown)]);
        const std::string difference = result_.against ? "difference " : "";
        writeHead(cell, {"layer " + std::to_string(index + 1) +
                             format(", probability %.1f %%", 100 * share),
                         "logit " + difference + decimalText(evidence.logit()),
                         "bias " + difference + decimalText(evidence.bias)});
        drawScale(cell, most);
    }

    void drawScale(const Box& cell, double most) {
        const Box bar{cell.left, cell.top + cell.height + kTextGap, cell.width, kScaleHeight};
        fill(bar, [&](int x, int) { return evidenceColour(2.0 * (x + 0.5) / bar.width - 1); });
        frame(bar);
        const int top = bar.top + bar.height + kTextGap / 2;
        writeEndingAt(bar.left + bar.width / 2 + digitWidth() / 2, top, "0");
        if (most > 0) {
            write(bar.left, top, signedText(-most), bar.width / 2);
            writeEndingAt(bar.left + bar.width, top, signedText(most));
        }
    }

    int digitWidth() { return drawer_ != nullptr ? drawer_->widthOf("0") : 0; }

    const ImageEvidence& result_;
    TextDrawer* const drawer_;
    int columns_ = 1;
    int title_ = 0; ///< height of the sheet's title
    int head_ = 0;  ///< height of the text above a map
    int cellHeight_ = 0;
    Picture picture_;
};

} // namespace

std::array<std::uint8_t, 3> evidenceColour(double value) {
    if (std::isnan(value)) {
        constexpr std::uint8_t kGrey = 160;
        return {kGrey, kGrey, kGrey};
    }
    const auto& scale = value < 0 ? kNegative : kPositive;
    const double place = std::min(1.0, std::abs(value)) * static_cast<double>(scale.size() - 1);
    const auto lower = std::min(static_cast<std::size_t>(place), scale.size() - 2);
    const double part = place - static_cast<double>(lower);
    Colour colour{};
    for (std::size_t i = 0; i < colour.size(); ++i) {
        colour[i] = static_cast<std::uint8_t>(
            std::lround((1 - part) * scale[lower][i] + part * scale[lower + 1][i]));
    }
    return colour;
}

Picture evidenceSheet(const ImageEvidence& result, TextDrawer* drawer) {
    return EvidenceSheet(result, drawer).draw();
}

} // namespace asge::cli
