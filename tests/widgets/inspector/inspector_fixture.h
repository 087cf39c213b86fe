// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/widgets/csv_text.h"
#include "tests/widgets/fake_inspection.h"
#include "tests/widgets/run_records.h"
#include "widgets/inspector/drawing_pad.h"
#include "widgets/inspector/inspector_page.h"

#include <QComboBox>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <gmock/gmock.h>

#include <algorithm>

namespace asge::test {

/// The page on a run of two layers and three classes, with a fake network.
class InspectorFixture : public testing::Test {
  protected:
    InspectorFixture() {
        page_.setInspection(&inspection_);
        page_.resize(1000, 700);
        RunRecord record = tinyRecord(1, 2, RunStatus::stopped);
        record.layers = {{1, 2, 4, 4, true}, {1, 1, 2, 2, false}};
        record.classNames = {"cat", "dog", "fox"};
        record.images = {2, 1, 4, 4, std::vector<std::uint8_t>(32, 100), {1, 0}, {7, 9}};
        record_ = record;
    }

    void open() {
        state_.apply(resetTo(record_));
        page_.setRun(&state_);
        page_.show();
        QCoreApplication::processEvents();
    }
    template <typename T>
    T& find(const char* name) {
        return *page_.findChild<T*>(QLatin1String(name));
    }
    void choose(const char* box, const QString& text) {
        auto& combo = find<QComboBox>(box);
        ASSERT_GE(combo.findText(text), 0) << text.toStdString();
        combo.setCurrentIndex(combo.findText(text));
    }
    QPoint padPixel(double x, double y) {
        auto& pad = find<DrawingPad>("drawingPad");
        const double scale = std::min(pad.width(), pad.height()) / 4.0;
        return QPointF((pad.width() - 4 * scale) / 2 + x * scale,
                       (pad.height() - 4 * scale) / 2 + y * scale)
            .toPoint();
    }
    QString exported() {
        const QTemporaryDir folder;
        const QString file = folder.filePath("inspector.csv");
        QString reason;
        EXPECT_TRUE(page_.exportTo(file, &reason)) << reason.toStdString();
        QFile in(file);
        EXPECT_TRUE(in.open(QIODevice::ReadOnly));
        return QString::fromUtf8(csvLines(in.readAll()));
    }
    const std::vector<ProbeImages>& shown() { return inspection_.inspector.shown; }

    RunRecord record_;
    RunState state_;
    FakeInspection inspection_;
    InspectorPage page_;
};

} // namespace asge::test
