// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QPagedPaintDevice;

namespace asge {

/// Where a view's export goes: into a file, whose name's ending says in which form, to the
/// clipboard, or on paper.
class ExportTarget {
  public:
    enum class Kind { file, copiedPicture, copiedValues, printed };

    /// Every function that exports takes the name of a file.
    ExportTarget(const QString& file) : file_(file) {} // NOLINT(google-explicit-constructor)
    /// The clipboard, as a picture or as CSV.
    static ExportTarget copy(Kind kind) {
        ExportTarget target{QString()};
        target.kind_ = kind;
        return target;
    }

    /// A page of a printer, or of another device with pages, which must outlive the target.
    static ExportTarget print(QPagedPaintDevice& device) {
        ExportTarget target{QString()};
        target.kind_ = Kind::printed;
        target.device_ = &device;
        return target;
    }

    Kind kind() const { return kind_; }
    QPagedPaintDevice* device() const { return device_; } ///< null unless it is printed
    const QString& file() const { return file_; }         ///< empty for the clipboard
    /// Whether the view's picture is wanted as pixels, whose number is limited.
    bool isPixels() const {
        return kind_ == Kind::copiedPicture ||
               file_.endsWith(QLatin1String(".png"), Qt::CaseInsensitive);
    }

  private:
    QString file_;
    Kind kind_ = Kind::file;
    QPagedPaintDevice* device_ = nullptr;
};

} // namespace asge
