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

namespace asge {

std::vector<RunPage*> makeRunPages(QWidget* parent) {
    return {
        new CurvesPage(parent),    //
        new GoodnessPage(parent),  //
        new EvidencePage(parent),  //
        new InspectorPage(parent), //
        new ConfusionPage(parent), //
        new MarginsPage(parent),   //
        new LadderPage(parent),    //
        new ImagesPage(parent),    //
        new ChannelsPage(parent),  //
        new EventsPage(parent),    //
    };
}

} // namespace asge
