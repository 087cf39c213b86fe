// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/svg_texts.h"
#include "widgets/inspector/agreement_painter.h"
#include "widgets/inspector/reading_view.h"

#include <gtest/gtest.h>

#include <QBuffer>
#include <QFontMetrics>
#include <QMouseEvent>
#include <QPainter>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSvgGenerator>

#include <vector>

namespace asge {
namespace {

ImageReading readingOfLayers(int layers) {
    ImageReading reading;
    reading.image = {1, 1, 28, 28, std::vector<std::uint8_t>(784, 100), {0}, {0}};
    reading.classNames = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                          "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
    reading.hasLabel = true;
    reading.maps.samples = 1;
    reading.maps.classes = 10;
    for (int layer = 0; layer < layers; ++layer) {
        LayerMaps maps{4, 2, std::vector<float>(16, 1), std::vector<float>(10, 0.05F)};
        maps.probabilities[static_cast<std::size_t>(layer % 10)] = 0.55F;
        reading.maps.layers.push_back(maps);
        reading.layers.push_back({});
    }
    return reading;
}

/// A view on readings.
class ReadingSize : public testing::Test {
  protected:
    /// How many layers are seen as a whole in a view of that size.
    int layersIn(QSize size, const ImageReading& reading) {
        view_.resize(size);
        view_.show();
        view_.setReading(reading);
        const auto layers = static_cast<int>(reading.maps.layers.size());
        const int left = 2 * ReadingBlock::kMargin - ReadingBlock::kGap;
        const int column = (view_.contentSize().width() - left) / (layers + 1);
        return (view_.viewport()->width() - left) / column - 1;
    }
    bool isWide() { return view_.horizontalScrollBar()->maximum() > 0; }
    QString drawing() {
        QBuffer svg;
        QSvgGenerator generator;
        generator.setOutputDevice(&svg);
        generator.setResolution(view_.logicalDpiX()); // so that texts are as wide as on the screen
        QPainter painter(&generator);
        painter.setFont(view_.font());
        view_.paintAll(painter, view_.palette());
        painter.end();
        return QString::fromUtf8(svg.data());
    }
    QStringList texts() { return test::textsOf(drawing().toUtf8()); }

    ReadingView view_;
};

TEST_F(ReadingSize, FourLayersAreSeenInASmallWindow) {
    constexpr QSize kView(444, 440); // in a window of 1366 × 768
    EXPECT_EQ(layersIn(kView, readingOfLayers(4)), 4);
    EXPECT_FALSE(isWide());
    ImageReading names = readingOfLayers(4);
    names.classNames[3] = "aquarium_fish";
    EXPECT_EQ(layersIn(kView, names), 3) << "long names are whole";
    EXPECT_TRUE(isWide());
    EXPECT_EQ(layersIn({600, 440}, names), 4);
    EXPECT_FALSE(isWide());
}

TEST_F(ReadingSize, NumbersOfEvidenceAreWhole) {
    ImageReading reading = readingOfLayers(4);
    Readouts readouts;
    readouts.classes = 10;
    for (const LayerMaps& maps : reading.maps.layers) {
        LayerReadout readout{maps.channels, maps.patches, {}, std::vector<float>(10, 0)};
        for (int i = 0; i < 10 * 16; ++i) {
            readout.weights.push_back(i % 160 < 16 ? 12.34F : -1.72F);
        }
        readouts.layers.push_back(readout);
    }
    reading.readouts = std::make_shared<const Readouts>(readouts);
    for (const int width : {444, 600, 1400}) { // the first is a window of 1366 × 768
        layersIn({width, 440}, reading);
        const QStringList texts = this->texts();
        static const QRegularExpression margin(QStringLiteral("^(margin )?[+−]\\d+[.,]\\d\\d$"));
        EXPECT_EQ(texts.filter(margin).size(), 4)
            << width << texts.join(QStringLiteral(" | ")).toStdString();
        EXPECT_TRUE(texts.filter(QStringLiteral("margin +…")).isEmpty());
    }
}

TEST_F(ReadingSize, MapsUseTheRoomOfALargeView) {
    layersIn({2100, 1300}, readingOfLayers(4));
    EXPECT_EQ(view_.verticalScrollBar()->maximum(), 0) << "they hide nothing";
    EXPECT_GT(view_.contentSize().width(), 2100 * 85 / 100) << "little of the width is left";
    EXPECT_LE(view_.contentSize().width(), 2100);
    const int high = view_.contentSize().height();
    layersIn({2100, 700}, readingOfLayers(4));
    EXPECT_LT(view_.contentSize().height(), high) << "a low view would have to be scrolled more";
    EXPECT_GT(view_.contentSize().width(), 1900) << "columns are wider than maps";
}

/// The left edge of the last text of a drawing that is like this.
double leftOf(const QString& drawing, const QString& text) {
    const QRegularExpression found(QStringLiteral("<text[^>]* x=\"([-\\d.]+)\"[^>]*>\\s*%1\\s*<")
                                       .arg(QRegularExpression::escape(text)));
    double left = -1;
    auto all = found.globalMatch(drawing);
    while (all.hasNext()) {
        left = all.next().captured(1).toDouble();
    }
    return left;
}

TEST_F(ReadingSize, ANumberIsBesideItsNameInAWideColumn) {
    ImageReading reading = readingOfLayers(4);
    reading.maps.layers[3].probabilities = std::vector<float>(10, 0.01F);
    reading.maps.layers[3].probabilities[8] = 0.91F;
    layersIn({3000, 1600}, reading);
    const QString all = drawing();
    const double name = leftOf(all, "Bag"); // of the last layer
    const double number = leftOf(all, "91.0 %");
    ASSERT_GT(name, 2000);
    EXPECT_GT(number, name);
    EXPECT_LT(number - name, 20 * view_.fontMetrics().height());
}

TEST_F(ReadingSize, HeadsAreWholeInNarrowColumns) {
    ImageReading reading = readingOfLayers(4);
    for (LayerMaps& maps : reading.maps.layers) {
        maps.channels = 1024;
        maps.goodness.assign(4096, 1);
    }
    for (const int width : {360, 444, 1400}) {
        layersIn({width, 440}, reading);
        const QStringList heads = texts().filter("1024 channels");
        EXPECT_EQ(heads.size(), 4);
        EXPECT_TRUE(heads.filter(QStringLiteral("…")).isEmpty()) << width;
        EXPECT_EQ(texts().filter("P 2").size(), 4) << "patches are named as in other views";
    }
}

TEST_F(ReadingSize, MethodsHaveScalesOfGoodnessOfTheirOwn) {
    const auto scalesOf = [this](const char* own, const char* others) {
        ImageReading a = readingOfLayers(1);
        ImageReading b = readingOfLayers(1);
        a.scores.method = findMethodFacts(own);
        b.scores.method = findMethodFacts(others);
        b.maps.layers[0].goodness.assign(16, 100);
        view_.resize(900, 700);
        view_.setReading(a);
        view_.setOther(b);
        QStringList scales = texts().filter(QRegularExpression("^0 to "));
        scales << texts().filter("separate scales");
        return scales;
    };
    EXPECT_EQ(scalesOf("asge", "asge"), (QStringList{"0 to 400", "0 to 400"}));
    const QStringList own = scalesOf("asge", "forward-forward");
    ASSERT_EQ(own.size(), 3);
    EXPECT_EQ(own[0], "0 to 4");
    EXPECT_EQ(own[1], "0 to 400");
}

TEST_F(ReadingSize, LayersAreInBandsWhereNothingScrolls) {
    view_.setWhole(true);
    view_.resize(317, 2000); // in a window of 683 pixels
    view_.show();
    view_.setReading(readingOfLayers(4));
    NearImages near;
    near.layers.assign(4, {{3, 0, 0.5}, {4, 1, 0.6}});
    near.images = {1, 1, 28, 28, std::vector<std::uint8_t>(784, 100), {0}, {3}};
    view_.setNear(near);
    EXPECT_LE(view_.minimumWidth(), 317);
    EXPECT_LE(view_.contentSize().width(), 317);
    const QRect first = view_.neighbourRect(0, 0);
    EXPECT_EQ(view_.neighbourRect(1, 0).top(), first.top());
    EXPECT_GT(view_.neighbourRect(1, 0).left(), first.right());
    EXPECT_EQ(view_.neighbourRect(2, 0).left(), first.left()) << "two by two";
    EXPECT_GT(view_.neighbourRect(2, 0).top(), view_.neighbourRect(0, 1).bottom());
    EXPECT_EQ(view_.neighbourRect(3, 0).top(), view_.neighbourRect(2, 0).top());
    EXPECT_LT(view_.neighbourRect(3, 1).bottom(), view_.contentSize().height());
    QSignalSpy read(&view_, &ReadingView::readout);
    const QPoint last = view_.neighbourRect(3, 0).center();
    QMouseEvent move(QEvent::MouseMove, last, view_.viewport()->mapToGlobal(last), Qt::NoButton,
                     Qt::NoButton, Qt::NoModifier);
    QCoreApplication::sendEvent(view_.viewport(), &move);
    ASSERT_FALSE(read.isEmpty());
    EXPECT_TRUE(read.back().front().toString().startsWith("Layer 4, neighbour 1"));
    view_.setWhole(false);
    EXPECT_EQ(view_.neighbourRect(3, 0).top(), view_.neighbourRect(0, 0).top());
}

TEST_F(ReadingSize, TheMatrixOfAgreementFitsTheView) {
    const QFontMetrics metrics(view_.font());
    const ImageReading reading = readingOfLayers(16);
    const std::vector<AgreementGroup> groups = agreementOf(reading);
    const AgreementColumns all = agreementColumns(reading, groups, metrics, 90, 0);
    EXPECT_GT(all.scorers, 0);
    for (const int room : {430, 520, 700, 1000}) {
        const AgreementColumns columns = agreementColumns(reading, groups, metrics, 90, room);
        EXPECT_LE(columns.width, room);
        EXPECT_LE(columns.cell, all.cell);
        EXPECT_GE(columns.cell, metrics.horizontalAdvance("16")) << "the number of a layer fits";
        EXPECT_TRUE(columns.scorers == 0 || columns.scorers == all.scorers) << "whole or not";
    }
    QFont large = view_.font();
    large.setPixelSize(200); // as a printer has
    EXPECT_GT(agreementColumns(reading, groups, QFontMetrics(large), 90, 430).cell, all.cell);
    const ImageReading few = readingOfLayers(4);
    const AgreementColumns narrow = agreementColumns(few, agreementOf(few), metrics, 90, 420);
    EXPECT_EQ(narrow.cell, all.cell) << "few layers need not shrink";
    EXPECT_GT(narrow.scorers, 0);
}

} // namespace
} // namespace asge
