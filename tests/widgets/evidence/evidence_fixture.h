// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/widgets/csv_text.h"
#include "tests/widgets/evidence/evidence_samples.h"
#include "tests/widgets/run_records.h"
#include "tests/widgets/settle.h"
#include "widgets/evidence/evidence_canvas.h"
#include "widgets/evidence/evidence_page.h"
#include "widgets/maps/probe_gallery.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QMouseEvent>
#include <QTemporaryDir>
#include <QTest>

#include <string>
#include <vector>

namespace asge::test {

inline constexpr int kEvidenceImages = 5;

/// The page on a stored run with three epochs whose maps and readouts the test hands out.
class EvidenceFixture : public testing::Test {
  protected:
    void SetUp() override {
        RunRecord record = tinyRecord(1, 3, RunStatus::finished);
        record.layers = makeLayers();
        record.images = makeImages(kEvidenceImages);
        record.classNames = kClasses;
        record.channels.clear();
        for (int epoch = 1; epoch <= 3; ++epoch) {
            record.channels.push_back({epoch, {}});
        }
        state_.apply(resetTo(record));
        QObject::connect(&state_, &RunState::storedMapsRequested, &state_, [this](int epoch) {
            requests_.push_back("maps " + std::to_string(epoch));
            if (answers_) {
                auto maps = makeEvidenceMaps(kEvidenceImages, static_cast<float>(epoch));
                maps->epoch = epoch;
                state_.setStoredMaps(epoch, maps);
            }
        });
        QObject::connect(&state_, &RunState::readoutsRequested, &state_, [this](int epoch) {
            requests_.push_back("readouts " + std::to_string(epoch));
            if (answers_) {
                state_.setStoredReadouts(epoch, readouts_, why_);
            }
        });
        QObject::connect(&page_, &RunPage::message, &page_,
                         [this](const QString& text) { messages_ << text; });
        page_.resize(1100, 1500); // all three images are visible
    }

    void open() {
        page_.show();
        page_.setRun(&state_);
        settle(page_);
    }

    template <typename Widget>
    Widget* find(const char* name) {
        return page_.findChild<Widget*>(QString::fromLatin1(name));
    }
    EvidenceCanvas* canvas() { return find<EvidenceCanvas>("evidenceCanvas"); }
    std::string sentence() { return canvas()->sentence().toStdString(); }
    void choose(const char* name, const QString& text) {
        auto* box = find<QComboBox>(name);
        ASSERT_GE(box->findText(text), 0) << text.toStdString();
        // As a user does: the keyboard selects the entry by its position.
        box->setFocus();
        while (box->currentText() != text) {
            const int before = box->currentIndex();
            QTest::keyClick(box, box->findText(text) > before ? Qt::Key_Down : Qt::Key_Up);
            ASSERT_NE(box->currentIndex(), before);
        }
        settle(page_);
    }
    void key(int key) {
        canvas()->setFocus();
        QTest::keyClick(canvas(), static_cast<Qt::Key>(key));
        settle(page_);
    }
    void click(const QPoint& point) {
        QTest::mouseClick(canvas()->viewport(), Qt::LeftButton, {},
                          point - canvas()->scrollOffset());
        settle(page_);
    }
    std::vector<int> picked() { return find<ProbeGallery>("evidenceGallery")->picked(); }

    /// The read-out at a place of the picture.
    std::string readoutAt(const QPoint& place) {
        QWidget* viewport = canvas()->viewport();
        const QPoint point = place - canvas()->scrollOffset();
        QMouseEvent move(QEvent::MouseMove, point, viewport->mapToGlobal(point), Qt::NoButton,
                         Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(viewport, &move);
        return find<QLabel>("evidenceReadout")->text().toStdString();
    }

    /// The lines of the exported table, without the heading, as fields.
    std::vector<QStringList> table() {
        QTemporaryDir folder;
        QString reason;
        EXPECT_TRUE(page_.exportTo(folder.filePath("a.csv"), &reason)) << reason.toStdString();
        QFile file(folder.filePath("a.csv"));
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        std::vector<QStringList> lines;
        for (const QByteArray& line : csvLines(file.readAll()).split('\n')) {
            if (!line.isEmpty()) {
                const QStringList fields = QString::fromUtf8(line).split(',');
                EXPECT_EQ(fields[0], lines.empty() ? "run" : QString::number(state_.id()));
                epoch_ = fields[1];
                lines.push_back(fields.mid(2));
            }
        }
        EXPECT_EQ(lines.front().join(',').toStdString(),
                  "sample,index,label,label_name,layer,class,against,channel,row,column,evidence,"
                  "logit,other,"
                  "other_logit,probability");
        lines.erase(lines.begin());
        return lines;
    }

    bool answers_ = true;
    ReadoutsPtr readouts_ = makeReadouts();
    QString epoch_; ///< of the last line of the table
    QString why_;
    std::vector<std::string> requests_;
    QStringList messages_;
    RunState state_;
    EvidencePage page_;
};

} // namespace asge::test
