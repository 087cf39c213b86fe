// SPDX-License-Identifier: GPL-3.0-or-later

// The picture and the table that the page is exported as.
#include "widgets/images/image_gallery.h"
#include "widgets/images/images_page.h"
#include "widgets/images/images_text.h"
#include "widgets/plot/plot_export.h"

#include <qcustomplot.h>

#include <QComboBox>
#include <QLabel>

namespace asge {

/// What the picture shows, line by line.
QStringList ImagesPage::pictureLines() const {
    QStringList lines{
        ImagesText::tr("%1, predicted by %2").arg(split_->currentText(), scorer_->currentText())};
    lines << shown_->text().split(u'\n') << ImagesText::tr("Shown: %1").arg(gallery_->filterText())
          << (gallery_->isComparing()
                  ? ImagesText::tr("Below each image: its label, then for A and for B whether the "
                                   "prediction is right (✓) or wrong (✗), and its probability")
                  : ImagesText::tr("Below each image: its label, then whether the prediction is "
                                   "right (✓) or wrong (✗), and its probability"));
    lines.removeAll(QString());
    return lines;
}

bool ImagesPage::exportTo(const ExportTarget& target, QString* reason) const {
    if (!reading_) {
        if (reason != nullptr) {
            *reason = nothingToExport();
        }
        return false;
    }
    const bool hasOther = other_ && otherFault_.isEmpty() && other() != nullptr;
    const auto csv = [this, hasOther] {
        const std::size_t last = reading_->outcomes.layers() - 1;
        OtherReading ofB;
        if (hasOther) {
            ofB = {other_.get(), scorerOf(*other_, chosenScorer()).value_or(0)};
        }
        ImagesTable table{run()->id(),         reading_->epoch,
                          reading_->split,     scorerKey(chosenScorer()),
                          run()->classNames(), std::nullopt};
        if (hasOther) {
            table.other = {other()->id(), other_->epoch};
        }
        return imagesCsv(table,
                         listImages(*reading_, scorerOf(*reading_, chosenScorer()).value_or(last),
                                    ofB, std::nullopt));
    };
    const ImageGallery::PictureForm form = gallery_->pictureForm(target, pictureLines());
    const PlotPicture picture{
        figureTitle(title()), form.size, palette().color(QPalette::Base),
        [this, form](QCPPainter& painter) { gallery_->paintPicture(painter, form); }};
    return exportPlot(target, picture, csv, reason);
}

} // namespace asge
