// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_export.h"

#include "widgets/plot/plot_export.h"

namespace asge {
namespace {

void addEvidencePatches(QByteArray& csv, const QByteArray& start, const QByteArray& end,
                        const QByteArray& channel, const std::vector<double>& map, int patches) {
    for (std::size_t i = 0; i < map.size(); ++i) {
        csv += start + channel + ',' + QByteArray::number(static_cast<int>(i) / patches) + ',' +
               QByteArray::number(static_cast<int>(i) % patches) + ',' + csvNumber(map[i]) + end;
    }
}

void addAnswer(QByteArray& csv, const QByteArray& image, const EvidenceScene& scene, int layer,
               int patches, const EvidenceAnswer& answer) {
    const EvidenceScene& names = scene;
    const QByteArray start =
        image + QByteArray::number(layer + 1) + ',' + csvField(names.className(answer.label)) +
        ',' + (answer.against >= 0 ? csvField(names.className(answer.against)) : QByteArray()) +
        ',';
    const QByteArray end =
        ',' + csvNumber(answer.logit) + ',' + csvField(names.className(answer.rival)) + ',' +
        csvNumber(answer.rivalLogit) + ',' + csvNumber(answer.probability) + "\r\n";
    csv += start + "bias,,," + csvNumber(answer.evidence.bias) + end;
    addEvidencePatches(csv, start, end, "sum", answer.evidence.map, patches);
    for (const auto* list : {&answer.adds, &answer.takes}) {
        for (const ChannelEvidence& channel : *list) {
            addEvidencePatches(csv, start, end, QByteArray::number(channel.channel), channel.map,
                               patches);
        }
    }
}

/// The first fields of a row of the picture: which run, and of which epoch.
QByteArray runFields(const EvidenceScene& scene, int row, RunId run, RunId other) {
    const bool isB = scene.isOther(row);
    const ProbeSnapshotPtr& maps = isB ? scene.otherMaps().maps : scene.maps().maps;
    QByteArray fields = QByteArray::number(qlonglong{isB ? other : run}) + ',' +
                        QByteArray::number(maps ? maps->epoch : 0) + ',';
    if (scene.runs() == EvidenceRuns::a) {
        return fields;
    }
    return fields + (scene.runs() == EvidenceRuns::difference
                         ? "B-A," + QByteArray::number(qlonglong{other}) + ','
                     : isB ? QByteArray("B,,")
                           : QByteArray("A,,"));
}

} // namespace

QByteArray evidenceCsv(const EvidenceScene& scene, RunId run, RunId other) {
    QByteArray csv(scene.runs() != EvidenceRuns::a ? "run,epoch,side,run_b," : "run,epoch,");
    csv +=
        "sample,index,label,label_name,layer,class,against,channel,row,column,evidence,logit,other,"
        "other_logit,probability\r\n";
    const ProbeImages& images = scene.images();
    for (int row = 0; row < scene.rows(); ++row) {
        const auto sample = static_cast<std::size_t>(scene.sample(row));
        const QByteArray image = runFields(scene, row, run, other) +
                                 QByteArray::number(static_cast<qulonglong>(sample)) + ',' +
                                 QByteArray::number(images.indices[sample]) + ',' +
                                 QByteArray::number(images.labels[sample]) + ',' +
                                 csvField(scene.className(images.labels[sample])) + ',';
        for (int layer = 0; layer < scene.columns(); ++layer) {
            const EvidenceAnswer* answer = scene.answer(row, layer);
            const bool shown = scene.enlarged() < 0 || scene.enlarged() == layer;
            if (shown && answer != nullptr) {
                addAnswer(csv, image, scene, layer, scene.info(row, layer)->patches, *answer);
            }
        }
    }
    return csv;
}

} // namespace asge
