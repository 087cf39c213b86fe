// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/help_window.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTextBrowser>
#include <QTextDocument>
#include <QVBoxLayout>

namespace asge {

namespace {

constexpr QSize kHelpSize{860, 620};
constexpr int kTopicsWidth = 190; ///< pixels

QString textOf(const QString& topic) {
    QFile file(QStringLiteral(":/asge/help/%1.md").arg(topic)); // a resource, not on disk
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// A text from elsewhere as Markdown: an action may contain a run's name.
QString asMarkdown(const QString& text) {
    QString escaped;
    for (const QChar letter : plain::line(text)) {
        if (letter.isPunct() || letter.isSymbol()) {
            escaped += u'\\';
        }
        escaped += letter;
    }
    return escaped;
}

QString shortcutsText(const std::vector<HelpWindow::Shortcut>& shortcuts) {
    QString text = HelpWindow::tr("# Keyboard shortcuts\n\n| action | keys |\n|---|---|\n");
    for (const auto& [action, keys] : shortcuts) {
        text += QStringLiteral("| %1 | %2 |\n").arg(asMarkdown(action), asMarkdown(keys));
    }
    return text;
}

/// Shows the program's texts; it reads no file, whatever a text names.
class HelpText : public QTextBrowser {
  public:
    using QTextBrowser::QTextBrowser;

    QVariant loadResource(int, const QUrl&) override { return {}; }
};

/// The text as it is read, without marks of Markdown, for the search.
QString plainTextOf(const QString& markdown) {
    QTextDocument document;
    document.setMarkdown(markdown);
    return document.toPlainText();
}

} // namespace

HelpWindow::HelpWindow(const std::vector<Shortcut>& shortcuts, QWidget* parent)
    : QDialog(parent), search_(new QLineEdit(this)), found_(new PlainLabel(this)),
      list_(new QListWidget(this)), text_(new HelpText(this)) {
    setObjectName("helpWindow");
    setWindowTitle(tr("Help"));
    setAttribute(Qt::WA_DeleteOnClose);
    search_->setObjectName("helpSearch");
    search_->setPlaceholderText(tr("Find in all topics"));
    search_->setAccessibleName(tr("Find"));
    search_->setClearButtonEnabled(true);
    found_->setObjectName("helpFound");
    found_->hide(); // an empty label would take room beside the field
    list_->setObjectName("helpTopics");
    list_->setAccessibleName(tr("Topics"));
    list_->setFixedWidth(kTopicsWidth);
    text_->setObjectName("helpText");
    text_->setOpenLinks(false);
    const QStringList titles{tr("Method and views"), tr("Plots, tabs, commands"),
                             tr("Filter of runs"), tr("Keyboard shortcuts")};
    for (qsizetype i = 0; i < topics().size(); ++i) {
        list_->addItem(titles[i]);
        list_->item(static_cast<int>(i))->setSizeHint(QSize(0, style::rowHeight(*list_)));
        texts_ << (i + 1 == topics().size() ? shortcutsText(shortcuts) : textOf(topics()[i]));
    }
    auto* top = new QHBoxLayout;
    top->addWidget(search_, 1);
    top->addWidget(found_);
    auto* middle = new QHBoxLayout;
    middle->addWidget(list_);
    middle->addWidget(text_, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false); // Enter finds the next place
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* rows = new QVBoxLayout(this);
    rows->addLayout(top);
    rows->addLayout(middle, 1);
    rows->addWidget(buttons);
    resize(kHelpSize.boundedTo(parent->size()));
    connect(list_, &QListWidget::currentRowChanged, this, &HelpWindow::showChosen);
    connect(search_, &QLineEdit::textChanged, this, &HelpWindow::search);
    connect(search_, &QLineEdit::returnPressed, this, &HelpWindow::findNext);
    list_->setCurrentRow(0);
}

QStringList HelpWindow::topics() {
    return {QStringLiteral("method"), QStringLiteral("plots"), QStringLiteral("filters"),
            QStringLiteral("shortcuts")};
}

void HelpWindow::showTopic(const QString& topic) {
    list_->setCurrentRow(static_cast<int>(topics().indexOf(topic)));
}

QString HelpWindow::shownText() const {
    return text_->toPlainText();
}

void HelpWindow::showChosen() {
    text_->setMarkdown(texts_.value(list_->currentRow()));
    if (!search_->text().isEmpty()) {
        text_->find(search_->text());
    }
}

/// Hides the topics that do not contain the text, and shows the first place in the others.
void HelpWindow::search() {
    const QString wanted = search_->text();
    int matching = 0;
    int first = -1;
    for (int i = 0; i < list_->count(); ++i) {
        const bool matches = plainTextOf(texts_[i]).contains(wanted, Qt::CaseInsensitive);
        list_->item(i)->setHidden(!matches);
        matching += matches ? 1 : 0;
        first = first < 0 && matches ? i : first;
    }
    found_->setText(wanted.isEmpty() ? QString()
                    : matching == 0  ? tr("not found")
                                     : countedText(static_cast<std::size_t>(matching), "topic"));
    found_->setVisible(!wanted.isEmpty());
    if (first >= 0 && list_->currentItem() != nullptr && list_->currentItem()->isHidden()) {
        list_->setCurrentRow(first);
    } else {
        text_->moveCursor(QTextCursor::Start);
        text_->find(wanted);
    }
}

void HelpWindow::findNext() {
    if (!text_->find(search_->text())) {
        text_->moveCursor(QTextCursor::Start);
        text_->find(search_->text());
    }
}

} // namespace asge
