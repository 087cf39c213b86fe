// SPDX-License-Identifier: GPL-3.0-or-later

#include "layout_defects.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QStyleOptionFrame>
#include <QTabBar>
#include <QTextDocument>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <vector>

namespace asge::test {

namespace {

constexpr int kSlack = 1; ///< pixels that rounding may take

QString described(const QWidget& widget, const QString& text) {
    QString path;
    for (const QWidget* at = &widget; at != nullptr; at = at->parentWidget()) {
        if (!at->objectName().isEmpty()) {
            path = at->objectName() + (path.isEmpty() ? QString() : QStringLiteral(" > ") + path);
            if (at->isWindow()) {
                break;
            }
        }
    }
    return QStringLiteral("%1 (%2) '%3'")
        .arg(path, QString::fromLatin1(widget.metaObject()->className()), text.left(60));
}

/// A text without the '&' that marks a key.
QString shownText(const QString& text) {
    static const QRegularExpression mark(QStringLiteral("&(.)"));
    return QString(text).replace(mark, QStringLiteral("\\1"));
}

QString shownText(const QLabel& label) {
    return label.buddy() != nullptr ? shownText(label.text()) : label.text();
}

/// The width and height that a label's text needs at its width.
QSizeF neededBy(const QLabel& label) {
    QTextDocument document;
    document.setDefaultFont(label.font());
    document.setDocumentMargin(0);
    const bool isRich = label.textFormat() == Qt::RichText ||
                        (label.textFormat() == Qt::AutoText && Qt::mightBeRichText(label.text()));
    isRich ? document.setHtml(label.text()) : document.setPlainText(shownText(label));
    if (label.wordWrap()) {
        document.setTextWidth(label.contentsRect().width());
    }
    return {document.idealWidth(), document.size().height()};
}

bool isCut(const QLabel& label) {
    if (label.text().isEmpty() || !label.pixmap().isNull()) {
        return false;
    }
    const QSizeF needed = neededBy(label);
    const QRect room = label.contentsRect();
    return std::floor(needed.width()) > room.width() + kSlack ||
           std::floor(needed.height()) > room.height() + kSlack;
}

bool isCut(const QComboBox& box) {
    QStyleOptionComboBox option;
    option.initFrom(&box);
    option.editable = box.isEditable();
    const QRect field = box.style()->subControlRect(QStyle::CC_ComboBox, &option,
                                                    QStyle::SC_ComboBoxEditField, &box);
    return !box.isEditable() &&
           box.fontMetrics().horizontalAdvance(box.currentText()) > field.width() + kSlack;
}

/// Whether the words in an empty field are cut.
bool isCut(const QLineEdit& field) {
    constexpr int kTextMargin = 2; ///< pixels, which the field keeps on each side of its text
    QStyleOptionFrame option;
    option.initFrom(&field);
    option.lineWidth =
        field.hasFrame() ? field.style()->pixelMetric(QStyle::PM_DefaultFrameWidth, &option, &field)
                         : 0;
    const QRect room = field.style()->subElementRect(QStyle::SE_LineEditContents, &option, &field);
    return field.text().isEmpty() &&
           field.fontMetrics().horizontalAdvance(field.placeholderText()) >
               room.width() - 2 * kTextMargin + kSlack;
}

bool showsIconOnly(const QAbstractButton& button) {
    const auto* tool = qobject_cast<const QToolButton*>(&button);
    return button.text().isEmpty() || (tool != nullptr && !tool->icon().isNull() &&
                                       tool->toolButtonStyle() == Qt::ToolButtonIconOnly);
}

bool isCut(const QAbstractButton& button) {
    if (button.hasHeightForWidth()) { // it breaks its text, or shortens it as far as it may
        return button.width() + kSlack < button.minimumSizeHint().width() ||
               button.height() + kSlack < button.heightForWidth(button.width());
    }
    const QString text = shownText(button.text());
    int width = button.fontMetrics().size(Qt::TextSingleLine, text).width();
    if (!button.icon().isNull()) {
        width += button.iconSize().width();
    }
    return width > button.width() + kSlack ||
           button.fontMetrics().height() > button.height() + kSlack;
}

/// What is wrong with one widget's text; empty if nothing is.
QString textDefect(const QWidget& widget) {
    if (const auto* label = qobject_cast<const QLabel*>(&widget)) {
        const bool isShortened = !label->toolTip().isEmpty() && label->text().contains(u'…');
        return !isShortened && isCut(*label) ? label->text() : QString();
    }
    if (const auto* box = qobject_cast<const QComboBox*>(&widget)) {
        return box->toolTip().isEmpty() && isCut(*box) ? box->currentText() : QString();
    }
    if (const auto* field = qobject_cast<const QLineEdit*>(&widget)) {
        return isCut(*field) ? field->placeholderText() : QString();
    }
    const auto* button = qobject_cast<const QAbstractButton*>(&widget);
    return button != nullptr && !showsIconOnly(*button) && isCut(*button) ? button->text()
                                                                          : QString();
}

/// The names of tabs that are cut or lie below a button of their bar.
void addCutTabs(const QTabBar& bar, QStringList& defects) {
    int room = bar.width();
    for (const auto* button : bar.findChildren<const QToolButton*>(Qt::FindDirectChildrenOnly)) {
        room = button->isVisible() ? std::min(room, button->x()) : room;
    }
    for (int tab = 0; tab < bar.count(); ++tab) {
        const QRect place = bar.tabRect(tab);
        const int text = bar.fontMetrics().size(Qt::TextShowMnemonic, bar.tabText(tab)).width();
        if (bar.isTabVisible(tab) &&
            (place.left() < -kSlack || place.right() > room + kSlack || place.width() < text)) {
            defects << QStringLiteral("cut tab: ") + described(bar, bar.tabText(tab));
        }
    }
}

/// Whether the widget is in a dock that is behind another one: Qt moves those out of the window.
bool isBehind(const QWidget& widget) {
    for (const QWidget* at = &widget; at != nullptr && !at->isWindow(); at = at->parentWidget()) {
        const auto* dock = qobject_cast<const QDockWidget*>(at);
        const QPoint place = dock != nullptr ? dock->mapTo(dock->window(), QPoint()) : QPoint();
        if (place.x() + at->width() <= 0 || place.y() + at->height() <= 0) {
            return true;
        }
    }
    return false;
}

/// Whether a part of the widget is outside the window, although it is not in an area that scrolls.
bool isOutside(const QWidget& widget) {
    for (const QWidget* at = widget.parentWidget(); at != nullptr; at = at->parentWidget()) {
        if (qobject_cast<const QAbstractScrollArea*>(at) != nullptr) {
            return false;
        }
        if (at->isWindow()) {
            break;
        }
    }
    const QRect place(widget.mapTo(widget.window(), QPoint()), widget.size());
    return !widget.window()->rect().adjusted(-kSlack, -kSlack, kSlack, kSlack).contains(place);
}

/// Whether a scroll bar moves what it belongs to by so few pixels that it should not be there.
bool hasNeedlessBar(const QScrollBar& bar) {
    const int line = bar.fontMetrics().height();
    const auto* area = qobject_cast<const QAbstractScrollArea*>(
        bar.parentWidget() != nullptr ? bar.parentWidget()->parentWidget() : nullptr);
    const bool isOfPixels = qobject_cast<const QScrollArea*>(area) != nullptr;
    return isOfPixels && bar.maximum() > bar.minimum() && bar.maximum() - bar.minimum() <= line;
}

/// Whether an area that scrolls up and down is within another one that does, too. Galleries, which
/// may have thousands of rows, scroll for themselves.
bool scrollsInScrolled(const QAbstractScrollArea& area) {
    if (qobject_cast<const QListView*>(&area) != nullptr) {
        return false;
    }
    const auto scrolls = [](const QAbstractScrollArea& each) {
        return each.verticalScrollBar()->isVisible() && each.verticalScrollBar()->maximum() > 0;
    };
    bool isWithin = false;
    for (const QWidget* at = area.parentWidget(); at != nullptr && !at->isWindow();
         at = at->parentWidget()) {
        const auto* around = qobject_cast<const QScrollArea*>(at);
        isWithin = isWithin || (around != nullptr && scrolls(*around));
    }
    return isWithin && scrolls(area);
}

bool isControl(const QWidget& widget) {
    return qobject_cast<const QAbstractButton*>(&widget) != nullptr ||
           qobject_cast<const QComboBox*>(&widget) != nullptr ||
           (qobject_cast<const QLabel*>(&widget) != nullptr &&
            !static_cast<const QLabel&>(widget).text().isEmpty());
}

/// Controls of one parent that lie on each other.
void addOverlaps(const QWidget& parent, QStringList& defects) {
    std::vector<const QWidget*> controls;
    for (const QObject* child : parent.children()) {
        const auto* widget = qobject_cast<const QWidget*>(child);
        if (widget != nullptr && widget->isVisible() && !widget->isWindow() && isControl(*widget)) {
            controls.push_back(widget);
        }
    }
    for (std::size_t i = 0; i < controls.size(); ++i) {
        for (std::size_t j = i + 1; j < controls.size(); ++j) {
            const QRect both = controls[i]->geometry() & controls[j]->geometry();
            if (both.width() > kSlack && both.height() > kSlack) {
                defects << QStringLiteral("overlap: %1, %2")
                               .arg(described(*controls[i], {}), described(*controls[j], {}));
            }
        }
    }
}

} // namespace

QStringList layoutDefects(const QWidget& window) {
    QStringList defects;
    QList<const QWidget*> widgets{&window};
    for (const QWidget* child : window.findChildren<QWidget*>()) {
        widgets << child;
    }
    for (const QWidget* widget : std::as_const(widgets)) {
        if (!widget->isVisible() || widget->window() != &window || isBehind(*widget)) {
            continue;
        }
        if (const QString text = textDefect(*widget); !text.isEmpty()) {
            defects << QStringLiteral("cut: ") + described(*widget, text);
        }
        if (widget != &window && isControl(*widget) && isOutside(*widget)) {
            defects << QStringLiteral("outside: ") + described(*widget, {});
        }
        if (const auto* bar = qobject_cast<const QTabBar*>(widget)) {
            addCutTabs(*bar, defects);
        }
        addOverlaps(*widget, defects);
    }
    return defects;
}

QStringList scrollDefects(const QWidget& view) {
    QStringList defects;
    const QWidget* around =
        view.parentWidget() == nullptr ? &view : view.parentWidget()->parentWidget();
    for (const auto* bar : around->findChildren<QScrollBar*>()) {
        if (bar->isVisible() && hasNeedlessBar(*bar)) {
            defects << QStringLiteral("scrolls by %1 pixels: ").arg(bar->maximum()) +
                           described(*bar, {});
        }
    }
    const auto* page = qobject_cast<const QScrollArea*>(around);
    if (page != nullptr && page->horizontalScrollBar()->isVisible()) {
        defects << QStringLiteral("scrolls sideways by %1 pixels: ")
                           .arg(page->horizontalScrollBar()->maximum()) +
                       described(view, {});
    }
    for (const auto* area : view.findChildren<QAbstractScrollArea*>()) {
        if (area->isVisible() && scrollsInScrolled(*area)) {
            defects << QStringLiteral("scrolls in what scrolls: ") + described(*area, {});
        }
    }
    return defects;
}

} // namespace asge::test
