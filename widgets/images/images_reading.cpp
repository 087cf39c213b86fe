// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/images/images_reading.h"

#include "widgets/common/class_names.h"
#include "widgets/common/run_state.h"
#include "widgets/images/images_text.h"
#include "widgets/plot/plot_export.h"

#include <QLocale>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

namespace asge {
namespace {

/// The shortest text that reads back as the same float: that of the double has more digits.
QByteArray shortestText(float value) {
    if (!std::isfinite(value)) {
        return csvNumber(static_cast<double>(value));
    }
    char text[24];
    const std::to_chars_result end = std::to_chars(std::begin(text), std::end(text), value);
    return QByteArray(text, static_cast<qsizetype>(end.ptr - text));
}

} // namespace

std::optional<std::size_t> scorerOf(const SplitReading& reading, int chosen) {
    const std::size_t layers = reading.outcomes.layers();
    switch (chosen) {
    case kLastScorer:
        return layers - 1;
    case kBestScorer:
        return std::min(reading.bestLayer >= 0 ? static_cast<std::size_t>(reading.bestLayer)
                                               : layers - 1,
                        layers - 1);
    case kFusionScorer:
        return layers;
    default:
        return std::cmp_less(chosen, layers) ? std::optional(static_cast<std::size_t>(chosen))
                                             : std::nullopt;
    }
}

QString otherImages(const SplitReading& a, const SplitReading& b) {
    const std::size_t ofA = a.outcomes.images();
    const std::size_t ofB = b.outcomes.images();
    const QLocale locale;
    if (ofA != ofB) {
        return ImagesText::tr("Its images are not those of A: A has %1, B %2.")
            .arg(locale.toString(static_cast<qulonglong>(ofA)),
                 locale.toString(static_cast<qulonglong>(ofB)));
    }
    return a.outcomes.labels == b.outcomes.labels
               ? QString()
               : ImagesText::tr("Its images are not those of A: their labels differ.");
}

std::vector<ListedImage> listImages(const SplitReading& a, std::size_t scorer,
                                    const OtherReading& other, std::optional<int> bin) {
    const ScorerOutcomes& scores = a.outcomes.scorers[scorer];
    const ScorerOutcomes* ofB =
        other.reading != nullptr ? &other.reading->outcomes.scorers[other.scorer] : nullptr;
    std::vector<ListedImage> images;
    for (std::size_t i = 0; i < a.outcomes.images(); ++i) {
        if (bin && (i >= scores.margin.size() ||
                    marginBin(static_cast<double>(scores.margin[i])) != *bin)) {
            continue;
        }
        ListedImage image{.position = static_cast<std::int64_t>(i),
                          .label = a.outcomes.labels[i],
                          .predicted = scores.predicted[i],
                          .confidence = scores.confidence[i]};
        if (ofB != nullptr) {
            image.otherPredicted = ofB->predicted[i];
            image.otherConfidence = ofB->confidence[i];
        }
        images.push_back(image);
    }
    return images;
}

ImageCounts countImages(const std::vector<ListedImage>& images) {
    ImageCounts counts;
    for (const ListedImage& image : images) {
        ++counts.images;
        counts.wrongInA += !image.isRight() && image.otherIsRight();
        counts.wrongInB += image.isRight() && !image.otherIsRight();
        counts.wrongInBoth += !image.isRight() && !image.otherIsRight();
        counts.different += image.predicted != image.otherPredicted;
    }
    return counts;
}

QString scorerKey(int scorer) {
    switch (scorer) {
    case kFusionScorer:
        return QStringLiteral("fusion");
    case kLastScorer:
        return QStringLiteral("last");
    case kBestScorer:
        return QStringLiteral("best");
    default:
        return QStringLiteral("layer %1").arg(scorer + 1);
    }
}

QByteArray imagesCsv(const ImagesTable& table, const std::vector<ListedImage>& images) {
    QByteArray text = "run,epoch,split,scorer,position,label,label_name,predicted,predicted_name,"
                      "confidence";
    text += table.other ? ",run_b,epoch_b,predicted_b,predicted_b_name,confidence_b\r\n" : "\r\n";
    const auto classFields = [&](int number) {
        return QByteArray::number(number) + ',' + csvField(classText(table.classNames, number)) +
               ',';
    };
    const auto runFields = [](RunId run, int epoch) {
        return QByteArray::number(qlonglong{run}) + ',' + QByteArray::number(epoch) + ',';
    };
    const QByteArray start = runFields(table.run, table.epoch) +
                             QByteArray::fromStdString(std::string(keyOf(table.split))) + ',' +
                             csvField(table.scorer) + ',';
    for (const ListedImage& image : images) {
        text += start + QByteArray::number(qlonglong{image.position}) + ',' +
                classFields(image.label) + classFields(image.predicted) +
                shortestText(image.confidence);
        if (table.other) {
            text += ',' + runFields(table.other->first, table.other->second) +
                    classFields(image.otherPredicted) + shortestText(image.otherConfidence);
        }
        text += "\r\n";
    }
    return text;
}

QString noNetworkReason(const RunState* run) {
    return run == nullptr          ? ImagesText::tr("No run is shown.")
           : run->lastEpoch() == 0 ? ImagesText::tr("No checkpoint of this run is stored yet.")
           : !run->hasCheckpoint() ? ImagesText::tr("No checkpoint of this run is stored.")
                                   : QString();
}

QString noNetworkText(const RunState& run) {
    const QString why = ImagesText::tr("No checkpoint of this run is stored, so its network can't "
                                       "be shown images.");
    return run.lastEpoch() == 0
               ? why + u'\n' +
                     ImagesText::tr("The first one is stored at the end of the first epoch.")
           : !run.hasCheckpoint()
               ? why + u'\n' + ImagesText::tr("Train its experiment again to see what it predicts.")
               : QString();
}

QString otherNetworkReason(const RunState& a, const RunState& b) {
    return b.classNames() != a.classNames() ? ImagesText::tr("Its classes are not those of A.")
           : b.lastEpoch() == 0             ? ImagesText::tr("It has no finished epoch.")
           : !b.hasCheckpoint()             ? ImagesText::tr("It has no checkpoint.")
                                            : QString();
}

} // namespace asge
