// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/plain_text.h"

#include "tests/support/fifo_watch.h"

#include <QApplication>
#include <QInputDialog>
#include <QMessageBox>
#include <QPointer>
#include <QProgressDialog>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>

#include <gtest/gtest.h>

namespace asge {
namespace {

/// Qt creates these with labels that guess whether their text is HTML.
class PlainText : public testing::Test {
  protected:
    PlainText() { plain::guard(*qApp); }

    QString hostile() const {
        return QStringLiteral("x <img src=\"%1\"><b>bold</b>").arg(fifoPath());
    }
    QString fifoPath() const { return folder_.filePath(QStringLiteral("fifo")); }
    void expectPlain(const QWidget& widget) const {
        const auto labels = widget.findChildren<QLabel*>();
        EXPECT_FALSE(labels.isEmpty());
        for (const QLabel* label : labels) {
            EXPECT_EQ(label->textFormat(), Qt::PlainText) << label->text().toStdString();
        }
        EXPECT_FALSE(fifo_.wasOpened());
    }

    QTemporaryDir folder_;
    test::FifoWatch fifo_{fifoPath().toStdString()};
};

TEST_F(PlainText, ALabelShowsTags) {
    PlainLabel label(hostile());
    label.show();
    label.grab();
    EXPECT_EQ(label.textFormat(), Qt::PlainText);
    QLabel careless(hostile());
    careless.show();
    careless.grab();
    EXPECT_EQ(careless.textFormat(), Qt::PlainText);
    EXPECT_FALSE(fifo_.wasOpened());
    RichLabel rich;
    rich.setText(QStringLiteral("<b>%1</b>").arg(plain::escaped(hostile())));
    rich.show();
    rich.grab();
    EXPECT_EQ(rich.textFormat(), Qt::RichText) << "an explicit format is kept";
    EXPECT_FALSE(fifo_.wasOpened());
}

TEST_F(PlainText, ToolTipsShowTags) {
    QWidget widget;
    widget.resize(200, 200);
    widget.show();
    widget.setToolTip(hostile());
    for (const QString& text : {hostile(), QStringLiteral("other ") + hostile()}) {
        QToolTip::showText(widget.mapToGlobal(QPoint(5, 5)), text, &widget);
        bool found = false;
        for (QWidget* top : QApplication::topLevelWidgets()) {
            auto* tip = qobject_cast<QLabel*>(top);
            if (tip != nullptr && tip->isVisible() && tip->text() == text) {
                found = true;
                EXPECT_EQ(tip->textFormat(), Qt::PlainText);
                tip->grab();
            }
        }
        EXPECT_TRUE(found);
    }
    QToolTip::hideText();
    EXPECT_FALSE(fifo_.wasOpened());
}

TEST_F(PlainText, QtDialogsShowTags) {
    QMessageBox box(QMessageBox::Question, QStringLiteral("title"), hostile());
    box.setInformativeText(hostile());
    box.show();
    box.grab();
    expectPlain(box);
    QInputDialog input;
    input.setLabelText(hostile());
    input.show();
    input.grab();
    expectPlain(input);
    QProgressDialog progress(hostile(), QStringLiteral("Cancel"), 0, 3);
    progress.show();
    progress.grab();
    expectPlain(progress);
}

TEST_F(PlainText, TheGuardIsInstalledOnce) {
    const auto before = qApp->children().size();
    plain::guard(*qApp);
    EXPECT_EQ(qApp->children().size(), before);
}

TEST_F(PlainText, NamesMakeNoShortcutsInButtons) {
    QPushButton button(plain::button(QStringLiteral("&a && b")));
    EXPECT_TRUE(button.shortcut().isEmpty());
    EXPECT_EQ(plain::button(QStringLiteral("a\n&\u202e")), QStringLiteral("a?&&?"));
    EXPECT_LE(plain::button(QString(10000, u'x')).size(), 80);
    EXPECT_LE(plain::button(QString(10000, u'&')).size(), 160);
}

TEST_F(PlainText, TitlesKeepBrackets) {
    QWidget widget;
    widget.setWindowTitle(plain::title(QStringLiteral("a[*]b\nc")));
    EXPECT_EQ(plain::title(QStringLiteral("a[*]b\nc")), QStringLiteral("a[*][*]b?c"));
}

TEST_F(PlainText, BlocksAreBounded) {
    EXPECT_EQ(plain::block(QStringLiteral("one\n\u001b[2Jtwo")), QStringLiteral("one\n?[2Jtwo"));
    EXPECT_LE(plain::block(QString(1000000, u'\n')).count(u'\n'), 40);
    EXPECT_LE(plain::block(QString(1000000, u'x')).size(), 1100);
}

TEST(UnbrokenText, KeepsQuantitiesInALine) {
    const QString space(QChar::Nbsp);
    EXPECT_EQ(plain::unbroken("about 138.9 MiB · 2 min 45 s per epoch"),
              "about 138.9" + space + "MiB · 2" + space + "min" + space + "45" + space +
                  "s per epoch");
    EXPECT_EQ(plain::unbroken("1 d 4 h"), "1" + space + "d" + space + "4" + space + "h");
    EXPECT_EQ(plain::unbroken("3 other runs of 2 hours"), "3 other runs of 2 hours");
}

TEST(WholeParts, AreLeftOutAndNotCut) {
    const QFontMetrics metrics(QApplication::font());
    const QString text = QStringLiteral("batch = 64 · validation = 2000 · seed = 1");
    const auto within = [&](const QString& shown) {
        return plain::wholeParts(text, metrics, metrics.horizontalAdvance(shown) + 1);
    };
    EXPECT_EQ(within(text), text);
    const QString two = QStringLiteral("batch = 64 · validation = 2000 · …");
    EXPECT_EQ(within(two), two);
    EXPECT_EQ(within(QStringLiteral("batch = 64 · validation = 20…")),
              QStringLiteral("batch = 64 · …"));
    EXPECT_EQ(within(QStringLiteral("batch = 6…")), QStringLiteral("batch = …"));
}

TEST(WholeParts, ALongPartIsShortenedByWordsIfMuchRoomWouldBeEmpty) {
    const QFontMetrics metrics(QApplication::font());
    const auto within = [&](const QString& text, const QString& room) {
        return plain::wholeParts(text, metrics, metrics.horizontalAdvance(room) + 1);
    };
    const QString layers = QStringLiteral("limit = 600 · 16 16 16M 16 16 16M 16 · asge");
    EXPECT_EQ(within(layers, "limit = 600 · 16 16 16M 16 16 …"),
              QStringLiteral("limit = 600 · 16 16 16M 16 16 …"));
    EXPECT_EQ(within(layers, "limit = 600 · 16 16 16M 16 1…"),
              QStringLiteral("limit = 600 · 16 16 16M 16 …"));
    EXPECT_EQ(within(layers, "limit = 600 · 16…"), QStringLiteral("limit = 600 · …"));
    const QString path = QStringLiteral("limit = 10 · path = /data/photographs/birds/half · asge");
    EXPECT_EQ(within(path, "limit = 10 · path = …/birds/half · asge"),
              QStringLiteral("limit = 10 · path = …/birds/half · asge"));
    EXPECT_EQ(within(path, "limit = 10 · path = …/birds/half · …"),
              QStringLiteral("limit = 10 · path = …/half · asge"))
        << "a long path hides no other part";
    EXPECT_EQ(within("123456789", "12345…"), QStringLiteral("…")) << "no other number";
}

TEST(WholeParts, GoOnInFurtherLinesAndNoLineBeginsWithASeparator) {
    const QFontMetrics metrics(QApplication::font());
    const QString text =
        QStringLiteral("limit = 600 · validation = 100 · epochs = 2 · rate = 0.002 · asge");
    const auto within = [&](const QString& room, int lines) {
        return plain::wholeParts(text, metrics, metrics.horizontalAdvance(room) + 1, lines);
    };
    EXPECT_EQ(within(text, 2), text);
    EXPECT_EQ(within("limit = 600 · validation = 10", 2),
              QStringLiteral("limit = 600\nvalidation = 100 · …"));
    EXPECT_EQ(within("limit = 600 · validation = 100 ·", 2),
              QStringLiteral("limit = 600 · validation = 100\nepochs = 2 · rate = 0.002 · …"));
    EXPECT_EQ(within("limit = 600 · validation = 100 ·", 3).count(u'\n'), 2);
    const QString four = QStringLiteral("a = 1 · b = 2 · c = 3 · d = 4");
    EXPECT_EQ(
        plain::wholeParts(four, metrics, metrics.horizontalAdvance("a = 1 · b = 2 · c = 3 ·"), 2),
        QStringLiteral("a = 1 · b = 2\nc = 3 · d = 4"))
        << "in lines that are about equally long";
    const QString path =
        QStringLiteral("path = /data/photographs/of/some/birds/half · epochs = 2 · asge");
    EXPECT_EQ(
        plain::wholeParts(path, metrics, metrics.horizontalAdvance("path = …/birds/half ·"), 2),
        QStringLiteral("path = …/birds/half\nepochs = 2 · asge"));
}

TEST_F(PlainText, NoLineBeginsOrEndsWithASeparator) {
    const QFontMetrics metrics(QApplication::font());
    const QString text = QStringLiteral("about 139 MiB · 7 min per epoch · 1 h in all");
    const auto within = [&](const QString& shown) {
        return plain::partsInLines(text, metrics, metrics.horizontalAdvance(shown) + 1);
    };
    EXPECT_EQ(within(text), text);
    EXPECT_EQ(within(QStringLiteral("about 139 MiB · 7 min per epoch ·")),
              QStringLiteral("about 139 MiB · 7 min per epoch\n1 h in all"));
    EXPECT_EQ(within(QStringLiteral("about")),
              QStringLiteral("about 139 MiB\n7 min per epoch\n1 h in all"));
}

TEST_F(PlainText, AValueKeepsThePartsInWhichValuesDiffer) {
    const QFontMetricsF metrics{QFont()};
    const auto within = [&](const QString& value, const QString& room) {
        return plain::fittingValue(value, metrics, metrics.horizontalAdvance(room) + 1);
    };
    const QString path = QStringLiteral("/data/photographs/birds/first half");
    EXPECT_EQ(within(path, path), path);
    EXPECT_EQ(within(path, "…/birds/first half "), QStringLiteral("…/birds/first half"));
    EXPECT_EQ(within(path, "…/s/first half"), QStringLiteral("…/first half"));
    EXPECT_EQ(within("/data/photographs/first-half", "first-half"), QStringLiteral("first-half"))
        << "rather than the end of it behind an ellipsis";
    const QString layers = QStringLiteral("16 32 64M 64 64 128M");
    EXPECT_EQ(within(layers, layers), layers);
    EXPECT_EQ(within(layers, "16 32 64M 64 128M"), QStringLiteral("16 32 … 64 128M"));
    EXPECT_EQ(within("convolution", QStringLiteral("convol…")), QStringLiteral("convol…"));
}

} // namespace
} // namespace asge
