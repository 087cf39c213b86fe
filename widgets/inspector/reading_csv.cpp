// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/reading_csv.h"

#include "widgets/plot/plot_export.h"

namespace asge {

namespace {

/// Writes lines of the table.
class ReadingTable {
  public:
    explicit ReadingTable(RunId run) : run_(run) {}

    struct Place {
        std::optional<int> row;
        std::optional<int> column;
    };
    void add(int epoch, std::size_t layer, const char* quantity, const QString& name,
             const Place& place, double value) {
        text += QByteArray::number(static_cast<qlonglong>(run_)) + ',' + QByteArray::number(epoch) +
                ',' + QByteArray::number(static_cast<qulonglong>(layer)) + ',' + quantity + ',' +
                csvField(name) + ',' + (place.row ? QByteArray::number(*place.row) : QByteArray()) +
                ',' + (place.column ? QByteArray::number(*place.column) : QByteArray()) + ',' +
                csvNumber(value) + "\r\n";
    }

    QByteArray text;

  private:
    RunId run_;
};

void addMaps(ReadingTable& table, const ReadingBlock& block, std::size_t layer) {
    const ImageReading& reading = block.reading();
    const ReadingColumn& column = block.columns()[layer];
    const int patches = reading.maps.layers[layer].patches;
    for (int i = 0; i < patches * patches; ++i) {
        table.add(reading.epoch, layer + 1, "goodness", {}, {i / patches, i % patches},
                  static_cast<double>(column.goodness[static_cast<std::size_t>(i)]));
    }
    if (column.evidence) {
        const int own = column.evidence->patches;
        const QString between = reading.className(block.shownLabel()) + QStringLiteral(" − ") +
                                reading.className(column.against);
        for (int i = 0; i < own * own; ++i) {
            table.add(reading.epoch, layer + 1, "evidence", between, {i / own, i % own},
                      column.evidence->map[static_cast<std::size_t>(i)]);
        }
        table.add(reading.epoch, layer + 1, "bias", between, {}, column.evidence->bias);
    }
}

/// What a scorer predicts; `layer` is 0 for Fusion. The prediction of a readout that never learned
/// is no result.
void addPrediction(ReadingTable& table, const ImageReading& reading, std::size_t layer,
                   const std::vector<double>& probabilities) {

    const bool isResult = layer == 0 ? reading.hasFusion() : reading.isTrained(layer - 1);
    const char* quantity = layer == 0 ? (isResult ? "fusion" : "untrained fusion")
                                      : (isResult ? "probability" : "untrained probability");
    for (std::size_t k = 0; k < probabilities.size(); ++k) {
        table.add(reading.epoch, layer, quantity, reading.className(static_cast<int>(k)), {},
                  probabilities[k]);
    }
    if (!isResult) {
        return;
    }
    const int predicted = mostProbable(probabilities);
    table.add(reading.epoch, layer, "predicted", reading.className(predicted), {},
              probabilities[static_cast<std::size_t>(predicted)]);
    if (const auto label = reading.label()) {
        table.add(reading.epoch, layer, "right", reading.className(*label), {},
                  *label == predicted ? 1 : 0);
    }
}

} // namespace

QByteArray readingCsvHeader() {
    return "run,epoch,layer,quantity,class,row,column,value\r\n";
}

QByteArray readingCsv(const ReadingBlock& block) {
    const ImageReading& reading = block.reading();
    ReadingTable table(reading.run);
    for (std::size_t layer = 0; layer < block.columns().size(); ++layer) {
        addMaps(table, block, layer);
        addPrediction(table, reading, layer + 1, block.columns()[layer].probabilities);
    }
    addPrediction(table, reading, 0, reading.fusion());
    if (const auto& near = block.nearImages()) {
        for (std::size_t layer = 0; layer < near->layers.size(); ++layer) {
            int rank = 0;
            for (const Neighbour& each : near->layers[layer]) {
                table.add(reading.epoch, layer + 1, "neighbour", reading.className(each.label),
                          {++rank, each.position}, each.distance);
            }
        }
    }
    return table.text;
}

QByteArray historyCsv(RunId run, const LearnedStrip& strip) {
    ReadingTable table(run);
    const std::vector<int>& epochs = strip.epochs();
    const int rows = strip.rows();
    const auto layerOf = [&](int row) {
        return row + 1 == rows ? std::size_t{0} : static_cast<std::size_t>(row) + 1;
    };
    for (int row = 0; row < rows; ++row) {
        if (!strip.isTrained(row)) {
            continue;
        }
        for (int i = 0; i < static_cast<int>(epochs.size()); ++i) {
            const int epoch = epochs[static_cast<std::size_t>(i)];
            table.add(epoch, layerOf(row), "history", strip.className(), {},
                      strip.probability(row, i));
            table.add(epoch, layerOf(row), "history right", strip.className(), {},
                      strip.isRight(row, i) ? 1 : 0);
        }
    }
    for (int row = 0; row < rows; ++row) {
        if (!strip.isTrained(row)) {
            continue;
        }
        const Learned learned = strip.learned(row);
        const auto add = [&](const char* quantity, int epoch) {
            table.add(epoch, layerOf(row), quantity, strip.className(), {}, epoch);
        };
        if (learned.first) {
            add("first right", *learned.first);
        }
        if (learned.since) {
            add("right since", *learned.since);
        }
        for (const int epoch : learned.forgotten) {
            add("forgotten", epoch);
        }
    }
    return table.text;
}

} // namespace asge
