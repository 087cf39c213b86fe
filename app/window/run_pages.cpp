// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_pages.h"

#include "widgets/channels/channels_page.h"
#include "widgets/confusion/confusion_page.h"
#include "widgets/curves/curves_page.h"
#include "widgets/events/events_page.h"
#include "widgets/evidence/evidence_page.h"
#include "widgets/goodness/goodness_page.h"
#include "widgets/images/images_page.h"
#include "widgets/inspector/inspector_page.h"
#include "widgets/ladder/ladder_page.h"
#include "widgets/margins/margins_page.h"

#include <algorithm>

namespace asge {

namespace {

template <typename Page>
RunPage* make(QWidget* parent) {
    return new Page(parent);
}

struct PageKind {
    const char* name; ///< the page's object name
    RunPage* (*make)(QWidget* parent);
};

constexpr PageKind kPageKinds[] = {
    {"curves", make<CurvesPage>},       //
    {"goodness", make<GoodnessPage>},   //
    {"evidence", make<EvidencePage>},   //
    {"inspector", make<InspectorPage>}, //
    {"confusion", make<ConfusionPage>}, //
    {"margins", make<MarginsPage>},     //
    {"ladder", make<LadderPage>},       //
    {"images", make<ImagesPage>},       //
    {"channels", make<ChannelsPage>},   //
    {"events", make<EventsPage>},       //
};

/// The length of a view's name without its number.
qsizetype kindLength(const QString& name) {
    qsizetype length = name.size();
    while (length > 0 && name[length - 1].isDigit()) {
        --length;
    }
    return length;
}

} // namespace

std::vector<RunPage*> makeRunPages(QWidget* parent) {
    std::vector<RunPage*> pages;
    for (const PageKind& kind : kPageKinds) {
        pages.push_back(kind.make(parent));
        pages.back()->setObjectName(kind.name);
    }
    return pages;
}

RunPage* makeRunPage(const QString& name, int number, QWidget* parent) {
    const QString wanted = name.left(kindLength(name));
    for (const PageKind& kind : kPageKinds) {
        if (wanted == QLatin1String(kind.name)) {
            RunPage* page = kind.make(parent);
            page->setObjectName(wanted + QString::number(number));
            return page;
        }
    }
    return nullptr;
}

int pageNumber(const QString& name) {
    return std::max(1, name.mid(kindLength(name)).toInt());
}

} // namespace asge
