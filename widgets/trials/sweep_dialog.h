// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/sweep/sweep.h"
#include "core/sweep/sweep_draft.h"

#include <QDialog>
#include <QTimer>

#include <future>
#include <optional>
#include <string>
#include <utility>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace asge {

/// Makes a sweep, or edits that of a file: a base, settings with lists of values, seeds. It checks
/// the sweep while the user types and shows its rows. It reads and writes no file itself. Errors of
/// single values are named at once; to check a sweep of 10,000 cells takes half a second in another
/// thread.
class SweepDialog : public QDialog {
    Q_OBJECT

  public:
    /// Experiments to start from, with their titles.
    using Bases = std::vector<std::pair<QString, Experiment>>;

    explicit SweepDialog(Bases bases, QWidget* parent = nullptr);

    /// Replaces everything by the sweep of a file.
    void setDraft(const SweepDraft& draft);
    SweepDraft draft() const;
    /// The sweep; nothing while it has an error, or while a large one is being checked.
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
    /// The outcome of a check: a sweep, or what is wrong with it.
    struct Checked {
        std::optional<Sweep> sweep;
        std::string problem;
    };
    static Checked checked(const std::string& json);
    void check();
    void checkTyped();
    void continueChecking();
    std::pair<double, double> sizes() const;
    void showResult(Checked result, const std::string& json);
    void showProblem(const QString& problem);
    void showRows();
    QString summary(std::size_t rows, std::size_t seeds) const;

    Bases bases_;
    SweepDraft rest_;   ///< what the dialog does not show: the base, `set`, `cells`
    SweepDraft ofFile_; ///< the sweep of the file that is edited; has its base
    std::optional<Sweep> sweep_;
    std::string shown_; ///< JSON of what was checked last
    bool filling_ = false;
    QTimer checking_;              ///< runs while a large sweep is checked
    std::future<Checked> running_; ///< valid while a check runs
    std::string begun_;            ///< JSON that it checks
    std::string wanted_;           ///< JSON that is to be checked

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
