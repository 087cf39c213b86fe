// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/sweep/sweep.h"
#include "core/sweep/sweep_draft.h"

#include <QDialog>

#include <optional>
#include <utility>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace asge {

/// Makes a sweep, or edits that of a file: a base, settings with lists of values, seeds. It checks
/// the sweep while the user types and shows its rows. It reads and writes no file itself.
class SweepDialog : public QDialog {
    Q_OBJECT

  public:
    /// Experiments to start from, with their titles.
    using Bases = std::vector<std::pair<QString, Experiment>>;

    explicit SweepDialog(Bases bases, QWidget* parent = nullptr);

    /// Replaces everything by the sweep of a file.
    void setDraft(const SweepDraft& draft);
    SweepDraft draft() const;
    /// The sweep; nothing while it has an error.
    const std::optional<Sweep>& sweep() const { return sweep_; }
    QString problem() const; ///< the errors, in one line; empty if there is none

  signals:
    void openRequested();                              ///< the user wants to edit a file
    void saveRequested(const asge::SweepDraft& draft); ///< as a file that is still to be chosen
    void addRequested(const asge::SweepDraft& draft);  ///< to the queue; the dialog is then closed

  private:
    QWidget* makeHead();
    QWidget* makeSettings();
    QWidget* makePreview();
    QWidget* makeButtons();
    void addSetting();
    void addRow(const std::string& path, const std::string& values);
    void removeRow();
    void takeBase(int index);
    bool takeTyped(QPushButton& button);
    void check();
    void showRows();
    QString summary() const;

    Bases bases_;
    SweepDraft rest_;   ///< what the dialog does not show: the base, `set`, `cells`
    SweepDraft ofFile_; ///< the sweep of the file that is edited; has its base
    std::optional<Sweep> sweep_;
    bool filling_ = false;

    QLineEdit* name_;
    QComboBox* base_;
    QComboBox* setting_;
    QTableWidget* settings_;
    QLineEdit* seeds_;
    QLabel* count_;
    QLabel* problem_;
    QTableWidget* rows_;
    QPushButton* remove_ = nullptr;
    QPushButton* save_ = nullptr;
    QPushButton* add_ = nullptr;
};

} // namespace asge
