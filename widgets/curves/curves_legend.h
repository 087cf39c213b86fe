#pragma once

#include <QAbstractButton>
#include <QColor>
#include <QScrollArea>

#include <vector>

class QVBoxLayout;

namespace asge {

/// One row of the legend: a click, or Space, shows and hides its line; with Ctrl it alone stays.
class LegendButton : public QAbstractButton {
    Q_OBJECT

  public:
    explicit LegendButton(QWidget* parent);

    void describe(const QColor& color, const QString& name, const QString& value);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    void aloneRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void enterEvent(QEnterEvent* event) override;

  private:
    QColor color_;
    QString name_, value_;
};

/// What the lines' styles and the figures of the legend mean; not clickable.
class LegendKey : public QWidget {
    Q_OBJECT

  public:
    struct Style {
        Qt::PenStyle pen = Qt::SolidLine;
        double width = 2;
        QString text;
        QVector<qreal> dashes = {}; ///< in the place of the pen's own
        QColor color = {};          ///< none: the text's
        bool operator==(const Style&) const = default;
    };

    explicit LegendKey(QWidget* parent);
    /// `figures` may have several lines.
    void describe(const QString& figures, const std::vector<Style>& styles);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    int lineHeight() const;

    QStringList figures_;
    std::vector<Style> styles_;
};

/// The clickable list of what the curves show: as wide as its rows need, within bounds; longer
/// lists scroll.
class CurveLegend : public QScrollArea {
    Q_OBJECT

  public:
    struct Entry {
        QColor color;
        QString name;
        QString value; ///< the latest, as text
        bool shown = true;
    };

    explicit CurveLegend(QWidget* parent = nullptr);
    void setEntries(const std::vector<Entry>& entries);
    void setKey(const QString& figures, const std::vector<LegendKey::Style>& styles);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    void toggled(int entry, bool shown);
    void aloneRequested(int entry);

  private:
    LegendButton* addButton();

    QWidget* list_;
    QVBoxLayout* column_;
    std::vector<LegendButton*> buttons_;
    LegendKey* key_;
    int wide_ = 0;
};

} // namespace asge
