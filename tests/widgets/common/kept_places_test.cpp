// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/kept_places.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_legend.h"

#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace asge {
namespace {

struct PlacesView : QWidget {
    PlacesView() : area(new QScrollArea(this)), plot(new PlotCanvas(this)) {
        area->setObjectName("area");
        area->setFixedSize(200, 200);
        area->setWidget(new QWidget);
        plot->setObjectName("plot");
        show();
    }
    void setHeight(int height) { area->widget()->resize(100, height); }
    QScrollBar& bar() { return *area->verticalScrollBar(); }

    QScrollArea* area;
    PlotCanvas* plot;
};

QVariantMap placesOfScrolled() {
    PlacesView view;
    view.setHeight(1000);
    view.bar().setValue(321);
    view.plot->setHome({0, 10}, {0, 1});
    view.plot->showX({4, 6});
    return placesIn(view);
}

TEST(KeptPlaces, AreReachedOnceTheContentsReachSoFar) {
    const QVariantMap places = placesOfScrolled();
    PlacesView view;
    QVariantMap rest = places;
    restorePlaces(view, rest);
    EXPECT_TRUE(rest.isEmpty());
    EXPECT_EQ(placesIn(view), places) << "also if the view is closed before";
    view.setHeight(300);
    EXPECT_EQ(view.bar().value(), 0);
    view.setHeight(1000);
    EXPECT_EQ(view.bar().value(), 321);
    view.setHeight(100);
    view.setHeight(1000);
    EXPECT_EQ(view.bar().value(), 321) << "contents are laid out several times";
    view.plot->setHome({0, 5}, {0, 1});
    EXPECT_FALSE(view.plot->isZoomed()) << "outside of what is there";
    view.plot->setHome({0, 12}, {0, 1});
    EXPECT_EQ(view.plot->xAxis->range(), QCPRange(4, 6));
    EXPECT_FALSE(view.plot->isZoomedY());
}

TEST(KeptPlaces, GiveWayToTheUser) {
    PlacesView view;
    QVariantMap places = placesOfScrolled();
    restorePlaces(view, places);
    view.setHeight(1000);
    view.bar().triggerAction(QAbstractSlider::SliderToMaximum);
    const int chosen = view.bar().value();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    view.setHeight(1100);
    EXPECT_EQ(view.bar().value(), chosen);
    view.plot->setHome({0, 12}, {0, 1});
    view.plot->resetView();
    view.plot->setHome({0, 13}, {0, 1});
    EXPECT_FALSE(view.plot->isZoomed());
}

TEST(KeptPlaces, AreForgottenForOtherContents) {
    PlacesView view;
    QVariantMap places = placesOfScrolled();
    restorePlaces(view, places);
    forgetPlaces(view);
    view.setHeight(1000);
    view.plot->setHome({0, 12}, {0, 1});
    EXPECT_EQ(view.bar().value(), 0);
    EXPECT_FALSE(view.plot->isZoomed());
    EXPECT_TRUE(placesIn(view).isEmpty());
}

TEST(KeptPlaces, OfALegendAreItsHiddenEntries) {
    PlotLegend legend;
    legend.setEntries({{Qt::red, "one"}, {Qt::green, "two", {}, false}});
    const QVariantMap place = legend.property("keptPlace").toMap();
    PlotLegend next;
    QSignalSpy hidden(&next, &PlotLegend::hiddenChanged);
    next.setProperty("keptPlace", place);
    next.setEntries({{Qt::red, "another"}});
    EXPECT_FALSE(hidden.wait(20));
    next.setEntries({{Qt::red, "one"}, {Qt::green, "two"}});
    ASSERT_TRUE(hidden.wait(1000));
    EXPECT_EQ(hidden.front().front().value<std::set<int>>(), std::set<int>{1});
}

} // namespace
} // namespace asge
