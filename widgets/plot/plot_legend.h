// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractButton>
#include <QColor>
#include <QPen>
#include <QStringList>
#include <QVariantMap>
#include <QWidget>

#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace asge {

/// A row of the legend. A click or Space shows and hides its lines; with Ctrl only its lines stay.
/// Hovering highlights them. The value is beside the name or, without room, below it. A name
/// without room has several lines.
class LegendButton : public QAbstractButton {
    Q_OBJECT

  public:
    explicit LegendButton(QWidget* parent);

    /// `drops`: whether parts of the name after the first " · " are left out if there is no room.
    /// `second`: the colour of the entry's other lines, if they have another one; else invalid.
    void describe(const QColor& color, const QColor& second, const QString& name,
                  const QString& value, bool drops);
    /// The parts of the name that have room in a row of that width; all of them: a large number.
    int partsIn(int width) const;
    /// `parts` returns how many parts all rows of that width show, so that they are alike.
    void setCommonParts(std::function<int(int width)> parts) { commonParts_ = std::move(parts); }
    /// Shows that the entry's line is under the cursor in a plot.
    void setPointed(bool pointed);
    bool isPointed() const { return isPointed_; }
    /// The width for the name, without the parts that may be dropped, and the value in one line.
    int oneLineWidth() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

  signals:
    void aloneRequested();
    void hovered(bool on);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    int leastName() const;
    bool isStacked(int width) const;
    QStringList nameLines(int width) const;
    int valueRoom() const;
    int nameRoom(int width) const;

    QColor color_, second_;
    QString name_, value_;
    std::function<int(int)> commonParts_;
    bool drops_ = false;
    bool isPointed_ = false;
};

/// Explains line styles and the values of the legend; not clickable. Texts without room have
/// several lines.
class LegendKey : public QWidget {
    Q_OBJECT

  public:
    struct Style {
        QString text;
        QPen pen;             ///< as the lines' pen except for the colour
        bool colored = false; ///< use the pen's own colour instead of the text colour
        bool operator==(const Style&) const = default;
    };

    explicit LegendKey(QWidget* parent);
    /// Each line of `figures` is an explanation.
    void describe(const QString& figures, const std::vector<Style>& styles);
    /// Places the explanations side by side, as far as there is room.
    void setFlat(bool flat);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return heightIn(width, flat_); }
    int heightIn(int width, bool flat) const;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    /// An explanation: of a line style, or in words only.
    struct Text {
        QString text;
        const Style* style;
    };

    std::vector<Text> texts() const;
    int heightOf(const Text& text, int width) const;
    int widthOf(const Text& text) const;
    std::vector<QRect> places(int width, bool flat) const;

    QStringList figures_;
    std::vector<Style> styles_;
    bool flat_ = false;
};

/// The clickable list of what a plot shows, beside it and as wide as its rows need within bounds,
/// or below it. It shows all of its rows.
class PlotLegend : public QWidget {
    Q_OBJECT
    /// The names of the hidden entries (widgets/common/kept_places.h).
    Q_PROPERTY(QVariantMap keptPlace READ keptPlace WRITE setKeptPlace)

  public:
    struct Entry {
        QColor color;
        QString name;
        QString value = {}; ///< the latest value as text
        bool shown = true;
        QString exportName = {}; ///< in exported pictures; if empty, `name`
        /// Of the entry's other lines, if they have another colour: the right half of the square.
        QColor second = {};
        QString mark = {}; ///< what its lines have at their ends; empty: nothing

        QString markedName() const { return marked(name); }
        /// As in exported pictures.
        QString exportedName() const { return marked(exportName.isEmpty() ? name : exportName); }

      private:
        QString marked(const QString& text) const;
    };

    explicit PlotLegend(QWidget* parent = nullptr);
    void setEntries(const std::vector<Entry>& entries);
    QVariantMap keptPlace() const;
    /// Hides these entries as soon as all of them are there.
    void setKeptPlace(const QVariantMap& place);
    void setKey(const QString& figures, const std::vector<LegendKey::Style>& styles);
    /// Puts the rows and the key side by side, for a legend below its plots.
    void setBelow(bool below);
    bool isBelow() const { return below_; }
    /// The height that it needs below its plots, or beside them, at that width.
    int heightBelow(int width) const;
    int heightBeside(int width) const;
    /// The least width beside the plots.
    int leastWidth() const;
    /// Marks the entry whose line is under the cursor in a plot; −1: none.
    void setPointed(int entry);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {leastWidth(), 0}; }
    /// The plots decide about its height.
    bool hasHeightForWidth() const override { return false; }

  signals:
    /// The user has shown or hidden entries; `entries` are all the hidden ones.
    void hiddenChanged(const std::set<int>& entries);
    void hovered(int entry); ///< the entry under the mouse; −1: none

  protected:
    void changeEvent(QEvent* event) override;

  private:
    LegendButton* addButton();
    std::set<int> hidden() const;
    void hideKept();
    void showAlone(int entry);
    void arrangeRows();
    void updateWidth();
    int commonParts(int width) const;

    QWidget* rows_; ///< the buttons
    QStringList names_;
    QStringList kept_; ///< names of entries that are to be hidden
    bool below_ = false;
    std::vector<LegendButton*> buttons_;
    LegendKey* key_;
    QSize widths_;                     ///< the least and the best one, as the layout knows them
    mutable std::map<int, int> parts_; ///< of names, that all rows of a width show
};

} // namespace asge
