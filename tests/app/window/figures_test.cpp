// SPDX-License-Identifier: GPL-3.0-or-later

// Every drawing that a view exports can be read without the window.
#include "app/window/export_actions.h"
#include "tests/app/window/window_fixture.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/common/run_page.h"
#include "widgets/plot/plot_pacer.h"

#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QTabWidget>
#include <QTimer>

#include <QXmlStreamReader>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

namespace asge {
namespace {

class Figures : public test::WindowTest {
  protected:
    /// Shows a view, and a part of it, and waits until it has drawn what it reads.
    QWidget& show(const char* name, int part) {
        QWidget& view = child<QWidget>(name);
        window_->views().showView(&view);
        if (part >= 0) {
            view.findChild<QTabWidget*>(QString::fromLatin1(name) + "Tabs")->setCurrentIndex(part);
        }
        const auto* page = qobject_cast<RunPage*>(&view);
        const auto isDrawing = [](const PlotPacer* pacer) { return pacer->isPending(); };
        for (int round = 0; round < 2; ++round) { // what is read may lead to another question
            const auto answered = std::make_shared<bool>(false);
            window_->store().settle(window_.get(), [answered] { *answered = true; });
            EXPECT_TRUE(QTest::qWaitFor(
                [&] {
                    return *answered && (page == nullptr || page->isSettled()) &&
                           std::ranges::none_of(view.findChildren<PlotPacer*>(), isDrawing);
                },
                60000))
                << name;
            QTest::qWait(20);
        }
        return view;
    }
    /// The item of the Export button that is seen in the view.
    static QAction* drawing(const QWidget& view) {
        for (const QToolButton* button : view.findChildren<QToolButton*>()) {
            if (button->isVisible() && button->menu() != nullptr) {
                for (QAction* action : button->menu()->actions()) {
                    if (action->objectName().endsWith("ExportSVG")) {
                        return action;
                    }
                }
            }
        }
        return nullptr;
    }
    /// Saves the view's drawing by its button and the dialog. Returns its texts, the title first.
    QStringList exported(const QWidget& view, const QString& name) {
        QAction* action = drawing(view);
        EXPECT_NE(action, nullptr) << name.toStdString();
        if (action == nullptr) {
            return {};
        }
        const QString file = QString::fromStdString(path().string()) + u'/' + name + ".svg";
        return test::textsOf(written(*action, file));
    }
    /// The file that an item writes, if its dialog gets that name.
    QByteArray written(QAction& action, const QString& file) {
        QTimer::singleShot(0, window_.get(), [&] {
            QWidget* dialog = QApplication::activeModalWidget();
            ASSERT_NE(dialog, nullptr);
            auto* name = dialog->findChild<QLineEdit*>("fileNameEdit");
            name = name == nullptr ? dialog->findChild<QLineEdit*>("filename") : name;
            ASSERT_NE(name, nullptr) << dialog->objectName().toStdString();
            name->setText(file);
            QMetaObject::invokeMethod(dialog, "accept");
        });
        action.trigger();
        EXPECT_TRUE(QTest::qWaitFor([&] { return QFile::exists(file); }, 60000))
            << file.toStdString() << ": " << message().toStdString();
        QFile in(file);
        EXPECT_TRUE(in.open(QIODevice::ReadOnly));
        return in.readAll();
    }
    /// The item of the seen Export button whose name ends so.
    static QAction* item(const QWidget& view, const char* ending) {
        for (QAction* each : ExportActions::buttonOf(&view)->menu()->actions()) {
            if (each->objectName().endsWith(QLatin1String(ending))) {
                return each;
            }
        }
        return nullptr;
    }
    /// Opens two trained runs, and compares them.
    void openTwoRuns() {
        open();
        window_->resize(1440, 900);
        trainToTheEnd(2);
        experiment_.train.batch = 10;
        experiment_.optimizer.learningRate = 0.02;
        trainToTheEnd(2);
        ASSERT_TRUE(QTest::qWaitFor([&] { return window_->runs().size() == 2; }));
        window_->openRun(1);
        ASSERT_TRUE(QTest::qWaitFor([&] { return window_->presenter().shownRun() == 1; }));
        window_->compare({1, 2});
        ASSERT_TRUE(QTest::qWaitFor(
            [&] { return window_->views().current()->objectName() == "compare"; }, 60000));
    }
};

/// What a drawing must say.
struct Figure {
    const char* view;
    int part;           ///< of Compare or Trials; −1: the view has none
    QStringList title;  ///< parts of it
    QStringList labels; ///< of axes, scales and columns, with their units
    QStringList key;    ///< parts of texts that say what the marks are
};

const std::vector<Figure>& figures() {
    static const std::vector<Figure> all{
        {"curves",
         -1,
         {"Local accuracy and loss", "run 1, tiny"},
         {"epoch", "accuracy (%)", "loss (nats)"},
         {"layer 1", "test, by epoch", "chance 33.3 %"}},
        {"goodness",
         -1,
         {"Goodness maps, epoch 2 of 2", "run 1, tiny"},
         {"Layer 1", "Goodness divided by the layer's mean over all probe images"},
         {"Small maps: strongest channels"}},
        {"evidence",
         -1,
         {"Evidence, epoch 2 of 2", "run 1, tiny"},
         {"Layer 1"},
         {"logits", "nats", "margin"}},
        {"inspector",
         -1,
         {"(probe image 0), epoch 2", "run 1, tiny"},
         {"Predicted class", "nats per patch"},
         {"Probability of the label"}},
        {"confusion",
         -1,
         {"Confusion", "run 1, tiny"},
         {"predicted", "label", "recall (%)"},
         {"correct (images)", "wrong (images)", "Fusion · test images · epoch 2"}},
        {"margins",
         -1,
         {"Margins, test images, epoch 2", "run 1, tiny"},
         {"epoch", "margin (nats, asinh)", "% of images", "images (%)"},
         {"line: median", "layer 1: "}},
        {"ladder",
         -1,
         {"Ladder", "run 1, tiny"},
         {"to layer", "from layer", "accuracy (%)", "Multiply-adds", "per image"},
         {"Accuracy of every range of layers (%), validation images, epoch 2"}},
        {"images",
         -1,
         {"Images", "run 1, tiny"},
         {},
         {"Test images, predicted by Fusion", "epoch 2", "Below each image: its label"}},
        {"channels",
         -1,
         {"Channels", "run 1, tiny"},
         {"epoch", "channel", "share of goodness (%), linear scale"},
         {"dead", "dominating", "layer 1 · 4 channels"}},
        {"lineage", -1, {"Family of run 1"}, {"Run", "Fusion, test", "epoch"}, {"tiny", " %"}},
        {"compare",
         0,
         {"Local accuracy and loss", "run 1, tiny", "run 2, tiny"},
         {"epoch", "accuracy (%)", "loss (nats)"},
         {"tiny, run 1, layer 3", "test, by epoch"}},
        {"compare",
         1,
         {"Test accuracy (%)", "run 1, tiny", "run 2, tiny"},
         {"epoch", "Test accuracy (%)"},
         {"tiny, run 1", "tiny, run 2"}},
        {"compare",
         2,
         {"Test accuracy by layer (%)", "comparison of 2 runs"},
         {"layer", "accuracy (%)"},
         {"tiny, run 1", "tiny, run 2"}},
        {"compare",
         3,
         {"Goodness maps of epoch 2", "A: tiny, run", "B: tiny, run"},
         {"goodness, × layer mean", "B − A, × layer mean"},
         {"blue: less in B"}},
        {"trials",
         0,
         {"Trials, ranked", "2 runs"},
         {"optimizer.learning_rate", "Validation (best layer) %", "Duration"},
         {"finished"}},
        {"trials",
         1,
         {"Settings and accuracy", "2 runs"},
         {"Learning rate", "Batch size", "Validation, best layer (%)"},
         {}},
        {"trials",
         2,
         {"Validation, best layer (%) over Learning rate", "2 runs"},
         {"Learning rate (optimizer.learning_rate)", "Validation, best layer (%)"},
         {"run, n = 2"}},
        {"trials",
         3,
         {"Validation, best layer (%) over Learning rate and Batch size", "2 runs"},
         {"Learning rate (optimizer.learning_rate)", "Batch size (train.batch)",
          "Validation, best layer (%)"},
         {"n = 1"}}};
    return all;
}

TEST_F(Figures, HaveATitleLabelsWithUnitsAndAKey) {
    openTwoRuns();
    std::set<QString> exporting;
    for (const Figure& figure : figures()) {
        const QString name = QStringLiteral("%1%2").arg(figure.view).arg(figure.part);
        SCOPED_TRACE(name.toStdString());
        const QStringList texts = exported(show(figure.view, figure.part), name);
        exporting.insert(figure.view);
        ASSERT_FALSE(texts.isEmpty());
        for (const QString& part : figure.title) {
            EXPECT_TRUE(texts.front().contains(part)) << texts.front().toStdString();
        }
        const std::string all = texts.join(u'|').toStdString();
        for (const QString& label : figure.labels) {
            EXPECT_TRUE(texts.mid(1).contains(label))
                << label.toStdString() << " is not in " << all;
        }
        for (const QString& part : figure.key) {
            EXPECT_FALSE(texts.mid(1).filter(part).isEmpty())
                << part.toStdString() << " is not in " << all;
        }
    }
    for (int i = 0; i < window_->views().count(); ++i) {
        const QByteArray name = window_->views().view(i)->objectName().toLatin1();
        EXPECT_EQ(drawing(show(name.data(), -1)) != nullptr, exporting.contains(name))
            << name.data();
    }
}

/// The width of a drawing and the sizes of its texts, in pixels.
struct TextSizes {
    explicit TextSizes(const QByteArray& svg) {
        QXmlStreamReader xml(svg);
        std::vector<double> scales{1};
        while (!xml.atEnd()) {
            xml.readNext();
            const auto& attributes = xml.attributes();
            if (xml.isStartElement() && xml.name() == u"svg") {
                width = attributes.value("viewBox").toString().section(u' ', 2, 2).toDouble();
            } else if (xml.isStartElement() && xml.name() == u"g") {
                const QString matrix = attributes.value("transform").toString();
                scale_ = std::hypot(matrix.section(u'(', 1).section(u',', 0, 0).toDouble(),
                                    matrix.section(u',', 1, 1).toDouble());
                size_ = attributes.value("font-size").toDouble();
            } else if (xml.isStartElement() && xml.name() == u"text") {
                least = std::min(least, scale_ * size_);
                most = std::max(most, scale_ * size_);
            }
        }
        EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
    }

    double width = 0;
    double least = 1000;
    double most = 0;

  private:
    double scale_ = 1;
    double size_ = 0;
};

TEST_F(Figures, ArePrintedAndHaveTheWidthsOfPapers) {
    openTwoRuns();
    const QString folder = QString::fromStdString(path().string()) + u'/';
    for (const Figure& figure : figures()) {
        const QString name = QStringLiteral("%1%2").arg(figure.view).arg(figure.part);
        SCOPED_TRACE(name.toStdString());
        const QWidget& view = show(figure.view, figure.part);
        const QByteArray printed = written(*item(view, "Print"), folder + name + "-printed.pdf");
        EXPECT_TRUE(printed.startsWith("%PDF"));
        EXPECT_TRUE(printed.contains("/FontFile")) << "text, not pixels";
        for (const auto& [ending, millimetres] :
             {std::pair("OneColumn", 89.0), std::pair("TwoColumns", 183.0)}) {
            SCOPED_TRACE(ending);
            QAction* paper = item(view, ending);
            ASSERT_NE(paper, nullptr);
            const TextSizes sizes(written(*paper, folder + name + ending + ".svg"));
            constexpr double kPixelsPerPoint = 96 / 72.0;
            EXPECT_NEAR(sizes.width, millimetres / 25.4 * 96, 1);
            EXPECT_LE(sizes.most, 12.1 * kPixelsPerPoint) << "the values of a large heat map";
            EXPECT_GE(sizes.least, (millimetres > 100 ? 6.5 : 5) * kPixelsPerPoint)
                << "what has no room is laid out in more lines";
        }
    }
}

} // namespace
} // namespace asge
