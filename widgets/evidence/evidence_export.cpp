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
               const EvidenceAnswer& answer) {
    const GoodnessScene& names = scene.images();
    const QByteArray start =
        image + QByteArray::number(layer + 1) + ',' + csvField(names.className(answer.label)) +
        ',' + (answer.against >= 0 ? csvField(names.className(answer.against)) : QByteArray()) +
        ',';
    const QByteArray end =
        ',' + csvNumber(answer.logit) + ',' + csvField(names.className(answer.rival)) + ',' +
        csvNumber(answer.rivalLogit) + ',' + csvNumber(answer.probability) + '\n';
    const int patches = scene.layers()[static_cast<std::size_t>(layer)].patches;
    csv += start + "bias,,," + csvNumber(answer.evidence.bias) + end;
    addEvidencePatches(csv, start, end, "sum", answer.evidence.map, patches);
    for (const auto* list : {&answer.adds, &answer.takes}) {
        for (const ChannelEvidence& channel : *list) {
            addEvidencePatches(csv, start, end, QByteArray::number(channel.channel), channel.map,
                               patches);
        }
    }
}

} // namespace

QByteArray evidenceCsv(const EvidenceScene& scene) {
    QByteArray csv("sample,index,label,layer,class,against,channel,row,column,evidence,logit,"
                   "other,other_logit,probability\n");
    const GoodnessScene& images = scene.images();
    for (int row = 0; row < static_cast<int>(scene.picked().size()); ++row) {
        const auto sample = static_cast<std::size_t>(scene.picked()[static_cast<std::size_t>(row)]);
        const QByteArray image = QByteArray::number(static_cast<qulonglong>(sample)) + ',' +
                                 QByteArray::number(images.images().indices[sample]) + ',' +
                                 csvField(images.className(images.images().labels[sample])) + ',';
        for (int layer = 0; layer < scene.layerCount(); ++layer) {
            const EvidenceAnswer* answer = scene.answer(row, layer);
            const bool shown = scene.enlarged() < 0 || scene.enlarged() == layer;
            if (shown && answer != nullptr && answer->label >= 0 && answer->belongs()) {
                addAnswer(csv, image, scene, layer, *answer);
            }
        }
    }
    return csv;
}

} // namespace asge
