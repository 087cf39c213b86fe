// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPrintDialog>

namespace asge {

/// Qt's dialog for printing, which can also write a PDF file. Qt's own would let the user print
/// over the open store, opens the file that is named to test whether it can be written, and looks
/// into the files of the folders that it lists (see FileDialog).
class PrintDialog : public QPrintDialog {
    Q_OBJECT

  public:
    /// Suggests a PDF file of that name in the folder of the last export.
    PrintDialog(QPrinter* printer, const QString& suggestedName, QWidget* parent);

    void accept() override;

  private:
    QWidget* file_; ///< where the name of the file is typed; null if Qt changed its dialog
};

} // namespace asge
